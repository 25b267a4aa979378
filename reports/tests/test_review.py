"""A report goes there and back: every step once, by the right person, and accepted is accepted."""

import pytest
from django.db import IntegrityError, connection, transaction

from bengkalis.errors import DomainError, StaleVersion, TransitionRefused
from reports import review
from reports.enums import ReportState, ReportStep
from reports.models import UnitReport
from reports.tests.unit_samples import accepted, drafted, duty_of, submitted, verified

pytestmark = pytest.mark.django_db


def steps(report):
    return list(report.events.values_list("step", flat=True))


def test_a_report_is_filed_verified_and_accepted_by_three_people(cast):
    report = accepted(duty_of(), cast.upt_mandau, cast.verifier, cast.head)
    assert report.state == ReportState.ACCEPTED
    assert steps(report) == ["mulai", "kirim", "verifikasi", "terima"]


def test_a_fresh_report_says_what_the_register_knows(cast, make_cooperative):
    make_cooperative(district="Mandau")
    report, made = review.start(duty_of(), cast.upt_mandau)
    assert made
    assert report.values["coops_total"] == 1
    assert not review.start(duty_of(), cast.upt_mandau)[1]


def test_a_report_with_broken_rules_is_not_filed_and_says_which(cast):
    report = drafted(duty_of(), cast.upt_mandau, coops_active=50)
    with pytest.raises(review.NotReady) as caught:
        review.submit(report, cast.upt_mandau, None)
    assert "Koperasi aktif (50) melebihi koperasi terdaftar (40)." in str(caught.value)


def test_a_soft_rule_wants_an_explanation(cast):
    report = drafted(duty_of(), cast.upt_mandau, rat_held=21)
    with pytest.raises(review.NotReady):
        review.submit(report, cast.upt_mandau, None)
    report = review.save(report, {**report.values, "why:rat_within_active": "RAT gabungan"}, None)
    assert review.submit(report, cast.upt_mandau, None).state == ReportState.SUBMITTED


def test_nobody_verifies_what_they_sent_and_the_verifier_does_not_accept(cast):
    report = submitted(duty_of(), cast.verifier)
    with pytest.raises(TransitionRefused):
        review.verify(report, cast.verifier, None)
    report = verified(duty_of(number=2), cast.upt_mandau, cast.division_head)
    with pytest.raises(TransitionRefused):
        review.accept(report, cast.division_head, None)


def test_a_report_is_returned_with_a_reason_and_marks_and_comes_again(cast):
    report = submitted(duty_of(), cast.upt_mandau)
    with pytest.raises(DomainError):
        review.send_back(report, cast.verifier, None, " ", {})
    report = review.send_back(report, cast.verifier, None, "Periksa", {"rat_held": "RAT mana?"})
    report = review.save(report, {**report.values, "rat_held": 2}, None)
    report = review.submit(report, cast.upt_mandau, None)
    first, second = review.submissions(report)
    assert (first.values["rat_held"], second.values["rat_held"]) == (1, 2)
    assert report.events.get(step=ReportStep.RETURN).marks.get().path == "rat_held"


def test_a_stale_step_is_refused(cast):
    report = submitted(duty_of(), cast.upt_mandau)
    old = report.version - 1
    with pytest.raises(StaleVersion):
        review.verify(report, cast.verifier, old)


def test_a_correction_supersedes_the_accepted_report_once_it_is_accepted(cast):
    report = accepted(duty_of(), cast.upt_mandau, cast.verifier, cast.head)
    fresh = review.correct(report, cast.upt_mandau, "Salah hitung RAT")
    fresh = review.save(fresh, {**fresh.values, "rat_held": 2}, None)
    fresh = review.verify(review.submit(fresh, cast.upt_mandau, None), cast.verifier, None)
    review.accept(fresh, cast.head, None)
    report.refresh_from_db()
    assert report.state == ReportState.SUPERSEDED
    assert UnitReport.objects.accepted().get().values["rat_held"] == 2


@pytest.mark.parametrize(
    "change",
    ["values = '{}'", "state = 'draf'", "accepted_at = now()", "first_filed_at = now()"],
)
def test_raw_sql_cannot_change_an_accepted_report(cast, change):
    report = accepted(duty_of(), cast.upt_mandau, cast.verifier, cast.head)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE reports_unitreport SET {change} WHERE id = %s",
            [report.pk],
        )
