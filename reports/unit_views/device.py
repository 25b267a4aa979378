"""What a device asks of the portal: the page that works without it, forms to take, work to hand in.

Answers are JSON with a sentence: a queue shows it, and nobody is redirected to a page.
"""

import hashlib
import json
from functools import wraps
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission
from bengkalis.errors import DomainError
from reports import bundling, receiving
from reports.models import ReportDuty
from reports.reach import demands_reach

LARGEST = 2 * 1024 * 1024  # bytes of one operation
STYLES = ("css/tokens.css", "css/base.css", "css/components.css", "css/device.css")
EXTRA = ("img/favicon.svg", "vendor/idb/idb.js")
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


@ensure_csrf_cookie
@require_safe
@demands_reach(Permission.FILE_REPORTS)
def device(request):
    """The page itself: no data in it, so that a device may keep it."""
    return render(request, "reports/unit/device/shell.html", {"styles": STYLES})


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


# --- what makes it a programme of its own -----------------------------------------------------


@login_not_required
@require_http_methods(["GET", "HEAD"])
def device_worker(request):
    """The service worker, with what it keeps and a version that changes with any of it."""
    script = Path(finders.find("js/reports/sw.js")).read_text(encoding="utf-8")
    assets, version = assets_of(), _version(script)
    head = f"const ASSETS = {json.dumps(assets)};\nconst VERSION = {json.dumps(version)};\n"
    response = HttpResponse(head + script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def assets_of() -> list[str]:
    """The addresses that a device keeps: styles as pages link them, modules by their own names,
    because modules import each other by them."""
    from django.conf import settings

    modules = [f"{settings.STATIC_URL}{name}" for name in _modules()]
    styles = [static(name) for name in (*STYLES, "img/favicon.svg") if finders.find(name)]
    return [reverse("device"), *styles, *modules]


def _modules() -> list[str]:
    """Every module of the device and what it imports, but for the worker itself."""
    folder = Path(finders.find("js/reports"))
    names = [f"js/reports/{path.name}" for path in sorted(folder.glob("*.js"))]
    vendor = [name for name in EXTRA if name.endswith(".js") and finders.find(name)]
    return [name for name in names if not name.endswith("/sw.js")] + vendor


def _version(script: str) -> str:
    digest = hashlib.sha256(script.encode())
    for name in (*STYLES, *_modules()):
        if found := finders.find(name):
            digest.update(Path(found).read_bytes())
    shell = Path(__file__).resolve().parents[2] / "templates/reports/unit/device/shell.html"
    digest.update(shell.read_bytes())
    return digest.hexdigest()[:16]


@login_not_required
@require_safe
def device_manifest(request):
    """What a phone needs to put the page on its home screen."""
    manifest = {
        "name": "Laporan UPT Diskop UKM Bengkalis",
        "short_name": "Laporan UPT",
        "lang": "id",
        "start_url": reverse("device"),
        "scope": reverse("device"),
        "display": "standalone",
        "theme_color": "#0b4a56",
        "background_color": "#fbfaf6",
        "icons": [{"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")
