"""Demonstration realisation: 2020 whole and closed; 2021 to September, the last quarter still open
for Mandau and the division of cooperatives, so that somebody can enter it."""

from collections.abc import Iterator
from decimal import Decimal

from programs.models import Plan, PlanRow, Realisation
from registry.models import User

CUMULATIVE = {  # per cent of the pagu, at the end of each month
    2020: [1, 4, 8, 11, 15, 21, 30, 41, 53, 66, 82, 96],
    2021: [1, 4, 9, 16, 25, 35, 45, 56, 67, 78, 88, 97],
}
CLOSED = {2020: 12, 2021: 9}
NOT_YET = {"UPT-MANDAU", "BID-KELEMBAGAAN"}  # their last quarter of 2021 is still to be entered
PROBLEM = "CONTOH: pertemuan tatap muka tertunda karena pandemi."
CURE = "CONTOH: dijadwalkan ulang dengan peserta terbatas."


def seed(plan: Plan) -> int:
    """What was spent and done, month by month; how many rows."""
    rows = plan.in_force.rows.leaves().select_related("office", "line").order_by("pk")
    recorder = User.objects.filter(username="perencana").first()
    paces = ((row, place % 7 - 3) for place, row in enumerate(rows))  # some ahead, some behind
    found = [one for row, pace in paces for one in _months(plan.year, row, pace)]
    for one in found:
        one.recorded_by, one.is_demo = recorder, True
    Realisation.objects.bulk_create(found)
    plan.closed_month = CLOSED[plan.year]
    plan.save(update_fields=["closed_month"])
    return len(found)


def _months(year: int, row: PlanRow, pace: int) -> Iterator[Realisation]:
    waits = year == 2021 and row.office.code in NOT_YET
    for month, percent in enumerate(CUMULATIVE[year], 1):
        if waits and month > CLOSED[year]:
            return
        physical = max(0, min(100, percent + (pace if month < 12 else 2)))
        yield Realisation(
            line=row.line,
            month=month,
            amount=int(row.pagu) * max(0, min(100, percent + min(pace, 3))) // 100,
            physical=physical,
            output=(row.target * Decimal(physical) / 100).quantize(Decimal(1)),
            problem=PROBLEM if year == 2020 and month in (4, 5) else "",
            follow_up=CURE if year == 2020 and month in (4, 5) else "",
        )
