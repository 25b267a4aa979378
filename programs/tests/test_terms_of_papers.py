"""A term that a paper names stays: who signed in which post is never deleted from under it."""

import pytest

from bengkalis.errors import TransitionRefused
from programs.tests.samples import agreement_of, approved, cascade, plan_of
from registry.models import Incumbency
from registry.positions import remove_term


def test_a_term_that_a_paper_names_is_not_deleted(cast):
    people, plan = cascade(cast), plan_of()
    approved(plan)
    agreement_of(plan, people["head"], people["regent"])
    held = people["head"]
    with pytest.raises(TransitionRefused, match="Sudah ada naskah"):
        remove_term(held, held.version, "Salah memilih orang saat mencatat")
    assert Incumbency.objects.filter(pk=held.pk).exists()
