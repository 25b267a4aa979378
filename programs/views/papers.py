"""The steps of a paper: opened, recalled, signed, recorded, revoked; and what its panel shows."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, find_editable, find_visible
from bengkalis.errors import DomainError, StaleVersion, TransitionRefused
from programs import documents, signing
from programs.enums import PaperState
from programs.forms.papers import InkForm, ReasonForm, SignForm, StepForm
from programs.models import Paper
from programs.views.paper_panel import panel

__all__ = ["panel"]
FORM_METHODS = ["GET", "HEAD", "POST"]
STALE = (
    "Naskah ini berubah sejak Anda membuka halaman ini; belum ada yang disimpan. Periksa keadaannya"
    " sekarang, lalu ulangi bila masih perlu."
)
MOST_SIGNED = 50


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def papers_mine(request):
    """What waits for the signature of whoever asks, and what they signed before."""
    before = Paper.objects.filter(signatures__user=request.user).distinct()
    context = {
        "waiting": list(signing.awaiting(request.user)),
        "signed": list(before.order_by("-opened_at", "-id")[:MOST_SIGNED]),
        "most": MOST_SIGNED,
    }
    return render(request, "programs/papers/mine.html", context)


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(FORM_METHODS)
def paper_open(request, uid):
    """Freeze a draft and wait for signatures."""
    paper = find_editable(Paper.objects, request.user, uid=uid)
    form = StepForm(request.POST or None, initial={"version": paper.version})
    words = {
        "head": "Buka untuk ditandatangani",
        "lede": "Sesudah dibuka, isi naskah tetap seperti di bawah. Sampai berlaku, naskah masih"
        " dapat ditarik kembali; tanda tangan yang sudah ada lalu tidak berlaku.",
        "submit": "Buka naskah",
    }
    done = "Naskah dibuka dan menunggu tanda tangan."
    context = {"gaps": signing.gaps(paper) if paper.is_draft else []}
    return _step(request, paper, form, signing.open_for_signing, words, done, context)


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(FORM_METHODS)
def paper_recall(request, uid):
    """Back to a draft, with the reason."""
    paper = find_editable(Paper.objects, request.user, uid=uid)
    words = {
        "head": "Tarik kembali",
        "lede": "Naskah menjadi rancangan lagi dan dapat diubah. Semua pihak menandatangani dari"
        " awal; tanda tangan yang sudah ada tetap tercatat pada riwayat.",
        "submit": "Tarik kembali naskah ini",
    }
    done = "Naskah ditarik kembali menjadi rancangan."
    return _step(request, paper, _reason_form(request, paper), signing.recall, words, done)


@demands(Permission.REVOKE_PAPERS)
@require_http_methods(FORM_METHODS)
def paper_revoke(request, uid):
    """End a paper in force, with the reason."""
    paper = find_visible(Paper.objects, request.user, uid=uid)
    words = {
        "head": "Cabut naskah",
        "lede": "Naskah tidak berlaku lagi, dan siapa pun yang memeriksa kodenya membaca bahwa ia"
        " dicabut. Ini tidak dapat dibatalkan.",
        "submit": "Cabut naskah ini",
    }
    done = "Naskah dicabut."
    return _step(request, paper, _reason_form(request, paper), signing.revoke, words, done)


def _reason_form(request, paper: Paper) -> ReasonForm:
    return ReasonForm(request.POST or None, initial={"version": paper.version})


def _step(request, paper, form, act, words: dict, done: str, more: dict | None = None):
    """The page that asks before a step, and the step."""
    if request.method != "POST":
        return _page(request, "step", paper, form, words=words, **(more or {}))
    status = 400
    if form.is_valid():
        data = form.cleaned_data
        rest = {name: data[name] for name in ("reason",) if name in data}
        status = attempted(form, lambda: act(paper, data["version"], request.user, **rest))
    if status == 302:
        messages.success(request, done)
        return redirect(paper)
    return _page(request, "step", paper, form, status, words=words, **(more or {}))


def _page(request, name: str, paper: Paper, form, status: int = 200, **more):
    told = documents.data_of(paper, None)  # what the paper says, in full
    context = {"paper": paper, "form": form, "told": told, **more}
    return render(request, f"programs/papers/{name}.html", context, status=status)


def attempted(form, act) -> int:
    """Run ``act``: 302 where it was done; else its refusal stands in ``form``, with a status."""
    try:
        act()
    except StaleVersion as stale:
        form.show_version(stale.current.version)
        form.add_error(None, STALE)
        return 409
    except ValidationError as error:
        form.add_error(None, error)
        return 400
    except documents.PdfFailed as error:
        form.add_error(None, str(error))
        return 503
    except signing.WrongPassword as error:
        form.add_error("password", str(error))
        return 400
    except DomainError as error:
        form.add_error(None, str(error))
        return 409 if isinstance(error, TransitionRefused) else 400
    return 302


@demands(Permission.VIEW_PROGRAMS)
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(FORM_METHODS)
def paper_sign(request, uid):
    """What will be signed, in full, and the signature: one's own, in turn, with the password."""
    paper = find_visible(Paper.objects, request.user, uid=uid)
    try:
        turn = signing.demand_turn(paper, request.user)
    except TransitionRefused as refusal:  # AlreadySigned too: the second of two clicks
        messages.info(request, str(refusal))
        return redirect(paper)
    initial = {"version": paper.version, "content_sha256": paper.content_sha256}
    form = SignForm(request.POST or None, initial=initial)
    form.fields[
        "agreed"
    ].label = (
        f"Saya, {turn[1].official}, menandatangani naskah ini sebagai {turn[0].label.lower()}."
    )
    status = _signed(request, paper, form) if request.method == "POST" else 200
    if status == 302:
        return redirect(paper)
    return _page(request, "sign", paper, form, status, turn=turn)


def _signed(request, paper: Paper, form: SignForm) -> int:
    """302 where it is signed, now or by the click before; else the status of the refusal."""
    if not form.is_valid():
        return 400
    data = form.cleaned_data
    wanted = (paper, data["version"], request.user, data["password"], request)
    form.show_content(paper)
    return attempted(form, lambda: _sign_once(request, wanted, data["content_sha256"]))


def _sign_once(request, wanted: tuple, seen: str) -> None:
    try:
        paper = signing.sign(*wanted, seen=seen)
    except signing.AlreadySigned as already:
        messages.info(request, str(already))
        return
    ended = paper.state == PaperState.IN_FORCE
    words = "Naskah sudah lengkap dan berlaku." if ended else "Berikutnya giliran pihak lain."
    messages.success(request, f"Tanda tangan Anda dibubuhkan. {words}")


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(FORM_METHODS)
def paper_record(request, uid):
    """Write down the next party's signature in ink, with its scan if there is one."""
    paper = find_editable(Paper.objects, request.user, uid=uid)
    turn = signing.next_to_sign(paper)
    if turn is None and request.method != "POST":
        messages.info(request, "Naskah ini tidak sedang menunggu tanda tangan.")
        return redirect(paper)
    initial = {"version": paper.version, "kind": signing.INK[0]}
    form = InkForm(request.POST or None, request.FILES or None, initial=initial)
    status = _recorded(request, paper, form) if request.method == "POST" else 200
    if status == 302:
        messages.success(request, "Tanda tangan basah dicatat.")
        return redirect(paper)
    return _page(request, "record", paper, form, status, turn=turn)


def _recorded(request, paper: Paper, form: InkForm) -> int:
    if not form.is_valid():
        return 400
    data = form.cleaned_data
    wanted = (paper, data["version"], request.user, data["kind"], data["signed_on"])
    return attempted(form, lambda: signing.record(*wanted, scan=data["scan"]))
