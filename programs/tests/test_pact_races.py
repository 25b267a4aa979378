"""Two people prepare at the same moment: one of them is told, and nothing is there twice."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from bengkalis.errors import TransitionRefused
from programs import pacts
from programs.models import Pact, PactTemplate, Paper
from programs.tests.samples import cascade
from programs.tests.test_pacts import DAY, wording
from registry.tests.test_merging_races import at_once, kinds

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_prepare_the_same_pact_make_one(cast):
    unit = cascade(cast)["unit"]
    answers = at_once(*[lambda: pacts.prepare(unit, 2020, DAY)] * 2)
    assert kinds(answers) == {Pact, TransitionRefused}
    assert (Pact.objects.count(), Paper.objects.count()) == (1, 1)


def test_a_draft_that_is_removed_while_it_is_changed_is_one_or_the_other(cast):
    pact = pacts.prepare(cascade(cast)["unit"], 2020, DAY)
    answers = at_once(
        lambda: pacts.change(pact, pact.version, date(2020, 2, 3), "Duri"),
        lambda: pacts.remove(pact, pact.version, "Salah orang, sudah pindah"),
    )
    assert sum(isinstance(answer, Exception) for answer in answers) == 1
    left = Paper.objects.values_list("dated_on", flat=True)
    assert list(left) == ([] if answers[1] is None else [date(2020, 2, 3)])


def test_two_new_wordings_at_once_are_not_the_same_version(db):
    day = date(2020, 7, 1)
    answers = at_once(*[lambda: wording(day)] * 2)
    assert kinds(answers) == {PactTemplate, ValidationError}
    assert list(PactTemplate.objects.values_list("number", flat=True)) == [1, 2]
