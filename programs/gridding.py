"""The rows of a version in work as one sheet: read, judged and saved together, or not at all.

However many rows, as many queries.
"""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import ProtectedError, Q

from bengkalis.errors import TransitionRefused
from bengkalis.values import fold
from programs.budgets import add_row, demand_draft, resum
from programs.entering import Amount, Entry, Listed, Measure, Sheet, Words
from programs.enums import FundSource
from programs.models import BudgetVersion, NomenclatureItem, PlanRow
from registry.models import Office

COLUMNS = (
    *("goal", "output", "indicator", "unit", "target", "place"),
    *("fund_source", "office", "pagu"),
)
ROWS_A_PART = 90  # a request carries at most a thousand values; a longer sheet comes in parts
MOST = Decimal("9999999999999999.99")  # what the sum of a plan can hold
UNIT_MISSING = "Ditemukan kosong, diharapkan satuan dari targetnya: orang, koperasi, dokumen."
TWICE = "Baris lain sudah memakai kode ini untuk penanggung jawab yang sama."
IN_TURN = (
    "Penanggung jawab ini masih dipegang baris lain yang ikut diubah; simpan baris itu dahulu."
)


def sheet_of(budget: BudgetVersion, lock: bool = False) -> Sheet:
    """The rows of ``budget`` in which money is planned, in the order of their codes."""
    rows = budget.rows.leaves().select_related("item__parent__parent", "line", "office")
    rows = rows.order_by("item__code", "pk")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = list(rows)
    columns = _columns(found)
    return Sheet([Entry(row, {n: getattr(row, n) for n in COLUMNS}, columns) for row in found])


def _columns(rows: list[PlanRow]) -> dict:
    """How each column is read; an office that was closed stays where it is responsible."""
    of = PlanRow._meta.get_field
    held = {row.office_id for row in rows if row.office_id}
    offices = Office.objects.filter(Q(is_active=True) | Q(pk__in=held)).order_by("code")
    known = _told_apart(offices)
    sources = {code: (code, name) for code, name in FundSource.choices}
    words = ("goal", "output", "indicator", "unit", "place")
    found = {name: Words(of(name)) for name in words}
    found["target"] = Measure(of("target"))
    found["fund_source"] = Listed(of("fund_source"), sources, empty="")
    found["office"] = Listed(of("office"), known)
    found["pagu"] = Amount(of("pagu"))
    return {name: found[name] for name in COLUMNS}


def _told_apart(offices) -> dict:
    """Code → office and name; of offices that share a name, each with its code behind it."""
    often = Counter(fold(one.name) for one in offices)
    return {
        one.code: (one, f"{one.name} ({one.code})" if often[fold(one.name)] > 1 else one.name)
        for one in offices
    }


@transaction.atomic
def save_sheet(budget: BudgetVersion, version: int | None, data: Mapping[str, str]) -> Sheet:
    """All rows as typed in ``data``, or none: then the sheet says what is wrong.

    Raises StaleVersion when the version itself changed, TransitionRefused unless it is a draft.
    """
    budget = BudgetVersion.locked(budget.pk, version)
    demand_draft(budget)
    sheet = sheet_of(budget, lock=True)
    sheet.take(data)
    judge(sheet)
    if sheet.is_sound:
        _write(budget, sheet)
    return sheet


def judge(sheet: Sheet) -> None:
    """What only the cells of a row, or the rows of a sheet, together show to be wrong."""
    for entry in sheet.entries:
        entry.values["pagu"] = entry.values["pagu"] or Decimal(0)
        if entry.values["target"] is not None and not entry.values["unit"]:
            entry.problems.setdefault("unit", UNIT_MISSING)
    _judge_offices(sheet)
    if sheet.total() > MOST:
        sheet.general.append("Jumlah pagu lebih besar daripada yang dapat dicatat (16 angka).")


def _judge_offices(sheet: Sheet) -> None:
    wanted: dict[tuple, list[Entry]] = {}
    for entry in sheet.entries:
        wanted.setdefault((entry.row.item_id, entry.values["office"]), []).append(entry)
    holders = {(entry.row.item_id, entry.row.office): entry for entry in sheet.entries}
    for place, entries in wanted.items():
        for entry in entries:
            if entry.values["office"] == entry.row.office:
                continue
            holder = holders.get(place)
            if len(entries) > 1:
                entry.problems.setdefault("office", TWICE)
            elif holder is not None and holder is not entry:
                entry.problems.setdefault("office", IN_TURN)


def _write(budget: BudgetVersion, sheet: Sheet) -> None:
    changed = sheet.changed
    for entry in changed:
        for name in COLUMNS:
            setattr(entry.row, name, entry.values[name])
    PlanRow.objects.bulk_update([entry.row for entry in changed], COLUMNS)
    resum(budget)
    sheet.saved = len(changed)


# --- rows that come and go -----------------------------------------------------------------------


@transaction.atomic
def append(budget: BudgetVersion, item: NomenclatureItem, office: Office | None) -> PlanRow:
    """A new row of ``budget``, its pagu still nought. Raises ValidationError, TransitionRefused."""
    budget = BudgetVersion.locked(budget.pk, None)
    row = add_row(budget, item, office)
    resum(budget)
    return row


@transaction.atomic
def remove(row: PlanRow, version: int | None) -> None:
    """Take a row out of a draft. Raises StaleVersion, TransitionRefused where money was spent."""
    budget = BudgetVersion.locked(row.budget_id, None)
    demand_draft(budget)
    row = PlanRow.locked(row.pk, version)
    if row.line.realisations.exists():
        raise TransitionRefused(
            f"{row.item.code} sudah punya realisasi pada versi sebelumnya; barisnya tidak dapat "
            "dihapus. Kecilkan pagunya sampai sebesar realisasinya."
        )
    line = row.line
    row.delete()
    _forget(line)
    resum(budget)


def _forget(line) -> None:
    """A line that stands in no version, and that nothing was said of, goes with its last row."""
    if line.rows.exists():
        return
    try:
        with transaction.atomic():
            line.delete()
    except ProtectedError:
        return
