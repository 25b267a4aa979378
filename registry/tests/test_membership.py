"""Joining, correcting, leaving, coming back; counting heads; finding a person again."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from bengkalis.errors import StaleVersion, TransitionRefused
from bengkalis.values import Unparsable
from registry import membership
from registry.entry import record_meeting
from registry.headcount import beside_meeting, heads, persons, years
from registry.models import Cooperative, Member, MemberSavings

NIK, OTHER = "1403094508900001", "1403011203850002"


def version_of(cooperative) -> int:
    return Cooperative.objects.get(pk=cooperative.pk).version


def test_every_change_counts_as_a_change_of_the_cooperative(make_member):
    member = make_member(nik=NIK)
    seen = [version_of(member.cooperative)]
    member.occupation = "Nelayan"
    membership.correct(member, member.version)
    seen.append(version_of(member.cooperative))
    savings = MemberSavings(member=member, as_of=date(2020, 12, 31), principal=Decimal(100_000))
    membership.record_savings(savings)
    seen.append(version_of(member.cooperative))
    membership.leave(member, left_on=date(2021, 1, 1), reason="pindah", version=None)
    seen.append(version_of(member.cooperative))
    assert len(set(seen)) == 4


def test_a_corrected_nik_brings_its_key_along(make_member):
    member = make_member(nik=NIK)
    member.nik = OTHER
    member.full_clean()
    assert membership.correct(member, 1) == ["nik"]
    assert list(Member.objects.with_nik(OTHER)) == [member]
    assert not Member.objects.with_nik(NIK)


def test_nothing_changed_writes_nothing_and_a_stale_version_is_refused(make_member):
    member = make_member(nik=NIK, phone="081234567890")
    assert membership.correct(member, 1) == []
    assert Member.objects.get().version == 1
    Member.objects.update(note="orang lain")
    member.note = "saya"
    with pytest.raises(StaleVersion):
        membership.correct(member, 1)


def test_who_left_can_not_leave_again_but_come_back(make_member):
    member = make_member(nik=NIK, number="7", joined_on=date(2015, 1, 1))
    gone = membership.leave(member, left_on=date(2018, 5, 1), reason="pindah", version=1)
    with pytest.raises(TransitionRefused, match="sudah berhenti 01-05-2018"):
        membership.leave(gone, left_on=date(2019, 1, 1), reason="mundur", version=None)
    again = membership.rejoin(gone, joined_on=date(2020, 2, 1), number="7")
    assert (again.nik, again.name, again.joined_on) == (NIK, gone.name, date(2020, 2, 1))
    with pytest.raises(TransitionRefused, match="belum berhenti"):
        membership.rejoin(again, joined_on=date(2020, 3, 1))


def test_coming_back_before_leaving_is_refused_with_a_sentence(make_member):
    member = make_member(nik=NIK, joined_on=date(2015, 1, 1), left_on=date(2018, 5, 1))
    with pytest.raises(ValidationError, match="sudah tercatat sebagai anggota"):
        membership.rejoin(member, joined_on=date(2018, 1, 1))


def test_two_who_enter_one_person_at_once_make_one_row_and_no_crash(
    transactional_db, make_cooperative
):
    cooperative, told = make_cooperative(), []
    gate = threading.Barrier(3)

    def enter():
        member = Member(cooperative_id=cooperative.pk, name="Siti", nik=NIK)
        member.full_clean()
        gate.wait()
        try:
            membership.join(member)
            told.append("masuk")
        except membership.AlreadyRecorded as error:
            told.append(str(error))
        connection.close()

    threads = [threading.Thread(target=enter) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = "NIK ini sudah tercatat sebagai anggota pada masa itu."
    assert sorted(told) == [taken, taken, "masuk"]
    assert Member.objects.count() == 1


def test_a_person_in_two_cooperatives_is_counted_once(make_member, make_cooperative):
    make_member(nik=NIK)
    make_member(nik=NIK, cooperative=make_cooperative("Koperasi Lain"))
    make_member("Budi", make_cooperative("Ketiga"))
    make_member("Budi", make_cooperative("Keempat"))
    assert persons(Member.objects.all(), 100) == (4, 3)


def test_a_nik_is_found_in_the_scope_of_who_asks(cast, make_member, make_cooperative):
    here = make_member(nik=NIK, cooperative=make_cooperative("Duri", "Mandau"))
    there = make_member(nik=NIK, cooperative=make_cooperative("Rupat", "Rupat"))
    assert list(membership.find_by_nik(cast.upt_mandau, f" {NIK}")) == [here]
    assert not membership.find_by_nik(cast.verifier, NIK)
    assert membership.find_by_nik(cast.registrar, NIK).count() == 2
    assert list(membership.elsewhere(cast.registrar, here)) == [there]
    assert not membership.elsewhere(cast.upt_mandau, here)
    with pytest.raises(Unparsable):
        membership.find_by_nik(cast.registrar, "1234")


def test_a_member_without_nik_is_nobody_else(cast, make_member, make_cooperative):
    first = make_member()
    make_member(cooperative=make_cooperative("Lain"))
    assert not membership.elsewhere(cast.registrar, first)
    assert not membership.find_by_nik(cast.registrar, "")


@pytest.fixture
def book(make_member):
    """Five memberships between 2017 and 2020; one without dates."""
    cooperative = make_member("Ani", sex="P").cooperative
    for name, joined, left, sex in (
        ("Budi", date(2017, 3, 1), None, "L"),
        ("Cici", date(2018, 1, 1), date(2019, 6, 1), "P"),
        ("Dedi", date(2018, 12, 31), date(2020, 1, 1), "L"),
        ("Eka", date(2020, 5, 5), None, ""),
    ):
        make_member(name, cooperative, joined_on=joined, left_on=left, sex=sex)
    return cooperative


def test_heads_are_counted_by_sex_on_any_day(book):
    on = heads(book.members.all(), date(2018, 12, 31))
    assert (on.total, on.male, on.female, on.unknown) == (4, 2, 2, 0)
    assert heads(book.members.all(), date(2019, 6, 1)).total == 3
    assert heads(book.members.all(), date(2020, 12, 31)).unknown == 1


def test_years_add_up_and_agree_with_the_count_on_the_last_day(book):
    found = years(book.members.all(), date(2021, 2, 2))
    told = [(row.year, row.joined, row.left, row.at_end) for row in found]
    assert told == [
        (2021, 0, 0, 3),
        (2020, 1, 1, 3),
        (2019, 0, 1, 3),
        (2018, 2, 0, 4),
        (2017, 1, 0, 2),
    ]
    for row in found[1:]:
        assert row.at_end == heads(book.members.all(), date(row.year, 12, 31)).total


def test_an_empty_book_has_the_running_year_only(make_cooperative):
    (only,) = years(make_cooperative().members.all(), date(2021, 2, 2))
    assert (only.year, only.at_end) == (2021, 0)


def test_the_book_is_held_against_the_latest_rat_on_its_day(book):
    assert beside_meeting(book, date(2021, 1, 1)) is None
    record_meeting(book, {"book_year": 2018, "members_total": 4})
    same = beside_meeting(book, date(2021, 1, 1))
    assert (same.day, same.told, same.difference) == (date(2018, 12, 31), 4, 0)
    record_meeting(book, {"book_year": 2019, "members_male": 5, "members_female": 2})
    other = beside_meeting(book, date(2021, 1, 1))
    assert (other.told, other.counted, other.difference) == (7, 3, -4)
