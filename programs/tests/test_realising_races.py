"""Money is recorded while a smaller pagu is approved, or by two at once: never above the pagu."""

import threading

import pytest
from django.db import connection, transaction

from bengkalis.errors import TransitionRefused
from programs.budgets import approve, next_version, resum, submit
from programs.closing import close
from programs.models import Plan, Realisation
from programs.realising import Refused, StaleLines, record
from programs.tests.realised import ALL, CODE, approved_plan, entry, line_of
from registry.tests.test_merging_races import at_once, kinds

pytestmark = pytest.mark.django_db(transaction=True)


def smaller(plan, pagu: int):
    """A submitted version in which the line has ``pagu``."""
    fresh = next_version(plan, "perubahan")
    with transaction.atomic():
        fresh.rows.filter(line=line_of(plan)).update(pagu=pagu)
        resum(fresh)
    return submit(fresh, None, None)


@pytest.mark.parametrize("times", range(3))
def test_a_smaller_pagu_and_a_realisation_above_it_never_both(times):
    plan = approved_plan(rows={CODE: 1000})
    fresh, line = smaller(plan, 400), line_of(plan)
    day = plan.in_force.document_date
    answers = at_once(
        lambda: record(plan, 2, [entry(line, 500, 50)], None, ALL),
        lambda: approve(fresh, None, None, "DPPA/2", day),
    )
    refusals = [one for one in answers if isinstance(one, (Refused, TransitionRefused))]
    assert len(refusals) == 1
    spent = Realisation.objects.filter(line=line, amount=500).exists()
    assert Plan.objects.get().in_force.sequence == (1 if spent else 2)


def test_two_who_record_one_line_at_once_are_not_both_believed():
    plan = approved_plan(rows={CODE: 1000})
    line = line_of(plan)
    answers = at_once(
        lambda: record(plan, 2, [entry(line, 600, 50)], None, ALL),
        lambda: record(plan, 2, [entry(line, 700, 60)], None, ALL),
    )
    assert kinds(answers) == {int, StaleLines}
    assert Realisation.objects.count() == 1


def test_who_waits_while_the_month_is_closed_is_told():
    plan = approved_plan(rows={CODE: 1000})
    line, answers = line_of(plan), []
    with transaction.atomic():
        close(plan, plan.version, 2)
        waiting = threading.Thread(
            target=lambda: answers.extend(
                at_once(lambda: record(plan, 2, [entry(line, 1, 1)], None, ALL))
            )
        )
        waiting.start()
        _wait_for_a_lock()
    waiting.join(30)
    assert kinds(answers) == {TransitionRefused}
    assert not Realisation.objects.exists()


def _wait_for_a_lock() -> None:
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("nobody waits")
