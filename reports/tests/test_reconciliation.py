"""Published figures beside the register: numbers against direct counts, marks, what is big."""

import io
import json
from datetime import date
from decimal import Decimal
from itertools import product

import openpyxl
import pytest
from django.urls import reverse

from bengkalis.browsing import PHONE, assert_accessible
from registry.models import Cooperative, District, KbliSection
from reports import reference
from reports.models import (
    Comparison,
    Explanation,
    PublishedFigure,
)
from reports.statistics import register
from reports.statistics.axes import TOTAL
from reports.statistics.cube import Category, Cube, Dimension, StatTable, Text
from reports.statistics.published import signed
from reports.statistics.reconciliation import Choice, Line, Reconciliation, unexplained
from reports.statistics.register import Said
from reports.tests.test_published_figures import figure
from reports.tests.test_statistics_pages import words_of

HERE = "/statistik/rekonsiliasi/"
TODAY = register.timezone.localdate
NOTHING = Text("", "")
PROVISIONAL = 303


@pytest.fixture(autouse=True)
def only_here(db):
    PublishedFigure.objects.all().delete()


def publish(series="cooperatives.total", value=10, place="1408", **changes) -> PublishedFigure:
    """A figure of BPS as of today."""
    values = {"series": series, "value": value, "place_code": place, "year": TODAY().year}
    row = figure(**values | {"as_of": TODAY()} | changes)
    row.save()
    return row


def lines(**choice) -> list[Line]:
    found = Reconciliation()
    return list(found.lines(found.figures(Choice(**choice))))


def axis(code: str, *codes: str) -> Dimension:
    return Dimension(code, NOTHING, tuple(Category(one, Text(one, one)) for one in codes))


@pytest.fixture
def table(monkeypatch):
    """``table("umkm", names, {cell: n})``: what is public; None is confidential."""
    cubes = {}

    def publish_table(name: str, names: str, said: dict) -> None:
        axes = [sorted({cell[at] for cell in said}) for at in range(len(names.split()))]
        dimensions = tuple(axis(n, *c) for n, c in zip(names.split(), axes, strict=True))
        values = {cell: said.get(cell, 0) for cell in product(*axes)}
        marks = {cell: "c" for cell, value in values.items() if value is None}
        flags = {cell: "p" for cell, value in values.items() if value == PROVISIONAL}
        cubes[name] = Cube(StatTable(name, NOTHING, NOTHING), dimensions, values, marks, flags)

    monkeypatch.setattr(register, "public_table", lambda name: cubes[name])
    return publish_table


def test_cooperatives_stand_beside_a_direct_count(make_cooperative):
    for status in ("aktif", "aktif", "tidak_aktif", "diusulkan_bubar", "dibubarkan"):
        make_cooperative(f"Koperasi {status} {status}", "Mandau", status)
    make_cooperative("Koperasi Rupat", "Rupat", "aktif")
    for series in ("total", "active", "inactive", "proposed_dissolution"):
        publish(f"cooperatives.{series}")
        publish(f"cooperatives.{series}", place="1408010")
    said = {(line.figure.series, line.district): line.register.number for line in lines()}
    kept = Cooperative.objects.exclude(status="dibubarkan")
    assert said["cooperatives.total", TOTAL] == kept.count() == 5
    assert said["cooperatives.total", "14.03.09"] == kept.filter(district__name="Mandau").count()
    assert said["cooperatives.active", TOTAL] == 3
    assert said["cooperatives.active", "14.03.09"] == 2
    assert said["cooperatives.inactive", "14.03.09"] == 1
    assert said["cooperatives.proposed_dissolution", TOTAL] == 1


def test_a_figure_of_a_past_day_meets_the_register_of_that_day(make_cooperative):
    make_cooperative("Koperasi Lama", deed_date=date(2010, 1, 1))
    make_cooperative("Koperasi Baru", deed_date=date(2020, 1, 1))
    publish(year=2015, as_of=date(2015, 6, 30))
    publish(year=2020, as_of=None)
    assert {line.figure.year: line.register.number for line in lines()} == {2015: 1, 2020: 2}


def test_the_codes_of_both_systems_mean_the_same_place(make_cooperative):
    make_cooperative("Koperasi Satu", "Mandau")
    publish(place="1408010")
    publish(place="14.03.09", code_system="kemendagri")
    assert [line.register.number for line in lines(district="14.03.09")] == [1, 1]


def test_indragiri_hilir_and_siak_are_not_compared(make_cooperative):
    publish(place="1403", place_name="Indragiri Hilir")
    publish(place="14.08", code_system="kemendagri", place_name="Siak")
    assert lines() == []


def test_only_the_newest_edition_of_a_source_is_compared():
    publish(value=1, retrieved_on=date(2021, 1, 1))
    publish(value=2, retrieved_on=date(2022, 1, 1))
    publish(value=3, source="pers", retrieved_on=date(2020, 1, 1))
    assert sorted(line.figure.value for line in lines()) == [2, 3]


def test_a_day_that_has_not_come_is_not_compared():
    year = TODAY().year + 1
    publish(year=year, as_of=None)
    assert [line.register for line in lines()] == [Said(None, ":")]


def test_members_and_meetings_come_from_the_published_tables(table):
    known = ("2020", TOTAL), ("2020", "14.03.09")
    table(
        "koperasi-usaha",
        "year district kind ContentsCode",
        {(*one, TOTAL, "anggota"): n for one, n in zip(known, (PROVISIONAL, None), strict=True)},
    )
    table("koperasi-rat", "year district ContentsCode", {(*one, "rat"): 2 for one in known})
    publish("cooperatives.members", year=2020, as_of=None)
    publish("cooperatives.members", year=2020, as_of=None, place="1408010")
    publish("cooperatives.held_rat", year=2020, as_of=None)
    said = {(line.figure.series, line.district): line.register for line in lines()}
    assert said["cooperatives.members", TOTAL] == Said(PROVISIONAL, "p")
    assert said["cooperatives.members", "14.03.09"] == Said(None, "c")
    assert said["cooperatives.held_rat", TOTAL] == Said(2)


MSME = "year district section law size ContentsCode"


def test_msmes_come_from_the_published_table_under_the_law_of_the_year(table):
    cell = (TOTAL, TOTAL)
    said = {
        ("2020", *cell, "uu20", TOTAL, "usaha"): 40,
        ("2020", *cell, "pp7", TOTAL, "usaha"): 99,
        ("2020", *cell, "uu20", "mikro", "usaha"): 30,
        ("2021", *cell, "pp7", "mikro", "usaha"): 35,
    }
    table("umkm", MSME, said)
    publish("msme.total", 50, year=2020, as_of=None)
    for year in (2020, 2021, 2022):
        publish("msme.micro", 50, year=year, as_of=None)
    said = {(line.figure.series, line.figure.year): line.register for line in lines()}
    assert said["msme.total", 2020] == Said(40)
    assert said["msme.micro", 2020] == Said(30)
    assert said["msme.micro", 2021] == Said(35)
    assert said["msme.micro", 2022] == Said(None, ":")


def test_a_section_meets_its_section(table):
    section = KbliSection.objects.get(code="G")
    Comparison.objects.create(series="uji.g", counted="workers", section=section)
    table("umkm", MSME, {("2020", "14.03.09", "G", "uu20", TOTAL, "tenaga_kerja"): 7})
    publish("uji.g", 9, "1408010", year=2020, as_of=None)
    assert [line.difference for line in lines(section="G")] == [Decimal(-2)]
    assert lines(section=TOTAL) == []


def test_a_confidential_cell_gives_no_difference(client, table):
    table("umkm", MSME, {("2020", TOTAL, TOTAL, "uu20", TOTAL, "usaha"): None})
    publish("msme.total", 123457, year=2020, as_of=None)
    (line,) = lines()
    assert (line.register, line.difference, line.is_big) == (Said(None, "c"), None, False)
    said = words_of(client.get(HERE).content.decode())
    assert "dirahasiakan" in said
    assert "−123.457" not in said


@pytest.mark.parametrize(
    ("value", "number", "difference", "percent", "big"),
    [
        (200, 150, "−50", "−25", True),
        (100, 90, "−10", "−10", False),
        (42000, 36807, "−5.193", "−12,4", True),
        ("2.5", 3, "+0,5", "+20", True),
        ("0.1", 0, "−0,1", "−100", True),
        (150, 150, "0", "0", False),
        (0, 3, "+3", "", True),
        (0, 0, "0", "", False),
        (None, 3, "", "", False),
        (5, None, "", "", False),
    ],
)
def test_a_difference_is_the_register_minus_the_published(value, number, difference, percent, big):
    value = value if value is None else Decimal(value)
    line = Line(PublishedFigure(value=value), Comparison(), TOTAL, Said(number))
    assert (signed(line.difference, "id"), signed(line.percent, "id")) == (difference, percent)
    assert line.is_big is big


def test_big_differences_wait_until_somebody_explains_them():
    one, two = publish(value=50), publish("cooperatives.active", 900)
    assert [line.figure for line in unexplained(Reconciliation())] == [two, one]
    Explanation.objects.create(figure=two, text="Data lama.")
    assert [line.figure for line in unexplained(Reconciliation())] == [one]


def test_the_page_asks_the_true_tables_of_msmes(client, db):
    """The tables "umkm", "koperasi-rat" and "koperasi-usaha" have the dimensions asked for."""
    for series in ("msme.total", "msme.micro", "cooperatives.held_rat", "cooperatives.members"):
        publish(series, 50, year=2020, as_of=None)
    assert {line.register for line in lines()} <= {Said(None, ":"), Said(0), Said(None, "z")}
    assert client.get(HERE).status_code == 200


def test_a_stranger_reads_the_page_without_a_total(client, make_cooperative):
    make_cooperative()
    row = publish(value=4000, source="BPS Contoh")
    publish("cooperatives.active", 3000)
    Explanation.objects.create(figure=row, text="Beda <populasi>.", text_en="Other population.")
    said = words_of(client.get(reverse("reconciliation")).content.decode())
    assert "4.000" in said
    assert "−3.999" in said
    assert "Beda &lt;populasi&gt;." in said
    assert "tidak pernah dijumlahkan" in said
    assert "7.000" not in said
    assert "Jelaskan" not in said


def test_the_page_speaks_english(client, make_cooperative):
    row = publish(value=4000)
    Explanation.objects.create(figure=row, text="Beda populasi.", text_en="Other population.")
    other = publish("cooperatives.active", 30)
    Explanation.objects.create(figure=other, text="Data lama.")
    html = client.get(HERE, {"lang": "en"}).content.decode()
    said = words_of(html)
    assert "Reconciliation with published figures" in said
    assert "Other population." in said
    assert '<span lang="id">Data lama.</span>' in html
    assert "Beda populasi." not in said


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"total", "active"}),
        ({"year": "2020"}, {"active"}),
        ({"district": "14.03.09"}, {"active"}),
        ({"district": TOTAL}, {"total"}),
        ({"counted": "cooperatives"}, {"total"}),
        ({"counted": "active", "district": TOTAL}, set()),
    ],
)
def test_filters_leave_what_is_asked_for(client, query, shown):
    publish(value=4711)
    publish("cooperatives.active", 4712, "1408010", year=2020, as_of=None)
    said = words_of(client.get(HERE, query).content.decode())
    names = {"total": "4.711", "active": "4.712"}
    assert {name for name, number in names.items() if number in said} == shown
    rows = fetched(client, **query)
    assert len(rows) == len(shown)


def fetched(client, **query) -> list[dict]:
    answer = client.get(reverse("reconciliation-data"), {**query, "format": "json"})
    return json.loads(b"".join(answer.streaming_content))


@pytest.mark.parametrize(
    "query", [{"year": "x"}, {"district": "14.08"}, {"section": "Z"}, {"cursor": "kaput"}]
)
def test_an_unknown_choice_is_refused_with_a_sentence(client, query):
    publish()
    assert client.get(HERE, query).status_code == 400
    if "cursor" not in query:
        assert client.get(f"{HERE}data", query).status_code == 400


@pytest.mark.parametrize("fmt", ["csv", "csv-machine", "xlsx", "json"])
def test_every_format_says_the_same(client, make_cooperative, fmt):
    make_cooperative()
    publish(value=3)
    answer = client.get(f"{HERE}data", {"format": fmt})
    content = b"".join(answer.streaming_content)
    assert "rekonsiliasi" in answer["Content-Disposition"]
    if fmt == "xlsx":
        row = list(openpyxl.load_workbook(io.BytesIO(content))["Data"].values)[1]
        assert (row[8], row[10], row[12]) == (3, 1, -2)
    else:
        assert content.count(b"\n") >= 1
        assert b"-2" in content


def test_an_unknown_format_is_refused(client):
    assert client.get(f"{HERE}data", {"format": "pdf"}).status_code == 400


def test_without_figures_the_page_says_what_will_be_here(client):
    assert "Belum ada yang dapat dibandingkan" in client.get(HERE).content.decode()
    publish()
    query = {"district": "14.03.09"}
    assert "Tidak ada angka dengan pilihan ini" in client.get(HERE, query).content.decode()


def test_many_lines_come_in_pages_each_once(client):
    for number in range(105):
        publish(value=1000 + number, source=f"Sumber {number}")
    first = client.get(HERE)
    second = client.get(first.context["next_url"])
    shown = [line["source"] for page in (first, second) for line in page.context["lines"]]
    assert (len(shown), len(set(shown))) == (105, 105)
    assert first.context["next_url"]
    assert not second.context["next_url"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_lines(
    client, make_cooperative, django_assert_num_queries, table, rows
):
    make_cooperative()
    table("umkm", MSME, {("2020", TOTAL, TOTAL, "uu20", TOTAL, "usaha"): 1})
    table(
        "koperasi-usaha", "year district kind ContentsCode", {("2020", TOTAL, TOTAL, "anggota"): 1}
    )
    places = District.objects.values_list("bps_code", flat=True)[:rows]
    for place in places:
        row = publish(place=place)
        publish("msme.total", place=place)
        publish("cooperatives.members", place=place)
        Explanation.objects.create(figure=row, text="Sebab.")
    # pairs, places, figures, cooperatives of the day, years to choose, samples
    with django_assert_num_queries(6):
        client.get(HERE)


def test_reference_pairs_come_once_and_what_an_office_decided_stays():
    Comparison.objects.filter(series="msme.total").update(counted="workers")
    assert not [line for line in reference.load() if "perbandingan" in line]
    assert Comparison.objects.get(series="msme.total").counted == "workers"
    Comparison.objects.filter(series="msme.total").delete()
    assert [line for line in reference.load() if "perbandingan" in line]


@pytest.mark.browser
def test_reconciliation_is_accessible_on_a_desk_and_on_a_phone(open_page, db):
    reference.load()
    page = open_page(HERE)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)
