"""Performance agreements: the list and who has none, one agreement, a new one, a renewal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, find_editable, find_visible
from bengkalis.errors import TransitionRefused
from bengkalis.paging import Keyset
from bengkalis.values import counted
from programs.achievement import Scale, Scored
from programs.ageing import behind
from programs.agreements import difference, outdated, prepare, renew, without_one
from programs.enums import FundSource, PaperState, VersionKind
from programs.filters_agreements import AgreementFilter
from programs.forms.agreements import NewAgreementForm, RenewalForm
from programs.holding import day_in
from programs.models import Agreement, Plan
from programs.paper_changes import document_of
from programs.results import records_for
from programs.views.papers import panel
from registry.models import Office
from registry.rules import NoRule
from registry.views.narrowed import Narrowed

FORM_METHODS = ["GET", "HEAD", "POST"]
BY_POST = Keyset("position__code")


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def agreement_list(request):
    """Agreements by post, and the posts that have none in the year asked for."""
    rows = Agreement.objects.visible_to(request.user).select_related(
        "paper", "plan", "position__office", "first__official", "second__official"
    )
    listing = Narrowed(request, AgreementFilter, rows, "agreements")
    plan = _plan_asked(listing)
    context = listing.context(BY_POST) | {
        "selects": _selects(request),
        "plan": plan,
        "missing": without_one(plan) if plan else [],
        "may_prepare": request.user.may(Permission.PREPARE_PAPERS),
    }
    return render(request, "programs/agreements/list.html", context)


def _plan_asked(listing: Narrowed) -> Plan | None:
    asked = listing.form.cleaned_data.get("year")
    return asked or Plan.objects.order_by("-year").first()


def _selects(request) -> list[dict]:
    offices = Office.objects.filter(positions__isnull=False).distinct().order_by("name")
    options = {
        "year": [(year, year) for year in Plan.objects.values_list("year", flat=True)],
        "state": PaperState.choices,
        "office": list(offices.values_list("code", "name")),
    }
    labels = {"year": "Tahun", "state": "Keadaan", "office": "Kantor"}
    return [
        {
            "name": name,
            "label": labels[name],
            "options": [(str(code), label) for code, label in given],
            "chosen": request.GET.getlist(name),
        }
        for name, given in options.items()
    ]


def agreement_with_parts(user, uid) -> Agreement:
    """The agreement of the paper ``uid``. Raises Http404."""
    return find_visible(_with_parts(), user, paper__uid=uid)


def editable_agreement(user, uid) -> Agreement:
    """The same, for who may prepare papers. Raises Http404, PermissionDenied."""
    return find_editable(_with_parts(), user, paper__uid=uid)


def _with_parts():
    return Agreement.objects.with_parties().select_related(
        "budget", "paper__supersedes__agreement", "position__superior"
    )


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def agreement_page(request, uid):
    """Both pages of the document, its paper, what it superseded, its results."""
    agreement = agreement_with_parts(request.user, uid)
    paper = agreement.paper
    indicators = agreement.indicators.select_related("supports").prefetch_related("results")
    scale, problem = scale_of(agreement.plan.year)
    scored = [Scored(one, scale) for one in indicators] if scale else []
    context = panel(request, paper) | {
        "agreement": agreement,
        "paper": paper,
        "document": _readable(document_of(paper)),
        "scored": scored,
        "scale": scale,
        "scale_problem": problem,
        "has_results": any(one.values for one in scored),
        "differences": difference(paper.supersedes, paper) if paper.supersedes else None,
        "reasons": outdated(agreement),
        "behind": behind(agreement),
        "may_prepare": request.user.may(Permission.PREPARE_PAPERS),
        "may_record": records_for(request.user, agreement),
    }
    return render(request, "programs/agreements/page.html", context)


def scale_of(year: int) -> tuple[Scale | None, str]:
    """The bands of ``year``; None and a sentence where no rule holds that year."""
    try:
        return Scale.of_year(year), ""
    except NoRule as error:
        return None, str(error)


def _readable(document: dict) -> dict:
    """The document with its code lists in words."""
    sources = dict(FundSource.choices)
    programs = [
        one | {"source": sources.get(one["fund_source"], "")} for one in document["programs"]
    ]
    budget = document["budget"] or {}
    kind = dict(VersionKind.choices).get(budget.get("kind"), "")
    return document | {
        "programs": programs,
        "budget_kind": kind,
        "budget_number": budget.get("document_number", ""),
    }


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(FORM_METHODS)
def agreement_new(request):
    """Make a draft from the posts, their holders and the pagu in force."""
    form = NewAgreementForm(request.POST or None, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = prepare(data["year"], data["position"], data["dated_on"], request.user)
        except (TransitionRefused, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, "Rancangan dibuat dari data; periksa indikatornya.")
            return redirect("agreement-edit", made.paper.uid)
    return render(request, "programs/agreements/new.html", {"form": form})


def _asked(request) -> dict:
    """What the link that led here already chose."""
    year = counted(request.GET.get("tahun", ""))
    plan = Plan.objects.filter(year=year).first() if year else None
    plan = plan or Plan.objects.order_by("-year").first()
    chosen = {"position": request.GET.get("jabatan", "")[:36]}
    return chosen | {"year": plan.year, "dated_on": day_in(plan.year)} if plan else chosen


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(FORM_METHODS)
def agreement_renew(request, uid):
    """Make the draft that will supersede the one in force."""
    agreement = editable_agreement(request.user, uid)
    initial = {"dated_on": day_in(agreement.plan.year)}
    form = RenewalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = renew(agreement, request.user, form.cleaned_data["dated_on"])
        except (TransitionRefused, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, "Rancangan pembaruan dibuat; yang lama tetap berlaku.")
            return redirect("agreement-edit", fresh.paper.uid)
    context = {"agreement": agreement, "form": form, "reasons": outdated(agreement)}
    return render(request, "programs/agreements/renew.html", context)
