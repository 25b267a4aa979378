"""The cascade of a year's agreements as a nested list."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands
from bengkalis.values import counted
from programs.cascade import Cascade
from programs.models import Plan


def plan_asked(request) -> tuple[Plan | None, list[int], str]:
    """The plan of ``?tahun=``, or the latest; all years; a sentence where it has none."""
    plans = {plan.year: plan for plan in Plan.objects.visible_to(request.user).order_by("-year")}
    asked = request.GET.get("tahun", "").strip()
    latest = next(iter(plans.values()), None)
    if not asked or counted(asked) in plans:
        return plans[counted(asked)] if asked else latest, list(plans), ""
    known = ", ".join(map(str, plans)) or "belum ada"
    problem = f"Tahun: ditemukan “{asked[:10]}”, diharapkan yang punya program kerja ({known})."
    return latest, list(plans), problem


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def cascade_page(request):
    """Who promises whom, and where something is missing."""
    plan, years, problem = plan_asked(request)
    cascade = Cascade(plan) if plan else None
    context = {
        "plan": plan,
        "years": years,
        "problem": problem,
        "cascade": cascade,
        "counts": cascade.counts() if cascade else [],
        "may_prepare": request.user.may(Permission.PREPARE_PAPERS),
    }
    return render(request, "programs/agreements/cascade.html", context)
