"""Results of agreements: recorded quarter by quarter, and a year of all offices at a glance."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands
from bengkalis.errors import StaleVersion, TransitionRefused
from programs.achieved import of_year
from programs.enums import Quarter
from programs.forms.results import ResultRows
from programs.models import Agreement
from programs.results import may_be_recorded, open_quarters, record, records_for
from programs.views.agreements import FORM_METHODS, agreement_with_parts, scale_of
from programs.views.cascade import plan_asked

STALE = (
    "Ada capaian yang dicatat orang lain sejak Anda membuka halaman ini. Isian Anda belum "
    "disimpan dan masih ada di bawah; bandingkan dengan yang tercatat, lalu simpan lagi."
)


@demands(Permission.VIEW_PROGRAMS)
@require_http_methods(FORM_METHODS)
def results_edit(request, uid):
    """Record what was reached in one quarter, on all indicators at once."""
    agreement = agreement_with_parts(request.user, uid)
    if not records_for(request.user, agreement):
        raise PermissionDenied("Capaian dicatat perencana atau pihak pertama sendiri.")
    quarter = _quarter(request, agreement)
    if problem := may_be_recorded(agreement, quarter):
        messages.error(request, problem)
        return redirect(agreement)
    rows = ResultRows(agreement, quarter, request.POST if request.method == "POST" else None)
    if rows.is_bound and rows.is_valid():
        return _record(request, agreement, quarter, rows)
    return _page(request, agreement, quarter, rows)


def _quarter(request, agreement: Agreement) -> int:
    """The quarter of ``?triwulan=``, else the latest that has begun."""
    asked = request.GET.get("triwulan", "")
    if asked in map(str, Quarter.values):
        return int(asked)
    return max(open_quarters(agreement), default=1)


def _record(request, agreement: Agreement, quarter: int, rows: ResultRows):
    try:
        written = record(agreement, quarter, rows.entries, request.user)
    except StaleVersion:
        fresh = ResultRows(agreement, quarter, request.POST)
        fresh.renew_versions()
        return _page(request, agreement, quarter, fresh, stale=STALE, status=409)
    except (TransitionRefused, ValidationError) as error:
        said = error.messages if isinstance(error, ValidationError) else [str(error)]
        return _page(request, agreement, quarter, rows, stale=" ".join(said))
    label = Quarter(quarter).label
    messages.success(
        request, f"Capaian {label} tersimpan." if written else "Tidak ada yang berubah."
    )
    return redirect(agreement)


def _page(request, agreement, quarter: int, rows: ResultRows, stale: str = "", status: int = 200):
    context = {
        "agreement": agreement,
        "quarter": Quarter(quarter),
        "quarters": [Quarter(one) for one in open_quarters(agreement)],
        "forms": rows,
        "stale": stale,
        "is_stale": status == 409,
    }
    return render(request, "programs/agreements/results.html", context, status=status)


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def achievement_page(request):
    """A year of achievements, office by office."""
    plan, years, problem = plan_asked(request)
    scale, unruled = scale_of(plan.year) if plan else (None, "")
    context = {
        "plan": plan,
        "years": years,
        "problem": problem or unruled,
        "year": of_year(plan, scale) if scale else None,
    }
    return render(request, "programs/agreements/achievement.html", context)
