"""Small forms of one cooperative: its status and the amendments of its deed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands, find_editable
from bengkalis.errors import StaleVersion, TransitionRefused
from registry import entry
from registry.drafts import version_of
from registry.forms.cooperatives import (
    AmendmentFormSet,
    StatusForm,
)
from registry.history import changes_since
from registry.models import Cooperative, StatusChange
from registry.status import FINAL, change_status
from registry.views.beside import proposal_for
from registry.views.cooperative import status_steps, with_place
from registry.views.reaching import demand_here

FORM_METHODS = ["GET", "HEAD", "POST"]


@demands(Permission.CHANGE_STATUS)
@require_http_methods(FORM_METHODS)
def cooperative_status(request, uid):
    """Record a new status with date, reason and evidence."""
    cooperative = find_editable(with_place(), request.user, uid=uid)
    demand_here(request.user, cooperative, Permission.CHANGE_STATUS)
    proposal = proposal_for(cooperative) if request.GET.get("usulan") == "1" else {}
    form = StatusForm(
        request.POST or None,
        instance=StatusChange(cooperative=cooperative),
        initial={"version": cooperative.version, **proposal},
    )
    since, code = [], 200
    if request.method == "POST" and form.is_valid():
        try:
            return _change_status(request, cooperative, form)
        except TransitionRefused as error:
            form.add_error(None, str(error))
        except StaleVersion as stale:
            since, code = _renew(form, cooperative, stale.current), 409
    context = {
        "cooperative": cooperative,
        "form": form,
        "since": since,
        "stale": code == 409,
        "final": cooperative.status in FINAL,
        "steps": status_steps(cooperative),
    }
    return render(request, "registry/cooperatives/status.html", context, status=code)


def _change_status(request, cooperative: Cooperative, form: StatusForm):
    data = form.cleaned_data
    change_status(
        cooperative,
        data["status"],
        effective_on=data["effective_on"],
        reason=data["reason"],
        evidence=data["evidence"],
        by=request.user,
        version=data["version"],
    )
    if cooperative.status == data["status"]:
        messages.success(request, f"Status: {cooperative.get_status_display()}.")
    else:
        now = cooperative.get_status_display().lower()
        messages.info(request, f"Tercatat sebagai riwayat; status sekarang tetap {now}.")
    return redirect(cooperative)


def _renew(form, cooperative: Cooperative, current) -> list:
    """Make the next save one against the newer version; says what happened since the old one."""
    version = form.cleaned_data["version"]
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = current.version
    return changes_since(cooperative, current, version)


@demands(Permission.EDIT_COOPERATIVE)
@require_http_methods(FORM_METHODS)
def cooperative_amendment(request, uid):
    """The deeds that changed the first one (PAD)."""
    page = {
        "title": "Perubahan anggaran dasar (PAD)",
        "rows": lambda cooperative: cooperative.amendments.all(),
        "saved": "Perubahan anggaran dasar tersimpan.",
        "template": "registry/cooperatives/amendments.html",
    }
    return edit_parts(request, uid, AmendmentFormSet, page)


def edit_parts(request, uid, formset_class, page: dict):
    """Edit the rows ``page["rows"]`` of one cooperative against its version; ``page["owner"]``
    finds what they belong to, where that is a part of the cooperative and not itself."""
    cooperative = find_editable(with_place(), request.user, uid=uid)
    owner = page["owner"](cooperative) if "owner" in page else cooperative
    formset = formset_class(request.POST or None, instance=owner, queryset=page["rows"](owner))
    version, since, code = cooperative.version, [], 200
    if request.method == "POST":
        asked = version_of(request.POST)
        version, code = asked or version, 200 if asked else 409
        try:
            if asked and formset.is_valid():
                return _save_parts(request, cooperative, formset, asked, page["saved"])
        except StaleVersion as stale:
            since = changes_since(cooperative, stale.current, asked)
            version, code = stale.current.version, 409
    context = {
        "cooperative": cooperative,
        "formset": formset,
        "version": version,
        "since": since,
        "stale": code == 409,
        "title": page["title"],
        "owner": owner,
    }
    return render(request, page["template"], context, status=code)


def _save_parts(request, cooperative: Cooperative, formset, version: int, words: str):
    formset.save(commit=False)
    rows = [*formset.new_objects, *(row for row, _ in formset.changed_objects)]
    if entry.change_parts(cooperative, version, rows, formset.deleted_objects):
        messages.success(request, words)
    else:
        messages.info(request, "Tidak ada yang berubah, jadi tidak ada yang disimpan.")
    return redirect(cooperative)
