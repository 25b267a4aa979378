"""What ``/api/v1/agreements`` and ``/api/v1/pacts`` share: the paper, its parties, its PDF.

A paper names its parties with their NIP; here they stand without.
"""

import json
from collections.abc import Callable

from django.db.models import F
from django.http import Http404, HttpResponse
from rest_framework import renderers, serializers

from bengkalis import conditional
from bengkalis.access import Permission
from bengkalis.listing import Computed, RowsView
from bengkalis.serializers import RowSerializer
from programs.api.plans import URL, copied
from programs.enums import PaperState, Part, SealKind, SignatureKind
from programs.models import Paper, PaperFile, Signature

TOLD = ("part", "name", "position", "office")
CHECKED_AT = "/verifikasi/{}/"  # of the paper, for strangers: the address that QR codes carry
PAPER = ("uid", "code", "year", "title", "state", "dated_on")
LIFE = (
    *("supersedes", "superseded_by", "in_force_at", "superseded_at", "revoked_at", "reason"),
    *("content_sha256", "pdf_sha256", "seal", "verification_url", "pdf_url"),
    *("is_demo", "version", "updated_at", "url"),
)


class PartySerializer(serializers.Serializer):
    """Whoever signs, as the paper names them; ``signature`` is null until they have."""

    part = serializers.ChoiceField(choices=Part.choices, label="sebagai")
    name = serializers.CharField(label="nama")
    position = serializers.CharField(label="jabatan")
    office = serializers.CharField(label="kantor", allow_null=True)
    signature = serializers.ChoiceField(
        choices=SignatureKind.choices, label="jenis tanda tangan", allow_null=True
    )
    signed_on = serializers.DateField(label="tanggal tanda tangan", allow_null=True)


class PaperSerializer(RowSerializer):
    """The paper: where it stands in its life, and what it is checked by."""

    parties = PartySerializer(many=True, read_only=True, label="para pihak")
    supersedes = copied("supersedes.uid", "menggantikan (uid)", serializers.UUIDField)
    superseded_by = copied("successor.uid", "digantikan oleh (uid)", serializers.UUIDField)
    pdf_sha256 = copied("file.sha256", "SHA-256 PDF", allow_null=True)
    seal = copied(
        "file.seal", "segel", serializers.ChoiceField, choices=SealKind.choices, allow_null=True
    )
    verification_url = serializers.URLField(
        read_only=True, allow_null=True, help_text="Halaman periksa keaslian, tanpa masuk."
    )
    pdf_url = serializers.URLField(
        read_only=True, allow_null=True, help_text="PDF persis seperti ditandatangani."
    )
    url = serializers.URLField(read_only=True, help_text=URL)

    def get_fields(self) -> dict:
        fields = super().get_fields()
        for name in ("supersedes", "superseded_by", "content_sha256"):
            fields[name].allow_null = True
        return fields


class PapersView(RowsView):
    """Rows are papers of one kind, with what they are papers of."""

    permissions = {"GET": Permission.VIEW_PROGRAMS}
    versioned = True
    kind: str
    owner: str  # the way from the paper to its agreement or pact

    def rows(self, request):
        papers = Paper.objects.visible_to(request.user)
        return papers.filter(kind=self.kind, **{f"{self.owner}__isnull": False})


class PdfRenderer(renderers.BaseRenderer):
    """Lets clients ask for ``application/pdf``; the view answers with the bytes itself."""

    media_type, format, charset = "application/pdf", "pdf", None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return data


class PdfView(PapersView):
    """The bytes of the PDF, whose ETag is their SHA-256."""

    serializer_class = None
    has_etag = True
    renderer_classes = [renderers.JSONRenderer, PdfRenderer]

    def perform_content_negotiation(self, request, force=False):
        """Errors are JSON whatever was asked for."""
        super().perform_content_negotiation(request, force)
        return renderers.JSONRenderer(), "application/json"

    def answer(self, request, uid):
        """The PDF, or 304. Raises Http404: no such paper, or none that all have signed."""
        papers = self.rows(request).filter(uid=uid)
        file = PaperFile.objects.filter(paper__in=papers).select_related("paper").first()
        if file is None:
            raise Http404
        headers = {"ETag": f'"{file.sha256}"'}
        if conditional.held(request.headers.get("If-None-Match", ""), headers["ETag"]):
            return conditional.empty(304, headers)
        name = f"{file.paper.kind}-{file.paper.year}-{file.paper.code}.pdf"
        headers |= {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(bytes(file.content), "application/pdf", headers=headers)


def _checks(rows, request):
    public = {PaperState.IN_FORCE, PaperState.SUPERSEDED, PaperState.REVOKED}
    return [
        request.build_absolute_uri(CHECKED_AT.format(row["code"]))
        if row["state"] in public
        else None
        for row in rows
    ]


def _pdfs(address: Computed) -> Callable:
    def values(rows, request):
        addresses = address.values(rows, request)
        pairs = zip(rows, addresses, strict=True)
        return [f"{start}/pdf" if row["file__sha256"] else None for row, start in pairs]

    return values


def columns(address: Computed, drafted: Callable) -> dict[str, Computed]:
    """Fields that both kinds compute; ``drafted`` gives the parties of papers not yet opened."""
    return {
        "parties": Computed(("id", "state", "content"), _parties(drafted)),
        "verification_url": Computed(("code", "state"), _checks),
        "pdf_url": Computed((*address.needs, "file__sha256"), _pdfs(address)),
        "url": address,
    }


def _parties(drafted: Callable) -> Callable:
    """What the paper says once it is opened, until then what it would say today."""

    def values(rows, request):
        drafts = [row["id"] for row in rows if row["state"] == PaperState.DRAFT]
        named = drafted(drafts) if drafts else {}
        signed = _signatures([row["id"] for row in rows])
        return [
            [_party(one, signed, row["id"]) for one in named.get(row["id"]) or _said(row)]
            for row in rows
        ]

    return values


def _said(row: dict) -> list[dict]:
    return json.loads(row["content"])["parties"] if row["content"] else []


def _party(said: dict, signed: dict, paper: int) -> dict:
    told = {name: said[name] or None for name in TOLD}
    nothing = {"signature": None, "signed_on": None}
    return told | signed.get((paper, said["part"]), nothing)


def _signatures(papers: list[int]) -> dict:
    """(paper, part) → kind and day of the signatures on the content as it stands."""
    found = Signature.objects.filter(paper_id__in=papers, round=F("paper__round"))
    return {
        (one["paper_id"], one["part"]): {"signature": one["kind"], "signed_on": one["signed_on"]}
        for one in found.order_by("place").values("paper_id", "part", "kind", "signed_on")
    }
