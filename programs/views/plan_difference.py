"""Two versions of the pagu of one year, side by side."""

from dataclasses import dataclass
from decimal import Decimal

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands
from bengkalis.values import format_number
from programs.budgets import Change, difference
from programs.enums import Level, VersionState
from programs.models import BudgetVersion, PlanRow
from programs.views.finding import find_plan
from programs.views.plans import version_numbered, versions_of


@dataclass(frozen=True)
class Told:
    """One line as the page tells it; ``fields`` are (label, before, after) other than the pagu."""

    change: Change
    fields: list[tuple[str, str, str]]

    @property
    def word(self) -> str:
        if self.change.before is None:
            return "baru"
        return "hilang" if self.change.after is None else "berubah"


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def plan_difference(request, year: int):
    """What came, went and changed from ``?dari=`` to ``?ke=``: by default the last step."""
    plan = find_plan(request.user, year)
    versions = versions_of(plan)
    old, new = _asked(request, versions)
    changes = difference(old, new) if old and new else []
    context = {
        "plan": plan,
        "versions": versions,
        "old": old,
        "new": new,
        "told": [_told(one) for one in changes if not one.is_same],
        "same": [one for one in changes if one.is_same],
        "totals": _totals(changes),
    }
    return render(request, "programs/plans/difference.html", context)


def _asked(request, versions: list[BudgetVersion]):
    """The two versions; (None, None) where there is only one. Raises Http404 for unknown ones."""
    if len(versions) < 2 and not request.GET.get("ke"):
        return None, None
    new = version_numbered(versions, request.GET.get("ke") or versions[-1].sequence)
    before = max(new.sequence - 1, 1)
    return version_numbered(versions, request.GET.get("dari") or before), new


def _told(change: Change) -> Told:
    names = [name for name in change.fields if name != "pagu"]
    label = PlanRow._meta.get_field
    return Told(
        change,
        [
            (
                label(name).verbose_name.capitalize(),
                shown(change.before, name),
                shown(change.after, name),
            )
            for name in names
        ],
    )


def shown(row: PlanRow, name: str) -> str:
    """A field as people read it."""
    value = getattr(row, name)
    if name == "fund_source":
        return row.get_fund_source_display()
    if isinstance(value, Decimal):
        return format_number(value.normalize())
    return "" if value is None else str(value)


def against_force(versions: list[BudgetVersion], budget: BudgetVersion) -> dict | None:
    """What ``budget`` would change of the version approved before it; None for the first one."""
    former = [one for one in versions if one.sequence < budget.sequence]
    approved = [one for one in former if one.state == VersionState.APPROVED]
    if not approved:
        return None
    changes = difference(approved[-1], budget)
    leaves = [one for one in changes if one.row.level == budget.plan.edition.leaf_level]
    count = sum(not one.is_same for one in leaves)
    return {"old": approved[-1], "count": count} | _totals(changes)


def _totals(changes: list[Change]) -> dict:
    """The sums of both versions: of their programs, which are sums of what is below."""
    programs = [one for one in changes if one.row.level == Level.PROGRAM]
    before = sum((one.before.pagu for one in programs if one.before), Decimal(0))
    after = sum((one.after.pagu for one in programs if one.after), Decimal(0))
    change = after - before
    return {"before": before, "after": after, "difference": change, "size": abs(change)}
