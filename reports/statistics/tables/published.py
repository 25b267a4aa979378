"""What others published, each source a series of its own: never added, never averaged."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from itertools import product

from django.utils.text import slugify

from registry.models import District
from registry.models.territory import REGENCY
from reports.models import PublishedFigure
from reports.statistics import axes
from reports.statistics.axes import TOTAL
from reports.statistics.cube import Category, Cube, Dimension, StatTable, Text, cube_of
from reports.statistics.definitions import CONTACT, Cell, Definition
from reports.statistics.published import ENGLISH, UNITS, plain

MOST = 300  # series; a BPS variable of many turunan would make more
NOTES = (
    Text(
        "Tiap sumber menghitung populasinya sendiri; angkanya tidak boleh dijumlahkan. Bila satu "
        "sumber menerbitkan angka yang sama beberapa kali, yang terakhir diambil yang dipakai.",
        "Each source counts a population of its own; never add them. Where a source published "
        "a figure several times the one retrieved last is shown.",
    ),
)
SOURCE = Text("BPS, kementerian dan pers; sumber pada tiap deret", "BPS, ministry, press")


def gather() -> list[tuple]:
    """Series, label, unit, source, year, kecamatan or regency, value and mark; oldest first."""
    places = {REGENCY["kemendagri"]: TOTAL, REGENCY["bps"]: TOTAL}
    for kemendagri, bps in District.objects.order_by().values_list("kemendagri_code", "bps_code"):
        places |= {kemendagri: kemendagri, bps: kemendagri}
    rows = PublishedFigure.objects.filter(place_code__in=places)
    rows = rows.order_by("series", "source", "year", "place_code", "as_of", "retrieved_on", "id")
    wanted = ("series", "label", "unit", "source", "year", "place_code", "value", "mark")
    return [
        (*said, places[code], value, mark) for *said, code, value, mark in rows.values_list(*wanted)
    ]


def build(material: list[tuple], keep: Collection[Cell]) -> Cube:
    """One category a series and source; what was not published is not available."""
    said: dict[Cell, tuple] = {}
    for name, _, _, source, year, place, value, mark in material:
        said[code_of(name, source), str(year), place, "angka"] = told(value, mark)
    series = series_of(row[:4] for row in material)
    places = axes.without_lists(axes.districts(row[5] for row in material))
    contents = _contents([row[6] for row in material if row[6] is not None])
    dimensions = (series, axes.years(row[4] for row in material), places, contents)
    every = product(*(one.codes for one in dimensions))
    cells = {cell: said.get(cell, (None, ":")) for cell in every}
    return cube_of(StatTable(ID, TITLE, SOURCE, NOTES, None, ABOUT, CONTACT), dimensions, cells)


def code_of(series: str, source: str) -> str:
    """One series of one source, as its category is called."""
    return slugify(f"{series.replace('.', '-')} {source}")


def series_of(rows: Iterable[tuple]) -> Dimension:
    """The dimension of series, from (series, label, unit, source); at most MOST of them."""
    names: dict[str, Text] = {}
    for series, label, unit, source in rows:
        english = ENGLISH.get(series, label)
        text = Text(f"{label} ({unit}): {source}", f"{english} ({UNITS.get(unit, unit)}): {source}")
        names.setdefault(code_of(series, source), text)
    kept = tuple(Category(code, text) for code, text in list(names.items())[:MOST])
    return Dimension("series", Text("deret", "series"), kept)


def told(value: Decimal | None, mark: str) -> tuple:
    """A published figure as a cell; a dash of the source says that there can be none."""
    return (None, "z" if mark == "-" else mark) if value is None else (plain(value), "")


def _contents(values: list) -> Dimension:
    """The figure, with as many decimals as any source gave."""
    decimals = max((-value.normalize().as_tuple().exponent for value in values), default=0)
    label, unit = Text("angka terbit", "published figure"), Text("menurut deret", "as in series")
    return axes.contents(("angka", label, unit, max(decimals, 0)))


ID = "deret-terbit"
TITLE = Text(
    "Angka terbit tentang koperasi dan UMKM", "Published figures on cooperatives and MSMEs"
)
ABOUT = Text(
    "Angka yang diterbitkan BPS, kementerian dan pers, masing-masing dengan sumbernya.",
    "Figures published by BPS, the ministry and the press, each with its source.",
)
DEFINITION = Definition(
    ID,
    TITLE,
    ABOUT,
    "terbitan",
    gather,
    build,
    default={
        "series": ("*",),
        "year": ("*",),
        "district": (TOTAL,),
        "ContentsCode": ("angka",),
    },
    picture="series",
)
