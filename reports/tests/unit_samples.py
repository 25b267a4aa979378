"""What many tests of the UPT reports start from: a period, a duty, a report in any state."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.utils import timezone

from registry.models import Office
from reports import review
from reports.enums import Rhythm
from reports.models import ReportDuty, ReportPeriod, UnitReport
from reports.periods import oblige, open_one

REQUIRED = {  # what the monthly form demands, with rules content; other answers are optional
    "coops_total": 40,
    "coops_active": 20,
    "coops_new": 0,
    "coops_dissolved": 0,
    "rat_held": 1,
    "members_joined": 3,
    "members_left": 1,
    "msmes_new": 12,
}


def period_of(year: int = 2020, number: int = 1, rhythm: str = Rhythm.MONTHLY) -> ReportPeriod:
    """A past period that can still be filed: it closes in a month from today."""
    found = ReportPeriod.objects.filter(year=year, number=number, rhythm=rhythm).first()
    period = found or open_one(year, rhythm, number)
    oblige(period)
    return period


def open_until(period: ReportPeriod, due: date, closes: date | None = None) -> ReportPeriod:
    period.due_on, period.closes_on = due, closes or due + timedelta(days=30)
    period.save(update_fields=["due_on", "closes_on"])
    return period


def duty_of(
    code: str = "UPT-MANDAU", year: int = 2020, number: int = 1, rhythm: str = Rhythm.MONTHLY
) -> ReportDuty:
    """The duty of an office for a period that is due in a week from today."""
    Office.objects.get_or_create(code=code, defaults={"name": code, "kind": "upt"})
    period = period_of(year, number, rhythm)
    open_until(period, timezone.localdate() + timedelta(days=7))
    oblige(period)
    return ReportDuty.objects.select_related("office", "period__form").get(
        period=period, office__code=code
    )


def drafted(duty: ReportDuty, by, **values) -> UnitReport:
    """A draft that is ready to be handed in; ``values`` beside or instead of REQUIRED."""
    report, _ = review.start(duty, by)
    mine = {**REQUIRED, **values}
    why = {
        f"why:known:{key}": "Menurut buku UPT"
        for key, known in report.context["known"].items()
        if known is not None and mine.get(key, known) != known
    }
    return review.save(report, {**report.values, **mine, **why}, None)


def submitted(duty: ReportDuty, by, **values) -> UnitReport:
    return review.submit(drafted(duty, by, **values), by, None)


def verified(duty: ReportDuty, by, verifier, **values) -> UnitReport:
    return review.verify(submitted(duty, by, **values), verifier, None)


def accepted(duty: ReportDuty, by, verifier, head, **values) -> UnitReport:
    return review.accept(verified(duty, by, verifier, **values), head, None)


def operation(duty: ReportDuty, changes=None, action: str = "save", **more) -> dict:
    """What a device sends; ``changes``: path → (from, to)."""
    office, period = duty.address
    return {
        "op": str(uuid4()),
        "report": str(uuid4()),
        "office": office,
        "period": period,
        "base": None,
        "changes": {k: {"from": a, "to": b} for k, (a, b) in (changes or {}).items()},
        "action": action,
        "resolves": None,
        "device": {},
        **more,
    }


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
