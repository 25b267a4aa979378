"""Health assessments of savings-and-loan cooperatives, each under the rule of its time."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from bengkalis.access import Permission
from bengkalis.audit import audited
from bengkalis.constraints import check
from bengkalis.versions import Versioned, count_versions
from registry.enums import HealthPredicate
from registry.models.boards import PartQuerySet
from registry.models.cooperatives import Cooperative
from registry.models.rules import Rule


class HealthQuerySet(PartQuerySet):
    edit_permission = Permission.ASSESS_HEALTH


@audited()
class HealthAssessment(Versioned):
    """The health of one cooperative in one book year: scores per aspect, total 0-100, predicate.

    ``rule`` is the wording under which it was assessed; total and predicate are computed from
    ``scores`` by that rule and kept, because a later rule does not change an earlier verdict.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="assessments")
    rule = models.ForeignKey(
        Rule, models.PROTECT, related_name="assessments", verbose_name="menurut aturan"
    )
    book_year = models.PositiveSmallIntegerField("tahun buku")
    assessed_on = models.DateField("tanggal penilaian")
    scores = models.JSONField("nilai per aspek")
    total = models.DecimalField("nilai akhir", max_digits=5, decimal_places=2, editable=False)
    predicate = models.CharField("predikat", max_length=24, choices=HealthPredicate, editable=False)
    note = models.CharField("catatan", max_length=300, blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = HealthQuerySet.as_manager()

    class Meta:
        verbose_name = "penilaian kesehatan"
        ordering = ["-book_year", "-id"]
        triggers = [count_versions()]
        indexes = [models.Index(fields=["updated_at", "id"], name="health_by_change")]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "book_year"],
                name="health_once_a_book_year",
                violation_error_message="Kesehatan tahun buku ini sudah dinilai.",
            ),
            check(
                "health_total_possible", Q(total__range=(0, 100)), "Nilai akhir antara 0 dan 100."
            ),
            check(
                "health_predicate_known",
                Q(predicate__in=HealthPredicate.values),
                "Predikat tidak dikenal.",
            ),
            check("health_not_ahead", Q(assessed_on__lte=Now()), "Tanggal penilaian belum tiba."),
        ]

    def __str__(self) -> str:
        return f"Kesehatan tahun buku {self.book_year}: {self.get_predicate_display()}"
