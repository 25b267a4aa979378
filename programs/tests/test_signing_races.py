"""Two at once: one signature, one PDF, one paper in force, and nobody's words lost."""

import threading

import pytest
from django.db import connection

from bengkalis.errors import DomainError
from programs import signing
from programs.models import AgreementIndicator, Paper, PaperEvent, PaperFile, Signature
from programs.tests.signers import division_paper, opened, signed

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "Target indikator pertama keliru"


def at_once(*acts) -> list:
    """What each of ``acts`` gave, or the error it met, all started together."""
    barrier, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        barrier.wait()
        try:
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    return found


def refusals(found: list) -> list:
    return [one for one in found if isinstance(one, Exception)]


def test_the_last_signature_by_four_clicks_is_one(cast):
    paper = signed(opened(division_paper(cast)), cast.division_head)
    head = cast.head
    found = at_once(*[lambda: signed(paper, head)] * 4)
    assert len(refusals(found)) == 3
    assert {type(one) for one in refusals(found)} == {signing.AlreadySigned}
    assert (Signature.objects.count(), PaperFile.objects.count()) == (2, 1)
    assert PaperEvent.objects.filter(step="berlaku").count() == 1


def test_recalled_or_signed_but_never_half(cast):
    paper = signed(opened(division_paper(cast)), cast.division_head)
    head, planner = cast.head, cast.planner
    found = at_once(
        lambda: signed(paper, head),
        lambda: signing.recall(paper, None, planner, REASON),
    )
    (refusal,) = refusals(found)
    assert isinstance(refusal, DomainError)
    state = Paper.objects.get().state
    assert PaperFile.objects.count() == (state == "berlaku")
    assert Signature.objects.count() == (2 if state == "berlaku" else 1)


def test_what_is_edited_while_it_is_opened_is_either_in_or_refused(cast):
    paper = division_paper(cast)
    found = at_once(lambda: opened(paper), lambda: AgreementIndicator.objects.update(target=777))
    edited = not isinstance(found[1], Exception)
    assert ('"target":"777"' in Paper.objects.get().content) == edited


def test_recorded_by_two_planners_is_one_signature(cast):
    paper, planner = opened(division_paper(cast)), cast.planner
    day = paper.dated_on
    found = at_once(*[lambda: signing.record(paper, paper.version, planner, "dicatat", day)] * 3)
    assert len(refusals(found)) == 2
    assert Signature.objects.count() == 1
