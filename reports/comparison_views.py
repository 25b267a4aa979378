"""Staff pair series with the register, and explain why the figures differ."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.errors import StaleVersion, TransitionRefused
from reports import pairing
from reports.explaining import explain
from reports.forms import ComparisonForm, ExplanationForm
from reports.intake_views import EXPLAIN, FORM_METHODS
from reports.models import Comparison, Explanation, PublishedFigure
from reports.reference import COMPARED
from reports.statistics import reconciled
from reports.statistics.reconciliation import BIG, Line, Reconciliation, unexplained, unmapped

LINES_SHOWN = 200


@EXPLAIN
@require_safe
def comparisons(request):
    """Every pair, and the series that have none."""
    rows = Comparison.objects.select_related("section").order_by("counted", "series")
    context = {"comparisons": rows, "unmapped": unmapped()}
    return render(request, "reports/figures/comparisons.html", context)


@EXPLAIN
@require_http_methods(FORM_METHODS)
def comparison_new(request):
    """Pair a series that has no pair yet."""
    initial = {"series": request.GET.get("deret", "")}
    form = ComparisonForm(request.POST or None, instance=Comparison(), initial=initial)
    return _comparison_form(request, form)


@EXPLAIN
@require_http_methods(FORM_METHODS)
def comparison_edit(request, uid: UUID):
    """Compare a series with something else."""
    found = get_object_or_404(Comparison, uid=uid)
    return _comparison_form(request, ComparisonForm(request.POST or None, instance=found))


def _comparison_form(request, form: ComparisonForm):
    if request.method == "POST" and form.is_valid() and _paired(form):
        messages.success(request, "Pasangan deret tersimpan.")
        return redirect("comparisons")
    context = {
        "form": form,
        "comparison": form.instance,
        "removable": form.instance.pk and form.instance.series not in COMPARED,
    }
    code = 409 if form.differences else 400 if form.is_bound else 200
    return render(request, "reports/figures/comparison.html", context, status=code)


def _paired(form: ComparisonForm) -> bool:
    try:
        pairing.pair(form.instance, form.cleaned_data["version"])
    except StaleVersion as stale:
        form.show_stale(stale.current)
        return False
    return True


@EXPLAIN
@require_POST
def comparison_remove(request, uid: UUID):
    """Compare a series with nothing any more."""
    found = get_object_or_404(Comparison, uid=uid)
    try:
        pairing.part(found, None)
    except TransitionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Deret {found.series} tidak dibandingkan lagi.")
    return redirect("comparisons")


@EXPLAIN
@require_safe
def differences(request):
    """Big differences that nobody has explained yet: the work list."""
    found = Reconciliation()
    lines = unexplained(found)
    context = {
        "lines": [reconciled.shown(line, found.places.names, "id") for line in lines[:LINES_SHOWN]],
        "count": len(lines),
        "big": BIG,
    }
    return render(request, "reports/figures/differences.html", context)


@EXPLAIN
@require_http_methods(FORM_METHODS)
def explanation(request, uid: UUID):
    """Say why one figure and the register differ."""
    found, line = _line(uid)
    form = ExplanationForm(
        request.POST or None, instance=line.explanation or Explanation(figure=line.figure)
    )
    if request.method == "POST" and form.is_valid() and _explained(request, form):
        messages.success(request, "Penjelasan tersimpan dan terbit di halaman rekonsiliasi.")
        return redirect(_back(request))
    context = {
        "form": form,
        "line": reconciled.shown(line, found.places.names, "id"),
        "back_url": _back(request),
    }
    code = 409 if form.differences else 400 if form.is_bound else 200
    return render(request, "reports/figures/explanation.html", context, status=code)


def _line(uid: UUID) -> tuple[Reconciliation, Line]:
    """The figure beside the register. Raises Http404 for one that is not compared."""
    figure = get_object_or_404(PublishedFigure.objects.select_related("explanation"), uid=uid)
    found = Reconciliation()
    try:
        return found, found.line(figure)
    except KeyError as error:
        raise Http404("Angka ini belum dibandingkan dengan register.") from error


def _explained(request, form: ExplanationForm) -> bool:
    try:
        explain(form.instance, form.cleaned_data["version"], request.user)
    except StaleVersion as stale:
        form.show_stale(stale.current)
        return False
    return True


def _back(request) -> str:
    """Where the writer came from; the work list when that is not ours to lead to."""
    wanted = request.GET.get("kembali", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("differences")
