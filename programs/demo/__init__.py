"""Demonstration data of the programmes: both years with realisation and whom they reached."""

from collections import Counter

from django.db import connection

from programs.demo import benefits, plans, realised
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
        plan = plans.seed(year)
        counts["baris pagu"] += sum(one.rows.count() for one in plan.versions.all())
        counts["realisasi"] += realised.seed(plan)
        counts["penerima manfaat"] += benefits.seed(plan)
    _judge_sums("IMMEDIATE")
    return counts


def _judge_sums(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL {when}")
