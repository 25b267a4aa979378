"""Figures that others published, each as its source wrote it, and the files that brought them."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, not_blank

NO_FIGURE = "Isi salah satu: angka, atau tanda mengapa tidak ada angka."


class CodeSystem(models.TextChoices):
    """Whose region codes: Kemendagri 14.08 is Siak, BPS 1408 is Bengkalis; never mixed."""

    KEMENDAGRI = "kemendagri", "Kemendagri"
    BPS = "bps", "BPS"


class Mark(models.TextChoices):
    """Why there is no number; zero is a number."""

    NOT_AVAILABLE = ":", "tidak tersedia"
    DASH = "-", "ditulis “-” oleh sumber"


@audited()
class BpsImport(Cleaned):
    """One file that was read and kept, known by its content: a saved answer of the BPS WebAPI, or
    a table of a workbook (``variable`` "tabel"; what was said of it is part of the fingerprint)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("sidik SHA-256", max_length=64, unique=True)
    variable = models.CharField("nomor variabel BPS", max_length=20)
    label = models.CharField("nama variabel", max_length=300)
    retrieved_on = models.DateField("diambil dari BPS")
    imported_at = models.DateTimeField("dimuat", db_default=Now(), editable=False)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="pemuat"
    )
    new = models.PositiveIntegerField("angka baru", default=0)
    changed = models.PositiveIntegerField("angka berubah", default=0)
    unchanged = models.PositiveIntegerField("angka tetap", default=0)

    class Meta:
        verbose_name = "pemuatan data BPS"
        ordering = ["-imported_at", "-id"]
        constraints = [
            check(
                "bps_import_sha256",
                Q(sha256__regex=r"^[0-9a-f]{64}$"),
                "Sidik SHA-256 terdiri dari 64 angka heksadesimal huruf kecil.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variable} {self.label}"


@audited()
class PublishedFigure(Cleaned):
    """One published number, or the mark in its place, in the edition of one day.

    ``series`` says what is counted. A value that its source changes later is a further row with a
    later ``retrieved_on``; what was published before stays.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.CharField("deret", max_length=200)
    label = models.CharField("yang dihitung", max_length=300)
    year = models.PositiveSmallIntegerField("tahun")
    as_of = models.DateField("keadaan per", null=True, blank=True)
    value = models.DecimalField("angka", max_digits=20, decimal_places=4, null=True, blank=True)
    mark = models.CharField("tanda", max_length=1, choices=Mark, blank=True)
    unit = models.CharField("satuan", max_length=60)
    code_system = models.CharField("sistem kode", max_length=10, choices=CodeSystem)
    place_code = models.CharField("kode wilayah", max_length=13)
    place_name = models.CharField("wilayah", max_length=100)
    source = models.CharField("sumber", max_length=200)
    source_ref = models.CharField("rujukan", max_length=300, blank=True)
    retrieved_on = models.DateField("diambil", null=True, blank=True)
    note = models.CharField("catatan", max_length=500, blank=True)
    bps_import = models.ForeignKey(
        BpsImport, models.PROTECT, null=True, blank=True, related_name="figures"
    )

    class Meta:
        verbose_name = "angka terbit"
        verbose_name_plural = "angka terbit"
        ordering = ["series", "year", "as_of", "place_code", "retrieved_on", "id"]
        indexes = [
            models.Index(fields=["series", "year", "id"], name="figure_series"),
            models.Index(fields=["code_system", "place_code", "id"], name="figure_place"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("series", "year", "as_of", "code_system", "place_code"),
                    *("source", "source_ref", "retrieved_on"),
                ],
                nulls_distinct=False,
                name="figure_once",
                violation_error_message="Angka ini sudah ada dari sumber dan tanggal yang sama.",
            ),
            check(
                "figure_value_or_mark",
                Q(value__isnull=False, mark="") | Q(value__isnull=True, mark__in=Mark.values),
                NO_FIGURE,
            ),
            check(
                "figure_year_of_day",
                Q(as_of__isnull=True) | Q(as_of__year=models.F("year")),
                "Tahun angka harus sama dengan tahun pada tanggal keadaannya.",
            ),
            check(
                "figure_year_in_range",
                Q(year__gte=1945, year__lte=2100),
                "Tahun angka terbit antara 1945 dan 2100.",
            ),
            check(
                "figure_code_of_system",
                Q(code_system="bps", place_code__regex=r"^([0-9]{2}|[0-9]{4}|[0-9]{7}|[0-9]{10})$")
                | Q(
                    code_system="kemendagri",
                    place_code__regex=r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$",
                ),
                "Kode wilayah tidak sesuai sistemnya: Kemendagri seperti 14.03, BPS seperti 1408.",
            ),
            not_blank("figure_series_given", "series", "Deret angka wajib diisi."),
            not_blank("figure_source_given", "source", "Sumber angka wajib diisi."),
            not_blank("figure_unit_given", "unit", "Satuan angka wajib diisi."),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.place_name} {self.year}"

    @property
    def said(self) -> tuple[Decimal | None, str]:
        """What the source wrote: the number, or the mark in its place."""
        return self.value, self.mark
