"""The signed QR code of a paper: what it says can be checked with no network at all.

The code holds an address, ``https://host/verifikasi/<code>/#<payload>``; the part behind ``#``
never reaches a server. ``<payload>`` is base64url (RFC 4648 §5) without ``=``, and only the one
spelling an encoder makes: unused last bits are zero. Decoded, it is, whole numbers big-endian:

    offset  bytes  what
    0       1      format, 1
    1       1      number n of the Ed25519 key, 1–255
    2       1      kind: 1 Perjanjian Kinerja (pk), 2 Pakta Integritas (pi)
    3       1      flags: bit 0 (value 1) CONTOH; all others 0
    4       2      year
    6       2      day of the paper, in days after 2000-01-01
    8       8      code: twelve signs of Crockford's base 32 (``0123456789ABCDEFGHJKMNPQRSTVWXYZ``),
                   five bits each, the first sign highest; the upper four bits are 0
    16      16     the first 16 bytes of the SHA-256 of the frozen content
    32      1      how many signed, 1–4; then for each, in their order:
            1        part: 1 pihak pertama, 2 pihak kedua, 3 pembuat pernyataan, 4 menyaksikan
            1        kind: 1 electronic in the portal, 2 ink with a scan, 3 ink, recorded
            2        day of the signature, in days after 2000-01-01
            1 + x    name: length x in bytes (1–96), then UTF-8
            1 + y    position: likewise
    end−64  64     Ed25519 signature (RFC 8032) of key n over ``"bengkalis.qr.1\\n"`` in ASCII
                   followed by every byte above

Nothing follows. A name longer than 96 bytes is cut at a character and ends in ``…``. The code says
what was signed; whether the paper was superseded or revoked since, only the portal knows.
``programs/tests/qr_vectors.json`` holds examples for other implementations.
"""

import base64
import io
import re
import struct
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import segno
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from bengkalis.errors import DomainError, TransitionRefused
from programs import qr_keys
from programs.enums import PaperKind, Part, SignatureKind
from programs.models import Paper
from programs.papers import ALPHABET, read_code

FORMAT, PREFIX, SEAL = 1, b"bengkalis.qr.1\n", 64
HEAD = struct.Struct(">BBBBHHQ16sB")
SIGNER = struct.Struct(">BBH")
DAY_ZERO = date(2000, 1, 1)
LONGEST = 96  # bytes of a name
KINDS = dict(enumerate((PaperKind.AGREEMENT, PaperKind.PACT), 1))
PARTS = dict(enumerate((Part.FIRST, Part.SECOND, Part.MAKER, Part.WITNESS), 1))
SIGNATURES = dict(
    enumerate((SignatureKind.ELECTRONIC, SignatureKind.SCAN, SignatureKind.RECORDED), 1)
)
ADDRESS = re.compile(r"^[^#]*/verifikasi/(?P<code>[^/#]+)/?#(?P<payload>.*)$", re.DOTALL)


class BadPayload(DomainError):
    """The text is no payload of ours, or was changed; the sentence says which."""

    slug = "invalid"


@dataclass(frozen=True)
class Signer:
    """Who signed, as the code says."""

    part: Part
    kind: SignatureKind
    signed_on: date
    name: str
    position: str


@dataclass(frozen=True)
class Claim:
    """What a code says of its paper."""

    key: int
    kind: PaperKind
    is_demo: bool
    year: int
    dated_on: date
    code: str
    content_start: str  # hexadecimal, the first 32 signs of the SHA-256 of the content
    signers: tuple[Signer, ...]


# --- writing -------------------------------------------------------------------------------------


def payload_of(paper: Paper) -> str:
    """The payload of a paper that all parties have signed. Raises TransitionRefused before."""
    number, key = qr_keys.signing()
    return sealed(claim_of(paper, number), key)


def url_of(paper: Paper) -> str:
    """The address in the QR code. Raises TransitionRefused until all have signed."""
    return f"{address_of(paper)}#{payload_of(paper)}"


def address_of(paper: Paper) -> str:
    """Where anybody checks the paper by its code."""
    try:
        path = reverse("verification-code", args=[paper.code])
    except NoReverseMatch:
        path = f"/verifikasi/{paper.code}/"
    return f"{settings.PUBLIC_URL}{path}"


def svg(paper: Paper, label: str = "Kode QR naskah ini") -> str:
    """The QR code as inline SVG, dark on light whatever the page's colours are."""
    return drawn(url_of(paper)).svg_inline(scale=3, border=4, light="#fff", title=label)


def svg_file(paper: Paper) -> str:
    """The QR code as an SVG document without a margin, for printing."""
    target = io.BytesIO()
    drawn(url_of(paper)).save(target, kind="svg", border=0, omitsize=True)
    return target.getvalue().decode()


@lru_cache(maxsize=256)
def drawn(text: str) -> segno.QRCode:
    """The code of ``text``; finding its best mask takes a tenth of a second, so it is kept."""
    return segno.make(text, error="m", micro=False, boost_error=False)


def claim_of(paper: Paper, key: int) -> Claim:
    """What the code of ``paper`` will say under key ``key``. Raises TransitionRefused."""
    signatures = list(paper.signatures.filter(round=paper.round).order_by("place"))
    if not paper.round or len(signatures) < paper.parties:
        raise TransitionRefused("Kode QR dibuat setelah semua pihak menandatangani.")
    return Claim(
        key=key,
        kind=PaperKind(paper.kind),
        is_demo=paper.is_demo,
        year=paper.year,
        dated_on=paper.dated_on,
        code=paper.code,
        content_start=paper.content_sha256[:32],
        signers=tuple(
            Signer(
                Part(one.part), SignatureKind(one.kind), one.signed_on,
                shortened(one.name), shortened(one.position),
            )
            for one in signatures
        ),
    )  # fmt: skip


def shortened(text: str) -> str:
    """``text`` in at most LONGEST bytes of UTF-8."""
    if len(text.encode()) <= LONGEST:
        return text
    room = LONGEST - len("…".encode())
    return text.encode()[:room].decode(errors="ignore") + "…"


def sealed(claim: Claim, key: Ed25519PrivateKey) -> str:
    """The payload of ``claim``, signed with ``key``."""
    body = packed(claim)
    seal = key.sign(PREFIX + body)
    return base64.urlsafe_b64encode(body + seal).rstrip(b"=").decode()


def packed(claim: Claim) -> bytes:
    """The bytes of ``claim``, without the signature."""
    head = HEAD.pack(
        FORMAT,
        claim.key,
        _number(KINDS, claim.kind),
        int(claim.is_demo),
        claim.year,
        (claim.dated_on - DAY_ZERO).days,
        _code_number(claim.code),
        bytes.fromhex(claim.content_start),
        len(claim.signers),
    )
    return head + b"".join(map(_packed_signer, claim.signers))


def _packed_signer(signer: Signer) -> bytes:
    part, kind = _number(PARTS, signer.part), _number(SIGNATURES, signer.kind)
    head = SIGNER.pack(part, kind, (signer.signed_on - DAY_ZERO).days)
    texts = (signer.name.encode(), signer.position.encode())
    return head + b"".join(bytes([len(text)]) + text for text in texts)


def _number(known: dict, value) -> int:
    return next(number for number, one in known.items() if one == value)


def _code_number(code: str) -> int:
    number = 0
    for sign in code:
        number = number * 32 + ALPHABET.index(sign)
    return number


# --- reading -------------------------------------------------------------------------------------


def verify(text: str, keys: dict[int, bytes] | None = None) -> Claim:
    """What the QR code says, where its signature is good. Raises BadPayload.

    ``text`` is the address or the payload alone; ``keys`` are public keys by number, by default
    those the portal ever used.
    """
    payload, code = _parted(text)
    claim, body, seal = _opened(payload)
    known = qr_keys.public() if keys is None else keys
    if claim.key not in known:
        raise BadPayload(f"Kode QR ini dibuat dengan kunci {claim.key}, yang tidak dikenal.")
    try:
        Ed25519PublicKey.from_public_bytes(known[claim.key]).verify(seal, PREFIX + body)
    except InvalidSignature as error:
        raise BadPayload("Tanda tangan digital kode QR ini tidak cocok dengan isinya.") from error
    if code is not None and code != claim.code:
        raise BadPayload("Kode di alamat tidak sama dengan kode di dalam QR.")
    return claim


def read(payload: str) -> Claim:
    """What ``payload`` says, its signature unchecked. Raises BadPayload."""
    return _opened(payload)[0]


def _parted(text: str) -> tuple[str, str | None]:
    """Payload, and the code in the address if there is one."""
    if found := ADDRESS.match(text.strip()):
        return found["payload"], read_code(found["code"])
    return text.strip(), None


def _opened(payload: str) -> tuple[Claim, bytes, bytes]:
    raw = _decoded(payload)
    if len(raw) < HEAD.size + SEAL:
        raise BadPayload("Kode QR ini terpotong.")
    body, seal = raw[:-SEAL], raw[-SEAL:]
    return _unpacked(body), body, seal


def _decoded(payload: str) -> bytes:
    try:
        text = payload.encode("ascii")
        raw = base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadPayload("Ini bukan kode QR naskah: bukan base64url.") from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != text:
        raise BadPayload("Ini bukan kode QR naskah: base64url-nya tidak baku.")
    return raw


def _unpacked(body: bytes) -> Claim:
    try:
        fields = HEAD.unpack_from(body)
        if fields[0] != FORMAT:
            raise BadPayload(f"Kode QR berformat {fields[0]}; portal ini membaca format {FORMAT}.")
        return _claim(fields, body)
    except (KeyError, IndexError, ValueError, OverflowError, struct.error) as error:
        raise BadPayload("Isi kode QR ini tidak dapat dibaca.") from error


def _claim(fields: tuple, body: bytes) -> Claim:
    _, key, kind, flags, year, day, code, start, count = fields
    if not key or flags > 1 or code >> 60 or not 1 <= count <= 4:
        raise ValueError("out of range")
    return Claim(
        key=key,
        kind=KINDS[kind],
        is_demo=bool(flags),
        year=year,
        dated_on=DAY_ZERO + timedelta(days=day),
        code="".join(ALPHABET[code >> shift & 31] for shift in range(55, -5, -5)),
        content_start=start.hex(),
        signers=_signers(body[HEAD.size :], count),
    )


def _signers(rest: bytes, count: int) -> tuple[Signer, ...]:
    found = []
    for _ in range(count):
        part, kind, day = SIGNER.unpack_from(rest)
        name, rest = _text(rest[SIGNER.size :])
        position, rest = _text(rest)
        signed_on = DAY_ZERO + timedelta(days=day)
        found.append(Signer(PARTS[part], SIGNATURES[kind], signed_on, name, position))
    if rest:
        raise ValueError("something follows")
    return tuple(found)


def _text(rest: bytes) -> tuple[str, bytes]:
    length = rest[0]
    if not 1 <= length <= LONGEST or len(rest) <= length:
        raise ValueError("length out of range")
    return rest[1 : 1 + length].decode(), rest[1 + length :]
