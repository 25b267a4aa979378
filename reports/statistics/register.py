"""What the register says of a day or year, as reconciliation puts it beside published figures.

Cooperatives are counted as they stood on the day. Everything else comes from the published,
protected tables alone: what is confidential there is confidential here. Nothing is asked twice:
one query a day, one look at each table.
"""

from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.utils import timezone

from registry.enums import SizeClass, Status
from registry.size_classes import law_of
from reports.models import Counted
from reports.statistics import editions
from reports.statistics.axes import TOTAL
from reports.statistics.cube import Cube
from reports.statistics.measures import grouped

NOT_AVAILABLE = ":"
STATUSES = {
    Counted.COOPERATIVES: tuple(s.value for s in Status if s != Status.DISSOLVED),
    Counted.ACTIVE: (Status.ACTIVE.value,),
    Counted.INACTIVE: (Status.INACTIVE.value,),
    Counted.PROPOSED: (Status.PROPOSED.value,),
}
# Table and metric, and what is chosen besides the total of every other dimension.
CELLS: dict[str, tuple[str, dict[str, str]]] = {
    Counted.HELD_MEETING: ("koperasi-rat", {"ContentsCode": "rat"}),
    Counted.MEMBERS: ("koperasi-usaha", {"ContentsCode": "anggota"}),
    Counted.ENTERPRISES: ("umkm", {"ContentsCode": "usaha"}),
    Counted.MICRO: ("umkm", {"ContentsCode": "usaha", "size": SizeClass.MICRO.value}),
    Counted.WORKERS: ("umkm", {"ContentsCode": "tenaga_kerja"}),
}


class Said(NamedTuple):
    """A number of the register with its flag, or the mark in its place (``cube.MARKS``)."""

    number: int | Decimal | None
    sign: str = ""


def public_table(name: str) -> Cube:
    """The edition of a table that is public now."""
    return editions.current(name).cube


class Register:
    """The register, asked for one page or file of comparisons."""

    def __init__(self):
        self.today = timezone.localdate()
        self._statuses = cache(self._count_statuses)
        self._table = cache(public_table)

    def says(self, counted: str, day: date, district: str, section: str = TOTAL) -> Said:
        """The number on ``day``; for what is accounted for by years, of the year of ``day``."""
        if counted in STATUSES:
            found = self._statuses(min(day, self.today))
            return Said(sum(found[district, status] for status in STATUSES[counted]))
        table, chosen = CELLS[counted]
        return self._cell(self._table(table), chosen, day.year, district, section)

    def _count_statuses(self, day: date) -> Counter:
        """Cooperatives on ``day`` by kecamatan and status, and of the regency."""
        found: Counter = Counter()
        for district, status, number, *_ in grouped(day, "district__kemendagri_code", "status"):
            found[district, status] += number
            found[TOTAL, status] += number
        return found

    @staticmethod
    def _cell(cube: Cube, chosen: dict[str, str], year: int, district: str, section: str) -> Said:
        """A cell of a table; of size classes under the law in force in the year."""
        asked = {"year": str(year), "district": district, "section": section, **chosen}
        asked["law"] = law_of(year).code
        cell = tuple(asked.get(dimension.code, TOTAL) for dimension in cube.dimensions)
        value, sign = cube.values.get(cell), cube.sign(cell)
        if value is None:
            return Said(None, sign or NOT_AVAILABLE)
        return Said(Decimal(str(value)), sign or "")
