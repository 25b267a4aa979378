"""What every request passes: an id to quote, the content policy, the audit context."""

import contextvars
import logging
import uuid

from django.conf import settings
from django.db import IntegrityError
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import is_valid_path, reverse
from pghistory.middleware import HistoryMiddleware

from bengkalis.errors import problem

current_request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")


def client_address(request) -> str:
    """Where the request came from: behind a proxy, what the nearest proxy saw."""
    if settings.BEHIND_TLS and (hops := request.META.get("HTTP_X_FORWARDED_FOR")):
        return hops.rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")


class RequestIdMiddleware:
    """Gives each request an id that stands in the log, the audit trail and on the error page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = uuid.uuid4().hex[:12]
        token = current_request_id.set(request.request_id)
        try:
            response = self.get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-ID"] = request.request_id
        return response


class RequestIdFilter(logging.Filter):
    """Adds ``request_id`` to every log record."""

    def filter(self, record):
        record.request_id = current_request_id.get()
        return True


class ContentSecurityPolicyMiddleware:
    """Sends SECURE_CSP, the setting that Django 6 reads itself; delete this on upgrade."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = "; ".join(
            f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items()
        )

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=()")
        return response


class BodyLimitMiddleware:
    """Refuses a body larger than any form or workbook before anything reads it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.LARGEST_BODY:
            return problem("too-large", request=request)
        return self.get_response(request)


class ConflictMiddleware:
    """Two people entered the same thing at once and the database kept one: a page, not a 500.

    Also: what a signed-in person sees is kept by no cache, so a shared computer shows nothing of
    it after they leave.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and not request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request, error):
        if isinstance(error, IntegrityError) and not request.path.startswith("/api/"):
            return render(request, "errors/409.html", status=409)
        return None


class ButtonOnlyMiddleware:
    """An address that a button sends to, opened by itself (typed, or after signing in again):
    a page that says so instead of the browser's empty one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        opened = request.method in ("GET", "HEAD") and not request.path.startswith("/api/")
        if response.status_code != 405 or not opened:
            return response
        page = render(request, "errors/405.html", {"above": _above(request.path)}, status=405)
        page["Allow"] = response["Allow"]
        return page


def _above(path: str) -> str:
    """The nearest page that ``path`` belongs to."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_valid_path(path):
            return path
    return path


class PageCompressionMiddleware(GZipMiddleware):
    """Pages travel compressed. Answers with an ETag do not: Django would weaken it, and REST
    clients send it back in If-Match, which demands a strong one."""

    def process_response(self, request, response):
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.has_header("ETag"):
            return super().process_response(request, response)
        return response


class PasswordChangeMiddleware:
    """A person whose password was set by somebody else chooses a new one before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and user.must_change_password:
            allowed = {reverse("password-change"), reverse("sign-out")}
            if request.path not in allowed and not request.path.startswith("/api/"):
                return redirect("password-change")
        return self.get_response(request)


class AuditContextMiddleware(HistoryMiddleware):
    """Who, which request and from where, for every change made while answering."""

    def get_context(self, request):
        user = request.user
        return {
            "user": user.pk if user.is_authenticated else None,
            "request": request.request_id,
            "method": request.method,
            "path": request.path,
            "from": client_address(request),
        }
