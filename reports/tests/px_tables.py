"""A small table with everything that PxWebApi knows: totals, a code list, marks, flags, time."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import product

from django.utils import timezone

from reports.pxweb.answering import MEMORY
from reports.statistics import editions, tables
from reports.statistics.cube import (
    GEO,
    METRIC,
    TIME,
    Category,
    CodeList,
    Cube,
    Dimension,
    StatTable,
    Text,
    Unit,
)


def plain(code: str, name: str, english: str = "", **more) -> Category:
    return Category(code, Text(name, english or name), **more)


CONTENTS = Dimension(
    "ContentsCode",
    Text("isi", "contents"),
    (
        plain("jumlah", "jumlah usaha", "enterprises", unit=Unit(Text("usaha", "enterprises"))),
        plain("omzet", "omzet", "sales", unit=Unit(Text("juta rupiah", "million rupiah"), 1)),
    ),
    METRIC,
)
DISTRICT = Dimension(
    "district",
    Text("kecamatan", "district"),
    (
        plain("T", "semua kecamatan", "all districts"),
        plain("1", "Bengkalis"),
        plain("2", "Mandau"),
        plain("3", "Rupat"),
        plain("A1", "pulau", "islands", members=("1", "3")),
        plain("A2", "daratan", "mainland", members=("2",)),
    ),
    GEO,
    "T",
    (CodeList("agg_daratan", Text("pulau dan daratan", "islands and mainland"), ("A1", "A2")),),
)
SIZE = Dimension(
    "size",
    Text("skala", "size"),
    (plain("T", "semua skala", "all sizes"), plain("mikro", "mikro", "micro"), plain("k", "kecil")),
    total="T",
)


def years(*codes: str) -> Dimension:
    return Dimension("year", Text("tahun", "year"), tuple(plain(c, c) for c in codes), TIME)


TABLE = StatTable(
    "umkm",
    Text("UMKM menurut kecamatan dan skala", "MSMEs by district and size"),
    Text("Register UMKM", "Register of MSMEs"),
    (Text("Catatan pertama.", "A first note."),),
    datetime(2026, 11, 1, 1, tzinfo=UTC),
    contact=Text("Bidang UMKM", "MSME section"),
    next_update=date(2027, 1, 31),
)
DEFAULT = {"year": ("TOP(1)",), "ContentsCode": ("jumlah",), "district": ("1", "2", "3")}


@cache
def px_cube(*periods: str, start: int = 0) -> Cube:
    """The whole cube: the first cell is suppressed, the last one has a flag."""
    axes = (CONTENTS, DISTRICT, SIZE, years(*(periods or ("2020", "2021"))))
    cells = list(product(*(axis.codes for axis in axes)))
    values = {cell: start + place for place, cell in enumerate(cells)} | {cells[0]: None}
    return Cube(TABLE, axes, values, {cells[0]: "c"}, {cells[-1]: "p"})


@dataclass(frozen=True)
class Sample:
    """What a table's definition tells the API."""

    id: str = "umkm"
    title: Text = TABLE.title
    description: Text = TABLE.source
    subject: str = "umkm"
    time_unit: str = "Annual"
    every: int = 60
    picture: str = "district"
    default: dict = field(default_factory=lambda: dict(DEFAULT))


@dataclass(frozen=True)
class Issued:
    """An edition as ``reports.statistics.editions`` gives it."""

    cube: Cube
    number: int
    published_at: datetime
    table: str = "umkm"
    changed: int = 0
    cells: int = 96


class Shelf:
    """Tables and their editions, in place of those of the portal."""

    def __init__(self):
        self.tables: dict[str, Sample] = {}
        self.editions: dict[str, list[Issued]] = {}
        self.issue("umkm", px_cube(), 1, datetime(2026, 11, 1, 1, tzinfo=UTC))
        self.issue("umkm", px_cube(start=100), 2, timezone.now())

    def install(self, monkeypatch) -> "Shelf":
        tables.TABLES  # the portal's own, replaced in place: views hold the same dictionary
        for name in list(tables.TABLES):
            monkeypatch.delitem(tables.TABLES, name)
        self.tables = tables.TABLES
        monkeypatch.setitem(self.tables, "umkm", Sample())
        for name in ("current", "as_of", "changes", "vintages"):
            monkeypatch.setattr(editions, name, getattr(self, name))
        MEMORY.clear()
        return self

    def define(self, table: str) -> None:
        self.tables[table] = Sample(table)

    def issue(self, table: str, cube: Cube, number: int, at: datetime) -> None:
        self.define(table)
        self.editions.setdefault(table, []).append(Issued(cube, number, at))

    def current(self, table: str) -> Issued:
        return self.as_of(table, datetime.max.replace(tzinfo=UTC))

    def as_of(self, table: str, moment: datetime) -> Issued:
        found = [one for one in self.editions.get(table, ()) if one.published_at <= moment]
        if not found:
            raise editions.NoEdition(table)
        return found[-1]

    def vintages(self, table: str) -> list[Issued]:
        return self.editions.get(table, [])[::-1]

    def changes(self, limit: int) -> list:
        rows = [one for rows in self.editions.values() for one in rows]
        return sorted(rows, key=lambda one: one.published_at, reverse=True)[:limit]
