"""Three doors, one rule: what the register refuses is an error already at the rehearsal.

The same bad value goes to the model (and so to form and API) and to the import; and every CHECK of
the tables an import writes is either tried here or cannot be broken by a cell.
"""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from bengkalis.access import Scope
from registry.forms.cooperatives import CooperativeForm
from registry.models import AnnualMeeting, BoardMember, Cooperative, DeedAmendment, District
from registry.models.people import today
from registry.tests.workbooks import lines_of

pytestmark = pytest.mark.django_db
TOMORROW = today() + timedelta(days=1)
TAKEN = "1403000000001"

# field of the cooperative, value, heading of the sheet
COOPERATIVE = [
    ("name", "", "Nama Koperasi"),
    ("name", "x" * 201, "Nama Koperasi"),
    ("address", "x" * 251, "Alamat"),
    ("business_sector", "x" * 151, "Sektor Usaha"),
    ("business_activity", "x" * 301, "Kegiatan Usaha"),
    ("deed_number", "9" * 101, "No. Badan Hukum"),
    ("deed_date", date(1914, 12, 31), "Tgl BH"),
    ("deed_date", TOMORROW, "Tgl BH"),
    ("email", "budi.contoh.id", "Email"),
    ("email", f"{'b' * 250}@contoh.id", "Email"),
    ("phone", "0" * 201, "Telepon"),
    ("nik_koperasi", "140300000000", "NIK Koperasi"),
    ("nik_koperasi", TAKEN, "NIK Koperasi"),
    ("form", "tersier", "Bentuk"),
    ("kind", "lain", "Jenis"),
    ("pattern", "lain", "Pola"),
    ("group", "lain", "Kelompok"),
    ("certificate_status", "entah", "Status NIK"),
    ("certificate_status", "bersertifikat", "Status NIK"),
    ("recorded_grade", "E", "Grade"),
]
# the ones below stand in tables of their own
PARTS = [
    (BoardMember, {"position": "ketua", "person_name": "x" * 151}, "Ketua"),
    (DeedAmendment, {"number": "9" * 101}, "No. PAD"),
    (DeedAmendment, {"number": "1", "decided_on": TOMORROW}, "Tgl PAD"),
    (AnnualMeeting, {"book_year": 1944}, "Tahun Buku"),
    (AnnualMeeting, {"book_year": 2101}, "Tahun Buku"),
    (AnnualMeeting, {"held_on": TOMORROW}, "Tgl RAT"),
    (AnnualMeeting, {"assets": -1}, "Aset"),
    (AnnualMeeting, {"outside_capital": -1}, "Modal Luar"),
    (AnnualMeeting, {"turnover": -1}, "Volume Usaha"),
    (AnnualMeeting, {"members_total": -1}, "Jumlah Anggota"),
    (AnnualMeeting, {"employees": 2**31}, "Karyawan"),
    (AnnualMeeting, {"assets": 10**17}, "Aset"),
]


@pytest.fixture
def holder(make_cooperative):
    return make_cooperative("Pemegang NIK", district="Rupat", nik_koperasi=TAKEN)


def refused_by_the_import(heading: str, value) -> bool:
    row = {"No. Badan Hukum": "1/BH", "No. PAD": "1", heading: value}
    if heading != "Tgl PAD":
        row.pop("No. PAD", None) if heading != "No. PAD" else None
    [line] = lines_of(row)
    return line.outcome == "error"


@pytest.mark.parametrize(("field", "value", "heading"), COOPERATIVE)
def test_form_model_and_import_refuse_the_same_cooperative(holder, field, value, heading):
    district = District.objects.get(name="Bengkalis")
    given = {"name": "Koperasi Tani Maju", "district": district, field: value}
    form = CooperativeForm({**given, "district": district.pk}, scope=Scope(everywhere=True))
    assert not form.is_valid()
    if field != "phone":  # the length of what is sealed is a rule of the form
        with pytest.raises(ValidationError):
            Cooperative(status="aktif", **given).full_clean()
    assert refused_by_the_import(heading, value)


@pytest.mark.parametrize(("model", "fields", "heading"), PARTS)
def test_model_and_import_refuse_the_same_part(holder, model, fields, heading):
    with pytest.raises(ValidationError):
        model(cooperative=holder, **fields).full_clean()
    assert refused_by_the_import(heading, list(fields.values())[-1])


def test_a_good_value_of_each_passes(holder):
    assert not refused_by_the_import("Alamat", "x" * 250)
    assert not refused_by_the_import("Tgl PAD", today())


def test_a_rat_before_its_book_year_is_refused_at_the_rehearsal():
    [line] = lines_of({"Tgl RAT": date(2017, 5, 1), "Tahun Buku": 2018})
    assert [p.code for p in line.problems] == ["book_year_after_meeting"]


def test_half_of_a_rule_in_the_register_and_half_in_the_file(make_cooperative):
    known = make_cooperative("Koperasi Tani Maju", deed_number="518/BH/IV/2001")
    certified = {"Status NIK": "Bersertifikat"}
    [alone] = lines_of(certified)
    Cooperative.objects.filter(pk=known.pk).update(nik_koperasi=TAKEN)
    [with_nik] = lines_of(certified)
    assert (alone.outcome, with_nik.outcome) == ("error", "update")


# What a cell cannot break, and why.
UNREACHABLE = {
    "cooperative_name_given",  # tried above as an empty name
    "cooperative_status_known",  # codes come from the vocabulary only
    "cooperative_form_known",
    "cooperative_kind_known",
    "cooperative_pattern_known",
    "cooperative_group_known",
    "cooperative_certificate_known",
    "cooperative_grade_known",
    "cooperative_source_together",  # set by the import itself
    "cooperative_not_merged_into_itself",  # merging is no matter of a list
    "board_person_given",  # blank names are dropped
    "board_position_known",
    "board_term_in_order",  # a list has no terms
    "board_left_in_order",
    "board_left_not_ahead",
    "meeting_savings_not_negative",  # nor the parts of own capital
    "amendment_number_given",
    "amendment_once",  # an amendment on record is completed, not added
    "meeting_once_a_book_year",  # so is a RAT
    "meeting_one_without_book_year",
}
TRIED = {
    "cooperative_deed_date_possible",
    "cooperative_deed_date_not_ahead",
    "cooperative_nik_format",
    "cooperative_nik_unique",
    "cooperative_certificate_has_nik",
    "amendment_not_ahead",
    "meeting_after_book_year",
    "meeting_not_ahead",
    "meeting_money_not_negative",
}


def test_no_constraint_of_these_tables_is_forgotten():
    models = (Cooperative, BoardMember, AnnualMeeting, DeedAmendment)
    assert {one.name for model in models for one in model._meta.constraints} == UNREACHABLE | TRIED
