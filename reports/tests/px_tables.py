"""A small table with everything that PxWebApi knows: totals, a code list, marks, flags, time."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import product

from django.utils import timezone

from reports.pxweb.answering import MEMORY
from reports.statistics import editions
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


ABOUT = StatTable(
    "umkm",
    Text("UMKM menurut kecamatan dan skala", "MSMEs by district and size"),
    Text("Register UMKM", "Register of MSMEs"),
    (Text("Catatan pertama.", "A first note."),),
    datetime(2026, 11, 1, 1, tzinfo=UTC),
    contact=Text("Bidang UMKM", "MSME section"),
    next_update=date(2027, 1, 31),
)
BASE = "/api/px/v2"
TABLE = f"{BASE}/tables/umkm"
DATA = f"{TABLE}/data"
ALL = {"valuecodes[ContentsCode]": "*", "valuecodes[year]": "*"}
EVERYTHING = ALL | {"valuecodes[district]": "*", "valuecodes[size]": "*"}
# Limits that no test meets by accident.
WIDE = {"anon": "9/s", "user": "9/s", "px": "99999/10s", "px_save": "99999/h"}
DEFAULT = {"year": ("TOP(1)",), "ContentsCode": ("jumlah",), "district": ("1", "2", "3")}


@cache
def px_cube(*periods: str, start: int = 0) -> Cube:
    """The whole cube: the first cell is suppressed, the last one has a flag."""
    axes = (CONTENTS, DISTRICT, SIZE, years(*(periods or ("2020", "2021"))))
    cells = list(product(*(axis.codes for axis in axes)))
    values = {cell: start + place for place, cell in enumerate(cells)} | {cells[0]: None}
    return Cube(ABOUT, axes, values, {cells[0]: "c"}, {cells[-1]: "p"})


@dataclass(frozen=True)
class Sample:
    """What a table's definition tells the API."""

    id: str = "umkm"
    title: Text = ABOUT.title
    description: Text = ABOUT.source
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
        for module in ("base", "tables"):
            monkeypatch.setattr(f"reports.api.px.{module}.TABLES", self.tables)
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


def rows(answer) -> dict:
    """Cells of a JSON-stat answer by their codes."""
    document = answer.json()
    axes = [list(document["dimension"][name]["category"]["index"]) for name in document["id"]]
    return dict(zip(product(*axes), document["value"], strict=True))


def refusal(answer) -> tuple[int, str]:
    """Status and title of a problem whose type resolves; it is never HTML."""
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["detail"]
    assert answer["Cache-Control"] == "no-store"
    return problem["status"], problem["title"]
