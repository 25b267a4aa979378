"""What cooperatives accounted for per book year: members by sex, capital, assets, turnover, SHU.

Who is a cooperative is public; what one of them owns or earns is not, so that cells of one or two
and cells that one cooperative dominates are withheld.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import product

from django.db import connection

from registry.enums import Status
from registry.models import Cooperative
from registry.models.people import today
from registry.rules import Rules
from reports.models import CooperativeYear
from reports.statistics import axes, snapshots
from reports.statistics.axes import TOTAL
from reports.statistics.cube import Cube, StatTable, Text, cube_of
from reports.statistics.definitions import CONFIDENTIAL, CONTACT, SOURCE, Cell, Definition
from reports.statistics.disclosure import Money
from reports.statistics.guarding import (
    MONEY,
    PERSONS,
    Guarded,
    array,
    kept_by_tier,
    policy_of,
    policy_values,
)
from reports.statistics.measures import NOT_RECORDED, noted
from reports.statistics.tables.cooperatives import ALL_KINDS, COOPERATIVES, PERCENT

MILLION = 10**6
PEOPLE = Text("orang", "persons")
RUPIAH = Text("juta rupiah", "million rupiah")
MEMBERS = {
    "anggota": ("members_total", Text("anggota", "members")),
    "anggota_l": ("members_male", Text("anggota laki-laki", "male members")),
    "anggota_p": ("members_female", Text("anggota perempuan", "female members")),
}
AMOUNTS = {
    "modal_sendiri": ("own_capital", Text("modal sendiri", "own capital")),
    "modal_luar": ("outside_capital", Text("modal luar", "outside capital")),
    "aset": ("assets", Text("aset", "assets")),
    "volume": ("turnover", Text("volume usaha", "turnover")),
    "shu": ("surplus", Text("sisa hasil usaha", "surplus")),
}
CONTENTS = axes.contents(
    ("melapor", Text("koperasi yang melapor", "reporting cooperatives"), COOPERATIVES, 0),
    *((code, label, PEOPLE, 0) for code, (_, label) in MEMBERS.items()),
    *((code, label, RUPIAH, 0) for code, (_, label) in AMOUNTS.items()),
    ("cakupan", Text("cakupan laporan", "coverage of reports"), PERCENT, 1),
)
# How many reported follows from the public directory of RAT: it is withheld with nothing.
TIER = (
    {"melapor": "", "cakupan": ""} | dict.fromkeys(MEMBERS, PERSONS) | dict.fromkeys(AMOUNTS, MONEY)
)
NOTES = (
    CONFIDENTIAL,
    Text(
        "Menurut laporan RAT tahun buku itu. Cakupan: koperasi yang melapor di antara yang aktif "
        "atau melapor; p: cakupan di bawah batas, angka sementara.",
        "As reported in the annual meeting of the book year. Coverage: reporting cooperatives "
        "among those active or reporting; p: coverage below the limit, provisional.",
    ),
)
COLUMNS = [column for column, _ in (*MEMBERS.values(), *AMOUNTS.values())]
RUPIAH_COLUMNS = [column for column, _ in AMOUNTS.values()]


def gather() -> dict:
    """Sums by year, kecamatan and jenis, each amount with its two largest contributions."""
    snapshots.refresh()
    return {
        "rows": _sums(),
        "policy": policy_values(),
        "coverage": Rules(today())["coverage_final"]["percent"],
        "demo": Cooperative.objects.filter(is_demo=True).exists(),
    }


def _sums() -> list[tuple]:
    """One row a cell: reporting, expected, the sums of COLUMNS, then the two largest of MONEY."""
    sums = ", ".join(f"coalesce(sum({name}), 0), count({name})" for name in COLUMNS)
    tops = ", ".join(
        f"(array_agg(abs({name}) ORDER BY abs({name}) DESC) FILTER (WHERE {name} IS NOT NULL))[:2]"
        for name in RUPIAH_COLUMNS
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT y.year, d.kemendagri_code, y.kind, count(*) FILTER (WHERE has_figures),"  # noqa: S608
            f" count(*), {sums}, {tops} FROM {CooperativeYear._meta.db_table} y"
            " JOIN registry_district d ON d.id = y.district_id"
            " WHERE y.has_figures OR y.status = %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            [Status.ACTIVE],
        )
        return cursor.fetchall()


def build(material: dict, keep: Collection[Cell]) -> Cube:
    """The protected cube over the book years of which anything was reported."""
    by_year = defaultdict(list)
    for year, *row in material["rows"]:
        by_year[year].append(row)
    told = {year: rows for year, rows in by_year.items() if any(row[2] for row in rows)}
    places = {row[0] for rows in told.values() for row in rows}
    dimensions = (axes.years(told), axes.districts(places), ALL_KINDS, CONTENTS)
    said: dict[Cell, tuple] = {}
    for year, rows in told.items():
        before = (((d, k), m) for y, d, k, m in keep if y == str(year))
        kept = kept_by_tier(before, TIER)
        guarded = _guarded(dimensions, rows, policy_of(material["policy"]), kept)
        for cell, sums, hidden in guarded.cells():
            for metric, value, sign in _said(sums, hidden, material["coverage"]):
                said[str(year), *cell, metric] = value, sign
    every = product(*(one.codes for one in dimensions))
    cells = {cell: said.get(cell) or (None, "z") for cell in every}
    notes = noted(NOTES, material["demo"])
    return cube_of(StatTable(ID, TITLE, SOURCE, notes, None, ABOUT, CONTACT), dimensions, cells)


def _guarded(dimensions, rows: list, policy, kept: dict) -> Guarded:
    sides = (axes.divided(dimensions[1]), axes.divided(dimensions[2]))
    found, tops = defaultdict(dict), defaultdict(dict)
    for district, kind, reporting, expected, *numbers in rows:
        cell = (district, kind or NOT_RECORDED)
        found["reporting"][cell], found["expected"][cell] = reporting, expected
        sums, largest = numbers[: 2 * len(COLUMNS)], numbers[2 * len(COLUMNS) :]
        for name, total, known in zip(COLUMNS, sums[::2], sums[1::2], strict=True):
            found[name][cell], found[f"{name}_known"][cell] = int(total), known
        for name, two in zip(RUPIAH_COLUMNS, largest, strict=True):
            for place, amount in enumerate(two or ()):
                tops[name, place][cell] = int(amount)
    sums = {name: array(sides, values) for name, values in found.items()}
    money = {
        name: Money(abs(sums[name]), *(array(sides, tops[name, place]) for place in (0, 1)), True)
        for name in RUPIAH_COLUMNS
    }
    persons = {column: sums[column] for column, _ in MEMBERS.values()}
    others = {name: values for name, values in sums.items() if name not in persons}
    tellers = [sums[f"{column}_known"] for column in persons]
    return Guarded(sides, sums["reporting"], persons, money, others, policy, kept, tellers=tellers)


def _said(sums: dict, hidden: Collection[str], limit: int) -> Iterator[tuple]:
    reporting, expected = sums["units"], sums["expected"]
    partial = "p" if 100 * reporting < limit * expected else ""
    figures = {"melapor": (reporting, "")}
    for metric, (column, _) in (MEMBERS | AMOUNTS).items():
        value = sums[column] if metric in MEMBERS else round(sums[column] / MILLION)
        given = sums[f"{column}_known"] or not expected
        figures[metric] = (value, partial) if given else (None, ":")
    share = round(100 * reporting / expected, 1) if expected else None
    figures["cakupan"] = (share, "" if expected else "z")
    for metric, (value, sign) in figures.items():
        yield (metric, None, "c") if TIER[metric] in hidden else (metric, value, sign)


ID = "koperasi-usaha"
TITLE = Text(
    "Anggota, modal, volume usaha dan SHU koperasi",
    "Members, capital, turnover and surplus of cooperatives",
)
ABOUT = Text(
    "Yang dilaporkan koperasi dalam RAT: anggota menurut jenis kelamin, modal, aset, volume usaha "
    "dan sisa hasil usaha.",
    "What cooperatives reported in their annual meetings: members by sex, capital, assets, "
    "turnover and surplus.",
)
DEFINITION = Definition(
    ID,
    TITLE,
    ABOUT,
    "koperasi",
    gather,
    build,
    default={
        "year": ("TOP(1)",),
        "district": ("*",),
        "kind": (TOTAL,),
        "ContentsCode": ("melapor", "anggota", "modal_sendiri", "volume", "shu"),
    },
)
