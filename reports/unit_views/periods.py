"""Periods of the reports: which there are, opened for a year, their days, more time for one UPT."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission
from bengkalis.errors import StaleVersion
from bengkalis.values import counted
from registry.models.people import today
from reports.models import ReportDuty, ReportPeriod
from reports.models.periods import period_key
from reports.period_forms import ExtensionForm, OpenYearForm, PeriodForm
from reports.periods import extend, oblige
from reports.reach import demands_reach
from reports.unit_views.finding import find_duty

FILED = Q(duties__reports__first_filed_at__isnull=False)


@require_safe
@demands_reach(Permission.VIEW_REPORTS)
def report_periods(request):
    """All periods of a year, with how many UPTs filed."""
    return _list(request, OpenYearForm(initial={"year": today().year}))


def _list(request, form: OpenYearForm, code: int = 200):
    years = list(ReportPeriod.objects.order_by("-year").values_list("year", flat=True).distinct())
    asked = counted(request.GET.get("tahun", ""))
    year = asked if asked in years else (years[0] if years else today().year)
    rows = ReportPeriod.objects.filter(year=year).select_related("form")
    context = {
        "periods": rows.annotate(
            owed=Count("duties", distinct=True), filed=Count("duties", filter=FILED, distinct=True)
        ).order_by("rhythm", "number"),
        "years": years,
        "year": year,
        "form": form,
        "may_manage": request.user.may(Permission.MANAGE_PERIODS),
    }
    return render(request, "reports/unit/periods/list.html", context, status=code)


@require_POST
@demands_reach(Permission.MANAGE_PERIODS)
def report_periods_open(request):
    """Open what is missing of a year; pressing twice opens nothing twice."""
    form = OpenYearForm(request.POST)
    made = form.open() if form.is_valid() else []
    if form.errors:
        return _list(request, form, 400)
    words = f"{len(made)} periode dibuka." if made else "Periode tahun itu sudah ada semua."
    messages.success(request, words)
    return redirect(f"{reverse('report-periods')}?tahun={form.cleaned_data['year']}")


@require_http_methods(["GET", "HEAD", "POST"])
@demands_reach(Permission.MANAGE_PERIODS)
def report_period_edit(request, period: str):
    """The three days of a period; UPTs that came since are obliged too."""
    asked = period_key(period)
    found = ReportPeriod.objects.filter(**asked).first() if asked else None
    if found is None:
        raise Http404("Periode ini tidak ada.")
    form = PeriodForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid() and _saved(form):
        oblige(found)
        messages.success(request, f"{found} tersimpan.")
        return redirect(f"{reverse('report-periods')}?tahun={found.year}")
    context = {"period": found, "form": form}
    return render(request, "reports/unit/periods/edit.html", context, status=_code(form))


def _saved(form: PeriodForm) -> bool:
    try:
        ReportPeriod.locked(form.instance.pk, form.cleaned_data["version"])
    except StaleVersion as stale:
        form.show_stale(stale.current)
        return False
    form.instance.save(update_fields=["opens_on", "due_on", "closes_on"])
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@demands_reach(Permission.MANAGE_PERIODS)
def report_extend(request, office: str, period: str):
    """More time for one UPT, with the reason that it reads."""
    duty = find_duty(request.user, office, period)
    duty.extended_at = duty.extended_at or timezone.now()
    form = ExtensionForm(request.POST or None, instance=duty)
    if request.method == "POST" and form.is_valid() and _extended(request, duty, form):
        messages.success(request, f"Batas waktu menjadi {duty.extended_to:%d-%m-%Y}.")
        return redirect(duty)
    context = {"duty": duty, "form": form}
    return render(request, "reports/unit/periods/extend.html", context, status=_code(form))


def _extended(request, duty: ReportDuty, form: ExtensionForm) -> bool:
    said = form.cleaned_data
    try:
        extend(duty, said["extended_to"], said["extension_reason"], request.user, said["version"])
    except StaleVersion as stale:
        form.show_stale(stale.current)
        return False
    return True


def _code(form) -> int:
    return 409 if form.differences else 200
