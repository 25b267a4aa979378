"""What a device sends is taken once, overwrites nothing, and is judged by a fair clock."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from reports import review
from reports.enums import Channel, ClockTrust
from reports.models import Delivery, UnitReport
from reports.receiving import Malformed, NotYours, filing_of, issue, receive
from reports.tests.unit_samples import REQUIRED, drafted, duty_of, operation

pytestmark = pytest.mark.django_db


def everything(report=None):
    values = {key: (None, value) for key, value in REQUIRED.items()}
    known = {f"why:known:{key}": (None, "Buku UPT") for key in REQUIRED}
    return {**values, **known}


def test_what_comes_twice_is_taken_once_and_answered_alike(cast):
    sent = operation(duty_of(), everything(), "submit")
    first, second = receive(sent, cast.upt_mandau), receive(sent, cast.upt_mandau)
    assert first["submitted"]
    assert second == {**first, "replayed": True}
    assert UnitReport.objects.count() == Delivery.objects.count() == 1


def test_the_same_number_for_something_else_is_refused(cast):
    sent = operation(duty_of(), everything())
    receive(sent, cast.upt_mandau)
    with pytest.raises(Malformed):
        receive({**sent, "changes": {}}, cast.upt_mandau)


def test_an_edit_of_another_is_shown_and_not_overwritten(cast):
    duty = duty_of()
    report = drafted(duty, cast.head_upt_mandau, rat_held=5)
    answer = receive(operation(duty, {"rat_held": (1, 7)}), cast.upt_mandau)
    assert answer["outcome"] == "bentrok"
    assert answer["conflicts"] == [{"path": "rat_held", "base": 1, "mine": 7, "theirs": 5}]
    report.refresh_from_db()
    assert report.values["rat_held"] == 5
    decided = operation(duty, {"rat_held": (5, 7)}, resolves=answer["op"])
    assert receive(decided, cast.upt_mandau)["saved"]
    assert Delivery.objects.get(uid=decided["op"]).resolves.uid.hex == answer["op"].replace("-", "")


def test_edits_of_different_answers_do_not_meet(cast):
    duty = duty_of()
    report = drafted(duty, cast.head_upt_mandau, rat_held=5)
    assert receive(operation(duty, {"msmes_updated": (None, 7)}), cast.upt_mandau)["saved"]
    report.refresh_from_db()
    assert (report.values["rat_held"], report.values["msmes_updated"]) == (5, 7)


def test_a_draft_that_changed_unseen_is_saved_and_not_handed_in(cast):
    duty = duty_of()
    report = drafted(duty, cast.head_upt_mandau)
    sent = operation(duty, {"msmes_updated": (None, 7)}, "submit", base=report.version - 1)
    answer = receive(sent, cast.upt_mandau)
    assert (answer["saved"], answer["submitted"]) == (True, False)
    again = operation(duty, {}, "submit", base=answer["report"]["version"])
    assert receive(again, cast.upt_mandau)["submitted"]


def test_what_is_saved_with_broken_rules_says_which_and_waits(cast):
    sent = operation(duty_of(), {**everything(), "coops_active": (None, 99)}, "submit")
    answer = receive(sent, cast.upt_mandau)
    assert (answer["saved"], answer["submitted"]) == (True, False)
    assert "active_within_total" in {one["rule"] for one in answer["problems"]}


def test_another_upt_cannot_deliver_here(cast):
    with pytest.raises(NotYours):
        receive(operation(duty_of()), cast.upt_rupat)


def test_a_carried_file_is_taken_at_the_dinas(cast):
    sent = operation(duty_of(), everything())
    with pytest.raises(NotYours):
        receive(sent, cast.registrar)
    assert receive(sent, cast.registrar, Channel.FILE)["saved"]


@pytest.mark.parametrize(
    ("path", "value"),
    [("tidak_ada", 1), ("rat_held", "1"), ("rat_held", True), ("visits/ab/visit_to", "x"),
     ("mark:rat_held", False), ("nihil", 1), ("visit_to", "x"), ("why:x", 5)],
)  # fmt: skip
def test_what_no_form_could_send_is_refused(cast, path, value):
    answer = receive(operation(duty_of(), {path: (None, value)}), cast.upt_mandau)
    assert answer["outcome"] == "ditolak"
    assert not answer["saved"]


def device(user, off=timedelta(0), filed=timedelta(hours=-2), **more):
    """A device whose clock is behind by ``off``; the form was fetched three hours ago."""
    now = timezone.now()
    fetched = now - timedelta(hours=3)
    from django.core import signing

    stamp = {"server": fetched.isoformat(), "device": (fetched - off).isoformat(), "user": user.pk}
    token = signing.dumps(stamp, salt="reports.device", compress=True)
    times = {"filed_at": (now + filed - off).isoformat(), "sent_at": (now - off).isoformat()}
    return {**times, "issued": token, "went_back": False, **more}


@pytest.mark.parametrize(
    ("off", "trust"),
    [
        (timedelta(0), ClockTrust.CONSISTENT),
        (timedelta(days=-3), ClockTrust.ADJUSTED),
        (timedelta(days=400), ClockTrust.ADJUSTED),
    ],
)
def test_a_clock_that_is_wrong_all_along_is_put_right(cast, off, trust):
    filing = filing_of(device(cast.upt_mandau, off), Channel.DEVICE)
    assert filing.clock == trust
    assert abs(timezone.now() - timedelta(hours=2) - filing.filed_at) < timedelta(minutes=1)


def test_a_clock_that_was_changed_meanwhile_is_doubted(cast):
    changed = device(cast.upt_mandau) | {
        "sent_at": (timezone.now() - timedelta(days=2)).isoformat()
    }
    for one in (
        changed,
        device(cast.upt_mandau, went_back=True),
        {"filed_at": "2020-01-01T00:00Z"},
    ):
        filing = filing_of(one, Channel.DEVICE)
        assert (filing.clock, filing.filed_at) == (ClockTrust.DOUBTED, None)


def test_nothing_is_filed_before_the_form_was_fetched_or_after_it_arrived(cast):
    early = filing_of(device(cast.upt_mandau, filed=timedelta(days=-9)), Channel.DEVICE)
    late = filing_of(device(cast.upt_mandau, filed=timedelta(days=9)), Channel.DEVICE)
    assert timezone.now() - timedelta(hours=4) < early.filed_at < late.filed_at <= timezone.now()


def test_a_report_filed_in_time_and_received_late_is_in_time(cast):
    duty = duty_of()
    token = issue(cast.upt_mandau, timezone.now().isoformat())
    assert token
    sent = operation(duty, everything(), "submit", device=device(cast.upt_mandau))
    answer = receive(sent, cast.upt_mandau)
    report = UnitReport.objects.get(uid=answer["report"]["uid"])
    assert report.first_filed_at == report.filed_at < report.submitted_at
    assert report.clock == ClockTrust.CONSISTENT


def test_an_unknown_report_number_becomes_the_reports_own(cast):
    uid = uuid4()
    answer = receive(operation(duty_of(), everything(), report=str(uid)), cast.upt_mandau)
    assert answer["report"]["uid"] == str(uid)
    assert review.start(duty_of(), cast.upt_mandau)[0].uid == uid
