"""Errors that people and programs are shown: domain errors, and problem+json (RFC 9457)."""

from functools import cache

from django.core.exceptions import NON_FIELD_ERRORS, DisallowedHost, ValidationError
from django.db.models import CheckConstraint, Model
from django.http import JsonResponse
from django.urls import reverse

PROBLEMS = {
    "bad-request": (400, "Permintaan tidak dapat dibaca"),
    "invalid": (400, "Isian belum benar"),
    "not-authenticated": (401, "Token diperlukan"),
    "forbidden": (403, "Tidak diizinkan"),
    "not-found": (404, "Tidak ditemukan"),
    "method-not-allowed": (405, "Metode tidak tersedia"),
    "not-acceptable": (406, "Format tidak tersedia"),
    "conflict": (409, "Bertentangan dengan keadaan sekarang"),
    "stale": (412, "Data sudah diubah orang lain"),
    "too-large": (413, "Isi terlalu besar"),
    "unsupported-media-type": (415, "Jenis isi tidak didukung"),
    "key-reused": (422, "Idempotency-Key sudah dipakai"),
    "precondition-required": (428, "If-Match diperlukan"),
    "too-many-requests": (429, "Terlalu banyak permintaan"),
    "server-error": (500, "Kesalahan di portal"),
    "unavailable": (503, "Portal sedang tidak tersedia"),
    # Statistics: the titles that clients of PxWebApi 2 know, its misspelling included.
    "parameter-error": (400, "Parameter error"),
    "non-existent-variable": (400, "Non-existent variable"),
    "non-existent-value": (400, "Non-existent value"),
    "non-existent-codelist": (400, "Non-existent codelist"),
    "missing-selection": (400, "Missing selection for mandantory variable"),
    "illegal-selection-expression": (400, "Illegal selection expression"),
    "illegal-placement": (400, "Illegal placement selection"),
    "too-many-cells": (400, "Too many cells selected"),
    "unsupported-output-format": (400, "Unsupported output format"),
    "unsupported-language": (400, "Unsupported language"),
    "non-existent-table": (404, "Non-existent table"),
    "non-existent-page": (404, "Non-existent page"),
    "unknown-codelist": (404, "Non-existent codelist"),
    "non-existent-edition": (404, "Non-existent edition"),
    "non-existent-saved-query": (404, "Non-existent saved query"),
}


class DomainError(Exception):
    """A rule of the trade refused the change; the sentence is for people."""

    slug = "conflict"


class TransitionRefused(DomainError):
    """The object is not in a state from which this step leads on."""


class StaleVersion(DomainError):
    """Somebody saved in between; carries the instance as it now stands."""

    slug = "stale"

    def __init__(self, current):
        super().__init__("Data ini sudah diubah orang lain sejak Anda membukanya.")
        self.current = current


class PreconditionRequired(DomainError):
    """A change over REST came without If-Match."""

    slug = "precondition-required"


def problem(slug: str, detail: str = "", errors: dict | None = None, headers=None, request=None):
    """A problem+json response; ``type`` resolves to a page that explains it."""
    code, title = PROBLEMS[slug]
    body = {"type": _type(slug, request), "title": title, "status": code}
    body["detail"] = detail or title
    if errors:
        body["errors"] = errors
    if request is not None:
        body["instance"] = f"urn:request:{getattr(request, 'request_id', '-')}"
    return JsonResponse(body, status=code, headers=headers, content_type="application/problem+json")


def _type(slug: str, request) -> str:
    path = reverse("problem", args=[slug])
    try:
        return request.build_absolute_uri(path) if request is not None else path
    except DisallowedHost:
        return path


def error_dict(error: ValidationError, model: type[Model] | None = None) -> dict[str, list[str]]:
    """``{field: [sentences]}``; what concerns no single field stands under ``_``.

    With ``model``, the sentence of a constraint on one column stands under that column.
    """
    if not hasattr(error, "error_dict"):
        return {"_": error.messages}
    found = {key: value for key, value in error.message_dict.items() if key != NON_FIELD_ERRORS}
    columns = _constrained_columns(model) if model else {}
    for sentence in error.message_dict.get(NON_FIELD_ERRORS, ()):
        found.setdefault(columns.get(sentence, "_"), []).append(sentence)
    return found


@cache
def _constrained_columns(model: type[Model]) -> dict[str, str]:
    """Sentence of each constraint that reads exactly one column → that column."""
    columns = {}
    for constraint in model._meta.constraints:
        read = set(getattr(constraint, "fields", ()))
        if isinstance(constraint, CheckConstraint):
            read = constraint.condition.referenced_base_fields
        if len(read) == 1:
            columns[str(constraint.violation_error_message)] = next(iter(read))
    return columns
