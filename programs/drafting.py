"""Drafting a year's programme from the year before: what goes where, carried, and its provenance.

Rows of the former year's version in force are starting values. Money is never multiplied: what
goes into several codes has an amount typed for each, and rows are added together only where the
planner said so.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from bengkalis.errors import TransitionRefused
from bengkalis.templatetags.ui import rupiah
from programs.budgets import add_row, demand_draft, resum, start_plan
from programs.models import (
    BudgetVersion,
    CrosswalkLink,
    NomenclatureEdition,
    NomenclatureItem,
    Plan,
    PlanLine,
    PlanRow,
)

CARRIED = ("goal", "output", "indicator", "unit", "target", "place", "fund_source")
Key = tuple[int, int | None]


@dataclass
class Former:
    """One row of the former year: where it may go, why nowhere, and where it went."""

    row: PlanRow
    targets: list[NomenclatureItem] = field(default_factory=list)
    obstacle: str = ""
    into: list[PlanRow] = field(default_factory=list)


@dataclass(frozen=True)
class Share:
    """So much of what ``row`` was is planned under ``item`` now."""

    row: PlanRow
    item: NomenclatureItem
    pagu: Decimal


@dataclass
class Destination:
    """One row to be: a code and an office, what goes into it, and the row that is there already."""

    item: NomenclatureItem
    office_id: int | None
    shares: list[Share] = field(default_factory=list)
    existing: PlanRow | None = None

    @property
    def key(self) -> Key:
        return self.item.pk, self.office_id

    @property
    def office(self):
        return self.shares[0].row.office

    @property
    def pagu(self) -> Decimal:
        """What is added, the row that is there not counted."""
        return sum((share.pagu for share in self.shares), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.pagu + (self.existing.pagu if self.existing else Decimal(0))

    @property
    def is_merge(self) -> bool:
        """Several rows become one: only where the planner says so."""
        return self.existing is not None or len(self.shares) > 1

    @property
    def lead(self) -> PlanRow:
        """The former row whose goal, output and target are the starting values: the largest."""
        return max(self.shares, key=lambda share: share.row.pagu).row


# --- reading -------------------------------------------------------------------------------------


def edition_of(year: int) -> NomenclatureEdition | None:
    """The nomenclature that holds for ``year``."""
    holds = Q(last_year__isnull=True) | Q(last_year__gte=year)
    rows = NomenclatureEdition.objects.filter(holds, first_year__lte=year)
    return rows.order_by("-first_year").first()


def source_of(year: int) -> BudgetVersion | None:
    """The version in force of the year before ``year``."""
    former = Plan.objects.select_related("edition").filter(year=year - 1).first()
    return former.in_force if former else None


def draft_of(plan: Plan) -> BudgetVersion | None:
    """The last version of ``plan``, in whatever state."""
    return plan.versions.select_related("plan__edition").order_by("-sequence").first()


def formers(source: BudgetVersion, year: int) -> list[Former]:
    """Every row of ``source`` where money was planned, in the order of the codes."""
    plan = Plan.objects.select_related("edition").filter(year=year).first()
    edition = plan.edition if plan else edition_of(year)
    rows = list(source.rows.leaves().with_item().select_related("item__parent__parent"))
    went = successors(draft_of(plan)) if plan else {}
    way = Way(source.plan.edition, edition)
    found = []
    for row in rows:
        targets, obstacle = way.from_item(row.item)
        found.append(Former(row, targets, obstacle, went.get(row.line_id, [])))
    return found


def successors(budget: BudgetVersion | None) -> dict[int, list[PlanRow]]:
    """Key of a former line → rows of ``budget`` that were drafted from it."""
    went = defaultdict(list)
    if budget is not None:
        rows = {row.line_id: row for row in budget.rows.with_item()}
        between = PlanLine.from_lines.through.objects.filter(from_planline__in=rows)
        for one in between.order_by("from_planline__item__code", "pk"):
            went[one.to_planline_id].append(rows[one.from_planline_id])
    return went


class Way:
    """From the codes of one nomenclature to those of another where money is planned."""

    def __init__(self, old: NomenclatureEdition, new: NomenclatureEdition | None):
        self.is_same = new is not None and old.pk == new.pk
        self.new = new
        self.links = defaultdict(list)
        self.below = defaultdict(list)
        if new is None or self.is_same:
            return
        between = Q(target__edition=new) | Q(target__isnull=True)
        for link in CrosswalkLink.objects.filter(between, source__edition=old):
            self.links[link.source_id].append(link.target_id)
        leaves = new.items.filter(level=new.leaf_level, is_active=True)
        for leaf in leaves.select_related("parent__parent").order_by("code"):
            for above in _upwards(leaf):
                self.below[above.pk].append(leaf)

    def from_item(self, item: NomenclatureItem) -> tuple[list[NomenclatureItem], str]:
        """Codes that serve the purpose of ``item``; without any, why there are none."""
        if self.new is None:
            return [], "Belum ada nomenklatur untuk tahun ini."
        if self.is_same:
            return ([item], "") if item.is_active else ([], f"{item.code} tidak dipakai lagi.")
        linked = next((one for one in _upwards(item) if one.pk in self.links), None)
        if linked is None:
            return [], f"{item.code} belum punya padanan."
        ends = self.links[linked.pk]
        if ends == [None]:
            return [], f"{linked.code} tercatat tanpa padanan: tidak dilanjutkan."
        leaves = {leaf.pk: leaf for end in ends for leaf in self.below[end]}
        level = self.new.get_leaf_level_display().lower()
        obstacle = "" if leaves else f"Belum ada {level} di bawah padanan {linked.code}."
        return sorted(leaves.values(), key=lambda leaf: leaf.code), obstacle


def _upwards(item: NomenclatureItem) -> list[NomenclatureItem]:
    """The item and those above it."""
    line = [item]
    while line[-1].parent_id is not None:
        line.append(line[-1].parent)
    return line


def destinations(budget: BudgetVersion | None, shares: Collection[Share]) -> list[Destination]:
    """The rows that ``shares`` make, in the order of the codes."""
    known = {(row.item_id, row.office_id): row for row in budget.rows.all()} if budget else {}
    found: dict[Key, Destination] = {}
    for share in shares:
        key = share.item.pk, share.row.office_id
        fresh = Destination(share.item, share.row.office_id, existing=known.get(key))
        found.setdefault(key, fresh).shares.append(share)
    return sorted(found.values(), key=lambda one: (one.item.code, one.office_id or 0))


# --- writing -------------------------------------------------------------------------------------


@transaction.atomic
def carry(year: int, shares: Collection[Share], merge: Collection[Key] = ()) -> list[PlanRow]:
    """Write ``shares`` into the draft of ``year``, which is begun where there is none.

    ``merge`` are the destinations where rows may be added together. Raises TransitionRefused,
    ValidationError; then nothing is written.
    """
    source = source_of(year)
    if source is None:
        raise TransitionRefused(f"Belum ada pagu {year - 1} yang disahkan untuk disusun ulang.")
    Plan.locked(source.plan_id, None)
    _demand_ways(formers(source, year), shares)
    budget = _draft_to_fill(year)
    planned = destinations(budget, shares)
    _demand_said(planned, merge)
    rows = [_put(budget, one) for one in planned]
    resum(budget)
    return rows


def _draft_to_fill(year: int) -> BudgetVersion:
    plan = Plan.objects.filter(year=year).first()
    if plan is None:
        edition = edition_of(year)
        if edition is None:
            raise TransitionRefused(f"Belum ada nomenklatur untuk {year}.")
        return start_plan(year, edition).versions.get()
    plan = Plan.locked(plan.pk, None)
    budget = draft_of(plan)
    if budget is None:
        raise TransitionRefused(f"Program kerja {year} belum punya versi pagu.")
    budget = BudgetVersion.locked(budget.pk, None)  # nobody submits it meanwhile
    demand_draft(budget)
    return budget


def _demand_ways(known: list[Former], shares: Collection[Share]) -> None:
    """Raises TransitionRefused for what the crosswalk does not lead to, or was drafted already."""
    if not shares:
        raise TransitionRefused("Pilih sedikitnya satu baris untuk dilanjutkan.")
    by_row = {former.row.pk: former for former in known}
    seen = set()
    for share in shares:
        former, code = by_row.get(share.row.pk), share.row.item.code
        if former is None:
            raise TransitionRefused(f"{code} bukan baris pagu tahun lalu yang berlaku.")
        if former.into:
            into = ", ".join(row.item.code for row in former.into)
            raise TransitionRefused(f"{code} sudah disusun ke {into}.")
        if share.item not in former.targets:
            raise TransitionRefused(f"{share.item.code} bukan padanan {code}.")
        if (share.row.pk, share.item.pk) in seen:
            raise TransitionRefused(f"{code} dua kali ke {share.item.code}; jumlahkan pagunya.")
        seen.add((share.row.pk, share.item.pk))


def _demand_said(planned: list[Destination], merge: Collection[Key]) -> None:
    for one in planned:
        if not one.is_merge or one.key in merge:
            continue
        where = f"{one.item.code} untuk {one.office or 'tanpa penanggung jawab'}"
        if one.existing is not None:
            raise TransitionRefused(
                f"{where} sudah ada pada rancangan dengan pagu {rupiah(one.existing.pagu)}; "
                "setujui penggabungannya atau pilih kode lain."
            )
        raise TransitionRefused(
            f"{len(one.shares)} baris lama menuju {where}; setujui penggabungannya atau pilih "
            "kode lain."
        )


def _put(budget: BudgetVersion, planned: Destination) -> PlanRow:
    row = planned.existing
    if row is not None:
        row.pagu = planned.total
        row.full_clean()
        row.save(update_fields=["pagu"])
    else:
        lead = planned.lead
        values = {name: getattr(lead, name) for name in CARRIED}
        row = add_row(budget, planned.item, planned.office, pagu=planned.pagu, **values)
    row.line.from_lines.add(*(share.row.line_id for share in planned.shares))
    return row


# --- provenance ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Descent:
    """One row of the new year and the former rows that it was drafted from."""

    row: PlanRow
    origins: list[PlanRow]

    @property
    def former_pagu(self) -> Decimal:
        return sum((row.pagu for row in self.origins), Decimal(0))


def descent(budget: BudgetVersion, source: BudgetVersion) -> tuple[list[Descent], list[PlanRow]]:
    """Rows of ``budget`` with what they came from, and rows of ``source`` without a successor."""
    old = list(source.rows.leaves().with_item())
    origins, went = defaultdict(list), successors(budget)
    for row in old:
        for into in went.get(row.line_id, ()):
            origins[into.pk].append(row)
    new = budget.rows.leaves().with_item()
    told = [Descent(row, origins[row.pk]) for row in new]
    return told, [row for row in old if row.line_id not in went]
