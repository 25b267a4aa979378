"""What can not be true of a member is refused, by the form's rules and by the database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bengkalis.sealed import blind_index
from registry.models import Member, MemberSavings
from registry.models.people import today

TOMORROW = today() + timedelta(days=2)
NIK, OTHER = "1403094508900001", "1403011203850002"
WRONG = [
    ("member_name_given", {"name": " "}, "Nama anggota wajib diisi."),
    ("member_sex_known", {"sex": "X"}, "harus L atau P"),
    (
        "member_leave_reason_known",
        {"leave_reason": "bosan", "left_on": date(2020, 1, 1)},
        "Sebab berhenti tidak dikenal.",
    ),
    ("member_reason_needs_leaving", {"leave_reason": "mundur"}, "bersama tanggal berhenti"),
    ("member_born_possible", {"birth_date": date(1899, 12, 31)}, "sebelum 1900"),
    ("member_born_not_ahead", {"birth_date": TOMORROW}, "Tanggal lahir belum tiba."),
    ("member_joined_not_ahead", {"joined_on": TOMORROW}, "Tanggal masuk belum tiba."),
    ("member_left_not_ahead", {"left_on": TOMORROW}, "Tanggal berhenti belum tiba."),
    (
        "member_born_before_joining",
        {"birth_date": date(2001, 1, 1), "joined_on": date(2000, 1, 1)},
        "masuk sebelum lahir",
    ),
    ("member_nik_indexed", {"nik": NIK, "nik_index": None}, "kunci pencariannya"),
    ("member_source_together", {"source_row": 3}, "berkas dan nomor baris"),
]


@pytest.mark.parametrize(("name", "fields", "sentence"), WRONG)
def test_the_impossible_is_refused_by_rule_and_by_database(make_member, name, fields, sentence):
    member = make_member()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(**fields)
    for field, value in fields.items():
        setattr(member, field, value)
    with pytest.raises(ValidationError) as refused:
        member.validate_constraints()
    assert sentence in str(refused.value)


def test_every_constraint_of_the_member_is_tried_here():
    tried = {name for name, _, _ in WRONG}
    named = {constraint.name for constraint in Member._meta.constraints}
    assert named - tried == {"member_in_order", "member_once_at_a_time", "member_number_once"}


def test_leaving_before_joining_is_told_at_the_field_and_refused_by_the_database(make_member):
    member = make_member(joined_on=date(2020, 1, 1), nik=NIK)
    with pytest.raises(Exception, match=r"member_in_order|lower bound"), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(left_on=date(2019, 1, 1))
    member.left_on = date(2019, 1, 1)
    with pytest.raises(ValidationError) as refused:
        member.full_clean()
    assert "left_on" in refused.value.message_dict
    nameless = make_member("Tanpa NIK", member.cooperative, joined_on=date(2020, 1, 1))
    with pytest.raises(IntegrityError, match="member_in_order"), transaction.atomic():
        Member.objects.filter(pk=nameless.pk).update(left_on=date(2019, 1, 1))


def test_a_person_is_a_member_once_at_a_time(make_member):
    first = make_member(nik=NIK, joined_on=date(2019, 1, 1), left_on=date(2020, 1, 1))
    later = Member(cooperative=first.cooperative, name="Siti", nik=NIK, joined_on=date(2021, 1, 1))
    later.full_clean()
    later.joined_on = date(2019, 6, 1)
    with pytest.raises(ValidationError, match="sudah tercatat sebagai anggota pada masa itu"):
        later.full_clean()
    with pytest.raises(IntegrityError, match="member_once_at_a_time"), transaction.atomic():
        later.save()


def test_the_same_person_may_be_in_two_cooperatives(make_member, make_cooperative):
    make_member(nik=NIK)
    make_member(nik=NIK, cooperative=make_cooperative("Koperasi Lain"))
    assert Member.objects.with_nik(NIK).count() == 2


def test_a_number_is_used_once_among_the_present_members(make_member):
    first = make_member(number="12", joined_on=date(2019, 1, 1), left_on=date(2020, 1, 1))
    second = make_member("Budi", first.cooperative, number="12")
    third = Member(cooperative=first.cooperative, name="Ani", number="12")
    with pytest.raises(ValidationError, match="sudah dipakai di koperasi ini"):
        third.full_clean()
    with pytest.raises(IntegrityError, match="member_number_once"), transaction.atomic():
        Member.objects.filter(pk=first.pk).update(left_on=None)
    assert second.number == "12"


def test_the_key_follows_the_nik(make_member):
    member = make_member(nik="1403 0945 0890 0001")
    member.refresh_from_db()
    assert (member.nik, bytes(member.nik_index)) == (NIK, blind_index(NIK, "nik"))


@pytest.mark.parametrize("column", Member.PLAIN)
def test_a_nik_is_not_taken_in_a_column_that_is_read_in_clear(make_member, column):
    member = make_member()
    setattr(member, column, f"ket {OTHER}")
    with pytest.raises(ValidationError) as refused:
        member.full_clean()
    assert "Jangan menulis NIK di sini" in refused.value.message_dict[column][0]
    assert OTHER not in str(refused.value)


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"as_of": TOMORROW}, "savings_not_ahead"), ({"as_of": date(2020, 12, 31)}, "once_a_day")],
)
def test_impossible_savings_are_refused_by_rule_and_by_database(make_member, fields, name):
    member = make_member()
    MemberSavings.objects.create(member=member, as_of=date(2020, 12, 31), principal=1)
    row = MemberSavings(member=member, principal=Decimal(1), **fields)
    with pytest.raises(ValidationError, match=r"belum tiba|sudah tercatat"):
        row.full_clean()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


@pytest.mark.parametrize("amounts", [{"principal": Decimal(-1)}, {}])
def test_negative_or_no_savings_are_refused(make_member, amounts):
    row = MemberSavings(member=make_member(), as_of=date(2020, 12, 31), **amounts)
    with pytest.raises(ValidationError, match=r"negatif|sedikitnya satu"):
        row.full_clean()


def test_every_constraint_of_the_savings_is_tried_here():
    named = {constraint.name for constraint in MemberSavings._meta.constraints}
    assert named == {"savings_not_ahead", "savings_once_a_day"}
