"""Entering a cooperative and correcting one: form, draft, and two versions side by side."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands, find_editable, scope_of
from bengkalis.audit import note_reading
from bengkalis.errors import StaleVersion
from bengkalis.templatetags.ui import mask_phone
from registry import drafts, entry
from registry.forms.cooperatives import (
    CooperativeForm,
    FirstStatusForm,
    OfficersForm,
    shown,
)
from registry.forms.meetings import FirstMeetingForm
from registry.history import last_saved
from registry.merge import THEIRS, Difference, differences
from registry.models import AnnualMeeting, Cooperative, IdempotencyRecord, StatusChange
from registry.views.cooperative import with_place
from registry.views.drafts import draft_context, keep_draft

FORM = "registry/cooperatives/form.html"


@demands(Permission.ADD_COOPERATIVE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cooperative_new(request):
    """Enter a cooperative, with its first status and, where known, its board and latest RAT."""
    if "simpan-draf" in request.POST:
        return keep_draft(request, drafts.NEW, reverse("cooperative-new"))
    draft = drafts.find(request.user, drafts.NEW)
    using = draft if request.GET.get("draf") == "pakai" else None
    forms = _new_forms(request, using)
    if request.method == "POST" and _all_valid(forms):
        return redirect(_entered_once(request, forms))
    context = {
        **forms,
        "once": request.POST.get("once") or uuid.uuid4().hex,
        "cooperative": None,
        "cancel_url": reverse("cooperatives"),
        "base": None,
    }
    context |= draft_context(request, drafts.NEW, None, draft, using)
    return render(request, FORM, context)


def _entered_once(request, forms: dict) -> str:
    """The address of the new cooperative; a second press of the same form makes no second one."""
    key = f"baru:{request.POST.get('once', '')[:32] or uuid.uuid4().hex}"
    try:
        with transaction.atomic():
            pressed = IdempotencyRecord.objects.create(user=request.user, key=key)
            pressed.body = _enter(request, forms).get_absolute_url()
            pressed.save(update_fields=["body"])
    except IntegrityError:
        pressed = IdempotencyRecord.objects.filter(user=request.user, key=key).first()
        if pressed is None:  # something else clashed: a NIK that somebody else just entered
            raise
    return pressed.body


def _enter(request, forms: dict) -> Cooperative:
    cooperative = entry.enter(
        forms["form"].instance,
        first=forms["status_form"].instance,
        officers=forms["officers_form"].cleaned_data,
        meeting=forms["meeting_form"].fields_given(),
        by=request.user,
    )
    drafts.discard(request.user, drafts.NEW)
    messages.success(request, f"{cooperative.name} sudah tercatat dalam register.")
    return cooperative


def _new_forms(request, draft) -> dict:
    """The four forms of the page, bound to what was posted or filled from the draft."""
    data = _taking_offer(request.POST) if request.method == "POST" else None
    scope = scope_of(request.user, Permission.ADD_COOPERATIVE)
    return {
        "form": CooperativeForm(data, scope=scope, initial=drafts.typed(draft)),
        "status_form": FirstStatusForm(
            data, prefix="status", instance=StatusChange(), initial=drafts.typed(draft, "status")
        ),
        "officers_form": OfficersForm(
            data, prefix="pengurus", initial=drafts.typed(draft, "pengurus")
        ),
        "meeting_form": FirstMeetingForm(
            data, prefix="rat", instance=AnnualMeeting(), initial=drafts.typed(draft, "rat")
        ),
    }


def _all_valid(forms: dict) -> bool:
    """Every form is asked, so that all problems are shown at once."""
    judged = [form.is_valid() for form in forms.values()]
    return all(judged)


@demands(Permission.EDIT_COOPERATIVE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cooperative_edit(request, uid):
    """Correct a cooperative; what somebody else saved meanwhile is never overwritten unseen."""
    cooperative = find_editable(with_place(), request.user, uid=uid)
    if "simpan-draf" in request.POST:
        return keep_draft(request, drafts.EDIT, request.path, uid)
    draft = drafts.find(request.user, drafts.EDIT, uid)
    using = draft if request.GET.get("draf") == "pakai" else None
    if request.method == "POST":
        if request.POST.get("choice-phone") == THEIRS:
            note_reading(request, cooperative, "phone", "Memakai nomor dari versi lain")
        form = _form(request, cooperative, data=_merged(cooperative, request.POST))
        if form.is_valid():
            answer = _undecided(request, cooperative, form) or _save(request, cooperative, form)
            if answer is not None:
                return answer
    else:
        form = _form(request, cooperative, initial=drafts.typed(using))
        if cooperative.phone:
            note_reading(request, cooperative, "phone", "Membuka formulir perubahan")
    context = {
        "form": form,
        "cooperative": cooperative,
        "cancel_url": cooperative.get_absolute_url(),
        "base": drafts.version_of(request.POST, "base"),
    }
    context |= draft_context(request, drafts.EDIT, uid, draft, using)
    return render(request, FORM, context)


def _form(request, cooperative: Cooperative, **kwargs) -> CooperativeForm:
    scope = scope_of(request.user, Permission.EDIT_COOPERATIVE)
    return CooperativeForm(instance=cooperative, scope=scope, **kwargs)


def _taking_offer(data: QueryDict) -> QueryDict:
    """The posted form with the kecamatan that was offered, when its button was pressed."""
    if district := data.get("kecamatan-benar"):
        data = data.copy()
        data["district"] = district
    return data


def _save(request, cooperative: Cooperative, form: CooperativeForm):
    """The redirect after saving, or None when the day or basis of a real change is refused."""
    version = form.cleaned_data["version"]
    try:
        changed = entry.correct(form.instance, version, by=request.user, **form.real_change)
    except StaleVersion as stale:
        return _stale(request, stale.current, form)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    drafts.discard(request.user, drafts.EDIT, cooperative.uid)
    if changed:
        labels = ", ".join(form.fields[name].label.lower() for name in changed)
        messages.success(request, f"Tersimpan: {labels}.")
    else:
        messages.info(request, "Tidak ada yang berubah, jadi tidak ada yang disimpan.")
    return redirect(cooperative)


# --- two versions ------------------------------------------------------------------------------


def _stale(request, current: Cooperative, form: CooperativeForm):
    """Somebody saved in between: both versions side by side, with what can be decided decided."""
    base = form.cleaned_data["version"]
    found = differences(entry.as_of_version(current, base), _mine(form), _values(current))
    return _compare(request, form, found, base, current.version)


def _undecided(request, cooperative: Cooperative, form: CooperativeForm):
    """The comparison again, when a difference that needs a choice got none; else None."""
    base, version = (drafts.version_of(request.POST, name) for name in ("base", "version"))
    theirs = entry.as_of_version(cooperative, version) if base and version else None
    if theirs is None:
        return None
    found = differences(entry.as_of_version(cooperative, base), _mine(form), theirs)
    if all(one.chosen or f"choice-{one.name}" in request.POST for one in found):
        return None
    return _compare(request, form, found, base, version)


def _mine(form: CooperativeForm) -> dict:
    return _values(form.instance)


def _values(cooperative: Cooperative) -> dict:
    """What a form can change, as ``entry.as_of_version`` gives it."""
    return {
        name: getattr(cooperative, Cooperative._meta.get_field(name).attname)
        for name in entry.EDITABLE
    }


def _compare(request, form: CooperativeForm, found: list[Difference], base: int, version: int):
    """HTTP 409 with the choice; everything that was typed goes along in hidden fields."""
    rows = [_row(form, difference) for difference in found]
    context = {
        "cooperative": form.instance,
        "rows": rows,
        "kept": list(_kept(form.data)),
        "base": base,
        "version": version,
        "open": sum(not row["chosen"] for row in rows),
        "saved": last_saved(form.instance),
        "again": "base" in request.POST,
    }
    return render(request, "registry/cooperatives/stale.html", context, status=409)


def _kept(data: QueryDict):
    """What was typed, as (name, value), without what the comparison itself adds."""
    for name, values in data.lists():
        if name in CooperativeForm.base_fields and name != "version":
            yield from ((name, value) for value in values)


def _row(form: CooperativeForm, difference: Difference) -> dict:
    theirs = shown(form, difference.name, difference.theirs)
    label = form.fields[difference.name].label
    return {
        "name": difference.name,
        "label": f"{label[0].upper()}{label[1:]}",
        "mine": shown(form, difference.name, difference.mine),
        "theirs": mask_phone(theirs) if difference.name == "phone" else theirs,
        "chosen": difference.chosen,
    }


def _merged(cooperative: Cooperative, data: QueryDict) -> QueryDict:
    """The posted form, with the other version's value wherever that side was chosen."""
    merged = _taking_offer(data).copy()
    chosen = [name for name in entry.EDITABLE if data.get(f"choice-{name}") == THEIRS]
    if not chosen:
        return merged
    version = drafts.version_of(data)
    past = entry.as_of_version(cooperative, version) if version else None
    theirs = past or _values(cooperative)
    for name in chosen:
        merged[name] = "" if theirs[name] is None else str(theirs[name])
    return merged
