"""A POST that may be sent again: the same Idempotency-Key gets the same answer, and one row."""

import re
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.serializers import ValidationError

from bengkalis.errors import DomainError
from registry.models import IdempotencyRecord

KEPT = timedelta(hours=24)
KEY = re.compile(r"[!-~]{1,100}")
HEADERS = ("ETag", "Location", "Content-Type")


class KeyReused(DomainError):
    """The key came before, with another request."""

    slug = "key-reused"


def once(request, perform) -> HttpResponse:
    """The answer of ``perform()``, or the one recorded under this user's Idempotency-Key.

    What ``perform`` writes and the record are one transaction: a concurrent retry waits for it and
    then finds the answer; a refused request leaves no record. Raises KeyReused.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise ValidationError({"Idempotency-Key": ["Diharapkan 1 sampai 100 huruf atau angka."]})
    if key is None:
        with transaction.atomic():
            return perform()
    _forget_old()
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        record, fresh = IdempotencyRecord.objects.get_or_create(
            user=request.user, key=key, defaults={"fingerprint": fingerprint}
        )
        if not fresh:
            return _replay(record, fingerprint)
        response = perform()
        _keep(record, response)
        return response


def _fingerprint(request) -> str:
    start = f"{request.method} {request.path}\0".encode()
    return sha256(start + request._request.body).hexdigest()


def _keep(record: IdempotencyRecord, response: HttpResponse) -> None:
    record.status, record.body = response.status_code, response.content.decode()
    record.headers = {name: response[name] for name in HEADERS if name in response}
    record.save(update_fields=["status", "body", "headers"])


def _replay(record: IdempotencyRecord, fingerprint: str) -> HttpResponse:
    if record.fingerprint != fingerprint:
        raise KeyReused("Idempotency-Key ini sudah dipakai untuk permintaan lain.")
    headers = {**record.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(record.body, status=record.status, headers=headers)


def _forget_old() -> None:
    IdempotencyRecord.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
