"""The seal: good for two other programs, broken by one byte, honest about whose it is."""

import subprocess
import threading
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bengkalis import env, signing_settings
from programs import documents, sealing
from programs.tests.signers import division_paper, in_force, tool

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(cast):
    return in_force(division_paper(cast), cast.division_head, cast.head)


def verdicts(pdf: bytes, anchor: bytes, folder) -> tuple[bool, bool]:
    """Whether pyHanko and poppler find the seal good."""
    file, trust = folder / "naskah.pdf", folder / "otoritas.pem"
    file.write_bytes(pdf)
    trust.write_bytes(anchor)
    arguments = ["sign", "validate", "--trust", trust, "--trust-replace", file]
    first = subprocess.run([tool("pyhanko"), *arguments], capture_output=True, text=True)
    second = subprocess.run([tool("pdfsig"), file], capture_output=True, text=True)
    good = "Signature is Valid." in second.stdout and "Total document signed" in second.stdout
    return first.returncode == 0 and "VALID" in first.stdout + first.stderr, good


def anchor_of(settings) -> bytes:
    return (settings.SIGNING_FOLDER / "demo_ca.pem").read_bytes()


def test_two_programs_find_the_seal_good_until_one_byte_is_changed(paper, settings, tmp_path):
    pdf = bytes(paper.file.content)
    assert verdicts(pdf, anchor_of(settings), tmp_path) == (True, True)
    mark = pdf.index(b"/ByteRange")
    for at in (100, len(pdf) // 3, mark - 30, len(pdf) - 60):
        changed = bytearray(pdf)
        changed[at] ^= 1
        assert verdicts(bytes(changed), anchor_of(settings), tmp_path) == (False, False), at


def test_the_seal_allows_no_change_and_says_why_and_where(paper):
    pdf = bytes(paper.file.content)
    assert b"/ETSI.CAdES.detached" in pdf
    assert b"/DocMDP" in pdf
    assert b"/Bengkalis" in pdf or b"Bengkalis, Riau" in pdf


def test_a_demonstration_says_that_it_is_one(paper):
    assert (paper.file.seal, paper.file.certificate) == ("peragaan", sealing.OWNER)
    assert "CONTOH" in sealing.OWNER


def test_with_a_database_of_its_own_and_no_certificate_nothing_is_sealed(cast, settings):
    settings.BUNDLED_DATABASE = False
    paper = in_force(division_paper(cast), cast.division_head, cast.head)
    assert (paper.file.seal, paper.file.certificate) == ("tanpa", "")
    assert b"/ByteRange" not in bytes(paper.file.content)


# --- the office's own certificate ----------------------------------------------------------------


def own_pair(key=None, until=30) -> tuple[bytes, bytes]:
    """Chain and key as the office would set them."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    above = ec.generate_private_key(ec.SECP256R1())

    root = sealing._certificate("Otoritas Uji", "Otoritas Uji", above.public_key(), above, True)
    real, sealing.VALID = sealing.VALID, timedelta(days=until, seconds=-1)
    try:
        own = sealing._certificate("Dinas Uji", "Otoritas Uji", key.public_key(), above, False)
    finally:
        sealing.VALID = real

    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = own.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)
    return chain, private


@pytest.mark.parametrize(
    "make",
    [
        lambda: ec.generate_private_key(ec.SECP256R1()),
        lambda: rsa.generate_private_key(65537, 2048),
    ],
)
def test_the_offices_certificate_seals(cast, settings, tmp_path, make):
    pair = signing_settings.SealPair(*own_pair(make()))
    settings.SEAL_PAIR = pair
    paper = in_force(division_paper(cast), cast.division_head, cast.head)
    assert (paper.file.seal, paper.file.certificate) == ("sertifikat", "Dinas Uji")
    anchor = sealing.authority_of(pair)
    assert verdicts(bytes(paper.file.content), anchor, tmp_path) == (True, True)


def test_a_certificate_that_ran_out_meanwhile_signs_nothing(cast, settings):
    from programs.tests.signers import opened, signed

    settings.SEAL_PAIR = signing_settings.SealPair(*own_pair(until=0))
    paper = signed(opened(division_paper(cast)), cast.division_head)
    with pytest.raises(documents.PdfFailed):
        signed(paper, cast.head)
    assert paper.signatures.count() == 1


def given(monkeypatch, chain=None, key=None) -> None:
    for name, value in (("UJI_SERTIFIKAT", chain), ("UJI_KUNCI", key)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value.decode() if isinstance(value, bytes) else value)


def read() -> signing_settings.SealPair | None:
    return signing_settings.seal_pair("UJI_SERTIFIKAT", "UJI_KUNCI")


def test_a_good_pair_is_taken_from_the_environment_or_from_files(monkeypatch, tmp_path):
    given(monkeypatch)
    assert read() is None
    chain, key = own_pair()
    given(monkeypatch, chain, key)
    assert read() == signing_settings.SealPair(chain, key)
    given(monkeypatch)
    for name, value in (("UJI_SERTIFIKAT", chain), ("UJI_KUNCI", key)):
        (tmp_path / name).write_bytes(value)
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))
    assert read().chain.strip() == chain.strip()


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (lambda chain, key: (chain, None), "UJI_KUNCI: wajib diisi"),
        (lambda chain, key: (None, key), "UJI_SERTIFIKAT: wajib diisi"),
        (lambda chain, key: ("omong kosong", key), "UJI_SERTIFIKAT: diharapkan rantai"),
        (lambda chain, key: (chain, "omong kosong"), "UJI_KUNCI: diharapkan kunci privat"),
        (lambda chain, key: (chain, own_pair()[1]), "UJI_KUNCI: bukan kunci dari"),
        (lambda chain, key: own_pair(until=0), "UJI_SERTIFIKAT: sertifikat berakhir"),
    ],
)
def test_a_pair_that_cannot_seal_stops_the_start(monkeypatch, broken, sentence):
    given(monkeypatch, *broken(*own_pair()))
    with pytest.raises(env.BadSetting, match=sentence):
        read()


@pytest.mark.parametrize("value", ["omong kosong", "AAAA", own_pair()[1].decode()])
def test_a_nonsensical_qr_key_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("UJI_QR", value)
    with pytest.raises(env.BadSetting, match="UJI_QR: diharapkan"):
        signing_settings.qr_key("UJI_QR")


@pytest.mark.parametrize("value", ["portal.go.id", "ftp://x", "https://", "https://x/?a=1"])
def test_a_nonsensical_public_address_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("UJI_URL", value)
    with pytest.raises(env.BadSetting, match="UJI_URL: ditemukan"):
        signing_settings.public_url("UJI_URL", "")
    monkeypatch.setenv("UJI_URL", "https://portal.go.id/")
    assert signing_settings.public_url("UJI_URL", "") == "https://portal.go.id"


def test_processes_that_start_together_share_one_certificate(settings, tmp_path):
    settings.SIGNING_FOLDER = tmp_path / "signing"
    barrier, found = threading.Barrier(3), []

    def make():
        barrier.wait()
        found.append(sealing.demonstration())

    threads = [threading.Thread(target=make) for _ in range(3)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert len(found) == 3
    assert len(set(found)) == 1
    assert {file.stat().st_mode & 0o777 for file in settings.SIGNING_FOLDER.iterdir()} == {0o600}
