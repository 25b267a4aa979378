"""What each format promises beyond the figures: its form, its words, its safety."""

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from reports.statistics.cube import Category, Dimension, Text
from reports.statistics.formats import FORMATS
from reports.statistics.formats.px import LONGEST_LINE, timeval
from reports.statistics.jsonstat import dataset, metadata
from reports.statistics.layout import Options
from reports.tests.format_readers import html_rows, px_keywords
from reports.tests.jsonstat_rules import findings
from reports.tests.marked_cube import DISTRICTS, KINDS, labelled, marked_cube, one_metric


def text_of(fmt, cube=None, lang="id", **options):
    return FORMATS[fmt].write(cube or marked_cube(), lang, Options(**options)).decode()


def test_heavy_libraries_are_loaded_only_when_a_file_needs_them():
    code = (
        "import sys, django; from django.conf import settings; settings.configure()\n"
        "import reports.statistics.formats\n"
        "print({'pandas', 'numpy', 'fastparquet', 'pyarrow', 'openpyxl'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# JSON-stat


@pytest.mark.parametrize("lang", ["id", "en"])
def test_json_stat_breaks_no_rule_with_hostile_texts(lang):
    assert findings(dataset(marked_cube(), lang, "https://contoh.id/data")) == set()


def test_json_stat_carries_the_keywords_of_px():
    px = dataset(marked_cube(), "en")["extension"]["px"]
    assert px["tableid"] == px["matrix"] == "koperasi-uji"
    assert (px["decimals"], px["language"], px["subject-code"]) == (2, "en", "KOPUKM")
    assert (px["stub"], px["heading"]) == (["district", "kind"], ["ContentsCode", "year"])
    assert px["nextUpdate"] == "2022-06-30T00:00:00Z"
    assert "description" not in px


def test_json_stat_explains_a_flag_made_of_two():
    labels = dataset(marked_cube(), "id")["extension"]["status"]["label"]
    assert labels["bp"] == "patahan deret, sementara"
    assert labels["z"] == "tidak berlaku"


def test_json_stat_says_what_may_be_left_out_and_what_then_stands_for_it():
    dimensions = dataset(marked_cube())["dimension"]
    assert dimensions["district"]["extension"]["elimination"] is True
    assert dimensions["district"]["extension"]["eliminationValueCode"] == "T"
    assert dimensions["kind"]["extension"]["elimination"] is False


def test_a_total_that_was_not_chosen_is_not_named():
    sliced = marked_cube().slice({"district": ["14.03.01"]})
    assert "eliminationValueCode" not in dataset(sliced)["dimension"]["district"]["extension"]


def test_the_period_of_every_metric_is_said():
    extension = dataset(marked_cube())["dimension"]["ContentsCode"]["extension"]
    assert extension["refperiod"] == {"jumlah": "2020–2021", "omzet": "2020–2021"}


def test_metadata_is_the_same_document_without_figures():
    cube, options = marked_cube(), Options(codelist_href="https://contoh.id/codelists/{id}")
    document = metadata(cube.table, cube.dimensions, "id", options)
    assert document["value"] == []
    assert findings(document) == {"VALUE_LEN_MISMATCH"}
    assert document["extension"]["contact"] == [{"name": "Bidang Data", "raw": "Bidang Data"}]
    assert set(document["extension"]["status"]["label"]) == set(":czbp")
    lists = document["dimension"]["district"]["extension"]
    assert lists["codelists"] == lists["codeLists"]
    assert lists["codelists"][0]["links"][0]["href"] == "https://contoh.id/codelists/agg_pulau"


def test_metadata_leaves_the_categories_of_a_code_list_to_the_list():
    grouped = Category("pulau", Text("pulau", "islands"), members=("14.03.01",))
    wider = replace(DISTRICTS, categories=(*DISTRICTS.categories, grouped))
    document = metadata(marked_cube().table, (wider, KINDS))
    assert "pulau" not in document["dimension"]["district"]["category"]["index"]
    assert document["size"] == [3, 3]


# CSV


def test_csv_names_its_columns_by_codes_of_its_own_accord():
    first = text_of("csv").splitlines()[0]
    assert first.startswith('"district","kind","jumlah 2020","jumlah 2021","omzet 2020"')


def test_csv_with_codes_and_texts_writes_both_in_one_cell():
    lines = text_of("csv", lang="en", shown="UseCodesAndTexts").splitlines()
    assert lines[0].startswith('"district - district; town","kind - kind","jumlah - cooperatives 2')
    assert lines[1].startswith('"T - all"')


@pytest.mark.parametrize("separator", ["\t", ";", " "])
def test_csv_keeps_its_columns_under_every_separator(separator):
    text = text_of("csv", shown="UseTexts", separator=separator)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    assert {len(row) for row in rows} == {10}


def test_csv_has_a_title_only_when_asked():
    title = '"Koperasi menurut ""kecamatan"", dan jenis"'
    assert text_of("csv", title=True).splitlines()[:2] == [title, ""]
    assert title not in text_of("csv")


def test_no_text_in_a_csv_runs_as_a_formula():
    for lang in ("id", "en"):
        text = text_of("csv", lang=lang, shown="UseTexts", heading=("year",))
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert not [c for c in cells if c[:1] in "=+@" and c]
        assert not [c for c in cells if c[:1] == "-" and not re.fullmatch(r"-[\d.]+", c)]


def test_without_flags_a_csv_has_no_columns_for_them():
    assert "tanda" not in text_of("csv", marked_cube(((1, ""), (None, "c"))))


def test_a_csv_with_everything_in_the_stub_names_what_it_counts():
    text = text_of(
        "csv", one_metric(marked_cube()), stub=("ContentsCode", "year", "district", "kind")
    )
    assert text.splitlines()[0].startswith('"ContentsCode","year","district","kind","jumlah kop')


# XLSX


def workbook_of(lang="id", **options):
    return load_workbook(io.BytesIO(FORMATS["xlsx"].write(marked_cube(), lang, Options(**options))))


def test_an_xlsx_holds_texts_as_texts_and_numbers_as_numbers():
    rows = list(workbook_of()["Data"].iter_rows(min_row=2))
    assert {cell.data_type for row in rows for cell in row[:8]} == {"s"}
    assert "f" not in {cell.data_type for row in rows for cell in row}
    assert rows[2][8].value == 1234567


def test_the_second_sheet_of_an_xlsx_explains_title_marks_notes_and_source():
    said = [row[0] for row in workbook_of("en")["Keterangan"].iter_rows(values_only=True)]
    assert {"Mark c: confidential", "Mark z: not applicable", "Note #1."} <= set(said)
    assert {"Cooperatives by district & kind", "Register; office"} <= set(said)


def test_an_xlsx_can_be_had_with_codes_or_texts_only():
    head = lambda book: [cell.value for cell in book["Data"][1]]  # noqa: E731
    assert head(workbook_of(shown="UseCodes"))[1] == "kode tahun"
    assert not [name for name in head(workbook_of(shown="UseTexts")) if name.startswith("kode ")]


# HTML


def test_html_is_one_whole_document_without_script_or_style():
    text = text_of("html")
    assert text.startswith('<!DOCTYPE html>\n<html lang="id">')
    assert not re.search(r"<script|<style|style=|\son\w+=|<b>|javascript:", text)
    assert (text.count("<h1>"), text.count("<table>"), text.count("<caption>")) == (1, 1, 1)


def test_every_head_of_an_html_table_has_a_scope_and_every_row_is_whole():
    rows = html_rows(FORMATS["html"].write(marked_cube(), "id"))
    heads = [cell for row in rows for cell in row if cell[0] == "th"]
    assert all(cell[1].get("scope") for cell in heads)
    assert {len(row) for row in rows[2:]} == {6}
    spans = [int(cell[1].get("colspan", 1)) for cell in rows[0]]
    assert sum(spans) == 6


def test_html_writes_numbers_as_the_language_does_and_explains_its_signs():
    indonesian, english = text_of("html"), text_of("html", lang="en")
    assert '<data value="154320.88">154.320,88</data>' in indonesian
    assert '<data value="154320.88">154,320.88</data>' in english
    assert "<dt>c</dt><dd>dirahasiakan</dd>" in indonesian
    assert '<abbr title="break in the series, provisional">bp</abbr>' in english


def test_html_says_the_day_of_the_last_update_in_bengkalis():
    assert '<time datetime="2022-01-01">1 Januari 2022</time>' in text_of("html")


# PX


def px_of(lang="id", cube=None):
    return px_keywords(FORMATS["px"].write(cube or marked_cube(), lang))


def test_px_has_every_keyword_that_readers_demand():
    said = px_of("en")
    wanted = (
        "CHARSET AXIS-VERSION CODEPAGE LANGUAGE MATRIX SUBJECT-CODE SUBJECT-AREA TITLE CONTENTS"
    )
    assert set(wanted.split()) <= set(said)
    assert {"DECIMALS", "SHOWDECIMALS", "STUB", "HEADING", "NOTE", "DATA"} <= set(said)
    assert said['UNITS("sales")'] == ["million rupiah"]
    assert said['PRECISION("contents","sales")'] == ["2"]
    assert said['ELIMINATION("district; town")'] == ["all"]
    assert said['LAST-UPDATED("sales")'] == ["20220101 00:00"]
    assert said['TIMEVAL("year")'] == ["2020", "2021"]


def test_lines_of_a_px_are_short_and_long_texts_come_together_again():
    lines = text_of("px").split("\r\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    assert "x" * 700 in px_of()["NOTE"][0]


def test_a_long_list_of_values_breaks_between_values():
    cube = marked_cube(dimensions=(*marked_cube().dimensions[:3], labelled(["n" * 90] * 9)))
    lines = text_of("px", cube).split("\r\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    assert len(px_of(cube=cube)['VALUES("jenis")']) == 9


def test_px_shows_its_symbols_as_the_portals_marks_and_explains_them():
    said = px_of()
    assert [said[f"DATASYMBOL{n}"] for n in (1, 2, 3)] == [["z"], [":"], ["c"]]
    assert "#c = dirahasiakan#z = tidak berlaku#b = patahan deret#" in said["NOTE"][0]


@pytest.mark.parametrize(
    ("periods", "scale"),
    [
        (["2020", "2021"], ("A1", ["2020", "2021"])),
        (["2021-Q1", "2021-Q2"], ("Q1", ["20211", "20212"])),
        (["2021-S1"], ("H1", ["20211"])),
        (["2021-01"], ("M1", ["202101"])),
        (["2020-12-31"], None),
        (["2020", "2021-Q1"], None),
    ],
)
def test_px_knows_the_time_scale_or_leaves_it_out(periods, scale):
    assert timeval(periods) == scale


# JSON of PxWebApi 1 and SDMX-CSV


def test_json_px_has_columns_of_keys_and_of_contents():
    document = json.loads(text_of("json-px"))
    assert [(c["code"], c["type"]) for c in document["columns"]] == [
        ("year", "t"),
        ("district", "d"),
        ("kind", "d"),
        ("jumlah", "c"),
        ("omzet", "c"),
    ]
    assert document["data"][0] == {"key": ["2020", "T", "jasa"], "values": ["0", "0.00"]}
    assert document["data"][4]["values"] == ["7", "0.88"]
    assert document["data"][4]["status"] == ["p", "p"]
    assert document["metadata"][0]["status"]["c"] == "dirahasiakan"


def test_sdmx_csv_begins_as_each_version_wants():
    second, first = text_of("sdmx-csv").splitlines(), text_of("sdmx-csv-1.0").splitlines()
    assert second[0].startswith("STRUCTURE,STRUCTURE_ID,ACTION,ContentsCode,TIME_PERIOD,district,")
    assert second[1].startswith(
        "dataflow,ID_BENGKALIS_DISKOPUKM:KOPERASI_UJI(1.0.0),R,jumlah,2020,"
    )
    assert first[0].startswith("DATAFLOW,ContentsCode,TIME_PERIOD,")
    assert first[1].startswith("ID_BENGKALIS_DISKOPUKM:KOPERASI_UJI(1.0.0),jumlah,2020,")


def test_sdmx_says_why_a_value_is_missing_in_its_own_codes():
    signs = ((5, ""), (None, ":"), (None, "c"), (None, "z"), (1, "p"), (1, "b"), (1, "bp"))
    rows = list(csv.DictReader(io.StringIO(text_of("sdmx-csv", marked_cube(signs)))))[:7]
    said = [(row["OBS_STATUS"], row["CONF_STATUS"], row["OBS_FLAG"]) for row in rows]
    assert said == [
        ("A", "F", ""),
        ("O", "F", ":"),
        ("Q", "C", "c"),
        ("M", "F", "z"),
        ("P", "F", "p"),
        ("B", "F", "b"),
        ("B", "F", "bp"),
    ]


def test_sdmx_reads_the_same_in_every_language():
    assert text_of("sdmx-csv") == text_of("sdmx-csv", lang="en")
    assert "JUTA_RUPIAH,2" in text_of("sdmx-csv")


@pytest.mark.parametrize("fmt", sorted(FORMATS))
def test_a_cube_of_one_cell_and_one_without_a_metric_can_be_written(fmt):
    single = marked_cube().slice(
        {"ContentsCode": ["omzet"], "year": ["2020"], "district": ["T"], "kind": ["lain2"]}
    )
    plain = Dimension("kind", Text("jenis", "kind"), KINDS.categories[:1])
    for cube in (single, marked_cube(((3, ""),), (plain,))):
        assert FORMATS[fmt].write(cube)
