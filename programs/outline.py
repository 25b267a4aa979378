"""A version of the pagu as a tree: programs, what is under them, and the sums at every level."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from programs.models import BudgetVersion, PlanRow
from programs.models.nomenclature import RUNGS
from registry.models import Office


@dataclass
class Node:
    """One row, how deep it stands (1 is a program), and what it sums to in this outline."""

    row: PlanRow
    depth: int
    pagu: Decimal
    is_leaf: bool


@dataclass(frozen=True)
class Outline:
    """The rows in the order of their codes; with ``office``, only what that office answers for."""

    budget: BudgetVersion
    nodes: list[Node]
    office: Office | None = None

    @property
    def total(self) -> Decimal:
        return sum((node.pagu for node in self.nodes if node.depth == 1), Decimal(0))

    @property
    def leaves(self) -> int:
        return sum(node.is_leaf for node in self.nodes)


def code_key(row: PlanRow) -> tuple:
    """Rows in the order of their codes, number by number."""
    return tuple(int(part) for part in row.item.code.split(".")), row.pk


def rows_of(budget: BudgetVersion) -> list[PlanRow]:
    """Every row of ``budget`` with its item and office, in the order of the codes."""
    return sorted(budget.rows.with_item().order_by("pk"), key=code_key)


def outline(budget: BudgetVersion, rows: Iterable[PlanRow], office: Office | None = None):
    """The outline of ``rows``, all those of ``budget``."""
    rows = list(rows)
    deepest = RUNGS[budget.plan.edition.leaf_level]
    kept = [r for r in rows if RUNGS[r.level] == deepest and office in (None, r.office)]
    sums = _sums(kept, {row.item_id: row.item.parent_id for row in rows})
    leaves = {row.pk for row in kept}
    nodes = [
        Node(row, RUNGS[row.level], row.pagu if row.pk in leaves else sums[row.item_id], False)
        for row in rows
        if row.pk in leaves or (RUNGS[row.level] < deepest and row.item_id in sums)
    ]
    for node in nodes:
        node.is_leaf = node.row.pk in leaves
    return Outline(budget, nodes, office)


def _sums(leaves: list[PlanRow], parents: dict[int, int | None]) -> dict[int, Decimal]:
    """The pagu of ``leaves`` under every item above them."""
    sums: dict[int, Decimal] = {}
    for row in leaves:
        above = row.item.parent_id
        while above is not None:
            sums[above] = sums.get(above, Decimal(0)) + row.pagu
            above = parents.get(above)
    return sums
