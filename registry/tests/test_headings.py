"""Headings and combined cells as offices write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.imports.headings import (
    COOPERATIVES,
    HeadingDictionary,
    Match,
    split_deed,
    split_meeting,
    split_officers,
    unit_scale,
)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("No", "number"),
        ("No. Urut", "number"),
        ("NAMA KOPERASI", "name"),
        ("Nama Kop.", "name"),
        ("Kel/Desa", "village"),
        ("Kel./Desa", "village"),
        ("Desa / Kelurahan", "village"),
        ("Kec.", "district"),
        ("No. Badan Hukum", "deed_number"),
        ("Nomor BH Pendirian", "deed_number"),
        ("No BH", "deed_number"),
        ("Tgl. Badan Hukum", "deed_date"),
        ("Tanggal BH Pendirian", "deed_date"),
        ("No & Tgl Badan Hukum", "deed"),
        ("No. & Tgl. Badan Hukum", "deed"),
        ("Nomor PAD (terbaru)", "amendment_number"),
        ("Tanggal PAD", "amendment_date"),
        ("Ketua/Sekretaris/Bendahara", "officers"),
        ("No. HP", "phone"),
        ("Telp/HP", "phone"),
        ("Tanggal RAT Terakhir", "last_meeting_on"),
        ("Thn Buku", "book_year"),
        ("Tgl RAT Tahun Buku", "meeting"),
        ("Anggota Pria", "members_male"),
        ("Jml Anggota Wanita", "members_female"),
        ("Jml. Anggota (Org)", "members_total"),
        ("Total Manajer", "managers_total"),
        ("Total Karyawan", "employees"),
        ("Total Asset", "assets"),
        ("Modal Sendiri (Rp)", "own_capital"),
        ("Modal Luar (Rp.)", "outside_capital"),
        ("Omset", "turnover"),
        ("Vol. Usaha", "turnover"),
        ("Sisa Hasil Usaha", "surplus"),
        ("NIK", "nik_koperasi"),
        ("Status NIK", "certificate_status"),
        ("Tanggal Berlaku Sertifikat", "certificate_valid_until"),
        ("Status Grade", "grade"),
        ("Ket.", "note"),
    ],
)
def test_headings_in_real_use_are_recognised_for_certain(heading, field):
    assert COOPERATIVES.recognise(heading) == Match(field)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("Jumlah Anggota", "L"), "members_male"),
        (("Jumlah Anggota", "Pr"), "members_female"),
        (("Anggota", "Jumlah"), "members_total"),
        (("Karyawan", "Jml"), "employees"),
        (("Pengurus", "Ketua"), "chair"),
        (("Ketua", "Nama"), "chair"),
        (("Badan Hukum", "Nomor"), "deed_number"),
        (("Badan Hukum", "Tgl."), "deed_date"),
        (("Modal", "Sendiri"), "own_capital"),
        (("RAT", "Tahun Buku"), "book_year"),
        (("Alamat", "Desa"), "village"),
        (("Identitas Koperasi", "Nama"), "name"),
        (("Sertifikat", "Status"), "certificate_status"),
    ],
)
def test_a_heading_below_another_is_read_together_with_it(path, field):
    assert COOPERATIVES.recognise(*path) == Match(field)


@pytest.mark.parametrize(
    "path", [("Karyawan", "L"), ("Ketua", "Alamat"), ("Ketua", "No HP"), ("Foo",), ("",), ("(Rp)",)]
)
def test_a_general_heading_below_another_is_not_taken_for_the_cooperatives_own(path):
    assert COOPERATIVES.recognise(*path) is None


@pytest.mark.parametrize(
    ("heading", "scale"),
    [
        ("Aset (Rp)", 1),
        ("Aset (Rp. 000)", 1000),
        ("Aset (Rp.1.000,-)", 1000),
        ("Aset dalam ribuan", 1000),
        ("Aset (dalam juta)", 1_000_000),
        ("Aset (jutaan rupiah)", 1_000_000),
        ("Aset (Rp.000.000)", 1_000_000),
        ("Aset (miliar)", 1_000_000_000),
    ],
)
def test_the_unit_in_a_heading_is_returned_as_a_scale(heading, scale):
    assert COOPERATIVES.recognise(heading) == Match("assets", scale)


def test_brackets_that_hold_no_unit_stay_part_of_the_heading():
    assert unit_scale("terbaru") is None
    assert COOPERATIVES.recognise("Aset (tanah)") is None


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Nama Koprasi", "name"),
        ("NamaKoperasi", "name"),
        ("Kecamtan", "district"),
        ("Bendahra", "treasurer"),
        ("Modal Sediri", "own_capital"),
        ("Jumlah Angota L", "members_male"),
    ],
)
def test_a_slip_of_spelling_is_a_guess_and_marked_as_one(heading, field):
    assert COOPERATIVES.recognise(heading) == Match(field, guessed=True)
    assert COOPERATIVES.recognise(heading, guess=False) is None


def test_a_heading_close_to_two_fields_is_not_guessed():
    dictionary = HeadingDictionary({"one": "Modal Awal", "two": "Modal Akal"}, required=())
    assert dictionary.recognise("Modal Acal") is None


def test_a_dictionary_with_one_heading_for_two_fields_is_refused():
    with pytest.raises(ValueError, match="both one and two"):
        HeadingDictionary({"one": "Nama", "two": "nama."}, required=())


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        (
            "518.08/96/BH/XIV.10/VIII/2008 tgl 12 Agustus 2008",
            ("518.08/96/BH/XIV.10/VIII/2008", "12 Agustus 2008"),
        ),
        ("No. 12/BH/2001, Tgl. 12-08-2001", ("12/BH/2001", "12-08-2001")),
        ("12/BH/2001\n12 Agustus 2001", ("12/BH/2001", "12 Agustus 2001")),
        ("1303/BHK/XII/1987 (12/08/1987)", ("1303/BHK/XII/1987", "12/08/1987")),
        ("518/BH/2008 / 12-08-2008", ("518/BH/2008", "12-08-2008")),
        (
            "AHU-0012345.AH.01.26.TAHUN 2021 tanggal 3 Mei 2021",
            ("AHU-0012345.AH.01.26.TAHUN 2021", "3 Mei 2021"),
        ),
        ("1303/BHK/DISKOP/XII/1987", None),
        ("AHU-0012345.AH.01.26.TAHUN 2021", None),
        ("12 Agustus 2008", None),
        ("12/08/2008", None),
        ("12/BH tgl -", None),
    ],
)
def test_a_deed_number_is_parted_from_its_date_only_where_both_are_there(cell, parts):
    assert split_deed(cell) == parts


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("28 Februari 2019 / Tahun Buku 2018", ("28 Februari 2019", "2018")),
        ("28-02-2019 TB 2018", ("28-02-2019", "2018")),
        ("28/02/2019 (2018)", ("28/02/2019", "2018")),
        ("28/02/2019", None),
        ("2018", None),
    ],
)
def test_a_meeting_date_is_parted_from_its_book_year_only_where_both_are_there(cell, parts):
    assert split_meeting(cell) == parts


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ahmad / Siti / Budi", ("Ahmad", "Siti", "Budi")),
        ("Ahmad, SE; Siti; -", ("Ahmad, SE", "Siti", "")),
        ("1. Ketua: A. Rahman\n2. Sekretaris: B\n3. Bendahara: C", ("A. Rahman", "B", "C")),
        ("K. Ahmad/S. Siti/B. Budi", ("K. Ahmad", "S. Siti", "B. Budi")),
        ("Ahmad / Siti", None),
        ("Ahmad", None),
        ("- / - / -", None),
    ],
)
def test_officers_in_one_cell_are_parted_only_into_three(cell, names):
    assert split_officers(cell) == names


@given(st.text(max_size=400) | st.text(" /;,()-.tgl20TBbuku\n", max_size=400))
def test_no_text_breaks_the_splitters_or_the_dictionary(text):
    for split in (split_deed, split_meeting, split_officers):
        parts = split(text)
        assert parts is None or all(isinstance(part, str) for part in parts)
    match = COOPERATIVES.recognise(text, guess=False)
    assert match is None or match.field in COOPERATIVES.labels
