"""What can not be true of a cooperative is refused, by the form's rules and by the database."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from registry.models import (
    AnnualMeeting,
    BoardMember,
    Cooperative,
    DeedAmendment,
    StatusChange,
    Village,
)
from registry.models.people import today

TOMORROW = today() + timedelta(days=1)
WRONG = [
    ("cooperative_name_given", {"name": "  "}, "Nama koperasi wajib diisi."),
    ("cooperative_status_known", {"status": "rajin"}, "Status harus"),
    ("cooperative_form_known", {"form": "tersier"}, "Bentuk harus"),
    ("cooperative_kind_known", {"kind": "lain"}, "Jenis koperasi tidak dikenal."),
    ("cooperative_pattern_known", {"pattern": "lain"}, "Pola harus"),
    ("cooperative_group_known", {"group": "lain"}, "Kelompok koperasi tidak dikenal."),
    ("cooperative_deed_date_possible", {"deed_date": date(1914, 12, 31)}, "sebelum 1915"),
    ("cooperative_deed_date_not_ahead", {"deed_date": TOMORROW}, "belum tiba"),
    ("cooperative_nik_format", {"nik_koperasi": "140300"}, "13 angka"),
    ("cooperative_certificate_known", {"certificate_status": "entah"}, "Status NIK harus"),
    ("cooperative_certificate_has_nik", {"certificate_status": "bersertifikat"}, "harus punya NIK"),
    ("cooperative_grade_known", {"recorded_grade": "E"}, "Grade harus"),
]


@pytest.mark.parametrize(("name", "fields", "sentence"), WRONG)
def test_the_impossible_is_refused_by_rule_and_by_database(
    make_cooperative, name, fields, sentence
):
    cooperative = make_cooperative()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Cooperative.objects.filter(pk=cooperative.pk).update(**fields)
    for field, value in fields.items():
        setattr(cooperative, field, value)
    with pytest.raises(ValidationError) as refused:
        cooperative.validate_constraints()
    assert sentence in str(refused.value)


def test_every_check_of_the_cooperative_is_tried_here():
    tried = {name for name, _, _ in WRONG}
    named = {constraint.name for constraint in Cooperative._meta.constraints}
    assert named - tried == {
        "cooperative_nik_unique",
        "cooperative_not_merged_into_itself",
        "cooperative_source_together",
    }


def test_a_cooperative_is_not_merged_into_itself(make_cooperative):
    cooperative = make_cooperative()
    with pytest.raises(IntegrityError, match="not_merged_into_itself"), transaction.atomic():
        Cooperative.objects.filter(pk=cooperative.pk).update(merged_into=cooperative)


def test_two_cooperatives_do_not_share_a_nik(make_cooperative):
    make_cooperative("Koperasi A", nik_koperasi="1403000000001")
    with pytest.raises(ValidationError, match="sudah dipakai koperasi lain"):
        make_cooperative("Koperasi B", nik_koperasi="1403000000001")


def test_an_origin_is_a_file_and_a_row(make_cooperative):
    cooperative = make_cooperative()
    with pytest.raises(IntegrityError, match="cooperative_source_together"), transaction.atomic():
        Cooperative.objects.filter(pk=cooperative.pk).update(source_row=3)


def test_a_village_lies_in_the_kecamatan_of_the_cooperative(make_cooperative):
    village = Village.objects.filter(district__name="Rupat").first()
    with pytest.raises(ValidationError, match="ada di Kecamatan Rupat"):
        make_cooperative(district="Bantan", village=village)
    cooperative = make_cooperative(district="Bantan")
    with transaction.atomic():
        Cooperative.objects.filter(pk=cooperative.pk).update(village=village)
        with pytest.raises(IntegrityError, match="village_in_district"):
            connection.check_constraints()
        transaction.set_rollback(True)


PARTS = [
    (StatusChange, {"status": "aktif", "reason": " "}, "status_reason_given"),
    (StatusChange, {"status": "rajin", "reason": "x"}, "status_change_known"),
    (
        StatusChange,
        {"status": "aktif", "reason": "x", "effective_on": TOMORROW},
        "status_not_ahead",
    ),
    (BoardMember, {"position": "ketua", "person_name": " "}, "board_person_given"),
    (BoardMember, {"position": "raja", "person_name": "A"}, "board_position_known"),
    (
        BoardMember,
        {
            "position": "ketua",
            "person_name": "A",
            "term_from": date(2020, 1, 1),
            "term_to": date(2019, 1, 1),
        },
        "board_term_in_order",
    ),
    (DeedAmendment, {"number": " "}, "amendment_number_given"),
    (DeedAmendment, {"number": "1", "decided_on": TOMORROW}, "amendment_not_ahead"),
    (AnnualMeeting, {"book_year": 2020, "held_on": date(2019, 1, 1)}, "meeting_after_book_year"),
    (AnnualMeeting, {"held_on": TOMORROW}, "meeting_not_ahead"),
    (AnnualMeeting, {"book_year": 2019, "assets": -1}, "meeting_money_not_negative"),
]


@pytest.mark.parametrize(("model", "fields", "name"), PARTS)
def test_impossible_parts_are_refused_with_a_sentence(make_cooperative, model, fields, name):
    row = model(cooperative=make_cooperative(), **fields)
    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


def test_a_loss_is_a_figure_like_any_other(make_cooperative):
    meeting = AnnualMeeting(cooperative=make_cooperative(), book_year=2019, surplus=-12_500_000)
    meeting.full_clean()
    meeting.save()


def test_a_book_year_has_one_rat_and_so_has_the_unknown_year(make_cooperative):
    cooperative = make_cooperative()
    for year in (2019, None):
        AnnualMeeting.objects.create(cooperative=cooperative, book_year=year)
        with pytest.raises(IntegrityError), transaction.atomic():
            AnnualMeeting.objects.create(cooperative=cooperative, book_year=year)


def test_an_amendment_stands_once(make_cooperative):
    cooperative = make_cooperative()
    DeedAmendment.objects.create(cooperative=cooperative, number="1/PAD")
    with pytest.raises(ValidationError, match="sudah tercatat"):
        DeedAmendment(cooperative=cooperative, number="1/PAD").full_clean()


def test_a_kecamatan_with_cooperatives_can_not_be_deleted(make_cooperative):
    with pytest.raises(ProtectedError):
        make_cooperative(district="Rupat").district.delete()
