"""Finding the list in a sheet: headings, data rows, and the rows that are none."""

import io
from datetime import date

import openpyxl
import pytest

from registry.imports.headings import COOPERATIVES
from registry.imports.reading import Sheet, read_workbook
from registry.imports.rowkinds import REASONS
from registry.imports.tables import NoTable, choose_table, find_table

TODAY = date(2020, 1, 27)
PLAIN = ["No", "Nama Koperasi", "Alamat", "Kel/Desa", "Kecamatan", "No. Badan Hukum", "Aset"]


def data(number, name="Koperasi Maju", **cells) -> list:
    row = [number, name, "Jl. Antara", "Duri Barat", "Mandau", f"{number}/BH/2001", 1000000.0]
    for heading, cell in cells.items():
        row[PLAIN.index(heading)] = cell
    return row


def table_of(*rows: list, mapping=None):
    """The table found in rows that stand in a sheet without merged cells."""
    sheet = Sheet("Daftar", [list(row) for row in rows])
    return find_table(sheet, COOPERATIVES, today=TODAY, mapping=mapping)


def numbers(table) -> list[int]:
    return [row.number for row in table]


def skipped(table) -> dict[int, str]:
    """{sheet row: reason} once the table has been read to its end."""
    assert all(one.reason in REASONS for one in (list(table), *table.skipped)[1:])
    return {one.number: one.reason for one in table.skipped}


def test_the_heading_is_found_below_titles_and_rows_keep_their_sheet_numbers():
    table = table_of(["DAFTAR KOPERASI"], ["KEADAAN PER 31 DESEMBER 2019"], [], PLAIN, data(1))
    assert (table.header_row, numbers(table)) == (4, [5])
    assert table.titles == ["DAFTAR KOPERASI", "KEADAAN PER 31 DESEMBER 2019"]
    assert table.as_of == date(2019, 12, 31)
    assert next(iter(table)).values["name"] == "Koperasi Maju"


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Per 31-12-2019", date(2019, 12, 31)),
        ("POSISI S/D TANGGAL 30 JUNI 2019", date(2019, 6, 30)),
        ("PER DESEMBER 2019", None),
        ("TAHUN 2019", None),
        ("Per 31 Februari 2019", None),
    ],
)
def test_the_day_of_a_list_is_read_from_its_title_and_never_completed(title, day):
    assert table_of([title], PLAIN, data(1)).as_of == day


def test_two_different_days_in_the_titles_are_told_and_neither_is_taken():
    table = table_of(["Per 31-12-2018"], ["Per 31-12-2019"], PLAIN, data(1))
    assert table.as_of is None
    assert any("31 Desember 2018 dan 31 Desember 2019" in note for note in table.notes)


def test_a_date_cell_in_the_title_counts_as_well():
    table = table_of(["Keadaan per", date(2019, 12, 31)], PLAIN, data(1))
    assert table.as_of == date(2019, 12, 31)


def merged_workbook() -> bytes:
    sheet = openpyxl.Workbook().active
    sheet.append(["REKAPITULASI KOPERASI"])
    upper = "No|Nama Koperasi|Badan Hukum||Pengurus|||Jumlah Anggota|||Aset|Karyawan|"
    lower = "||Nomor|Tanggal|Ketua|Sekretaris|Bendahara|L|P|Jml|(Rp. 000)|L|P"
    for heading in (upper, lower):
        sheet.append([text or None for text in heading.split("|")])
    sheet.append([f"({n})" for n in range(1, 14)])
    sheet.append([1, "KUD Jaya", "1/BH/2001", "1-1-2001", "A", "B", "C", 10, 20, 30, 500, 1, 2])
    for span in ("A1:M1", "A2:A3", "B2:B3", "C2:D2", "E2:G2", "H2:J2", "L2:M2"):
        sheet.merge_cells(span)
    target = io.BytesIO()
    sheet.parent.save(target)
    return target.getvalue()


def test_two_heading_rows_with_merged_cells_are_read_together():
    (sheet,) = read_workbook(merged_workbook(), "a.xlsx")
    table = find_table(sheet, COOPERATIVES, today=TODAY)
    assert (table.header_first, table.header_row) == (2, 3)
    letters = {column.letter: name for name, column in table.columns.items()}
    assert [letters.get(letter) for letter in "CDEGHIJK"] == [
        "deed_number",
        "deed_date",
        "chair",
        "treasurer",
        "members_male",
        "members_female",
        "members_total",
        "assets",
    ]
    assert [column.heading for column in table.unrecognised] == ["Karyawan / L", "Karyawan / P"]
    assert (table.columns["assets"].scale, skipped(table)) == (1000, {4: "numbering"})
    assert numbers(table) == [5]


def test_two_heading_rows_without_merged_cells_are_read_together_too():
    table = table_of(
        ["No", "Nama Koperasi", "Pengurus", "", "", "Jumlah Anggota", "", "Kecamatan"],
        ["", "", "Ketua", "Sekretaris", "Bendahara", "L", "P", ""],
        [1, "KUD Jaya", "A", "B", "C", 10, 20, "Mandau"],
    )
    values = next(iter(table)).values
    assert (values["treasurer"], values["members_female"], values["district"]) == (
        "C",
        20,
        "Mandau",
    )
    assert table.unrecognised == []


def test_a_row_of_units_belongs_to_the_heading():
    table = table_of(PLAIN, ["", "", "", "", "", "", "(Rp. 000)"], data(1))
    assert (table.header_row, table.columns["assets"].scale, numbers(table)) == (2, 1000, [3])
    assert any("satuan 1.000 rupiah" in note for note in table.notes)


def test_a_scale_in_the_title_holds_for_the_amounts_only():
    table = table_of(["(Dalam Ribuan Rupiah)"], PLAIN, data(1))
    assert (table.columns["assets"].scale, table.columns["number"].scale) == (1000, 1)


def test_sums_signatures_and_notes_below_the_data_are_left_out_with_a_reason():
    table = table_of(
        PLAIN,
        data(1),
        ["", "JUMLAH", "", "", "", "", 1000000.0],
        [],
        ["", "", "", "", "Bengkalis, 31 Desember 2019"],
        ["", "Mengetahui", "", "", "Kepala Dinas Koperasi, UKM"],
        ["", "", "", "", "H. ABDUL RAHMAN, SE"],
        ["", "", "", "", "Pembina Tk. I"],
        ["", "", "", "", "NIP. 19650101 199003 1 001"],
        ["Keterangan:"],
        ["L = Laki-laki"],
    )
    assert numbers(table) == [2]
    assert skipped(table) == {
        3: "total",
        **dict.fromkeys(range(5, 10), "signature"),
        10: "note",
        11: "signature",
    }


@pytest.mark.parametrize(
    "words",
    [
        ["TOTAL"],
        ["Sub Total", "12"],
        ["", "Jumlah Koperasi Kecamatan Mandau", "", "", "", "", 5.0],
        ["", "JUMLAH", "182 Koperasi", "", "", "", "Rp 5.000.000"],
        ["", "Jumlah dipindahkan", "", "", "", "", "#BELUM DIHITUNG"],
        [182.0, "JUMLAH SELURUHNYA", "", "", "", "", "-"],
    ],
)
def test_sums_in_their_usual_forms_are_left_out(words):
    table = table_of(PLAIN, data(1), words, data(2))
    assert (numbers(table), skipped(table)) == ([2, 4], {3: "total"})


@pytest.mark.parametrize(
    "row",
    [
        data(7, "Koperasi Jumlah Rezeki"),
        data(7, "KUD Total Karya"),
        data(7, "Total Karya"),
        data("", "Total Karya"),
        [7.0, "Total Karya Mandiri", "", "", "", "", 5.0],
        ["", "Jumlah Rezeki", "", "", "", "518/BH/2008", 5.0],
        data(7, "Kepala Sawit Jaya"),
        data(7, "Kecamatan Maju"),
        data(7, "Desa Sejahtera"),
        data(7, "Keterangan Jaya"),
        data(7, "Aktif"),
        data(7, ""),
        [7.0, "", "", "", "", "518/BH/2008", ""],
        [7.0, "Koperasi Sendirian"],
        ["", "Koperasi Tanpa Nomor", "", "", "", "", ""],
        [7.0, "", "", "Desa Makeruh", "", "", ""],
    ],
)
def test_a_data_row_is_never_left_out_for_a_word_in_it(row):
    table = table_of(PLAIN, data(1), row, data(2))
    assert numbers(table) == [2, 3, 4]


def test_headings_and_titles_repeated_on_each_page_are_left_out():
    title = ["DAFTAR KOPERASI"]
    marks = [str(n) for n in range(1, 8)]
    table = table_of(title, PLAIN, marks, data(1), [], title, PLAIN, marks, data(2))
    assert numbers(table) == [4, 9]
    assert skipped(table) == {
        3: "numbering",
        6: "title",
        7: "heading",
        8: "numbering",
    }


def test_data_goes_on_after_a_signature_in_the_middle():
    table = table_of(PLAIN, data(1), ["Bengkalis, 31 Desember 2019"], ["NAMA KEPALA"], data(2))
    assert numbers(table) == [2, 5]


def test_a_section_heading_fills_the_missing_kecamatan_and_says_so():
    heading = ["No", "Nama Koperasi", "Desa"]
    table = table_of(
        heading,
        ["I", "KECAMATAN MANDAU"],
        [1, "KUD Satu", "Duri Barat"],
        ["", "Kec. : Bukit Batu (12 koperasi)"],
        [2, "KUD Dua", ""],
        ["", "Desa Dompas"],
        [3, "KUD Tiga", ""],
        ["KECAMATAN RUPAT"],
        [4, "KUD Empat", ""],
    )
    rows = list(table)
    assert [row.values["district"] for row in rows] == [
        "MANDAU",
        "Bukit Batu",
        "Bukit Batu",
        "RUPAT",
    ]
    assert rows[0].from_section == ("district",)
    assert (rows[2].values["village"], rows[3].values["village"]) == ("Dompas", "")
    assert set(skipped(table).values()) == {"section"}


def test_a_section_never_overrides_what_the_row_says():
    table = table_of(PLAIN, ["KECAMATAN RUPAT"], data(1))
    (row,) = table
    assert (row.values["district"], row.section, row.from_section) == (
        "Mandau",
        {"district": "RUPAT"},
        (),
    )


def test_group_headings_are_left_out():
    table = table_of(PLAIN, ["A. KOPERASI AKTIF"], data(1), ["", "Koperasi Tidak Aktif"], data(2))
    assert (numbers(table), skipped(table)) == ([3, 5], {2: "group", 4: "group"})


def test_two_columns_for_one_field_are_told_and_only_the_first_is_read():
    table = table_of([*PLAIN, "Kec."], [*data(1), "Rupat"])
    assert next(iter(table)).values["district"] == "Mandau"
    assert table.conflicts == [
        "Kolom E “Kecamatan” dan kolom H “Kec.” sama-sama terbaca sebagai Kecamatan; "
        "kolom H tidak dibaca."
    ]
    assert [column.letter for column in table.unrecognised] == ["H"]


def test_an_exact_heading_wins_over_a_guess_further_left():
    table = table_of(["No", "Kecamtan", "Nama Koperasi", "Kecamatan"], [1, "x", "KUD", "Mandau"])
    assert (table.columns["district"].letter, table.columns["district"].guessed) == ("D", False)


def test_a_guess_is_used_but_listed_for_asking():
    table = table_of(["No", "Nama Koprasi", "Alamat"], [1, "KUD Jaya", "Jl. Antara"])
    assert [column.heading for column in table.guessed] == ["Nama Koprasi"]
    assert table.missing == []


def test_the_users_choice_of_columns_comes_before_the_headings():
    table = table_of(
        [*PLAIN, "Wilayah Kerja"],
        [*data(1), "Rupat"],
        mapping={"H": "district", "C": None},
    )
    assert table.columns["district"].letter == "H"
    assert "address" not in table.columns
    assert [column.letter for column in table.unrecognised] == ["C", "E"]


def test_a_missing_name_column_is_named():
    assert table_of(["No", "Alamat", "Kecamatan"], [1, "x", "Rupat"]).missing == ["name"]


def test_data_below_no_heading_is_told():
    table = table_of(PLAIN, [*data(1), "", "catatan lepas"])
    assert "Kolom I berisi data tanpa judul dan tidak dibaca." in table.notes


def test_short_rows_have_empty_cells():
    (row,) = table_of(PLAIN, [1, "KUD Jaya"])
    assert (row.values["assets"], row.values["name"]) == ("", "KUD Jaya")


def test_a_hidden_row_is_marked():
    sheet = Sheet("Daftar", [PLAIN, data(1), data(2)])
    sheet.hidden_rows.add(3)
    rows = list(find_table(sheet, COOPERATIVES, today=TODAY))
    assert [row.hidden for row in rows] == [False, True]


def test_a_sheet_without_headings_is_refused_with_what_is_needed():
    with pytest.raises(NoTable, match=r"lembar “Daftar”.*“Nama Koperasi”"):
        table_of(["hanya catatan"], ["Nama"], ["x"])


def test_a_table_can_be_read_twice_with_the_same_result():
    table = table_of(PLAIN, data(1), ["Bengkalis, 31 Desember 2019"], ["NAMA KEPALA"])
    assert (numbers(table), skipped(table)) == (numbers(table), skipped(table))


def test_the_sheet_with_the_most_known_columns_is_chosen_and_the_others_are_named():
    sheets = [
        Sheet("Sampul", [["Laporan"]]),
        Sheet("Ringkas", [["No", "Nama Koperasi"], [1, "KUD"]]),
        Sheet("Lengkap", [PLAIN, data(1)]),
        Sheet("Lama", [[*PLAIN, "Ketua", "Telepon"], data(1)], hidden=True),
    ]
    table = choose_table(sheets, COOPERATIVES, today=TODAY)
    assert table.sheet.name == "Lengkap"
    assert table.notes == [
        "Lembar “Ringkas” juga berisi daftar dan tidak dibaca; unggah tersendiri."
    ]
    assert choose_table(sheets, COOPERATIVES, today=TODAY, sheet="Lama").sheet.name == "Lama"


def test_a_file_without_any_list_is_refused():
    with pytest.raises(NoTable, match="Di berkas ini"):
        choose_table([Sheet("Sampul", [["Laporan"]])], COOPERATIVES, today=TODAY)
