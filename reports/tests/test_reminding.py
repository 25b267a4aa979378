"""Reminders are sent once, to the UPT that owes; and the work list says what waits."""

from datetime import timedelta
from io import StringIO
from smtplib import SMTPException
from unittest import mock

import pytest
from django.core.management import CommandError, call_command

from reports.models import Reminder
from reports.reminding import remind
from reports.tests.unit_samples import drafted, duty_of, submitted, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty(cast):
    for who in (cast.upt_mandau, cast.verifier):
        who.email = f"{who.username}@contoh.go.id"
        who.save(update_fields=["email"])
    return duty_of()


@pytest.mark.parametrize(
    ("days", "wanted"), [(-4, 0), (-3, 1), (-2, 0), (0, 1), (1, 0), (3, 1), (4, 0), (6, 1), (33, 0)]
)
def test_a_upt_is_reminded_before_on_and_after_the_day(duty, mailoutbox, days, wanted):
    assert remind(duty.period.due_on + timedelta(days=days)) == wanted
    assert [mail.to for mail in mailoutbox] == [["upt.mandau@contoh.go.id"]] * wanted


def test_the_same_day_twice_reminds_once(duty, mailoutbox):
    assert [remind(duty.period.due_on) for _ in range(2)] == [1, 0]
    assert len(mailoutbox) == Reminder.objects.count() == 1


def test_who_has_filed_is_not_reminded_and_who_has_a_draft_is(duty, cast):
    drafted(duty, cast.upt_mandau)
    assert remind(duty.period.due_on) == 1
    submitted(duty, cast.upt_mandau)
    assert remind(duty.period.due_on + timedelta(days=3)) == 0


def test_what_the_mail_server_refused_is_sent_by_the_next_run(duty, mailoutbox):
    with mock.patch("reports.mailing.send_mass_mail", side_effect=SMTPException):
        assert remind(duty.period.due_on) == 0
    assert not Reminder.objects.exists()
    assert remind(duty.period.due_on) == 1


def test_the_command_says_how_many(duty):
    said = StringIO()
    call_command("remind_reports", day=duty.period.due_on.isoformat(), stdout=said)
    assert "1 pengingat terkirim." in said.getvalue()
    with pytest.raises(CommandError, match="ditemukan besok"):
        call_command("remind_reports", day="besok")


def test_the_work_list_says_what_waits_for_whom(sign_in, cast):
    submitted(duty_of(number=1), cast.upt_mandau)
    verified(duty_of(number=2), cast.upt_mandau, cast.verifier)
    duty_of(number=3)
    pages = {
        who: sign_in(getattr(cast, who)).get("/beranda/").content.decode()
        for who in ("verifier", "head", "upt_mandau", "planner")
    }
    assert "1 laporan menunggu Anda periksa" in pages["verifier"]
    assert "1 laporan menunggu Anda periksa" in pages["head"]
    assert "Maret 2020" in pages["upt_mandau"]
    assert "laporan-upt" not in pages["planner"]
