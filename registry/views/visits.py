"""Field visits: recorded at the place, read, corrected."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, find_editable
from bengkalis.errors import StaleVersion, TransitionRefused
from registry.forms.cases import VisitForm
from registry.models import Cooperative, FieldVisit
from registry.views.reaching import find_cooperative, find_part, reaches
from registry.visits import correct_visit, record_visit

FORM_METHODS = ["GET", "HEAD", "POST"]
WITH_NAMES = ("cooperative__district", "recorded_by")


@demands(Permission.RECORD_VISIT)
@require_http_methods(FORM_METHODS)
def visit_new(request, uid):
    """Write down what was found, and which tasks that answers."""
    cooperative = find_cooperative(request.user, uid, Permission.RECORD_VISIT)
    key = _key(request.POST.get("uid", ""))
    known = FieldVisit.objects.filter(uid=key, cooperative=cooperative).first()
    if known:
        messages.info(request, "Kunjungan ini sudah tercatat.")
        return redirect("visit", uid=known.uid)
    visit = FieldVisit(cooperative=cooperative, uid=key)
    form = VisitForm(request.POST or None, instance=visit, initial=_chosen(request, cooperative))
    if request.method == "POST" and form.is_valid():
        try:
            return _record(request, form)
        except TransitionRefused as error:
            form.add_error(None, str(error))
    context = {"cooperative": cooperative, "form": form, "key": key}
    return render(request, "registry/visits/form.html", context)


def _key(text: str) -> uuid.UUID:
    """The key that the form was given, so that a second click is known as such."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _chosen(request, cooperative: Cooperative) -> dict:
    """The task that the person came from, or the only one there is."""
    asked = request.GET.get("tugas", "")
    tasks = [str(key) for key in cooperative.tasks.open().values_list("uid", flat=True)]
    chosen = [asked] if asked in tasks else tasks
    return {"tasks": chosen if len(chosen) == 1 else []}


def _record(request, form: VisitForm):
    tasks = form.cleaned_data["tasks"]
    visit, fresh = record_visit(form.instance, tasks, by=request.user)
    if fresh:
        closed = f" {len(tasks)} tugas selesai." if tasks else ""
        messages.success(request, f"Kunjungan tersimpan.{closed}")
    else:
        messages.info(request, "Kunjungan ini sudah tercatat.")
    return redirect("visit", uid=visit.uid)


@demands(Permission.VIEW_REGISTER)
@require_safe
def visit_page(request, uid):
    """What was found that day."""
    visit = find_part(FieldVisit.objects.select_related(*WITH_NAMES), request.user, uid=uid)
    context = {
        "visit": visit,
        "cooperative": visit.cooperative,
        "tasks": visit.tasks_closed.order_by("pk"),
        "may_edit": reaches(request.user, visit.cooperative, Permission.RECORD_VISIT),
    }
    return render(request, "registry/visits/page.html", context)


@demands(Permission.RECORD_VISIT)
@require_http_methods(FORM_METHODS)
def visit_edit(request, uid):
    """Correct what was written down."""
    rows = FieldVisit.objects.select_related(*WITH_NAMES).standing()
    visit = find_editable(rows, request.user, uid=uid)
    form, code = VisitForm(request.POST or None, instance=visit), 200
    if request.method == "POST" and form.is_valid():
        try:
            changed = correct_visit(form.instance, form.cleaned_data["version"])
        except StaleVersion as stale:
            form.show_stale(stale.current)
            code = 409
        else:
            words = "Kunjungan tersimpan." if changed else "Tidak ada yang berubah."
            messages.success(request, words)
            return redirect("visit", uid=visit.uid)
    context = {"cooperative": visit.cooperative, "form": form, "visit": visit, "key": ""}
    return render(request, "registry/visits/form.html", context, status=code)
