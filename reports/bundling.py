"""What a device takes along: the reports it may write, and each with what it needs offline."""

from datetime import timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from registry.models.people import today
from reports import receiving, review
from reports.enums import OPEN_TO_EDIT, ReportState
from reports.knowing import context_of, prefilled
from reports.models import ReportDuty, UnitReport

REMEMBERED = timedelta(days=60)  # so long a report that was handed in is still shown
NEWEST = Prefetch(
    "reports", UnitReport.objects.order_by("-revision").select_related("form"), to_attr="newest"
)


def duties_for(user) -> list[ReportDuty]:
    """What ``user`` may write now, and what was handed in lately; each with ``newest``."""
    rows: QuerySet[ReportDuty] = ReportDuty.objects.editable_by(user)
    day = today()
    open_now = Q(period__opens_on__lte=day) & (
        Q(period__closes_on__gte=day) | Q(extended_to__gte=day)
    )
    recent = Q(reports__submitted_at__gte=timezone.now() - REMEMBERED)
    editable = Q(reports__state__in=OPEN_TO_EDIT)
    rows = rows.filter(open_now | recent | editable).distinct()
    rows = rows.select_related("office", "period__form").prefetch_related(NEWEST)
    return sorted(rows, key=lambda duty: (duty.due_on, duty.office.code, duty.period.rhythm))


def described(duty: ReportDuty) -> dict:
    """One duty as a device lists it."""
    report = newest_of(duty)
    return {
        "office": duty.office.code,
        "office_name": duty.office.name,
        "period": duty.period.code,
        "label": str(duty.period),
        "rhythm": duty.period.rhythm,
        "opens_on": duty.period.opens_on.isoformat(),
        "due_on": duty.due_on.isoformat(),
        "closes_on": duty.closes_on.isoformat(),
        "form": (report.form if report else duty.period.form).number,
        "state": report.state if report else "",
        "version": report.version if report else None,
        "url": duty.get_absolute_url(),
    }


def newest_of(duty: ReportDuty) -> UnitReport | None:
    """The newest report of a duty that was read with ``NEWEST``."""
    return duty.newest[0] if duty.newest else None


def bundle_of(duty: ReportDuty) -> dict:
    """Everything a device needs to write the report of ``duty`` without a network."""
    report = newest_of(duty)
    form = report.form if report else duty.period.form
    editable = report is None or report.state in OPEN_TO_EDIT
    context = context_of(duty, form) if report is None else report.context
    return {
        "duty": described(duty),
        "form": {
            "rhythm": form.rhythm,
            "number": form.number,
            "title": form.title,
            "definition": form.definition,
        },
        "context": context,
        "report": receiving.stated(report),
        "values": prefilled(context, form) if report is None else report.values,
        "editable": editable,
        **_returned(report),
    }


def _returned(report: UnitReport | None) -> dict:
    """Why a report came back, and which answers were marked."""
    if report is None or report.state != ReportState.RETURNED:
        return {"return_reason": "", "marks": []}
    marks = [{"path": path, "text": text} for path, text in review.remarks(report).items()]
    return {"return_reason": report.return_reason, "marks": marks}
