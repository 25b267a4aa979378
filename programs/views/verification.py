"""The public check of a paper: by its code, by its PDF, by the QR code without a network."""

import json
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.throttling import AnonRateThrottle

from bengkalis.throttles import WindowThrottle
from programs import verification as checking
from programs.fingerprints import FingerprintHandler
from programs.models import Paper

LONGEST = 1000  # letters typed as a code: an address with all that a QR code holds
NO_FILE = "Pilih dahulu PDF yang hendak diperiksa."


class CheckThrottle(WindowThrottle, AnonRateThrottle):
    """So many checks a minute for each address; who is signed in is not counted."""

    scope, rate = "verification", "120/min"


def limited(view):
    """View decorator: 429 with a page, once an address has asked too often."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        throttle = CheckThrottle()
        if throttle.allow_request(request, view):
            return view(request, *args, **kwargs)
        page = render(request, "programs/verification/busy.html", status=429)
        page["Retry-After"] = str(int(throttle.wait()) + 1)
        return page

    return guarded


def hashing(view):
    """View decorator: files are hashed while they arrive and not kept.

    The handlers are set before anything reads the body, and only then is the CSRF token judged.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def opened(request, *args, **kwargs):
        if request.method == "POST":
            request.upload_handlers = [FingerprintHandler(request)]
        return protected(request, *args, **kwargs)

    return opened


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited
@hashing
def verification(request):
    """Enter a code, or show a PDF."""
    if request.method == "POST":
        return _by_file(request)
    typed = request.GET.get("kode")
    if typed is None:
        return _start(request)
    problem = checking.code_problem(typed)
    if problem:
        return _start(request, typed=typed[:LONGEST], problem=problem, status=400)
    return redirect("verification-code", checking.code_in(typed))


def _start(request, status: int = 200, **said):
    context = {"typed": "", "problem": "", "file_problem": "", "file_unknown": False} | said
    return render(request, "programs/verification/start.html", context, status=status)


def _by_file(request):
    file = request.FILES.get("berkas")
    if file is None:
        return _start(request, file_problem=NO_FILE, status=400)
    paper = checking.find_by_hash(file.sha256)
    if paper is None:
        return _start(request, file_unknown=True, status=404)
    return _answer(request, paper, file.sha256)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited
@hashing
def verification_code(request, code: str):
    """The answer first: in force, superseded, revoked, or not found; then what it is."""
    paper = checking.find(code)
    if paper is None:
        return _unknown(request, code[:60])
    if request.method == "POST":
        file = request.FILES.get("berkas")
        return _answer(request, paper, file.sha256 if file else "", asked=True)
    return _answer(request, paper) if code == paper.code else redirect(_address(paper))


def _address(paper: Paper) -> str:
    return reverse("verification-code", args=[paper.code])


def _unknown(request, code: str):
    context = {"typed": code, "problem": checking.code_problem(code)}
    return render(request, "programs/verification/unknown.html", context, status=404)


def _answer(request, paper: Paper, given: str = "", asked: bool = False):
    """The page of ``paper``; ``given`` is the SHA-256 of a file to hold against its PDF."""
    file = checking.printed(paper)
    context = {
        "paper": paper,
        "verdict": checking.verdict_of(paper),
        "successor": checking.successor_of(paper),
        "signers": checking.signers_of(paper),
        "file": file,
        "summary": checking.summary_of(paper),
        "address": _address(paper),
        "compared": bool(given),
        "matches": given == file.sha256,
        "file_problem": NO_FILE if asked and not given else "",
        "file_unknown": False,
        "keys": _keys_as_text(),
    }
    return render(request, "programs/verification/answer.html", context)


@login_not_required
@require_safe
@never_cache
@limited
def verification_hash(request, sha256: str):
    """Which paper's PDF has this SHA-256: on to its page, or a page that says none."""
    paper = checking.find_by_hash(sha256.lower())
    if paper is None:
        return _start(request, file_unknown=True, status=404)
    return redirect(_address(paper))


@login_not_required
@require_safe
@limited
def verification_offline(request):
    """A page that, once open, checks the signature of a QR code without any network."""
    return render(request, "programs/verification/offline.html", {"keys": _keys_as_text()})


@login_not_required
@require_safe
@limited
def verification_keys(request):
    """The public keys of the QR codes, for programs of others: JSON, or PEM."""
    keys = checking.public_keys()
    if request.GET.get("format") == "pem":
        return HttpResponse(
            "".join(key["pem"] for key in keys), content_type="application/x-pem-file"
        )
    return JsonResponse({"keys": keys})


def _keys_as_text() -> str:
    """The keys as a data attribute carries them: number → key in base64url."""
    return json.dumps({key["number"]: key["public_key"] for key in checking.public_keys()})
