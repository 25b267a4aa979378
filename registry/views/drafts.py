"""Where a form's autosave goes, and where a draft is thrown away."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bengkalis.errors import DomainError
from registry import drafts


@require_http_methods(["POST", "DELETE"])
def draft(request, form: str, uid=None):
    """POST keeps what is typed (204); POST with ``buang``, or DELETE, forgets it."""
    known = drafts.FORMS.get(form)
    if known is None or bool(known.changes) != (uid is not None):
        raise Http404("Formulir ini tidak dikenal.")
    drafts.may_keep(request.user, form, uid)
    if request.method == "DELETE" or "buang" in request.POST:
        return _discard(request, form, uid)
    try:
        drafts.keep(request.user, form, uid, request.POST)
    except DomainError as error:
        return HttpResponse(str(error), status=413, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


def _discard(request, form: str, uid):
    drafts.discard(request.user, form, uid)
    if request.method == "DELETE":
        return HttpResponse(status=204)
    messages.info(request, "Draf dibuang.")
    return redirect(reverse(drafts.FORMS[form].page, args=[uid] if uid else []))


def draft_context(request, form: str, uid, draft, using) -> dict:
    """The draft that is offered, or the one in use; autosave waits while an offer is open."""
    offered = draft if draft and not using and request.method != "POST" else None
    args = [form, uid] if uid else [form]
    return {
        "draft_url": reverse("draft", args=args),
        "offered": offered,
        "used": using,
        "saved_at": using.saved_at if using else None,
        "autosave": offered is None,
        "today": timezone.localdate(),
    }


def keep_draft(request, form: str, page: str, uid=None):
    """Keep what was typed because a button said so; the page again, with the draft in use."""
    try:
        draft = drafts.keep(request.user, form, uid, request.POST)
    except drafts.DraftTooLarge as error:
        return HttpResponse(str(error), status=413, content_type="text/plain; charset=utf-8")
    at = timezone.localtime(draft.saved_at)
    messages.success(request, f"Draf tersimpan {at:%H.%M}. Belum masuk register.")
    return redirect(f"{page}?draf=pakai")
