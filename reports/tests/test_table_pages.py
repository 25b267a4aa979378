"""One page per table: the same figures as everywhere, in both languages, for any question."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from reports.models import Edition
from reports.pages import asking
from reports.statistics import editions
from reports.statistics.fair_copy import decimals, fair_copy, written
from reports.statistics.formats import FORMATS
from reports.statistics.tables import TABLES
from reports.tests.enterprises import enterprise, several, year_of

pytestmark = pytest.mark.django_db
UMKM = "/statistik/umkm/"
SECRET_SALES, SECRET_WORKERS = 987_654_000_000, 4711


@pytest.fixture
def register(make_cooperative):
    make_cooperative("Koperasi Satu", "Mandau", "aktif", kind="jasa")
    make_cooperative("Koperasi Dua", "Rupat", "tidak_aktif", kind="konsumen")
    for district in ("Mandau", "Rupat", "Bengkalis", "Bantan", "Pinggir"):
        for year in (2020, 2021):
            several(6, year, district=district)


@pytest.fixture
def lone_giant(register):
    """One large enterprise in a kecamatan of its own: nothing of it may be seen."""
    row = enterprise("Raksasa", "Siak Kecil", "C")
    return year_of(row, 2021, SECRET_SALES, workers_male=SECRET_WORKERS, workers_female=0)


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def said(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def asked(table, query=""):
    return asking.read(QueryDict(query), TABLES[table])


def hrefs(html):
    return [href.replace("&amp;", "&") for href in re.findall(r'href="([^"]+)"', html)]


# --- every table ----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_page_in_two_languages(client, register, table):
    for lang in ("id", "en"):
        html = page(client, f"{asking.address(table)}?lang={lang}")
        text = TABLES[table].title.say(lang).replace("&", "&amp;")
        assert f"<h1>{text}</h1>" in html
        assert f'<div lang="{lang}">' in html
        assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)


@pytest.mark.parametrize("table", TABLES)
def test_the_figures_on_the_page_are_those_of_the_cube(client, lone_giant, table):
    one = asked(table)
    if one.is_empty:
        assert "Belum ada angka" in page(client, asking.address(table))
        return
    cube = fair_copy(one.cube.slice(one.codes))
    places = decimals(cube)
    shown = re.findall(r'<data value="([^"]+)"', page(client, asking.address(table)))
    known = [(cell, v) for cell, v in cube.values.items() if v is not None]
    assert sorted(shown) == sorted(written(v, places(cell)) for cell, v in known)


@pytest.mark.parametrize("table", ["umkm", "koperasi-tahunan"])
def test_every_download_of_the_page_is_the_same_choice(client, register, table):
    address = f"{asking.address(table)}?district=agg_daratan"
    links = [href for href in hrefs(page(client, address)) if "outputFormat=" in href]
    assert len({re.search("outputFormat=([^&]+)", link)[1] for link in links}) == len(FORMATS)
    one = asked(table, "district=agg_daratan")
    for link in links[:-1]:
        assert client.get(link).status_code == 200, link
    answer = client.get(next(link for link in links if "json-stat2" in link)).json()
    assert answer["value"] == one.cube.slice(one.choice.chosen, one.choice.dropped).dense()


@pytest.mark.parametrize("query", ["", "?year=*&size=*", "?section=*", "?ContentsCode=*&size=_T"])
def test_what_is_withheld_stands_nowhere_on_the_page(client, lone_giant, query):
    html = page(client, UMKM + query)
    assert "dirahasiakan" in html
    for secret in ("987.654", "987654", "4.711", "4711"):
        assert secret not in html
    assert "Siak Kecil: 1 usaha" not in html


@pytest.mark.parametrize(
    "url", [UMKM, UMKM + "?year=*&section=*&district=_T", "/statistik/koperasi-tahunan/"]
)
def test_a_page_asks_which_edition_and_which_were_before(
    client, register, url, django_assert_num_queries
):
    client.get(url)
    with django_assert_num_queries(2):
        client.get(url)


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_register_gives_a_page_that_helps(client, table):
    html = page(client, asking.address(table))
    if asked(table).is_empty:
        assert "Belum ada angka dalam tabel ini." in html
        assert '<svg class="chart' not in html


def test_a_table_that_is_not_there_is_404_with_the_list(client):
    html = page(client, reverse("statistics-table", args=["umk"]), 404)
    assert "Tidak ada tabel statistik bernama “umk”" in html
    assert f'href="{UMKM}"' in html


def test_a_table_is_found_beside_a_page_of_the_same_name(client, register):
    assert page(client, reverse("statistics-table-beside", args=["umkm"]))
    assert asking.address("koperasi") == "/statistik/koperasi/tabel/"


# --- asking ---------------------------------------------------------------------------------------


def test_the_address_alone_says_what_is_shown(client, register):
    html = page(client, UMKM + "?district=14.03.09&year=2020&size=_T")
    assert "Jumlah usaha, Mandau, 2020: 6 usaha." in said(html)
    assert 'value="14.03.09" checked' in html
    assert "law=berlaku&year=2020&district=14.03.09&section=_T&size=_T" in " ".join(hrefs(html))


def test_expressions_of_the_api_are_understood(client, register):
    one = asked("umkm", "year=TOP(1)&district=14.03.0?&size=m*")
    assert one.codes["year"] == ("2021",)
    assert one.codes["district"] == ("14.03.01", "14.03.02", "14.03.03", "14.03.09")
    assert one.codes["size"] == ("mikro", "menengah")


def test_a_chosen_dimension_is_shown_and_can_be_taken_off(client, register):
    html = page(client, UMKM + "?district=14.03.09&size=_T")
    assert f"{UMKM}?size=_T" in hrefs(html)
    assert f"{UMKM}?district=14.03.09" in hrefs(html)


def test_categories_and_their_groups_are_not_mixed(client, register):
    html = page(client, UMKM + "?district=14.03.09,pulau_rupat", 400)
    assert "kecamatan satu per satu atau menurut daratan, tidak keduanya sekaligus" in html


@pytest.mark.parametrize(
    "query",
    [
        "district=99",
        "year=1900",
        "year=RANGE(",
        "year=TOP(0)",
        "size=[",
        "size=" + "*" * 300,
        "district=%00",
        "district=<script>alert(1)</script>",
        "pada=31-12-1999",
        "pada=besok",
        "pada=01-01-2999",
        "ContentsCode=" + "x" * 5000,
        "section=" + ",".join(f"a{n}*" for n in range(200)),
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_the_table_still_shown(client, register, query):
    answer = client.get(f"{UMKM}?{query}")
    html = answer.content.decode()
    assert answer.status_code == 400
    assert 'class="callout callout--bad"' in html
    assert "<table" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("query", ["lang=xx", "nonsense=1", "district=", "district=,,", "pada="])
def test_what_says_nothing_changes_nothing(client, register, query):
    assert 'class="callout callout--bad"' not in page(client, f"{UMKM}?{query}")


def test_too_many_figures_are_refused_in_one_sentence_and_still_downloaded(client, register):
    html = page(client, UMKM + "?district=*&section=*&size=*&year=*&ContentsCode=*")
    assert "paling banyak 1500" in said(html)
    assert "<table" not in html
    assert 'value="*" checked' in html
    assert any("outputFormat=csv" in href for href in hrefs(html))


# --- editions -------------------------------------------------------------------------------------


def earlier(days: int) -> str:
    """As if the editions had been published so many days ago; that day as people write it."""
    moment = timezone.now() - timedelta(days=days)
    Edition.objects.update(published_at=moment, checked_at=moment)
    return f"{timezone.localdate(moment):%d-%m-%Y}"


def test_an_earlier_edition_is_listed_and_can_be_opened(client, register):
    page(client, UMKM)
    day = earlier(3)
    several(4, district="Mandau")
    assert "Jumlah usaha, Kabupaten Bengkalis, 2021: 34 usaha." in said(page(client, UMKM))
    old = next(href for href in hrefs(page(client, UMKM)) if f"pada={day}" in href)
    html = page(client, old)
    assert "Jumlah usaha, Kabupaten Bengkalis, 2021: 30 usaha." in said(html)
    assert "Ini edisi terdahulu" in html
    assert all("asOf=" in href for href in hrefs(html) if "outputFormat" in href)


def test_number_day_source_and_address_are_there_to_quote(client, register):
    text = said(page(client, UMKM))
    for words in ("Edisi 1,", "Cara mengutip", "http://testserver/statistik/umkm/?law=berlaku"):
        assert words in text


# --- breaks ---------------------------------------------------------------------------------------


def test_a_break_is_said_and_the_same_choice_under_one_law_offered(client, register):
    html = page(client, UMKM + "?year=*&size=*")
    assert "Patahan deret" in html
    for law in ("uu20", "pp7"):
        url = next(href for href in hrefs(html) if f"law={law}" in href)
        assert "Patahan deret: angka" not in said(page(client, url))
    assert 'class="break"' in html


def test_under_one_law_a_line_leads_from_year_to_year(client, register):
    html = page(client, UMKM + "?year=*&size=*&law=pp7")
    assert 'class="line line-s1"' in html
    assert 'class="break"' not in html


# --- weight ---------------------------------------------------------------------------------------


def test_a_first_view_is_light_enough_for_a_slow_line(client, register, settings):
    """HTML, styles, scripts of every visitor, and the one font, uncompressed."""
    for url in ("/statistik/", UMKM, "/statistik/koperasi-tahunan/?year=*"):
        html = page(client, url)
        files = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|woff2|svg))"', html))
        static = settings.BASE_DIR / "static"
        weight = len(html.encode()) + sum((static / name).stat().st_size for name in files)
        assert weight < 150_000, (url, weight)


def test_money_is_rounded_to_its_unit(client, register):
    one = asked("umkm", "ContentsCode=penjualan&district=_T&size=_T")
    assert list(one.cube.slice(one.codes).values.values()) == [Decimal(3000)]
    assert "3.000 juta rupiah" in page(client, UMKM + "?ContentsCode=penjualan&district=_T&size=_T")
    assert editions.current("umkm").number == 1
