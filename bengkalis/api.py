"""The base of every address of the API: who may call it, how bodies are read, what is cached."""

import json

from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.views import APIView

from bengkalis.access import Permission, scope_of
from bengkalis.conditional import READING, empty

READ_ONLY = "Token ini hanya boleh membaca; untuk mengubah perlu token dengan cakupan write."
EVERY_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, X-Request-ID",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class ScopedPermission(BasePermission):
    """Lets pass what the view names: ``public`` reading, or a permission per method.

    With a token its owner's appointments decide, also where strangers may read; a changing
    method needs a token of scope ``write``. A method that names nothing is denied.
    """

    def has_permission(self, request, view) -> bool:
        if request.method == "OPTIONS":
            return True
        reading = request.method in READING
        if not request.user.is_authenticated:
            return view.public and reading
        if not reading and request.auth.scope != "write":
            raise exceptions.PermissionDenied(READ_ONLY)
        permission = view.permissions.get("GET" if reading else request.method)
        if permission is None:
            return view.public and reading
        if not scope_of(request.user, permission):
            label = Permission(permission).label
            raise exceptions.PermissionDenied(f"Penugasan pemilik token tidak mencakup {label}.")
        return True


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 has it: UTF-8, no NaN, no name twice in one object, at most 5 MB."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        body = parser_context["request"]._request.body
        try:
            return json.loads(
                body.decode(), object_pairs_hook=_once_each, parse_constant=_no_constant
            )
        except exceptions.ParseError:
            raise
        except (RecursionError, ValueError) as error:
            raise exceptions.ParseError(_why_unreadable(error)) from error


def _why_unreadable(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "JSON bersarang terlalu dalam."
    if isinstance(error, UnicodeDecodeError):
        return f"Isi bukan UTF-8 (bita ke-{error.start + 1})."
    if isinstance(error, json.JSONDecodeError):
        return f"Isi bukan JSON yang benar (baris {error.lineno}, kolom {error.colno})."
    return "Ada angka yang terlalu panjang."


def _once_each(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise exceptions.ParseError("Ada nama yang muncul dua kali dalam satu objek JSON.")
    return found


def _no_constant(name: str):
    raise exceptions.ParseError(f"{name} bukan angka JSON.")


class ApiView(APIView):
    """One address. Subclasses set ``public`` (strangers may read) and ``permissions``
    (HTTP method → Permission that a token's owner must hold)."""

    public = False
    permissions: dict[str, str] = {}
    serializer_class: type | None = None  # None: the answer is a file, no JSON
    has_etag = False  # whether a file has an ETag, as every JSON answer has
    permission_classes = [ScopedPermission]
    parser_classes = [StrictJSONParser]

    def dispatch(self, request, *args, **kwargs):
        with translation.override("id"):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request, *args, **kwargs):
        if request.method not in self.allowed_methods:
            raise exceptions.MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)

    def options(self, request, *args, **kwargs):
        """Which methods there are, and the answer to a browser's preflight."""
        return empty(204, PREFLIGHT if self.public else {})

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Content-Language", "id")
        if request.method in READING and response.status_code in {200, 304}:
            patch_vary_headers(response, ["Authorization"])
            audience = "private" if "Authorization" in request.headers else "public"
            response.headers.setdefault("Cache-Control", f"{audience}, no-cache")
        response.headers.setdefault("Cache-Control", "no-store")
        if self.public and "Authorization" not in request.headers:
            for name, value in EVERY_ORIGIN.items():
                response[name] = value
        return response


class UnknownAddress(ApiView):
    """What no other address answers: 404 for every method, as problem+json like all the rest."""

    public = True

    def initial(self, request, *args, **kwargs):
        raise exceptions.NotFound
