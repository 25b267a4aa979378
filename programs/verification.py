"""What anybody may learn of a paper by its code or its PDF: no NIP, no account, no draft."""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime

from programs.enums import PaperKind, PaperState, SealKind
from programs.models import Paper, PaperFile, Signature, VerificationKey
from programs.models.papers import CODE
from programs.papers import read_code

SPKI = bytes.fromhex("302a300506032b6570032100")  # DER in front of an Ed25519 key (RFC 8410)
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Verdict:
    """The answer in one word, its tone (which brings a shape), and since when."""

    word: str
    tone: str
    since: datetime


@dataclass(frozen=True)
class Signer:
    """One signature as strangers see it."""

    part: str
    name: str
    position: str
    signed_on: date
    kind: str


def verdict_of(paper: Paper) -> Verdict:
    """What holds of a public paper today."""
    if paper.state == PaperState.SUPERSEDED:
        return Verdict("DIGANTIKAN", "warn", paper.superseded_at)
    if paper.state == PaperState.REVOKED:
        return Verdict("DICABUT", "bad", paper.revoked_at)
    return Verdict("BERLAKU", "good", paper.in_force_at)


def code_in(text: str) -> str:
    """The code in what was typed: the code itself, or the address that a QR code holds."""
    found = re.search(r"/verifikasi/([^/#?]+)", text)
    return read_code(found[1] if found else text)


def find(text: str) -> Paper | None:
    """The public paper with the code that somebody typed; what cannot be a code asks nothing."""
    code = read_code(text)
    if not re.fullmatch(CODE, code):
        return None
    return Paper.objects.public().select_related("supersedes").filter(code=code).first()


def find_by_hash(sha256: str) -> Paper | None:
    """The public paper whose PDF has this SHA-256."""
    if not SHA256.fullmatch(sha256):
        return None
    return Paper.objects.public().filter(file__sha256=sha256).first()


def code_problem(text: str) -> str:
    """Why what was typed cannot be a code; "" when it can be one."""
    code = code_in(text)
    if not code:
        return "Kode verifikasi belum diisi; ia terdiri dari 12 huruf dan angka."
    if len(code) != 12:
        return f"Kode verifikasi terdiri dari 12 huruf dan angka; ditemukan {len(code)}."
    if not re.match(CODE, code):
        return "Kode verifikasi hanya berisi huruf dan angka; ditemukan tanda lain."
    return ""


def successor_of(paper: Paper) -> Paper | None:
    """The paper that took the place of ``paper``; one that is still a draft took nothing."""
    return Paper.objects.public().filter(supersedes=paper).first()


def signers_of(paper: Paper) -> list[Signer]:
    """Who signed, in order, by the columns that strangers may see and no other."""
    rows = Signature.objects.filter(paper=paper, round=paper.round).order_by("place")
    shown = rows.only("part", "name", "position", "signed_on", "kind")
    return [
        Signer(
            one.get_part_display(),
            one.name,
            one.position,
            one.signed_on,
            one.get_kind_display(),
        )
        for one in shown
    ]


@dataclass(frozen=True)
class Printed:
    """The PDF of a paper: its SHA-256, what seals it, and whose certificate that is."""

    sha256: str
    seal: SealKind
    certificate: str


def printed(paper: Paper) -> Printed:
    """The PDF without its bytes."""
    one = PaperFile.objects.only("sha256", "seal", "certificate").get(paper=paper)
    return Printed(one.sha256, SealKind(one.seal), one.certificate)


def summary_of(paper: Paper) -> dict:
    """What the paper promises, from its frozen content: indicators and money, or the points."""
    content = json.loads(paper.content)
    if paper.kind == PaperKind.AGREEMENT:
        return {name: content[name] for name in ("indicators", "programs", "total")}
    return {name: content[name] for name in ("opening", "points")}


# --- keys of the QR code -------------------------------------------------------------------------


def public_keys() -> list[dict]:
    """Every key with which QR codes were ever signed, so that old papers can be checked."""
    return [
        {
            "number": key.number,
            "algorithm": "Ed25519",
            "since": key.since.isoformat(),
            "public_key": urlsafe_b64encode(key.public_key).decode().rstrip("="),
            "pem": _pem(bytes(key.public_key)),
        }
        for key in VerificationKey.objects.all()
    ]


def _pem(raw: bytes) -> str:
    body = b64encode(SPKI + raw).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"
