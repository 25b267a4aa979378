import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from bengkalis.exports import (
    LINES_PER_CHUNK,
    MIME,
    csv_stream,
    download_response,
    json_rows,
    xlsx_file,
)
from bengkalis.tables import Column, Table

COLUMNS = (
    Column("code", "Kode", "id"),
    Column("name", "Nama"),
    Column("founded", "Tanggal berdiri", "date"),
    Column("members", "Anggota", "integer", "orang"),
    Column("assets", "Aset", "money", "Rp"),
    Column("share", "Bagian", "percent", "%"),
)
ROW = ("0012345678901234", "Koperasi Maju", date(2019, 12, 31), 25, Decimal("1500000.50"), 52.5)
DANGEROUS = ["=1+1", "+62812", "-2", "@SUM(A1)", "\tx", "\rx"]


def table(rows=(ROW,), columns=COLUMNS, **more):
    return Table("Daftar koperasi", columns, rows, **more)


def text_of(chunks):
    return b"".join(chunks).decode()


def sheet_of(some_table, name="Data"):
    with xlsx_file(some_table) as handle:
        return openpyxl.load_workbook(handle)[name]


def test_csv_for_people_opens_in_an_indonesian_excel():
    assert text_of(csv_stream(table())) == (
        "\ufeffKode;Nama;Tanggal berdiri;Anggota (orang);Aset (Rp);Bagian (%)\r\n"
        "0012345678901234;Koperasi Maju;31-12-2019;25;1500000,50;52,5\r\n"
    )


def test_csv_for_machines_is_plain_rfc_4180():
    assert text_of(csv_stream(table(), "machine")).splitlines() == [
        "Kode,Nama,Tanggal berdiri,Anggota (orang),Aset (Rp),Bagian (%)",
        "0012345678901234,Koperasi Maju,2019-12-31,25,1500000.50,52.5",
    ]


def test_a_dot_in_a_name_is_no_decimal_point():
    rows = [("1.2", "PT. Rp1.5", None, None, None, None)]
    assert text_of(csv_stream(table(rows))).splitlines()[1] == "1.2;PT. Rp1.5;;;;"


def test_quotes_line_breaks_and_separators_come_back_from_csv():
    name = 'Koperasi "Maju"; Jaya,\nbaris dua'
    rows = [("1", name, None, None, None, None)]
    for dialect, delimiter in (("id", ";"), ("machine", ",")):
        text = text_of(csv_stream(table(rows), dialect)).removeprefix("\ufeff")
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        assert read[1][1] == name


@pytest.mark.parametrize("dialect", ["id", "machine"])
@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_would_run_as_a_formula_gets_an_apostrophe_in_csv(text, dialect):
    written = text_of(csv_stream(table([(text, text, None, None, None, None)]), dialect))
    delimiter = ";" if dialect == "id" else ","
    body = io.StringIO(written.removeprefix("\ufeff"), newline="")
    cells = list(csv.reader(body, delimiter=delimiter))[1]
    assert cells[:2] == ["'" + text, "'" + text]


def test_a_negative_number_is_no_formula():
    rows = [("1", "Rugi", None, -3, Decimal("-1500.25"), -0.5)]
    assert text_of(csv_stream(table(rows), "machine")).splitlines()[1] == "1,Rugi,,-3,-1500.25,-0.5"


def test_text_in_a_numeric_column_is_neutralised_too():
    rows = [("1", "x", None, "=cmd()", None, None)]
    assert "'=cmd()" in text_of(csv_stream(table(rows), "machine"))


def test_a_heading_that_looks_like_a_formula_is_neutralised():
    columns = (Column("a", "=Nama"),)
    assert text_of(csv_stream(table([("x",)], columns), "machine")) == "'=Nama\r\nx\r\n"


def test_workbook_keeps_ids_as_text_and_numbers_and_dates_as_themselves():
    row = next(sheet_of(table()).iter_rows(min_row=2))
    assert [cell.value for cell in row] == [
        "0012345678901234",
        "Koperasi Maju",
        datetime(2019, 12, 31),
        25,
        1500000.5,
        52.5,
    ]
    assert [cell.data_type for cell in row] == ["s", "s", "d", "n", "n", "n"]
    assert row[0].number_format == "@"
    assert row[2].number_format == "dd-mm-yyyy"


def test_workbook_reads_the_same_through_calamine():
    with xlsx_file(table()) as handle:
        rows = CalamineWorkbook.from_path(handle.name).get_sheet_by_name("Data").to_python()
    assert rows[1] == [ROW[0], "Koperasi Maju", date(2019, 12, 31), 25.0, 1500000.5, 52.5]


def test_workbook_has_a_bold_frozen_head_with_units_and_a_filter():
    sheet = sheet_of(table())
    assert [cell.value for cell in sheet[1]] == table().headings
    assert all(cell.font.b for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F2"


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_would_run_as_a_formula_stays_literal_text_in_the_workbook(text):
    cell = sheet_of(table([("1", text, None, None, None, None)]))["B2"]
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert cell.value.replace("_x000D_", "\r") == text


def test_notes_and_source_stand_on_a_second_sheet():
    sheet = sheet_of(table(notes=("Data CONTOH.", "=bukan rumus"), source="Register"), "Keterangan")
    values = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert values == ["Daftar koperasi", "Data CONTOH.", "=bukan rumus", "Register"]
    assert {row[0].data_type for row in sheet.iter_rows()} == {"s"}


def test_an_empty_table_still_says_what_its_columns_are():
    assert [cell.value for cell in sheet_of(table([]))[1]] == table().headings
    assert len(text_of(csv_stream(table([]))).splitlines()) == 1
    assert list(json_rows(table([]))) == []


def test_json_rows_carry_numbers_and_iso_dates():
    assert list(json_rows(table())) == [
        {
            "code": "0012345678901234",
            "name": "Koperasi Maju",
            "founded": "2019-12-31",
            "members": 25,
            "assets": 1500000.5,
            "share": 52.5,
        }
    ]


def test_an_aware_time_is_written_as_the_day_in_jakarta():
    late = datetime(2019, 12, 31, 20, tzinfo=UTC)
    columns = (Column("at", "Hari", "date"),)
    assert text_of(csv_stream(table([(late,)], columns))).splitlines()[1] == "01-01-2020"
    assert list(json_rows(table([(late,)], columns))) == [{"at": "2020-01-01"}]
    assert sheet_of(table([(late,)], columns))["A2"].value == datetime(2020, 1, 1)


def test_rows_are_taken_only_as_the_reader_asks_for_them():
    taken = []

    def rows():
        for number in range(10 * LINES_PER_CHUNK):
            taken.append(number)
            yield (str(number), "x", None, None, None, None)

    chunks = csv_stream(table(rows()))
    assert taken == []
    list(islice(chunks, 2))
    assert len(taken) < 3 * LINES_PER_CHUNK


def test_rows_may_be_mappings_and_a_missing_key_is_an_error():
    columns = (Column("a", "A"), Column("b", "B"))
    assert list(table([{"b": 2, "a": 1, "c": 3}], columns).tuples()) == [(1, 2)]
    with pytest.raises(KeyError):
        list(table([{"a": 1}], columns).tuples())


def test_a_row_of_the_wrong_length_is_an_error():
    with pytest.raises(ValueError, match="3 cells, 6 columns"):
        list(table([(1, 2, 3)]).tuples())


def test_columns_of_one_heading_or_unknown_kind_are_refused():
    with pytest.raises(ValueError, match="share a heading"):
        table(columns=(Column("a", "Nama"), Column("b", "Nama")))
    with pytest.raises(ValueError, match="unknown kind"):
        Column("a", "A", "rupiah")


@pytest.mark.parametrize(
    ("fmt", "ending"), [("csv", "csv"), ("csv-machine", "csv"), ("xlsx", "xlsx"), ("json", "json")]
)
def test_a_download_says_its_type_and_name(db, fmt, ending):
    response = download_response(table(), fmt, "daftar koperasi")
    assert response["Content-Type"] == MIME[fmt]
    assert response["Content-Disposition"] == f'attachment; filename="daftar koperasi.{ending}"'
    body = b"".join(response.streaming_content)
    response.close()
    assert body


def test_a_json_download_is_one_list():
    body = b"".join(download_response(table([ROW, ROW]), "json", "x").streaming_content)
    assert len(json.loads(body)) == 2


def test_an_unknown_format_is_refused():
    with pytest.raises(KeyError):
        download_response(table(), "pdf", "x")
