"""The signed QR code: what it says, that one changed bit is noticed, and its keys."""

import json
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from bengkalis.errors import TransitionRefused
from programs import qr, qr_keys
from programs.enums import PaperKind, Part, SignatureKind
from programs.models import VerificationKey
from programs.tests.samples import agreement_of, cascade, plan_of, put_in_force

VECTORS = json.loads((Path(__file__).parent / "qr_vectors.json").read_text(encoding="utf-8"))
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = {1: qr_keys.raw_public(KEY)}
CLAIM = qr.Claim(
    key=1,
    kind=PaperKind.AGREEMENT,
    is_demo=True,
    year=2021,
    dated_on=date(2021, 1, 27),
    code="7K3M9QXR2TDA",
    content_start="00112233445566778899aabbccddeeff",
    signers=(
        qr.Signer(
            Part.FIRST, SignatureKind.ELECTRONIC, date(2021, 1, 27), "Nurhayati, S.E.", "Kabid"
        ),
        qr.Signer(Part.SECOND, SignatureKind.SCAN, date(2021, 1, 28), "Drs. Hasan", "Kadis"),
    ),
)
PAYLOAD = qr.sealed(CLAIM, KEY)

days = st.dates(date(2000, 1, 1), date(2179, 6, 6))
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(qr.shortened)
signers = st.builds(
    qr.Signer, st.sampled_from(Part), st.sampled_from(SignatureKind), days, texts, texts
)
claims = st.builds(
    qr.Claim,
    key=st.just(1),
    kind=st.sampled_from(PaperKind),
    is_demo=st.booleans(),
    year=st.integers(2000, 2100),
    dated_on=days,
    code=st.text(qr.ALPHABET, min_size=12, max_size=12),
    content_start=st.binary(min_size=16, max_size=16).map(bytes.hex),
    signers=st.lists(signers, min_size=1, max_size=4).map(tuple),
)


@given(claims)
def test_what_was_sealed_is_read_back(claim):
    payload = qr.sealed(claim, KEY)
    assert qr.verify(payload, KEYS) == qr.read(payload) == claim


@given(st.integers(0, 8 * len(PAYLOAD) - 1))
def test_one_flipped_bit_anywhere_in_the_text_is_refused(bit):
    raw = bytearray(PAYLOAD.encode())
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(qr.BadPayload):
        qr.verify(raw.decode("latin-1"), KEYS)


def test_every_flipped_bit_of_the_bytes_is_refused():
    raw = qr._decoded(PAYLOAD)
    for bit in range(8 * len(raw)):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        text = qr.base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
        with pytest.raises(qr.BadPayload):
            qr.verify(text, KEYS)


@given(st.text(max_size=400))
def test_nonsense_is_refused_with_a_sentence(text):
    with pytest.raises(qr.BadPayload, match=r"\.$"):
        qr.verify(text, KEYS)


@pytest.mark.parametrize("cut", [1, 4, 64, 100])
def test_a_torn_code_is_refused(cut):
    with pytest.raises(qr.BadPayload):
        qr.verify(PAYLOAD[:-cut], KEYS)
    with pytest.raises(qr.BadPayload):
        qr.verify(PAYLOAD + "A" * cut, KEYS)


def test_a_foreign_key_is_refused():
    other = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
    with pytest.raises(qr.BadPayload, match="tidak cocok"):
        qr.verify(qr.sealed(CLAIM, other), KEYS)
    with pytest.raises(qr.BadPayload, match="kunci 2"):
        qr.verify(qr.sealed(replace(CLAIM, key=2), other), KEYS)


def test_the_code_in_the_address_is_the_one_inside():
    good = f"https://portal.example/verifikasi/7k3m-9qxr-2tda/#{PAYLOAD}"
    assert qr.verify(good, KEYS) == CLAIM
    with pytest.raises(qr.BadPayload, match="Kode di alamat"):
        qr.verify(good.replace("7k3m", "7k3n"), KEYS)


def test_long_names_are_cut_at_a_character():
    short = qr.shortened("é" * 90)
    assert short == "é" * 46 + "…"
    assert len(short.encode()) <= qr.LONGEST


@pytest.mark.parametrize("vector", VECTORS["valid"], ids=lambda one: one["what"])
def test_the_published_vectors_are_read(vector):
    keys = {int(n): bytes.fromhex(key) for n, key in VECTORS["public_keys"].items()}
    claim = qr.verify(vector["payload"], keys)
    assert shown(claim) == vector["claim"]
    assert qr.sealed(claim, KEY) == vector["payload"]


@pytest.mark.parametrize("vector", VECTORS["invalid"], ids=lambda one: one["what"])
def test_the_published_broken_vectors_are_refused(vector):
    keys = {int(n): bytes.fromhex(key) for n, key in VECTORS["public_keys"].items()}
    with pytest.raises(qr.BadPayload):
        qr.verify(vector["payload"], keys)


def shown(claim: qr.Claim) -> dict:
    """A claim as the vectors spell it."""
    return {
        "key": claim.key,
        "kind": claim.kind.value,
        "is_demo": claim.is_demo,
        "year": claim.year,
        "dated_on": claim.dated_on.isoformat(),
        "code": claim.code,
        "content_start": claim.content_start,
        "signers": [
            {
                "part": one.part.value,
                "kind": one.kind.value,
                "signed_on": one.signed_on.isoformat(),
                "name": one.name,
                "position": one.position,
            }
            for one in claim.signers
        ],
    }


@pytest.mark.django_db
def test_a_signed_paper_has_a_code_and_a_draft_has_none(cast):
    people = cascade(cast)
    paper = agreement_of(plan_of(), people["head"], people["regent"]).paper
    with pytest.raises(TransitionRefused, match="semua pihak"):
        qr.payload_of(paper)
    put_in_force(paper)
    claim = qr.verify(qr.url_of(paper))
    assert claim.code == paper.code
    assert paper.content_sha256.startswith(claim.content_start)
    assert [one.name for one in claim.signers] == ["Drs. Hasan, M.Si", "H. Amril"]
    assert b"196503121990031005" not in qr._decoded(qr.payload_of(paper))
    assert qr.svg(paper).startswith("<svg")


@pytest.mark.django_db
def test_a_code_of_an_earlier_key_still_verifies(cast, settings):
    people = cascade(cast)
    paper = put_in_force(agreement_of(plan_of(), people["head"], people["regent"]).paper)
    settings.QR_KEY = KEY
    before = qr.payload_of(paper)
    settings.QR_KEY = Ed25519PrivateKey.generate()
    after = qr.payload_of(paper)
    assert qr.verify(before).key + 1 == qr.verify(after).key
    assert VerificationKey.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_processes_register_one_key_once():
    barrier, found = threading.Barrier(4), []

    def register():
        barrier.wait()
        found.append(qr_keys.registered(KEYS[1]))
        connection.close()

    threads = [threading.Thread(target=register) for _ in range(4)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert found == [1] * 4
    assert VerificationKey.objects.count() == 1


def test_several_processes_make_one_key_file(tmp_path):
    barrier, found = threading.Barrier(6), []

    def make():
        barrier.wait()
        found.append(qr_keys.raw_public(qr_keys.own_key(tmp_path / "signing")))

    threads = [threading.Thread(target=make) for _ in range(6)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert len(found) == 6
    assert len(set(found)) == 1
    (file,) = (tmp_path / "signing").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
