"""Entering and correcting: the functions that form, API and import all call."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from bengkalis.errors import StaleVersion
from registry import entry
from registry.merge import differences
from registry.models import BoardMember, Cooperative, District, StatusChange


def first(**fields) -> StatusChange:
    return StatusChange(**{"status": "aktif", "reason": "Pencatatan pertama", **fields})


def fresh(name="Koperasi Baru") -> Cooperative:
    return Cooperative(name=name, district=District.objects.get(name="Bantan"))


def test_a_cooperative_is_entered_with_status_board_and_rat_at_once(db, cast):
    cooperative = entry.enter(
        fresh(),
        first=first(effective_on=date(2019, 1, 2)),
        officers={"ketua": ["Siti"], "pengawas": ["Ali", "Budi"]},
        meeting={"book_year": 2019, "surplus": -5},
        by=cast.registrar,
    )
    cooperative.refresh_from_db()
    assert (cooperative.status, cooperative.status_since) == ("aktif", date(2019, 1, 2))
    assert cooperative.status_history.get().recorded_by == cast.registrar
    assert cooperative.board.count() == 3
    assert cooperative.meetings.get().surplus == -5


def test_nothing_is_entered_when_a_part_is_wrong(db):
    with pytest.raises(ValidationError):
        entry.enter(fresh(), first=first(), officers={}, meeting={"book_year": 1000})
    assert not Cooperative.objects.exists()


def test_correcting_saves_and_names_what_changed(make_cooperative):
    cooperative = make_cooperative()
    cooperative.name, cooperative.note = "Koperasi Lain", "baru"
    assert entry.correct(cooperative, 1) == ["name", "note"]
    assert cooperative.version == 2


def test_correcting_nothing_writes_nothing(make_cooperative):
    cooperative = make_cooperative(phone="081234567890")
    again = Cooperative.objects.get(pk=cooperative.pk)
    assert entry.correct(again, cooperative.version) == []
    assert Cooperative.objects.get(pk=cooperative.pk).version == cooperative.version


def test_a_stale_correction_is_refused_and_carries_the_row_as_it_stands(make_cooperative):
    mine = make_cooperative()
    Cooperative.objects.filter(pk=mine.pk).update(note="orang lain")
    mine.note = "saya"
    with pytest.raises(StaleVersion) as refused:
        entry.correct(mine, 1)
    assert refused.value.current.note == "orang lain"
    assert Cooperative.objects.get(pk=mine.pk).note == "orang lain"


def test_an_earlier_version_is_read_from_the_trail(make_cooperative):
    cooperative = make_cooperative("Koperasi Lama", phone="081234567890")
    Cooperative.objects.filter(pk=cooperative.pk).update(name="Koperasi Baru")
    past = entry.as_of_version(cooperative, 1)
    assert (past["name"], past["phone"]) == ("Koperasi Lama", "081234567890")
    assert past["district"] == cooperative.district_id
    assert entry.as_of_version(cooperative, 99) is None


def test_officers_are_replaced_by_position_and_others_stay(make_cooperative):
    cooperative = make_cooperative()
    entry.set_officers(cooperative, {"ketua": ["A"], "pengawas": ["B", "C"]})
    assert entry.set_officers(cooperative, {"pengawas": ["C", "D"]}) == ["pengawas"]
    held = set(cooperative.board.held_now().values_list("position", "person_name"))
    assert held == {("ketua", "A"), ("pengawas", "C"), ("pengawas", "D")}


def test_the_same_officers_in_another_order_change_nothing(make_cooperative):
    cooperative = make_cooperative()
    entry.set_officers(cooperative, {"pengawas": ["B", "C"]})
    version = cooperative.version
    assert entry.set_officers(cooperative, {"pengawas": ["C", "B"]}) == []
    assert Cooperative.objects.get(pk=cooperative.pk).version == version


def test_a_change_of_a_part_counts_as_a_change_of_the_whole(make_cooperative):
    cooperative = make_cooperative()
    before = cooperative.version
    entry.record_meeting(cooperative, {"book_year": 2019})
    assert cooperative.version > before


def test_parts_are_changed_against_a_version(make_cooperative):
    cooperative = make_cooperative()
    member = BoardMember(cooperative=cooperative, position="ketua", person_name="A")
    with pytest.raises(StaleVersion):
        entry.change_parts(cooperative, 99, [member], [])
    assert entry.change_parts(cooperative, cooperative.version, [member], [])
    assert not entry.change_parts(cooperative, cooperative.version, [], [])


def test_a_rat_is_corrected_against_its_own_version(make_cooperative):
    meeting, _ = entry.record_meeting(make_cooperative(), {"book_year": 2019, "employees": 1})
    meeting.employees = 2
    with pytest.raises(StaleVersion):
        entry.correct_meeting(meeting, meeting.version + 1)
    assert entry.correct_meeting(meeting, meeting.version) == ["employees"]


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "chosen"),
    [
        (1, 2, 1, "mine"),
        (1, 1, 2, "theirs"),
        (1, 2, 3, ""),
        (1, None, 3, ""),
        (None, None, 3, "theirs"),
    ],
)
def test_the_side_that_alone_changed_a_field_is_chosen(base, mine, theirs, chosen):
    (difference,) = differences({"a": base}, {"a": mine}, {"a": theirs})
    assert difference.chosen == chosen


def test_fields_that_agree_are_no_difference_and_without_a_base_nothing_is_chosen():
    assert differences(None, {"a": 1}, {"a": 1}) == []
    assert differences(None, {"a": 1}, {"a": 2})[0].chosen == ""
