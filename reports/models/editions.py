"""What was published: one edition of a table after another, and the questions that were kept."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from bengkalis.constraints import check


class Edition(models.Model):
    """One table as it was public from ``published_at`` on, until the next edition.

    ``content`` is the protected cube, compressed (``reports.statistics.editions``): what was
    suppressed is not in it. ``fingerprint`` names the state of the data behind it. Of each day the
    last edition is kept.
    """

    table = models.SlugField("tabel", max_length=40)
    number = models.PositiveIntegerField("nomor")
    published_at = models.DateTimeField("terbit", db_default=Now())
    checked_at = models.DateTimeField("diperiksa", db_default=Now())
    fingerprint = models.CharField(max_length=64)
    content = models.BinaryField()
    changed = models.PositiveIntegerField("angka berubah", default=0)
    cells = models.PositiveIntegerField("jumlah angka", default=0)

    class Meta:
        verbose_name = "edisi statistik"
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="edition_once"),
            check(
                "edition_fingerprint",
                Q(fingerprint__regex=r"^[0-9a-f]{64}$"),
                "Sidik edisi terdiri dari 64 angka heksadesimal.",
            ),
        ]
        indexes = [models.Index(fields=["table", "published_at"], name="edition_by_day")]

    def __str__(self) -> str:
        return f"{self.table} {self.number}"


class SavedQuery(models.Model):
    """A question to a table that somebody keeps under an address (PxWebApi 2)."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    table = models.SlugField("tabel", max_length=40)
    selection = models.JSONField("pilihan")
    language = models.CharField("bahasa", max_length=2, default="id")
    output_format = models.CharField("bentuk", max_length=20, default="json-stat2")
    parameters = models.JSONField("keterangan bentuk", default=list)
    created_at = models.DateTimeField("dibuat", db_default=Now())

    class Meta:
        verbose_name = "pertanyaan tersimpan"
        ordering = ["-created_at", "-id"]
        constraints = [
            check("saved_query_language", Q(language__in=["id", "en"]), "Bahasa harus id atau en.")
        ]

    def __str__(self) -> str:
        return str(self.uid)
