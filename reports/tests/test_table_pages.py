"""One page per table: the same figures as everywhere, in both languages, for any question."""

import random
import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse

from reports.pages import asking
from reports.pages.asking import ON_A_PAGE
from reports.statistics.fair_copy import decimals, fair_copy, written
from reports.statistics.formats import FORMATS
from reports.statistics.tables import TABLES
from reports.tests.enterprises import enterprise, several, year_of
from reports.tests.page_tables import AXES, SECRET, PageShelf

pytestmark = pytest.mark.django_db
UMKM = "/statistik/umkm/"
GIANT_SALES, GIANT_WORKERS = 987_654_000_000, 4711


@pytest.fixture
def shelf(monkeypatch):
    """A small table in place of the portal's."""
    return PageShelf().install(monkeypatch)


@pytest.fixture
def register(make_cooperative):
    """Some of everything, and one large enterprise that has its kecamatan to itself."""
    make_cooperative("Koperasi Satu", "Mandau", "aktif", kind="jasa")
    make_cooperative("Koperasi Dua", "Rupat", "tidak_aktif", kind="konsumen")
    for district in ("Mandau", "Rupat", "Bengkalis"):
        several(4, 2021, district=district)
    giant = enterprise("Raksasa", "Siak Kecil", "C")
    year_of(giant, 2021, GIANT_SALES, workers_male=GIANT_WORKERS, workers_female=0)


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def said(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def asked(definition, query=""):
    return asking.read(QueryDict(query), definition)


def hrefs(html):
    return [href.replace("&amp;", "&") for href in re.findall(r'href="([^"]+)"', html)]


# --- every table ----------------------------------------------------------------------------------


def figures_of(one) -> list[str]:
    """Every figure of the choice as files write it, sorted."""
    if one.is_empty:
        return []
    cube = fair_copy(one.cube.slice(one.codes))
    places = decimals(cube)
    return sorted(written(v, places(c)) for c, v in cube.values.items() if v is not None)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_shows_the_figures_of_its_cube_in_two_languages(client, register, table):
    for lang in ("id", "en"):
        html = page(client, f"{asking.address(table)}?lang={lang}")
        assert f"<h1>{TABLES[table].title.say(lang)}</h1>" in html
        assert f'<div lang="{lang}">' in html
        assert sorted(re.findall(r'<data value="([^"]+)"', html)) == figures_of(
            asked(TABLES[table])
        )
        assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)


def test_bars_compare_what_the_headline_says_and_grades_stand_beside_each_other(client, register):
    meetings = said(page(client, "/statistik/koperasi-rat/"))
    assert "Bagian koperasi aktif yang melaksanakan RAT, Kabupaten Bengkalis" in meetings
    assert "Terbanyak di" not in meetings
    assert "Batang mendatar: 7 grade." in said(page(client, "/statistik/koperasi-grade/"))


def test_of_a_lone_giant_nothing_is_seen_in_any_choice(client, register):
    for query in ("", "?section=*", "?ContentsCode=*&size=_T", "?ContentsCode=*&district=14.03.12"):
        html = page(client, UMKM + query)
        assert "dirahasiakan" in html
        for secret in ("987.654", "987654", "4.711", "4711"):
            assert secret not in html


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_register_gives_a_page_that_helps(client, table):
    html = page(client, asking.address(table))
    if asked(TABLES[table]).is_empty:
        assert "Belum ada angka dalam tabel ini." in html
        assert '<svg class="chart' not in html


def test_a_page_asks_which_edition_there_is_and_which_were_before(
    client, make_cooperative, django_assert_num_queries
):
    for size in (1, 3):
        for n in range(size):
            make_cooperative(f"Koperasi {size} {n}")
        client.get("/statistik/koperasi-tahunan/")
        with django_assert_num_queries(2):
            client.get("/statistik/koperasi-tahunan/?year=*")


def test_a_first_view_is_light_enough_for_a_slow_line(client, register, settings):
    """HTML, styles, scripts of every visitor, and the one font, uncompressed."""
    for url in ("/statistik/", UMKM):
        html = page(client, url)
        files = set(re.findall(r'(?:href|src)="/static/([^"#]+\.(?:css|js|woff2|svg))', html))
        sizes = [(settings.BASE_DIR / "static" / name).stat().st_size for name in files]
        assert len(files) > 5
        assert len(html.encode()) + sum(sizes) < 150_000


def test_a_table_that_is_not_there_is_404_with_the_list(client):
    html = page(client, reverse("statistics-table", args=["umk"]), 404)
    assert "Tidak ada tabel statistik bernama “umk”" in html
    assert f'href="{UMKM}"' in html


def test_a_table_is_found_beside_a_page_of_the_same_name(client, shelf):
    assert page(client, reverse("statistics-table-beside", args=["umkm"]))
    assert asking.address("koperasi") == "/statistik/koperasi/tabel/"


# --- asking ---------------------------------------------------------------------------------------


def test_the_address_alone_says_what_is_shown(client, shelf):
    html = page(client, UMKM + "?district=14.03.13&year=2020&size=_T")
    assert "Jumlah usaha, Pinggir, 2020: 47 usaha." in said(html)
    assert 'value="14.03.13" checked' in html
    query = "law=berlaku&year=2020&district=14.03.13&size=_T&ContentsCode=usaha"
    assert f"http://testserver{UMKM}?{query}" in hrefs(html)


def test_expressions_of_the_api_are_understood(shelf):
    one = asked(shelf.tables["umkm"], "year=TOP(2)&district=14.03.0?&size=m*")
    assert one.codes["year"] == ("2021", "2022")
    assert one.codes["district"] == ("14.03.01", "14.03.02", "14.03.09")
    assert one.codes["size"] == ("mikro",)


def test_a_chosen_dimension_is_shown_and_can_be_taken_off(client, shelf):
    html = page(client, UMKM + "?district=14.03.09&size=_T")
    assert f"{UMKM}?size=_T" in hrefs(html)
    assert f"{UMKM}?district=14.03.09" in hrefs(html)


def test_every_download_of_the_page_is_the_same_choice(client, shelf):
    links = [h for h in hrefs(page(client, UMKM + "?district=agg_daratan")) if "Format=" in h]
    assert len({re.search("outputFormat=([^&]+)", link)[1] for link in links}) == len(FORMATS)
    for link in links:
        assert client.get(link).status_code == 200, link
        assert str(SECRET).encode() not in client.get(link).content
    one = asked(shelf.tables["umkm"], "district=agg_daratan")
    answer = client.get(next(link for link in links if "json-stat2" in link)).json()
    assert answer["value"] == one.cube.slice(one.choice.chosen, one.choice.dropped).dense()


def test_categories_and_their_groups_are_not_mixed(client, shelf):
    html = page(client, UMKM + "?district=14.03.09,pulau", 400)
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
        "size=" + ",".join(f"a{n}*" for n in range(200)),
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_the_table_still_shown(client, shelf, query):
    html = page(client, f"{UMKM}?{query}", 400)
    assert 'class="callout callout--bad"' in html
    assert "<table" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("query", ["lang=xx", "nonsense=1", "district=", "district=,,", "pada="])
def test_what_says_nothing_changes_nothing(client, shelf, query):
    assert 'class="callout callout--bad"' not in page(client, f"{UMKM}?{query}")


def test_too_many_figures_are_refused_in_one_sentence_and_still_downloaded(
    client, shelf, monkeypatch
):
    assert ON_A_PAGE == 1000
    monkeypatch.setattr(asking, "ON_A_PAGE", 89)
    html = page(client, UMKM + "?year=*&law=*&district=14.03.09,14.03.13&size=*&ContentsCode=*")
    assert "Pilihan ini berisi 108 angka; halaman ini memuat paling banyak 89." in said(html)
    assert "<table" not in html
    assert 'value="14.03.09" checked' in html
    assert any("outputFormat=csv" in href for href in hrefs(html))


# --- what is withheld, breaks ---------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?year=*", "?district=agg_daratan", "?size=kecil&year=*"])
def test_what_is_withheld_stands_in_no_table_chart_or_tooltip(client, shelf, query):
    html = page(client, UMKM + query)
    assert not re.search(rf"(?<![0-9.]){SECRET}(?![0-9])", html)


def test_withheld_figures_are_marked_and_explained_where_they_occur(client, shelf):
    html = page(client, UMKM)
    assert "Bantan, usaha kecil: dirahasiakan" in html
    assert "<dt>c</dt><dd>dirahasiakan</dd>" in html
    assert "<dt>z</dt>" not in html
    assert "<dt>c</dt>" not in page(client, UMKM + "?size=mikro")


def test_no_picture_calls_the_largest_what_a_withheld_figure_may_surpass(client, shelf):
    small = said(page(client, UMKM + "?size=kecil&district=*"))
    assert "Di antara angka yang terbit, terbanyak di" in small
    assert "Di antara" not in said(page(client, UMKM + "?size=mikro&district=*"))


def test_a_break_is_drawn_said_and_the_same_choice_under_one_law_offered(client, shelf):
    html = page(client, UMKM + "?year=*&size=*")
    assert "Patahan deret: angka 2020 dan 2021 tidak dapat dibandingkan" in html
    assert 'class="break"' in html
    for law in ("uu20", "pp7"):
        url = next(href for href in hrefs(html) if f"law={law}" in href)
        assert 'class="break"' not in page(client, url)


def test_under_one_law_a_line_leads_from_year_to_year(client, shelf):
    html = page(client, UMKM + "?year=*&size=_T&law=pp7&district=_T")
    assert html.count('class="line line-s1"') == 4  # two stretches, for a desk and for a phone
    assert "naik dari" in html


def test_lines_show_one_thing_that_is_counted_not_several_units(client, shelf):
    html = page(client, UMKM + "?year=*&size=_T&law=pp7&district=_T&ContentsCode=*")
    assert html.count('class="line line-s1"') == 4
    assert 'class="line line-s2"' not in html


def test_any_choice_of_what_is_offered_has_a_page(client, shelf):
    chance = random.Random(7)
    for _ in range(80):
        query = {
            axis.code: ",".join(chance.sample(axis.plain, chance.randint(1, len(axis.plain))))
            for axis in AXES
            if chance.random() < 0.7
        }
        html = page(client, f"{UMKM}?{urlencode(query)}")
        assert "<table" in html
        assert not re.search(rf"(?<![0-9.]){SECRET}(?![0-9])", html)


# --- editions -------------------------------------------------------------------------------------


def test_an_earlier_edition_is_listed_and_can_be_opened(client, shelf):
    html = page(client, UMKM)
    assert "Kabupaten Bengkalis, 2022: 6.588 usaha (sementara)." in said(html)
    old = next(href for href in hrefs(html) if "pada=01-11-2026" in href)
    html = page(client, old)
    assert "Kabupaten Bengkalis, 2022: 6.088 usaha (sementara)." in said(html)
    assert "Ini edisi terdahulu" in html
    assert all("asOf=2026-11-01" in href for href in hrefs(html) if "outputFormat" in href)


def test_number_day_source_and_address_are_there_to_quote(client, shelf):
    text = said(page(client, UMKM))
    for words in ("Edisi 2,", "Cara mengutip", "http://testserver/statistik/umkm/?law=berlaku"):
        assert words in text
