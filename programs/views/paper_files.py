"""The PDF of a paper and the scans of its signatures, byte for byte."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_safe

from bengkalis.access import Permission, demands, find_visible
from programs import contents, documents
from programs.models import Paper, PaperFile, SignatureScan
from registry.documents import EXTENSIONS


def _etag(request, uid) -> str | None:
    """The SHA-256 of the stored PDF; none while there is only a preview, or nothing to see."""
    papers = Paper.objects.visible_to(request.user).filter(uid=uid)
    digest = PaperFile.objects.filter(paper__in=papers).values_list("sha256", flat=True).first()
    return digest and f'"{digest}"'


@demands(Permission.VIEW_PROGRAMS)
@condition(etag_func=_etag)
@require_safe
def paper_pdf(request, uid):
    """The exact bytes of a paper that was in force; before that, a preview marked RANCANGAN."""
    paper = find_visible(Paper.objects, request.user, uid=uid)
    stored = PaperFile.objects.filter(paper=paper).first()
    try:
        content = bytes(stored.content) if stored else documents.preview(paper)
    except documents.PdfFailed as failed:
        messages.error(request, str(failed))
        return redirect(paper)
    response = _file(content, "application/pdf", documents.filename(paper), stored is None)
    if stored is None:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def may_see_scans(user, paper: Paper) -> bool:
    """Who prepares papers, who may revoke them, and the parties themselves."""
    if user.may(Permission.PREPARE_PAPERS) or user.may(Permission.REVOKE_PAPERS):
        return True
    return any(one.official.user_id == user.pk for _, one in contents.signatories(paper))


@demands(Permission.VIEW_PROGRAMS)
@never_cache
@require_safe
def paper_scan(request, uid, signature):
    """The scan of a signature in ink, for saving: a handwriting is not for everybody to copy."""
    paper = find_visible(Paper.objects, request.user, uid=uid)
    if not may_see_scans(request.user, paper):
        raise PermissionDenied("Pindaian dilihat para pihak dan yang menyiapkan naskah.")
    scans = SignatureScan.objects.select_related("signature")
    scan = scans.filter(signature__paper=paper, signature__uid=signature).first()
    if scan is None:
        raise Http404("Tanda tangan ini tidak punya pindaian.")
    part = scan.signature.part
    name = f"pindaian-{paper.shown_code}-{part}{EXTENSIONS[scan.media_type]}"
    response = _file(bytes(scan.content), scan.media_type, name, inline=False)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _file(content: bytes, media_type: str, name: str, inline: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
