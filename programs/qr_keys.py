"""Keys of the QR codes: one Ed25519 key signs; every key that ever signed stays known, numbered.

The private key is the setting ``QR_KEY``, else a file of the portal's own, made at first need.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from bengkalis.signing_settings import kept_once
from programs.models import VerificationKey


def signing() -> tuple[int, Ed25519PrivateKey]:
    """The key that signs now, and its number."""
    key = settings.QR_KEY or own_key(settings.SIGNING_FOLDER)
    return registered(raw_public(key)), key


def own_key(folder: Path) -> Ed25519PrivateKey:
    """The portal's own key; of several processes that make one at once, one wins for all."""
    text = kept_once(folder / "qr_key.pem", _fresh)
    return load_pem_private_key(text, None)


def _fresh() -> bytes:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def raw_public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def registered(public_key: bytes) -> int:
    """The number of ``public_key``, given once; registering it again changes nothing."""
    known = VerificationKey.objects.filter(public_key=public_key).values_list("number", flat=True)
    return known.first() or _register(public_key)


@transaction.atomic
def _register(public_key: bytes) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || %s, 0))",
            [".verification_key"],
        )
    if known := VerificationKey.objects.filter(public_key=public_key).first():
        return known.number
    last = VerificationKey.objects.aggregate(last=Max("number"))["last"] or 0
    return VerificationKey.objects.create(number=last + 1, public_key=public_key).number


def public() -> dict[int, bytes]:
    """Every public key by its number."""
    rows = VerificationKey.objects.values_list("number", "public_key")
    return {number: bytes(key) for number, key in rows}
