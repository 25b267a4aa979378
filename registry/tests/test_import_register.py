"""How a row finds its cooperative in the register, and what it may change there."""

from datetime import date

import pytest

from registry.models import Cooperative, Village
from registry.status import change_status
from registry.tests.workbooks import GOOD, lines_of, run, saved

pytestmark = pytest.mark.django_db
DEED = "518/BH/IV/2001"
NIK = "1403000000001"
AS_OF = ["KEADAAN PER 31 DESEMBER 2019"]


def only(*rows, **options):
    [line] = lines_of(*rows, **options)
    return line


def errors(line) -> list[str]:
    return [problem.code for problem in line.problems if problem.is_error]


@pytest.mark.parametrize(
    ("register", "row"),
    [
        ({"deed_number": "518 / bh / iv / 2001"}, {}),
        ({"deed_number": DEED}, {"Nama Koperasi": "KOPERASI TANI-MAJU", "Kel/Desa": ""}),
        ({"nik_koperasi": NIK}, {"No. Badan Hukum": "9/BH", "NIK Koperasi": NIK}),
        ({}, {}),
        ({"deed_number": DEED}, {"No. Badan Hukum": ""}),
    ],
)
def test_a_row_finds_its_cooperative(make_cooperative, register, row):
    known = make_cooperative("Koperasi Tani Maju", **register)
    line = only(row)
    assert line.target.cooperative == known
    assert line.outcome == "update"


@pytest.mark.parametrize(
    ("register", "row", "code"),
    [
        ({"name": "KUD Lain", "nik_koperasi": NIK}, {"NIK Koperasi": NIK}, "nik_taken"),
        ({"name": "KUD Lain", "deed_number": DEED}, {}, "ambiguous_match"),
    ],
)
def test_a_number_of_another_cooperative_is_refused(make_cooperative, register, row, code):
    make_cooperative(**register)
    line = only(row)
    assert (errors(line), line.outcome) == ([code], "error")
    assert "KUD Lain" in line.problems[-1].message


def test_a_nik_of_another_is_refused_also_where_the_deed_fits(make_cooperative):
    make_cooperative("Koperasi Tani Maju", deed_number=DEED)
    make_cooperative("KUD Lain", nik_koperasi=NIK)
    assert errors(only({"NIK Koperasi": NIK})) == ["nik_taken"]


def test_two_namesakes_in_one_place_are_not_guessed_between(make_cooperative):
    for _ in range(2):
        make_cooperative("Koperasi Tani Maju")
    assert errors(only({"No. Badan Hukum": ""})) == ["ambiguous_match"]


def test_two_rows_for_one_cooperative_are_found_whatever_they_are_found_by(make_cooperative):
    make_cooperative("Koperasi Tani Maju", deed_number=DEED, nik_koperasi=NIK)
    other = {"No. Badan Hukum": "", "Kel/Desa": ""}
    first, second = lines_of({}, other)
    assert (errors(first), errors(second)) == ([], ["duplicate_in_file"])


def test_the_same_name_in_the_village_spelt_otherwise_is_a_warning(make_cooperative):
    village = Village.objects.get(name="Temeran")
    make_cooperative("KUD Tani Maju", village=village, deed_number="1/BH")
    line = only({"Nama Koperasi": "Koperasi Unit Desa Tani-Maju"})
    assert [p.code for p in line.problems] == ["probable_duplicate"]
    assert line.outcome == "create"


def test_white_space_and_signs_of_a_phone_are_no_change(make_cooperative):
    village = Village.objects.get(name="Temeran")
    fields = {"deed_number": DEED, "phone": "0811-2222 333", "note": "satu\r\ndua"}
    make_cooperative("Koperasi  Tani Maju", village=village, **fields)
    line = only({"Telepon": "08112222333", "Keterangan": "satu\ndua"})
    assert (line.outcome, line.diff) == ("unchanged", {})


def test_the_order_of_supervisors_is_no_change(tmp_path):
    run(saved(tmp_path, {"Ketua": "Edi", "Pengawas": "Budi; Ani"}), "--commit")
    assert only({"Ketua": "Edi", "Pengawas": "Ani; Budi"}).outcome == "unchanged"


# --- places ---------------------------------------------------------------------------------------


def test_another_kecamatan_without_its_desa_is_refused_before_the_commit(make_cooperative):
    make_cooperative(
        "Koperasi Tani Maju", deed_number=DEED, village=Village.objects.get(name="Temeran")
    )
    line = only({"Kecamatan": "Rupat", "Kel/Desa": ""})
    assert errors(line) == ["against_register"]
    assert "Desa/kelurahan Temeran ada di Kecamatan Bengkalis" in line.problems[0].message


def test_a_list_from_before_the_split_moves_nobody_back(make_cooperative):
    make_cooperative("Koperasi Tani Maju", district="Bathin Solapan", deed_number=DEED)
    line = only({"Kecamatan": "Mandau", "Kel/Desa": ""})
    assert [p.code for p in line.problems] == ["district_before_split"]
    assert line.outcome == "unchanged"


def test_without_any_place_a_known_cooperative_is_updated_and_a_new_one_refused(make_cooperative):
    make_cooperative("Koperasi Tani Maju", deed_number=DEED)
    nowhere = {"Kecamatan": "", "Kel/Desa": ""}
    new = {**nowhere, "Nama Koperasi": "Koperasi Baru", "No. Badan Hukum": "2/BH"}
    known, fresh = lines_of(nowhere, new)
    assert (errors(known), errors(fresh)) == ([], ["missing_value"])


# --- status ---------------------------------------------------------------------------------------


def test_a_new_state_is_a_step_as_of_the_day_of_the_list(tmp_path, make_cooperative):
    known = make_cooperative("Koperasi Tani Maju", deed_number=DEED)
    run(saved(tmp_path, {"Status": "Beku"}, titles=AS_OF), "--commit")
    known.refresh_from_db()
    assert (known.status, known.status_since) == ("beku", date(2019, 12, 31))
    step = known.status_history.first()
    assert step.reason == "Menurut daftar keadaan per 31 Desember 2019: daftar.xlsx, baris 3"


def test_a_later_state_of_the_register_outlives_an_older_list(make_cooperative):
    known = make_cooperative("Koperasi Tani Maju", deed_number=DEED)
    change_status(known, "beku", effective_on=date(2020, 3, 1), reason="Surat 1")
    line = only({"Kel/Desa": ""}, titles=AS_OF)
    assert [p.code for p in line.problems] == ["status_older"]
    assert "Dibekukan sejak 1 Maret 2020" in line.problems[0].message
    assert line.outcome == "unchanged"


def test_a_dissolved_cooperative_does_not_come_back_to_life_by_a_list(make_cooperative):
    make_cooperative("Koperasi Tani Maju", deed_number=DEED, status="dibubarkan")
    line = only({"Kel/Desa": ""})
    assert (errors(line), line.outcome) == (["status_final"], "error")
    assert "diharapkan Dibubarkan" in line.problems[0].message


def test_a_first_state_has_no_date_because_the_list_gives_none(tmp_path):
    run(saved(tmp_path, {}, titles=AS_OF), "--commit")
    assert Cooperative.objects.get().status_since is None


# --- figures --------------------------------------------------------------------------------------


def test_older_figures_without_book_year_do_not_replace_newer_ones(tmp_path):
    newer, older = ["KEADAAN PER 31 DESEMBER 2019"], ["KEADAAN PER 31 DESEMBER 2018"]
    run(saved(tmp_path, {"Jumlah Anggota": 40}, titles=newer), "--commit")
    line = only({"Jumlah Anggota": 30}, titles=older)
    assert ([p.code for p in line.problems], line.outcome) == (["figures_older"], "unchanged")
    assert only({"Jumlah Anggota": 50}, titles=newer).outcome == "update"


def test_figures_of_another_book_year_are_another_rat(tmp_path):
    for year in (2018, 2019):
        run(saved(tmp_path, {"Jumlah Anggota": 40, "Tahun Buku": year}), "--commit")
    assert Cooperative.objects.get().meetings.count() == 2


def test_only_contoh_alone_marks_a_made_up_cooperative(tmp_path):
    real = {"Nama Koperasi": "B", "No. Badan Hukum": "2/BH", "Keterangan": "Koperasi percontohan"}
    run(saved(tmp_path, {"Keterangan": "CONTOH"}, real), "--commit")
    assert dict(Cooperative.objects.values_list("name", "is_demo")) == {
        GOOD["Nama Koperasi"]: True,
        "B": False,
    }
