"""Findings about data, pairs that may be one cooperative, and merges that can be taken back."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from bengkalis.access import Permission, Scope
from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, dates_in_order, not_blank
from bengkalis.sealed import SealedJSONField
from registry.enums import PairState
from registry.models.boards import PartQuerySet
from registry.models.cooperatives import Cooperative


class FindingQuerySet(PartQuerySet):
    def open(self) -> "FindingQuerySet":
        """What is still to be mended: neither gone nor set aside with a reason."""
        return self.filter(closed_on__isnull=True, dismissal__isnull=True)


@audited()
class Dismissal(Cleaned):
    """A person looked at a finding and says why the data are right as they are."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="dismissals")
    rule = models.CharField("aturan mutu", max_length=40)
    reason = models.CharField("alasan", max_length=300)
    dismissed_on = models.DateField("disisihkan")
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "temuan yang disisihkan"
        ordering = ["-dismissed_on", "-id"]
        constraints = [
            not_blank("dismissal_reason_given", "reason", "Alasan wajib diisi."),
            models.UniqueConstraint(fields=["cooperative", "rule"], name="dismissal_once"),
        ]

    def __str__(self) -> str:
        return self.reason


class Finding(models.Model):
    """One rule of data quality that one cooperative breaks, from the day it was seen to the day it
    was gone. Derived from the register, therefore not in the audit trail; ``registry.quality``
    keeps it current."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="findings")
    rule = models.CharField("aturan mutu", max_length=40)
    opened_on = models.DateField("ditemukan")
    closed_on = models.DateField("hilang", null=True)
    dismissal = models.ForeignKey(Dismissal, models.SET_NULL, null=True, related_name="findings")

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "temuan"
        ordering = ["-opened_on", "-id"]
        indexes = [
            models.Index(
                fields=["rule", "cooperative"],
                condition=Q(closed_on__isnull=True),
                name="finding_open",
            ),
            models.Index(fields=["opened_on", "closed_on"], name="finding_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "rule"],
                condition=Q(closed_on__isnull=True),
                name="finding_one_open",
            ),
            dates_in_order(
                "finding_in_order", "opened_on", "closed_on", "Temuan hilang sebelum ditemukan."
            ),
        ]

    def __str__(self) -> str:
        return self.rule


class QualityRun(models.Model):
    """The whole register was checked on this day; rules that depend on the day need it daily."""

    day = models.DateField(unique=True)
    finished_at = models.DateTimeField(auto_now=True)
    cooperatives = models.PositiveIntegerField()
    opened = models.PositiveIntegerField()
    closed = models.PositiveIntegerField()

    class Meta:
        verbose_name = "pemeriksaan mutu"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%d-%m-%Y}"


class PairQuerySet(PartQuerySet):
    edit_permission = Permission.MERGE_COOPERATIVES
    district_path = "left__district"

    def within(self, scope: Scope) -> "PairQuerySet":
        """A pair shows both its cooperatives, so both must lie in reach."""
        rows = super().within(scope)
        return rows if scope.everywhere else rows.filter(right__district__in=scope.districts)

    def standing(self) -> "PairQuerySet":
        return self.filter(left__merged_into__isnull=True, right__merged_into__isnull=True)

    def open(self) -> "PairQuerySet":
        """What nobody has looked at yet."""
        return self.standing().filter(state=PairState.OPEN)

    def reachable(self) -> "PairQuerySet":
        """Standing pairs, and those that were decided by merging."""
        return self.standing() | self.filter(state=PairState.MERGED)


@audited()
class DuplicatePair(Cleaned):
    """Two rows that may be one cooperative, why that is thought, and what a person decided."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    left = models.ForeignKey(Cooperative, models.CASCADE, related_name="+")
    right = models.ForeignKey(Cooperative, models.CASCADE, related_name="+")
    reasons = models.JSONField("alasan", default=list)
    score = models.PositiveSmallIntegerField("kemiripan (persen)")
    found_on = models.DateField("ditemukan")
    state = models.CharField(max_length=10, choices=PairState, default=PairState.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    decision_reason = models.CharField("alasan keputusan", max_length=300, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = "dugaan kembar"
        ordering = ["-score", "id"]
        indexes = [models.Index(fields=["state", "-score", "id"], name="pair_by_state")]
        constraints = [
            check("pair_in_order", Q(left__lt=F("right")), "Pasangan ditulis sekali saja."),
            check("pair_score_possible", Q(score__lte=100), "Kemiripan paling banyak 100."),
            check("pair_state_known", Q(state__in=PairState.values), "Keadaan tidak dikenal."),
            models.UniqueConstraint(fields=["left", "right"], name="pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.left} / {self.right}"

    def clean_decision(self) -> None:
        """A decision says why. Raises ValidationError."""
        if not self.decision_reason.strip():
            raise ValidationError({"decision_reason": "Alasan wajib diisi."})
        self.full_clean()


class MergeQuerySet(PartQuerySet):
    edit_permission = Permission.MERGE_COOPERATIVES
    district_path = "survivor__district"

    def within(self, scope: Scope) -> "MergeQuerySet":
        """The page of a merge shows both cooperatives, so both must lie in reach."""
        rows = super().within(scope)
        return rows if scope.everywhere else rows.filter(absorbed__district__in=scope.districts)

    def standing(self) -> "MergeQuerySet":
        """Merges that were not taken back."""
        return self.filter(undone_at__isnull=True)


@audited()
class Merge(Cleaned):
    """Two rows made one: what moved, what the survivor held before, so that it can be undone.

    ``moved`` is ``{"taken": {model label: [primary keys]}, "given": {…}}``: what came to the
    survivor, and what it handed over in exchange. ``before`` and ``after`` are ``{"survivor":
    {column: value}, "absorbed": {…}}`` of the columns that the merge wrote.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    survivor = models.ForeignKey(Cooperative, models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Cooperative, models.CASCADE, related_name="absorbed_by")
    reason = models.CharField("alasan", max_length=300)
    merged_at = models.DateTimeField("digabung", auto_now_add=True)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    moved = models.JSONField(default=dict)
    before = SealedJSONField()
    after = SealedJSONField()
    undone_at = models.DateTimeField("dipisah kembali", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    undo_reason = models.CharField("alasan pemisahan", max_length=300, blank=True)
    left_behind = models.JSONField(default=list)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "penggabungan"
        ordering = ["-merged_at", "-id"]
        constraints = [
            not_blank("merge_reason_given", "reason", "Alasan penggabungan wajib diisi."),
            check(
                "merge_of_two", ~Q(survivor=F("absorbed")), "Penggabungan memerlukan dua koperasi."
            ),
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(undone_at__isnull=True),
                name="merge_once_at_a_time",
                violation_error_message="Koperasi ini sudah digabung ke koperasi lain.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} ke {self.survivor}"
