"""Pages of people: the list, one person, the form, password, opening and closing an account."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission, demands
from bengkalis.errors import DomainError, StaleVersion
from bengkalis.paging import BadCursor, Keyset
from registry import accounts
from registry.forms.people import PeopleSearch, PersonForm
from registry.models import Appointment, User
from registry.models.people import today
from registry.views import once
from registry.views.tokens import with_states

MANAGE = demands(Permission.MANAGE_PEOPLE, everywhere=True)
PAGE = 50


@MANAGE
@require_safe
def person_list(request):
    """Everybody with an account, by name, with what they are appointed to today."""
    search = PeopleSearch(request.GET)
    people = search.narrow(User.objects.all())
    try:
        page = Keyset("full_name").page(_with_roles(people), PAGE, request.GET.get("cursor"))
    except BadCursor:
        return redirect("people")
    context = {
        "search": search,
        "chips": search.chips(request.GET),
        "people": page.rows,
        "total": people.count(),
        "next": _turned(request, page.next),
        "previous": _turned(request, page.previous),
    }
    return render(request, "registry/people/list.html", context)


def _with_roles(people):
    current = Appointment.objects.in_force(today()).filter(office__is_active=True)
    roles = Prefetch("appointments", current.select_related("office"), to_attr="roles")
    return people.prefetch_related(roles)


def _turned(request, cursor: str | None) -> str:
    """The address of a neighbouring page, filters kept."""
    if cursor is None:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"


@MANAGE
@never_cache
@require_safe
def person_page(request, uid):
    """One person: account, appointments, tokens; a fresh password is shown here once."""
    person = get_object_or_404(User, uid=uid)
    context = {
        "person": person,
        "is_self": person.pk == request.user.pk,
        "secret": once.take(request, f"password.{uid}"),
        "appointments": _appointments(person),
        "tokens": with_states(person.tokens.all()),
    }
    return render(request, "registry/people/page.html", context)


def _appointments(person: User) -> list[dict]:
    """All appointments, newest first, each with its state today."""
    day, rows = today(), person.appointments.select_related("office")
    return [{"row": row, "state": _state(row, day)} for row in rows]


def _state(appointment: Appointment, day) -> str:
    if appointment.valid_from > day:
        return "ahead"
    over = appointment.valid_to is not None and appointment.valid_to < day
    return "over" if over else "now"


@MANAGE
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request):
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _open(request, form):
        messages.success(request, f"Akun {form.instance} sudah dibuat. Beri penugasan berikutnya.")
        return redirect("person", form.instance.uid)
    context = {"form": form, "person": None, "back": reverse("people")}
    return render(request, "registry/people/form.html", context)


def _open(request, form: PersonForm) -> bool:
    try:
        password = accounts.open_account(form.instance)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    once.keep(request, f"password.{form.instance.uid}", password)
    return True


@MANAGE
@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request, uid):
    form = PersonForm(request.POST or None, instance=get_object_or_404(User, uid=uid))
    if request.method == "POST" and form.is_valid() and _correct(form):
        messages.success(request, f"Akun {form.instance} sudah disimpan.")
        return redirect("person", uid)
    context = {
        "form": form,
        "person": User.objects.get(uid=uid),
        "back": reverse("person", args=[uid]),
    }
    return render(request, "registry/people/form.html", context)


def _correct(form: PersonForm) -> bool:
    try:
        accounts.correct_account(form.instance, form.cleaned_data["version"] or 0)
    except StaleVersion as stale:
        form.show_stale(stale.current)
        return False
    return True


@MANAGE
@require_POST
def person_password(request, uid):
    """A new initial password, shown once on the person's page."""
    person = get_object_or_404(User, uid=uid)
    try:
        password = accounts.reset_password(person, request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        once.keep(request, f"password.{uid}", password)
        messages.success(request, f"Kata sandi {person} sudah disetel ulang.")
    return redirect("person", uid)


@MANAGE
@require_POST
def person_close(request, uid):
    person = get_object_or_404(User, uid=uid)
    try:
        accounts.close_account(person, request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Akun {person} ditutup; sesi dan tokennya berakhir sekarang.")
    return redirect("person", uid)


@MANAGE
@require_POST
def person_reopen(request, uid):
    person = get_object_or_404(User, uid=uid)
    accounts.reopen_account(person)
    messages.success(request, f"Akun {person} dibuka lagi.")
    return redirect("person", uid)
