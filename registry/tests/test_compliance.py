"""RAT due, late, done; the NIK grade: for any day, by the rule of that day."""

from datetime import date

import pytest

from registry.compliance import NOT_GRADED, MeetingState, deadline, with_compliance
from registry.models import AnnualMeeting, Cooperative, Rule
from registry.rules import NoRule, Rules

FOUNDED = date(2000, 5, 4)


@pytest.fixture
def standing(make_cooperative):
    """``standing(day, {book year: held on}, **fields)`` → the row with its annotations."""

    def ask(day, held, **fields):
        cooperative = make_cooperative(**({"deed_date": FOUNDED} | fields))
        for year, on in held.items():
            AnnualMeeting.objects.create(cooperative=cooperative, book_year=year, held_on=on)
        return with_compliance(Cooperative.objects.filter(pk=cooperative.pk), day).get()

    return ask


@pytest.mark.parametrize(
    ("book_year", "form", "last"),
    [
        (2013, "primer", date(2014, 6, 30)),
        (2014, "primer", date(2015, 6, 30)),
        (2015, "primer", date(2016, 3, 31)),
        (2019, "sekunder", date(2020, 6, 30)),
        (2019, "", date(2020, 3, 31)),
    ],
)
def test_the_deadline_follows_the_rule_of_its_book_year(db, book_year, form, last):
    assert deadline(book_year, form) == last


def test_without_a_rule_for_the_day_nothing_is_guessed(db):
    Rule.objects.filter(key="rat_due_months").delete()
    with pytest.raises(NoRule, match="rat_due_months"):
        Rules(date(2020, 1, 1))["rat_due_months"]


@pytest.mark.parametrize(
    ("day", "held", "state", "missed"),
    [
        (date(2020, 3, 31), {2018: date(2019, 2, 1)}, MeetingState.DUE, 0),
        (date(2020, 4, 1), {2018: date(2019, 2, 1)}, MeetingState.LATE, 1),
        (date(2020, 4, 1), {2017: date(2018, 2, 1)}, MeetingState.MISSED, 2),
        (date(2020, 2, 1), {2019: date(2020, 2, 1)}, MeetingState.DONE, 0),
        (date(2020, 1, 31), {2019: date(2020, 2, 1)}, MeetingState.MISSED, 19),
        (date(2020, 4, 1), {}, MeetingState.MISSED, 20),
    ],
)
def test_due_late_done_and_missed_on_any_day(standing, day, held, state, missed):
    row = standing(day, held)
    assert (row.meeting_state, row.missed) == (state, missed)


def test_a_sekunder_has_until_june(standing):
    held = {2018: date(2019, 5, 1)}
    assert standing(date(2020, 6, 30), held, form="sekunder").meeting_state == MeetingState.DUE


def test_who_was_founded_this_year_owes_no_meeting_yet(standing):
    row = standing(date(2020, 6, 1), {}, deed_date=date(2020, 2, 2))
    assert (row.meeting_state, row.missed) == (MeetingState.EXEMPT, 0)


@pytest.mark.parametrize(
    ("held", "founded", "grade"),
    [
        ({2017, 2018, 2019}, FOUNDED, "A"),
        ({2016, 2017, 2018}, FOUNDED, "B"),
        ({2017, 2019}, FOUNDED, "B"),
        ({2019}, date(2018, 1, 1), "C1"),
        ({2019}, FOUNDED, "C2"),
        ({2018}, FOUNDED, NOT_GRADED),
        (set(), FOUNDED, "D"),
        (set(), date(2019, 9, 9), "D"),
    ],
)
def test_the_grade_follows_from_the_last_three_book_years(standing, held, founded, grade):
    meetings = {year: date(year + 1, 2, 1) for year in held}
    assert standing(date(2020, 12, 31), meetings, deed_date=founded).computed_grade == grade


def test_a_book_year_counts_only_from_its_deadline_on(standing):
    held = {year: date(year + 1, 2, 1) for year in (2016, 2017, 2018)}
    assert standing(date(2020, 1, 15), held).computed_grade == "A"


def test_the_annotations_cost_one_query_whatever_the_number_of_rows(
    make_cooperative, django_assert_num_queries
):
    for number in range(3):
        make_cooperative(f"Koperasi {number}", deed_date=FOUNDED)
    rows = with_compliance(Cooperative.objects.all(), date(2020, 5, 1))
    with django_assert_num_queries(1):
        assert len(rows) == 3


def test_nothing_was_owed_before_the_first_rule_or_since_an_unknown_founding(standing):
    day = date(2020, 4, 1)
    assert standing(day, {}, deed_date=date(1945, 8, 17)).missed == 2019 - 1991
    assert standing(day, {}, deed_date=None).missed == 2019 - 1991


def test_a_rat_without_a_book_year_counts_for_the_year_before_it(standing):
    row = standing(date(2020, 4, 1), {None: date(2020, 3, 1)})
    assert (row.meeting_state, row.last_held) == (MeetingState.DONE, 2019)
    assert (row.held_in_window, row.computed_grade) == (1, "C2")


def test_two_rat_of_one_book_year_count_once(standing):
    row = standing(date(2020, 4, 1), {None: date(2020, 3, 1), 2019: date(2020, 2, 1)})
    assert row.held_in_window == 1


def test_a_dissolved_cooperative_owes_none(standing):
    row = standing(date(2020, 4, 1), {}, status="dibubarkan")
    assert row.meeting_state == MeetingState.EXEMPT


def test_before_the_rule_of_the_grade_there_is_none(standing):
    row = standing(date(2015, 12, 31), {2014: date(2015, 2, 1)})
    assert (row.computed_grade, row.meeting_state) == (None, MeetingState.DONE)


def test_the_deadline_of_february_is_its_last_day(db):
    Rule.objects.filter(key="rat_due_months").update(value={"primer": 2, "sekunder": 2})
    assert deadline(2019, "primer") == date(2020, 2, 29)
