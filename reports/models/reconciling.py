"""A published figure beside the register: what it is compared with, and why the two differ."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from bengkalis.audit import audited
from bengkalis.constraints import check, not_blank
from bengkalis.versions import Versioned, count_versions
from registry.models import KbliSection
from registry.nik import refuse_nik_in
from reports.models.published import PublishedFigure


class Counted(models.TextChoices):
    """What of the register stands beside a published series."""

    COOPERATIVES = "cooperatives", "koperasi, tanpa yang dibubarkan"
    ACTIVE = "active", "koperasi aktif"
    INACTIVE = "inactive", "koperasi tidak aktif"
    HELD_MEETING = "held_meeting", "koperasi yang melaksanakan RAT"
    PROPOSED = "proposed", "koperasi yang diusulkan bubar"
    MEMBERS = "members", "anggota koperasi aktif"
    ENTERPRISES = "enterprises", "UMKM"
    MICRO = "micro", "usaha mikro"
    WORKERS = "workers", "tenaga kerja UMKM"


@audited()
class Comparison(Versioned):
    """A published series and what it is compared with; an office may add to the delivered ones."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    series = models.CharField("deret", max_length=200, unique=True)
    counted = models.CharField("dibandingkan dengan", max_length=12, choices=Counted)
    section = models.ForeignKey(
        KbliSection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lapangan usaha",
    )

    class Meta:
        verbose_name = "perbandingan deret"
        ordering = ["series"]
        triggers = [count_versions()]
        constraints = [
            not_blank("comparison_series_given", "series", "Deret angka wajib diisi."),
            check(
                "comparison_counted_known",
                Q(counted__in=Counted.values),
                "Yang dibandingkan tidak dikenal.",
            ),
            check(
                "comparison_section_of_enterprises",
                Q(section__isnull=True) | Q(counted__in=["enterprises", "micro", "workers"]),
                "Lapangan usaha hanya berlaku untuk UMKM.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}: {self.get_counted_display()}"


@audited()
class Explanation(Versioned):
    """Why a published figure and the register differ; two populations are never added."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    figure = models.OneToOneField(
        PublishedFigure, models.CASCADE, related_name="explanation", verbose_name="angka terbit"
    )
    text = models.CharField("penjelasan", max_length=500)
    text_en = models.CharField("penjelasan (Inggris)", max_length=500, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "penjelasan selisih"
        ordering = ["figure", "id"]
        triggers = [count_versions()]
        constraints = [
            not_blank("explanation_text_given", "text", "Penjelasan wajib diisi."),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Explanations are public."""
        super().clean()
        refuse_nik_in(self, "text", "text_en")
