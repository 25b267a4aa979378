"""What a device asks of the portal is answered as JSON, to its own UPT alone."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from reports import review
from reports.models import UnitReport
from reports.tests.unit_samples import drafted, duty_of, operation, submitted

pytestmark = pytest.mark.django_db
HERE = {"device": "2026-11-25T08:00:00+07:00"}


def bundle(client, duty):
    return client.get(reverse("device-bundle", args=duty.address), HERE)


def send(client, body, **headers):
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(reverse("device-send"), text, "application/json", headers=headers)


def test_the_list_holds_what_the_upt_may_write(sign_in, cast):
    duty_of()
    duty_of("UPT-RUPAT")
    answer = sign_in(cast.upt_mandau).get(reverse("device-list"), HERE).json()
    assert [one["office"] for one in answer["duties"]] == ["UPT-MANDAU"]
    assert answer["user"]["name"] == cast.upt_mandau.full_name


def test_a_bundle_writes_nothing_and_holds_form_rules_and_what_is_known(
    sign_in, cast, make_cooperative
):
    make_cooperative(district="Mandau")
    answer = bundle(sign_in(cast.upt_mandau), duty_of()).json()
    assert answer["values"]["coops_total"] == answer["context"]["known"]["coops_total"] == 1
    assert answer["form"]["definition"]["rules"]
    assert answer["report"] is None
    assert not UnitReport.objects.exists()


def test_a_returned_report_comes_with_its_reason_and_marks(sign_in, cast):
    report = submitted(duty_of(), cast.upt_mandau)
    review.send_back(report, cast.verifier, None, "Periksa", {"rat_held": "Yang mana?"})
    answer = bundle(sign_in(cast.upt_mandau), report.duty).json()
    assert answer["return_reason"] == "Periksa"
    assert answer["marks"] == [{"path": "rat_held", "text": "Yang mana?"}]


def test_another_upts_report_is_neither_given_nor_taken(sign_in, cast):
    duty = duty_of()
    drafted(duty, cast.upt_mandau, rat_held=777)
    duty_of("UPT-RUPAT")
    client = sign_in(cast.upt_rupat)
    for answer in (bundle(client, duty), send(client, operation(duty, {"rat_held": (1, 8)}))):
        assert answer.status_code == 403
        assert "777" not in answer.content.decode()
    assert UnitReport.objects.get().values["rat_held"] == 777


def test_who_is_not_signed_in_is_told_so_and_not_sent_to_a_page(client, cast):
    answer = send(client, operation(duty_of()))
    assert answer.status_code == 401
    assert answer.json()["sign_in"] is True


@pytest.mark.parametrize("who", ["verifier", "head", "client", "stranger"])
def test_who_files_nothing_delivers_nothing(sign_in, cast, who):
    answer = send(sign_in(getattr(cast, who)), operation(duty_of(), {"rat_held": (None, 8)}))
    assert answer.status_code == 403
    assert not UnitReport.objects.exists()


def test_another_site_cannot_make_a_browser_deliver(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.upt_mandau, backend="django.contrib.auth.backends.ModelBackend")
    answer = send(client, operation(duty_of(), {"rat_held": (None, 8)}))
    assert answer.status_code == 403
    assert answer.json()["csrf"] is True
    assert not UnitReport.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"op": 1}', "NaN", "[" * 5000, '"\\ud800"', '{"op": "x", "changes": []}'],
)
def test_what_is_no_operation_is_refused_with_a_sentence(sign_in, cast, body):
    answer = send(sign_in(cast.upt_mandau), body)
    assert answer.status_code == 400
    assert answer.json()["say"]


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "x" * 501, 10**30, 1.5, [], {}])
def test_a_hostile_value_changes_nothing(sign_in, cast, value):
    duty = duty_of()
    for path in ("problems/abcd/problem_what", "note:rat_held", "rat_held"):
        answer = send(sign_in(cast.upt_mandau), operation(duty, {path: (None, value)}))
        assert answer.status_code in (200, 400), path
        assert answer.json().get("saved") is not True, path
