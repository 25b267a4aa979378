"""Personal data at rest: AES-256-GCM, with the column as associated data.

A sealed value moved to another column does not open. The key comes from PERSONAL_DATA_KEY; it
never reaches SQL, logs or the audit trail, which keeps the sealed bytes.
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
    """The text that was sealed for ``purpose``. Raises CannotOpen."""
    data = bytes(data)
    nonce, body = data[1 : 1 + NONCE], data[1 + NONCE :]
    try:
        return _cipher(settings.PERSONAL_DATA_KEY).decrypt(nonce, body, purpose.encode()).decode()
    except InvalidTag as error:
        raise CannotOpen(purpose) from error


def blind_index(text: str, purpose: str) -> bytes:
    """32 bytes by which equal texts are found without being readable: HMAC-SHA256 under a key."""
    key = sha256(b"bengkalis blind index\0" + settings.PERSONAL_DATA_KEY.encode()).digest()
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
