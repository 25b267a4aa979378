"""A report on paper: filled, or empty to be written on by hand."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bengkalis.access import Permission
from reports import bundling
from reports.knowing import context_of
from reports.models import ReportDuty
from reports.questionnaire.judging import problems
from reports.reach import demands_reach
from reports.review import values_for
from reports.showing import Report
from reports.unit_views.finding import find_duty, reports_of

EMPTY_ROWS = 5  # of a list, to write on


@require_safe
@demands_reach(Permission.VIEW_REPORTS)
def unit_report_print(request, office: str, period: str):
    """The newest report that the person may see, with its explanations."""
    duty = find_duty(request.user, office, period)
    report = next(iter(reports_of(duty, request.user)), None)
    if report is None:
        return _print(request, duty, {}, empty=True)
    return _print(request, duty, values_for(report, request.user), report=report)


@require_safe
@demands_reach(Permission.VIEW_REPORTS)
def unit_report_empty(request, office: str, period: str):
    """The form with lines to write on; what the portal knows stands beside them."""
    return _print(request, find_duty(request.user, office, period), {}, empty=True)


def _print(request, duty: ReportDuty, values: dict, *, report=None, empty: bool = False):
    newest = report or bundling.newest_of(duty)
    form = newest.form if newest else duty.period.form
    known = newest.context if newest else context_of(duty, form)
    found = [] if empty else problems(form.questionnaire, values, known)
    context = {
        "duty": duty,
        "report": report,
        "form": form,
        "parts": Report(form.questionnaire, values, known, found).parts(),
        "is_empty": empty,
        "is_nil": values.get("nihil") is True,
        "nil_reason": values.get("why:nihil", ""),
        "lines": range(EMPTY_ROWS),
    }
    return render(request, "reports/unit/print.html", context)
