"""Periods: opened by the dated rule, owed by every UPT, extended for a reason, met or missed."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from bengkalis.audit import acting
from bengkalis.errors import DomainError
from registry.enums import OfficeKind
from registry.models import Office
from registry.models.people import today
from registry.rules import Rules
from reports.enums import Rhythm, Timeliness
from reports.models import FormVersion, ReportDuty, ReportPeriod, UnitReport

RULES = {Rhythm.MONTHLY: "report_monthly", Rhythm.QUARTERLY: "report_quarterly"}
NUMBERS = {Rhythm.MONTHLY: range(1, 13), Rhythm.QUARTERLY: range(1, 5)}


class NoForm(DomainError):
    """There is no version of the form for a period that begins on that day."""


@transaction.atomic
def open_year(year: int, rhythm: str) -> list[ReportPeriod]:
    """Make the periods of ``year`` that are missing, with their duties; returns the new ones."""
    return [made for number in NUMBERS[Rhythm(rhythm)] if (made := open_one(year, rhythm, number))]


@transaction.atomic
def open_one(year: int, rhythm: str, number: int) -> ReportPeriod | None:
    """Make one period with a duty for every UPT; None if it is there already. Raises NoForm."""
    if ReportPeriod.objects.filter(year=year, rhythm=rhythm, number=number).exists():
        return None
    period = ReportPeriod(year=year, rhythm=rhythm, number=number)
    form = FormVersion.on(rhythm, period.first_day)
    if form is None:
        raise NoForm(f"Belum ada formulir untuk {period}.")
    days, last = Rules(period.first_day)[RULES[Rhythm(rhythm)]], period.last_day
    period.form = form
    period.opens_on = last - timedelta(days=days["opens"])
    period.due_on = last + timedelta(days=days["due"])
    period.closes_on = last + timedelta(days=days["closes"])
    period.full_clean()
    period.save(force_insert=True)
    oblige(period)
    return period


def oblige(period: ReportPeriod) -> int:
    """A duty for each UPT that exists and has none yet; how many were made."""
    units = Office.objects.filter(kind=OfficeKind.UPT, is_active=True)
    missing = units.exclude(duties__period=period)
    made = [ReportDuty(period=period, office=office) for office in missing.order_by("code")]
    ReportDuty.objects.bulk_create(made)
    return len(made)


@transaction.atomic
def extend(duty: ReportDuty, until: date, reason: str, by, version: int | None) -> ReportDuty:
    """Give an office more time for one period. Raises StaleVersion, ValidationError."""
    duty = ReportDuty.locked(duty.pk, version)
    duty.extended_to, duty.extension_reason = until, reason
    duty.extended_by, duty.extended_at = by, timezone.now()
    duty.full_clean()
    with acting(reason=reason):
        duty.save(update_fields=["extended_to", "extension_reason", "extended_by", "extended_at"])
    return duty


def local_day(moment) -> date:
    """The office's day of a moment."""
    return timezone.localtime(moment).date()


def timeliness(duty: ReportDuty, report: UnitReport | None, day: date | None = None) -> Timeliness:
    """How ``duty`` stands on ``day``; ``report`` is the first one of it, or None.

    What counts is the day it was first filed, judged by ``filed_at``: when it reached the portal
    does not matter.
    """
    day = day or today()
    if report is not None and report.first_filed_at:
        filed = local_day(report.first_filed_at)
        if filed <= duty.period.due_on:
            return Timeliness.ON_TIME
        return Timeliness.EXTENDED if filed <= duty.due_on else Timeliness.LATE
    if day < duty.period.opens_on:
        return Timeliness.AHEAD
    if day <= duty.due_on:
        return Timeliness.WAITING
    return Timeliness.OVERDUE if day <= duty.closes_on else Timeliness.MISSING


@dataclass(frozen=True)
class Standing:
    """A cell of the matrix: the duty, its newest report, the accepted one, how it was met."""

    duty: ReportDuty
    newest: UnitReport | None
    accepted: UnitReport | None
    timeliness: Timeliness

    @property
    def is_nil(self) -> bool:
        return self.newest is not None and self.newest.is_nil


def standings(duties, day: date | None = None) -> list[Standing]:
    """Each of ``duties`` (a queryset) with its reports, in two queries."""
    rows = list(duties.select_related("office", "period"))
    reports: dict[int, list[UnitReport]] = {}
    for one in UnitReport.objects.filter(duty__in=[d.pk for d in rows]).order_by("revision"):
        reports.setdefault(one.duty_id, []).append(one)
    return [_standing(duty, reports.get(duty.pk, []), day) for duty in rows]


def _standing(duty: ReportDuty, reports: list[UnitReport], day: date | None) -> Standing:
    accepted = next((one for one in reports if one.state == "diterima"), None)
    first = reports[0] if reports else None
    newest = reports[-1] if reports else None
    return Standing(duty, newest, accepted, timeliness(duty, first, day))
