"""The public page of published figures."""

import pytest
from django.urls import reverse

from bengkalis.browsing import PHONE, assert_accessible
from reports import reference
from reports.models import Comparison, PublishedFigure
from reports.tests.test_published_figures import figure
from reports.tests.test_statistics_pages import words_of

HERE = "/statistik/angka-terbit/"


@pytest.fixture
def figures(db):
    reference.load()


def test_a_stranger_reads_published_figures_and_finds_the_register_beside_them(client, figures):
    Comparison.objects.filter(series="msme.total").delete()
    html = client.get(reverse("statistics-published")).content.decode()
    assert f'href="{reverse("reconciliation")}"' in html
    said = words_of(html)
    assert "291" in said
    assert "452" in said
    assert "tidak dijumlahkan" in said
    assert "743" not in said
    assert "40.000 usaha" in said
    assert "belum dibandingkan" in said


def test_the_page_speaks_english(client, figures):
    said = words_of(client.get(HERE, {"lang": "en"}).content.decode())
    assert "Published figures" in said
    assert "Active cooperatives" in said
    assert not {"koperasi", "usaha", "orang"} & set(said.split())


def test_without_figures_the_page_says_what_will_be_here(client, db):
    PublishedFigure.objects.all().delete()
    assert "Belum ada angka terbit" in client.get(HERE).content.decode()


def test_the_home_of_the_statistics_leads_there(client, db):
    assert f'href="{HERE}"' in client.get("/statistik/").content.decode()


@pytest.mark.parametrize("fmt", ["csv", "csv-machine", "xlsx"])
def test_the_figures_come_as_a_file(client, figures, fmt):
    answer = client.get(reverse("statistics-published-data"), {"format": fmt})
    content = b"".join(answer.streaming_content)
    assert "angka-terbit" in answer["Content-Disposition"]
    assert fmt == "xlsx" or content.count(b"\r\n") == 34


def test_an_unknown_format_is_refused(client, db):
    assert client.get(reverse("statistics-published-data"), {"format": "pdf"}).status_code == 400


@pytest.mark.browser
def test_published_figures_are_accessible_on_a_desk_and_on_a_phone(open_page, db):
    reference.load()
    page = open_page(reverse("statistics-published"))
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)


def test_decimals_of_a_source_are_shown_as_it_wrote_them(client, db):
    figure(value="83.68", unit="persen").save()
    assert "83,68" in client.get(HERE).content.decode()
    assert "83.68" in client.get(HERE, {"lang": "en"}).content.decode()


@pytest.mark.parametrize(("lang", "words"), [("id", "tidak tersedia"), ("en", "not available")])
def test_a_mark_is_said_in_the_language_of_the_page(client, db, lang, words):
    figure(value=None, mark=":").save()
    assert words in client.get(HERE, {"lang": lang}).content.decode()
