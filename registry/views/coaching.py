"""Coaching of one cooperative or one MSME: recorded, read, corrected, removed."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, find_editable, find_visible
from bengkalis.errors import StaleVersion, TransitionRefused
from registry.coaching import Subject, continuity, correct, met_by, record, remove, uid_of
from registry.forms.coaching import CoachingForm, key_of
from registry.forms.removing import RemovalForm
from registry.forms.versioned import STALE
from registry.models import Coaching, Cooperative, Enterprise
from registry.models.people import today
from registry.views.reaching import demand_here, reaches

FORM_METHODS = ["GET", "HEAD", "POST"]
AGAIN = "Pembinaan ini sudah tercatat."


def panel(user, subject: Subject) -> dict:
    """What the panel of a subject's own page shows, in one query."""
    of = _kind(subject)
    return {
        "coachings": continuity(subject, today()),
        "subject": subject,
        "may_coach": reaches(user, subject, Permission.RECORD_COACHING),
        "coach_url": reverse(f"coaching-of-{of}", args=[subject.uid]),
        "coachings_url": f"{reverse('coachings')}?{of}={subject.uid}",
    }


def _kind(subject: Subject) -> str:
    """The field of ``Coaching`` that ``subject`` stands in."""
    return "cooperative" if isinstance(subject, Cooperative) else "enterprise"


def _subject(model, user, uid) -> Subject:
    """Http404 outside the user's reach, PermissionDenied where coachings are not theirs."""
    subject = find_visible(model.objects.select_related("district"), user, uid=uid)
    demand_here(user, subject, Permission.RECORD_COACHING)
    return subject


@demands(Permission.RECORD_COACHING)
@require_http_methods(FORM_METHODS)
def coaching_of_cooperative(request, uid):
    """Write down a coaching of one cooperative."""
    return _new(request, _subject(Cooperative, request.user, uid))


@demands(Permission.RECORD_COACHING)
@require_http_methods(FORM_METHODS)
def coaching_of_enterprise(request, uid):
    """Write down a coaching of one MSME."""
    return _new(request, _subject(Enterprise, request.user, uid))


def _new(request, subject: Subject):
    key = key_of(request.POST.get("key", ""))
    known = Coaching.objects.filter(uid=uid_of(key, subject)).first()
    if known:
        messages.info(request, AGAIN)
        return redirect(known)
    about = Coaching(**{_kind(subject): subject})
    form = CoachingForm(request.POST or None, instance=about)
    if request.method == "POST" and form.is_valid():
        try:
            (row,), fresh = record(form.instance, [subject], key=key, by=request.user)
        except TransitionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Pembinaan tersimpan." if fresh else AGAIN)
            return redirect(row)
    before = continuity(subject, today())
    context = {"subject": subject, "form": form, "key": key, "coachings": before}
    return render(request, "registry/coaching/form.html", context)


@demands(Permission.VIEW_REGISTER)
@require_safe
def coaching_page(request, uid):
    """Who came, on what, with what result, and whether the next step was taken."""
    rows = Coaching.objects.with_subject().select_related("recorded_by")
    coaching = find_visible(rows, request.user, uid=uid)
    met = met_by(coaching)
    context = {
        "coaching": coaching,
        "subject": coaching.subject,
        "met": met,
        "overdue": not met and coaching.next_on is not None and coaching.next_on < today(),
        "may_edit": reaches(request.user, coaching.subject, Permission.RECORD_COACHING),
        "together_url": together(coaching) if coaching.title else "",
    }
    return render(request, "registry/coaching/page.html", context)


def together(coaching: Coaching) -> str:
    """The list of all that took part in the same training that day."""
    day = f"{coaching.held_on:%d-%m-%Y}"
    asked = {"title": coaching.title, "held_from": day, "held_to": day}
    return f"{reverse('coachings')}?{urlencode(asked)}"


@demands(Permission.RECORD_COACHING)
@require_http_methods(FORM_METHODS)
def coaching_edit(request, uid):
    """Correct what was written down."""
    coaching = find_editable(Coaching.objects.with_subject(), request.user, uid=uid)
    form, code = CoachingForm(request.POST or None, instance=coaching), 200
    if request.method == "POST" and form.is_valid():
        try:
            changed = correct(form.instance, form.cleaned_data["version"])
        except StaleVersion as stale:
            form.show_stale(stale.current)
            code = 409
        except TransitionRefused as error:
            form.add_error(None, str(error))
        else:
            words = "Pembinaan tersimpan." if changed else "Tidak ada yang berubah."
            messages.success(request, words)
            return redirect(coaching)
    context = {"subject": coaching.subject, "form": form, "coaching": coaching, "key": ""}
    return render(request, "registry/coaching/form.html", context, status=code)


@demands(Permission.RECORD_COACHING)
@require_http_methods(FORM_METHODS)
def coaching_remove(request, uid):
    """Delete a coaching that was entered by mistake, with the reason."""
    coaching = find_editable(Coaching.objects.with_subject(), request.user, uid=uid)
    form = RemovalForm(request.POST or None, initial={"version": coaching.version})
    code = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            remove(coaching, data["version"], data["reason"])
        except StaleVersion as stale:
            form.data = form.data.copy()
            form.data["version"] = stale.current.version
            form.add_error(None, STALE)
            code = 409
        else:
            messages.success(request, "Pembinaan dihapus.")
            return redirect(coaching.subject)
    context = {"coaching": coaching, "subject": coaching.subject, "form": form}
    return render(request, "registry/coaching/remove.html", context, status=code)
