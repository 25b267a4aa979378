"""One training, many that took part: chosen by search or from a pasted list, saved as one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands, scope_of
from bengkalis.errors import TransitionRefused
from registry.coaching import Subject, record, refuse_no_subject
from registry.forms.coaching import TogetherForm, key_of
from registry.models import Enterprise
from registry.participants import FOUND, by_uids, find, read
from registry.views.coaching import together


@demands(Permission.RECORD_COACHING)
@require_http_methods(["GET", "HEAD", "POST"])
def coaching_together(request):
    """Every button posts the whole form, so that nothing typed is lost; only one of them saves."""
    chosen = by_uids(request.user, request.POST.getlist("uid"))
    if request.method == "POST":
        return _posted(request, chosen)
    return _page(request, TogetherForm(), chosen)


def _posted(request, chosen: list[Subject]):
    pasted = read(request.user, request.POST.get("lines", ""))
    known = {one.uid for one in chosen}
    chosen += [one for one in pasted.subjects if one.uid not in known]
    if request.POST.get("aksi"):  # a button beside the list, not the one that saves
        return _page(request, _kept(request, pasted), chosen, pasted.problems)
    form = TogetherForm(request.POST)
    for sentence in pasted.problems:
        form.add_error("lines", sentence)
    if form.is_valid() and _is_saved(request, form, chosen):
        return redirect(together(form.instance))
    return _page(request, form, chosen)


def _kept(request, pasted) -> TogetherForm:
    """What was typed, not yet judged; lines that were understood stand among the ticked now."""
    typed = request.POST.dict()
    if not pasted.problems:
        typed["lines"] = ""
    return TogetherForm(initial=typed)


def _is_saved(request, form: TogetherForm, chosen: list[Subject]) -> bool:
    key = key_of(request.POST.get("key", ""))
    try:
        refuse_no_subject(chosen)
        _, fresh = record(form.instance, chosen, key=key, by=request.user)
    except (ValidationError, TransitionRefused) as error:
        form.add_error(None, getattr(error, "messages", str(error)))
        return False
    words = f"Pembinaan tersimpan untuk {fresh} peserta." if fresh else "Sudah tercatat."
    messages.success(request, words)
    return True


def _page(request, form: TogetherForm, chosen: list[Subject], problems=()):
    known = {one.uid for one in chosen}
    text = request.POST.get("cari", "").strip()
    named = find(request.user, text)
    found = [one for one in named if one.uid not in known]
    context = {
        "form": form,
        "key": key_of(request.POST.get("key", "")),
        "chosen": [_row(request.user, one) for one in chosen],
        "text": text,
        "found": [_row(request.user, one) for one in found],
        "most": FOUND if len(named) >= FOUND else 0,
        "problems": problems,
        "cancel_url": reverse("coachings"),
    }
    return render(request, "registry/coaching/together.html", context)


def _row(user, subject: Subject) -> dict:
    """A subject as it is ticked; an MSME with its owner, for who may see owners."""
    owner = ""
    if isinstance(subject, Enterprise):
        seen = scope_of(user, Permission.VIEW_ENTERPRISES).covers(subject.district_id)
        owner = subject.owner_name if seen else ""
    kind = "UMKM" if isinstance(subject, Enterprise) else "Koperasi"
    place = subject.district.name
    return {"uid": subject.uid, "name": subject.name, "kind": kind, "owner": owner, "place": place}
