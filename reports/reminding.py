"""Reminders by mail: before a report is due, on its day, and while it is late; each once."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db import transaction

from bengkalis.access import Permission
from registry.models import User
from registry.rules import Wordings
from reports.mailing import deliver, holders, letter
from reports.models import Reminder, ReportDuty
from reports.periods import RULES

EVERY = 3  # days, while a report is late
BEFORE, ON_THE_DAY, AFTER = "menjelang", "hari_h", "lewat"


def due_today(day: date) -> Iterator[tuple[ReportDuty, str]]:
    """The duties that are to be reminded of on ``day``, and of what."""
    rules = Wordings(*RULES.values())
    rows = ReportDuty.objects.filter(period__opens_on__lte=day)
    rows = rows.exclude(reports__first_filed_at__isnull=False).filter(office__is_active=True)
    for duty in rows.select_related("period", "office").order_by("pk").iterator():
        rule = rules.on(duty.period.first_day, RULES[duty.period.rhythm])
        if rule and (occasion := _occasion(duty, day, rule["reminds"])):
            yield duty, occasion


def _occasion(duty: ReportDuty, day: date, before: int) -> str:
    left = (duty.due_on - day).days
    if left == 0:
        return ON_THE_DAY
    if left == before:
        return BEFORE
    late = left < 0 and day <= duty.closes_on and -left % EVERY == 0
    return AFTER if late else ""


def remind(day: date) -> int:
    """Send what is due on ``day``; how many mails went out. What was sent is not sent again, and
    what the mail server refused is tried at the next run."""
    people: dict[int, list[User]] = {}
    sent = 0
    for duty, occasion in due_today(day):
        if duty.office_id not in people:
            people[duty.office_id] = holders(Permission.FILE_REPORTS, duty.office_id)
        for person in people[duty.office_id]:
            sent += _once(duty, person, occasion, day)
    return sent


def _once(duty: ReportDuty, person: User, occasion: str, day: date) -> bool:
    """The row and the mail together: a second run waits for the row and then finds it."""
    known = {"duty": duty, "user": person, "occasion": occasion, "day": day}
    with transaction.atomic():
        _, fresh = Reminder.objects.get_or_create(**known)
        if not fresh or not deliver([_mail(duty, person, occasion)]):
            transaction.set_rollback(fresh)
            return False
    return True


def _mail(duty: ReportDuty, person: User, occasion: str) -> tuple:
    written = letter("reminder", {"duty": duty, "occasion": occasion})
    return (*written, settings.DEFAULT_FROM_EMAIL, [person.email])
