"""Demonstration data of the programmes: both years with realisation, whom they
reached, and what was promised and signed."""

from collections import Counter

from django.db import connection

from programs.demo import benefits, papers, plans, realised
from programs.models import Plan
from registry.models import Cooperative

YEARS = (2020, 2021)


def seed(scale: int) -> Counter:
    """Write both years; nothing where there is a plan already. ``scale`` changes nothing: the
    office has one work programme a year."""
    if Plan.objects.exists() or not Cooperative.objects.filter(is_demo=True).exists():
        return Counter()
    counts: Counter = Counter()
    _judge_sums("DEFERRED")  # parents follow their children, row by row
    for year in YEARS:
        for budget in plans.seed(year):
            papers.sign_for(budget)
        plan = budget.plan
        counts["baris pagu"] += sum(one.rows.count() for one in plan.versions.all())
        counts["realisasi"] += realised.seed(plan)
        counts["penerima manfaat"] += benefits.seed(plan)
        counts["pakta integritas"] += papers.pact_all(year)
        counts["perjanjian kinerja"] += papers.count(year)
        counts["capaian indikator"] += papers.results(plan)
    plans.trace(*Plan.objects.order_by("-year"))
    _judge_sums("IMMEDIATE")
    return counts


def _judge_sums(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL {when}")
