"""A workbook on its way in: the batch, its lines, and drafts of forms not yet saved."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from bengkalis.access import Permission, ScopedQuerySet
from bengkalis.audit import audited
from bengkalis.constraints import check, state_needs
from bengkalis.sealed import SealedJSONField
from registry.enums import BatchState, Outcome


class BatchQuerySet(ScopedQuerySet):
    """Batches of cooperatives belong to whoever may import, at the offices that reach the whole
    regency. Batches of what other apps bring in have pages and rights of their own.
    """

    view_permission = Permission.IMPORT
    edit_permission = Permission.IMPORT
    district_path = None

    def within(self, scope) -> "BatchQuerySet":
        return super().within(scope).filter(kind="cooperatives")


@audited()
class ImportBatch(models.Model):
    """One uploaded file and what became of it: staged, committed, undone or discarded."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("jenis data", max_length=20)
    filename = models.CharField("nama berkas", max_length=255)
    sha256 = models.CharField(max_length=64)
    office = models.ForeignKey(
        "registry.Office", models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.STAGED)
    sheet = models.CharField("lembar", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("baris judul kolom", null=True)
    as_of = models.DateField("keadaan per", null=True)
    columns = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas masuk"
        ordering = ["-uploaded_at", "-id"]
        indexes = [models.Index(fields=["sha256"], name="batch_by_sha256")]
        constraints = [
            check("batch_state_known", Q(state__in=BatchState.values), "Keadaan tidak dikenal."),
            state_needs(
                "batch_committed_has_time",
                {"state": "committed"},
                Q(committed_at__isnull=False),
                "Berkas yang sudah dimasukkan punya waktu.",
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class ImportLine(models.Model):
    """One row of the sheet: as found, as understood, what is wrong, what it would change.

    Not in the audit trail: it is staging, and sealed because rows hold personal data. What a
    line changes in the register is in the trail of the register.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="lines")
    row = models.PositiveIntegerField("baris")
    label = models.CharField("nama", max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    raw = SealedJSONField()
    values = SealedJSONField()
    diff = SealedJSONField()
    before = SealedJSONField()
    problems = SealedJSONField()
    match_key = models.CharField(max_length=64, blank=True)
    has_warnings = models.BooleanField(default=False)
    excluded = models.BooleanField(default=False)
    target = models.ForeignKey(
        "registry.Cooperative", models.SET_NULL, null=True, related_name="+", db_index=True
    )
    target_version = models.PositiveIntegerField(null=True)
    applied_version = models.PositiveIntegerField(null=True)
    left_alone = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["row", "id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "row"], name="line_once_per_row"),
            check("line_outcome_known", Q(outcome__in=Outcome.values), "Hasil tidak dikenal."),
        ]
        indexes = [
            models.Index(fields=["batch", "outcome", "row"], name="line_by_outcome"),
            models.Index(fields=["batch", "match_key"], name="line_by_match_key"),
        ]

    def __str__(self) -> str:
        return f"baris {self.row}"


class FormDraft(models.Model):
    """What a person typed and has not saved: survives a closed tab; sealed; not in the trail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=40)
    object_key = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(null=True)
    content = SealedJSONField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "form", "object_key"], name="draft_once_per_form"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.object_key}"


class IdempotencyRecord(models.Model):
    """The answer to a POST that carried an Idempotency-Key, so that a retry gets the same one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = SealedJSONField()
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_by_age")]

    def __str__(self) -> str:
        return self.key
