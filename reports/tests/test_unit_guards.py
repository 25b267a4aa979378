"""What the database refuses of UPT reports by itself, whoever asks."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from reports import review
from reports.models import (
    Delivery,
    FormVersion,
    Reminder,
    ReportDuty,
    ReportEvent,
    ReportMark,
    ReportPeriod,
    ReportPhoto,
    UnitReport,
)
from reports.periods import extend
from reports.tests.unit_samples import accepted, drafted, duty_of, submitted, verified

pytestmark = pytest.mark.django_db


def refused(statement: str, *values) -> str:
    """The sentence with which PostgreSQL refuses ``statement``."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        run(statement, values)
    return str(caught.value)


def run(statement: str, values) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


@pytest.mark.parametrize("state", ["terverifikasi", "diterima", "dikembalikan", "digantikan"])
def test_a_draft_cannot_skip_steps(cast, state):
    report = drafted(duty_of(), cast.upt_mandau)
    said = refused("UPDATE reports_unitreport SET state = %s WHERE id = %s", state, report.pk)
    assert "tidak dapat menjadi" in said


@pytest.mark.parametrize(
    "change",
    [
        "values = '{\"rat_held\": 9}'",
        "filed_at = now()",
        "submitted_by_id = NULL",
        "context = '{}'",
    ],
)
def test_what_was_handed_in_cannot_be_edited(cast, change):
    report = submitted(duty_of(), cast.upt_mandau)
    update = f"UPDATE reports_unitreport SET {change} WHERE id = %s"
    assert "dikirim tidak dapat diubah" in refused(update, report.pk)


def test_a_report_that_was_filed_cannot_be_deleted(cast):
    report = review.recall(submitted(duty_of(), cast.upt_mandau), cast.upt_mandau, None)
    said = refused("DELETE FROM reports_reportevent; DELETE FROM reports_unitreport")
    assert "tidak dapat dihapus" in said
    assert UnitReport.objects.filter(pk=report.pk).exists()


def test_a_duty_has_one_report_and_corrections_only_of_accepted_ones(cast):
    report = submitted(duty_of(), cast.upt_mandau)
    twin = UnitReport(duty=report.duty, form=report.form, revision=2, corrects=report)
    for one in (UnitReport(duty=report.duty, form=report.form), twin):
        with pytest.raises(IntegrityError), transaction.atomic():
            one.save()


def test_nobody_is_sender_and_verifier_whatever_asks(cast):
    report = submitted(duty_of(), cast.upt_mandau)
    said = refused(
        "UPDATE reports_unitreport SET state = 'terverifikasi', verified_at = now(), "
        "verified_by_id = submitted_by_id WHERE id = %s",
        report.pk,
    )
    assert "report_not_verified_by_sender" in said


def test_the_verifier_does_not_accept_whatever_asks(cast):
    report = verified(duty_of(), cast.upt_mandau, cast.verifier)
    said = refused(
        "UPDATE reports_unitreport SET state = 'diterima', accepted_at = now(), "
        "accepted_by_id = verified_by_id WHERE id = %s",
        report.pk,
    )
    assert "report_accepted_by_another" in said


def test_an_accepted_report_gives_way_only_to_a_verified_correction(cast):
    report = accepted(duty_of(), cast.upt_mandau, cast.verifier, cast.head)
    update = "UPDATE reports_unitreport SET state = 'digantikan' WHERE id = %s"
    assert "hanya digantikan oleh koreksi" in refused(update, report.pk)


def test_a_version_of_a_form_never_changes():
    form = FormVersion.objects.first()
    assert "versi baru" in refused(
        "UPDATE reports_formversion SET title = 'x' WHERE id = %s", form.pk
    )
    assert "versi baru" in refused("DELETE FROM reports_formversion WHERE id = %s", form.pk)


def test_a_period_keeps_its_form_once_there_is_a_report(cast):
    report = drafted(duty_of(), cast.upt_mandau)
    other = FormVersion.objects.filter(rhythm="bulanan").exclude(pk=report.form_id).first()
    update = "UPDATE reports_reportperiod SET form_id = %s WHERE id = %s"
    assert "tidak berubah" in refused(update, other.pk, report.duty.period_id)


def test_a_period_closes_after_it_is_due_and_an_extension_goes_beyond(cast):
    duty = duty_of()
    with pytest.raises(ValidationError):
        ReportPeriod(
            rhythm="bulanan", year=2020, number=13, form=duty.period.form,
            opens_on=date(2020, 2, 1), due_on=date(2020, 1, 1), closes_on=date(2019, 1, 1),
        ).full_clean()  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        extend(duty, duty.period.due_on, "Jaringan putus", cast.verifier, None)
    with pytest.raises(ValidationError):
        extend(duty, date(2100, 1, 1), " ", cast.verifier, None)


def test_history_marks_reminders_and_deliveries_are_not_rewritten(cast):
    report = submitted(duty_of(), cast.upt_mandau)
    review.send_back(report, cast.verifier, None, "Periksa", {"rat_held": ""})
    now = timezone.localdate()
    Reminder.objects.create(duty=report.duty, user=cast.upt_mandau, occasion="hari_h", day=now)
    Delivery.objects.create(
        uid=report.uid, user=cast.upt_mandau, duty=report.duty, channel="perangkat",
        fingerprint="0" * 64, payload={"a": 1}, outcome="masuk", answer={"b": 2},
    )  # fmt: skip
    rows = {ReportEvent: "reason", ReportMark: "text", Reminder: "occasion", Delivery: "outcome"}
    for model, column in rows.items():
        change = f"{column} = 'lewat'"
        assert refused(f"UPDATE {model._meta.db_table} SET {change}")


def test_a_photograph_is_what_was_announced(cast):
    report = drafted(duty_of(), cast.upt_mandau)
    photo = ReportPhoto.objects.create(report=report, path="visits/abcd", sha256="a" * 64, size=10)
    table = ReportPhoto._meta.db_table
    for change in ("sha256 = repeat('b', 64)", "size = 11", "path = 'visits/x'"):
        assert "tidak dapat diganti" in refused(f"UPDATE {table} SET {change}")
    assert "photo_received" in refused(f"UPDATE {table} SET received = 11")
    assert "photo_kept_whole" in refused(f"UPDATE {table} SET kept_at = now()")
    assert ReportPhoto.objects.get(pk=photo.pk).received == 0


def test_a_duty_does_not_move_to_another_office(cast):
    duty, other = duty_of(), duty_of("UPT-RUPAT")
    update = "UPDATE reports_reportduty SET office_id = %s WHERE id = %s"
    assert "tidak berpindah" in refused(update, other.office_id, duty.pk)
    assert ReportDuty.objects.get(pk=duty.pk).office_id == duty.office_id
