"""What a device asks of the portal: forms to take along, and work to hand in.

Answers are JSON with a sentence: a queue shows it, and nobody is redirected to a page.
"""

import json
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError
from django.http import Http404, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from bengkalis.access import Permission
from bengkalis.errors import DomainError
from reports import bundling, receiving
from reports.models import ReportDuty
from reports.reach import demands_reach

LARGEST = 2 * 1024 * 1024  # bytes of one operation
SIGN_IN = "Masuk lagi untuk mengirim; isian tetap ada di perangkat ini."
STATUS = {"bad-request": 400, "forbidden": 403}


class _Csrf(CsrfViewMiddleware):
    """The usual check, answered as a reason instead of a page."""

    def _reject(self, request, reason):
        return reason


def for_devices(view):
    """View decorator: signed in, with a token of this site, and every failure as JSON."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def asked(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return say(
                "Masuk lagi untuk mengirim; isian tetap di perangkat ini.", 401, sign_in=True
            )
        check = _Csrf(lambda _: None)
        check.process_request(request)
        if check.process_view(request, lambda: None, (), {}):
            return say("Halaman ini sudah lama terbuka; dimuat lagi.", 403, csrf=True)
        try:
            return demands_reach(Permission.FILE_REPORTS)(view)(request, *args, **kwargs)
        except (PermissionDenied, Http404) as error:
            return say(str(error) or "Tidak diizinkan.", 403)
        except DomainError as error:
            return say(str(error), STATUS.get(error.slug, 409))
        except OperationalError:
            return say("Portal sedang sibuk; dicoba lagi sebentar.", 503)
        except DatabaseError:
            return say("Perubahan ini bertentangan dengan yang baru tercatat; dicoba lagi.", 409)

    return asked


def say(sentence: str, status: int, **more) -> JsonResponse:
    return JsonResponse({"say": sentence, **more}, status=status)


@require_safe
@for_devices
def device_list(request):
    """Which reports the person may write, and what was handed in lately."""
    duties = [bundling.described(duty) for duty in bundling.duties_for(request.user)]
    return JsonResponse({**_hello(request), "duties": duties})


@require_safe
@for_devices
def device_bundle(request, office: str, period: str):
    """One report with its form, its rules and what the register knows. Nothing is written."""
    rows = ReportDuty.objects.editable_by(request.user).named(office, period)
    rows = rows.select_related("office", "period__form").prefetch_related(bundling.NEWEST)
    duty = rows.first()
    if duty is None:
        raise Http404("Laporan ini tidak ada, atau bukan milik kantor Anda.")
    return JsonResponse({**_hello(request), **bundling.bundle_of(duty)})


def _hello(request) -> dict:
    """Who is signed in, and what both clocks say."""
    user = request.user
    return {
        "user": {"id": str(user.uid), "name": user.full_name},
        "server": timezone.now().isoformat(),
        "issued": receiving.issue(user, request.GET.get("device", "")),
    }


@require_POST
@for_devices
def device_send(request):
    """Take one operation in; what was taken before is answered as it was then."""
    return JsonResponse(receiving.receive(read_body(request), request.user))


def read_body(request):
    """The JSON of a request. Raises Malformed."""
    if len(request.body) > LARGEST:
        raise receiving.Malformed("Kiriman lebih dari 2 MB.")
    try:
        return json.loads(request.body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise receiving.Malformed("Kiriman bukan JSON yang benar.") from error


def _no_constant(name: str):
    raise ValueError(name)
