"""What was reached on the indicators of an agreement, recorded quarter by quarter."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from bengkalis.access import Permission
from bengkalis.errors import StaleVersion, TransitionRefused
from programs.enums import PaperState, Quarter
from programs.models import Agreement, AgreementIndicator, IndicatorResult, Paper
from registry.models.people import today

NEVER = 0  # the version of no row


@dataclass(frozen=True)
class Entry:
    """What was typed for one indicator; no value takes back what was recorded."""

    indicator: AgreementIndicator
    value: Decimal | None
    note: str = ""
    version: int = NEVER


def first_day(year: int, quarter: int) -> date:
    return date(year, 3 * quarter - 2, 1)


def may_be_recorded(agreement: Agreement, quarter: int) -> str:
    """Why results of ``quarter`` cannot be recorded for ``agreement``; "" where they can."""
    if agreement.paper.state != PaperState.IN_FORCE:
        return "Capaian dicatat pada perjanjian yang berlaku."
    begins = first_day(agreement.plan.year, quarter)
    if today() < begins:
        return f"{Quarter(quarter).label} baru mulai {begins:%d-%m-%Y}."
    return ""


@transaction.atomic
def record(agreement: Agreement, quarter: int, entries: list[Entry], by) -> int:
    """Write what differs from what is there, all or nothing; says how many rows that were.

    Raises TransitionRefused, StaleVersion where one was recorded meanwhile, ValidationError.
    """
    agreement.paper = Paper.locked(agreement.paper_id, None)
    if problem := may_be_recorded(agreement, quarter):
        raise TransitionRefused(problem)
    rows = IndicatorResult.objects.select_for_update(of=("self",), no_key=True)
    known = {
        row.indicator_id: row
        for row in rows.filter(indicator__agreement=agreement, quarter=quarter).order_by("pk")
    }
    return sum(_write(entry, quarter, known.get(entry.indicator.pk), by) for entry in entries)


def _write(entry: Entry, quarter: int, row: IndicatorResult | None, by) -> bool:
    value, note = (row.value, row.note) if row else (None, "")
    if (value, note) == (entry.value, entry.note if entry.value is not None else ""):
        return False
    if (row.version if row else NEVER) != entry.version:
        raise StaleVersion(row)
    if entry.value is None:
        row.delete()
        return True
    fresh = row or IndicatorResult(indicator=entry.indicator, quarter=quarter)
    fresh.value, fresh.note, fresh.recorded_by = entry.value, entry.note, by
    fresh.full_clean()
    if row:
        fresh.save(update_fields=["value", "note", "recorded_by"])
    else:
        fresh.save()
    return True


def records_for(user, agreement: Agreement) -> bool:
    """The planner records for everybody, the first party for themself."""
    own = agreement.first.official.user_id
    return user.may(Permission.PREPARE_PAPERS) or (own is not None and own == user.pk)


def open_quarters(agreement: Agreement) -> list[int]:
    """The quarters for which results can be recorded today."""
    return [one for one in Quarter.values if not may_be_recorded(agreement, one)]
