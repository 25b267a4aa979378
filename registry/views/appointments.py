"""Pages of one person's appointments: new, ended, withdrawn."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bengkalis.errors import DomainError, StaleVersion
from registry import appointments
from registry.forms.people import AppointmentForm, EndForm
from registry.models import Appointment, User
from registry.models.people import today
from registry.views.people import MANAGE


@MANAGE
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_new(request, uid):
    person = get_object_or_404(User, uid=uid)
    form = AppointmentForm(request.POST or None, instance=Appointment(user=person))
    if request.method == "POST" and form.is_valid() and _appoint(form):
        messages.success(request, f"{person} ditugaskan sebagai {_words(form.instance)}.")
        return redirect("person", uid)
    return render(request, "registry/people/appoint.html", {"form": form, "person": person})


def _words(appointment: Appointment) -> str:
    return f"{appointment.get_role_display()} di {appointment.office}"


def _appoint(form: AppointmentForm) -> bool:
    try:
        appointments.appoint(form.instance)
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


@MANAGE
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_end(request, uid, appointment):
    held = _find(uid, appointment)
    initial = {"valid_to": held.valid_to or today(), "version": held.version}
    form = EndForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _end(form, held):
        messages.success(request, f"Penugasan {_words(held)} berakhir sesudah hari itu.")
        return redirect("person", uid)
    context = {"form": form, "held": held, "person": held.user, "begun": held.valid_from <= today()}
    return render(request, "registry/people/end.html", context)


def _find(uid, appointment) -> Appointment:
    rows = Appointment.objects.select_related("user", "office")
    return get_object_or_404(rows, uid=appointment, user__uid=uid)


def _end(form: EndForm, held: Appointment) -> bool:
    chosen = form.cleaned_data
    try:
        appointments.end_appointment(held, chosen["valid_to"], chosen["version"])
    except StaleVersion as stale:
        form.data = form.data.copy()
        form.data["version"] = stale.current.version
        form.add_error(None, f"{stale} Periksa tanggalnya di bawah, lalu kirim lagi.")
    except (DomainError, ValidationError) as error:
        form.add_error("valid_to", getattr(error, "messages", None) or str(error))
    return not form.errors


@MANAGE
@require_POST
def appointment_withdraw(request, uid, appointment):
    held = _find(uid, appointment)
    try:
        appointments.withdraw(held)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Penugasan {_words(held)} dibatalkan sebelum mulai.")
    return redirect("person", uid)
