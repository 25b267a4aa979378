"""The figures of one year of an MSME: recorded, corrected, and, when entered wrongly, deleted."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands, find_editable
from bengkalis.errors import StaleVersion
from registry import enterprises
from registry.drafts import version_of
from registry.enterprise_doubts import year_before
from registry.forms.enterprise_years import YearForm
from registry.forms.removing import RemovalForm
from registry.forms.versioned import STALE
from registry.models import Enterprise, EnterpriseYear
from registry.models.people import today
from registry.size_explaining import explain_size
from registry.views.enterprise import with_place
from registry.views.reaching import demand_here

FORM_METHODS = ["GET", "HEAD", "POST"]


def _find(user, uid) -> Enterprise:
    """Http404 outside the user's reach, PermissionDenied where figures may not be seen there."""
    enterprise = find_editable(with_place(), user, uid=uid)
    demand_here(user, enterprise, Permission.VIEW_ENTERPRISES)
    return enterprise


@demands(Permission.EDIT_ENTERPRISE)
@never_cache
@require_http_methods(FORM_METHODS)
def enterprise_year_new(request, uid):
    """Record the figures of a year."""
    enterprise = _find(request.user, uid)
    year = EnterpriseYear(
        enterprise=enterprise, district=enterprise.district, section=enterprise.section
    )
    return _edit(request, year, initial={"year": today().year - 1})


@demands(Permission.EDIT_ENTERPRISE)
@never_cache
@require_http_methods(FORM_METHODS)
def enterprise_year_edit(request, uid, year: int):
    """Correct the figures of a year."""
    return _edit(request, _found(_find(request.user, uid), year))


def _found(enterprise: Enterprise, year: int) -> EnterpriseYear:
    row = get_object_or_404(enterprise.years, year=year)
    row.enterprise = enterprise
    return row


def _edit(request, year: EnterpriseYear, initial: dict | None = None):
    recorded = None if year._state.adding else year.year
    form = YearForm(
        request.POST or None, instance=year, before=_compared_with(request, year), initial=initial
    )
    code = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, form)
        except StaleVersion as stale:
            form.show_stale(stale.current)
            code = 409
        except ValidationError as error:  # somebody was quicker to record the same year
            form.add_error(None, error.messages)
            code = 409
    context = {
        "enterprise": year.enterprise,
        "form": form,
        "recorded": recorded,
        "title": f"Angka tahun {recorded}" if recorded else "Angka tahun baru",
    }
    return render(request, "registry/enterprises/year.html", context, status=code)


def _compared_with(request, year: EnterpriseYear) -> EnterpriseYear | None:
    """The figures before the year that was typed."""
    typed = version_of(request.POST, "year") or year.year
    return year_before(EnterpriseYear(pk=year.pk, enterprise=year.enterprise, year=typed))


def _save(request, form: YearForm):
    year = form.instance
    if enterprises.record_year(year, form.cleaned_data["version"]):
        classes = "; ".join(
            f"{one.size_label.lower()} menurut {one.law.title}" for one in explain_size(year)
        )
        messages.success(request, f"Angka tahun {year.year} tersimpan: {classes}.")
    else:
        messages.info(request, "Tidak ada yang berubah, jadi tidak ada yang disimpan.")
    return redirect(year.enterprise)


@demands(Permission.EDIT_ENTERPRISE)
@never_cache
@require_http_methods(FORM_METHODS)
def enterprise_year_remove(request, uid, year: int):
    """Delete the figures of a year that were entered by mistake, with the reason."""
    enterprise = _find(request.user, uid)
    row = _found(enterprise, year)
    form = RemovalForm(request.POST or None, initial={"version": row.version})
    code = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            enterprises.remove_year(row, data["version"], data["reason"])
            messages.success(request, f"Angka tahun {year} dihapus.")
            return redirect(enterprise)
        except StaleVersion as stale:
            form.data = form.data.copy()
            form.data["version"] = stale.current.version
            form.add_error(None, STALE)
            row, code = stale.current, 409
    context = {"enterprise": enterprise, "year": row, "form": form}
    return render(request, "registry/enterprises/year_remove.html", context, status=code)
