"""Opening files: what is read, with which row numbers, and what is refused."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from registry.imports import files, marks, reading
from registry.imports.files import UnreadableFile
from registry.imports.reading import is_error_cell, read_workbook

ODS_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def xlsx(fill) -> bytes:
    """A workbook whose first sheet ``fill(sheet)`` has filled."""
    workbook = openpyxl.Workbook()
    fill(workbook.active)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def with_parts(content: bytes, **parts: str | bytes) -> bytes:
    """The workbook with parts added or replaced; "__" in a name stands for "/"."""
    target = io.BytesIO()
    replaced = {name.replace("__", "/"): data for name, data in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename not in replaced:
                new.writestr(part.filename, old.read(part))
        for name, data in replaced.items():
            new.writestr(name, data)
    return target.getvalue()


def ods(tables: str) -> bytes:
    target = io.BytesIO()
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest "
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>",
        )
        content = f"<office:document-content {ODS_NAMESPACES}>{body}</office:document-content>"
        archive.writestr("content.xml", content)
    return target.getvalue()


def simple(sheet) -> None:
    sheet["A1"] = "Nama"


def test_rows_keep_their_sheet_numbers_below_and_beside_empty_ones():
    def fill(sheet):
        sheet["C5"] = "isi"

    (sheet,) = read_workbook(xlsx(fill), "a.xlsx")
    rows = list(sheet)
    assert (len(rows), rows[4]) == (5, ["", "", "isi"])
    assert not any(any(row) for row in rows[:4])


def test_a_file_is_read_from_its_path_too(tmp_path):
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(xlsx(simple))
    assert list(read_workbook(path)[0]) == [["Nama"]]


def test_dates_numbers_and_texts_keep_their_kind():
    def fill(sheet):
        sheet.append([date(2019, 12, 31), 1629000000, "0821", True, "=HYPERLINK"])
        sheet["E1"].data_type = "s"

    (row,) = read_workbook(xlsx(fill), "a.xlsx")[0]
    assert row == [date(2019, 12, 31), 1629000000.0, "0821", True, "=HYPERLINK"]


def test_failed_and_uncalculated_formulas_do_not_pass_for_empty_cells():
    def fill(sheet):
        sheet.append(["Koperasi A", "#REF!", "=SUM(1,2)", ""])
        sheet["B1"].data_type = "e"

    (sheet,) = read_workbook(xlsx(fill), "a.xlsx")
    assert list(sheet) == [["Koperasi A", "#REF!", marks.NOT_CALCULATED]]
    assert [is_error_cell(cell) for cell in next(iter(sheet))] == [False, True, True]
    assert any("2 sel berumus" in note for note in sheet.notes)


def test_hidden_sheets_and_hidden_rows_are_read_and_told():
    def fill(sheet):
        sheet.append(["satu"])
        sheet.append(["dua"])
        sheet.row_dimensions[2].hidden = True
        other = sheet.parent.create_sheet("Lama")
        other["A1"], other.sheet_state = "tiga", "hidden"

    first, second = read_workbook(xlsx(fill), "a.xlsx")
    assert (first.hidden, first.hidden_rows, len(list(first))) == (False, {2}, 2)
    assert second.hidden
    assert any("tersembunyi" in note for note in first.notes)
    assert any("tersembunyi" in note for note in second.notes)


def test_chart_sheets_are_passed_over():
    def fill(sheet):
        sheet["A1"] = "Nama"
        sheet.parent.create_chartsheet("Grafik")

    assert [sheet.name for sheet in read_workbook(xlsx(fill), "a.xlsx")] == ["Sheet"]


def test_an_opendocument_sheet_is_read_with_its_failures_and_without_its_endless_tail():
    content = ods(
        '<table:table table:name="Data"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>Nama</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
        '</table:table-row><table:table-row table:visibility="collapse">'
        '<table:table-cell office:value-type="float" office:value="1.5"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    (sheet,) = read_workbook(content, "a.ods")
    assert list(sheet) == [["Nama", "#DIV/0!"], [1.5, ""]]
    assert sheet.hidden_rows == {2}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Nama;Alamat\nKoperasi Jaya;Jl. Méranti", "utf-8"),
        ("Nama;Alamat\nKoperasi Jaya;Jl. Méranti", "utf-8-sig"),
        ("Nama;Alamat\r\nKoperasi Jaya;Jl. Méranti", "cp1252"),
        ("Nama\tAlamat\nKoperasi Jaya\tJl. Méranti", "utf-16"),
        ("Nama,Alamat\nKoperasi Jaya,Jl. Méranti", "utf-8"),
        ("sep=;\nNama;Alamat\nKoperasi Jaya;Jl. Méranti", "utf-8"),
    ],
)
def test_csv_is_read_in_the_usual_encodings_and_separators(text, encoding):
    (sheet,) = read_workbook(text.encode(encoding), "daftar.csv")
    assert list(sheet) == [["Nama", "Alamat"], ["Koperasi Jaya", "Jl. Méranti"]]


def test_commas_in_amounts_do_not_make_a_csv_comma_separated():
    text = "Nama;Aset;SHU\nKop A;1.500,50;2.000,75\nKop B;3.000,25;1.250,00\n"
    assert [len(row) for row in read_workbook(text.encode(), "a.csv")[0]] == [3, 3, 3]


def test_the_apostrophe_that_guards_a_formula_in_csv_is_taken_off():
    (sheet,) = read_workbook(b"Nama;Ket\n'=HYPERLINK();'70an\n", "a.csv")
    assert list(sheet)[1] == ["=HYPERLINK()", "'70an"]


@pytest.mark.parametrize(
    ("content", "fragment"),
    [
        (b"", "kosong"),
        (b" \n ", "kosong"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n", "gambar"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"<html><table><tr><td>Nama</td></tr></table>", "halaman web"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "halaman web atau XML"),
        (b"PK\x03\x04 broken", "rusak"),
        (b"\x00\x01\x02\x03", "bukan lembar kerja"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "bukan lembar kerja"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
        (b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT_CUR".encode("utf-16-le"), "makro"),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), "rusak atau berformat lama"),
    ],
)
def test_what_is_no_workbook_is_refused_whatever_its_name(content, fragment):
    with pytest.raises(UnreadableFile, match=fragment):
        read_workbook(content, "daftar.xlsx")


@pytest.mark.parametrize(
    ("parts", "fragment"),
    [
        ({"xl__vbaProject.bin": b"x"}, "makro"),
        ({"xl__macrosheets__sheet1.xml": b"<x/>"}, "makro"),
        ({"xl__externalLinks__externalLink1.xml": b"<x/>"}, "tautan ke berkas lain"),
        ({"xl__sharedStrings.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}, "definisi XML"),
        ({"xl__sharedStrings.xml": "<!DOCTYPE x><x/>".encode("utf-16")}, "definisi XML"),
        ({"xl__media__bomb.xml": b" " * (3 * 2**20)}, "mengembang"),
        ({"XL__Workbook.xml": b"<x/>"}, "ganda"),
        ({"xl__workbook.xml": b"<workbook"}, "rusak"),
    ],
)
def test_dangerous_and_damaged_parts_are_refused(parts, fragment):
    with pytest.raises(UnreadableFile, match=fragment):
        read_workbook(with_parts(xlsx(simple), **parts), "a.xlsx")


def test_other_documents_in_a_zip_are_refused_by_their_kind():
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(UnreadableFile, match="dokumen Word"):
        read_workbook(word.getvalue(), "a.xlsx")


def test_a_bomb_that_lies_about_its_size_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MAX_UNPACKED_BYTES", 2**20)
    content = bytearray(with_parts(xlsx(simple), xl__x="a" * (3 * 2**20)))
    true_size = (3 * 2**20).to_bytes(4, "little")
    assert content.count(true_size) == 2  # the local header and the directory
    with pytest.raises(UnreadableFile, match="mengembang"):
        read_workbook(bytes(content.replace(true_size, (9).to_bytes(4, "little"))), "a.xlsx")


def test_too_many_parts_and_too_large_files_are_refused(monkeypatch):
    content = xlsx(simple)
    monkeypatch.setattr(files, "MAX_PARTS", 3)
    with pytest.raises(UnreadableFile, match="mengembang"):
        read_workbook(content, "a.xlsx")
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 100)
    with pytest.raises(UnreadableFile, match="lebih besar"):
        read_workbook(content, "a.xlsx")


@pytest.mark.parametrize(
    ("cell", "fragment"), [("XFD1048576", "kolom XFD"), ("C1048576", "baris 1048576")]
)
def test_a_stray_cell_at_the_end_of_the_sheet_is_refused_by_name(cell, fragment):
    def fill(sheet):
        sheet["A1"], sheet[cell] = "Nama", "x"

    with pytest.raises(UnreadableFile, match=fragment):
        read_workbook(xlsx(fill), "a.xlsx")


@pytest.mark.parametrize(
    "cell",
    [
        "<row r = '1048576'><c r = 'A1048576'><v>1</v></c></row>",
        '<row r="1"><c r="&#88;FD1"><v>1</v></c></row>',
        '<x:row r="1048576"><x:c><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_a_far_cell_is_seen_however_its_reference_is_written(cell):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{space}" xmlns:x="{space}"><sheetData>{cell}</sheetData></worksheet>'
    )
    content = with_parts(xlsx(simple), **{"xl/worksheets/sheet1.xml": sheet})
    with pytest.raises(UnreadableFile, match="Hapus sel yang tersesat"):
        read_workbook(content, "a.xlsx")


def test_a_repeated_cell_that_fills_an_opendocument_sheet_is_refused():
    content = ods(
        '<table:table table:name="A"><table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="200" office:value-type="float" '
        'office:value="1"/></table:table-row></table:table>'
    )
    with pytest.raises(UnreadableFile, match="terlalu jauh"):
        read_workbook(content, "a.ods")


def test_formatted_but_empty_cells_far_away_do_no_harm():
    def fill(sheet):
        sheet["A1"] = "Nama"
        sheet["XFD1"].number_format = "0.00"

    assert list(read_workbook(xlsx(fill), "a.xlsx")[0]) == [["Nama"]]


def test_a_csv_with_too_many_rows_or_columns_is_refused(monkeypatch):
    with pytest.raises(UnreadableFile, match="kolom"):
        read_workbook(b"a;" * 300, "a.csv")
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    with pytest.raises(UnreadableFile, match="baris"):
        read_workbook(b"a;b\n" * 3, "a.csv")


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_columns_have_the_letters_of_the_spreadsheet(index, letters):
    assert marks.column_letter(index) == letters
    assert marks.column_index(letters) == index
