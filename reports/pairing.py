"""Which series of published figures is compared with what of the register."""

from django.db import transaction

from bengkalis.errors import TransitionRefused
from reports.models import Comparison
from reports.reference import COMPARED
from reports.statistics.reconciliation import counted_anew

PAIRED = ("counted", "section")


@transaction.atomic
def pair(comparison: Comparison, version: int | None) -> bool:
    """Save a new pair, or what changed in one; whether anything did. Raises StaleVersion."""
    if comparison.pk is None:
        comparison.full_clean()
        comparison.save(force_insert=True)
    else:
        current = Comparison.locked(comparison.pk, version)
        changed = [n for n in PAIRED if getattr(current, n) != getattr(comparison, n)]
        if not changed:
            return False
        comparison.save(update_fields=changed)
    counted_anew()
    return True


@transaction.atomic
def part(comparison: Comparison, version: int | None) -> None:
    """Compare the series with nothing any more. Raises StaleVersion, and TransitionRefused for a
    delivered pair, which the reference data would bring back."""
    current = Comparison.locked(comparison.pk, version)
    if current.series in COMPARED:
        raise TransitionRefused("Pasangan bawaan tidak dihapus; ubah yang dibandingkan dengannya.")
    current.delete()
    counted_anew()
