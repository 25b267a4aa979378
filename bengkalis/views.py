"""Pages of the frame: health, errors, and the echo of what was understood."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bengkalis import values
from bengkalis.errors import PROBLEMS, problem


@login_not_required
@require_safe
def healthz(request):
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request):
    """The process and its database answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def problem_page(request, slug: str):
    """What a problem+json ``type`` resolves to: the meaning of the error."""
    if slug not in PROBLEMS:
        raise Http404
    status, title = PROBLEMS[slug]
    return render(request, "problem.html", {"slug": slug, "status": status, "title": title})


PARSERS = {
    "date": lambda text: values.format_date(values.parse_date(text, today=timezone.localdate())),
    "rupiah": lambda text: values.format_rupiah(values.parse_money(text)),
    "integer": lambda text: values.format_number(values.parse_integer(text)),
    "number": lambda text: values.format_number(values.parse_number(text)),
}


@require_safe
def parse_value(request):
    """What the portal understands of a typed date, number or amount: ``{understood, message}``."""
    parser, text = PARSERS.get(request.GET.get("kind")), request.GET.get("value", "")[:100]
    if parser is None or values.is_blank(text):
        return JsonResponse({"understood": None, "message": ""})
    try:
        return JsonResponse({"understood": parser(text), "message": ""})
    except values.Unparsable as error:
        return JsonResponse({"understood": None, "message": str(error)})


def _error(request, status: int, slug: str, template: str, detail: str = ""):
    if request.path.startswith("/api/"):
        return problem(slug, detail, request=request)
    context = {"detail": detail, "request_id": getattr(request, "request_id", "")}
    return render(request, f"errors/{template}.html", context, status=status)


def bad_request(request, exception=None):
    return _error(request, 400, "bad-request", "400")


def forbidden(request, exception=None):
    return _error(request, 403, "forbidden", "403", str(exception or ""))


def not_found(request, exception=None):
    detail = "" if isinstance(exception.args[0] if exception.args else "", dict) else str(exception)
    return _error(request, 404, "not-found", "404", detail)


def csrf_failure(request, reason=""):
    return _error(request, 403, "forbidden", "csrf")


def server_error(request):
    return _error(request, 500, "server-error", "500")
