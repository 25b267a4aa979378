"""Naik kelas: MSMEs by their class in one year and in the next, always under one law.

Only enterprises with figures of both years. The base table has the pair of classes of either year
(both laws), so that the matrix under one law does not give back what the other withholds.
"""

from collections import defaultdict
from collections.abc import Collection
from itertools import product

from django.db import connection

from registry.models import Enterprise
from registry.size_classes import LAWS
from reports.statistics import axes
from reports.statistics.axes import TOTAL, UNKNOWN, Level, Side
from reports.statistics.cube import Cube, StatTable, Text, cube_of
from reports.statistics.definitions import CONFIDENTIAL, CONTACT, HOUR, SOURCE, Cell, Definition
from reports.statistics.guarding import UNITS, Guarded, array, policy_of, policy_values
from reports.statistics.measures import noted

LAW = axes.choices(
    "law",
    Text("aturan golongan", "law of size classes"),
    [(law.code, Text(law.title, law.title)) for law in LAWS.values()],
)
BEFORE = axes.sizes("size_before", Text("golongan tahun sebelumnya", "class in the year before"))
AFTER = axes.sizes("size", Text("golongan tahun itu", "class in the year"))
CONTENTS = axes.contents(
    ("usaha", Text("jumlah usaha", "enterprises"), Text("usaha", "enterprises"), 0)
)
NOTES = (
    CONFIDENTIAL,
    Text(
        "Kedua tahun digolongkan menurut satu aturan. Golongan 2020 menurut UU 20/2008 dan 2021 "
        "menurut PP 7/2021 tidak dibandingkan: perubahan aturan bukan naik atau turun kelas.",
        "Both years are classified under one law. Classes of 2020 under Law 20/2008 are never "
        "compared with those of 2021 under Regulation 7/2021: a change of law is no upgrading.",
    ),
    Text(
        "Hanya usaha yang punya data kedua tahun.",
        "Only enterprises with data of both years.",
    ),
)


def gather() -> dict:
    """Enterprises by year and the classes of that year and of the one before."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT n.year, o.size_uu20, o.size_pp7, n.size_uu20, n.size_pp7, count(*)
            FROM registry_enterpriseyear n
            JOIN registry_enterpriseyear o
              ON o.enterprise_id = n.enterprise_id AND o.year = n.year - 1
            GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        """)
        rows = cursor.fetchall()
    demo = Enterprise.objects.filter(is_demo=True).exists()
    return {"rows": rows, "policy": policy_values(), "demo": demo}


def build(material: dict, keep: Collection[Cell]) -> Cube:
    """The protected matrix of every year, under each law."""
    by_year = defaultdict(dict)
    for year, *classes, number in material["rows"]:
        old, new = ([one or UNKNOWN for one in classes[at : at + 2]] for at in (0, 2))
        by_year[year][tuple(old), tuple(new)] = number
    dimensions = (LAW, axes.years(by_year), BEFORE, AFTER, CONTENTS)
    said: dict[Cell, tuple] = dict.fromkeys(product(*(d.codes for d in dimensions)), (0, ""))
    for year, numbers in by_year.items():
        sides = tuple(_classes(sorted({cell[at] for cell in numbers})) for at in (0, 1))
        kept = {(f"{law}:{b}", f"{law}:{a}") for law, y, b, a, _ in keep if y == str(year)}
        units = array(sides, numbers)
        guarded = Guarded(sides, units, {}, {}, {}, policy_of(material["policy"]), {UNITS: kept})
        for (before, after), sums, hidden in guarded.cells():
            law, old = before.split(":")
            other, new = after.split(":")
            if law == other:
                said[law, str(year), old, new, "usaha"] = (
                    (None, "c") if hidden else (sums["units"], "")
                )
    notes = noted(NOTES, material["demo"])
    return cube_of(StatTable(ID, TITLE, SOURCE, notes, None, ABOUT, CONTACT), dimensions, said)


def _classes(pairs: list[tuple[str, str]]) -> Side:
    """Pairs of classes, divided by either law; the total stands once under each law."""
    levels = []
    for place, law in enumerate(LAWS):
        named = [f"{law}:{pair[place]}" for pair in pairs]
        codes = tuple(dict.fromkeys(named))
        levels.append(Level(codes, tuple(map(codes.index, named))))
        levels.append(Level((f"{law}:{TOTAL}",), (0,) * len(pairs)))
    return Side(tuple(pairs), tuple(levels))


ID = "umkm-naik-kelas"
TITLE = Text("UMKM yang naik kelas", "MSMEs that moved up a size class")
ABOUT = Text(
    "Golongan usaha pada dua tahun berturut-turut menurut satu aturan: siapa naik, tetap, turun.",
    "Size classes in two years in a row under one law: who moved up, stayed, moved down.",
)
DEFINITION = Definition(
    ID,
    TITLE,
    ABOUT,
    "umkm",
    gather,
    build,
    default={
        "law": ("pp7",),
        "year": ("TOP(1)",),
        "size_before": ("*",),
        "size": ("*",),
        "ContentsCode": ("usaha",),
    },
    every=HOUR,
    picture="size_before",
)
