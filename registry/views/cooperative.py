"""One cooperative: the public face, the staff face, its phone number, its history."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bengkalis.access import Permission, demands, scope_of
from bengkalis.audit import note_reading
from registry.enums import Position
from registry.forms.cooperatives import PurposeForm
from registry.history import history, last_saved
from registry.models import Cooperative
from registry.views.findings import open_rows


def with_place() -> QuerySet:
    return Cooperative.objects.select_related("district", "village", "source_batch")


@login_not_required
@require_safe
def cooperative_page(request, uid):
    """The staff face to whoever may see it in full, the public face to everybody else."""
    visible = with_place().visible_to(request.user).filter(uid=uid).first()
    if visible is None:
        return _public_page(request, uid)
    return _staff_page(request, visible)


def _public_page(request, uid):
    cooperative = get_object_or_404(with_place().public(), uid=uid)
    context = {
        "cooperative": cooperative,
        "amendment": cooperative.amendments.first(),
        "meeting": cooperative.meetings.filter(held_on__isnull=False).first(),
        "permalink": request.build_absolute_uri(cooperative.get_absolute_url()),
    }
    return render(request, "registry/cooperatives/public.html", context)


def _staff_page(request, cooperative: Cooperative, phone: str = "", status: int = 200, form=None):
    board = sorted(cooperative.board.all(), key=_rank)
    meetings = list(cooperative.meetings.all())
    context = {
        "cooperative": cooperative,
        "board": board,
        "meetings": meetings,
        "amendments": cooperative.amendments.all(),
        "steps": status_steps(cooperative),
        "findings": open_rows(request, cooperative),
        "last_saved": last_saved(cooperative),
        "phone": phone,
        "purpose_form": form or PurposeForm(),
        "may_edit": _reaches(request, cooperative, Permission.EDIT_COOPERATIVE),
        "may_change_status": _reaches(request, cooperative, Permission.CHANGE_STATUS),
        "may_reveal": _reaches(request, cooperative, Permission.REVEAL_PERSONAL),
        "permalink": request.build_absolute_uri(cooperative.get_absolute_url()),
    }
    return render(request, "registry/cooperatives/detail.html", context, status=status)


_ORDER = {position: rank for rank, position in enumerate(Position.values)}


def _rank(member) -> tuple:
    return _ORDER[member.position], member.pk


def status_steps(cooperative: Cooperative) -> list[dict]:
    """The status history, for the timeline."""
    return [_step(step) for step in cooperative.status_history.select_related("recorded_by")]


def _step(step) -> dict:
    words = [step.reason, f"Bukti: {step.evidence}" if step.evidence else ""]
    return {
        "title": "",
        "status": step.status,
        "when": step.effective_on,
        "text": ". ".join(filter(None, words)),
        "who": f"Dicatat {step.recorded_by}" if step.recorded_by else "",
    }


def _reaches(request, cooperative: Cooperative, permission: str) -> bool:
    return scope_of(request.user, permission).covers(cooperative.district_id)


@demands(Permission.REVEAL_PERSONAL)
@never_cache
@require_POST
def cooperative_phone(request, uid):
    """Show the phone number once, for a stated purpose; the reading is recorded."""
    cooperative = with_place().visible_to(request.user).filter(uid=uid).first()
    if cooperative is None:
        raise Http404("Data tidak ditemukan di wilayah kerja Anda.")
    if not _reaches(request, cooperative, Permission.REVEAL_PERSONAL):
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
    cooperative = Cooperative.objects.visible_to(request.user).filter(uid=uid).first()
    if cooperative is None:
        raise Http404("Data tidak ditemukan di wilayah kerja Anda.")
    context = {"cooperative": cooperative, "entries": history(cooperative)}
    return render(request, "registry/cooperatives/history.html", context)
