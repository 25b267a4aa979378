"""One report: what it says, where it is on its way, what changed on the way."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bengkalis.access import Permission
from reports.enums import Channel, ClockTrust, ReportState, ReportStep
from reports.models import ReportDuty, UnitReport
from reports.periods import standings
from reports.questionnaire.judging import problems
from reports.reach import demands_reach, offices_of
from reports.review import values_for
from reports.showing import Change, Report, changes
from reports.unit_views.finding import find_duty, reports_of

TONES = {
    ReportState.DRAFT: "neutral",
    ReportState.SUBMITTED: "info",
    ReportState.RETURNED: "bad",
    ReportState.VERIFIED: "info",
    ReportState.ACCEPTED: "good",
    ReportState.SUPERSEDED: "neutral",
}


@require_safe
@demands_reach(Permission.VIEW_REPORTS)
def unit_report(request, office: str, period: str):
    """The newest version, or with ``?versi=N`` an earlier one."""
    duty = find_duty(request.user, office, period)
    versions = reports_of(duty, request.user)
    asked = request.GET.get("versi", "")
    chosen = [one for one in versions if str(one.revision) == asked] or versions[:1]
    report = chosen[0] if chosen else None
    context = {
        "duty": duty,
        "report": report,
        "versions": versions,
        "standing": standings(ReportDuty.objects.filter(pk=duty.pk))[0],
        "may_manage": request.user.may(Permission.MANAGE_PERIODS),
        "may_file": offices_of(request.user, Permission.FILE_REPORTS).covers(duty.office_id),
        **(_told(request.user, report, versions) if report else {}),
    }
    return render(request, "reports/unit/desk/report.html", context)


def _told(user, report: UnitReport, versions: list[UnitReport]) -> dict:
    values = values_for(report, user)
    questionnaire = report.form.questionnaire
    events = list(report.events.select_related("by").prefetch_related("marks"))
    returned = [one for one in events if one.step == ReportStep.RETURN]
    remarks = {mark.path: mark.text for mark in returned[-1].marks.all()} if returned else {}
    found = [] if report.is_nil else problems(questionnaire, values, report.context)
    return {
        "parts": Report(questionnaire, values, report.context, found, remarks).parts(),
        "tone": TONES[ReportState(report.state)],
        "is_nil": values.get("nihil") is True,
        "nil_reason": values.get("why:nihil", ""),
        "is_newest": report == versions[0],
        "differences": _differences(report, events, versions),
        "events": [_in_timeline(one) for one in reversed(events)],
        "clock": ClockTrust(report.clock).label if report.clock else "",
        "channel": Channel(report.channel).label,
        "steps": steps_for(user, report),
        "photos": list(report.photos.filter(kept_at__isnull=False)),
    }


def _differences(report: UnitReport, events, versions) -> list[Change]:
    """Against what was handed in before it was returned; of a correction, what it corrects."""
    handed = [one.values for one in events if one.step == ReportStep.SUBMIT]
    questionnaire = report.form.questionnaire
    if len(handed) > 1:
        return changes(questionnaire, handed[-2], handed[-1])
    old = next((one for one in versions if one.pk == report.corrects_id), None)
    return changes(questionnaire, old.values, handed[-1]) if old and handed else []


def _in_timeline(event) -> dict:
    marked = [mark.text for mark in event.marks.all() if mark.text]
    return {
        "title": event.get_step_display(),
        "when": event.at,
        "who": event.by.full_name if event.by else "",
        "text": " ".join([event.reason, *marked]).strip(),
    }


def steps_for(user, report: UnitReport) -> list[tuple[str, str]]:
    """The steps that ``user`` may take now: address and words, the likeliest first."""
    verifies = offices_of(user, Permission.VERIFY_REPORTS).covers(report.duty.office_id)
    accepts = offices_of(user, Permission.ACCEPT_REPORTS).covers(report.duty.office_id)
    files = offices_of(user, Permission.FILE_REPORTS).covers(report.duty.office_id)
    another = report.submitted_by_id != user.pk
    back = ("kembalikan", "Kembalikan")
    if report.state == ReportState.SUBMITTED:
        found = [("verifikasi", "Verifikasi"), back] if verifies and another else []
        return found + ([("tarik", "Tarik kembali")] if files else [])
    if report.state == ReportState.VERIFIED and another:
        mine = accepts and report.verified_by_id != user.pk
        return ([("terima", "Terima")] if mine else []) + ([back] if verifies or accepts else [])
    if report.state == ReportState.ACCEPTED and files:
        return [("koreksi", "Buka koreksi")]
    if report.state == ReportState.DRAFT and files and not report.first_filed_at:
        return [("buang", "Buang draf")]
    return []
