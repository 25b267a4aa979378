"""``verify_payload``: a QR code checked in a terminal."""

import io
import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from programs import pacts, qr, qr_keys
from programs.models import Paper
from programs.tests.samples import cascade, put_in_force
from programs.tests.test_pacts import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(cast) -> Paper:
    return put_in_force(pacts.prepare(cascade(cast)["unit"], 2020, DAY).paper)


def told(text: str, **options) -> str:
    out = io.StringIO()
    call_command("verify_payload", text, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("what", [qr.url_of, qr.payload_of])
def test_an_address_and_a_bare_payload_are_read(paper, what):
    said = told(what(paper))
    assert "Kode QR asli (kunci 1)." in said
    assert "Pakta Integritas 2020, 27-01-2020" in said
    assert "Pembuat pernyataan: Salmah Zain, S.Sos, Kepala UPTD Mandau" in said
    assert "Menurut portal ini: BERLAKU" in said


def test_a_revoked_paper_is_said_to_be(paper):
    paper.state, paper.revoked_at, paper.reason = "dicabut", timezone.now(), "Keliru"
    paper.save()
    assert "Menurut portal ini: DICABUT" in told(qr.payload_of(paper))


def test_json_is_one_object(paper):
    claim = json.loads(told(qr.payload_of(paper), json=True))
    assert (claim["code"], claim["kind"], claim["year"]) == (paper.code, "pi", 2020)
    assert claim["content_start"] == paper.content_sha256[:32]


def test_a_changed_payload_is_refused(paper):
    payload = qr.payload_of(paper)
    changed = payload[:60] + ("A" if payload[60] != "A" else "B") + payload[61:]
    with pytest.raises(CommandError, match=r"tidak cocok|tidak dapat dibaca"):
        told(changed)
    with pytest.raises(CommandError, match="terpotong"):
        told(payload[:40])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "0" * 12}, "tidak ada naskah dengan kode itu"),
        ({"content_start": "ab" * 16}, "isi naskah dengan kode itu lain"),
    ],
)
def test_a_good_seal_on_another_paper_is_told(paper, changes, sentence):
    number, key = qr_keys.signing()
    claim = replace(qr.claim_of(paper, number), **changes)
    assert sentence in told(qr.sealed(claim, key))


def test_it_comes_from_a_pipe_too(paper, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(qr.url_of(paper) + "\n"))
    assert "BERLAKU" in told("-")


def test_the_page_of_the_offline_check_carries_the_keys(paper, client):
    qr.payload_of(paper)
    page = client.get(reverse("verification-offline"))
    (key,) = client.get(reverse("verification-keys")).json()["keys"]
    assert key["public_key"] in page.content.decode()
    assert page.content.decode().count("<script") == page.content.decode().count("<script type=")
