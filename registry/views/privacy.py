"""Requests of people about their own data, the copy they may have, and what is forgotten."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission, demands
from bengkalis.audit import note_reading
from bengkalis.errors import DomainError
from registry.enums import RequestKind
from registry.forms.privacy import AnswerForm, ForgetForm, SubjectRequestForm
from registry.models import Member, SubjectRequest
from registry.models.people import today
from registry.privacy import answer, copy_of, due_for_forgetting, forget, receive

SHOWN = 200
WAYS = ["GET", "HEAD", "POST"]


@demands(Permission.HANDLE_SUBJECTS)
@require_safe
def subject_requests(request):
    """What people have asked, the unanswered first, and how many rows are due to be forgotten."""
    rows = _requests(request).order_by(F("answered_on").asc(nulls_first=True), "due_on", "-id")
    context = {
        "requests": rows[:SHOWN],
        "today": today(),
        "due": due_for_forgetting(today()).visible_to(request.user).count(),
    }
    return render(request, "registry/privacy/list.html", context)


def _requests(request):
    rows = SubjectRequest.objects.visible_to(request.user)
    return rows.select_related("member__cooperative", "handled_by")


def _handled(request, rows, **lookup):
    """A member or a request within reach. Raises Http404."""
    found = rows.within(request.user.scope_of(Permission.HANDLE_SUBJECTS)).filter(**lookup).first()
    if found is None:
        raise Http404("Data tidak ditemukan di wilayah kerja Anda.")
    return found


@demands(Permission.HANDLE_SUBJECTS)
@require_http_methods(WAYS)
def subject_request_new(request, uid):
    """A person of a book of members asks."""
    member = _handled(request, Member.objects.select_related("cooperative"), uid=uid)
    form = SubjectRequestForm(
        request.POST or None,
        instance=SubjectRequest(member=member),
        initial={"received_on": today()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            asked = receive(form.instance, by=request.user)
            return redirect("subject-request", uid=asked.uid)
        except DomainError as error:
            form.add_error("received_on", str(error))
    context = {"member": member, "form": form}
    status = 400 if form.is_bound else 200
    return render(request, "registry/privacy/new.html", context, status=status)


@demands(Permission.HANDLE_SUBJECTS)
@require_http_methods(WAYS)
def subject_request(request, uid):
    """One request: what was asked, what to do, and the answer."""
    asked = _handled(request, _requests(request), uid=uid)
    form = AnswerForm(request.POST or None, initial={"answered_on": today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            answer(asked, data["answer"], data["answered_on"], by=request.user)
            messages.success(request, "Jawaban tercatat.")
            return redirect("subject-requests")
        except ValidationError as error:
            form.add_error(None, error.messages)
        except DomainError as error:
            form.add_error(None, str(error))
    context = {"asked": asked, "member": asked.member, "form": form, "today": today()}
    status = 400 if form.is_bound else 200
    return render(request, "registry/privacy/request.html", context, status=status)


@demands(Permission.HANDLE_SUBJECTS)
@never_cache
@require_POST
def subject_copy(request, uid):
    """The copy for the person who asked, to print or to save; each making of it is recorded."""
    asked = _handled(request, _requests(request), uid=uid)
    if asked.kind != RequestKind.ACCESS:
        raise PermissionDenied("Salinan data dibuat hanya untuk permintaan salinan.")
    parts = copy_of(asked.member, request.user)
    for part in parts:
        purpose = f"Permintaan salinan {asked.received_on:%d-%m-%Y}"
        note_reading(request, part["member"], "semua", purpose)
    context = {"asked": asked, "parts": parts, "today": today()}
    return render(request, "registry/privacy/copy.html", context)


@demands(Permission.HANDLE_SUBJECTS)
@require_http_methods(WAYS)
def retention(request):
    """Former members whose data are kept no longer, and the button that forgets them."""
    due = due_for_forgetting(today()).visible_to(request.user).select_related("cooperative")
    form = ForgetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        many = forget(due, today(), form.cleaned_data["reason"])
        messages.success(request, f"Data {many} bekas anggota dihapus.")
        return redirect("subject-requests")
    context = {"due": due.order_by("left_on", "id")[:SHOWN], "many": due.count(), "form": form}
    status = 400 if form.is_bound else 200
    return render(request, "registry/privacy/retention.html", context, status=status)


@demands(Permission.HANDLE_SUBJECTS)
@require_http_methods(WAYS)
def member_forget(request, uid):
    """Erase one former member, who has asked for it."""
    asked = _handled(request, _requests(request), uid=uid)
    form = ForgetForm(request.POST or None)
    if asked.kind != RequestKind.ERASURE:
        raise PermissionDenied("Penghapusan hanya untuk permintaan penghapusan.")
    if request.method == "POST" and form.is_valid():
        try:
            forget([asked.member], today(), form.cleaned_data["reason"])
            messages.success(request, "Data pribadi dihapus. Catat jawaban untuk pemohon.")
            return redirect("subject-request", uid=asked.uid)
        except DomainError as error:
            form.add_error(None, str(error))
    context = {"asked": asked, "member": asked.member, "form": form}
    status = 400 if form.is_bound else 200
    return render(request, "registry/privacy/forget.html", context, status=status)
