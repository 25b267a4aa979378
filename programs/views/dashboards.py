"""The years at a glance: both beside each other, one in full, one for print."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands
from programs.models import Plan
from programs.overview import Year, offices_of, one_year, years
from programs.standing import Progress
from programs.views.finding import find_plan
from registry.models.people import today


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def plans(request):
    """Every year beside the others, and each office through the years."""
    found = years(Plan.objects.visible_to(request.user).order_by("year"))
    context = {
        "years": found,
        "offices": _through_the_years(found),
        "rule": next((year.rule for year in found if year.rule), ""),
        "may_edit": request.user.may(Permission.EDIT_PROGRAMS),
        "next_year": found[-1].plan.year + 1 if found else today().year,
    }
    return render(request, "programs/dashboards/home.html", context)


def _through_the_years(found: list[Year]) -> list[dict]:
    """Of each office its progress in every year, in the order of the codes."""
    names = {share.row.pk: share.row for year in found for share in year.offices if share.row}
    parts = [
        {share.row.pk: share.progress for share in year.offices if share.row} for year in found
    ]
    return [
        {"office": office, "years": [part.get(office.pk, Progress()) for part in parts]}
        for office in sorted(names.values(), key=lambda one: one.code)
    ]


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def plan_dashboard(request, year):
    """One year: figures, curves, programs, offices by quarter, problems, whom it reached."""
    context = _one(request, year)
    context["may_record"] = request.user.may(Permission.RECORD_REALISATION)
    return render(request, "programs/dashboards/year.html", context)


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def plan_dashboard_print(request, year):
    """The same on paper."""
    return render(request, "programs/dashboards/print.html", _one(request, year))


def _one(request, year: int) -> dict:
    plan = find_plan(request.user, year)
    offices = offices_of(plan)
    asked = request.GET.get("kantor", "")
    office = next((one for one in offices if one.code == asked), None)
    query = f"?kantor={office.code}" if office else ""
    year_seen = one_year(plan, office)
    return {
        "plan": plan,
        "year": year_seen,
        "office": office,
        "offices": offices,
        "unknown": asked[:40] if asked and office is None else "",
        "rule": year_seen.rule,
        "print_url": reverse("plan-dashboard-print", args=[plan.year]) + query,
        "back_url": reverse("plan-dashboard", args=[plan.year]) + query,
    }
