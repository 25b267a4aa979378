"""One cooperative: the public face, the staff face, its phone number, its history."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bengkalis.access import Permission, demands, find_visible
from bengkalis.audit import note_reading
from registry.compliance import standing
from registry.enums import DatedField
from registry.forms.cooperatives import PurposeForm
from registry.history import history, last_saved
from registry.membership import members_today
from registry.models import Cooperative, Merge, Training
from registry.models.people import today
from registry.terms import board_on
from registry.views.beside import beside
from registry.views.coaching import panel as coaching_panel
from registry.views.cooperative_asof import dated_page
from registry.views.findings import open_rows
from registry.views.meeting_figures import panel
from registry.views.reaching import reaches

# The rows that were merged into a cooperative: their names, and the merge that can be taken back.
MERGED_FROM = ArraySubquery(
    Merge.objects.standing()
    .filter(absorbed__merged_into=OuterRef("pk"))
    .order_by("merged_at", "id")
    .values(row=JSONObject(name="absorbed__name", merge="uid"))
)


def with_place() -> QuerySet:
    rows = Cooperative.objects.select_related("district", "village", "source_batch")
    return rows.annotate(merged_from=MERGED_FROM)


@login_not_required
@require_safe
def cooperative_page(request, uid):
    """The staff face to whoever may see it in full, the public face to everybody else.

    The address of a row that was merged leads to what it was merged into: for now (302), because a
    merge can be taken back.
    """
    if request.GET.get("pada"):
        return dated_page(request, uid)
    visible = with_place().visible_to(request.user).filter(uid=uid).first()
    if visible is None:
        return _public_page(request, uid)
    return _staff_page(request, visible)


def _public_page(request, uid):
    cooperative = with_place().public().filter(uid=uid).first()
    if cooperative is None:
        return redirect(get_object_or_404(Cooperative.objects.public(), absorbed__uid=uid))
    context = {
        "cooperative": cooperative,
        "amendment": cooperative.amendments.first(),
        "former_names": cooperative.former_details.filter(field=DatedField.NAME),
        "meeting": cooperative.meetings.filter(held_on__isnull=False).first(),
        "permalink": request.build_absolute_uri(cooperative.get_absolute_url()),
        "standing": standing(cooperative, today()),
    }
    return render(request, "registry/cooperatives/public.html", context)


def _staff_page(request, cooperative: Cooperative, phone: str = "", status: int = 200, form=None):
    members = list(cooperative.board.all())
    meetings = list(cooperative.meetings.all())
    context = {
        "cooperative": cooperative,
        "board": board_on(members, today(), trainings_of(cooperative)),
        "meetings": meetings,
        "amendments": cooperative.amendments.all(),
        "steps": status_steps(cooperative),
        "findings": open_rows(request, cooperative),
        "last_saved": last_saved(cooperative),
        "members_today": members_today(request.user, cooperative),
        "phone": phone,
        "purpose_form": form or PurposeForm(),
        "document_count": cooperative.documents.count(),
        "may_open_documents": reaches(request.user, cooperative, Permission.VIEW_DOCUMENTS),
        "may_edit": reaches(request.user, cooperative, Permission.EDIT_COOPERATIVE),
        "may_change_status": reaches(request.user, cooperative, Permission.CHANGE_STATUS),
        "may_merge": reaches(request.user, cooperative, Permission.MERGE_COOPERATIVES),
        "may_reveal": reaches(request.user, cooperative, Permission.REVEAL_PERSONAL),
        "permalink": request.build_absolute_uri(cooperative.get_absolute_url()),
        **beside(request, cooperative),
        **panel(cooperative, meetings, today()),
        **coaching_panel(request.user, cooperative),
    }
    return render(request, "registry/cooperatives/detail.html", context, status=status)


def trainings_of(cooperative: Cooperative) -> QuerySet:
    """What its people were trained in, latest first."""
    trainings = Training.objects.filter(board_member__cooperative=cooperative)
    return trainings.select_related("board_member")


def status_steps(cooperative: Cooperative) -> list[dict]:
    """The status history, for the timeline."""
    return [_step(step) for step in cooperative.status_history.select_related("recorded_by")]


def _step(step) -> dict:
    words = [step.reason.rstrip("."), f"Bukti: {step.evidence}" if step.evidence else ""]
    return {
        "title": "",
        "status": step.status,
        "when": step.effective_on,
        "text": ". ".join(filter(None, words)),
        "who": f"Dicatat {step.recorded_by}" if step.recorded_by else "",
    }


@demands(Permission.REVEAL_PERSONAL)
@never_cache
@require_POST
def cooperative_phone(request, uid):
    """Show the phone number once, for a stated purpose; the reading is recorded."""
    cooperative = find_visible(with_place(), request.user, uid=uid)
    if not reaches(request.user, cooperative, Permission.REVEAL_PERSONAL):
        raise PermissionDenied("Penugasan Anda tidak mencakup melihat data pribadi di sini.")
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _staff_page(request, cooperative, status=400, form=form)
    if cooperative.phone:
        note_reading(request, cooperative, "phone", form.cleaned_data["purpose"])
    return _staff_page(request, cooperative, phone=cooperative.phone)


@demands(Permission.VIEW_REGISTER)
@require_safe
def cooperative_history(request, uid):
    """Who changed what, when, in which request."""
    cooperative = find_visible(Cooperative.objects, request.user, uid=uid)
    context = {"cooperative": cooperative, "entries": history(cooperative)}
    return render(request, "registry/cooperatives/history.html", context)
