"""The years at a glance: what a page of figures shows, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from programs.benefiting import (
    Reached,
    reached,
    reached_by_office,
    reached_by_plan,
    reached_by_program,
)
from programs.curves import Curve
from programs.enums import PaperKind, PaperState, VersionState
from programs.models import (
    Beneficiary,
    BudgetVersion,
    NomenclatureItem,
    Paper,
    Plan,
    PlanRow,
    Realisation,
)
from programs.standing import Progress, Standing, standings
from registry.models import Office

NOBODY = Reached()


@dataclass(frozen=True)
class Papers:
    """Agreements of a year: in force, and not signed by all yet."""

    signed: int = 0
    unsigned: int = 0


@dataclass
class Share:
    """A program or an office: its name, how it stands, whom it reached."""

    row: NomenclatureItem | Office | None
    progress: Progress
    reached: Reached = NOBODY


@dataclass
class Year:
    """One plan at a glance; without a version in force everything is empty."""

    plan: Plan
    budget: BudgetVersion | None
    standing: Standing
    reached: Reached = NOBODY
    papers: Papers = Papers()
    programs: list[Share] = field(default_factory=list)
    offices: list[Share] = field(default_factory=list)
    problems: list[Realisation] = field(default_factory=list)

    @property
    def total(self) -> Progress:
        return self.standing.total

    @property
    def rule(self) -> str:
        """The rule of the verdicts in words; "" where there is nothing to judge."""
        return self.total.points[0].limits.words if self.total.points else ""

    @property
    def money(self) -> Curve:
        return Curve.of_money(self.total)

    @property
    def work(self) -> Curve:
        return Curve.of_work(self.total)


def budgets_in_force(plans: Iterable[Plan]) -> dict[int, BudgetVersion]:
    """By key of the plan the last version approved, in one query."""
    rows = BudgetVersion.objects.filter(plan__in=plans, state=VersionState.APPROVED)
    return {row.plan_id: row for row in rows.order_by("plan", "sequence")}


def papers_by_year() -> dict[int, Papers]:
    """Agreements of every year."""
    is_unsigned = Q(state__in=[PaperState.DRAFT, PaperState.OPEN])
    rows = Paper.objects.filter(kind=PaperKind.AGREEMENT).order_by("year").values("year")
    counted = rows.annotate(
        signed=Count("pk", filter=Q(state=PaperState.IN_FORCE)),
        unsigned=Count("pk", filter=is_unsigned),
    )
    return {one["year"]: Papers(one["signed"], one["unsigned"]) for one in counted}


def years(plans: Iterable[Plan]) -> list[Year]:
    """All of ``plans`` beside each other, in five queries."""
    plans = list(plans)
    budgets = budgets_in_force(plans)
    found = standings(budgets.values())
    counts = reached_by_plan(Beneficiary.objects.filter(line__plan__in=plans))
    papers = papers_by_year()
    names = _offices({key for one in found.values() for key in one.offices})
    answer = []
    for plan in plans:
        standing = found.get(plan.pk, Standing())
        year = Year(plan, budgets.get(plan.pk), standing, counts.get(plan.pk, NOBODY))
        year.papers = papers.get(plan.year, Papers())
        year.offices = _shares(standing.offices, names, {})
        answer.append(year)
    return answer


def one_year(plan: Plan, office: Office | None = None) -> Year:
    """Everything of one plan, or of the lines of one office."""
    budget = budgets_in_force([plan]).get(plan.pk)
    if budget is None:
        return Year(plan, None, Standing(), papers=papers_by_year().get(plan.year, Papers()))
    only = None if office is None else [office.pk]
    standing = standings([budget], only).get(plan.pk, Standing())
    lines = rows_of(budget, office).values("line")
    whom = Beneficiary.objects.filter(line__plan=plan)
    whom = whom if office is None else whom.filter(line__in=lines)
    items = {one.pk: one for one in NomenclatureItem.objects.filter(pk__in=standing.programs)}
    return Year(
        plan,
        budget,
        standing,
        reached(whom),
        papers_by_year().get(plan.year, Papers()),
        _shares(standing.programs, items, reached_by_program(whom)),
        _shares(standing.offices, _offices(standing.offices), reached_by_office(whom, budget)),
        list(open_problems(lines)),
    )


def rows_of(budget: BudgetVersion, office: Office | None) -> QuerySet:
    """Where money is planned, of all or of one office."""
    rows = PlanRow.objects.filter(budget=budget).leaves()
    return rows if office is None else rows.filter(office=office)


def offices_of(plan: Plan) -> list[Office]:
    """Who answers for a line of the pagu in force."""
    budget = budgets_in_force([plan]).get(plan.pk)
    rows = rows_of(budget, None).values("office") if budget else []
    return list(Office.objects.filter(pk__in=rows).order_by("code"))


def open_problems(lines) -> QuerySet:
    """Of each line its latest entry, where that names a problem; the latest first."""
    latest = (
        Realisation.objects.filter(line__in=lines).order_by("line_id", "-month").distinct("line")
    )
    rows = Realisation.objects.filter(pk__in=latest.values("pk")).exclude(problem="")
    return rows.select_related("line__item").order_by("-month", "line__item__code", "pk")


def _offices(keys: Iterable) -> dict[int, Office]:
    found = Office.objects.filter(pk__in=[key for key in keys if key])
    return {office.pk: office for office in found.order_by("code")}


def _shares(parts: dict, names: dict, whom: dict) -> list[Share]:
    """Parts with their names, in the order of the codes; what has no name comes last."""
    rows = [Share(names.get(k), part, whom.get(k, NOBODY)) for k, part in parts.items()]
    return sorted(rows, key=lambda one: (one.row is None, one.row.code if one.row else ""))
