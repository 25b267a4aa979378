"""The way of a report there and back: each step locks, asks, marks, writes its event, mails.

draft → submitted → verified → accepted; back to draft (recalled by its UPT), or returned with a
reason and marks. An accepted report never changes; its correction is a new one.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bengkalis.audit import acting
from bengkalis.errors import DomainError, TransitionRefused
from registry.models import User
from registry.models.people import today
from reports import mailing
from reports.enums import OPEN_TO_EDIT, Channel, ClockTrust, ReportState, ReportStep
from reports.knowing import context_of, prefilled
from reports.models import ReportDuty, ReportEvent, ReportMark, UnitReport
from reports.periods import local_day
from reports.questionnaire.judging import Problem, problems

FILING = (
    *("state", "context", "submitted_by", "submitted_at", "filed_at", "first_filed_at"),
    *("device_filed_at", "clock", "channel"),
)


@dataclass(frozen=True)
class Filing:
    """When and how a report was filed. ``filed_at`` None: now, by the portal's clock."""

    channel: str = Channel.PAGE
    filed_at: datetime | None = None
    device_at: datetime | None = None
    clock: str = ClockTrust.SERVER
    details: dict = field(default_factory=dict)


class NotReady(DomainError):
    """Rules stand in the way; ``problems`` are all of them."""

    slug = "invalid"

    def __init__(self, found: list[Problem]):
        super().__init__(" ".join(one.say for one in found))
        self.problems = found


@transaction.atomic
def start(duty: ReportDuty, by, uid=None, channel: str = Channel.PAGE) -> tuple[UnitReport, bool]:
    """The report of ``duty`` in work, made now with what the register knows if there is none.

    Returns it and whether it is new. Raises TransitionRefused before the period opens.
    """
    duty = (
        ReportDuty.objects.select_related("period__form", "office")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=duty.pk)
    )
    found = UnitReport.objects.filter(duty=duty).order_by("-revision").first()
    if found:
        return found, False
    _demand_open(duty, today())
    form = duty.period.form
    context = context_of(duty, form)
    report = UnitReport(
        duty=duty, form=form, channel=channel, context=context, values=prefilled(context, form)
    )
    if uid:
        report.uid = uid
    report.full_clean()
    report.save(force_insert=True)
    _tell(report, ReportStep.START, by)
    return report, True


def _demand_open(duty: ReportDuty, day) -> None:
    if day < duty.period.opens_on:
        raise TransitionRefused(
            f"Laporan {duty.period} baru dibuka {duty.period.opens_on:%d-%m-%Y}."
        )


@transaction.atomic
def save(report: UnitReport, values: dict, version: int | None) -> UnitReport:
    """Keep ``values`` (the whole map, readable paths only) in a draft or returned report.

    Raises StaleVersion, TransitionRefused. Nothing is asked yet of what is missing or odd.
    """
    report = _locked(report, version, OPEN_TO_EDIT, "mengubah")
    if report.values == values:
        return report
    report.values = values
    report.save(update_fields=["values"])
    report.refresh_from_db(fields=["version", "updated_at"])
    return report


def found_problems(report: UnitReport) -> list[Problem]:
    """Every broken rule of what ``report`` says now, with what was known when it was opened."""
    return problems(report.form.questionnaire, report.values, report.context)


@transaction.atomic
def submit(report: UnitReport, by, version: int | None, filing: Filing | None = None):
    """Hand the report in. Raises StaleVersion, TransitionRefused, NotReady."""
    filing = filing or Filing()
    report = _locked(report, version, OPEN_TO_EDIT, "mengirim")
    blocking = [one for one in found_problems(report) if one.blocks]
    if blocking:
        raise NotReady(blocking)
    now = timezone.now()
    filed = min(filing.filed_at or now, now)
    if report.first_filed_at is None and report.corrects_id is None:
        _demand_in_time(report.duty, filed)
    report.state, report.submitted_by, report.submitted_at = ReportState.SUBMITTED, by, now
    report.filed_at, report.device_filed_at = filed, filing.device_at
    report.first_filed_at = report.first_filed_at or filed
    report.clock, report.channel = filing.clock, filing.channel
    report.save(update_fields=FILING)
    details = {"channel": filing.channel, "clock": filing.clock, **filing.details}
    event = _tell(report, ReportStep.SUBMIT, by, values=report.values, details=details)
    mailing.submitted(report, event)
    return report


def _demand_in_time(duty: ReportDuty, filed: datetime) -> None:
    day = local_day(filed)
    _demand_open(duty, day)
    if day > duty.closes_on:
        raise TransitionRefused(
            f"Laporan {duty.period} ditutup {duty.closes_on:%d-%m-%Y}. Mintalah perpanjangan "
            "kepada verifikator; isian Anda tetap tersimpan."
        )


@transaction.atomic
def recall(report: UnitReport, by, version: int | None) -> UnitReport:
    """The UPT takes back what nobody has verified yet. Raises StaleVersion, TransitionRefused."""
    report = _locked(report, version, (ReportState.SUBMITTED,), "menarik")
    report.state = ReportState.DRAFT
    report.save(update_fields=["state"])
    _tell(report, ReportStep.RECALL, by)
    return report


@transaction.atomic
def send_back(
    report: UnitReport, by, version: int | None, reason: str, marks: dict[str, str]
) -> UnitReport:
    """Return it with a reason and marked values (path → remark, which may be empty).

    Raises StaleVersion, TransitionRefused, DomainError without a reason.
    """
    if not reason.strip():
        raise DomainError(
            "Laporan dikembalikan dengan alasan, supaya UPT tahu apa yang diperbaiki."
        )
    report = _locked(
        report, version, (ReportState.SUBMITTED, ReportState.VERIFIED), "mengembalikan"
    )
    _demand_another(report, by)
    report.state, report.returned_at, report.returned_by = ReportState.RETURNED, timezone.now(), by
    report.return_reason, report.verified_at, report.verified_by = reason.strip(), None, None
    report.full_clean()
    with acting(reason=report.return_reason):
        report.save(
            update_fields=[
                *("state", "returned_at", "returned_by", "return_reason"),
                *("verified_at", "verified_by"),
            ]
        )
        event = _tell(report, ReportStep.RETURN, by, reason=report.return_reason)
        for path, text in marks.items():
            mark = ReportMark(event=event, path=path, text=text.strip())
            mark.full_clean()
            mark.save()
    mailing.returned(report, event)
    return report


@transaction.atomic
def verify(report: UnitReport, by, version: int | None) -> UnitReport:
    """Find it right. Raises StaleVersion, TransitionRefused; never by its sender."""
    report = _locked(report, version, (ReportState.SUBMITTED,), "memverifikasi")
    _demand_another(report, by)
    report.state, report.verified_at, report.verified_by = ReportState.VERIFIED, timezone.now(), by
    report.save(update_fields=["state", "verified_at", "verified_by"])
    event = _tell(report, ReportStep.VERIFY, by)
    mailing.verified(report, event)
    return report


@transaction.atomic
def accept(report: UnitReport, by, version: int | None) -> UnitReport:
    """Accept what another has verified; what it corrects is superseded.

    Raises StaleVersion, TransitionRefused.
    """
    report = _locked(report, version, (ReportState.VERIFIED,), "menerima")
    _demand_another(report, by)
    if report.verified_by_id == by.pk:
        raise TransitionRefused("Laporan diterima oleh orang lain daripada verifikatornya.")
    if report.corrects_id:
        _supersede(report, by)
    report.state, report.accepted_at, report.accepted_by = ReportState.ACCEPTED, timezone.now(), by
    report.save(update_fields=["state", "accepted_at", "accepted_by"])
    event = _tell(report, ReportStep.ACCEPT, by)
    mailing.accepted(report, event)
    return report


def _supersede(correction: UnitReport, by) -> None:
    old = UnitReport.locked(correction.corrects_id, None)
    old.state = ReportState.SUPERSEDED
    old.save(update_fields=["state"])
    _tell(old, ReportStep.SUPERSEDE, by)


@transaction.atomic
def correct(report: UnitReport, by, reason: str, channel: str = Channel.PAGE) -> UnitReport:
    """Open a correction of an accepted report: a new one that says the same so far.

    Raises TransitionRefused, DomainError without a reason.
    """
    if not reason.strip():
        raise DomainError("Tulis mengapa laporan yang sudah diterima perlu dikoreksi.")
    report = _locked(report, None, (ReportState.ACCEPTED,), "mengoreksi")
    if UnitReport.objects.filter(corrects=report).exists():
        raise TransitionRefused("Koreksi laporan ini sudah dibuka.")
    fresh = UnitReport(
        duty=report.duty,
        form=report.form,
        revision=report.revision + 1,
        corrects=report,
        values=report.values,
        context=context_of(report.duty, report.form),
        channel=channel,
        is_demo=report.is_demo,
    )
    fresh.full_clean()
    fresh.save(force_insert=True)
    _tell(fresh, ReportStep.CORRECT, by, reason=reason.strip())
    return fresh


@transaction.atomic
def discard(report: UnitReport, by, version: int | None) -> None:
    """Throw away a draft that was never filed. Raises StaleVersion, TransitionRefused."""
    report = _locked(report, version, (ReportState.DRAFT,), "membuang")
    if report.first_filed_at:
        raise TransitionRefused("Laporan yang pernah dikirim tidak dapat dibuang.")
    with acting(reason="draf laporan dibuang"):
        report.delete()


def _locked(report: UnitReport, version: int | None, states, doing: str) -> UnitReport:
    found = UnitReport.locked(report.pk, version)
    if found.state not in states:
        raise TransitionRefused(
            f"Laporan ini {found.get_state_display().lower()}; sekarang tidak dapat {doing}nya."
        )
    found.duty = ReportDuty.objects.select_related("period", "office").get(pk=found.duty_id)
    return found


def _demand_another(report: UnitReport, by: User) -> None:
    if report.submitted_by_id == by.pk:
        raise TransitionRefused("Pengirim laporan tidak memeriksa laporannya sendiri.")


def _tell(report: UnitReport, step: str, by, **more) -> ReportEvent:
    event = ReportEvent(report=report, step=step, by=by, **more)
    event.full_clean(exclude=["values"])
    event.save(force_insert=True)
    report.refresh_from_db(fields=["version", "updated_at"])  # the trigger counted the step
    return event


def submissions(report: UnitReport) -> list[ReportEvent]:
    """What was handed in, the first one first."""
    return list(report.events.filter(step=ReportStep.SUBMIT).select_related("by"))


def remarks(report: UnitReport) -> dict[str, str]:
    """What was marked when the report was last returned: path → remark, which may be empty."""
    last = report.events.filter(step=ReportStep.RETURN).last()
    return dict(last.marks.values_list("path", "text")) if last else {}


def values_for(report: UnitReport, user) -> dict:
    """What ``user`` may read of it: outside of its UPT, what was last handed in."""
    if not report.is_editable or UnitReport.objects.editable_by(user).filter(pk=report.pk).exists():
        return report.values
    last = report.events.filter(step=ReportStep.SUBMIT).last()
    return last.values if last else {}
