"""``/api/v1/documents``: what is on file, for tokens; the file itself under ``content``."""

import django_filters as filters
from django.http import Http404
from rest_framework import serializers

from bengkalis.access import Permission
from bengkalis.listing import DetailView, ListView, RowsView
from bengkalis.serializers import RowSerializer
from registry import enums
from registry.api.columns import link
from registry.filters import ChoicesFilter, PlacesFilter
from registry.models import District, Document
from registry.views.documents import file_response


class DocumentSerializer(RowSerializer):
    """One file of a cooperative; ``sha256`` is that of its bytes."""

    cooperative = serializers.SlugRelatedField(
        slug_field="uid", read_only=True, label="UID koperasi"
    )
    url = serializers.URLField(read_only=True, help_text="Alamat data ini di API.")

    class Meta:
        model = Document
        fields = (
            "uid",
            "cooperative",
            "kind",
            "title",
            "filename",
            "media_type",
            "size",
            "sha256",
            "uploaded_at",
            "is_demo",
            "url",
        )


class DocumentFilter(filters.FilterSet):
    cooperative = filters.UUIDFilter("cooperative__uid", label="UID koperasi")
    kind = ChoicesFilter(choices=enums.DocumentKind, label="Jenis dokumen")
    district = PlacesFilter("cooperative__district", District.objects.all(), "Kecamatan")

    class Meta:
        model = Document
        fields = ()


class _Documents(RowsView):
    permissions = {"GET": Permission.VIEW_DOCUMENTS}
    serializer_class = DocumentSerializer
    computed = {"url": link("api-document", "uid")}

    def rows(self, request):
        return Document.objects.visible_to(request.user).standing()


class DocumentList(_Documents, ListView):
    """Dokumen koperasi."""

    filterset_class = DocumentFilter
    orderings = {"uploaded_at": "uploaded_at", "title": "title"}


class DocumentDetail(_Documents, DetailView):
    """Satu dokumen, tanpa isinya."""


class DocumentContent(_Documents):
    """Isi satu dokumen."""

    serializer_class = None
    http_method_names = ["get", "options"]

    def get(self, request, uid):
        """Berkas aslinya, sebagai lampiran; pengunduhannya dicatat."""
        document = self.rows(request).filter(uid=uid).first()
        if document is None:
            raise Http404
        return file_response(request, document)
