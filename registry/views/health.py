"""Health assessments of one cooperative: what was found, under which rule; new and corrected."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, find_visible, scope_of
from bengkalis.errors import StaleVersion, TransitionRefused
from registry.forms.health import HealthForm
from registry.health import ASSESSED_KINDS, NOT_ASSESSED, aspects, keep
from registry.models import Cooperative, HealthAssessment
from registry.views.cooperative import with_place

FORM_METHODS = ["GET", "HEAD", "POST"]


@demands(Permission.VIEW_REGISTER)
@require_safe
def health(request, uid):
    """Every assessment of the cooperative, latest book year first."""
    cooperative = _visible(request, uid)
    context = {
        "cooperative": cooperative,
        "is_assessed": cooperative.kind in ASSESSED_KINDS,
        "not_assessed": NOT_ASSESSED,
        "assessments": [_readable(one) for one in assessments_of(cooperative)],
        "may_assess": may_assess(request.user, cooperative),
    }
    return render(request, "registry/health/list.html", context)


def assessments_of(cooperative: Cooperative) -> QuerySet:
    """The assessments with the rules under which they were made."""
    found = cooperative.assessments.select_related("rule", "assessed_by")
    return found.prefetch_related("documents")


def may_assess(user, cooperative: Cooperative) -> bool:
    """Whether ``user`` may assess this cooperative, which must be of a kind that is assessed."""
    covered = scope_of(user, Permission.ASSESS_HEALTH).covers(cooperative.district_id)
    return covered and cooperative.kind in ASSESSED_KINDS


def _readable(one: HealthAssessment) -> dict:
    """An assessment with a line for each score; of aspects the rule names under another pattern
    too, which the cooperative had then."""
    patterns = one.rule.value["aspects"]
    known = {part.code: part for name in patterns for part in aspects(one.rule, name)}
    return {
        "row": one,
        "scores": [
            {
                "label": known[code].label if code in known else code,
                "score": Decimal(str(score)),
                "most": known[code].most if code in known else None,
            }
            for code, score in one.scores.items()
        ],
    }


def _visible(request, uid) -> Cooperative:
    return find_visible(with_place(), request.user, uid=uid)


def _assessable(request, uid) -> Cooperative:
    cooperative = _visible(request, uid)
    if not scope_of(request.user, Permission.ASSESS_HEALTH).covers(cooperative.district_id):
        raise PermissionDenied("Penugasan Anda di sini tidak mencakup menilai kesehatan koperasi.")
    return cooperative


@demands(Permission.ASSESS_HEALTH)
@require_http_methods(FORM_METHODS)
def health_new(request, uid):
    """Assess a book year under the rule of the day."""
    cooperative = _assessable(request, uid)
    return _edit(request, cooperative, HealthAssessment(cooperative=cooperative))


@demands(Permission.ASSESS_HEALTH)
@require_http_methods(FORM_METHODS)
def health_edit(request, uid, assessment):
    """Correct an assessment."""
    cooperative = _assessable(request, uid)
    one = get_object_or_404(cooperative.assessments, uid=assessment)
    one.cooperative = cooperative
    return _edit(request, cooperative, one)


def _edit(request, cooperative: Cooperative, one: HealthAssessment):
    if cooperative.kind not in ASSESSED_KINDS:
        messages.info(request, NOT_ASSESSED)
        return redirect("health", cooperative.uid)
    title = "Penilaian baru" if one._state.adding else f"Penilaian tahun buku {one.book_year}"
    form = HealthForm(request.POST or None, instance=one)
    code = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, cooperative, form)
        except TransitionRefused as error:
            form.add_error(None, str(error))
        except StaleVersion as stale:
            form.show_stale(stale.current)
        code = 409
    context = {"cooperative": cooperative, "form": form, "title": title}
    return render(request, "registry/health/form.html", context, status=code)


def _save(request, cooperative: Cooperative, form: HealthForm):
    one = form.instance
    one.assessed_by = request.user
    keep(one, form.cleaned_data["version"])
    total = str(one.total).replace(".", ",")
    messages.success(request, f"{one}, nilai {total}.")
    return redirect("health", cooperative.uid)
