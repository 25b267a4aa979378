"""Recording realisation: what is written, what is refused, all at once and in clear words."""

from datetime import date

import pytest

from bengkalis.errors import StaleVersion, TransitionRefused
from programs import realising
from programs.closing import close, said
from programs.models import Plan, Realisation
from programs.reach import Reach
from programs.realising import Refused, StaleLines, record
from programs.tests.realised import ALL, CODE, OTHER, approved_plan, done, entry, line_of
from programs.tests.samples import office, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return approved_plan()


def refused(plan, month, *entries) -> dict[str, str]:
    """The sentences that ``record`` refuses with, by field; nothing must have been written."""
    before = Realisation.objects.count()
    with pytest.raises(Refused) as found:
        record(plan, month, list(entries), None, ALL)
    assert Realisation.objects.count() == before
    return {one.field: one.sentence for one in found.value.problems}


def test_lines_are_recorded_corrected_and_taken_back(plan, cast):
    line = line_of(plan)
    both = [entry(line, 100, 5), entry(line_of(plan, OTHER), 50, "2.5")]
    assert record(plan, 3, both, cast.planner, ALL) == 2
    row = Realisation.objects.get(line=line)
    assert (row.month, row.amount, row.recorded_by) == (3, 100, cast.planner)
    assert record(plan, 3, [entry(line, 100, 5, row.version)], cast.planner, ALL) == 0
    assert record(plan, 3, [entry(line, 90, 5, row.version)], cast.head, ALL) == 1
    row.refresh_from_db()
    assert (row.amount, row.version, row.recorded_by) == (90, 2, cast.head)
    record(plan, 3, [entry(line, None, None, 2)], cast.planner, ALL)
    assert not Realisation.objects.filter(line=line).exists()


def test_every_problem_of_every_line_is_named_at_once(plan):
    with pytest.raises(Refused) as found:
        record(
            plan,
            3,
            [
                entry(line_of(plan), 1_000_001, 101, problem="Cuaca"),
                entry(line_of(plan, OTHER), None, 5),
            ],
            None,
            ALL,
        )
    said_ = [(one.line, one.field) for one in found.value.problems]
    mine, other = line_of(plan).uid, line_of(plan, OTHER).uid
    assert said_ == [
        *((mine, name) for name in ("physical", "amount", "follow_up")),
        (other, "amount"),
    ]
    assert "paling banyak pagu yang berlaku, Rp\u00a01.000.000" in str(found.value)
    assert not Realisation.objects.exists()


def test_less_than_before_needs_an_explanation(plan):
    line = line_of(plan)
    done(line, 2, 500, 50)
    problems = refused(plan, 3, entry(line, 499, 50))
    assert "Februari sudah 500" in problems["explanation"]
    record(plan, 3, [entry(line, 499, 50, explanation="Sisa belanja kembali")], None, ALL)
    assert Realisation.objects.get(month=3).explanation == "Sisa belanja kembali"


def test_an_earlier_month_does_not_pass_a_later_one(plan):
    line = line_of(plan)
    done(line, 5, 500, 50)
    problems = refused(plan, 4, entry(line, 501, 10))
    assert problems == {"amount": "Lebih besar daripada 500 pada Mei; betulkan bulan itu dahulu."}
    assert record(plan, 4, [entry(line, 500, 50)], None, ALL) == 1


def test_negative_figures_and_too_many_digits_are_refused(plan):
    line = line_of(plan)
    assert set(refused(plan, 1, entry(line, -1, 5))) == {"amount"}
    assert set(refused(plan, 1, entry(line, 1, "5.123"))) == {"physical"}


def test_two_people_on_one_line_are_told_and_the_others_are_not_saved(plan):
    line, other = line_of(plan), line_of(plan, OTHER)
    theirs = done(line, 3, 100, 5)
    with pytest.raises(StaleLines) as stale:
        record(plan, 3, [entry(line, 90, 5), entry(other, 1, 1)], None, ALL)
    assert stale.value.current == {line.uid: theirs}
    assert Realisation.objects.get() == theirs


def test_closed_months_and_months_to_come_are_refused(plan, monkeypatch):
    close(plan, plan.version, 3)
    with pytest.raises(TransitionRefused, match="Maret 2020 sudah ditutup"):
        record(plan, 3, [entry(line_of(plan), 1, 1)], None, ALL)
    monkeypatch.setattr(realising, "today", lambda: date(2020, 5, 31))
    with pytest.raises(TransitionRefused, match="Juni 2020 belum tiba"):
        record(plan, 6, [entry(line_of(plan), 1, 1)], None, ALL)
    assert record(plan, 5, [entry(line_of(plan), 1, 1)], None, ALL) == 1


def test_only_lines_of_the_own_office_are_recorded(plan):
    elsewhere = Reach(offices=frozenset({office("UPT-MANDAU").pk}))
    with pytest.raises(TransitionRefused, match="tidak lagi termasuk"):
        record(plan, 3, [entry(line_of(plan), 1, 1)], None, elsewhere)
    own = Reach(offices=frozenset({office().pk}))
    assert record(plan, 3, [entry(line_of(plan), 1, 1)], None, own) == 1


def test_without_a_pagu_in_force_there_is_nothing_to_record():
    plan = plan_of(2020, {CODE: 1000})
    assert realising.states(plan, 3, ALL) == []
    with pytest.raises(TransitionRefused):
        record(plan, 3, [entry(line_of(plan), 1, 1)], None, ALL)


def test_months_are_closed_forward_and_opened_with_a_reason(plan):
    closed = close(plan, plan.version, 6)
    assert said(closed) == "ditutup sampai Juni 2020"
    with pytest.raises(StaleVersion):
        close(plan, plan.version, 7)
    with pytest.raises(Exception, match="Tulis penjelasannya"):
        close(closed, closed.version, 3)
    again = close(closed, closed.version, 3, "Angka Bidang salah ketik")
    assert Plan.objects.get().closed_month == 3
    with pytest.raises(TransitionRefused, match="memang sudah"):
        close(again, again.version, 3)


def test_the_trail_keeps_why_months_were_opened(plan):
    closed = close(plan, plan.version, 6)
    close(closed, closed.version, 0, "Angka Bidang salah ketik")
    events = Plan.pgh_event_model.objects.filter(closed_month=0, pgh_label="update")
    assert events.get().pgh_context.metadata["reason"] == "Angka Bidang salah ketik"


def test_the_same_month_of_another_plan_is_untouched(plan):
    other = approved_plan(2021, {"2.17.05.2.01.01": 1000})
    record(other, 3, [entry(line_of(other, "2.17.05.2.01.01"), 1000, 100)], None, ALL)
    assert [state.version for state in realising.states(plan, 3, ALL)] == [0, 0]
    assert CODE in {state.row.item.code for state in realising.states(plan, 3, ALL)}
