"""The statistics home, and the pages about the figures."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.models import Rule
from registry.models.people import today
from reports.models import Edition
from reports.pages import asking
from reports.statistics.tables import TABLES
from reports.tests.enterprises import several

pytestmark = pytest.mark.django_db
HOME = "/statistik/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def register(make_cooperative):
    make_cooperative("Koperasi Satu", "Mandau", "aktif", kind="jasa")
    make_cooperative("Koperasi Dua", "Mandau", "tidak_aktif", kind="konsumen")
    make_cooperative("Koperasi Tiga", "Rupat", "aktif", kind="jasa", phone="081234567890")
    several(5, district="Mandau")


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def said(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_stranger_reads_the_answers_first_each_with_a_picture_and_a_link(client, register):
    html = page(client, HOME)
    assert "3 koperasi di Kabupaten Bengkalis, 2 di antaranya aktif (67%)." in said(html)
    assert "5 UMKM dalam register pada 2021: 5 mikro, 0 kecil, 0 menengah." in said(html)
    assert html.index('class="answer"') < html.index('<svg class="chart')
    assert f'href="{asking.address("umkm")}"' in html


def test_the_home_speaks_english(client, register):
    text = said(page(client, f"{HOME}?lang=en"))
    assert "3 cooperatives in Bengkalis Regency, 2 of them active (67%)." in text
    assert "5 MSMEs on the register in 2021" in text


def test_every_table_and_every_page_about_the_figures_is_found_from_home(client, register):
    html = page(client, HOME)
    for table in TABLES:
        assert f'href="{asking.address(table)}"' in html
    for name in ("statistics-cooperatives", "statistics-village-gaps", "statistics-published"):
        assert f'href="{reverse(name)}"' in html
    for name in ("statistics-use", "statistics-changes", "statistics-confidentiality"):
        assert f'href="{reverse(name)}"' in html


def test_an_empty_register_says_so_and_draws_nothing(client):
    html = page(client, HOME)
    assert "Belum ada koperasi dalam register." in html
    assert '<svg class="chart' not in html


def test_no_name_or_number_of_a_cooperative_leaks(client, register):
    for url in (HOME, reverse("statistics-changes"), reverse("statistics-feed")):
        html = page(client, url)
        assert "Koperasi Tiga" not in html
        assert "081234567890" not in html


def test_the_home_asks_each_table_once(client, register, django_assert_num_queries):
    client.get(HOME)
    with django_assert_num_queries(4):
        client.get(HOME)


def test_only_reading_is_possible(client):
    for name in ("home", "use", "changes", "feed", "confidentiality"):
        assert client.post(reverse(f"statistics-{name}")).status_code == 405


# --- changes --------------------------------------------------------------------------------------


def published_twice(client):
    client.get(asking.address("umkm"))
    moment = timezone.now() - timedelta(days=2)
    Edition.objects.update(published_at=moment, checked_at=moment)
    several(1, district="Rupat")
    client.get(asking.address("umkm"))
    return timezone.localdate(moment)


def test_what_changed_is_listed_with_its_day_and_how_many_figures(client, register):
    day = published_twice(client)
    html = page(client, reverse("statistics-changes"))
    changed = Edition.objects.get(table="umkm", number=2).changed
    assert f"{changed} dari " in said(html).replace(".", "")
    assert f'href="{asking.address("umkm")}?pada={day:%d-%m-%Y}"' in html
    assert "edisi pertama" in html


def test_the_feed_is_sound_atom_with_an_entry_for_each_edition(client, register):
    published_twice(client)
    answer = client.get(reverse("statistics-feed"))
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    assert len(entries) == Edition.objects.count()
    identities = {entry.find(f"{ATOM}id").text for entry in entries}
    assert len(identities) == len(entries)


def test_before_anything_is_published_the_list_says_so(client):
    assert "Belum ada edisi yang terbit." in page(client, reverse("statistics-changes"))


# --- use and confidentiality ----------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_lines_to_copy_lead_to_figures(client, register, lang):
    html = page(client, reverse("statistics-use") + f"?lang={lang}").replace("&amp;", "&")
    assert f"asOf={today()}" in html  # a day to come is refused by the API
    assert all(word in html for word in ("pxwebpy", "read.csv", "Web.Contents", "curl -o"))
    addresses = set(
        re.findall(
            r"http://testserver(/api/px/v2/tables/[^\s\"&]+[^\s\"<]*)", html.replace("&quot;", '"')
        )
    )
    assert len(addresses) == 2
    for address in addresses:
        assert client.get(address).status_code == 200


def test_the_rule_in_force_is_told_with_its_numbers_and_source(client):
    text = said(page(client, reverse("statistics-confidentiality")))
    rule = Rule.objects.in_force(today()).get(key="disclosure")
    assert f"kurang dari {rule.value['units']} usaha" in text
    assert rule.source in text


def test_without_a_rule_the_page_says_so(client):
    Rule.objects.filter(key="disclosure").delete()
    assert "tidak ada aturan kerahasiaan" in page(client, reverse("statistics-confidentiality"))
