"""The version in work as a sheet of cells: its rows, and its plan by months."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands
from bengkalis.errors import DomainError, StaleVersion, TransitionRefused
from bengkalis.values import MONTHS
from programs import cash_planning, gridding
from programs.enums import FundSource, VersionState
from programs.forms.plans import RowForm, StepForm, leaf_items
from programs.models import BudgetVersion, PlanRow
from programs.views.finding import find_plan
from programs.views.plan_steps import FORM_METHODS
from programs.views.plans import versions_of
from registry.forms.versioned import STALE

DOMAINS = {"plan-grid": gridding, "plan-months": cash_planning}
TEMPLATES = {"plan-grid": "grid", "plan-months": "months"}


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def plan_grid(request, year: int):
    """All rows in which money is planned, a cell a field, saved together."""
    return _sheet_page(request, year, "plan-grid")


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def plan_months(request, year: int):
    """What each row is to spend by months, and how far the work is then."""
    return _sheet_page(request, year, "plan-months")


def in_work(versions: list[BudgetVersion]) -> BudgetVersion | None:
    """The version that is not approved yet, where there is one."""
    return next((one for one in versions if one.state != VersionState.APPROVED), None)


def _sheet_page(request, year: int, name: str):
    plan, domain = find_plan(request.user, year), DOMAINS[name]
    versions = versions_of(plan)
    budget = _opened(request, versions) or in_work(versions)
    if budget is None or (request.method != "POST" and not budget.is_editable):
        messages.info(request, _closed(budget))
        return redirect(plan)
    if request.method != "POST":
        return _render(request, name, budget, domain.sheet_of(budget))
    sheet, refusal = _save(request, budget, domain)
    if not refusal and sheet.is_sound:
        messages.success(request, _saved(sheet.saved))
        return redirect(f"{reverse(name, args=[year])}{_part_query(request)}")
    budget = BudgetVersion.objects.select_related("plan__edition").get(pk=budget.pk)
    status = 409 if refusal or sheet.is_stale else 200
    return _render(request, name, budget, sheet, refusal, status)


def _save(request, budget: BudgetVersion, domain):
    """The sheet as it was sent, and why the version itself takes nothing ("" where it does)."""
    try:
        return domain.save_sheet(budget, _version(request), request.POST), ""
    except DomainError as error:
        sheet = domain.sheet_of(budget)
        sheet.take(request.POST)
        return sheet, STALE if isinstance(error, StaleVersion) else str(error)


def _opened(request, versions: list[BudgetVersion]) -> BudgetVersion | None:
    """The version whose sheet is sent: it may be closed by now, and another one in work."""
    sequence = request.POST.get("sequence")
    return next((one for one in versions if str(one.sequence) == sequence), None)


def _closed(budget: BudgetVersion | None) -> str:
    if budget is None:
        return "Tidak ada versi pagu yang sedang disusun. Mulai versi baru untuk mengubahnya."
    return f"{budget} sedang {budget.get_state_display().lower()}; barisnya tidak dapat diubah."


def _version(request) -> int:
    """The version that the page was made from; one that nobody sends matches none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _saved(count: int) -> str:
    return f"{count} baris tersimpan." if count else "Tidak ada yang berubah."


def _part_query(request) -> str:
    part = request.POST.get("part", "")
    return f"?bagian={part}" if part.isascii() and part.isdigit() and part != "1" else ""


def _render(request, name, budget, sheet, refusal="", status=200):
    most = DOMAINS[name].ROWS_A_PART
    part, parts = _part(request, len(sheet.entries), most)
    entries = sheet.entries[(part - 1) * most : part * most]
    groups = _groups(sheet, entries, name)
    context = {
        "plan": budget.plan,
        "budget": budget,
        "sheet": sheet,
        "refusal": refusal,
        "part": part,
        "parts": range(1, parts + 1),
        "groups": groups,
        "rest": sum(_planned(one) for one in sheet.entries if one not in entries),
        "columns": _columns(sheet),
        "months": MONTHS,
        "sources": FundSource.labels,
        "offices": _offices(sheet),
        "is_open": budget.is_editable,
    }
    return render(request, f"programs/plans/{TEMPLATES[name]}.html", context, status=status)


def _part(request, rows: int, most: int) -> tuple[int, int]:
    """Which part of the sheet is asked for, and how many there are."""
    parts = max(1, -(-rows // most))
    asked = request.POST.get("part") or request.GET.get("bagian", "")
    part = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    return min(max(part, 1), parts), parts


def _program(entry):
    item = entry.row.item
    while item.parent_id is not None:
        item = item.parent
    return item


def _groups(sheet, entries, name: str) -> list[dict]:
    """The rows that are shown under their programs; ``rest`` is what other parts add to a sum."""
    totals: dict = {}
    for entry in sheet.entries:
        totals[_program(entry)] = totals.get(_program(entry), 0) + _planned(entry)
    by_months = cash_planning.planned if name == "plan-months" else lambda entry: None
    groups = []
    for program, under in groupby(entries, key=_program):
        shown = list(under)
        here = sum(_planned(entry) for entry in shown)
        groups.append(
            {
                "program": program,
                "entries": [(entry, by_months(entry)) for entry in shown],
                "total": totals[program],
                "rest": totals[program] - here,
            }
        )
    return groups


def _planned(entry):
    """The pagu of a row, as typed where the sheet has that column."""
    return entry.values.get("pagu", entry.row.pagu) or 0


def _columns(sheet) -> list:
    """Name and head of every column."""
    first = sheet.entries[0].columns if sheet.entries else {}
    return [{"name": name, "label": column.label} for name, column in first.items()]


def _offices(sheet) -> list[str]:
    columns = sheet.entries[0].columns if sheet.entries else {}
    return columns["office"].names if "office" in columns else []


# --- rows that come and go -----------------------------------------------------------------------


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def plan_row_add(request, year: int):
    """A new row of the version in work."""
    plan = find_plan(request.user, year)
    budget = in_work(versions_of(plan))
    if budget is None or not budget.is_editable:
        messages.info(request, _closed(budget))
        return redirect(plan)
    form = RowForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            row = gridding.append(budget, form.cleaned_data["item"], form.cleaned_data["office"])
        except (TransitionRefused, ValidationError) as error:
            form.add_error(None, getattr(error, "messages", None) or str(error))
        else:
            messages.success(request, f"{row.item.code} ditambahkan. Isi selnya di bawah.")
            return redirect(_at(row))
    context = {"plan": plan, "budget": budget, "form": form, "has_items": leaf_items(plan).exists()}
    return render(request, "programs/plans/row_add.html", context)


def _at(row: PlanRow) -> str:
    """The first cell of a row on the sheet."""
    before = row.budget.rows.leaves().filter(item__code__lt=row.item.code).count()
    part = before // gridding.ROWS_A_PART + 1
    query = f"?bagian={part}" if part > 1 else ""
    return f"{reverse('plan-grid', args=[row.budget.plan.year])}{query}#r{row.pk}-goal"


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def plan_row_remove(request, year: int, uid):
    """Take a row out of the version in work."""
    plan = find_plan(request.user, year)
    rows = PlanRow.objects.visible_to(request.user).with_item().select_related("budget__plan")
    row = get_object_or_404(rows.leaves(), budget__plan=plan, uid=uid)
    form = StepForm(request.POST or None, initial={"version": row.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            gridding.remove(row, form.cleaned_data["version"])
        except StaleVersion as stale:
            status, row = 409, rows.get(pk=stale.current.pk)
            form.data = form.data.copy()
            form.data["version"] = row.version
            form.add_error(None, STALE)
        except TransitionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{row.item.code} dihapus dari {row.budget}.")
            return redirect("plan-grid", year)
    context = {"plan": plan, "row": row, "form": form}
    return render(request, "programs/plans/row_remove.html", context, status=status)
