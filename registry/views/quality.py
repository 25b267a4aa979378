"""Data quality over all cooperatives: how clean it is, rule by rule and month by month."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands
from registry.models import Cooperative, DuplicatePair, Finding, QualityRun
from registry.models.people import today
from registry.quality.checking import bring_up_to_date
from registry.quality.rules import RULES, WEIGHTS
from registry.quality.tally import Tally, clean_share, tally


@demands(Permission.VIEW_REGISTER)
@require_safe
def quality_overview(request):
    """How many cooperatives are clean, and what is to be mended first."""
    bring_up_to_date(today())
    counted = tally(_findings(request), today())
    districts = clean_share(Cooperative.objects.visible_to(request.user))
    total = sum(row["total"] for row in districts)
    clean = sum(row["clean"] for row in districts)
    context = {
        "districts": districts,
        "total": total,
        "clean": clean,
        "unclean": total - clean,
        "rows": rule_rows(counted),
        "quiet": [rule for rule in RULES if not counted.open[rule.code]],
        "findings": counted.open.total(),
        "aside": counted.aside.total(),
        "last_run": QualityRun.objects.first(),
        "pairs": DuplicatePair.objects.visible_to(request.user).open().count(),
    }
    return render(request, "registry/quality/overview.html", context)


@demands(Permission.VIEW_REGISTER)
@require_safe
def quality_trend(request):
    """What came and what went, month by month."""
    bring_up_to_date(today())
    counted = tally(_findings(request), today())
    rules = [
        {"rule": rule, "values": values}
        for rule in RULES
        if any(values := counted.series(rule.code))
    ]
    context = {"flow": counted.flow(), "months": counted.months, "rules": rules}
    return render(request, "registry/quality/trend.html", context)


def _findings(request):
    return Finding.objects.visible_to(request.user).standing()


def rule_rows(counted: Tally) -> list[dict]:
    """The rules that are broken somewhere, the most urgent and frequent first."""
    rows = [
        {
            "rule": rule,
            "count": counted.open[rule.code],
            "aside": counted.aside[rule.code],
            "values": counted.series(rule.code),
            "url": reverse("quality-rule", args=[rule.code]),
        }
        for rule in RULES
        if counted.open[rule.code]
    ]
    return sorted(rows, key=lambda row: (-WEIGHTS[row["rule"].severity], -row["count"]))
