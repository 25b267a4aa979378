"""Judging the rows of a work programme's workbook against the draft that they are to change."""

from collections import defaultdict
from decimal import Decimal

from bengkalis.templatetags.ui import rupiah
from bengkalis.values import fold
from programs.imports.headings import TEXTS
from programs.imports.lines import Line
from programs.models import BudgetVersion, NomenclatureItem, PlanRow
from registry.enums import Outcome
from registry.models import Office

OF_PARENTS = (*TEXTS, "target")
OF_LEAVES = (*TEXTS, "target", "fund_source", "pagu", "office")


class Draft:
    """What the rows are judged against: codes, offices, and the rows of the draft."""

    def __init__(self, budget: BudgetVersion, office: Office | None = None):
        edition = budget.plan.edition
        self.leaf = edition.leaf_level
        self.items = {item.code: item for item in edition.items.select_related("parent__parent")}
        self.rows = list(budget.rows.with_item())
        self.by_uid = {str(row.line.uid): row for row in self.rows}
        self.by_item: dict[int, list[PlanRow]] = defaultdict(list)
        for row in self.rows:
            self.by_item[row.item_id].append(row)
        self.offices = {}
        for one in Office.objects.order_by("pk"):
            self.offices |= {fold(one.code): one, fold(one.name): one}
        self.office = office

    def is_leaf(self, item: NomenclatureItem) -> bool:
        return item.level == self.leaf


def settle(lines: list[Line], draft: Draft) -> None:
    """Give every line its row, its difference and its outcome."""
    for line in lines:
        _find(line, draft)
    _refuse_twins(lines, draft)
    for line in lines:
        _judge(line, draft)
    _compare_sums(lines, draft)


def _find(line: Line, draft: Draft) -> None:
    """The code, the office and the row of the draft that a line speaks of."""
    line.item = draft.items.get(line.code)
    if not line.code:
        line.problem("code", "missing_value", "Kode kosong; diharapkan kode dari nomenklatur.")
    elif line.item is None:
        line.problem(
            "code",
            "unknown_code",
            f"Ditemukan {line.code[:40]}, diharapkan kode dari nomenklatur tahun itu; tambahkan "
            "dahulu di halaman Nomenklatur bila memang baru.",
        )
    _find_office(line, draft)
    if line.item is None:
        return
    if line.name and fold(line.name) != fold(line.item.name):
        line.problem(
            "name",
            "name_differs",
            f"Ditemukan “{line.name[:60]}”, pada nomenklatur “{line.item.name[:60]}”; yang dipakai "
            "nama nomenklatur.",
        )
    _find_row(line, draft)


def _find_office(line: Line, draft: Draft) -> None:
    if line.office_text:
        line.office = draft.offices.get(fold(line.office_text))
        if line.office is None:
            line.problem(
                "office",
                "unknown_office",
                f"Ditemukan “{line.office_text[:40]}”, diharapkan kode atau nama kantor di portal.",
            )
        elif draft.office and line.office != draft.office:
            line.problem(
                "office",
                "outside_office",
                f"Ditemukan {line.office}, diharapkan hanya baris {draft.office}.",
            )
    elif draft.office and line.item and draft.is_leaf(line.item):
        line.office = draft.office


def _find_row(line: Line, draft: Draft) -> None:
    known = draft.by_item[line.item.pk]
    if line.uid and line.uid in draft.by_uid:
        line.target = draft.by_uid[line.uid]
        if line.target.item_id != line.item.pk:
            found = line.target.item.code
            line.problem("uid", "unknown_uid", f"Kode portal itu milik baris {found}.")
    elif not draft.is_leaf(line.item):
        line.target = known[0] if known else None
    elif line.office is not None:
        line.target = next((row for row in known if row.office_id == line.office.pk), None)
    elif len(known) > 1:
        line.problem("office", "missing_value", _which(line, known))
    else:
        line.target = known[0] if known else None


def _which(line: Line, known: list[PlanRow]) -> str:
    names = ", ".join(str(row.office or "tanpa penanggung jawab") for row in known)
    return f"Penanggung jawab kosong, padahal {line.code} ada untuk {names}; sebutkan salah satu."


def _refuse_twins(lines: list[Line], draft: Draft) -> None:
    seen: dict[tuple, Line] = {}
    for line in lines:
        if line.item is None:
            continue
        office = line.office.pk if line.office and draft.is_leaf(line.item) else None
        key = ("row", line.target.pk) if line.target else ("new", line.item.pk, office)
        first = seen.setdefault(key, line)
        if first is not line:
            sentence = f"{line.code} sudah ada di baris {first.row}; diharapkan satu baris saja."
            line.problem("code", "duplicate_in_file", sentence)


def _judge(line: Line, draft: Draft) -> None:
    if line.item is None or line.has_errors:
        return
    is_leaf = draft.is_leaf(line.item)
    if line.target is None:
        _demand_enough(line, is_leaf)
        line.outcome = Outcome.ERROR if line.has_errors else Outcome.CREATE
        return
    line.diff = _difference(line, OF_LEAVES if is_leaf else OF_PARENTS)
    unit = line.said.get("unit") or line.target.unit
    if "target" in line.diff and not unit:
        line.problem("unit", "missing_value", "Satuan kosong; target diisi bersama satuannya.")
        return
    line.outcome = Outcome.UPDATE if line.diff else Outcome.UNCHANGED


def _demand_enough(line: Line, is_leaf: bool) -> None:
    if not line.item.is_active:
        line.problem("code", "unknown_code", f"{line.code} tidak dipakai lagi pada nomenklatur.")
    if is_leaf and "pagu" not in line.said:
        line.problem("pagu", "missing_value", "Pagu kosong; diharapkan pagu baris baru.")
    if "target" in line.said and "unit" not in line.said:
        line.problem("unit", "missing_value", "Satuan kosong; target diisi bersama satuannya.")


def _difference(line: Line, names: tuple[str, ...]) -> dict[str, list]:
    """``{field: [old, new]}`` of what the row says otherwise; an empty cell says nothing."""
    row = line.target
    found = {
        name: [getattr(row, name), line.said[name]]
        for name in names
        if name in line.said and getattr(row, name) != line.said[name]
    }
    if "office" in names and line.office and row.office_id != line.office.pk:
        found["office"] = [row.office and row.office.code, line.office.code]
    return found


def _compare_sums(lines: list[Line], draft: Draft) -> None:
    """The stated pagu of a program or kegiatan beside the sum of what is below; the sum holds."""
    pagu = {("row", row.pk): (row.item, row.pagu) for row in draft.rows if draft.is_leaf(row.item)}
    for line in lines:
        if line.item is None or line.has_errors or not draft.is_leaf(line.item):
            continue
        key = ("row", line.target.pk) if line.target else ("line", line.row)
        known = line.target.pagu if line.target else Decimal(0)
        pagu[key] = line.item, line.said.get("pagu", known)
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for item, amount in pagu.values():
        item = item.parent
        while item is not None:
            sums[item.pk] += amount
            item = item.parent
    for line in lines:
        if line.item is not None and not line.has_errors and not draft.is_leaf(line.item):
            _compare_sum(line, sums.get(line.item.pk))


def _compare_sum(line: Line, total: Decimal | None) -> None:
    if total is None:
        line.outcome = Outcome.UNCHANGED
        sentence = f"{line.code} tidak punya rincian dengan pagu; barisnya tidak ditulis."
        line.problem("pagu", "sum_mismatch", sentence)
    elif line.said.get("pagu", total) != total:
        stated = rupiah(line.said["pagu"])
        line.problem(
            "pagu",
            "sum_mismatch",
            f"Ditemukan {stated}, jumlah rinciannya {rupiah(total)}; yang dipakai jumlahnya.",
        )
