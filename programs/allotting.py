"""What of a budget belongs to a post: the rows on page 2 of its agreement, and what they promise.

The head answers for every program; a sekretaris or head of a bidang for the kegiatan, a section
or UPT for the rows where money is planned, of their own office and those under it. A row states
the money of those rows only, so that the table adds up to them exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from programs.enums import Direction, Level
from programs.models import BudgetVersion, NomenclatureItem, PlanLine, PlanRow
from programs.models.nomenclature import RUNGS
from programs.reach import with_children
from registry.enums import Echelon
from registry.models import Position

LEVELS = {Echelon.HEAD: Level.PROGRAM, Echelon.DIVISION: Level.ACTIVITY}
PERCENT = {"%", "persen", "persentase"}


@dataclass(frozen=True)
class Share:
    """One item of the nomenclature with the money of a post's own rows under it."""

    item: NomenclatureItem
    line: PlanLine | None  # None where several lines of one code are taken together
    amount: Decimal
    fund_source: str  # "" where they have not all the same


@dataclass(frozen=True)
class Promise:
    """An indicator as the rows of the plan state it."""

    goal: str
    indicator: str
    unit: str
    target: Decimal
    direction: Direction


def rows_of(position: Position, budget: BudgetVersion) -> list[PlanRow]:
    """The rows of ``budget`` where money is planned for which ``position`` answers."""
    rows = budget.rows.leaves().select_related("item__parent__parent", "line")
    if position.echelon != Echelon.HEAD:
        rows = rows.filter(office__in=with_children({position.office_id}))
    return list(rows.order_by("item__code", "pk"))


def shares(position: Position, budget: BudgetVersion) -> list[Share]:
    """The table of programs of ``position``, in the order of the codes."""
    gathered: dict[int, list[PlanRow]] = {}
    items = {}
    for row in rows_of(position, budget):
        item = _shown(row.item, position)
        items[item.pk] = item
        gathered.setdefault(item.pk, []).append(row)
    lines = _lines(budget, items)
    return [_share(items[pk], rows, lines[pk]) for pk, rows in gathered.items()]


def _shown(item: NomenclatureItem, position: Position) -> NomenclatureItem:
    """``item`` or what stands above it, at the level that the post's agreement shows."""
    level = LEVELS.get(position.echelon)
    while level and RUNGS[item.level] > RUNGS[level]:
        item = item.parent
    return item


def _lines(budget: BudgetVersion, items: Iterable[int]) -> dict[int, list[PlanLine]]:
    found: dict[int, list[PlanLine]] = {pk: [] for pk in items}
    for row in budget.rows.filter(item__in=found).select_related("line").order_by("pk"):
        found[row.item_id].append(row.line)
    return found


def _share(item: NomenclatureItem, rows: list[PlanRow], lines: list[PlanLine]) -> Share:
    sources = {row.fund_source for row in rows}
    return Share(
        item=item,
        line=lines[0] if len(lines) == 1 else None,
        amount=sum((row.pagu for row in rows), Decimal(0)),
        fund_source=sources.pop() if len(sources) == 1 else "",
    )


def promises(position: Position, budget: BudgetVersion) -> list[Promise]:
    """Indicators to begin with: of the items shown, where they state one, else of the rows.

    The same indicator in several rows is one, with their targets added (percentages: the highest).
    """
    rows = rows_of(position, budget)
    shown = {_shown(row.item, position).pk for row in rows}
    above = budget.rows.filter(item__in=shown).exclude(level=budget.plan.edition.leaf_level)
    stated = [row for row in above.select_related("item") if _states(row)]
    found: dict[tuple[str, str], Promise] = {}
    for row in stated or filter(_states, rows):
        key = (row.indicator.casefold().strip(), row.unit.casefold().strip())
        found[key] = _joined(found.get(key), row)
    return list(found.values())


def _states(row: PlanRow) -> bool:
    return bool(row.indicator.strip() and row.unit.strip() and row.target is not None)


def _joined(known: Promise | None, row: PlanRow) -> Promise:
    in_percent = row.unit.casefold().strip() in PERCENT
    target = row.target
    if known:
        target = max(known.target, target) if in_percent else known.target + target
    goal = (row.goal or row.output).strip() or row.item.name
    return Promise(
        goal=known.goal if known else goal[:300],
        indicator=known.indicator if known else row.indicator,
        unit=known.unit if known else row.unit,
        target=target,
        direction=Direction.PERCENTAGE if in_percent else Direction.HIGHER,
    )
