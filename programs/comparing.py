"""The same purpose in two years: groups of codes, their money and whom they reached.

The crosswalk is many to many, so money of one code cannot be told apart among its counterparts.
What is compared are its connected components: codes that are linked, however indirectly, form one
group, and every rupiah of a year stands in exactly one group.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, OuterRef, Q, Subquery

from programs.models import (
    Beneficiary,
    BudgetVersion,
    CrosswalkLink,
    NomenclatureItem,
    Plan,
    PlanLine,
    PlanRow,
    Realisation,
)

NOTHING = Decimal(0)


@dataclass
class Figures:
    """One year of one group, or of all."""

    items: list[NomenclatureItem] = field(default_factory=list)
    lines: int = 0
    pagu: Decimal = NOTHING
    realised: Decimal = NOTHING
    reached: set[tuple] = field(default_factory=set)

    @property
    def percent(self) -> Decimal | None:
        """Of the pagu in force, what was spent by the end of the year."""
        return 100 * self.realised / self.pagu if self.pagu else None

    @property
    def beneficiaries(self) -> int:
        """Cooperatives and MSMEs, each once."""
        return len(self.reached)

    def add(self, line: PlanLine, reached: Iterable[tuple]) -> None:
        self.lines += 1
        self.pagu += line.pagu or NOTHING
        self.realised += line.realised or NOTHING
        self.reached |= set(reached)


@dataclass
class Group:
    """Codes of both years that serve one purpose."""

    left: Figures = field(default_factory=Figures)
    right: Figures = field(default_factory=Figures)

    @property
    def is_left_only(self) -> bool:
        return not self.right.lines

    @property
    def is_right_only(self) -> bool:
        return not self.left.lines

    @property
    def first_code(self) -> str:
        return min(item.code for item in [*self.left.items, *self.right.items])


@dataclass
class Comparison:
    """Two years, group by group, and all together."""

    left: Plan
    right: Plan
    groups: list[Group]
    total: Group
    left_budget: BudgetVersion | None
    right_budget: BudgetVersion | None

    @property
    def most(self) -> Decimal:
        """The largest amount of all: the full width of a bar."""
        found = [f.pagu for one in self.groups for f in (one.left, one.right)]
        spent = [f.realised for one in self.groups for f in (one.left, one.right)]
        return max([*found, *spent], default=NOTHING)


# --- groups --------------------------------------------------------------------------------------


class Components:
    """Connected components of the crosswalk; a code without a link of its own follows the one
    above it."""

    def __init__(self, items: Iterable[NomenclatureItem], links: Iterable[CrosswalkLink]):
        self.items = {item.pk: item for item in items}
        self.root = {pk: pk for pk in self.items}
        self.decided: set[int] = set()
        for link in links:
            ends = [end for end in (link.source_id, link.target_id) if end in self.items]
            self.decided |= set(ends)
            for end in ends[1:]:
                self._join(ends[0], end)

    def _find(self, pk: int) -> int:
        while self.root[pk] != pk:
            self.root[pk] = self.root[self.root[pk]]
            pk = self.root[pk]
        return pk

    def _join(self, one: int, other: int) -> None:
        self.root[self._find(one)] = self._find(other)

    def head(self, pk: int) -> int:
        """The code whose links count for this one: itself, or the nearest above that has some."""
        item = self.items[pk]
        while item.pk not in self.decided and item.parent_id is not None:
            item = self.items[item.parent_id]
        return item.pk

    def of(self, pk: int) -> int:
        """Which component a code is in."""
        return self._find(self.head(pk))


def _components(left: Plan, right: Plan) -> Components:
    """Over the nomenclatures of both years and those between them; within one, each program is a
    group of its own."""
    first, last = sorted(plan.edition.first_year for plan in (left, right))
    items = NomenclatureItem.objects.filter(edition__first_year__range=(first, last))
    if left.edition_id == right.edition_id:
        return Components(items.filter(edition=left.edition), [])
    within = Q(source__edition__first_year__range=(first, last)) | Q(source__isnull=True)
    within &= Q(target__edition__first_year__range=(first, last)) | Q(target__isnull=True)
    return Components(items, CrosswalkLink.objects.filter(within))


# --- figures -------------------------------------------------------------------------------------


def compare(left: Plan, right: Plan) -> Comparison:
    """Pagu in force, realisation at the end and beneficiaries of both years, by group."""
    components = _components(left, right)
    groups: dict[int, Group] = defaultdict(Group)
    total = Group()
    budgets = left.in_force, right.in_force
    for side, plan, budget in zip(("left", "right"), (left, right), budgets, strict=True):
        reached = _reached(plan)
        for line in _lines(plan, budget):
            group = groups[components.of(line.item_id)]
            getattr(group, side).add(line, reached[line.pk])
            getattr(total, side).add(line, reached[line.pk])
    _name(groups, components, left, right)
    told = sorted(groups.values(), key=lambda one: one.first_code)
    return Comparison(left, right, told, total, *budgets)


def _lines(plan: Plan, budget: BudgetVersion | None):
    """Lines where money was planned, with ``pagu`` in force and what was ``realised`` at last."""
    rows = PlanRow.objects.filter(line=OuterRef("pk"), budget=budget)
    latest = Realisation.objects.filter(line=OuterRef("pk")).order_by("-month")
    lines = plan.lines.filter(item__level=F("plan__edition__leaf_level")).annotate(
        pagu=Subquery(rows.order_by("pk").values("pagu")[:1]),
        realised=Subquery(latest.values("amount")[:1]),
    )
    return lines.filter(Q(pagu__isnull=False) | Q(realised__isnull=False)).order_by("pk")


def _reached(plan: Plan) -> dict[int, list[tuple]]:
    found = defaultdict(list)
    rows = Beneficiary.objects.filter(line__plan=plan).order_by("pk")
    for line, *subject in rows.values_list("line", "cooperative", "enterprise"):
        found[line].append(tuple(subject))
    return found


def _name(groups: dict[int, Group], components: Components, left: Plan, right: Plan) -> None:
    """Give every group its codes: those that links or programs of their own made part of it."""
    same = left.edition_id == right.edition_id
    for item in sorted(components.items.values(), key=lambda one: one.code):
        group = groups.get(components.of(item.pk))
        if group is None or components.head(item.pk) != item.pk:
            continue
        if item.edition_id == left.edition_id:
            group.left.items.append(item)
        if item.edition_id == right.edition_id or same:
            group.right.items.append(item)
