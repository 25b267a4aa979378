"""What the register says of a day or year, as reconciliation puts it beside published figures.

MSMEs come from the published, protected table alone: what is confidential there is confidential
here. Nothing is asked twice: one query a day, one for all years, one look at the table.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import NamedTuple

from django.db.models import Count, Q, Sum
from django.utils import timezone

from registry.enums import SizeClass, Status
from registry.size_classes import law_of
from reports.models import CooperativeYear, Counted
from reports.statistics.cube import Cube
from reports.statistics.measures import grouped

REGENCY = "T"  # the code of all kecamatan, all sections, all size classes
NOT_AVAILABLE = ":"
FEWEST_REPORTING = 3  # cooperatives behind a number of persons
STATUSES = {
    Counted.COOPERATIVES: tuple(s.value for s in Status if s != Status.DISSOLVED),
    Counted.ACTIVE: (Status.ACTIVE.value,),
    Counted.INACTIVE: (Status.INACTIVE.value,),
    Counted.PROPOSED: (Status.PROPOSED.value,),
}
CELLS = {
    Counted.ENTERPRISES: {"size": REGENCY, "ContentsCode": "usaha"},
    Counted.MICRO: {"size": SizeClass.MICRO.value, "ContentsCode": "usaha"},
    Counted.WORKERS: {"size": REGENCY, "ContentsCode": "tenaga_kerja"},
}


class Said(NamedTuple):
    """A number of the register, or the mark in its place (``cube.MARKS``)."""

    number: int | Decimal | None
    mark: str = ""


def enterprise_table() -> Cube | None:
    """The edition of the table ``umkm`` that is public now; None where there is none."""
    try:
        from reports.statistics import editions
    except ImportError:
        return None
    return editions.current("umkm").cube


class Register:
    """The register, asked for one page or file of comparisons."""

    def __init__(self):
        self.today = timezone.localdate()
        self._statuses = cache(self._count_statuses)

    def says(self, counted: str, day: date, district: str, section: str = REGENCY) -> Said:
        """The number on ``day``; for what is accounted for by years, of the year of ``day``."""
        if counted in STATUSES:
            found = self._statuses(min(day, self.today))
            return Said(sum(found[district, status] for status in STATUSES[counted]))
        if counted in CELLS:
            return self._cell(CELLS[counted], day.year, district, section)
        return self._years.get((counted, day.year, district), Said(None, NOT_AVAILABLE))

    def _count_statuses(self, day: date) -> Counter:
        """Cooperatives on ``day`` by kecamatan and status, and of the regency."""
        found: Counter = Counter()
        for district, status, number, *_ in grouped(day, "district__kemendagri_code", "status"):
            found[district, status] += number
            found[REGENCY, status] += number
        return found

    def _cell(self, chosen: dict[str, str], year: int, district: str, section: str) -> Said:
        if self._cube is None:
            return Said(None, NOT_AVAILABLE)
        asked = {"year": str(year), "district": district, "section": section, **chosen}
        asked["law"] = law_of(year).code
        cell = tuple(asked[dimension.code] for dimension in self._cube.dimensions)
        value = self._cube.values.get(cell)
        if value is None:
            return Said(None, self._cube.marks.get(cell, NOT_AVAILABLE))
        return Said(Decimal(str(value)))

    @cached_property
    def _cube(self) -> Cube | None:
        return enterprise_table()

    @cached_property
    def _years(self) -> dict[tuple, Said]:
        """RAT held and members of active cooperatives, of every year.

        Members are said of the regency alone: with few cooperatives reporting, the regency less
        the other kecamatan would give away what one of them reported.
        """
        held: Counter = Counter()
        members: Counter = Counter()
        reporting: Counter = Counter()
        for year, district, status, meetings, persons, known in _by_year():
            held[year, district] += meetings
            held[year, REGENCY] += meetings
            if status == Status.ACTIVE:
                members[year] += persons or 0
                reporting[year] += known
        found = {(Counted.HELD_MEETING, *key): Said(number) for key, number in held.items()}
        for year, known in reporting.items():
            said = Said(members[year]) if known >= FEWEST_REPORTING else Said(None, "c")
            found[Counted.MEMBERS, year, REGENCY] = said if known else Said(None, NOT_AVAILABLE)
        return found


def _by_year() -> Iterable[tuple]:
    """Year, kecamatan, status: RAT held, members, cooperatives that reported members."""
    rows = CooperativeYear.objects.order_by()
    return rows.values_list("year", "district__kemendagri_code", "status").annotate(
        meetings=Count("pk", filter=Q(held_meeting=True)),
        persons=Sum("members_total"),
        known=Count("members_total"),
    )
