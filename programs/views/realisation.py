"""Realisation by month and by quarter, to enter or to read, and closing months."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands
from bengkalis.errors import StaleVersion, TransitionRefused
from bengkalis.values import MONTHS, counted, format_number
from programs.closing import close, said
from programs.enums import Quarter
from programs.forms.realisation import ClosingForm, LineForm
from programs.models import Plan, Realisation
from programs.reach import Reach, reach_of
from programs.realising import (
    FIGURES,
    LineState,
    Refused,
    StaleLines,
    is_ahead,
    judge,
    record,
    refuse_month,
    states,
)
from programs.views.finding import find_plan
from registry.forms.versioned import STALE

FORM_METHODS = ["GET", "HEAD", "POST"]
READERS = "Realisasi dicatat oleh kantor yang menjadi penanggung jawab tiap baris."


@demands(Permission.VIEW_PROGRAMS)
@require_http_methods(FORM_METHODS)
def realisation(request, year):
    """One month: every line in reach, with the month before beside it; for others to read."""
    plan = find_plan(request.user, year)
    asked = request.GET.get("bulan", "")
    month = counted(asked) if counted(asked) in range(1, 13) else _first_open(plan)
    problem = "" if asked in ("", str(month)) else f"Bulan “{asked[:20]}” tidak ada."
    page = {"problem": problem, "address": f"{request.path}?bulan={month}", "quarter": None}
    return _entry(request, plan, month, page)


@demands(Permission.VIEW_PROGRAMS)
@require_http_methods(FORM_METHODS)
def realisation_quarter(request, year, quarter):
    """A quarter: its months side by side, and entry of its last month."""
    plan = find_plan(request.user, year)
    if quarter not in Quarter.values:
        raise Http404("Triwulan 1 sampai 4.")
    page = {"problem": "", "address": request.path, "quarter": Quarter(quarter)}
    return _entry(request, plan, 3 * quarter, page)


def _first_open(plan: Plan) -> int:
    return min(plan.closed_month + 1, 12)


def _entry(request, plan: Plan, month: int, page: dict):
    reach = reach_of(request.user, Permission.RECORD_REALISATION)
    if request.method == "POST" and not reach:
        raise PermissionDenied(READERS)
    found = states(plan, month, reach or Reach(everywhere=True))
    refusal = _refusal(plan, month) if reach else READERS
    data = request.POST if request.method == "POST" and not refusal else None
    if data is not None and "sama" in data:
        data = _as_before(data.copy(), found, data["sama"])
    forms = [LineForm(data, state) for state in found]
    code = 200
    if data is not None and "sama" not in data:
        code = _save(request, plan, month, forms)
        if code == 302:
            return redirect(page["address"])
    forms = [form if data is None or _stays(form) else LineForm(None, form.state) for form in forms]
    context = page | _context(plan, month, forms, refusal)
    context["may_close"] = request.user.may(Permission.EDIT_PROGRAMS)
    return render(request, "programs/realisation/entry.html", context, status=code)


def _stays(form: LineForm) -> bool:
    return form.is_touched or bool(form.errors)


def _refusal(plan: Plan, month: int) -> str:
    """Why nothing can be entered for the month; "" where it can."""
    try:
        refuse_month(plan, month)
    except TransitionRefused as error:
        return str(error)
    return ""


def _as_before(data, found: list[LineState], uid: str):
    """What was typed, with the figures of one line as they were at the end of the month before."""
    for state in found:
        if str(state.uid) == uid and state.last:
            for name in FIGURES:
                value = getattr(state.last, name)
                data[f"b-{uid}-{name}"] = "" if value is None else format_number(value)
    return data


def _save(request, plan: Plan, month: int, forms: list[LineForm]) -> int:
    """Record what was touched; the status of the answer. What is refused stands in the forms."""
    touched = [form for form in forms if form.is_touched]
    valid = [form for form in touched if form.is_valid()]
    by_line = {form.state.uid: form for form in valid}
    if len(valid) < len(touched):
        found = judge([form.state for form in valid], [form.entry for form in valid])
        return _show(found, by_line)
    try:
        reach = reach_of(request.user, Permission.RECORD_REALISATION)
        changed = record(plan, month, [form.entry for form in valid], request.user, reach)
    except Refused as refused:
        return _show(refused.problems, by_line)
    except StaleLines as stale:
        for line, current in stale.current.items():
            by_line[line].show_stale(current)
        return 409
    except TransitionRefused as error:
        messages.error(request, str(error))
        return 409
    month_said = f"{MONTHS[month - 1]} {plan.year}"
    words = f"Realisasi {month_said} tersimpan: {changed} baris." if changed else ""
    messages.success(request, words or "Tidak ada yang berubah.")
    return 302


def _show(problems, by_line: dict) -> int:
    for one in problems:
        by_line[one.line].refuse(one.field, one.sentence)
    return 200


def _context(plan: Plan, month: int, forms: list[LineForm], refusal: str) -> dict:
    return {
        "plan": plan,
        "month": month,
        "month_name": MONTHS[month - 1],
        "months": list(enumerate(MONTHS, 1)),
        "quarters": Quarter.choices,
        "forms": forms,
        "refusal": refusal,
        "closed": said(plan),
        "entered": sum(form.state.current is not None for form in forms),
        "differences": [one for form in forms for one in form.differences],
        "has_pagu": bool(forms) or plan.in_force is not None,
    }


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def realisation_close(request, year):
    """Close months, so that their figures stay; open them again with a reason."""
    plan = find_plan(request.user, year)
    first = {"version": plan.version, "month": _first_open(plan)}
    form, code = ClosingForm(request.POST or None, initial=first), 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            plan = close(plan, data["version"], data["month"], data["reason"])
        except StaleVersion as stale:
            plan, code = stale.current, 409
            form.data = form.data.copy()
            form.data["version"] = plan.version
            form.add_error(None, STALE)
        except ValidationError as error:
            form.add_error("reason", error)
        except TransitionRefused as error:
            form.add_error("month", str(error))
        else:
            messages.success(request, f"Realisasi {plan.year} {said(plan)}.")
            return redirect(reverse("realisation", args=[plan.year]))
    context = {"plan": plan, "form": form, "closed": said(plan), "months": _coverage(plan)}
    return render(request, "programs/realisation/close.html", context, status=code)


def _coverage(plan: Plan) -> list[dict]:
    """Of each month how many lines have an entry."""
    budget = plan.in_force
    lines = budget.rows.leaves().count() if budget else 0
    found = list(
        Realisation.objects.filter(line__plan=plan)
        .order_by("month")
        .values_list("month", flat=True)
    )
    return [
        {
            "name": name,
            "entered": found.count(month),
            "lines": lines,
            "is_closed": month <= plan.closed_month,
            "is_ahead": is_ahead(plan, month),
        }
        for month, name in enumerate(MONTHS, 1)
    ]
