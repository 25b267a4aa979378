"""Appointing people to offices, such that the portal never loses its last administrator."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet

from bengkalis.access import MAY, Permission
from bengkalis.errors import DomainError, TransitionRefused
from bengkalis.values import format_date
from registry.enums import OfficeKind
from registry.models import Appointment, User
from registry.models.people import today

MANAGERS = [role for role, allowed in MAY.items() if Permission.MANAGE_PEOPLE in allowed]


def administrators(day: date) -> QuerySet[User]:
    """People who can sign in and manage people on ``day``."""
    held = Appointment.objects.in_force(day).filter(role__in=MANAGERS, office__is_active=True)
    held = held.exclude(office__kind=OfficeKind.UPT)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


@contextmanager
def organisation_locked() -> Iterator[None]:
    """A transaction in which nobody else changes offices, appointments or accounts."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('registry.organisation'))")
        yield


@contextmanager
def keeping_an_administrator(day: date) -> Iterator[None]:
    """Undo what is written inside if it leaves nobody who can manage people on ``day``.

    Raises DomainError. Takes the lock of the organisation, so that two administrators who close
    each other's account at once cannot both succeed.
    """
    with organisation_locked():
        had = administrators(day).exists()
        yield
        if had and not administrators(day).exists():
            raise DomainError(
                "Langkah ini ditolak: portal akan kehilangan administrator terakhirnya. "
                "Tugaskan administrator lain lebih dulu."
            )


def appoint(appointment: Appointment) -> Appointment:
    """Save a new appointment.

    Raises ValidationError for an overlap with the same role at the same office, for a closed
    office, and for an administrator at a UPT.
    """
    with organisation_locked():
        appointment.office.refresh_from_db()
        _refuse_unfit_office(appointment)
        appointment.full_clean()
        appointment.save(force_insert=True)
    return appointment


def _refuse_unfit_office(appointment: Appointment) -> None:
    office = appointment.office
    if not office.is_active:
        raise ValidationError({"office": f"{office} sudah ditutup; pilih kantor yang masih ada."})
    if office.kind == OfficeKind.UPT and appointment.role in MANAGERS:
        raise ValidationError(
            {"office": "Administrator mengelola seluruh portal; pilih dinas, bukan UPT."}
        )


def end_appointment(appointment: Appointment, last_day: date, version: int | None) -> Appointment:
    """Let an appointment end with ``last_day`` (included).

    Raises StaleVersion, TransitionRefused for one that is over, ValidationError for a day before
    its first, DomainError for the last administrator.
    """
    with keeping_an_administrator(max(last_day + timedelta(days=1), today())):
        current = Appointment.locked(appointment.pk, version)
        _refuse_if_over(current)
        current.valid_to = last_day
        current.full_clean()
        current.save(update_fields=["valid_to"])
    return current


def _refuse_if_over(appointment: Appointment) -> None:
    if appointment.valid_to and appointment.valid_to < today():
        ended = format_date(appointment.valid_to)
        raise TransitionRefused(f"Penugasan ini sudah berakhir pada {ended}.")


def withdraw(appointment: Appointment) -> None:
    """Delete an appointment that has not begun; the audit trail keeps it.

    Raises TransitionRefused for one that has.
    """
    with keeping_an_administrator(max(appointment.valid_from, today())):
        current = Appointment.locked(appointment.pk, None)
        if current.valid_from <= today():
            raise TransitionRefused("Penugasan ini sudah berjalan; akhiri dengan tanggal.")
        current.delete()
