"""Coaching: recorded for one and for many, corrected, removed, followed up; what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from bengkalis.errors import StaleVersion, TransitionRefused
from registry.coaching import continuity, correct, met_by, record, remove
from registry.models import Coaching, Cooperative, Enterprise
from registry.models.people import today
from registry.participants import by_uids, find, read
from registry.tests.coachings import SAID, STEP, coached


@pytest.fixture
def cooperative(make_cooperative):
    return make_cooperative("Koperasi Duri Jaya", district="Mandau")


@pytest.fixture
def business(make_enterprise):
    return make_enterprise("Kedai Melur", district="Mandau")


# --- recording ---------------------------------------------------------------------------------


def test_one_training_is_one_row_for_each_that_took_part(cast, cooperative, business):
    rows, fresh = record(Coaching(**SAID), [business, cooperative], key=uuid4(), by=cast.upt_mandau)
    assert (len(rows), fresh) == (2, 2)
    assert {row.subject for row in Coaching.objects.all()} == {cooperative, business}
    assert {(row.title, row.held_on, row.recorded_by) for row in Coaching.objects.all()} == {
        ("Bimtek pembukuan", date(2021, 3, 4), cast.upt_mandau)
    }


def test_a_coaching_does_not_touch_the_open_form_of_its_subject(cooperative):
    coached(cooperative)
    assert Cooperative.objects.get().version == cooperative.version


def test_a_second_click_is_the_same_coaching(cooperative, business):
    key = uuid4()
    first = coached(cooperative, key=key)
    again = Coaching(**(SAID | {"result": "Lain"}))
    rows, fresh = record(again, [cooperative, business], key=key)
    assert (len(rows), fresh) == (2, 1)
    assert Coaching.objects.get(pk=first.pk).result == "Buku kas mulai diisi"
    assert Coaching.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_coaching_each(cooperative, business):
    key = uuid4()

    def click(subjects) -> int:
        try:
            return record(Coaching(**SAID), subjects, key=key)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        orders = ([cooperative, business], [business, cooperative])
        assert sorted(pool.map(click, orders)) == [0, 2]
    assert Coaching.objects.count() == 2


def test_all_or_nothing_when_one_can_not_have_been_there(make_cooperative, cooperative, business):
    Enterprise.objects.update(closed_on=date(2021, 3, 1))
    with pytest.raises(TransitionRefused, match="Kedai Melur tutup sejak 01-03-2021"):
        record(Coaching(**SAID), [cooperative, business], key=uuid4())
    merged = make_cooperative("Koperasi Lebur")
    Cooperative.objects.filter(pk=merged.pk).update(merged_into=cooperative)
    with pytest.raises(TransitionRefused, match="sudah digabung"):
        record(Coaching(**SAID), [cooperative, merged], key=uuid4())
    assert not Coaching.objects.exists()


def test_a_nik_in_the_words_is_refused(cooperative):
    with pytest.raises(ValidationError) as refused:
        coached(cooperative, result="Pemilik 1403094508900001 hadir")
    assert list(refused.value.message_dict) == ["result"]
    assert "1403094508900001" not in str(refused.value)


# --- correcting and removing -------------------------------------------------------------------


def test_a_coaching_is_corrected_against_its_version(cooperative):
    row = coached(cooperative)
    row.topic = "digital"
    assert correct(row, 1) == ["topic"]
    assert correct(Coaching.objects.get(), 2) == []
    with pytest.raises(StaleVersion):
        correct(row, 1)


def test_a_coaching_is_removed_with_a_reason_that_the_trail_keeps(cooperative):
    row = coached(cooperative)
    with pytest.raises(ValidationError, match="sedikitnya"):
        remove(row, row.version, "salah")
    with pytest.raises(StaleVersion):
        remove(row, row.version + 1, "Tercatat di koperasi yang keliru")
    remove(row, row.version, "Tercatat di koperasi yang keliru")
    assert not Coaching.objects.exists()
    event = Coaching.pgh_event_models["delete"].objects.get(pgh_label="delete")
    assert event.pgh_context.metadata["reason"] == "Tercatat di koperasi yang keliru"


# --- continuity --------------------------------------------------------------------------------


def test_who_was_never_coached_has_no_continuity(cooperative):
    found = continuity(cooperative, today())
    assert (found.count, found.first, found.last, found.months_since) == (0, None, None, None)
    assert (found.open_step, found.is_overdue) == (None, False)


@pytest.mark.parametrize(
    ("day", "months"),
    [(date(2021, 3, 4), 0), (date(2021, 4, 3), 0), (date(2021, 4, 4), 1), (date(2022, 3, 3), 11)],
)
def test_months_are_whole_months(cooperative, day, months):
    coached(cooperative)
    assert continuity(cooperative, day).months_since == months


def test_a_step_is_met_when_the_same_subject_is_coached_again(cooperative, business):
    first = coached(cooperative, **STEP)
    coached(business, held_on=date(2021, 5, 1))
    assert continuity(cooperative, date(2021, 6, 1)).is_overdue is False
    late = continuity(cooperative, date(2021, 6, 2))
    assert (late.open_step, late.is_overdue, met_by(first)) == (first, True, None)
    second = coached(cooperative, held_on=date(2021, 7, 1), next_step="Ajukan kredit")
    found = continuity(cooperative, date(2021, 8, 1))
    assert (found.count, found.first, found.last) == (2, first.held_on, second.held_on)
    assert (found.open_step, found.is_overdue, met_by(first)) == (second, False, second)
    assert [row.met_uid for row in found.rows] == [None, second.uid]


def test_a_later_entry_of_an_earlier_day_meets_nothing(cooperative):
    coached(cooperative, **STEP)
    coached(cooperative, held_on=date(2021, 1, 1))
    assert continuity(cooperative, date(2021, 7, 1)).is_overdue
    coached(cooperative, held_on=SAID["held_on"])
    assert not continuity(cooperative, date(2021, 7, 1)).is_overdue


def test_overdue_are_the_steps_past_their_day_that_nobody_met(cooperative, business):
    left, met = coached(business, **STEP), coached(cooperative, **STEP)
    coached(business, held_on=date(2021, 2, 1), **STEP)
    coached(cooperative, held_on=date(2021, 7, 1), next_step="Tanpa batas")
    assert list(Coaching.objects.overdue(date(2021, 6, 2))) == [left]
    assert not Coaching.objects.overdue(date(2021, 6, 1)).exists()
    assert met not in Coaching.objects.unanswered()


def test_continuity_is_one_query_for_any_number(cooperative, django_assert_num_queries):
    for month in range(1, 9):
        coached(cooperative, held_on=date(2021, month, 1))
    with django_assert_num_queries(1):
        found = continuity(cooperative, today())
    assert (found.count, len(found.rows), found.first) == (8, 5, date(2021, 1, 1))


# --- who took part -----------------------------------------------------------------------------


def test_a_pasted_list_is_understood_line_by_line(cast, make_cooperative, make_enterprise):
    one = make_cooperative("Koperasi Satu", district="Mandau", nik_koperasi="1403090010001")
    two = make_enterprise("Kedai Dua", district="Mandau", nib="9120001112223")
    three = make_enterprise("Kedai Tiga", district="Mandau")
    text = f"1403090010001\n\n 9120 0011 12223 \nhttps://portal/umkm/{three.uid}/\n{three.uid}"
    found = read(cast.upt_mandau, text)
    assert (found.subjects, found.problems) == ([one, two, three], [])


def test_lines_that_name_nobody_are_told_by_number_and_not_repeated(cast, make_cooperative):
    make_cooperative("Koperasi Rupat", district="Rupat", nik_koperasi="1403100010001")
    found = read(cast.upt_mandau, "Kedai Melur\n1403094508900001\n1403100010001")
    assert found.subjects == []
    assert [line[:8] for line in found.problems] == ["Baris 1:", "Baris 2:", "Baris 3:"]
    assert "1403" not in " ".join(found.problems)
    assert "wilayah kerja Anda" in found.problems[2]


def test_a_list_that_is_too_long_is_not_read_at_all(cast, django_assert_num_queries):
    user = cast.registrar
    with django_assert_num_queries(0):
        found = read(user, "9120001112223\n" * 201)
    assert (found.subjects, len(found.problems)) == ([], 1)
    assert "201 baris" in found.problems[0]


def test_a_number_of_two_is_not_guessed(cast, make_cooperative, make_enterprise):
    make_cooperative("Koperasi Satu", nik_koperasi="1403090010001")
    make_enterprise("Kedai Dua", nib="1403090010001")
    found = read(cast.registrar, "1403090010001")
    assert found.subjects == []
    assert "juga NIB" in found.problems[0]


def test_names_find_what_is_in_reach_and_open(cast, make_cooperative, make_enterprise):
    one = make_cooperative("Koperasi Melur Wangi", district="Mandau")
    two = make_enterprise("Kedai Melur", district="Mandau", owner_name="Siti Wangi")
    make_enterprise("Kedai Melur Rupat", district="Rupat")
    make_enterprise("Melur Lama", district="Mandau", closed_on=date(2020, 1, 1))
    assert find(cast.upt_mandau, "melur") == [one, two]
    assert find(cast.upt_mandau, "wangi melur") == [one, two]  # and by the owner
    assert find(cast.upt_mandau, " ") == []
    assert by_uids(cast.upt_rupat, [str(one.uid), "x", str(two.uid)]) == []


def test_a_pasted_list_asks_the_same_for_one_and_for_three(
    cast, make_enterprise, django_assert_num_queries
):
    rows = [make_enterprise(f"Kedai {n}", nib=f"912000111222{n}") for n in range(3)]
    user = cast.registrar
    user.may("view_register")
    for some in (rows[:1], rows):
        with django_assert_num_queries(2):
            read(user, "\n".join(row.nib for row in some))


# --- what the database refuses -----------------------------------------------------------------

IMPOSSIBLE = {
    "coaching_of_one": {"cooperative": None},
    "coaching_kind_known": {"kind": "iseng"},
    "coaching_topic_known": {"topic": "iseng"},
    "coaching_not_ahead": {"held_on": date(2099, 1, 1)},
    "coaching_coach_given": {"coach": " "},
    "coaching_result_given": {"result": " "},
    "coaching_next_in_order": {"next_step": "x", "next_on": date(2021, 3, 3)},
    "coaching_next_has_step": {"next_on": date(2021, 4, 1)},
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_the_database_refuses_an_impossible_coaching(cooperative, name):
    row = coached(cooperative)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Coaching.objects.filter(pk=row.pk).update(**IMPOSSIBLE[name])


def test_the_database_refuses_a_coaching_of_two(cooperative, business):
    row = coached(cooperative)
    with pytest.raises(IntegrityError, match="coaching_of_one"), transaction.atomic():
        Coaching.objects.filter(pk=row.pk).update(enterprise=business)


@pytest.mark.parametrize("name", sorted(IMPOSSIBLE.keys() - {"coaching_of_one"}))
def test_a_form_is_told_so_before(cooperative, name):
    with pytest.raises(ValidationError):
        coached(cooperative, **IMPOSSIBLE[name])


def test_tomorrow_is_no_day_of_a_coaching(cooperative):
    with pytest.raises(ValidationError, match="belum tiba"):
        coached(cooperative, held_on=today() + timedelta(days=2))
