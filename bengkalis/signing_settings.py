"""Keys from the environment that sign papers, judged at the start; files made once for all.

A missing half of a pair, a key that does not match, a certificate that ran out or is not yet
valid: each stops the start with one sentence (``env.BadSetting``).
"""

import base64
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from bengkalis import env


@dataclass(frozen=True)
class SealPair:
    """What seals PDFs: the chain, the own certificate first, and the private key, as PEM."""

    chain: bytes
    key: bytes


def seal_pair(certificate: str, key: str) -> SealPair | None:
    """The pair from the settings of these names; None where neither is given."""
    given = env.text(certificate), env.text(key)
    if given == (None, None):
        return None
    for name, other, value in ((certificate, key, given[0]), (key, certificate, given[1])):
        if value is None:
            raise env.BadSetting(name, f"wajib diisi bila {other} diisi")
    chain = _chain(certificate, given[0])
    private = _private_key(key, given[1])
    if not _belong_together(chain[0], private):
        raise env.BadSetting(key, f"bukan kunci dari sertifikat pertama di {certificate}")
    _demand_valid(certificate, chain[0])
    return SealPair(given[0].encode(), given[1].encode())


def _chain(name: str, text: str) -> list:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise env.BadSetting(name, "diharapkan rantai sertifikat X.509 dalam PEM") from error


def _private_key(name: str, text: str):
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(text.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        expected = "diharapkan kunci privat dalam PEM, tanpa kata sandi"
        raise env.BadSetting(name, expected) from error


def _belong_together(certificate, private) -> bool:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    one, other = certificate.public_key(), private.public_key()
    return one.public_bytes(*form) == other.public_bytes(*form)


def _demand_valid(name: str, certificate) -> None:
    now = datetime.now(UTC)
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now > last:
        raise env.BadSetting(name, f"sertifikat berakhir {last:%d-%m-%Y}; pasang yang baru")
    if now < first:
        raise env.BadSetting(name, f"sertifikat baru berlaku mulai {first:%d-%m-%Y}")


def qr_key(name: str):
    """An Ed25519 private key, PEM or base64 of its 32 bytes; None where none is given."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    text = env.text(name)
    if text is None:
        return None
    key = _private_key(name, text) if "BEGIN" in text else _raw_key(name, text)
    if not isinstance(key, Ed25519PrivateKey):
        raise env.BadSetting(name, "diharapkan kunci Ed25519")
    return key


def _raw_key(name: str, text: str):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text, validate=True))
    except ValueError as error:
        raise env.BadSetting(name, "diharapkan PEM, atau base64 dari 32 bita") from error


def public_url(name: str, default: str) -> str:
    """Where the public reaches the portal, without a last slash: it is printed in QR codes."""
    value = env.text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise env.BadSetting(name, f"ditemukan {value!r}, diharapkan https://nama-situs")
    return value


def kept_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """What lies at ``path``; if nothing does, what ``make`` gives, private, whole or not at all.

    Of several processes that arrive at once, one file wins and all read it.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink(missing_ok=True)
    return path.read_bytes()
