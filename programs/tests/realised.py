"""Plans with realisation, for tests that record and read it."""

from decimal import Decimal

from django.db import transaction

from programs.models import MonthPlan, Plan, PlanLine, Realisation
from programs.reach import Reach
from programs.realising import Entry
from programs.tests.samples import approved, plan_of

CODE, OTHER = "2.11.18.01", "2.11.18.02"
ALL = Reach(everywhere=True)


@transaction.atomic  # parents follow their children
def approved_plan(year: int = 2020, rows=None, months=None, **details) -> Plan:
    """A plan in force; ``months``: month → (planned rupiah of the month, planned physical),
    before December, which takes the rest."""
    plan = plan_of(year, rows or {CODE: 1_000_000, OTHER: 500_000}, **details)
    for row in plan.versions.get().rows.leaves() if months else ():
        rest = row.pagu - sum(amount for amount, _ in months.values())
        for month, (amount, physical) in (months | {12: (rest, 100)}).items():
            MonthPlan.objects.create(row=row, month=month, amount=amount, physical=physical)
    approved(plan)
    return plan


def line_of(plan: Plan, code: str = CODE) -> PlanLine:
    return plan.lines.get(item__code=code)


def done(line: PlanLine, month: int, amount: int, physical: int, **more) -> Realisation:
    return Realisation.objects.create(
        line=line, month=month, amount=amount, physical=physical, **more
    )


def entry(line: PlanLine, amount, physical, version: int = 0, **more) -> Entry:
    values = {"amount": _decimal(amount), "physical": _decimal(physical), **more}
    return Entry(line.uid, version, values)


def _decimal(value):
    return None if value is None else Decimal(value)
