"""One member: the page, entry and correction, leaving, coming back, and what is shown once."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission, demands, find_editable, find_visible
from bengkalis.audit import note_reading
from bengkalis.errors import DomainError, StaleVersion, TransitionRefused
from bengkalis.templatetags.ui import mask_phone
from registry import membership
from registry.forms.members import LeaveForm, MemberForm, RejoinForm, RevealForm
from registry.models import IdempotencyRecord, Member
from registry.models.members import MemberQuerySet
from registry.nik import mask_nik
from registry.views.member_book import find_book
from registry.views.reaching import demand_here, reaches

FORM_METHODS = ["GET", "HEAD", "POST"]


def with_book() -> MemberQuerySet:
    rows = Member.objects.standing()
    return rows.select_related("cooperative__district", "village__district", "source_batch")


@demands(Permission.VIEW_MEMBERS)
@never_cache
@require_safe
def member_page(request, uid):
    """What is recorded of one membership, personal data masked."""
    return _page(request, _find(request.user, uid))


def _find(user, uid) -> Member:
    return find_visible(with_book(), user, uid=uid)


def _page(request, member: Member, *, revealed: str = "", form=None, status: int = 200):
    savings = list(member.savings.all())
    context = {
        "member": member,
        "cooperative": member.cooperative,
        "masked": {"nik": mask_nik(member.nik), "phone": mask_phone(member.phone)},
        "savings": savings,
        "others": membership.elsewhere(request.user, member),
        "revealed": revealed,
        "reveal_form": form or RevealForm(member=member, savings=savings),
        "may_edit": reaches(request.user, member.cooperative, Permission.EDIT_MEMBERS),
        "may_handle": reaches(request.user, member.cooperative, Permission.HANDLE_SUBJECTS),
        "may_reveal": reaches(request.user, member.cooperative, Permission.REVEAL_PERSONAL),
    }
    return render(request, "registry/members/member.html", context, status=status)


@demands(Permission.REVEAL_PERSONAL)
@never_cache
@require_POST
def member_reveal(request, uid):
    """Show NIK, phone or savings once, for a stated purpose; the reading is recorded."""
    member = _find(request.user, uid)
    if not reaches(request.user, member.cooperative, Permission.REVEAL_PERSONAL):
        raise PermissionDenied("Penugasan Anda tidak mencakup melihat data pribadi di sini.")
    form = RevealForm(request.POST, member=member, savings=list(member.savings.all()))
    if not form.is_valid():
        return _page(request, member, form=form, status=400)
    wanted = form.cleaned_data["field"]
    note_reading(request, member, wanted, form.cleaned_data["purpose"])
    return _page(request, member, revealed=wanted)


@demands(Permission.EDIT_MEMBERS)
@never_cache
@require_http_methods(FORM_METHODS)
def member_new(request, uid):
    """Enter a member in the book of a cooperative; one press, one member."""
    cooperative = find_book(request.user, uid)
    demand_here(request.user, cooperative, Permission.EDIT_MEMBERS)
    form = MemberForm(request.POST or None, instance=Member(cooperative=cooperative))
    code = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _enter_once(request, form.instance)
        except DomainError as error:
            form.add_error(None, str(error))
            code = 409
    context = {
        "form": form,
        "cooperative": cooperative,
        "title": "Anggota baru",
        "once": request.POST.get("once") or uuid.uuid4().hex,
        "again": request.POST.get("lagi") or request.GET.get("lagi"),
        "cancel_url": reverse("member-book", args=[cooperative.uid]),
    }
    return render(request, "registry/members/form.html", context, status=code)


def _enter_once(request, member: Member):
    """Save, or find what an earlier press of the same form saved."""
    key = f"anggota:{request.POST.get('once', '')[:32] or uuid.uuid4().hex}"
    pressed = IdempotencyRecord.objects.filter(user=request.user, key=key).first()
    try:
        if pressed is None:
            with transaction.atomic():
                pressed = IdempotencyRecord.objects.create(user=request.user, key=key)
                pressed.body = membership.join(member).get_absolute_url()
                pressed.save(update_fields=["body"])
            messages.success(request, f"{member.name} tercatat sebagai anggota.")
            _warn(request, member)
    except IntegrityError:
        pressed = IdempotencyRecord.objects.filter(user=request.user, key=key).first()
        if pressed is None:
            raise
    if request.POST.get("lagi"):
        return redirect(f"{request.path}?lagi=1")
    return redirect(pressed.body)


def _warn(request, member: Member) -> None:
    """What does not go together is said, and saved all the same."""
    for doubt in member.doubts:
        messages.warning(request, f"Periksa lagi: {doubt.sentence}")


@demands(Permission.EDIT_MEMBERS)
@never_cache
@require_http_methods(FORM_METHODS)
def member_edit(request, uid):
    """Correct a member; what somebody else saved meanwhile is shown beside it."""
    member = find_editable(with_book(), request.user, uid=uid)
    form = MemberForm(request.POST or None, instance=member)
    code = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _correct(request, form)
        except StaleVersion as stale:
            form.show_stale(stale.current)
            code = 409
        except DomainError as error:
            form.add_error(None, str(error))
            code = 409
    context = {
        "form": form,
        "cooperative": member.cooperative,
        "title": "Ubah data anggota",
        "once": "",
        "again": "",
        "cancel_url": member.get_absolute_url(),
    }
    return render(request, "registry/members/form.html", context, status=code)


def _correct(request, form: MemberForm):
    member = form.instance
    changed = membership.correct(member, form.cleaned_data["version"])
    if changed:
        labels = ", ".join(form.fields[name].label for name in changed)
        messages.success(request, f"Tersimpan: {labels}.")
        _warn(request, member)
    else:
        messages.info(request, "Tidak ada yang berubah, jadi tidak ada yang disimpan.")
    return redirect(member)


@demands(Permission.EDIT_MEMBERS)
@require_http_methods(FORM_METHODS)
def member_leave(request, uid):
    """End a membership, with the day and the reason."""
    member = find_editable(with_book(), request.user, uid=uid)
    if member.left_on:
        return _refused(
            request, member, f"Keanggotaan ini sudah berhenti {member.left_on:%d-%m-%Y}."
        )
    form = LeaveForm(request.POST or None, instance=member)
    code = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _leave(request, member, form)
        except StaleVersion as stale:
            form.show_stale(stale.current)
            code = 409
    context = {"form": form, "member": member, "cooperative": member.cooperative}
    return render(request, "registry/members/leave.html", context, status=code)


def _leave(request, member: Member, form: LeaveForm):
    data = form.cleaned_data
    try:
        membership.leave(
            member, left_on=data["left_on"], reason=data["leave_reason"], version=data["version"]
        )
    except TransitionRefused as error:
        return _refused(request, member, str(error))
    messages.success(request, f"{member.name} berhenti sejak {data['left_on']:%d-%m-%Y}.")
    return redirect(member)


def _refused(request, member: Member, sentence: str):
    messages.warning(request, sentence)
    return redirect(member)


@demands(Permission.EDIT_MEMBERS)
@require_http_methods(FORM_METHODS)
def member_rejoin(request, uid):
    """Record that somebody who left has come back: a second membership."""
    member = find_editable(with_book(), request.user, uid=uid)
    try:
        again = membership.returning(member)
    except TransitionRefused as error:
        return _refused(request, member, str(error))
    form = RejoinForm(request.POST or None, instance=again)
    code = 200
    if request.method == "POST" and form.is_valid():
        try:
            membership.join(again)
        except DomainError as error:
            form.add_error(None, str(error))
            code = 409
        else:
            messages.success(request, f"{again.name} masuk lagi {again.joined_on:%d-%m-%Y}.")
            return redirect(again)
    context = {
        "form": form,
        "member": member,
        "cooperative": member.cooperative,
        "today": timezone.localdate(),
    }
    return render(request, "registry/members/rejoin.html", context, status=code)
