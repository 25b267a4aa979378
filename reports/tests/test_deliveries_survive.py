"""Random lives of two devices: offline edits, lost answers, retries, crashes, returns.

Whatever was acknowledged is there exactly once. ``SEQUENCES`` sets how many lives are tried.
"""

import json
import os
import random
from contextlib import contextmanager, suppress
from unittest import mock
from uuid import uuid4

import pytest
from django.urls import reverse

from registry.models import Office
from reports import review
from reports.enums import ReportState, ReportStep
from reports.models import Delivery, ReportEvent, UnitReport
from reports.receiving import same
from reports.tests.unit_samples import REQUIRED, duty_of

SEQUENCES = int(os.environ.get("SEQUENCES", "40"))
STEPS = 14
PATHS = ["rat_held", "msmes_new", "msmes_updated", "note:rat_held", "problems/abcd/problem_what"]
FATES = ["arrives"] * 4 + ["answer lost"] * 2 + ["never arrives", "server crashes"]


class Crash(Exception):
    """The server dies after the work and before the commit."""


@contextmanager
def crashing():
    with mock.patch.object(Delivery.objects, "create", side_effect=Crash):
        yield


class Device:
    """What a device keeps when it is closed: base, what is typed, one frozen operation."""

    def __init__(self, life, client):
        self.life, self.client = life, client
        self.base, self.version, self.typed, self.outbox = {}, None, {}, None
        self.report = str(uuid4())
        self.acknowledged = []

    def fetch(self):
        """Values from the portal, for what is not typed and not under way."""
        if not self.outbox and not self.typed and (report := self.life.report):
            self.base, self.version = dict(report.values), report.version

    def type(self, path, value):
        self.typed[path] = value

    def freeze(self, action, resolves=None):
        if self.outbox is None:
            self.outbox = {
                "op": str(uuid4()), "report": self.report, "base": self.version,
                "office": self.life.duty.office.code, "period": self.life.duty.period.code,
                "changes": {
                    path: {"from": self.base.get(path), "to": value}
                    for path, value in self.typed.items()
                },
                "action": action, "resolves": resolves, "device": {},
            }  # fmt: skip
            self.typed = {}

    def send(self, fate):
        if self.outbox is None or fate == "never arrives":
            return
        if fate == "server crashes":
            with crashing(), suppress(Crash):
                self.post()  # what was taken before is answered, and that answer is lost
            return
        answer = self.post()
        if fate == "arrives":
            self.take(answer)

    def post(self):
        body = json.dumps(self.outbox)
        return self.client.post(reverse("device-send"), body, "application/json").json()

    def take(self, answer):
        sent, self.outbox = self.outbox, None
        wanted = {path: one["to"] for path, one in sent["changes"].items()}
        if answer["outcome"] == "masuk":
            self.acknowledged.append((sent["op"], wanted, answer["submitted"]))
            self.base.update(wanted)
            self.version = answer["report"]["version"]
            return
        self.typed = {**wanted, **self.typed}
        if answer["outcome"] == "bentrok":
            for one in answer["conflicts"]:
                self.base[one["path"]] = one["theirs"]
                if self.life.dice.random() < 0.5:
                    self.typed.pop(one["path"], None)
            self.version = answer["report"]["version"]
            self.freeze("save", answer["op"])


class Life:
    """One report, two devices of two people, a verifier who sends back; by one die."""

    def __init__(self, seed, people, clients):
        self.dice = random.Random(seed)
        self.duty = duty_of(f"UPT-{seed}")
        for person in people:
            person.appointments.update(office=Office.objects.get(code=f"UPT-{seed}"))
        self.devices = [Device(self, client) for client in clients]

    @property
    def report(self):
        return UnitReport.objects.filter(duty=self.duty).order_by("-revision").first()

    def step(self, verifier):
        device, dice = self.dice.choice(self.devices), self.dice
        match dice.randrange(6):
            case 0:
                device.fetch()
            case 1 | 2:
                path = dice.choice(PATHS)
                words = "/" in path or ":" in path
                device.type(path, f"kata {dice.randrange(9)}" if words else dice.randrange(9))
            case 3:
                device.freeze(dice.choice(["save", "submit"]))
            case 4:
                device.send(dice.choice(FATES))
            case 5 if (report := self.report) and report.state == ReportState.SUBMITTED:
                review.send_back(report, verifier, None, "Periksa lagi", {})

    def settle(self):
        """The network is back: what is under way is sent until it is answered."""
        for device in self.devices:
            for _ in range(4):
                device.send("arrives")


def complete(life, device):
    """Everything the form demands, so that submitting can succeed."""
    for key, value in REQUIRED.items():
        device.type(key, value)
        device.type(f"why:known:{key}", "Buku UPT")
    device.type("why:rat_within_active", "RAT gabungan")


def judge(life):
    """What must hold of a life, whatever happened in it."""
    taken = Delivery.objects.filter(duty=life.duty, outcome="masuk").order_by("id")
    known = {str(one.uid): one for one in taken}
    acknowledged = [one for device in life.devices for one in device.acknowledged]
    assert all(op in known for op, _, _ in acknowledged), "acknowledged and not recorded"
    assert len({op for op, _, _ in acknowledged}) == len(acknowledged)
    report = life.report
    if report is None:
        assert not acknowledged
        return
    expected = last_written(taken)
    for path, value in expected.items():
        assert same(report.values.get(path), value), path
    for _, wanted, _ in acknowledged:
        assert set(wanted) <= set(expected)
    submits = ReportEvent.objects.filter(report__duty=life.duty, step=ReportStep.SUBMIT).count()
    assert submits == sum(one.answer["submitted"] for one in taken)
    assert UnitReport.objects.filter(duty=life.duty).count() == 1


def last_written(deliveries) -> dict:
    """By the record of what was taken: each change began from what stood there."""
    values, first = {}, True
    for one in deliveries:
        for path, pair in one.payload["changes"].items():
            if path in values and not first:
                at = values[path]
                assert same(at, pair["from"]) or same(at, pair["to"]), "overwritten unseen"
            values[path] = pair["to"]
        first = False
    return values


@pytest.mark.django_db
def test_every_acknowledged_value_is_there_exactly_once(cast, client_class):
    people = [cast.upt_mandau, cast.head_upt_mandau]
    clients = [client_class(one) for one in people]
    seen = {"bentrok": 0, "masuk": 0, "ditolak": 0, "submitted": 0}
    for seed in range(SEQUENCES):
        life = Life(seed, people, clients)
        complete(life, life.devices[seed % 2])
        for _ in range(STEPS):
            life.step(cast.verifier)
        life.settle()
        judge(life)
        for one in Delivery.objects.filter(duty=life.duty):
            seen[one.outcome] += 1
            seen["submitted"] += one.answer["submitted"]
    assert min(seen.values()) > 0, f"the lives were too dull: {seen}"


@pytest.fixture
def client_class():
    """``client_class(user)`` → a signed-in client that raises what the server raises."""
    from django.test import Client

    def sign_in(user):
        one = Client()
        one.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return one

    return sign_in
