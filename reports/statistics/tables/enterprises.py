"""MSMEs by kecamatan, section, size class under either law, and year; workers and sales.

The base table has one category for each PAIR of classes, because both laws divide the same
enterprises: what one division withholds, the other must not give back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import product

from registry.enums import SizeClass
from registry.models import Enterprise
from registry.models.people import today
from registry.rules import Rules
from registry.size_classes import LAWS, law_of
from reports.models import EnterpriseFact
from reports.statistics import axes, facts
from reports.statistics.axes import TOTAL, UNKNOWN, Level, Side
from reports.statistics.cube import Category, CodeList, Cube, StatTable, Text, cube_of
from reports.statistics.definitions import CONFIDENTIAL, CONTACT, SOURCE, Cell, Definition
from reports.statistics.disclosure import Money, Policy
from reports.statistics.guarding import (
    MONEY,
    PERSONS,
    UNITS,
    Guarded,
    array,
    kept_by_tier,
    policy_of,
    policy_values,
)
from reports.statistics.measures import noted

IN_FORCE, ALL_LAWS = "berlaku", "*"
FINE = (0, 1)  # divisions of the class axis: every class, under either law
LANDS, WHOLE = 1, 2  # division of kecamatan and of sections: all together
LAND_CODES = {code for code, _ in (*axes.LANDS.values(), axes.ELSEWHERE)}
SMALL_CLASSES = (*SizeClass.values[1:], UNKNOWN)
MILLION = 10**6
PEOPLE = Text("orang", "persons")
LAW = replace(
    axes.choices(
        "law",
        Text("aturan golongan", "law of size classes"),
        [
            (IN_FORCE, Text("yang berlaku pada tahun itu", "in force in the year")),
            ("uu20", Text("UU 20/2008", "Law 20/2008")),
            ("pp7", Text("PP 7/2021", "Government Regulation 7/2021")),
        ],
    ),
    total=IN_FORCE,
)
MICRO, LARGER = "skala_mikro", "skala_lain"
SIZE = axes.sizes("size", Text("golongan usaha", "size class"))
SIZE = replace(
    SIZE,
    categories=(
        *SIZE.categories,
        Category(MICRO, Text("mikro", "micro only"), None, (SizeClass.MICRO.value,)),
        Category(
            LARGER,
            Text("selain mikro", "other than micro"),
            None,
            SMALL_CLASSES,
        ),
    ),
    lists=(CodeList("agg_skala", Text("skala", "scale"), (MICRO, LARGER)),),
)
CONTENTS = axes.contents(
    ("usaha", Text("jumlah usaha", "enterprises"), Text("usaha", "enterprises"), 0),
    ("tenaga_kerja", Text("tenaga kerja", "workers"), PEOPLE, 0),
    ("tenaga_kerja_l", Text("tenaga kerja laki-laki", "male workers"), PEOPLE, 0),
    ("tenaga_kerja_p", Text("tenaga kerja perempuan", "female workers"), PEOPLE, 0),
    (
        "penjualan",
        Text("hasil penjualan setahun", "yearly sales"),
        Text("juta rupiah", "million rupiah"),
        0,
    ),
    (
        "cakupan",
        Text("usaha dengan penjualan tercatat", "enterprises with recorded sales"),
        Text("persen", "per cent"),
        1,
    ),
)
TIER = {
    "usaha": UNITS,
    "tenaga_kerja": PERSONS,
    "tenaga_kerja_l": PERSONS,
    "tenaga_kerja_p": PERSONS,
    "penjualan": MONEY,
    "cakupan": MONEY,
}
NOTES = (
    CONFIDENTIAL,
    Text(
        "Semua golongan terbit menurut kecamatan dan untuk kabupaten; menurut lapangan usaha hanya "
        "mikro dan selain mikro (daftar skala). Kalau tidak, hampir semua sel harus dirahasiakan.",
        "All classes are published by district and for the regency; by section only micro and "
        "other than micro (list scale). Nearly all cells would be confidential otherwise.",
    ),
    Text(
        "Patahan deret: golongan tahun 2020 menurut UU 20/2008, sejak 2021 menurut PP 7/2021; "
        "perubahan aturan saja memindahkan banyak usaha kecil menjadi mikro. Untuk membandingkan "
        "tahun, pilih satu aturan.",
        "Break in the series: size classes of 2020 follow Law 20/2008, since 2021 Regulation "
        "7/2021; the change of law alone turns many small into micro enterprises. To compare "
        "years choose one law.",
    ),
    Text(
        "UU 20/2008: menurut hasil penjualan, atau aset bila penjualan tidak tercatat. PP 7/2021 "
        "pasal 35: modal untuk usaha yang berdiri sejak 2 Februari 2021, penjualan untuk yang "
        "lebih lama.",
        "Law 20/2008: by sales, or by assets where sales are not known. Regulation 7/2021 art. 35: "
        "by capital for units set up since 2 February 2021, by sales for older ones.",
    ),
    Text(
        "Usaha dalam register dinas yang punya data tahun itu; BPS menghitung populasi lain, "
        "jangan dijumlahkan. Penjualan hanya dari usaha yang mencatatnya; p: cakupan di bawah "
        "batas, angka sementara.",
        "Enterprises of the office's register with data of the year; BPS counts another "
        "population, never add the two. Sales only of those that recorded them; p: coverage below "
        "the limit, provisional.",
    ),
)


def gather() -> dict:
    """Sums by cell with their largest contributions, the rules, and whether rows are samples."""
    facts.fold()
    return {
        "sums": facts.sums(),
        "largest": facts.largest(),
        "policy": policy_values(),
        "coverage": Rules(today())["coverage_final"]["percent"],
        "demo": Enterprise.objects.filter(is_demo=True).exists(),
    }


def build(material: dict, keep: Collection[Cell]) -> Cube:
    """The protected cube: both laws, every year, all margins and sectors."""
    by_year = defaultdict(list)
    for year, *row in material["sums"]:
        by_year[year].append(row)
    places = {row[0] for rows in by_year.values() for row in rows}
    dimensions = (
        *(LAW, axes.years(by_year), axes.districts(places), axes.sections()),
        *(SIZE, CONTENTS),
    )
    said: dict[Cell, tuple] = {}
    for year, rows in by_year.items():
        for cell, sums, hidden in _cells(year, dimensions, rows, material, keep):
            for metric, value, sign in _said(cell, sums, hidden, material["coverage"]):
                said[*cell, metric] = value, sign
    every = product(*(one.codes for one in dimensions))
    cells = {cell: said.get(cell) or _nothing(cell) for cell in every}
    notes = noted(NOTES, material["demo"])
    table = StatTable(ID, TITLE, SOURCE, notes, None, DESCRIPTION, CONTACT)
    return cube_of(table, dimensions, cells)


def _cells(year: int, dimensions, rows: list, material: dict, keep) -> Iterator[tuple]:
    """Law, year, kecamatan, section and size of every published cell, its sums, if withheld."""
    largest = {cell[1:]: top for cell, top in material["largest"].items() if cell[0] == year}
    before = (((d, s, _class(law, z)), m) for law, y, d, s, z, m in keep if y == str(year))
    kept = kept_by_tier(before, TIER)
    guarded = _guarded(dimensions, rows, largest, policy_of(material["policy"]), kept)
    for (district, section, joint), sums, hidden in guarded.cells():
        law, _, size = joint.partition(":")
        named = (size, SizeClass.MICRO.value) if size == MICRO else (size,)
        laws = tuple(LAWS) if law == ALL_LAWS else (law,)
        in_force = (IN_FORCE,) if law_of(year).code in laws else ()
        for one, size_code in product((*laws, *in_force), named):
            yield (one, str(year), district, section, size_code), sums, hidden


def _is_published(division: tuple[int, ...]) -> bool:
    """Every class by kecamatan and for the regency; by section, by land and deeper only micro and
    larger: with every class nearly all such cells would be confidential, and with them those of
    the kecamatan (measured on 40,000 enterprises: 53 of 53)."""
    district, section, size = division
    return size not in FINE or (section == WHOLE and district != LANDS)


def _class(law: str, size: str) -> str:
    """How a class stands on the joint axis; all classes together are the same under any law."""
    return f"{ALL_LAWS if size == TOTAL else law}:{size}"


def _guarded(dimensions, rows: list, largest: dict, policy: Policy, kept: dict) -> Guarded:
    """The sums of one year over kecamatan × section × pair of classes, with their mask."""
    pairs = sorted({(row[2] or UNKNOWN, row[3] or UNKNOWN) for row in rows})
    sides = (axes.divided(dimensions[2]), axes.divided(dimensions[3]), _classes(pairs))
    by_name, tops = defaultdict(dict), ({}, {})
    for district, section, uu20, pp7, *numbers in rows:
        cell = (district, section or UNKNOWN, (uu20 or UNKNOWN, pp7 or UNKNOWN))
        for name, number in zip(EnterpriseFact.SUMS, numbers, strict=True):
            by_name[name][cell] = int(number)
        two = largest.get((district, section, uu20, pp7), (0, 0))
        for top, amount in zip(tops, two, strict=True):
            top[cell] = amount
    sums = {name: array(sides, by_name[name]) for name in EnterpriseFact.SUMS}
    sales = Money(sums["sales"], *(array(sides, top) for top in tops))
    persons = {name: sums[name] for name in ("workers_male", "workers_female")}
    others = {name: sums[name] for name in ("sales", "sales_known", "workers_known")}
    tellers = [sums["workers_known"]] * len(persons)
    money = {"sales": sales}
    return Guarded(
        sides, sums["units"], persons, money, others, policy, kept, _is_published, tellers
    )


def _classes(pairs: list[tuple[str, str]]) -> Side:
    """Pairs of classes, divided by either law (FINE), by its micro enterprises, and not at all."""
    named = [[_class(law, pair[at]) for pair in pairs] for at, law in enumerate(LAWS)]
    named += [
        [_class(law, MICRO if pair[at] == SizeClass.MICRO else LARGER) for pair in pairs]
        for at, law in enumerate(LAWS)
    ]
    named.append([_class("", TOTAL)] * len(pairs))
    return Side(tuple(pairs), tuple(map(_level, named)))


def _level(names: list[str]) -> Level:
    codes = tuple(dict.fromkeys(names))
    return Level(codes, tuple(map(codes.index, names)))


def _said(cell: Cell, sums: dict, hidden: Collection[str], limit: int) -> Iterator[tuple]:
    """Every metric of a cell: its value or None, and its mark or flags."""
    units, known, staffed = sums["units"], sums["sales_known"], sums["workers_known"]
    broken, male, female = _broken(cell), sums["workers_male"], sums["workers_female"]
    figures = {
        "usaha": (units, broken),
        "tenaga_kerja": _of_some(male + female, staffed, units, limit, broken),
        "tenaga_kerja_l": _of_some(male, staffed, units, limit, broken),
        "tenaga_kerja_p": _of_some(female, staffed, units, limit, broken),
        "penjualan": _of_some(round(sums["sales"] / MILLION), known, units, limit, broken),
        "cakupan": (round(100 * known / units, 1), "") if units else (None, "z"),
    }
    for metric, (value, sign) in figures.items():
        yield (metric, None, "c") if TIER[metric] in hidden else (metric, value, sign)


def _of_some(number: int, known: int, units: int, limit: int, broken: str) -> tuple:
    """A figure that only ``known`` of ``units`` gave."""
    if units and not known:
        return None, ":"
    partial = "p" if units and 100 * known < limit * units else ""
    return number, broken + partial


def _broken(cell: Cell) -> str:
    """The flag of a class that another law defined the year before."""
    law, year, _, _, size = cell[:5]
    broken = law == IN_FORCE and size != TOTAL and law_of(int(year)) is not law_of(int(year) - 1)
    return "b" if broken else ""


def _nothing(cell: Cell) -> tuple:
    """A cell that is not published, or in which no enterprise was ever counted."""
    _, _, district, section, size, metric = cell
    if size in SMALL_CLASSES and (section != TOTAL or district in LAND_CODES):
        return None, ":"
    return (None, "z") if metric == "cakupan" else (0, _broken(cell))


ID = "umkm"
TITLE = Text(
    "UMKM menurut kecamatan, lapangan usaha dan golongan",
    "MSMEs by district, section and size class",
)
DESCRIPTION = Text(
    "Jumlah usaha, tenaga kerja dan penjualan UMKM dalam register dinas, menurut UU 20/2008 dan "
    "PP 7/2021.",
    "Enterprises, workers and sales in the office's register, under both laws of size classes.",
)
DEFINITION = Definition(
    ID,
    TITLE,
    DESCRIPTION,
    "umkm",
    gather,
    build,
    default={
        "law": (IN_FORCE,),
        "year": ("TOP(1)",),
        "district": ("*",),
        "section": (TOTAL,),
        "size": ("*",),
        "ContentsCode": ("usaha",),
    },
)
