"""A plan begun; versions of its pagu begun, submitted, returned, approved."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands
from bengkalis.errors import StaleVersion, TransitionRefused
from programs import budgets
from programs.enums import VersionState
from programs.forms.plans import ApprovalForm, NextVersionForm, ReturnForm, StartForm, StepForm
from programs.models import Plan
from programs.outline import outline, rows_of
from programs.views.finding import find_plan
from programs.views.plan_difference import against_force
from programs.views.plans import (
    demand_budget_year,
    editions_for,
    gap_links,
    version_numbered,
    versions_of,
)
from registry.forms.versioned import STALE

FORM_METHODS = ["GET", "HEAD", "POST"]


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def plan_start(request, year: int):
    """Begin the plan of a year under a nomenclature that holds for it."""
    demand_budget_year(year)
    if known := Plan.objects.visible_to(request.user).filter(year=year).first():
        messages.info(request, f"Program kerja {year} sudah ada.")
        return redirect(known)
    editions = editions_for(year)
    form = StartForm(request.POST or None, editions=editions, initial={"edition": editions.first()})
    if request.method == "POST" and form.is_valid():
        try:
            plan = budgets.start_plan(year, form.cleaned_data["edition"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"Program kerja {year} dimulai. Tambahkan baris pertamanya.")
            return redirect("plan-grid", plan.year)
    context = {"year": year, "form": form, "editions": editions}
    return render(request, "programs/plans/start.html", context)


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def plan_new_version(request, year: int):
    """The next version of the pagu, as a copy of the one in force."""
    plan = find_plan(request.user, year)
    last = versions_of(plan)[-1]
    form = NextVersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = budgets.next_version(plan, form.cleaned_data["kind"])
        except TransitionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{fresh} dimulai sebagai salinan versi {last.sequence}.")
            return redirect("plan-version", year, fresh.sequence)
    context = {"plan": plan, "last": last, "form": form, "may": last.state == VersionState.APPROVED}
    return render(request, "programs/plans/new_version.html", context)


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def plan_submit(request, year: int, sequence: int):
    """Ask the head to approve; the page says what is missing."""

    def submit(budget, data):
        budgets.submit(budget, data["version"], request.user)
        return f"{budget} diajukan kepada kepala dinas."

    return _step(request, year, sequence, StepForm, submit, "submit")


@demands(Permission.APPROVE_PROGRAMS)
@require_http_methods(FORM_METHODS)
def plan_return(request, year: int, sequence: int):
    """Back to the planner, with the reason."""

    def send_back(budget, data):
        budgets.send_back(budget, data["version"], data["reason"])
        return f"{budget} dikembalikan kepada perencana."

    return _step(request, year, sequence, ReturnForm, send_back, "return")


@demands(Permission.APPROVE_PROGRAMS)
@require_http_methods(FORM_METHODS)
def plan_approve(request, year: int, sequence: int):
    """In force from now on, under number and date of the DPA or DPPA."""

    def approve(budget, data):
        given = data["document_number"], data["document_date"]
        budgets.approve(budget, data["version"], request.user, *given)
        return f"{budget} disahkan dan berlaku."

    return _step(request, year, sequence, ApprovalForm, approve, "approve")


def _step(request, year: int, sequence: int, form_class, act, name: str):
    """One step of one version: its form, the step, and back to the version."""
    plan = find_plan(request.user, year)
    versions = versions_of(plan)
    budget = version_numbered(versions, sequence)
    form = form_class(request.POST or None, initial={"version": budget.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            done = act(budget, form.cleaned_data)
        except StaleVersion as stale:
            status, budget = 409, stale.current
            _show_stale(form, budget)
        except TransitionRefused as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, done)
            return redirect("plan-version", year, sequence)
    budget.plan = plan
    context = _context(plan, budget, form) | {"against": against_force(versions, budget)}
    return render(request, f"programs/plans/{name}.html", context, status=status)


def _show_stale(form, current) -> None:
    """What was typed stays, and goes against the version as it now stands."""
    form.data = form.data.copy()
    form.data["version"] = current.version
    form.add_error(None, STALE)


def _context(plan: Plan, budget, form) -> dict:
    tree = outline(budget, rows_of(budget))
    is_draft = budget.state == VersionState.DRAFT
    return {
        "plan": plan,
        "budget": budget,
        "form": form,
        "outline": tree,
        "gaps": gap_links(budget) if is_draft else [],
        "is_draft": is_draft,
        "is_submitted": budget.state == VersionState.SUBMITTED,
    }
