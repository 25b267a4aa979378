"""Every rule of a row of a list of cooperatives: sheet row, heading, found and expected."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from registry.enums import Position
from registry.imports import places
from registry.imports.cells import Listing
from registry.imports.labels import MEANINGS
from registry.imports.problems import WARNINGS
from registry.imports.rows import read_row
from registry.models import District
from registry.models.people import today
from registry.tests.workbooks import found_in, lines_of

pytestmark = pytest.mark.django_db
TOMORROW = today() + timedelta(days=1)
LONG = "Koperasi " + "Panjang " * 30
NIK = "1403000000001"

# cells that differ from a good row, the column and code to be found, and words of the sentence
WRONG = [
    ({"Kel/Desa": "Antah"}, "Kel/Desa", "unknown_village", ["“Antah”", "diharapkan desa"]),
    ({"Kel/Desa": "Tameran"}, "Kel/Desa", "unknown_village", ["maksudnya Temeran?"]),
    ({"Kel/Desa": "Air Jamban"}, "Kel/Desa", "unknown_village", ["ada di Kecamatan Mandau"]),
    ({"Kecamatan": "Dumai"}, "Kecamatan", "unknown_district", ["“Dumai”", "kecamatan di Kab"]),
    ({"Status": "MACET"}, "Status", "unknown_status", ["“MACET”", "diharapkan Aktif"]),
    ({"Jenis": "Lain-lain"}, "Jenis", "unknown_kind", ["“Lain-lain”", "Produsen"]),
    ({"Bentuk": "Tersier"}, "Bentuk", "unknown_form", ["“Tersier”", "Primer atau Sekunder"]),
    ({"Pola": "Campuran"}, "Pola", "unknown_pattern", ["“Campuran”", "Syariah"]),
    ({"Kelompok": "Kelompok X"}, "Kelompok", "unknown_group", ["“Kelompok X”", "kelompok"]),
    ({"Grade": "E"}, "Grade", "unknown_grade", ["“E”", "C2"]),
    ({"Status NIK": "?"}, "Status NIK", "unknown_certificate", ["“?”", "Bersertifikat"]),
    ({"Tgl BH": "31 Februari 2008"}, "Tgl BH", "unparsable_date", ["31 Februari", "Contoh"]),
    ({"Tgl BH": "4 Mei 1914"}, "Tgl BH", "unparsable_date", ["4 Mei 1914", "sejak 1915"]),
    ({"Tgl BH": 2008}, "Tgl BH", "unparsable_date", ["hanya memuat tahun"]),
    ({"Tgl BH": TOMORROW}, "Tgl BH", "future_date", ["diharapkan paling lambat hari ini"]),
    ({"Tgl RAT": TOMORROW}, "Tgl RAT", "future_date", ["diharapkan paling lambat"]),
    ({"Aset": "dua milyar"}, "Aset", "unparsable_number", ["dua milyar", "1.500.000"]),
    ({"Aset": "9" * 17}, "Aset", "unparsable_number", ["15 angka"]),
    ({"Anggota L": "12,5"}, "Anggota L", "unparsable_number", ["bukan bilangan bulat"]),
    ({"Anggota L": 3_000_000_000}, "Anggota L", "unparsable_number", ["3.000.000.000"]),
    ({"Tahun Buku": "1944"}, "Tahun Buku", "unparsable_number", ["“1944”", "1945"]),
    ({"Tahun Buku": "2018/2019"}, "Tahun Buku", "unparsable_number", ["diharapkan satu tahun"]),
    ({"Anggota L": -3}, "Anggota L", "negative_value", ["Ditemukan -3", "0 atau lebih"]),
    ({"Aset": "(5.000.000)"}, "Aset", "negative_value", ["-5.000.000", "diharapkan 0"]),
    ({"Nama Koperasi": ""}, "Nama Koperasi", "missing_value", ["kosong", "diharapkan nama"]),
    ({"Status": ""}, "Status", "missing_value", ["kosong", "belum di register"]),
    ({"Nama Koperasi": LONG}, "Nama Koperasi", "too_long", ["paling banyak 200"]),
    ({"Alamat": "a" * 251}, "Alamat", "too_long", ["Ditemukan 251", "paling banyak 250"]),
    ({"Ketua": "A" * 151}, "Ketua", "too_long", ["Ditemukan 151", "paling banyak 150"]),
    ({"No. PAD": "9" * 101}, "No. PAD", "too_long", ["paling banyak 100"]),
    ({"Telepon": "kantor desa " * 20}, "Telepon", "too_long", ["paling banyak 200"]),
    ({"Email": "budi di gmail"}, "Email", "unparsable_value", ["“budi di gmail”", "nama@"]),
    ({"NIK Koperasi": "140300"}, "NIK Koperasi", "nik_length", ["6 karakter", "13 angka"]),
    ({"NIK Koperasi": "1,40E+12"}, "NIK Koperasi", "nik_truncated", ["Excel memotong"]),
    ({"Status NIK": "Bersertifikat"}, "NIK Koperasi", "against_register", ["harus punya NIK"]),
    ({"Tgl PAD": date(2001, 1, 2)}, "No. PAD", "missing_value", ["Nomor PAD kosong"]),
    ({"Kode Portal": "7"}, "Kode Portal", "unknown_uid", ["“7”", "kosong"]),
    ({"Aset": "#REF!"}, "Aset", "formula_error", ["#REF!", "diharapkan nilainya"]),
    (
        {"Tgl RAT": date(2018, 3, 1), "Tahun Buku": 2019},
        "Tahun Buku",
        "book_year_after_meeting",
        ["tahun buku 2019", "paling lambat 2018"],
    ),
]
DOUBTFUL = [
    ({"Tgl BH": date(1945, 8, 17)}, "Tgl BH", "placeholder_date", ["17 Agustus 1945"]),
    ({"Tgl BH": date(1999, 4, 1)}, "Tgl BH", "deed_year_differs", ["1999", "diharapkan 2001"]),
    (
        {"Anggota L": 3, "Anggota P": 4, "Jumlah Anggota": 8},
        "Jumlah Anggota",
        "sum_mismatch",
        ["berjumlah 7", "tercatat 8"],
    ),
    (
        {"Aset": 9_000_000, "Modal Sendiri": 5_000_000, "Modal Luar": 1_000_000},
        "Aset",
        "sum_mismatch",
        ["tidak sama dengan aset"],
    ),
    ({"Ketua": "", "Sekretaris": ""}, "Ketua", "no_officers", ["kosong", "diharapkan nama"]),
    (
        {"Kecamatan": "Mandau", "Kel/Desa": "Boncah Mahang"},
        "Kecamatan",
        "district_before_split",
        ["Ditemukan Kecamatan Mandau", "Bathin Solapan"],
    ),
    ({"Telepon": 82137782993}, "Telepon", "unreadable_phone", ["Maksudnya 082137782993?"]),
    ({"Keterangan": "#NAME?"}, "Keterangan", "formula_in_text", ["#NAME?"]),
]


@pytest.mark.parametrize(("cells", "column", "code", "words"), WRONG + DOUBTFUL)
def test_a_wrong_cell_is_named_with_what_was_found_and_expected(cells, column, code, words):
    good, line = lines_of({}, {"No. Badan Hukum": "519/BH/2001", **other_name(), **cells})
    problem = next(p for p in line.problems if p.code == code)
    assert (line.row, problem.column) == (3, column)
    assert [word for word in words if word not in problem.message] == []
    assert problem.is_error == (code not in WARNINGS)
    assert [p.code for p in good.problems if p.code != "no_officers"] == []


def other_name() -> dict:
    return {"Nama Koperasi": "Koperasi Lain"}


def test_every_code_is_explained_in_words():
    codes = {code for _, _, code, _ in WRONG + DOUBTFUL} | WARNINGS
    assert codes - {"nik_birth_date", "nik_sex"} <= set(MEANINGS)


GOOD_CELLS = [
    {"Kel/Desa": "DS. TEMERAN"},
    {"Kel/Desa": "Ds. Kelemantan Barat"},
    {"Kel/Desa": "Kel./Desa\u00a0Kelapapati"},
    {"Kel/Desa": "", "Kecamatan": "Kec. Bengkalis"},
    {"Kecamatan": ""},
    {"Kecamatan": "Bathin Solapan", "Kel/Desa": "Boncah Mahang"},
    {"Status": "Tdk. Aktif"},
    {"Jenis": "Koperasi Konsumen", "Bentuk": "PRIMER", "Pola": "Syari'ah", "Kelompok": "Pontren"},
    {"Tgl BH": "4 Mei 2001"},
    {"Tgl BH": 37000},
    {"Aset": "Rp 1.629.000.000,-"},
    {"SHU": "(12.500.000)", "Modal Sendiri": -5_000_000},
    {"Anggota L": 3, "Anggota P": 4, "Jumlah Anggota": "7 orang"},
    {"Telepon": "0821-3778-2993", "Email": "kud@contoh.id"},
    {"NIK Koperasi": NIK, "Status NIK": "Bersertifikat", "Grade": "c1"},
    {"Tgl RAT": date(2019, 2, 28), "Tahun Buku": 2018.0},
    {"Nama Koperasi": "K" * 200, "Ketua": "A" * 150},
    {"Aset": "-", "Tgl BH": "–", "Jenis": "", "Keterangan": None},
]


@pytest.mark.parametrize("cells", GOOD_CELLS)
def test_what_offices_write_in_their_own_way_is_no_problem(cells):
    assert found_in(cells) == []


def test_the_sheet_row_counts_titles_and_empty_rows():
    titles = ["DAFTAR KOPERASI", "KEADAAN PER 31 DESEMBER 2019", ""]
    assert found_in({}, {"Status": "?"}, titles=titles)[0][0] == 6


def test_every_problem_of_a_row_is_told_at_once():
    cells = {"Kel/Desa": "X", "Kecamatan": "Y", "Status": "Z", "Jenis": "Q", "Aset": "dua"}
    assert {code for _, _, code in found_in(cells)} == {
        "unknown_village",
        "unknown_district",
        "unknown_status",
        "unknown_kind",
        "unparsable_number",
    }


def test_control_characters_never_reach_the_register():
    [line] = lines_of({})
    line.raw |= {"name": "Koperasi\x00 Tani\x07 Maju", "address": "Jl.\x00A"}
    said = read_row(Listing({}, today()), line.raw).cooperative
    assert (said["name"], said["address"]) == ("Koperasi Tani Maju", "Jl. A")


# --- cells that hold several values ---------------------------------------------------------------


def test_number_and_date_of_a_deed_share_a_column_in_every_row():
    cells = {"No & Tgl Badan Hukum": "518/BH/2008 tgl 12 Agustus 2008"}
    base = {"Nama Koperasi": "A", "Kecamatan": "Bantan", "Status": "Aktif"}
    second = {**cells, "Nama Koperasi": "B", "No & Tgl Badan Hukum": "519/BH/2008, 13/8/2008"}
    lines = lines_of(cells, second, base=base)
    said = [line.said.cooperative for line in lines]
    assert [(s["deed_number"], s["deed_date"].day) for s in said] == [
        ("518/BH/2008", 12),
        ("519/BH/2008", 13),
    ]


def test_a_deed_column_with_number_and_date_is_split_in_every_row():
    rows = [
        {"Nama Koperasi": name, "No. Badan Hukum": f"{n}/BH/2008 tgl 12 Agustus 2008"}
        for n, name in enumerate("ABC")
    ]
    assert [line.said.cooperative["deed_date"].year for line in lines_of(*rows)] == [2008] * 3


def test_a_wrong_date_in_a_combined_cell_is_named_by_the_heading_of_the_sheet():
    cells = {"No & Tgl Badan Hukum": "518/BH/2008 tgl 31 Februari 2008", "No. Badan Hukum": None}
    assert (2, "No & Tgl Badan Hukum", "unparsable_date") in found_in(cells)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("28 Februari 2019 / Tahun Buku 2018", (date(2019, 2, 28), 2018)),
        (date(2019, 2, 28), (date(2019, 2, 28), None)),
        ("2018", (None, 2018)),
    ],
)
def test_a_rat_column_may_hold_day_and_book_year_or_one_of_them(cell, expected):
    [line] = lines_of({"Tgl RAT Tahun Buku": cell})
    assert (line.said.meeting.get("held_on"), line.said.meeting["book_year"]) == expected


def test_what_cannot_be_parted_for_certain_is_refused():
    found = found_in({"Ketua/Sekretaris/Bendahara": "Ahmad, S.E., Siti"})
    assert found == [(2, "Ketua/Sekretaris/Bendahara", "cannot_split")]


def test_an_empty_column_of_officers_is_noticed():
    assert [code for _, _, code in found_in({"Pengurus": ""})] == ["no_officers"]


def test_supervisors_are_several_and_each_named_once():
    [line] = lines_of({"Ketua": "Ahmad", "Pengawas": "1. Siti\n2. Budi\n3. Siti"})
    assert line.said.officers[Position.SUPERVISOR] == ["Siti", "Budi"]


# --- the file as a whole --------------------------------------------------------------------------

SAME = [
    ({}, {}),
    ({}, {"Nama Koperasi": "KOPERASI  TANI-MAJU"}),
    ({}, {"Nama Koperasi": "Kop. Tani Maju", "Kel/Desa": "Wonosari"}),
    ({"No. Badan Hukum": ""}, {"No. Badan Hukum": ""}),
    ({}, {"No. Badan Hukum": ""}),
    ({"NIK Koperasi": NIK}, {**{"No. Badan Hukum": "9/BH"}, **other_name(), "NIK Koperasi": NIK}),
]
OTHERS = [
    ({}, {"No. Badan Hukum": "9/BH", **other_name()}),
    ({"No. Badan Hukum": ""}, {"No. Badan Hukum": "", "Kel/Desa": "Wonosari"}),
    ({}, {"No. Badan Hukum": "9/BH", "Nama Koperasi": "Koperasi Tani Maju II"}),
]


@pytest.mark.parametrize("rows", SAME)
def test_the_same_cooperative_twice_is_an_error_on_the_second(rows):
    first, second = lines_of(*rows)
    assert first.outcome == "create"
    [problem] = [p for p in second.problems if p.code == "duplicate_in_file"]
    assert "baris 2 (Koperasi Tani Maju)" in problem.message


@pytest.mark.parametrize("rows", OTHERS)
def test_neighbours_and_namesakes_elsewhere_are_no_duplicates(rows):
    assert found_in(*rows) == []


@pytest.mark.parametrize(
    "other",
    [{"No. Badan Hukum": "9/BH"}, {"Nama Koperasi": "Koperasi Lain", "Kel/Desa": "Wonosari"}],
)
def test_half_a_likeness_is_a_warning(other):
    assert found_in({}, other) == [(3, "Nama Koperasi", "probable_duplicate")]


def test_a_village_that_two_kecamatan_have_needs_its_kecamatan(monkeypatch):
    known = places.Places()
    temeran = known.village("Temeran")[0]
    twin = type(temeran)(name="Temeran", district=District.objects.get(name="Rupat"), pk=-1)
    monkeypatch.setattr(places.Places, "village", lambda self, text: [temeran, twin])
    assert found_in({"Kecamatan": ""}) == [(2, "Kecamatan", "missing_value")]


def test_amounts_in_millions_are_rupiah_in_the_register():
    [line] = lines_of({"Aset": "2,5"}, titles=["(dalam jutaan rupiah)"])
    assert line.said.meeting["assets"] == Decimal(2_500_000)
