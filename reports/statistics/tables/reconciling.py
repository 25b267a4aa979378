"""Published figures beside the register, with the difference; the register's side is as protected
as in the table it comes from: where it is confidential there is no difference either."""

from collections.abc import Collection
from itertools import product

from reports.statistics import axes
from reports.statistics.axes import TOTAL
from reports.statistics.cube import Cube, StatTable, Text, cube_of
from reports.statistics.definitions import CONFIDENTIAL, CONTACT, Cell, Definition
from reports.statistics.published import plain
from reports.statistics.tables.published import SOURCE, code_of, series_of, told

UNIT = Text("menurut deret", "as in series")
CONTENTS = axes.contents(
    ("terbit", Text("angka terbit", "published figure"), UNIT, 0),
    ("register", Text("register dinas", "the office's register"), UNIT, 0),
    ("selisih", Text("selisih (register dikurangi terbit)", "difference"), UNIT, 0),
)
NOTES = (
    Text(
        "Dua populasi yang berbeda disandingkan dan tidak pernah dijumlahkan. Penjelasan tiap "
        "selisih ada di halaman Rekonsiliasi.",
        "Two different populations stand side by side and are never added. Each difference is "
        "explained on the page of reconciliation.",
    ),
    CONFIDENTIAL,
)


def gather() -> list[tuple]:
    """Series, label, unit, source, year, place, published value and mark, register and its sign."""
    # Reconciliation reads the editions of other tables, and editions know every table.
    from reports.statistics.reconciliation import Reconciliation

    found = Reconciliation()
    return [
        (
            *(line.figure.series, line.figure.label, line.figure.unit, line.figure.source),
            *(line.figure.year, line.district, line.figure.value, line.figure.mark),
            *line.register,
        )
        for line in found.lines(found.figures().iterator(chunk_size=2000))
    ]


def build(material: list[tuple], keep: Collection[Cell]) -> Cube:
    """What is not compared is not available."""
    said: dict[Cell, tuple] = {}
    for name, _, _, source, year, place, value, mark, number, sign in material:
        cell = (code_of(name, source), str(year), place)
        said[*cell, "terbit"] = told(value, mark)
        said[*cell, "register"] = (None, sign) if number is None else (plain(number), sign)
        both = value is not None and number is not None
        missing = sign if number is None else told(value, mark)[1]
        said[*cell, "selisih"] = (plain(number - value), sign) if both else (None, missing)
    places = axes.without_lists(axes.districts(row[5] for row in material))
    time = axes.years(row[4] for row in material)
    dimensions = (series_of(row[:4] for row in material), time, places, CONTENTS)
    every = product(*(one.codes for one in dimensions))
    cells = {cell: said.get(cell, (None, ":")) for cell in every}
    return cube_of(StatTable(ID, TITLE, SOURCE, NOTES, None, ABOUT, CONTACT), dimensions, cells)


ID = "selisih-terbit"
TITLE = Text("Angka terbit di samping register", "Published figures beside the register")
ABOUT = Text(
    "Angka BPS, kementerian dan pers, angka register pada waktu yang sama, dan selisihnya.",
    "Figures of BPS, the ministry and the press, the register at the same time, the difference.",
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
        "year": ("TOP(1)",),
        "district": (TOTAL,),
        "ContentsCode": ("*",),
    },
    picture="series",
)
