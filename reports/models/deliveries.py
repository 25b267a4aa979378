"""What devices sent: each operation once, and the photographs of visits, piece by piece."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, state_needs
from programs.models.refusing import append_only, before, refuse
from reports import unit_triggers
from reports.enums import Channel, Outcome
from reports.models.periods import ReportDuty
from reports.models.unit_reports import UnitReport


class Delivery(Cleaned):
    """One operation that a device, a carried file or an Excel form brought, with its answer.

    ``uid`` was given by the device: what comes again gets the same answer and changes nothing.
    Of a conflict ``payload`` keeps what was brought, ``theirs`` what stood here; the operation
    that decides it names this one in its ``resolves``. The table is its own record: nothing in it
    is changed or deleted.
    """

    uid = models.UUIDField("nomor perangkat", unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    duty = models.ForeignKey(ReportDuty, models.PROTECT, related_name="deliveries")
    channel = models.CharField("lewat", max_length=10, choices=Channel)
    fingerprint = models.CharField("SHA-256 kiriman", max_length=64)
    payload = models.JSONField("kiriman")
    outcome = models.CharField("hasil", max_length=8, choices=Outcome)
    answer = models.JSONField("jawaban")
    resolves = models.ForeignKey("self", models.PROTECT, null=True, related_name="resolutions")
    device_at = models.DateTimeField("dibuat menurut perangkat", null=True)
    received_at = models.DateTimeField("diterima", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "kiriman perangkat"
        ordering = ["-received_at", "-id"]
        triggers = [append_only("Kiriman perangkat tidak dapat diubah atau dihapus.")]
        indexes = [models.Index(fields=["duty", "-received_at"], name="delivery_by_duty")]
        constraints = [
            check("delivery_channel_known", Q(channel__in=Channel.values), "Jalan tak dikenal."),
            check("delivery_outcome_known", Q(outcome__in=Outcome.values), "Hasil tak dikenal."),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class PhotoQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PhotoQuerySet":
        return self.filter(report__in=UnitReport.objects.visible_to(user))

    def editable_by(self, user) -> "PhotoQuerySet":
        return self.filter(report__in=UnitReport.objects.editable_by(user))


@audited()
class ReportPhoto(Cleaned):
    """A photograph of a visit: announced with its hash, then sent in pieces, then kept.

    Its file lies with the documents, outside the web root, under its SHA-256.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    report = models.ForeignKey(UnitReport, models.CASCADE, related_name="photos")
    path = models.CharField("baris", max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("ukuran (bita)")
    received = models.PositiveIntegerField("sudah diterima (bita)", default=0)
    kept_at = models.DateTimeField("lengkap", null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "foto kunjungan"
        ordering = ["report", "path", "id"]
        triggers = [before("life", pgtrigger.Update, unit_triggers.PHOTO_LIFE)]
        indexes = [models.Index(fields=["sha256"], name="photo_by_sha256")]
        constraints = [
            check(
                "photo_hash_format",
                Q(sha256__regex=r"^[0-9a-f]{64}$"),
                "SHA-256 terdiri dari 64 angka heksadesimal.",
            ),
            check("photo_size", Q(size__range=(1, 5 * 1024 * 1024)), "Foto paling besar 5 MB."),
            check("photo_received", Q(received__lte=F("size")), "Lebih banyak dari ukurannya."),
            state_needs(
                "photo_kept_whole",
                {"kept_at__isnull": False},
                Q(received=F("size")),
                "Foto yang lengkap diterima seluruhnya.",
            ),
            models.UniqueConstraint(
                fields=["report", "path", "sha256"],
                name="photo_once",
                violation_error_message="Foto ini sudah ada pada kunjungan itu.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class PhotoPiece(models.Model):
    """Bytes of a photograph that is not complete yet; gone once it is."""

    photo = models.ForeignKey(ReportPhoto, models.CASCADE, related_name="pieces")
    offset = models.PositiveIntegerField("mulai bita ke-")
    content = models.BinaryField("isi")

    class Meta:
        verbose_name = "potongan foto"
        ordering = ["photo", "offset"]
        triggers = [
            before(
                "unchanged",
                pgtrigger.Update,
                refuse("Potongan foto tidak berubah."),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["photo", "offset"], name="photo_piece_once"),
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.offset}"
