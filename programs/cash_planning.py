"""The plan of a version by months (anggaran kas) as one sheet: all rows saved together or none.

The amounts of a row are those of single months and add up to its pagu; how far the work is counts
from January on and never goes back.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from bengkalis.values import MONTHS, format_number, format_rupiah
from programs.budgets import demand_draft
from programs.entering import Amount, Entry, Measure, Sheet
from programs.models import BudgetVersion, MonthPlan

ROWS_A_PART = 36  # a request carries at most a thousand values; a longer sheet comes in parts
YEAR = range(1, 13)
AMOUNTS = [f"rp{month}" for month in YEAR]
PHYSICAL = [f"fisik{month}" for month in YEAR]


def sheet_of(budget: BudgetVersion, lock: bool = False) -> Sheet:
    """The rows of ``budget`` in which money is planned, month by month."""
    rows = budget.rows.leaves().select_related("item__parent__parent", "office")
    rows = rows.order_by("item__code", "pk")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    columns = _columns()
    return Sheet([Entry(row, _held(row), columns) for row in rows.prefetch_related("months")])


def _columns() -> dict:
    amount, physical = (MonthPlan._meta.get_field(name) for name in ("amount", "physical"))
    found = {name: Amount(amount) for name in AMOUNTS}
    found |= {name: Measure(physical, most=100) for name in PHYSICAL}
    for month in YEAR:
        found[f"rp{month}"].label = f"Rencana {MONTHS[month - 1]} (Rp)"
        found[f"fisik{month}"].label = f"Fisik {MONTHS[month - 1]} (%)"
    return found


def _held(row) -> dict:
    held: dict = dict.fromkeys([*AMOUNTS, *PHYSICAL])
    for one in row.months.all():
        held[f"rp{one.month}"], held[f"fisik{one.month}"] = one.amount, one.physical
    return held


@transaction.atomic
def save_sheet(budget: BudgetVersion, version: int | None, data: Mapping[str, str]) -> Sheet:
    """All rows as typed in ``data``, or none: then the sheet says what is wrong.

    Raises StaleVersion when the version itself changed, TransitionRefused unless it is a draft.
    """
    budget = BudgetVersion.locked(budget.pk, version)
    demand_draft(budget)
    sheet = sheet_of(budget, lock=True)
    sheet.take(data)
    for entry in sheet.changed:
        if not entry.problems:
            _judge(entry)
    if sheet.is_sound:
        _write(sheet)
    return sheet


def is_empty(entry: Entry) -> bool:
    return all(entry.values[name] is None for name in [*AMOUNTS, *PHYSICAL])


def planned(entry: Entry) -> Decimal:
    """What the months add up to."""
    return sum((entry.values[name] or Decimal(0) for name in AMOUNTS), Decimal(0))


def _judge(entry: Entry) -> None:
    if is_empty(entry):
        return
    if (total := planned(entry)) != entry.row.pagu:
        entry.problems["rp12"] = (
            f"Ditemukan jumlah dua belas bulan {format_rupiah(total)}, diharapkan sama dengan "
            f"pagunya {format_rupiah(entry.row.pagu)} (selisih "
            f"{format_rupiah(entry.row.pagu - total)}), atau semua bulan kosong."
        )
    _judge_physical(entry)


def _judge_physical(entry: Entry) -> None:
    """An empty month is as far as the one before it."""
    reached = Decimal(0)
    for name in PHYSICAL:
        value = entry.values[name]
        value = reached if value is None else value
        if value < reached:
            entry.problems[name] = (
                f"Ditemukan {format_number(value)}, diharapkan {format_number(reached)} atau "
                "lebih, seperti bulan sebelumnya: persentase ini dihitung sejak Januari."
            )
        entry.values[name] = reached = max(reached, value)


def _write(sheet: Sheet) -> None:
    changed = sheet.changed
    emptied = [entry.row.pk for entry in changed if is_empty(entry)]
    if emptied:
        MonthPlan.objects.filter(row__in=emptied).delete()
    MonthPlan.objects.bulk_create(
        [
            MonthPlan(
                row=entry.row,
                month=month,
                amount=entry.values[f"rp{month}"] or Decimal(0),
                physical=entry.values[f"fisik{month}"],
            )
            for entry in changed
            if not is_empty(entry)
            for month in YEAR
        ],
        update_conflicts=True,
        unique_fields=["row", "month"],
        update_fields=["amount", "physical"],
    )
    sheet.saved = len(changed)
