"""Versions of the pagu: begun, filled, submitted, returned, approved; held against each other.

Whoever changes rows calls ``resum`` before the transaction ends: parents are sums of their
children, and the database refuses a transaction that leaves them otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from bengkalis.errors import TransitionRefused
from programs.enums import VersionKind, VersionState
from programs.models import (
    BudgetVersion,
    MonthPlan,
    NomenclatureEdition,
    NomenclatureItem,
    Plan,
    PlanLine,
    PlanRow,
)
from programs.models.nomenclature import RUNGS
from registry.explaining import reason_given
from registry.models import Office

COPIED = (
    *("line", "item", "level", "office", "goal", "output", "indicator", "unit", "target", "place"),
    *("fund_source", "pagu"),
)
TOLD = ("goal", "output", "indicator", "unit", "target", "place", "fund_source", "office", "pagu")


@transaction.atomic
def start_plan(year: int, edition: NomenclatureEdition, is_demo: bool = False) -> Plan:
    """A plan for ``year`` with an empty first version. Raises ValidationError."""
    plan = Plan(year=year, edition=edition, is_demo=is_demo)
    plan.full_clean()
    plan.save()
    first = BudgetVersion(plan=plan, sequence=1, kind=VersionKind.ORIGINAL, is_demo=is_demo)
    first.full_clean()
    first.save()
    return plan


@transaction.atomic
def next_version(plan: Plan, kind: str) -> BudgetVersion:
    """A draft that starts as a copy of the version in force. Raises TransitionRefused."""
    plan = Plan.locked(plan.pk, None)
    last = plan.versions.order_by("-sequence").first()
    if last is None or last.state != VersionState.APPROVED:
        raise TransitionRefused("Masih ada versi pagu yang belum disahkan.")
    if kind == VersionKind.ORIGINAL:
        raise TransitionRefused("Pagu murni hanya versi pertama.")
    fresh = BudgetVersion(plan=plan, sequence=last.sequence + 1, kind=kind, is_demo=last.is_demo)
    fresh.full_clean()
    fresh.save()
    _copy_rows(last, fresh)
    return fresh


def _copy_rows(last: BudgetVersion, fresh: BudgetVersion) -> None:
    rows = last.rows.select_related("line", "item", "office").prefetch_related("months")
    old = list(rows.order_by("pk"))
    new = PlanRow.objects.bulk_create(
        PlanRow(budget=fresh, **{name: getattr(row, name) for name in COPIED}) for row in old
    )
    MonthPlan.objects.bulk_create(
        MonthPlan(row=copy, month=one.month, amount=one.amount, physical=one.physical)
        for row, copy in zip(old, new, strict=True)
        for one in row.months.all()
    )


@transaction.atomic
def add_row(
    budget: BudgetVersion, item: NomenclatureItem, office: Office | None = None, **values
) -> PlanRow:
    """A new row with its line, and the rows of its parents where they are missing.

    What stood in an earlier version for the same office goes on in the line that it had.
    Raises ValidationError, TransitionRefused. Call ``resum`` when all rows are in.
    """
    demand_draft(budget)
    above = item.parent
    if above is not None and not budget.rows.filter(item=above).exists():
        add_row(budget, above)
    line = _line_for(budget, item, office)
    row = PlanRow(budget=budget, line=line, office=office, **values)
    row.follow_line()
    row.full_clean()
    row.save()
    return row


def _line_for(budget: BudgetVersion, item: NomenclatureItem, office: Office | None) -> PlanLine:
    known = PlanLine.objects.filter(plan=budget.plan, item=item, rows__office=office)
    if line := known.exclude(rows__budget=budget).order_by("pk").last():
        return line
    line = PlanLine(plan=budget.plan, item=item)
    line.full_clean()
    line.save()
    return line


def resum(budget: BudgetVersion) -> None:
    """Give every parent the sum of its children, from below; drop parents that have none left."""
    rows = list(budget.rows.select_related("item").order_by("pk"))
    leaf = RUNGS[budget.plan.edition.leaf_level]
    for rung in range(leaf - 1, 0, -1):
        _sum_rung([row for row in rows if RUNGS[row.level] == rung], rows)


def _sum_rung(parents: list[PlanRow], rows: list[PlanRow]) -> None:
    below: dict[int, list[PlanRow]] = {}
    for row in rows:
        below.setdefault(row.item.parent_id, []).append(row)
    for parent in parents:
        children = below.get(parent.item_id)
        if not children:
            parent.delete()
            rows.remove(parent)
            continue
        total = sum((child.pagu for child in children), Decimal(0))
        if parent.pagu != total:
            parent.pagu = total
            parent.save(update_fields=["pagu"])


def demand_draft(budget: BudgetVersion) -> None:
    """Raises TransitionRefused unless rows of ``budget`` may still change."""
    if not budget.is_editable:
        raise TransitionRefused(
            f"Versi pagu ini {budget.get_state_display().lower()}; barisnya tidak dapat diubah."
        )


# --- approval ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """What one row lacks; ``name`` is the field, "months" for its plan by months."""

    row: PlanRow | None
    name: str
    sentence: str


def gaps(budget: BudgetVersion) -> list[str]:
    """What is missing before ``budget`` can be submitted, one sentence a gap."""
    return [gap.sentence for gap in gaps_by_row(budget)]


def gaps_by_row(budget: BudgetVersion) -> list[Gap]:
    """The same, each with the row and the field it is about."""
    leaves = budget.rows.leaves().select_related("item").prefetch_related("months")
    rows = list(leaves.order_by("item__code", "pk"))
    if not rows:
        return [Gap(None, "", "Belum ada kegiatan dengan pagu pada versi ini.")]
    return [found for row in rows for found in _row_gaps(row)]


def _row_gaps(row: PlanRow) -> Iterable[Gap]:
    code = row.item.code
    for name in ("output", "indicator", "unit", "place", "fund_source"):
        if not getattr(row, name):
            label = PlanRow._meta.get_field(name).verbose_name
            yield Gap(row, name, f"{code}: {label} belum diisi.")
    if row.target is None:
        yield Gap(row, "target", f"{code}: target belum diisi.")
    if row.office_id is None:
        yield Gap(row, "office", f"{code}: penanggung jawab belum diisi.")
    if not row.pagu:
        yield Gap(row, "pagu", f"{code}: pagu masih nol.")
    months = [one.amount for one in row.months.all()]
    if months and sum(months) != row.pagu:
        yield Gap(row, "months", f"{code}: jumlah rencana bulanan tidak sama dengan pagunya.")


@transaction.atomic
def submit(budget: BudgetVersion, version: int | None, by) -> BudgetVersion:
    """Ask the head to approve. Raises StaleVersion, TransitionRefused with what is missing."""
    budget = BudgetVersion.locked(budget.pk, version)
    if budget.state != VersionState.DRAFT:
        raise TransitionRefused("Hanya draf yang dapat diajukan.")
    if missing := gaps(budget):
        more = f" (dan {len(missing) - 3} lagi)" if len(missing) > 3 else ""
        raise TransitionRefused(f"Belum lengkap: {' '.join(missing[:3])}{more}")
    budget.state, budget.submitted_by, budget.submitted_at = (
        VersionState.SUBMITTED,
        by,
        timezone.now(),
    )
    budget.returned_reason = ""
    budget.save(update_fields=["state", "submitted_by", "submitted_at", "returned_reason"])
    return budget


@transaction.atomic
def send_back(budget: BudgetVersion, version: int | None, reason: str) -> BudgetVersion:
    """Back to the planner, who reads ``reason``. Raises StaleVersion, ValidationError."""
    budget = BudgetVersion.locked(budget.pk, version)
    if budget.state != VersionState.SUBMITTED:
        raise TransitionRefused("Hanya versi yang diajukan yang dapat dikembalikan.")
    budget.state, budget.returned_reason = VersionState.DRAFT, reason_given(reason)
    budget.full_clean()
    budget.save(update_fields=["state", "returned_reason"])
    return budget


@transaction.atomic
def approve(budget: BudgetVersion, version: int | None, by, number: str, dated) -> BudgetVersion:
    """Approve under the number and date of the DPA; from now on it is in force, and stays as it is.

    Raises StaleVersion, ValidationError, TransitionRefused where more was spent than it allows.
    """
    plan = Plan.locked(budget.plan_id, None)
    budget = BudgetVersion.locked(budget.pk, version)
    if budget.state != VersionState.SUBMITTED:
        raise TransitionRefused("Hanya versi yang diajukan yang dapat disahkan.")
    if over := overspent(budget):
        raise TransitionRefused(f"Pagu {over} akan lebih kecil daripada realisasinya.")
    budget.plan = plan
    budget.document_number, budget.document_date = number, dated
    budget.state, budget.approved_by, budget.approved_at = (
        VersionState.APPROVED,
        by,
        timezone.now(),
    )
    budget.full_clean()
    budget.save(
        update_fields=[
            *("document_number", "document_date", "state", "approved_by", "approved_at"),
        ]
    )
    return budget


def overspent(budget: BudgetVersion) -> str:
    """The code of a line of which more was spent than ``budget`` allows; "" where there is none."""
    allowed = dict(budget.rows.values_list("line", "pagu"))
    spent = budget.plan.lines.filter(realisations__isnull=False).values_list(
        "pk", "item__code", "realisations__amount"
    )
    over = [code for line, code, amount in spent if amount > allowed.get(line, Decimal(0))]
    return min(over, default="")


# --- what changed --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One line in two versions; ``before`` or ``after`` is None where it is not there."""

    before: PlanRow | None
    after: PlanRow | None

    @property
    def row(self) -> PlanRow:
        return self.after or self.before

    @property
    def pagu_difference(self) -> Decimal:
        new = self.after.pagu if self.after else Decimal(0)
        return new - (self.before.pagu if self.before else Decimal(0))

    @property
    def fields(self) -> list[str]:
        """Names of what differs; empty for a line that came or went, or stayed as it was."""
        if self.before is None or self.after is None:
            return []
        return [n for n in TOLD if getattr(self.before, n) != getattr(self.after, n)]

    @property
    def is_same(self) -> bool:
        return self.before is not None and self.after is not None and not self.fields


def difference(old: BudgetVersion, new: BudgetVersion) -> list[Change]:
    """Every line of two versions of one plan, in the order of the codes."""
    before, after = ({row.line_id: row for row in budget.rows.with_item()} for budget in (old, new))
    lines = [Change(before.get(key), after.get(key)) for key in before.keys() | after.keys()]
    return sorted(lines, key=lambda one: (one.row.item.code, one.row.line_id))
