"""Two people decide at the same moment: one of them is told, and nothing is half done."""

import threading

import pytest
from django.db import connection, connections, transaction

from bengkalis.errors import StaleVersion, TransitionRefused
from registry.entry import correct
from registry.models import AnnualMeeting, Cooperative, Merge
from registry.tests.test_merging import join, two  # noqa: F401
from registry.unmerging import unmerge

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list:
    """Each in a thread and connection of its own; what they returned or raised."""
    answers: list = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(place, call):
        try:
            barrier.wait(10)
            answers[place] = call()
        except Exception as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def kinds(answers) -> set:
    return {type(answer) for answer in answers}


@pytest.mark.parametrize("turned", [False, True])
def test_two_merges_of_one_pair_at_once_are_one_merge(two, turned):  # noqa: F811
    AnnualMeeting.objects.create(cooperative=two[1], book_year=2019)
    other = two[::-1] if turned else two
    seen = {row.pk: Cooperative.objects.get(pk=row.pk).version for row in two}
    answers = at_once(
        lambda: join(*two, versions=seen),
        lambda: join(*other, versions=seen),
    )
    assert Merge in kinds(answers)
    assert kinds(answers) - {Merge} <= {StaleVersion, TransitionRefused}
    assert (Merge.objects.count(), Cooperative.objects.standing().count()) == (1, 1)
    assert AnnualMeeting.objects.get().cooperative.merged_into is None


def test_an_edit_that_waits_for_a_merge_is_told_and_loses_nothing(two):  # noqa: F811
    mine = Cooperative.objects.get(pk=two[0].pk)
    mine.address = "Jl. Saya"
    with transaction.atomic():
        join(*two)
        waiting = threading.Thread(target=lambda: answers.extend(at_once(edit)))
        answers: list = []

        def edit():
            return correct(mine, mine.version)

        waiting.start()
        _wait_for_a_lock()
    waiting.join(30)
    assert kinds(answers) == {StaleVersion}
    assert answers[0].current.pk == mine.pk


def _wait_for_a_lock() -> None:
    """Until another connection waits for a row of ours."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("nobody waits")


def test_taking_back_twice_at_once_happens_once(two):  # noqa: F811
    record = join(*two)
    answers = at_once(*[lambda: unmerge(record, reason="x")] * 2)
    assert sum(isinstance(answer, TransitionRefused) for answer in answers) == 1
    assert Cooperative.objects.standing().count() == 2
