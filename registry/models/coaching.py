"""Coaching (pembinaan) of a cooperative or an MSME: who came, on what, with what result."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from bengkalis.access import Permission, Scope, ScopedQuerySet
from bengkalis.audit import audited
from bengkalis.constraints import check, not_blank
from bengkalis.versions import Versioned, count_versions
from registry.enums import CoachingKind, CoachingTopic
from registry.models.cooperatives import Cooperative
from registry.models.enterprises import Enterprise
from registry.nik import refuse_nik_in


class CoachingQuerySet(ScopedQuerySet):
    """Where the one who was coached is today."""

    view_permission = Permission.VIEW_REGISTER
    edit_permission = Permission.RECORD_COACHING

    def within(self, scope: Scope) -> "CoachingQuerySet":
        rows = self.filter(Q(cooperative__isnull=True) | Q(cooperative__merged_into__isnull=True))
        if scope.everywhere:
            return rows
        of_cooperative = Q(cooperative__district__in=scope.districts)
        return rows.filter(of_cooperative | Q(enterprise__district__in=scope.districts))

    def with_subject(self) -> "CoachingQuerySet":
        return self.select_related("cooperative__district", "enterprise__district")

    def unanswered(self) -> "CoachingQuerySet":
        """With a next step, and the subject was not coached again since."""
        later = Q(held_on__gt=OuterRef("held_on")) | Q(
            held_on=OuterRef("held_on"), pk__gt=OuterRef("pk")
        )
        again = Coaching.objects.filter(later)
        return self.filter(
            ~Exists(again.filter(cooperative=OuterRef("cooperative"))),
            ~Exists(again.filter(enterprise=OuterRef("enterprise"))),
            next_step__gt="",
        )

    def overdue(self, day: date) -> "CoachingQuerySet":
        """Whose next step should have been taken before ``day``."""
        return self.unanswered().filter(next_on__lt=day)


@audited()
class Coaching(Versioned):
    """One coaching of one cooperative or one MSME: when, how, on what, by whom, with what result.

    Several that took part in one training are several rows with the same ``title`` and day.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cooperative = models.ForeignKey(
        Cooperative,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="coachings",
        verbose_name="koperasi",
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="coachings",
        verbose_name="UMKM",
    )
    held_on = models.DateField("tanggal")
    kind = models.CharField("bentuk pembinaan", max_length=12, choices=CoachingKind)
    topic = models.CharField("pokok bahasan", max_length=12, choices=CoachingTopic)
    title = models.CharField("nama kegiatan", max_length=200, blank=True)
    coach = models.CharField("pembina", max_length=150)
    result = models.CharField("hasil", max_length=500)
    next_step = models.CharField("langkah berikutnya", max_length=300, blank=True)
    next_on = models.DateField("dilanjutkan paling lambat", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = CoachingQuerySet.as_manager()

    class Meta:
        verbose_name = "pembinaan"
        verbose_name_plural = "pembinaan"
        ordering = ["-held_on", "-id"]
        triggers = [count_versions()]
        indexes = [
            models.Index(fields=["held_on", "id"], name="coaching_by_day"),
            models.Index(fields=["topic", "held_on", "id"], name="coaching_by_topic"),
            models.Index(
                fields=["next_on", "id"], condition=Q(next_on__isnull=False), name="coaching_next"
            ),
            models.Index(fields=["updated_at", "id"], name="coaching_by_change"),
        ]
        constraints = [
            check(
                "coaching_of_one",
                Q(cooperative__isnull=False, enterprise__isnull=True)
                | Q(cooperative__isnull=True, enterprise__isnull=False),
                "Pembinaan ditujukan kepada satu koperasi atau satu UMKM.",
            ),
            check(
                "coaching_kind_known",
                Q(kind__in=CoachingKind.values),
                "Bentuk pembinaan tidak dikenal.",
            ),
            check(
                "coaching_topic_known",
                Q(topic__in=CoachingTopic.values),
                "Pokok bahasan tidak dikenal.",
            ),
            check("coaching_not_ahead", Q(held_on__lte=Now()), "Tanggal pembinaan itu belum tiba."),
            not_blank("coaching_coach_given", "coach", "Nama pembina wajib diisi."),
            not_blank("coaching_result_given", "result", "Hasil pembinaan wajib diisi."),
            check(
                "coaching_next_in_order",
                Q(next_on__isnull=True) | Q(next_on__gte=models.F("held_on")),
                "Batas langkah berikutnya tidak mungkin sebelum pembinaan.",
            ),
            check(
                "coaching_next_has_step",
                Q(next_on__isnull=True) | Q(next_step__regex=r"\S"),
                "Batas waktu diisi bersama langkah berikutnya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on:%d-%m-%Y}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("coaching", args=[self.uid])

    @property
    def subject(self) -> Cooperative | Enterprise:
        """Who was coached."""
        return self.cooperative or self.enterprise

    def clean(self) -> None:
        """Whoever reads the register reads these words."""
        super().clean()
        refuse_nik_in(self, "title", "coach", "result", "next_step")
