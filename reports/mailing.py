"""Mail about reports: sent once a step has been committed, and never in the way of it."""

import logging
from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mass_mail
from django.db import transaction
from django.template.loader import render_to_string

from bengkalis.access import MAY, Permission
from registry.models import Appointment, User
from registry.models.people import today
from reports.models import ReportEvent, UnitReport

log = logging.getLogger(__name__)


def submitted(report: UnitReport, event: ReportEvent) -> None:
    """To those who verify."""
    _send("submitted", report, event, holders(Permission.VERIFY_REPORTS))


def returned(report: UnitReport, event: ReportEvent) -> None:
    """To the UPT, with the reason."""
    _send("returned", report, event, at_the_unit(report))


def verified(report: UnitReport, event: ReportEvent) -> None:
    """To those who accept."""
    _send("verified", report, event, holders(Permission.ACCEPT_REPORTS))


def accepted(report: UnitReport, event: ReportEvent) -> None:
    """To the UPT."""
    _send("accepted", report, event, at_the_unit(report))


def at_the_unit(report: UnitReport) -> Iterable[User]:
    """Those who file for the report's UPT today."""
    return holders(Permission.FILE_REPORTS, report.duty.office_id)


def holders(permission: str, office: int | None = None) -> list[User]:
    """Active people with an address who hold ``permission`` today, at ``office`` if given."""
    roles = [role for role, may in MAY.items() if permission in may]
    held = Appointment.objects.in_force(today()).filter(role__in=roles)
    if office is not None:
        held = held.filter(office=office)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(email="")
    return list(people.order_by("pk"))


def letter(name: str, context: dict) -> tuple[str, str]:
    """Subject and body of the mail ``emails/report_<name>``, which links to its duty."""
    context = {**context, "url": settings.PUBLIC_URL + context["duty"].get_absolute_url()}
    subject = render_to_string(f"emails/report_{name}_subject.txt", context).strip()
    return subject, render_to_string(f"emails/report_{name}.txt", context)


def _send(name: str, report: UnitReport, event: ReportEvent, people: Iterable[User]) -> None:
    """One mail each: nobody sees another's address. No values: mail is not sealed."""
    written = letter(name, {"report": report, "duty": report.duty, "event": event})
    mails = [(*written, settings.DEFAULT_FROM_EMAIL, [one.email]) for one in people]
    if mails:
        transaction.on_commit(lambda: deliver(mails))


def deliver(mails) -> bool:
    """Hand over to the mail server; a failure is logged by its kind and returned as False."""
    try:
        send_mass_mail(mails)
    except (SMTPException, OSError) as error:
        log.warning("Surel laporan tidak terkirim (%s).", type(error).__name__)
        return False
    return True
