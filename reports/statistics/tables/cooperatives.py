"""Cooperatives at the end of each year: status, jenis, RAT, grade, trained boards.

Name, kecamatan, jenis, status, RAT and grade of every cooperative are public in the directory, so
that these counts withhold nothing.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

from django.db.models import Count, Q

from registry.compliance import GRADES
from registry.enums import Status
from registry.models import Cooperative
from reports.models import CooperativeYear
from reports.statistics import axes, snapshots
from reports.statistics.axes import TOTAL
from reports.statistics.cube import Cube, Dimension, StatTable, Text, cube_of
from reports.statistics.definitions import CONTACT, SOURCE, Cell, Definition
from reports.statistics.measures import KIND, NOT_RECORDED, STATUS, noted

COOPERATIVES = Text("koperasi", "cooperatives")
PERCENT = Text("persen", "per cent")
NOTES = (
    Text(
        "Keadaan 31 Desember menurut riwayat bertanggal dalam register; tahun berjalan: keadaan "
        "terakhir, bertanda p. Salah catat yang diperbaiki berlaku surut.",
        "As of 31 December by the dated history of the register; the running year is as of the "
        "last update and marked p. Corrections of mistakes hold for all years.",
    ),
    Text(
        "Kecamatan menurut pembagian pada hari itu: Bathin Solapan, Talang Muandau dan Bandar "
        "Laksamana dipecah pada 2017; sebelumnya angkanya ada di kecamatan induk.",
        "Districts as divided on that day: Bathin Solapan, Talang Muandau and Bandar Laksamana "
        "were split off in 2017; before, they are part of Mandau, Pinggir and Bukit Batu.",
    ),
)
ACTIVE = Q(status=Status.ACTIVE)


@dataclass(frozen=True)
class Counted:
    """One metric: which cooperatives it counts."""

    code: str
    label: Text
    which: Q


@dataclass(frozen=True)
class Share:
    """One metric in per cent: ``part`` of ``whole``, both codes of counted metrics."""

    code: str
    label: Text
    part: str
    whole: str


@dataclass(frozen=True)
class Counts:
    """A table of counts: its metrics and the dimensions beside year and kecamatan."""

    id: str
    title: Text
    description: Text
    metrics: tuple[Counted | Share, ...]
    dimensions: tuple[Dimension, ...] = ()
    columns: tuple[str, ...] = ()
    rows: Q = Q()  # noqa: RUF009
    notes: tuple[Text, ...] = NOTES
    picture: str = "district"

    def gather(self) -> dict:
        snapshots.refresh()
        counted = [one for one in self.metrics if isinstance(one, Counted)]
        cell = ("year", "district__kemendagri_code", *self.columns)
        numbers = {f"n_{one.code}": Count("pk", filter=one.which) for one in counted}
        rows = CooperativeYear.objects.filter(self.rows).values_list(*cell).annotate(**numbers)
        return {
            "rows": list(rows.order_by(*cell)),
            "demo": Cooperative.objects.filter(is_demo=True).exists(),
            "running": snapshots.today().year,
        }

    def build(self, material: dict, keep: Collection[Cell]) -> Cube:
        counted = [one.code for one in self.metrics if isinstance(one, Counted)]
        used = {row[1] for row in material["rows"]}
        time = axes.years(row[0] for row in material["rows"])
        dimensions = (time, axes.districts(used), *self.dimensions, self.contents)
        sums: Counter = Counter()
        for row in material["rows"]:
            homes = [
                axes.homes(axis, key)
                for axis, key in zip(dimensions, self._keys(row), strict=False)
            ]
            for place, number in zip(counted, row[-len(counted) :], strict=True):
                for cell in product(*homes):
                    sums[*cell, place] += number
        said = self._signed(sums, dimensions, str(material["running"]))
        notes = noted(self.notes, material["demo"])
        table = StatTable(self.id, self.title, SOURCE, notes, None, self.description, CONTACT)
        return cube_of(table, dimensions, said)

    def _keys(self, row: Sequence) -> list[str]:
        year, district, *others = row[: 2 + len(self.columns)]
        return [str(year), district, *(other or NOT_RECORDED for other in others)]

    def _signed(self, sums: Counter, dimensions, running: str) -> dict[Cell, tuple]:
        shares = {one.code: one for one in self.metrics if isinstance(one, Share)}
        said = {}
        for cell in product(*(one.codes for one in dimensions)):
            share = shares.get(cell[-1])
            value = _percent(sums, cell[:-1], share) if share else sums[cell]
            sign = "z" if value is None else "p" if cell[0] == running else ""
            said[cell] = value, sign
        return said

    @property
    def contents(self) -> Dimension:
        return axes.contents(
            *(
                (one.code, one.label, PERCENT, 1)
                if isinstance(one, Share)
                else (one.code, one.label, COOPERATIVES, 0)
                for one in self.metrics
            )
        )

    @property
    def definition(self) -> Definition:
        first = {one.code: (TOTAL,) for one in self.dimensions if one.total}
        return Definition(
            self.id,
            self.title,
            self.description,
            "koperasi",
            self.gather,
            self.build,
            default={
                "year": ("TOP(1)",),
                "district": ("*",),
                **first,
                **({self.dimensions[0].code: ("*",)} if self.dimensions else {}),
                "ContentsCode": ("*",) if not self.dimensions else (self.metrics[0].code,),
            },
            picture=self.picture,
        )


def _percent(sums: Counter, cell: Cell, share: Share) -> float | None:
    whole = sums[*cell, share.whole]
    return round(100 * sums[*cell, share.part] / whole, 1) if whole else None


def _with_total(dimension: Dimension, every: Text) -> Dimension:
    options = [(one.code, one.label) for one in dimension.categories]
    return axes.choices(dimension.code, dimension.label, options, every)


ALL_STATUSES = _with_total(STATUS, Text("semua status", "all statuses"))
ALL_KINDS = _with_total(KIND, Text("semua jenis", "all kinds"))
GRADE = axes.choices(
    "grade",
    Text("grade", "grade"),
    [
        *((code, Text(str(label), str(label))) for code, label in GRADES[:-1]),
        (GRADES[-1][0], Text("tidak tergolong", "no grade fits")),
        (NOT_RECORDED, Text("belum ada aturan grade", "no rule of grades yet")),
    ],
    Text("semua grade", "all grades"),
)
EVERY = Counted("koperasi", Text("jumlah koperasi", "cooperatives"), Q())
STANDING = Q(~Q(status=Status.DISSOLVED))
ACTIVES = Counted("aktif", Text("koperasi aktif", "active cooperatives"), ACTIVE)
COUNTS = (
    Counts(
        "koperasi-tahunan",
        Text(
            "Koperasi menurut tahun, kecamatan, status dan jenis",
            "Cooperatives by year, district, status and kind",
        ),
        Text("Jumlah koperasi pada akhir tiap tahun.", "Cooperatives at the end of each year."),
        (EVERY,),
        (ALL_STATUSES, ALL_KINDS),
        ("status", "kind"),
    ),
    Counts(
        "koperasi-rat",
        Text("Koperasi yang melaksanakan RAT", "Cooperatives that held their annual meeting"),
        Text(
            "Koperasi yang mengadakan RAT dalam tahun itu, di samping yang aktif.",
            "Cooperatives that held an annual members' meeting in the year, beside active ones.",
        ),
        (
            Counted("koperasi", Text("koperasi tanpa yang bubar", "all but dissolved"), Q()),
            ACTIVES,
            Counted("rat", Text("melaksanakan RAT", "held the meeting"), Q(held_meeting=True)),
            Counted(
                "rat_aktif",
                Text("koperasi aktif yang melaksanakan RAT", "active ones that held the meeting"),
                ACTIVE & Q(held_meeting=True),
            ),
            Share(
                "persen",
                Text(
                    "bagian koperasi aktif yang melaksanakan RAT", "share of active ones that did"
                ),
                "rat_aktif",
                "aktif",
            ),
        ),
        rows=STANDING,
    ),
    Counts(
        "koperasi-grade",
        Text("Koperasi menurut grade NIK", "Cooperatives by grade"),
        Text(
            "Grade yang dihitung dari RAT tiga tahun buku terakhir; tanpa koperasi yang bubar.",
            "Grade computed from the meetings of the last three book years.",
        ),
        (EVERY,),
        (GRADE,),
        ("grade",),
        rows=STANDING,
        picture="grade",
    ),
    Counts(
        "pengurus-terlatih",
        Text("Koperasi dengan pengurus terlatih", "Cooperatives with a trained board"),
        Text(
            "Koperasi aktif yang sedikitnya satu pengurusnya memegang sertifikat kompetensi yang "
            "masih berlaku.",
            "Active cooperatives with at least one board member who holds a valid certificate.",
        ),
        (
            ACTIVES,
            Counted("berpengurus", Text("dengan pengurus", "with a board"), Q(has_board=True)),
            Counted(
                "terlatih", Text("pengurus terlatih", "trained board"), Q(has_trained_board=True)
            ),
            Share("persen", Text("bagian terlatih", "share trained"), "terlatih", "berpengurus"),
        ),
        rows=ACTIVE,
    ),
)
DEFINITIONS = tuple(one.definition for one in COUNTS)
