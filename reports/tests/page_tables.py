"""A small table with all that a page can meet: two laws, a break, groups, what is withheld."""

from datetime import UTC, datetime
from itertools import product

from django.utils import timezone

from reports.statistics import axes
from reports.statistics.axes import TOTAL
from reports.statistics.cube import (
    GEO,
    TIME,
    Category,
    CodeList,
    Cube,
    Dimension,
    StatTable,
    Text,
    cube_of,
)
from reports.statistics.definitions import CONFIDENTIAL, CONTACT, SOURCE
from reports.statistics.tables.enterprises import LAW
from reports.tests.px_tables import Sample, Shelf

HOMES = {
    "pulau": ("14.03.01", "14.03.02"),
    "daratan": ("14.03.09", "14.03.13"),
}
NAMES = {
    "14.03.01": "Bengkalis",
    "14.03.02": "Bantan",
    "14.03.09": "Mandau",
    "14.03.13": "Pinggir",
}
WITHHELD = {"14.03.01", "14.03.02"}
SECRET = 913  # what the withheld cells would say
BASE = {"14.03.01": 1000, "14.03.02": 200, "14.03.09": 3000, "14.03.13": 40}
DISTRICT = Dimension(
    "district",
    Text("kecamatan", "district"),
    (
        Category(TOTAL, Text("Kabupaten Bengkalis", "Bengkalis Regency")),
        *(Category(code, Text(name, name)) for code, name in NAMES.items()),
        *(Category(code, Text(code, code), None, homes) for code, homes in HOMES.items()),
    ),
    GEO,
    TOTAL,
    (CodeList("agg_daratan", Text("daratan", "land"), tuple(HOMES)),),
)
SIZE = axes.choices(
    "size",
    Text("golongan usaha", "size class"),
    [("mikro", Text("usaha mikro", "micro")), ("kecil", Text("usaha kecil", "small"))],
    Text("semua golongan", "all size classes"),
)
CONTENTS = axes.contents(
    ("usaha", Text("jumlah usaha", "enterprises"), Text("usaha", "enterprises"), 0),
    ("cakupan", Text("cakupan", "coverage"), Text("persen", "per cent"), 1),
)
YEAR = Dimension(
    "year",
    Text("tahun", "year"),
    tuple(Category(y, Text(y, y)) for y in ("2020", "2021", "2022")),
    TIME,
)
AXES = (LAW, YEAR, DISTRICT, SIZE, CONTENTS)
TABLE = StatTable(
    "umkm",
    Text("UMKM & golongan", "MSMEs & classes"),
    SOURCE,
    (CONFIDENTIAL,),
    None,
    Text("Uraian.", "What it is."),
    CONTACT,
)


def page_cube(more: int = 0) -> Cube:
    """Kecil is withheld in two kecamatan of 2022; ``more`` enterprises are in Mandau."""
    return cube_of(TABLE, AXES, {cell: _said(cell, more) for cell in product(*map(_codes, AXES))})


def _codes(axis: Dimension) -> tuple[str, ...]:
    return axis.codes


def _said(cell: tuple[str, ...], more: int) -> tuple:
    law, year, district, size, metric = cell
    if year == "2022" and district in WITHHELD and size == "kecil":
        return None, "c"
    if metric == "cakupan":
        return 62.5, ""
    number = sum(_count(law, year, d, s, more) for d in _in(district) for s in _of(size))
    broken = "b" if law == "berlaku" and year == "2021" and size != TOTAL else ""
    return number, broken + ("p" if year == "2022" else "")


def _in(district: str) -> tuple[str, ...]:
    return HOMES.get(district) or (tuple(NAMES) if district == TOTAL else (district,))


def _of(size: str) -> tuple[str, ...]:
    return ("mikro", "kecil") if size == TOTAL else (size,)


def _count(law: str, year: str, district: str, size: str, more: int) -> int:
    if size == "kecil":
        return SECRET if year == "2022" and district in WITHHELD else 7
    extra = more if district == "14.03.09" else 0
    return BASE[district] + int(year) - 2020 + (law == "uu20") + extra


class PageShelf(Shelf):
    """The small table, as published twice."""

    def __init__(self):
        self.tables, self.editions = {}, {}
        self.issue("umkm", page_cube(), 1, datetime(2026, 11, 1, 1, tzinfo=UTC))
        self.issue("umkm", page_cube(500), 2, timezone.now())

    def install(self, monkeypatch) -> "PageShelf":
        super().install(monkeypatch)
        for module in ("table_views", "statistics_views", "pages.home", "pages.guide"):
            monkeypatch.setattr(f"reports.{module}.TABLES", self.tables)
        return self

    def define(self, table: str) -> None:
        self.tables[table] = Sample(
            table,
            TABLE.title,
            TABLE.description,
            default={
                "law": ("berlaku",),
                "year": ("TOP(1)",),
                "district": ("*",),
                "size": ("*",),
                "ContentsCode": ("usaha",),
            },
        )
