"""Who holds a post: appointed, ended, corrected, removed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from bengkalis.access import find_editable
from bengkalis.errors import StaleVersion, TransitionRefused
from bengkalis.values import format_date
from registry import positions
from registry.forms.positions import EndTermForm, IncumbencyForm, TermForm
from registry.forms.removing import RemovalForm
from registry.forms.versioned import STALE
from registry.models import Incumbency, Position
from registry.models.people import today
from registry.views.positions import FORM_METHODS, MANAGE, correct

CHANGED = (
    "Masa jabatan pada jabatan ini berubah sejak Anda membukanya. Isian Anda masih ada di bawah; "
    "periksa pemangku yang tercatat, lalu kirim lagi bila masih benar."
)


@MANAGE
@require_http_methods(FORM_METHODS)
def incumbency_new(request, uid):
    """Let somebody hold the post; the former holder's term ends the day before."""
    position = find_editable(Position.objects, request.user, uid=uid)
    fresh = Incumbency(position=position)
    initial = {"seen": positions.seen(position)}
    form, code = IncumbencyForm(request.POST or None, instance=fresh, initial=initial), 200
    if request.method == "POST" and form.is_valid():
        code = _appoint(request, form)
        if not form.errors:
            return redirect("position", uid)
    terms = position.incumbencies.select_related("official")
    context = {"form": form, "position": position, "terms": terms, "today": today()}
    return render(request, "registry/positions/appoint.html", context, status=code)


def _appoint(request, form: IncumbencyForm) -> int:
    fresh = form.instance
    try:
        beside = positions.appoint(fresh, form.cleaned_data["seen"])
    except StaleVersion as stale:
        form.data = form.data.copy()
        form.data["seen"] = positions.seen(stale.current)
        form.add_error(None, CHANGED)
        return 409
    except ValidationError as error:
        form.add_error(None, error)
    except TransitionRefused as error:
        form.add_error(None, str(error))
    else:
        messages.success(request, _said(fresh, beside))
    return 200


def _said(fresh: Incumbency, beside: list[Incumbency]) -> str:
    """What was written, whole: also what became of the former holder."""
    day = format_date(fresh.valid_from)
    said = [f"{fresh.official} memangku {fresh.position} mulai {day}."]
    if beside:
        last = format_date(beside[0].valid_to)
        said.append(f"Masa jabatan {beside[0].official} berakhir {last}.")
    said += [f"{one.official} kembali mulai {format_date(one.valid_from)}." for one in beside[1:]]
    return " ".join(said)


def _find(request, uid, term) -> Incumbency:
    rows = Incumbency.objects.select_related("official", "position")
    position = find_editable(Position.objects, request.user, uid=uid)
    return get_object_or_404(rows, uid=term, position=position)


@MANAGE
@require_http_methods(FORM_METHODS)
def incumbency_end(request, uid, term):
    """The last day of a term; the post is vacant from the next."""
    held = _find(request, uid, term)
    initial = {"valid_to": held.valid_to or today(), "version": held.version}
    form = EndTermForm(request.POST if request.method == "POST" else None, initial=initial)
    code = 200
    if request.method == "POST" and form.is_valid():
        code = _end(form, held)
        if not form.errors:
            last = format_date(form.cleaned_data["valid_to"])
            messages.success(request, f"{held.official} memangku jabatan ini sampai {last}.")
            return redirect("position", uid)
    context = {"form": form, "held": held, "position": held.position}
    return render(request, "registry/positions/end.html", context, status=code)


def _end(form: EndTermForm, held: Incumbency) -> int:
    chosen = form.cleaned_data
    try:
        positions.end_term(held, chosen["valid_to"], chosen["version"])
    except StaleVersion as stale:
        _renew(form, stale.current.version)
        return 409
    except (TransitionRefused, ValidationError) as error:
        form.add_error("valid_to", getattr(error, "messages", None) or str(error))
    return 200


def _renew(form, version: int) -> None:
    """Keep what was typed; the next try is made against ``version``."""
    form.data = form.data.copy()
    form.data["version"] = version
    form.add_error(None, STALE)


@MANAGE
@require_http_methods(FORM_METHODS)
def incumbency_edit(request, uid, term):
    """Correct how, by which decree and from when to when somebody held the post."""
    held = _find(request, uid, term)
    form, code = TermForm(request.POST or None, instance=held), 200
    if request.method == "POST" and form.is_valid():
        code = correct(form, positions.correct_term)
        if code == 200 and not form.errors:
            messages.success(request, f"Masa jabatan {held.official} sudah disimpan.")
            return redirect("position", uid)
    context = {"form": form, "held": held, "position": held.position}
    return render(request, "registry/positions/term.html", context, status=code)


@MANAGE
@require_http_methods(FORM_METHODS)
def incumbency_remove(request, uid, term):
    """Delete a term that never was, with the reason."""
    held = _find(request, uid, term)
    form, code = RemovalForm(request.POST or None, initial={"version": held.version}), 200
    if request.method == "POST" and form.is_valid():
        code = _remove(form, held)
        if not form.errors:
            messages.success(request, f"Masa jabatan {held.official} dihapus.")
            return redirect("position", uid)
    context = {"form": form, "held": held, "position": held.position}
    return render(request, "registry/positions/remove.html", context, status=code)


def _remove(form: RemovalForm, held: Incumbency) -> int:
    chosen = form.cleaned_data
    try:
        positions.remove_term(held, chosen["version"], chosen["reason"])
    except StaleVersion as stale:
        _renew(form, stale.current.version)
        return 409
    except TransitionRefused as error:
        form.add_error(None, str(error))
    return 200
