"""How many findings there are and were, by rule and month: one query for every picture of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Greatest, TruncMonth

from registry.models import Finding
from registry.models.cooperatives import CooperativeQuerySet
from registry.models.quality import FindingQuerySet
from registry.quality.conditions import concerned

MONTHS = 12


@dataclass
class Tally:
    """``months`` are first days, the last one that of today; every list runs along them.

    A finding that was set aside counts as gone from that day on.
    """

    months: list[date]
    open: Counter = field(default_factory=Counter)  # now, by rule
    aside: Counter = field(default_factory=Counter)
    opened: Counter = field(default_factory=Counter)  # by (rule, month)
    gone: Counter = field(default_factory=Counter)
    held: Counter = field(default_factory=Counter)  # at the end of the month

    def series(self, rule: str) -> list[int]:
        """Open findings at the end of each month."""
        return [self.held[rule, month] for month in self.months]

    def flow(self) -> list[dict]:
        """What came, what went and what there was, month by month over all rules."""
        return [
            {
                "month": month,
                "opened": self._sum(self.opened, month),
                "gone": self._sum(self.gone, month),
                "open": self._sum(self.held, month),
            }
            for month in self.months
        ]

    @staticmethod
    def _sum(counts: Counter, month: date) -> int:
        return sum(n for (_, when), n in counts.items() if when == month)


def tally(findings: FindingQuerySet, day: date) -> Tally:
    """Count ``findings`` over the twelve months up to ``day``.

    What was gone before them is left out, and what came before them counts as come on their eve:
    so the database answers with few rows, however long findings have been kept.
    """
    found = Tally(_months(day))
    first = found.months[0]
    came = Greatest("opened_on", Value(first - timedelta(days=1)), output_field=DateField())
    rows = (
        findings.exclude(closed_on__lt=first)
        .order_by()
        .annotate(left=Coalesce("closed_on", "dismissal__dismissed_on"))
        .values("rule", came=TruncMonth(came), went=TruncMonth("left"))
        .annotate(n=Count("pk"), aside=Count("pk", filter=Q(closed_on=None, left__isnull=False)))
    )
    for row in rows:
        _count(found, **row)
    return found


def _count(found: Tally, rule: str, came: date, went: date | None, n: int, aside: int) -> None:
    found.opened[rule, came] += n
    found.aside[rule] += aside
    if went is None:
        found.open[rule] += n
    else:
        found.gone[rule, went] += n
    for month in found.months:
        if came <= month and (went is None or went > month):
            found.held[rule, month] += n


def _months(day: date) -> list[date]:
    """The first days of the last twelve months, this one included."""
    last = day.year * 12 + day.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 1)]


def clean_share(rows: CooperativeQuerySet) -> list[dict]:
    """By kecamatan: ``place``, ``code``, ``total`` and ``clean`` cooperatives of ``rows``."""
    found = Exists(Finding.objects.open().filter(cooperative=OuterRef("pk")))
    return list(
        concerned(rows)
        .order_by()
        .values(place=F("district__name"), code=F("district__kemendagri_code"))
        .annotate(total=Count("pk"), clean=Count("pk", filter=~found))
        .order_by("place")
    )
