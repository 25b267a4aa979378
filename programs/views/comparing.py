"""Two years beside each other, by purpose."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands
from programs import comparing
from programs.forms.comparing import YearsForm
from programs.models import Plan


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def plans_compare(request):
    """Money and beneficiaries of two years, group of codes by group of codes."""
    rows = Plan.objects.visible_to(request.user).select_related("edition").order_by("year")
    plans = {plan.year: plan for plan in rows}
    years = list(plans)
    if len(years) < 2:
        return render(request, "programs/comparing/nothing.html", {"years": years})
    start = {"tahun": years[-2], "dengan": years[-1]}
    form = YearsForm({**start, **request.GET.dict()}, years=years)
    asked = form.cleaned_data if form.is_valid() else start
    problems = [sentence for errors in form.errors.values() for sentence in errors]
    comparison = comparing.compare(plans[asked["tahun"]], plans[asked["dengan"]])
    context = {
        "years": years,
        "asked": asked,
        "problems": problems,
        "only_left": f"Hanya {asked['tahun']}",
        "only_right": f"Hanya {asked['dengan']}",
        "comparison": comparison,
        "same_codes": comparison.left.edition_id == comparison.right.edition_id,
        "missing": [plan.year for plan, budget in _budgets(comparison) if budget is None],
        "change": _change(comparison.total),
    }
    return render(request, "programs/comparing/page.html", context)


def _budgets(comparison: comparing.Comparison) -> list[tuple]:
    left = comparison.left, comparison.left_budget
    return [left, (comparison.right, comparison.right_budget)]


def _change(total: comparing.Group) -> dict | None:
    """How the pagu of all groups changed, for the title; None where there is nothing to compare."""
    before, after = total.left.pagu, total.right.pagu
    if not before or not after:
        return None
    percent = round(abs(100 * (after - before) / before), 1)
    word = "naik" if after > before else "turun"
    return {"word": word if percent else "tetap", "percent": percent}
