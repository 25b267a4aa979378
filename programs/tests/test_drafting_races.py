"""One drafts into a version while another submits it: never a row that nobody asked about."""

import threading

import pytest
from django.db import transaction

from bengkalis.errors import TransitionRefused
from programs import budgets, drafting
from programs.models import BudgetVersion
from programs.tests.samples import approved, item, plan_of
from programs.tests.test_drafting import share
from registry.tests.test_merging_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft() -> BudgetVersion:
    """The draft of 2021, complete, beside a plan of 2020 in force."""
    with transaction.atomic():
        approved(plan_of(2020, {"2.11.18.01": 100_000_000, "2.11.15.01": 40_000_000}))
        item("2.17.07.2.01.01")
        return plan_of(2021).versions.get()


def test_who_drafts_and_who_submits_take_turns(draft):
    shares = [share("2.11.15.01", "2.17.07.2.01.01", 40_000_000)]
    with transaction.atomic():
        first = BudgetVersion.locked(draft.pk, None)
        answers: list = []
        thread = _beside(lambda: drafting.carry(2021, shares), answers)
        thread.join(1)
        assert not answers  # it waits for whoever holds the version
        budgets.submit(first, None, None)
    thread.join(20)
    assert isinstance(answers[0], TransitionRefused)
    assert first.rows.filter(item__code="2.17.07.2.01.01").count() == 0


def _beside(call, answers: list):
    thread = threading.Thread(target=lambda: answers.extend(at_once(call)))
    thread.start()
    return thread
