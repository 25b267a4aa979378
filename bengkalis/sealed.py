"""Personal data at rest: AES-256-GCM, with the column as associated data.

A sealed value moved to another column does not open. The key comes from PERSONAL_DATA_KEY; it
never reaches SQL, logs or the audit trail, which keeps the sealed bytes. While a key is replaced,
what PERSONAL_DATA_KEY_PREVIOUS sealed still opens; ``manage.py rotate_personal_key`` seals it anew.
"""

import hmac
import json
import os
from decimal import Decimal
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

VERSION = b"\x01"
NONCE = 12


class CannotOpen(Exception):
    """The sealed bytes were altered, belong elsewhere, or were sealed with another key."""


@cache
def _cipher(secret: str) -> AESGCM:
    return AESGCM(sha256(b"bengkalis personal data\0" + secret.encode()).digest())


def seal(text: str, purpose: str) -> bytes:
    """``text`` encrypted for one ``purpose`` (table.column): version, nonce, ciphertext, tag."""
    nonce = os.urandom(NONCE)
    cipher = _cipher(settings.PERSONAL_DATA_KEY)
    return VERSION + nonce + cipher.encrypt(nonce, text.encode(), purpose.encode())


def unseal(data: bytes, purpose: str) -> str:
    """The text sealed for ``purpose`` by this key or the one before. Raises CannotOpen."""
    previous = settings.PERSONAL_DATA_KEY_PREVIOUS
    for secret in filter(None, (settings.PERSONAL_DATA_KEY, previous)):
        if (text := _open(secret, bytes(data), purpose)) is not None:
            return text
    raise CannotOpen(purpose)


def is_current(data: bytes, purpose: str) -> bool:
    """Whether ``data`` was sealed by the key now in use."""
    return _open(settings.PERSONAL_DATA_KEY, bytes(data), purpose) is not None


def _open(secret: str, data: bytes, purpose: str) -> str | None:
    nonce, body = data[1 : 1 + NONCE], data[1 + NONCE :]
    try:
        return _cipher(secret).decrypt(nonce, body, purpose.encode()).decode()
    except InvalidTag:
        return None


def blind_index(text: str, purpose: str) -> bytes:
    """32 bytes by which equal texts are found without being readable: HMAC-SHA256 under a key."""
    return _index(settings.PERSONAL_DATA_KEY, text, purpose)


def blind_indexes(text: str, purpose: str) -> list[bytes]:
    """What to look for: the index by this key, and while keys are replaced by the one before."""
    secrets = filter(None, (settings.PERSONAL_DATA_KEY, settings.PERSONAL_DATA_KEY_PREVIOUS))
    return [_index(secret, text, purpose) for secret in secrets]


def _index(secret: str, text: str, purpose: str) -> bytes:
    key = sha256(b"bengkalis blind index\0" + secret.encode()).digest()
    return hmac.digest(key, f"{purpose}\0{text}".encode(), "sha256")


class SealedTextField(models.BinaryField):
    """Text that the database only ever sees encrypted; empty text is stored as NULL."""

    empty: object = ""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("editable", True)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    @property
    def purpose(self) -> str:
        """Sealed for its column's name, so that the event table opens it as well."""
        return self.name

    def get_default(self):
        return super().get_default() if self.has_default() else self.empty

    def dump(self, value) -> str:
        return str(value)

    def load(self, text: str):
        return text

    def get_db_prep_value(self, value, connection, prepared=False):
        if value in (None, ""):
            return None
        sealed = seal(self.dump(value), self.purpose)
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value, expression, connection):
        return self.empty if value is None else self.load(unseal(value, self.purpose))

    def to_python(self, value):
        return self.empty if value is None else value

    def value_to_string(self, obj):
        return seal(self.dump(self.value_from_object(obj)), self.purpose).hex()

    def formfield(self, **kwargs):
        return models.CharField(self.verbose_name, blank=True, max_length=200).formfield(**kwargs)


class SealedJSONField(SealedTextField):
    """Any JSON value, encrypted: staged rows of a workbook, drafts of a form."""

    def dump(self, value) -> str:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)

    def load(self, text: str):
        return json.loads(text)


class SealedDecimalField(SealedTextField):
    """An exact amount, encrypted; None when not given."""

    empty: object = None

    def load(self, text: str):
        return Decimal(text)
