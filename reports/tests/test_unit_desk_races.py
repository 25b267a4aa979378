"""Two at once on one report: one step is taken, the other is told, and nothing is half done."""

import pytest
from django.http import Http404

from bengkalis.errors import DomainError
from programs.tests.test_signing_races import at_once, refusals
from reports import review
from reports.models import ReportEvent, UnitReport
from reports.tests.unit_samples import accepted, drafted, duty_of, submitted, verified

pytestmark = pytest.mark.django_db(transaction=True)


def happened(step: str) -> int:
    return ReportEvent.objects.filter(step=step).count()


def test_verified_or_recalled_but_never_both(cast):
    report = submitted(duty_of(), cast.upt_mandau)
    found = at_once(
        lambda: review.verify(report, cast.verifier, None),
        lambda: review.recall(report, cast.upt_mandau, None),
    )
    (refusal,) = refusals(found)
    assert isinstance(refusal, DomainError)
    assert happened("verifikasi") + happened("tarik") == 1
    assert (UnitReport.objects.get().verified_by is not None) == (happened("verifikasi") == 1)


def test_accepted_or_returned_but_never_both(cast):
    report = verified(duty_of(), cast.upt_mandau, cast.verifier)
    found = at_once(
        lambda: review.accept(report, cast.head, None),
        lambda: review.send_back(report, cast.verifier, None, "Periksa RAT", {"rat_held": ""}),
    )
    (refusal,) = refusals(found)
    assert isinstance(refusal, DomainError)
    assert happened("terima") + happened("kembalikan") == 1
    assert UnitReport.objects.get().state in ("diterima", "dikembalikan")


def test_a_correction_is_opened_once_by_three_clicks(cast):
    report = accepted(duty_of(), cast.upt_mandau, cast.verifier, cast.head)
    found = at_once(*[lambda: review.correct(report, cast.upt_mandau, "Salah hitung")] * 3)
    assert len(refusals(found)) == 2
    assert all(isinstance(one, DomainError) for one in refusals(found))
    assert (UnitReport.objects.count(), happened("koreksi")) == (2, 1)


def test_handed_in_or_thrown_away_but_never_lost_after_filing(cast):
    report = drafted(duty_of(), cast.upt_mandau)
    found = at_once(
        lambda: review.submit(report, cast.upt_mandau, None),
        lambda: review.discard(report, cast.upt_mandau, None),
    )
    (refusal,) = refusals(found)
    assert isinstance(refusal, DomainError | Http404)
    assert UnitReport.objects.count() == happened("kirim")
