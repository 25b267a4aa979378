"""What a cooperative's entry lacks: one definition a kind, for the work list and the filter."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, TextChoices

from registry.enums import Position, Status
from registry.models import BoardMember
from registry.models.cooperatives import CooperativeQuerySet

PLACEHOLDER_DATE = date(1945, 8, 17)  # what the ministry's system shows where no date was entered
OFFICERS = [Position.CHAIR, Position.VICE_CHAIR, Position.SECRETARY, Position.TREASURER]


class Mending(TextChoices):
    """Kinds of entries to mend."""

    NO_VILLAGE = "no_village", "Tanpa desa/kelurahan"
    NO_DEED_DATE = "no_deed_date", "Tanpa tanggal badan hukum"
    PLACEHOLDER_DEED_DATE = "placeholder_deed_date", "Tanggal badan hukum 17 Agustus 1945"
    NO_BOARD = "no_board", "Tanpa pengurus"


def lacking(kind: str) -> Q:
    """The condition of one kind; a dissolved cooperative needs no mending."""
    held = BoardMember.objects.held_now()
    officers = held.filter(cooperative=OuterRef("pk"), position__in=OFFICERS)
    conditions = {
        Mending.NO_VILLAGE: Q(village__isnull=True),
        Mending.NO_DEED_DATE: Q(deed_date__isnull=True),
        Mending.PLACEHOLDER_DEED_DATE: Q(deed_date=PLACEHOLDER_DATE),
        Mending.NO_BOARD: ~Exists(officers),
    }
    return ~Q(status=Status.DISSOLVED) & conditions[Mending(kind)]


def count_mending(rows: CooperativeQuerySet) -> dict[str, int]:
    """How many of ``rows`` are in need, by kind, in one query."""
    counts = {kind: Count("pk", filter=lacking(kind)) for kind in Mending.values}
    return rows.order_by().aggregate(**counts)
