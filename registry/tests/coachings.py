"""A coaching on record, for tests that read it."""

from datetime import date
from uuid import uuid4

from registry.coaching import record
from registry.models import Coaching

SAID = {
    "held_on": date(2021, 3, 4),
    "kind": "pelatihan",
    "topic": "keuangan",
    "title": "Bimtek pembukuan",
    "coach": "Rina",
    "result": "Buku kas mulai diisi",
}
STEP = {"next_step": "Susun neraca", "next_on": date(2021, 6, 1)}


def coached(subject, by=None, key=None, **fields) -> Coaching:
    """One coaching of one subject, as the form records it."""
    (row,), _ = record(Coaching(**(SAID | fields)), [subject], key=key or uuid4(), by=by)
    return row
