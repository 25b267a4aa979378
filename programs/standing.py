"""How a plan stands, month by month: planned against realised, for all, by program, by office.

One query adds everything up in the database. A line without an entry in a month counts with its
latest entry before; a month in which no line has an entry is a gap, never a zero.
"""

# The statement is put together from placeholders and names of our own tables.
# ruff: noqa: S608
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection

from programs.enums import Quarter
from programs.models import BudgetVersion
from registry.models.people import today
from registry.rules import Rules

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Verdict:
    """A word with its tone and shape."""

    word: str
    tone: str


ON_TRACK, BEHIND = Verdict("Tepat", "good"), Verdict("Terlambat", "warn")
CRITICALLY = Verdict("Kritis", "bad")
UNREPORTED = Verdict("Belum dilaporkan", "neutral")
UNPLANNED = Verdict("Tanpa rencana", "info")


@dataclass(frozen=True)
class Limits:
    """The dated rule ``standing``: from how many points behind the plan work is late, critical."""

    late: int
    critical: int

    @classmethod
    def in_force(cls) -> "Limits":
        """Those of today. Raises NoRule."""
        return cls(**Rules(today())["standing"])

    def judge(self, deviation: Decimal | None) -> Verdict:
        """What a deviation in points is called."""
        if deviation is None:
            return UNPLANNED
        if deviation >= -self.late:
            return ON_TRACK
        return BEHIND if deviation >= -self.critical else CRITICALLY

    @property
    def words(self) -> str:
        """The rule as pages say it."""
        return (
            f"Tepat: fisik paling banyak {self.late} poin di bawah rencana. Terlambat: lebih dari "
            f"{self.late} sampai {self.critical} poin. Kritis: lebih dari {self.critical} poin. "
            "Fisik dan rencananya ditimbang menurut pagu."
        )


@dataclass(frozen=True)
class Point:
    """Where a plan, a program or an office is at the end of a month, from January on.

    Amounts in rupiah; ``*_work`` is percent times pagu. What was not planned, or not reported in
    that month, is None.
    """

    month: int
    pagu: Decimal
    planned: Decimal | None
    planned_work: Decimal | None
    realised: Decimal | None
    work: Decimal | None
    lines: int
    entered: int
    limits: Limits

    def share(self, value: Decimal | None, times: int = 1) -> Decimal | None:
        """``value`` in percent of the pagu, to a tenth."""
        if value is None or not self.pagu:
            return None
        return (value * times / self.pagu).quantize(TENTH, ROUND_HALF_UP)

    @property
    def planned_money(self) -> Decimal | None:
        return self.share(self.planned, 100)

    @property
    def money(self) -> Decimal | None:
        return self.share(self.realised, 100)

    @property
    def planned_physical(self) -> Decimal | None:
        return self.share(self.planned_work)

    @property
    def physical(self) -> Decimal | None:
        return self.share(self.work)

    @property
    def deviation(self) -> Decimal | None:
        """Points of physical progress ahead (+) or behind (-) the plan."""
        if self.physical is None or self.planned_physical is None:
            return None
        return self.physical - self.planned_physical

    @property
    def verdict(self) -> Verdict:
        if not self.entered:
            return UNREPORTED
        return self.limits.judge(self.deviation)

    @property
    def is_partial(self) -> bool:
        return 0 < self.entered < self.lines


@dataclass
class Progress:
    """The twelve months of a plan, a program or an office."""

    points: list[Point] = field(default_factory=list)

    @property
    def reported(self) -> list[Point]:
        return [point for point in self.points if point.entered]

    @property
    def last(self) -> Point | None:
        """The latest month with an entry."""
        return self.reported[-1] if self.reported else None

    @property
    def pagu(self) -> Decimal:
        return self.points[-1].pagu if self.points else Decimal(0)

    @property
    def lines(self) -> int:
        return self.points[-1].lines if self.points else 0

    @property
    def verdict(self) -> Verdict:
        return self.last.verdict if self.last else UNREPORTED

    @property
    def coverage(self) -> str:
        """How many lines the latest month rests on, where not all reported."""
        last = self.last
        if last is None or not last.is_partial:
            return ""
        return f"Baru {last.entered} dari {last.lines} baris yang melapor pada bulan itu."

    @property
    def quarters(self) -> list[tuple[Quarter, Point | None]]:
        """Of each quarter the latest month with an entry."""
        ends = []
        for quarter in Quarter:
            months = [one for one in self.reported if (one.month + 2) // 3 == quarter]
            ends.append((quarter, months[-1] if months else None))
        return ends


@dataclass
class Standing:
    """A plan's progress, all of it and by key of program item and of office."""

    total: Progress = field(default_factory=Progress)
    programs: dict[int, Progress] = field(default_factory=dict)
    offices: dict[int | None, Progress] = field(default_factory=dict)


_LINES = """
    SELECT v.plan_id, r.id AS row_id, r.line_id, r.office_id, r.pagu,
        CASE i.level WHEN 'sub_kegiatan' THEN up.parent_id ELSE i.parent_id END AS program_id
    FROM programs_planrow r
    JOIN programs_budgetversion v ON v.id = r.budget_id
    JOIN programs_plan p ON p.id = v.plan_id
    JOIN programs_nomenclatureedition e ON e.id = p.edition_id
    JOIN programs_nomenclatureitem i ON i.id = r.item_id
    LEFT JOIN programs_nomenclatureitem up ON up.id = i.parent_id
    WHERE v.id = ANY(%s) AND r.level = e.leaf_level
        AND (%s::bigint[] IS NULL OR r.office_id = ANY(%s))
"""
_MONTHS = f"""
    SELECT l.*, m.month, z.amount AS realised, z.physical, z.month = m.month AS entered,
        (SELECT sum(p.amount) FROM programs_monthplan p
            WHERE p.row_id = l.row_id AND p.month <= m.month) AS planned,
        (SELECT p.physical FROM programs_monthplan p WHERE p.row_id = l.row_id
            AND p.month <= m.month ORDER BY p.month DESC LIMIT 1) AS planned_physical
    FROM ({_LINES}) l CROSS JOIN generate_series(1, 12) m(month)
    LEFT JOIN LATERAL (
        SELECT f.amount, f.physical, f.month FROM programs_realisation f
        WHERE f.line_id = l.line_id AND f.month <= m.month ORDER BY f.month DESC LIMIT 1
    ) z ON true
"""
_SUMS = f"""
    SELECT plan_id, GROUPING(program_id), GROUPING(office_id), program_id, office_id, month,
        sum(pagu), sum(planned), sum(pagu * planned_physical),
        CASE WHEN bool_or(entered) THEN sum(coalesce(realised, 0)) END,
        CASE WHEN bool_or(entered) THEN sum(pagu * coalesce(physical, 0)) END,
        count(*), count(*) FILTER (WHERE entered)
    FROM ({_MONTHS}) x
    GROUP BY GROUPING SETS (
        (plan_id, month), (plan_id, month, program_id), (plan_id, month, office_id))
    ORDER BY plan_id, month
"""


def standings(
    budgets: Iterable[BudgetVersion], offices: Sequence[int] | None = None
) -> dict[int, Standing]:
    """By key of the plan how it stands under each of ``budgets``, in two queries.

    ``offices`` leaves only their lines. Raises NoRule.
    """
    keys = [budget.pk for budget in budgets]
    only = None if offices is None else list(offices)
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [keys, only, only])
        sums = cursor.fetchall()
    limits = Limits.in_force()
    found: dict[int, Standing] = {}
    for plan, no_program, no_office, program, office, *figures in sums:
        standing = found.setdefault(plan, Standing())
        if not no_program:
            target = standing.programs.setdefault(program, Progress())
        elif not no_office:
            target = standing.offices.setdefault(office, Progress())
        else:
            target = standing.total
        target.points.append(Point(*figures, limits))
    return found
