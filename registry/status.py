"""The state of a cooperative: changed by one function, never without date, reason and record."""

from datetime import date

from django.db import transaction

from bengkalis.errors import TransitionRefused
from registry.enums import Status
from registry.models import Cooperative, StatusChange
from registry.quality.checking import recheck

FINAL = {Status.DISSOLVED}


@transaction.atomic
def change_status(
    cooperative: Cooperative,
    status: str,
    *,
    effective_on: date | None,
    reason: str,
    evidence: str = "",
    by=None,
    version: int | None = None,
) -> StatusChange:
    """Record a new state and make it the current one if no later one is on record.

    Raises StaleVersion when ``version`` is no longer current, TransitionRefused for a dissolved
    cooperative or a state that already holds, ValidationError for a blank reason or future date.
    """
    current = Cooperative.locked(cooperative.pk, version)
    if current.status in FINAL:
        raise TransitionRefused("Koperasi ini sudah dibubarkan; statusnya tidak berubah lagi.")
    if current.status == status and current.status_since == effective_on:
        raise TransitionRefused("Status itu sudah tercatat dengan tanggal yang sama.")
    step = write_step(current, status, effective_on, reason, evidence, by)
    apply_latest(current)
    recheck([current.pk])
    cooperative.refresh_from_db()
    return step


def write_step(cooperative, status, effective_on, reason, evidence="", by=None) -> StatusChange:
    """One validated row of the history."""
    step = StatusChange(
        cooperative=cooperative,
        status=status,
        effective_on=effective_on,
        reason=reason,
        evidence=evidence,
        recorded_by=by,
    )
    step.full_clean()
    step.save()
    return step


def apply_latest(cooperative: Cooperative) -> None:
    """Make the register show the latest step of the history."""
    latest = cooperative.status_history.first()
    if latest is None:
        return
    cooperative.status, cooperative.status_since = latest.status, latest.effective_on
    cooperative.save(update_fields=["status", "status_since"])
