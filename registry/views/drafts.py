"""Where a form's autosave goes, and where a draft is thrown away."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bengkalis.errors import DomainError
from registry import drafts


@require_http_methods(["POST", "DELETE"])
def draft(request, form: str, uid=None):
    """POST keeps what is typed (204); POST with ``buang``, or DELETE, forgets it."""
    if form not in drafts.FORMS or (form == drafts.EDIT) != (uid is not None):
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
    return redirect(reverse("cooperative-edit", args=[uid]) if uid else "cooperative-new")
