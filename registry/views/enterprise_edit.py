"""Entering an MSME, correcting it, closing it and opening it again."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands, find_editable, scope_of
from bengkalis.errors import DomainError, StaleVersion, TransitionRefused
from registry import drafts, enterprises
from registry.forms.enterprise_years import FirstYearForm
from registry.forms.enterprises import CloseForm, EnterpriseForm, ReopenForm
from registry.forms.versioned import STALE
from registry.models import Enterprise, IdempotencyRecord
from registry.views.drafts import draft_context, keep_draft
from registry.views.enterprise import with_place

FORM = "registry/enterprises/form.html"
FORM_METHODS = ["GET", "HEAD", "POST"]


@demands(Permission.EDIT_ENTERPRISE)
@never_cache
@require_http_methods(FORM_METHODS)
def enterprise_new(request):
    """Enter an MSME and, where known, the figures of one year; one press, one enterprise."""
    if "simpan-draf" in request.POST:
        return keep_draft(request, drafts.NEW_ENTERPRISE, request.path)
    draft = drafts.find(request.user, drafts.NEW_ENTERPRISE)
    using = draft if request.GET.get("draf") == "pakai" else None
    form, year_form = _new_forms(request, using)
    code = 200
    if request.method == "POST" and all([form.is_valid(), year_form.is_valid()]):
        try:
            return redirect(_entered_once(request, form.instance, year_form.years_given()))
        except DomainError as error:
            form.add_error(None, str(error))
            code = 409
    context = {
        "form": form,
        "year_form": year_form,
        "enterprise": None,
        "once": request.POST.get("once") or uuid.uuid4().hex,
        "cancel_url": reverse("enterprises"),
        **draft_context(request, drafts.NEW_ENTERPRISE, None, draft, using),
    }
    return render(request, FORM, context, status=code)


def _new_forms(request, draft) -> tuple[EnterpriseForm, FirstYearForm]:
    data = request.POST if request.method == "POST" else None
    scope = scope_of(request.user, Permission.EDIT_ENTERPRISE)
    form = EnterpriseForm(data, scope=scope, initial=drafts.typed(draft))
    initial = drafts.typed(draft, "tahun")
    return form, FirstYearForm(data, enterprise=form.instance, prefix="tahun", initial=initial)


def _entered_once(request, enterprise: Enterprise, years: list) -> str:
    """The address of the new enterprise; a second press of the same form makes no second one."""
    key = f"umkm:{request.POST.get('once', '')[:32] or uuid.uuid4().hex}"
    try:
        with transaction.atomic():
            pressed = IdempotencyRecord.objects.create(user=request.user, key=key)
            enterprises.register(enterprise, years)
            pressed.body = enterprise.get_absolute_url()
            pressed.save(update_fields=["body"])
            drafts.discard(request.user, drafts.NEW_ENTERPRISE)
            messages.success(request, f"{enterprise.name} sudah tercatat dalam register UMKM.")
    except IntegrityError:
        pressed = IdempotencyRecord.objects.filter(user=request.user, key=key).first()
        if pressed is None:
            raise
    return pressed.body


@demands(Permission.EDIT_ENTERPRISE)
@never_cache
@require_http_methods(FORM_METHODS)
def enterprise_edit(request, uid):
    """Correct an MSME; what somebody else saved meanwhile is shown beside it."""
    enterprise = find_editable(with_place(), request.user, uid=uid)
    if "simpan-draf" in request.POST:
        return keep_draft(request, drafts.EDIT_ENTERPRISE, request.path, uid)
    draft = drafts.find(request.user, drafts.EDIT_ENTERPRISE, uid)
    using = draft if request.GET.get("draf") == "pakai" else None
    scope = scope_of(request.user, Permission.EDIT_ENTERPRISE)
    form = EnterpriseForm(
        request.POST or None, instance=enterprise, scope=scope, initial=drafts.typed(using)
    )
    code = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _correct(request, form)
        except StaleVersion as stale:
            form.show_stale(stale.current)
            code = 409
        except (DomainError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
            code = 409
    context = {
        "form": form,
        "year_form": None,
        "enterprise": enterprise,
        "once": "",
        "cancel_url": enterprise.get_absolute_url(),
        **draft_context(request, drafts.EDIT_ENTERPRISE, uid, draft, using),
    }
    return render(request, FORM, context, status=code)


def _correct(request, form: EnterpriseForm):
    enterprise = form.instance
    changed = enterprises.correct(enterprise, form.cleaned_data["version"], form.since_year)
    drafts.discard(request.user, drafts.EDIT_ENTERPRISE, enterprise.uid)
    if changed:
        labels = ", ".join(form.fields[name].label for name in changed)
        messages.success(request, f"Tersimpan: {labels}.")
    else:
        messages.info(request, "Tidak ada yang berubah, jadi tidak ada yang disimpan.")
    return redirect(enterprise)


@demands(Permission.EDIT_ENTERPRISE)
@require_http_methods(FORM_METHODS)
def enterprise_close(request, uid):
    """Record that an MSME is closed, or that one that was recorded as closed is open."""
    enterprise = find_editable(with_place(), request.user, uid=uid)
    if enterprise.closed_on and "on" in request.POST:  # somebody else was quicker to close it
        messages.warning(request, f"{enterprise.name} sudah tercatat tutup; periksa dulu.")
        return redirect(enterprise)
    form_class = ReopenForm if enterprise.closed_on else CloseForm
    form = form_class(request.POST or None, initial={"version": enterprise.version})
    code = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _turn(request, enterprise, form)
        except StaleVersion as stale:
            form.data = form.data.copy()
            form.data["version"] = stale.current.version
            form.add_error(None, STALE)
            code = 409
        except TransitionRefused as error:
            messages.warning(request, str(error))
            return redirect(enterprise)
        except ValidationError as error:
            form.add_error(None, error)
            code = 400
    context = {"enterprise": enterprise, "form": form}
    return render(request, "registry/enterprises/close.html", context, status=code)


def _turn(request, enterprise: Enterprise, form):
    data = form.cleaned_data
    if enterprise.closed_on:
        enterprises.reopen(enterprise, data["version"], reason=data["reason"])
        messages.success(request, f"{enterprise.name} tercatat buka lagi.")
    else:
        enterprises.close(enterprise, data["version"], on=data["on"], reason=data["reason"])
        messages.success(request, f"{enterprise.name} tercatat tutup sejak {data['on']:%d-%m-%Y}.")
    return redirect(enterprise)
