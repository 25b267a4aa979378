"""Demonstration work programmes: 2020 in three versions, 2021 in two, all approved."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from programs.budgets import add_row, next_version, resum, start_plan
from programs.demo.rows import REGENCY, ROWS_2020, ROWS_2021, UPTS, Row, goal_of, shares
from programs.enums import Basis, Level, VersionKind, VersionState
from programs.models import (
    BudgetVersion,
    MonthPlan,
    NomenclatureEdition,
    NomenclatureItem,
    Plan,
    PlanRow,
)
from registry.models import Office, User

MILLION = 1_000_000
VERSIONS = {  # kind, number and day of the document
    2020: (
        (VersionKind.ORIGINAL, "DPA/2.11.01/2020 (CONTOH)", date(2020, 1, 6)),
        (VersionKind.SHIFT, "DPA-P1/2.11.01/2020 (CONTOH)", date(2020, 4, 20)),
        (VersionKind.REVISION, "DPPA/2.11.01/2020 (CONTOH)", date(2020, 10, 5)),
    ),
    2021: (
        (VersionKind.ORIGINAL, "DPA/2.17/2021 (CONTOH)", date(2021, 1, 5)),
        (VersionKind.REVISION, "DPPA/2.17/2021 (CONTOH)", date(2021, 9, 27)),
    ),
}
ROWS = {2020: ROWS_2020, 2021: ROWS_2021}
CURVE = [2, 4, 7, 9, 10, 11, 11, 11, 11, 10, 8, 6]  # per cent of a year's money by month


def seed(year: int) -> Iterator[BudgetVersion]:
    """The plan of ``year``, version by version: each as soon as it is approved."""
    edition = NomenclatureEdition.objects.get(first_year=2021 if year > 2020 else 2007)
    plan = start_plan(year, edition, is_demo=True)
    for sequence, (kind, number, day) in enumerate(VERSIONS[year], 1):
        budget = next_version(plan, kind) if sequence > 1 else plan.versions.get()
        _fill(budget, list(_wanted(year, sequence)))
        _approve(budget, number, day)
        yield budget


FROM = {  # where rows of 2021 come from, by code
    "2.17.01.2.01.01": ("2.11.06.01",),
    "2.17.01.2.01.07": ("2.11.06.02",),
    "2.17.01.2.05.09": ("2.11.05.01",),
    "2.17.01.2.06.04": ("2.11.01.02",),
    "2.17.01.2.06.09": ("2.11.01.03",),
    "2.17.01.2.07.05": ("2.11.02.02",),
    "2.17.01.2.08.02": ("2.11.01.01",),
    "2.17.01.2.09.02": ("2.11.02.01",),
    "2.17.03.2.01.02": ("2.11.18.02",),
    "2.17.04.2.01.01": ("2.11.18.03",),
    "2.17.05.2.01.01": ("2.11.18.01",),
    "2.17.06.2.01.01": ("2.11.18.04",),
    "2.17.06.2.01.02": ("2.11.18.05",),
    "2.17.07.2.01.01": ("2.11.15.02",),
    "2.17.07.2.01.02": ("2.11.15.01",),
    "2.17.07.2.01.03": ("2.11.17.01",),
    "2.17.07.2.01.04": ("2.11.17.03",),
    "2.17.08.2.01.01": ("2.11.17.02",),
    "2.17.08.2.01.02": ("2.11.16.01", "2.11.16.02", "2.11.16.03"),
}


def trace(plan: Plan, former: Plan) -> None:
    """Note which rows of ``former`` the rows of ``plan`` continue; of the UPT each its own."""
    old = list(former.in_force.rows.leaves().with_item())
    for row in plan.in_force.rows.leaves().with_item():
        codes = FROM.get(row.item.code, ())
        came = [one for one in old if one.item.code in codes]
        own = [one for one in came if one.office_id == row.office_id]
        row.line.from_lines.set(one.line for one in own or came)


def _wanted(year: int, sequence: int) -> Iterator[tuple[Row, str, str, int, int]]:
    """Row, office, place, target and pagu in millions, as this version has them."""
    for row in ROWS[year]:
        millions = row.millions[sequence - 1]
        if row.office != "UPT":
            yield row, row.office, REGENCY, row.target, millions
            continue
        weights = [weight for _, weight in UPTS.values()]
        parts = zip(UPTS, shares(row.target, weights), shares(millions, weights), strict=True)
        for code, target, part in parts:
            yield row, code, UPTS[code][0], target, part


def _fill(budget: BudgetVersion, wanted: list) -> None:
    """Bring the version to what is wanted: new rows, other amounts, rows that are dropped."""
    found = {(row.item.code, row.office_id): row for row in budget.rows.leaves().with_item()}
    offices = {office.code: office for office in Office.objects.all()}
    for row, code, place, target, millions in wanted:
        office, pagu = offices[code], Decimal(millions * MILLION)
        known = found.get((row.code, office.pk))
        if known is None and pagu:
            known = _add(budget, row, office, place, target, pagu)
        elif known and not pagu:
            known.delete()
            continue
        elif known:
            known.pagu = pagu
            known.save(update_fields=["pagu"])
        if known:
            _by_month(known)
    resum(budget)


def _add(budget, row: Row, office: Office, place: str, target: int, pagu: Decimal) -> PlanRow:
    return add_row(
        budget,
        _item(budget.plan.edition, row),
        office,
        goal=goal_of(row.code),
        output=row.indicator,
        indicator=row.indicator,
        unit=row.unit,
        target=target,
        place=place,
        fund_source=row.fund_source,
        pagu=pagu,
    )


def _item(edition: NomenclatureEdition, row: Row) -> NomenclatureItem:
    """The kegiatan or sub kegiatan, added by the office where the nomenclature ends above."""
    found = edition.items.filter(code=row.code).first()
    if found:
        return found
    parent = edition.items.get(code=row.code.rpartition(".")[0])
    level = Level.ACTIVITY if parent.level == Level.PROGRAM else Level.SUBACTIVITY
    item = NomenclatureItem(edition=edition, code=row.code, parent=parent, level=level)
    item.name, item.basis, item.is_demo = f"{row.name} (CONTOH)", Basis.OFFICE, True
    item.full_clean()
    item.save()
    return item


def _by_month(row: PlanRow) -> None:
    """The row's money by month, to the rupiah, and how far the work is to be."""
    row.months.all().delete()
    amounts = shares(int(row.pagu), CURVE)
    MonthPlan.objects.bulk_create(
        MonthPlan(row=row, month=month, amount=amount, physical=sum(CURVE[:month]))
        for month, amount in enumerate(amounts, 1)
    )


def _approve(budget: BudgetVersion, number: str, day: date) -> None:
    """Asked for by the planner and approved by the head on the day of the document."""
    moment = timezone.make_aware(datetime.combine(day, time(9)))
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    budget.submitted_by, budget.submitted_at = people.get("perencana"), moment
    budget.approved_by, budget.approved_at = people.get("kadis"), moment
    budget.document_number, budget.document_date = number, day
    for state in (VersionState.SUBMITTED, VersionState.APPROVED):
        budget.state = state
        budget.full_clean()
        budget.save()
