"""What of programmes and papers waits for one person: to sign, approve, mend, report."""

from dataclasses import dataclass, field

from django.db.models import Q

from bengkalis.access import Permission
from programs.enums import VersionState
from programs.models import BudgetVersion, Paper, Plan, PlanRow
from programs.reach import reach_of
from programs.signing import awaiting


@dataclass
class Waiting:
    """``unreported`` counts the lines in reach that have no realisation in ``month``."""

    papers: list[Paper] = field(default_factory=list)
    budgets: list[BudgetVersion] = field(default_factory=list)
    plan: Plan | None = None
    month: int = 0
    unreported: int = 0

    def __bool__(self) -> bool:
        return bool(self.papers or self.budgets or self.unreported)


def waiting_for(user) -> Waiting:
    """Everything that waits for ``user``."""
    found = Waiting(list(awaiting(user)), _budgets(user))
    if reach := reach_of(user, Permission.RECORD_REALISATION):
        found.plan = Plan.objects.filter(versions__state=VersionState.APPROVED).distinct().last()
        if found.plan and found.plan.closed_month < 12:
            found.month = found.plan.closed_month + 1
            found.unreported = _unreported(found.plan, found.month, reach)
    return found


def _budgets(user) -> list[BudgetVersion]:
    """Submitted ones for whoever approves, returned ones for whoever plans."""
    wanted = Q(pk__in=[])
    if user.may(Permission.APPROVE_PROGRAMS):
        wanted |= Q(state=VersionState.SUBMITTED)
    if user.may(Permission.EDIT_PROGRAMS):
        wanted |= Q(state=VersionState.DRAFT, returned_reason__gt="")
    return list(BudgetVersion.objects.filter(wanted).select_related("plan"))


def _unreported(plan: Plan, month: int, reach) -> int:
    """Figures are cumulative: a later month, a quarter's last, covers the ones before it."""
    rows = PlanRow.objects.filter(budget=plan.in_force).leaves()
    if not reach.everywhere:
        rows = rows.filter(office__in=reach.offices)
    return rows.exclude(line__realisations__month__gte=month).count()
