"""Documents of a cooperative: deeds, minutes, certificates, letters, photographs of a visit."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from bengkalis.access import Permission
from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, not_blank
from registry.enums import DocumentKind
from registry.models.boards import PartQuerySet, Training
from registry.models.cases import DissolutionCase, FieldVisit
from registry.models.cooperatives import Cooperative, DeedAmendment
from registry.models.health import HealthAssessment
from registry.models.meetings import AnnualMeeting

ABOUT = ("amendment", "meeting", "training", "visit", "case", "assessment")


def _about(model, label: str) -> models.ForeignKey:
    return models.ForeignKey(
        model, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name=label
    )


class DocumentQuerySet(PartQuerySet):
    view_permission = Permission.VIEW_DOCUMENTS


def _at_most_one(names: tuple[str, ...]) -> Q:
    """Every pair of ``names`` has at least one empty column."""
    condition = Q()
    for place, name in enumerate(names):
        for other in names[place + 1 :]:
            condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{other}__isnull": True})
    return condition


@audited()
class Document(Cleaned):
    """One file, kept outside the web root under the SHA-256 of its content.

    It belongs to a cooperative and may be about one of its parts (at most one of ``ABOUT``).
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="documents")
    kind = models.CharField("jenis dokumen", max_length=20, choices=DocumentKind)
    title = models.CharField("judul", max_length=150)
    amendment = _about(DeedAmendment, "PAD")
    meeting = _about(AnnualMeeting, "RAT")
    training = _about(Training, "pelatihan")
    visit = _about(FieldVisit, "kunjungan")
    case = _about(DissolutionCase, "usulan pembubaran")
    assessment = _about(HealthAssessment, "penilaian kesehatan")
    filename = models.CharField("nama berkas", max_length=255, editable=False)
    media_type = models.CharField("jenis isi", max_length=40, editable=False)
    size = models.PositiveIntegerField("ukuran (bita)", editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    uploaded_at = models.DateTimeField("diunggah", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "dokumen"
        ordering = ["-uploaded_at", "-id"]
        indexes = [
            models.Index(fields=["sha256"], name="document_by_sha256"),
            models.Index(fields=["uploaded_at", "id"], name="document_by_day"),
        ]
        constraints = [
            check(
                "document_kind_known",
                Q(kind__in=DocumentKind.values),
                "Jenis dokumen tidak dikenal.",
            ),
            not_blank("document_title_given", "title", "Judul dokumen wajib diisi."),
            check(
                "document_hash_format",
                Q(sha256__regex=r"^[0-9a-f]{64}$"),
                "SHA-256 terdiri dari 64 angka heksadesimal.",
            ),
            check("document_not_empty", Q(size__gte=1), "Berkas kosong."),
            check(
                "document_about_one_thing",
                _at_most_one(ABOUT),
                "Dokumen menyangkut paling banyak satu hal.",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "sha256", "kind"],
                name="document_once",
                violation_error_message="Berkas ini sudah tersimpan untuk koperasi ini.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self):
        """The part of the cooperative that this is about, if any."""
        return next((part for name in ABOUT if (part := getattr(self, name))), None)
