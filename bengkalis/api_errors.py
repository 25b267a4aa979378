"""Every error of the API as problem+json with one Indonesian sentence, a bug included."""

import logging

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DatabaseError, DataError, IntegrityError, OperationalError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.views import set_rollback

from bengkalis.errors import DomainError, StaleVersion, error_dict, problem

log = logging.getLogger(__name__)

FOUND = (
    # The first class that fits decides; None as the sentence: the error's own words.
    (StaleVersion, "stale", "Data ini sudah diubah orang lain; ambil lagi dan kirim ETag terbaru."),
    (Http404, "not-found", "Alamat atau data ini tidak ada, atau bukan milik kantor Anda."),
    (PermissionDenied, "forbidden", None),
    (RequestDataTooBig, "too-large", "Isi permintaan melebihi 5 MB."),
    ((SuspiciousOperation, UnreadablePostError), "bad-request", "Permintaan tidak terbaca."),
    (IntegrityError, "conflict", "Perubahan ini bertentangan dengan data yang sudah tercatat."),
    (DataError, "bad-request", "Ada nilai yang tidak dapat disimpan basis data."),
    (OperationalError, "unavailable", "Basis data sedang sibuk; ulangi sebentar lagi."),
    (exceptions.ParseError, "bad-request", None),
    ((exceptions.NotAuthenticated,), "not-authenticated", "Alamat ini memerlukan token."),
    (exceptions.AuthenticationFailed, "not-authenticated", None),
    (exceptions.PermissionDenied, "forbidden", None),
    (exceptions.NotFound, "not-found", "Alamat ini tidak ada."),
    (exceptions.MethodNotAllowed, "method-not-allowed", "Lihat kepala Allow."),
    (exceptions.NotAcceptable, "not-acceptable", "Jawaban hanya tersedia sebagai JSON."),
    (exceptions.UnsupportedMediaType, "unsupported-media-type", "Kirim application/json."),
    (exceptions.Throttled, "too-many-requests", None),
)
BUG = "Kejadian ini tercatat; sebutkan nomor permintaan bila melapor."


def problem_handler(error, context):
    """DRF's exception handler: a problem+json response for every error."""
    request = getattr(context.get("request"), "_request", context.get("request"))
    set_rollback()
    slug, sentence, errors = describe(error)
    if slug in {"server-error", "unavailable"}:
        log.error("API error", exc_info=error)
    return problem(slug, sentence, errors, _headers(error), request)


def describe(error: Exception) -> tuple[str, str, dict | None]:
    """The slug of the problem, its sentence, and the errors per field."""
    if isinstance(error, ValidationError):
        return _invalid(error_dict(error))
    if isinstance(error, exceptions.ValidationError):
        return _invalid(_per_field(error.detail))
    for kind, slug, sentence in FOUND:
        if isinstance(error, kind):
            return slug, sentence or _words(error), None
    if isinstance(error, DomainError):
        return error.slug, str(error), None
    # A deferred constraint that fails at COMMIT may arrive as a bare DatabaseError.
    if type(error) is DatabaseError:
        return describe(IntegrityError(*error.args))
    return "server-error", BUG, None


def _invalid(errors: dict) -> tuple[str, str, dict]:
    names = ", ".join(name for name in errors if name != "_")
    return "invalid", f"Belum benar: {names or 'isi permintaan'}.", errors


def _words(error) -> str:
    if isinstance(error, exceptions.Throttled):
        return f"Tunggu {_seconds(error)} detik sebelum meminta lagi."
    return str(getattr(error, "detail", error))


def _seconds(error: exceptions.Throttled) -> int:
    return int(error.wait or 0) + 1


def _headers(error) -> dict:
    headers = {}
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(_seconds(error))
    if isinstance(error, OperationalError):
        headers["Retry-After"] = "1"
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    return headers


def _per_field(detail) -> dict[str, list[str]]:
    if isinstance(detail, dict):
        return {
            ("_" if name == "non_field_errors" else name): _sentences(value)
            for name, value in detail.items()
        }
    return {"_": _sentences(detail)}


def _sentences(value) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {text}" for key, texts in value.items() for text in _sentences(texts)]
    return [str(item) for item in (value if isinstance(value, list) else [value])]
