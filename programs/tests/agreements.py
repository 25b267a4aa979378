"""What tests of agreements start from: a plan of 2021 that three offices share."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from programs.agreements import prepare
from programs.budgets import add_row, resum
from programs.models import Agreement, Plan
from programs.tests.samples import approved, item, office, plan_of, put_in_force
from registry.models import Incumbency, Office, Official

DAY = date(2021, 1, 27)
UPT, DIVISION = "UPT-MANDAU", "BID-KELEMBAGAAN"
FULL = {
    "output": "Laporan",
    "indicator": "Banyaknya pengurus yang dilatih",
    "unit": "orang",
    "target": Decimal(20),
    "place": "Duri",
    "fund_source": "pad",
}


@transaction.atomic
def shared_plan() -> Plan:
    """Two sub kegiatan of the UPT, one of the division above it, one of another office."""
    Office.objects.filter(code=UPT).update(parent=office(DIVISION))
    plan = plan_of(2021, {"2.17.05.2.01.01": 70}, office=office(UPT))
    budget = plan.versions.get()
    own = FULL | {"indicator": "Koperasi yang dinilai", "unit": "koperasi", "target": 40}
    add_row(budget, item("2.17.05.2.01.02"), office(UPT), pagu=30, **FULL)
    add_row(budget, item("2.17.03.2.01.01"), office(DIVISION), pagu=5, **own)
    add_row(budget, item("2.17.06.2.01.01"), office("SEKRETARIAT"), pagu=900, **FULL)
    resum(budget)
    approved(plan)
    return plan


def succeed(incumbency: Incumbency, name: str, since: date) -> Incumbency:
    """Somebody else holds the post from ``since`` on."""
    Incumbency.objects.filter(pk=incumbency.pk).update(valid_to=since.replace(day=since.day - 1))
    official = Official.objects.create(name=name)
    return Incumbency.objects.create(
        official=official, position=incumbency.position, valid_from=since
    )


@transaction.atomic
def in_force_of(plan: Plan, incumbency: Incumbency, **targets) -> Agreement:
    """An agreement that was signed by all; ``targets`` for each of its indicators."""
    agreement = prepare(plan, incumbency.position, DAY)
    if targets:
        agreement.indicators.update(**targets)
    put_in_force(agreement.paper)
    return Agreement.objects.get(pk=agreement.pk)
