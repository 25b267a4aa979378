"""Published tables from a workbook: every cell a figure, a mark, or a sentence."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from registry.imports.files import UnreadableFile
from registry.imports.reading import read_workbook
from registry.tests.test_reading import ods
from reports.bps.suggesting import suggest, unknown_names
from reports.bps.tables import Described, Meaning, rehearse, take_in
from reports.models import BpsImport, PublishedFigure
from reports.tests.published_tables import HEAD, ROWS, said, workbook

MANDAU, RUPAT, BENGKALIS = "1408010", "1408030", "1408040"


def told(content: bytes, name="tabel.xlsx", **changes) -> dict:
    """(place, year) → (value, mark) of a table without problems."""
    seen = rehearse(content, name, said(**changes))
    assert seen.problems == []
    return {(f.place_code, f.year): (f.value, f.mark) for f in seen.coming}


def problems(*rows: list, **changes) -> str:
    seen = rehearse(workbook(*rows), "tabel.xlsx", said(**changes))
    assert not seen.may_commit()
    return " ".join(seen.problems)


def test_numbers_dashes_blanks_and_zeros_stay_apart(db):
    found = told(workbook())
    assert found[MANDAU, 2021] == (Decimal(12), "")
    assert found[RUPAT, 2020] == (None, "-")
    assert found[RUPAT, 2021] == (Decimal(0), "")
    assert found[BENGKALIS, 2020] == (None, ":")


def test_csv_is_read_as_indonesians_write_it(db):
    text = "Tabel;;\n;;\nKecamatan;2020;2021\nKec. Mandau;1.234;2,5\nRUPAT;…;-\n"
    found = told(text.encode(), "tabel.csv", sheet="tabel")
    assert found == {
        (MANDAU, 2020): (Decimal(1234), ""),
        (MANDAU, 2021): (Decimal("2.5"), ""),
        (RUPAT, 2020): (None, ":"),
        (RUPAT, 2021): (None, "-"),
    }


def test_an_ods_is_read_as_well(db):
    text = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    number = "<table:table-cell office:value-type='float' office:value='{}'/>"
    rows = "".join(
        f"<table:table-row>{text.format(left)}{number.format(right)}</table:table-row>"
        for left, right in (("Kec", 2020), ("Pinggir", 7))
    )
    content = ods(f"<table:table table:name='Satu'>{rows}</table:table>")
    found = told(content, "t.ods", sheet="Satu", first_row=2, columns={1: Meaning(2020)})
    assert found == {("1408011", 2020): (Decimal(7), "")}


@pytest.mark.parametrize(
    ("system", "cell", "code"),
    [
        ("bps", 1408010, "1408010"),
        ("bps", "1408010", "1408010"),
        ("bps", "Kabupaten Bengkalis", "1408"),
        ("bps", "Kecamatan Bengkalis", "1408040"),
        ("kemendagri", "14.03.09", "14.03.09"),
        ("kemendagri", "140309", "14.03.09"),
        ("kemendagri", "Mandau", "14.03.09"),
        ("kemendagri", "Kab. Bengkalis", "14.03"),
    ],
)
def test_places_are_read_by_code_or_name(db, system, cell, code):
    found = told(workbook([cell, 1, 2]), code_system=system)
    assert set(found) == {(code, 2020), (code, 2021)}


@pytest.mark.parametrize(
    ("system", "cell", "sentence"),
    [
        ("bps", "1403", "1403 pada BPS adalah Indragiri Hilir"),
        ("bps", 1403010, "1403 pada BPS adalah Indragiri Hilir"),
        ("bps", "14.03.09", "Itu bentuk kode sistem yang lain"),
        ("kemendagri", "14.08", "14.08 pada Kemendagri adalah Siak"),
        ("kemendagri", "14.08.01", "14.08 pada Kemendagri adalah Siak"),
        ("kemendagri", "1408010", "Itu bentuk kode sistem yang lain"),
        ("bps", "1408099", "diharapkan kode BPS seperti 1408010"),
        ("kemendagri", "14.03.99", "diharapkan kode Kemendagri seperti 14.03.09"),
    ],
)
def test_a_code_of_the_other_system_is_refused_with_a_sentence(db, system, cell, sentence):
    assert sentence in problems([cell, 1, 2], code_system=system)


def test_a_near_miss_is_asked_and_never_guessed(db):
    content = workbook(["Mandua", 1, 2], ["Jumlah", 3, 4])
    assert "Mungkin maksudnya Mandau?" in problems(["Mandua", 1, 2])
    (sheet,) = read_workbook(content, "t.xlsx")
    assert unknown_names(sheet, said()) == {"Mandua": "Mandau", "Jumlah": ""}
    found = told(content, answers={"Mandua": MANDAU, "Jumlah": "-"})
    assert found == {(MANDAU, 2020): (1, ""), (MANDAU, 2021): (2, "")}


def test_bengkalis_alone_may_be_kecamatan_or_kabupaten(db):
    assert "kecamatan atau kabupaten" in problems(["Bengkalis", 1, 2])


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["Mandau", "2.6", 1], "Baris 4 kolom B: Angka “2.6” mendua"),
        (["Mandau", "dua", 1], "Baris 4 kolom B"),
        (["Mandau", True, 1], "Baris 4 kolom B"),
        (["Mandau", "#REF!", 1], "Baris 4 kolom B"),
        (["Mandau", "=1+1", 1], "Baris 4 kolom B"),
        (["Mandau", 1, date(2020, 1, 1)], "Baris 4 kolom C"),
        (["Mandau", 1.23456, 1], "paling banyak 4 angka desimal"),
        (["", 1, 1], "kolom wilayah A kosong"),
    ],
)
def test_a_cell_that_is_no_number_names_its_row_and_column(db, row, sentence):
    assert sentence in problems(row)


def test_a_place_that_comes_twice_is_refused(db):
    assert "ada dua kali" in problems(["Mandau", 1, 2], [1408010, 3, 4])


def test_rows_without_figures_are_passed_over_and_said(db):
    seen = rehearse(workbook(*ROWS, ["Sumber: BPS"]), "t.xlsx", said())
    assert seen.notes[0] == "Baris 7 tanpa angka dilewati: “Sumber: BPS”."
    assert "Tidak ada baris untuk kecamatan: Pinggir, " in seen.notes[1]
    assert len(seen.coming) == 6


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"columns": {1: Meaning(1900)}}, "antara 1945 dan 2100"),
        ({"as_of": date(2020, 6, 30)}, "sama dengan tahun pada tanggal"),
        ({"unit": ""}, "kosong"),
        ({"place_column": 40}, "Kolom wilayah AO kosong"),
        ({"first_row": 50}, "tidak memuat satu angka pun"),
    ],
)
def test_what_is_said_of_the_table_must_hold(db, changes, sentence):
    assert sentence in problems(**changes)


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"<html><table>", b"PK\x03\x04kaput", b""])
def test_hostile_files_are_refused_as_the_register_refuses_them(db, content):
    with pytest.raises(UnreadableFile):
        rehearse(content, "tabel.xlsx", said())


def test_another_sheet_than_there_is_is_refused(db):
    with pytest.raises(UnreadableFile, match="Lembar “Lain” tidak ada"):
        rehearse(workbook(), "t.xlsx", said(sheet="Lain"))


def test_a_table_of_thousands_of_rows_is_none_of_places(db):
    with pytest.raises(UnreadableFile, match="2000 baris"):
        rehearse(workbook(*([["Mandau", 1, 2]] * 2000)), "t.xlsx", said())


def test_the_same_table_twice_changes_nothing(db):
    content = workbook()
    take_in(content, "t.xlsx", said(), commit=True)
    again = take_in(content, "t.xlsx", said(), commit=True)
    assert again.is_known
    assert (
        PublishedFigure.objects.filter(series="uji.umk").count(),
        BpsImport.objects.count(),
    ) == (6, 1)


def test_a_later_edition_stands_beside_the_first(db):
    take_in(workbook(), "t.xlsx", said(), commit=True)
    later = said(retrieved_on=date(2023, 2, 25))
    seen = take_in(workbook(["Mandau", 11, 12]), "t.xlsx", later, commit=True)
    assert [(s.kind, s.before.value if s.before else None) for s in seen.steps] == [
        ("changed", 10),
        ("unchanged", 12),
    ]
    rows = PublishedFigure.objects.filter(series="uji.umk", place_code=MANDAU, year=2020)
    assert sorted(rows.values_list("value", flat=True)) == [10, 11]


def test_sections_in_columns_are_series_of_their_own(db):
    columns = {1: Meaning(2020, "C"), 2: Meaning(2020, "G")}
    seen = rehearse(workbook(["Mandau", 1, 2]), "t.xlsx", said(columns=columns))
    assert [f.series for f in seen.coming] == ["uji.umk.C", "uji.umk.G"]
    assert "Industri" in seen.coming[0].label


def test_what_was_said_comes_back_from_json_as_it_was(db):
    one = said(as_of=date(2020, 6, 30), answers={"Mandua": MANDAU})
    assert Described.of_json(one.as_json()) == one


def test_years_and_places_are_suggested_from_the_head(db):
    (sheet,) = read_workbook(workbook(), "t.xlsx")
    seen = suggest(sheet, "bps")
    assert (seen.place_column, seen.first_row) == (0, 4)
    assert seen.columns == {1: Meaning(2020), 2: Meaning(2021)}


def test_a_first_row_whose_name_is_misspelt_is_not_passed_over(db):
    (sheet,) = read_workbook(workbook(["Mandua", 1, 2], ["Rupat", 3, 4]), "t.xlsx")
    assert suggest(sheet, "bps").first_row == 4


def test_sections_are_suggested_with_the_year_of_the_title(db):
    content = workbook(
        ["Mandau", 1, 2], title=["Usaha, 2021"], head=["Kec", "C Industri", "G. Perdagangan"]
    )
    (sheet,) = read_workbook(content, "t.xlsx")
    assert suggest(sheet, "bps").columns == {1: Meaning(2021, "C"), 2: Meaning(2021, "G")}


def test_a_rehearsal_asks_the_constraints_once_for_each_series_place_and_year(
    db, django_assert_max_num_queries
):
    with django_assert_max_num_queries(18):
        told(workbook(*ROWS, head=HEAD))
    many = [["Mandau", *range(30)], ["Rupat", *range(30)]]
    columns = {at: Meaning(2021, "ABCDEFGHIJKLMNOPQRSTU"[at]) for at in range(1, 20)}
    content = workbook(*many)
    with django_assert_max_num_queries(60):
        rehearse(content, "t.xlsx", said(columns=columns))


def run(path, *options: str) -> str:
    out = io.StringIO()
    known = ("--series", "uji.umk", "--label", "UMK", "--unit", "usaha", "--source", "BPS")
    call_command("import_published", str(path), *known, *options, stdout=out)
    return out.getvalue()


def test_the_command_rehearses_and_keeps(db, tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook())
    assert "2020: 3 baru" in run(path)
    assert not PublishedFigure.objects.filter(series="uji.umk").exists()
    assert "Disimpan 6 angka." in run(path, "--commit")
    assert "sudah pernah dimuat" in run(path, "--commit")


def test_the_command_takes_columns_and_names(db, tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook(["Mandua", 1, 2]))
    named = ("--place", f"Mandua={MANDAU}", "--first-row", "4", "--place-column", "A")
    run(path, *named, "--column", "C=2021:g", "--as-of", "31-12-2021", "--commit")
    row = PublishedFigure.objects.get(series="uji.umk.G")
    assert (row.place_code, row.as_of, row.value) == (MANDAU, date(2021, 12, 31), 2)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--column", "C"), "diharapkan seperti C=2020"),
        (("--column", "C=2020:Z"), "diharapkan seperti C=2020"),
        (("--place", "Mandua=1403"), "--place"),
        (("--place-column", "1"), "diharapkan huruf"),
        (("--as-of", "2020"), "--as-of"),
        (("--sheet", "Lain"), "Lembar “Lain”"),
        (("--codes", "kemendagri", "--column", "A=2020"), "masalah"),
    ],
)
def test_the_command_refuses_with_one_sentence(db, tmp_path, options, sentence):
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook(["Mandua", 1, 2]))
    with pytest.raises(CommandError, match=sentence):
        run(path, *options)
