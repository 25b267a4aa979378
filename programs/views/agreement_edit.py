"""Drafts of agreements: edited, brought up to date with the pagu, removed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bengkalis.access import Permission, demands
from bengkalis.errors import StaleVersion, TransitionRefused
from bengkalis.values import counted
from programs.achievement import FORMULAS
from programs.agreements import refresh, remove, revise
from programs.enums import Direction
from programs.forms.agreements import (
    AgreementForm,
    IndicatorFormSet,
    program_forms,
    rearranged,
)
from programs.models import Agreement
from programs.views.agreements import FORM_METHODS, editable_agreement

STALE = "Rancangan ini disimpan orang lain sejak Anda membukanya."


class Editing:
    """Everything on the page of one draft: its day and place, its indicators, its money."""

    def __init__(self, agreement: Agreement, data=None):
        self.agreement = agreement
        self.form = AgreementForm(data, instance=agreement)
        self.rows = IndicatorFormSet(data, agreement=agreement)
        self.programs = program_forms(agreement, data)

    def is_valid(self) -> bool:
        return all(part.is_valid() for part in (self.form, self.rows, *self.programs))

    def save(self) -> None:
        """Raises StaleVersion, TransitionRefused, ValidationError."""
        data = self.form.cleaned_data
        revise(
            self.agreement,
            data["version"],
            data["signed_in"],
            data["dated_on"],
            self.rows.kept,
            self.rows.removed,
            [one.instance for one in self.programs if one.has_changed()],
        )


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(FORM_METHODS)
def agreement_edit(request, uid):
    """Edit a draft in one form; rows are added and moved without being saved."""
    agreement = editable_agreement(request.user, uid)
    if not agreement.paper.is_draft:
        messages.error(request, "Perjanjian ini sudah dibuka untuk ditandatangani.")
        return redirect(agreement)
    step = request.POST.get("aksi", "")
    if request.method != "POST":
        return _page(request, Editing(agreement))
    if step:
        return _rearrange(request, agreement, step)
    return _save(request, agreement)


def _rearrange(request, agreement: Agreement, step: str):
    try:
        data = rearranged(request.POST, step)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("agreement-edit", agreement.paper.uid)
    return _page(request, Editing(agreement, data), asked=False)


def _save(request, agreement: Agreement):
    editing = Editing(agreement, request.POST)
    if not editing.is_valid():
        return _page(request, editing)
    try:
        editing.save()
    except StaleVersion as stale:
        editing.form.show_stale(stale.current)
        return _page(request, editing, current=stale.current, status=409)
    except (TransitionRefused, ValidationError) as error:
        editing.form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _page(request, editing)
    messages.success(request, "Rancangan tersimpan.")
    return redirect(agreement)


def _page(request, editing: Editing, asked: bool = True, current=None, status: int = 200):
    """``asked`` is whether it was to be saved: only then are errors summed up."""
    context = {
        "agreement": editing.agreement,
        "form": editing.form,
        "rows": editing.rows,
        "programs": editing.programs,
        "formulas": [(one.label, FORMULAS[one]) for one in Direction],
        "asked": asked,
        "current": list(current.indicators.all()) if current else None,
        "total": sum(one.instance.amount for one in editing.programs),
    }
    return render(request, "programs/agreements/edit.html", context, status=status)


def _version(request) -> int | None:
    return counted(request.POST.get("version", "")) or 0


@demands(Permission.PREPARE_PAPERS)
@require_POST
def agreement_refresh(request, uid):
    """Take parties and money anew."""
    agreement = editable_agreement(request.user, uid)
    try:
        refresh(agreement, _version(request))
    except StaleVersion:
        messages.error(request, f"{STALE} Periksa lagi, lalu ulangi.")
    except TransitionRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Para pihak dan anggaran diambil lagi dari data sekarang.")
    return redirect(agreement)


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(FORM_METHODS)
def agreement_remove(request, uid):
    """Delete a draft that was never opened for signatures."""
    agreement, problem, code = editable_agreement(request.user, uid), "", 200
    if request.method == "POST":
        try:
            remove(agreement, _version(request))
        except StaleVersion as stale:
            agreement.version, problem, code = stale.current.version, STALE, 409
        except TransitionRefused as error:
            problem = str(error)
        else:
            messages.success(request, "Rancangan dihapus.")
            return redirect("agreements")
    context = {"agreement": agreement, "problem": problem}
    return render(request, "programs/agreements/remove.html", context, status=code)
