"""Months of realisation closed, so that their figures stay; opened again only with a reason."""

from django.db import transaction

from bengkalis.audit import acting
from bengkalis.errors import TransitionRefused
from programs.models import Plan
from programs.realising import is_ahead, month_name
from registry.explaining import reason_given


@transaction.atomic
def close(plan: Plan, version: int | None, month: int, reason: str = "") -> Plan:
    """Close realisation up to ``month``; an earlier month than today's opens those after it again.

    Opening needs a reason, which the trail keeps. Raises StaleVersion, ValidationError for a
    reason that is none, TransitionRefused where nothing would change or the month is to come.
    """
    plan = Plan.locked(plan.pk, version)
    if month == plan.closed_month:
        raise TransitionRefused(f"Realisasi memang sudah {said(plan)}.")
    if month > plan.closed_month:
        if is_ahead(plan, month):
            raise TransitionRefused(f"{month_name(month)} {plan.year} belum tiba.")
        _set(plan, month)
    else:
        with acting(reason=reason_given(reason)):
            _set(plan, month)
    return plan


def _set(plan: Plan, month: int) -> None:
    plan.closed_month = month
    plan.save(update_fields=["closed_month"])
    plan.refresh_from_db(fields=["version", "updated_at"])


def said(plan: Plan) -> str:
    """Up to which month the plan is closed, in words."""
    if not plan.closed_month:
        return "terbuka untuk semua bulan"
    return f"ditutup sampai {month_name(plan.closed_month)} {plan.year}"
