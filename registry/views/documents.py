"""Documents of a cooperative: listed, added, downloaded, removed; never shown in the page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, find_editable, find_visible
from bengkalis.audit import note_reading
from registry.documents import FileLost, keep, open_file, remove
from registry.forms.documents import DocumentForm, RemovalForm
from registry.models import Document
from registry.models.documents import ABOUT
from registry.views.cooperative import with_place
from registry.views.reaching import reaches


@demands(Permission.VIEW_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def cooperative_documents(request, uid):
    """What is on file for one cooperative, and the form for the next document."""
    cooperative = find_visible(with_place(), request.user, uid=uid)
    may_edit = reaches(request.user, cooperative, Permission.EDIT_COOPERATIVE)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied("Anda boleh melihat dokumen ini, tetapi tidak menambahnya.")
    form = _document_form(request, cooperative) if may_edit else None
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        return redirect("cooperative-documents", uid=uid)
    context = {
        "cooperative": cooperative,
        "form": form,
        "documents": documents_of(request.user, cooperative),
        "may_edit": may_edit,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "registry/documents/list.html", context, status=status)


def _document_form(request, cooperative) -> DocumentForm:
    return DocumentForm(
        request.POST or None,
        request.FILES or None,
        instance=Document(cooperative=cooperative),
        initial={"about": request.GET.get("tentang", "")},
    )


def _kept(request, form: DocumentForm) -> bool:
    try:
        document = keep(form.instance, form.cleaned_data["upload"], by=request.user)
    except ValidationError as error:  # the same file came in by another window meanwhile
        form.add_error(None, error.messages)
        return False
    messages.success(request, f"{document} tersimpan.")
    return True


def documents_of(user, cooperative):
    """The documents that ``user`` may open, newest first, with what each is about."""
    rows = Document.objects.visible_to(user).filter(cooperative=cooperative)
    return rows.select_related("uploaded_by", *ABOUT, "case__cooperative")


@demands(Permission.VIEW_DOCUMENTS)
@never_cache
@require_safe
def document_download(request, uid):
    """The file, as an attachment; who took it is recorded."""
    document = Document.objects.visible_to(request.user).filter(uid=uid).first()
    if document is None:
        raise Http404("Dokumen tidak ditemukan di wilayah kerja Anda.")
    try:
        return file_response(request, document)
    except FileLost as lost:
        messages.error(request, str(lost))
        return redirect("cooperative-documents", uid=document.cooperative.uid)


def file_response(request, document: Document) -> FileResponse:
    """The bytes for saving, never for showing. Raises FileLost."""
    file = open_file(document)
    if request.method == "GET":
        note_reading(request, document, "berkas", "Unduh dokumen")
    response = FileResponse(
        file, as_attachment=True, filename=document.filename, content_type=document.media_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@demands(Permission.EDIT_COOPERATIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def document_remove(request, uid):
    """Remove a document that was kept by mistake, with the reason."""
    rows = Document.objects.select_related("cooperative__district")
    document = find_editable(rows, request.user, uid=uid)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remove(document, form.cleaned_data["reason"])
        messages.success(request, f"{document} dihapus.")
        return redirect("cooperative-documents", uid=document.cooperative.uid)
    context = {"document": document, "cooperative": document.cooperative, "form": form}
    status = 400 if form.is_bound else 200
    return render(request, "registry/documents/remove.html", context, status=status)
