"""JSON answers with strong ETags: 304 for what a client has, 412 for what somebody changed.

The ETag of a list is a hash of its body, that of a row ``"<edition>-<hash>"``. The hash makes it
strong: another audience, other fields or a renamed kecamatan is another ETag. The edition names
the row and its version; it is what If-Match compares, so that an ETag from any representation of
a row will do for a change.
"""

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import parse_etags

from bengkalis.errors import PreconditionRequired, StaleVersion

READING = {"GET", "HEAD"}


def to_json(payload) -> bytes:
    """Compact UTF-8. Dates are ISO 8601, Decimals are numbers."""
    text = json.dumps(payload, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def _plain(value):
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def edition(uid: UUID, version: int) -> str:
    """Which row, in which version: how its ETag begins."""
    return f"{version}.{uid.hex[:12]}-"


def answer(request, payload, *, status: int = 200, mark: str = "", headers=None) -> HttpResponse:
    """``payload`` as JSON with its ETag, which begins with ``mark`` (the edition of a single row);
    304 without a body if the client has it already."""
    body = to_json(payload)
    etag = f'"{mark}{sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": etag, **(headers or {})}
    if request.method in READING and held(request.headers.get("If-None-Match", ""), etag):
        return empty(304, headers)
    return HttpResponse(body, "application/json", status, headers=headers)


def empty(status: int, headers: dict) -> HttpResponse:
    """An answer without a body, and so without a type of its body."""
    response = HttpResponse(status=status, headers=headers)
    del response["Content-Type"]
    return response


def held(header: str, etag: str) -> bool:
    """Whether If-None-Match says that the client has this ETag."""
    tags = [tag.removeprefix("W/") for tag in parse_etags(header)]
    return etag in tags or tags == ["*"]


def demand_match(request, instance) -> None:
    """Pass if If-Match names this row in its present version (``*``: in whichever).

    Raises PreconditionRequired without the header, StaleVersion if it names something else.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired("Perubahan memerlukan kepala If-Match berisi ETag data ini.")
    tags = parse_etags(header)
    present = f'"{edition(instance.uid, instance.version)}'
    if tags != ["*"] and not any(tag.startswith(present) for tag in tags):
        raise StaleVersion(instance)
