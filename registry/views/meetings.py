"""RAT of one cooperative: recorded, corrected, and, when entered by mistake, deleted."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands, find_editable
from bengkalis.errors import StaleVersion, TransitionRefused
from registry import entry
from registry.drafts import version_of
from registry.explaining import year_before
from registry.forms.meetings import MeetingForm
from registry.forms.removing import RemovalForm
from registry.forms.versioned import STALE
from registry.models import AnnualMeeting, Cooperative
from registry.views.cooperative import with_place

FORM_METHODS = ["GET", "HEAD", "POST"]


@demands(Permission.EDIT_COOPERATIVE)
@require_http_methods(FORM_METHODS)
def cooperative_meeting_new(request, uid):
    """Record a RAT."""
    cooperative = find_editable(with_place(), request.user, uid=uid)
    return _edit(request, cooperative, AnnualMeeting(cooperative=cooperative))


@demands(Permission.EDIT_COOPERATIVE)
@require_http_methods(FORM_METHODS)
def cooperative_meeting(request, uid, pk: int):
    """Correct a RAT and its figures."""
    cooperative = find_editable(with_place(), request.user, uid=uid)
    return _edit(request, cooperative, _found(cooperative, pk))


def _found(cooperative: Cooperative, pk: int) -> AnnualMeeting:
    meeting = get_object_or_404(cooperative.meetings, pk=pk)
    meeting.cooperative = cooperative
    return meeting


def _edit(request, cooperative: Cooperative, meeting: AnnualMeeting):
    is_new, title = meeting._state.adding, str(meeting)
    before = _compared_with(request, meeting)
    form = MeetingForm(request.POST or None, instance=meeting, before=before)
    code = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, cooperative, form)
        except StaleVersion as stale:
            form.show_stale(stale.current)
            code = 409
    context = {
        "cooperative": cooperative,
        "form": form,
        "before": before,
        "pk": meeting.pk,
        "title": "RAT baru" if is_new else title,
    }
    return render(request, "registry/meetings/form.html", context, status=code)


def _compared_with(request, meeting: AnnualMeeting) -> AnnualMeeting | None:
    """The RAT of the year before the one that was typed."""
    year = version_of(request.POST, "book_year") or meeting.book_year
    return year_before(
        AnnualMeeting(pk=meeting.pk, cooperative=meeting.cooperative, book_year=year)
    )


def _save(request, cooperative: Cooperative, form: MeetingForm):
    meeting = form.instance
    if meeting._state.adding:
        entry.change_parts(cooperative, None, [meeting], [])
    else:
        entry.correct_meeting(meeting, form.cleaned_data["version"])
    messages.success(request, f"{meeting} tersimpan.")
    return redirect(cooperative)


@demands(Permission.EDIT_COOPERATIVE)
@require_http_methods(FORM_METHODS)
def cooperative_meeting_delete(request, uid, pk: int):
    """Delete a RAT that was entered by mistake, with the reason."""
    cooperative = find_editable(with_place(), request.user, uid=uid)
    meeting = _found(cooperative, pk)
    form = RemovalForm(request.POST or None, initial={"version": meeting.version})
    code = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            entry.remove_meeting(meeting, data["version"], data["reason"])
            messages.success(request, f"{meeting} dihapus.")
            return redirect(cooperative)
        except (TransitionRefused, ValidationError) as error:
            form.add_error(None, str(error))
            code = 409
        except StaleVersion as stale:
            form.data = form.data.copy()
            form.data["version"] = stale.current.version
            form.add_error(None, STALE)
            meeting, code = stale.current, 409
    context = {"cooperative": cooperative, "meeting": meeting, "form": form}
    return render(request, "registry/meetings/delete.html", context, status=code)
