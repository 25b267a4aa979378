"""What the audit trail adds to a change: without it and with it, so the ratio is below 1."""

import pgtrigger

from benchmarks.asking import middle
from benchmarks.timing import Sides, undone
from bengkalis.audit import acting
from registry.models import Cooperative

TRIGGER = "registry.Cooperative:update_update"


def audit_one(rows: int) -> Sides:
    chosen = Cooperative.objects.filter(pk=middle().pk)
    return _changes("Ubah satu baris, tanpa dan dengan jejak audit", chosen, 50)


def audit_bulk(rows: int) -> Sides:
    return _changes("Ubah semua baris, tanpa dan dengan jejak audit", Cooperative.objects.all(), 1)


def _changes(title: str, chosen, times: int) -> Sides:
    """One UPDATE of ``chosen``; the version is counted up on both sides."""

    def recorded():
        with acting(command="benchmark", user=None):
            chosen.update(note="Diubah untuk pengukuran.")

    def unrecorded():
        with pgtrigger.ignore(TRIGGER):
            recorded()

    return Sides(title, undone(unrecorded), undone(recorded), times)
