"""What leads from doubt to evidence: tasks, field visits, and dissolution cases."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from bengkalis.access import Permission
from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, dates_in_order, not_blank, set_together, state_needs
from bengkalis.versions import Versioned, count_versions
from registry import enums
from registry.models.boards import PartQuerySet
from registry.models.cooperatives import Cooperative
from registry.nik import refuse_nik_in


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )


class VisitQuerySet(PartQuerySet):
    edit_permission = Permission.RECORD_VISIT


@audited()
class FieldVisit(Versioned):
    """Somebody of the office went to a cooperative: when, and what was found there."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="visits")
    visited_on = models.DateField("tanggal kunjungan")
    found = models.CharField("keadaan yang ditemukan", max_length=10, choices=enums.Found)
    has_board = models.BooleanField("pengurus masih ada", null=True, blank=True)
    met_with = models.CharField("bertemu dengan", max_length=150, blank=True)
    result = models.TextField("hasil kunjungan")
    follow_up = models.TextField("tindak lanjut", blank=True)
    recorded_by = _person()
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "kunjungan lapangan"
        ordering = ["-visited_on", "-id"]
        triggers = [count_versions()]
        indexes = [
            models.Index(fields=["visited_on", "id"], name="visit_by_day"),
            models.Index(fields=["updated_at", "id"], name="visit_by_change"),
        ]
        constraints = [
            not_blank("visit_result_given", "result", "Hasil kunjungan wajib diisi."),
            check("visit_found_known", Q(found__in=enums.Found.values), "Keadaan tidak dikenal."),
            check("visit_not_ahead", Q(visited_on__lte=Now()), "Tanggal kunjungan belum tiba."),
        ]

    def __str__(self) -> str:
        return f"Kunjungan {self.visited_on:%d-%m-%Y}"

    def clean(self) -> None:
        """Whoever reads the register reads these words."""
        super().clean()
        refuse_nik_in(self, "met_with", "result", "follow_up")


class TaskQuerySet(PartQuerySet):
    edit_permission = Permission.OPEN_TASK

    def open(self) -> "TaskQuerySet":
        return self.filter(closed_on__isnull=True)


@audited()
class Task(Versioned):
    """Something to find out at a cooperative; closed by a visit, or by hand with a note."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="tasks")
    kind = models.CharField("perihal", max_length=12, choices=enums.TaskKind)
    reason = models.CharField("alasan", max_length=300)
    opened_on = models.DateField("diberikan", editable=False)
    opened_by = _person()
    due_on = models.DateField("paling lambat", null=True, blank=True)
    closed_on = models.DateField("selesai", null=True, editable=False)
    closed_by = _person()
    closing_note = models.CharField("catatan penutup", max_length=300, blank=True)
    visit = models.ForeignKey(
        FieldVisit, models.PROTECT, null=True, editable=False, related_name="tasks_closed"
    )
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "tugas"
        ordering = ["due_on", "id"]
        triggers = [count_versions()]
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=Q(closed_on__isnull=True), name="task_open"
            ),
            models.Index(fields=["due_on", "id"], name="task_by_day"),
            models.Index(fields=["closed_on", "id"], name="task_by_closing"),
            models.Index(fields=["updated_at", "id"], name="task_by_change"),
        ]
        constraints = [
            check("task_kind_known", Q(kind__in=enums.TaskKind.values), "Perihal tidak dikenal."),
            not_blank("task_reason_given", "reason", "Alasan tugas wajib diisi."),
            dates_in_order(
                "task_due_in_order", "opened_on", "due_on", "Batas waktu sebelum tugas diberikan."
            ),
            dates_in_order(
                "task_closed_in_order", "opened_on", "closed_on", "Tugas selesai sebelum diberikan."
            ),
            check(
                "task_closed_by_visit_or_note",
                Q(closed_on__isnull=True) | Q(visit__isnull=False) | Q(closing_note__regex=r"\S"),
                "Tugas ditutup oleh kunjungan atau dengan catatan.",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "kind"],
                condition=Q(closed_on__isnull=True),
                name="task_one_open_of_a_kind",
                violation_error_message="Tugas dengan perihal ini masih terbuka di koperasi itu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"

    def clean(self) -> None:
        """Whoever reads the register reads these words."""
        super().clean()
        refuse_nik_in(self, "reason", "closing_note")


CLOSED = (enums.CaseState.DISSOLVED, enums.CaseState.KEPT, enums.CaseState.WITHDRAWN)


class CaseQuerySet(PartQuerySet):
    edit_permission = Permission.HANDLE_CASE

    def open(self) -> "CaseQuerySet":
        return self.exclude(state__in=CLOSED)


@audited()
class DissolutionCase(Versioned):
    """A proposal to dissolve a cooperative, from proposal to decision (PP 17/1994).

    Proof against it is that of the office itself: RAT of two years and a statement of the board.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="cases")
    state = models.CharField(
        "keadaan",
        max_length=14,
        choices=enums.CaseState,
        default=enums.CaseState.PROPOSED,
        editable=False,
    )
    basis = models.CharField("dasar usulan", max_length=16, choices=enums.CaseBasis)
    reason = models.CharField("alasan", max_length=300)
    proposed_on = models.DateField("diusulkan")
    proposed_by = _person()
    status_before = models.CharField(max_length=16, choices=enums.Status, editable=False)
    notified_on = models.DateField("diberitahukan", null=True, blank=True)
    notice_number = models.CharField("nomor surat pemberitahuan", max_length=80, blank=True)
    objection_until = models.DateField("batas keberatan", null=True, blank=True, editable=False)
    objected_on = models.DateField("keberatan diterima", null=True, blank=True)
    objection = models.TextField("isi keberatan", blank=True)
    objection_years = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name="tahun buku yang RAT-nya dibuktikan",
        default=list,
        blank=True,
    )
    has_statement = models.BooleanField("pernyataan pengurus dilampirkan", default=False)
    decided_on = models.DateField("diputus", null=True, blank=True)
    decision_number = models.CharField("nomor keputusan", max_length=80, blank=True)
    decision_reason = models.CharField("pertimbangan", max_length=300, blank=True)
    decided_by = _person()
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "usulan pembubaran"
        ordering = ["-proposed_on", "-id"]
        triggers = [count_versions()]
        indexes = [
            models.Index(fields=["state", "-proposed_on", "-id"], name="case_by_state"),
            models.Index(fields=["proposed_on", "id"], name="case_by_day"),
            models.Index(fields=["updated_at", "id"], name="case_by_change"),
        ]
        constraints = [
            check(
                "case_state_known", Q(state__in=enums.CaseState.values), "Keadaan tidak dikenal."
            ),
            check("case_basis_known", Q(basis__in=enums.CaseBasis.values), "Dasar tidak dikenal."),
            not_blank("case_reason_given", "reason", "Alasan usulan wajib diisi."),
            check("case_not_ahead", Q(proposed_on__lte=Now()), "Tanggal usulan belum tiba."),
            set_together(
                "case_notice_dated",
                "notified_on",
                "objection_until",
                "Pemberitahuan menentukan batas keberatan.",
            ),
            dates_in_order(
                "case_notified_in_order",
                "proposed_on",
                "notified_on",
                "Pemberitahuan tidak mungkin mendahului usulan.",
            ),
            dates_in_order(
                "case_objected_in_order",
                "notified_on",
                "objected_on",
                "Keberatan tidak mungkin mendahului pemberitahuan.",
            ),
            dates_in_order(
                "case_decided_in_order",
                "proposed_on",
                "decided_on",
                "Keputusan tidak mungkin mendahului usulan.",
            ),
            state_needs(
                "case_notified_has_notice",
                {"state": "diberitahukan"},
                Q(notified_on__isnull=False, notice_number__regex=r"\S"),
                "Pemberitahuan punya tanggal dan nomor surat.",
            ),
            state_needs(
                "case_objected_has_objection",
                {"state": "keberatan"},
                Q(objected_on__isnull=False, objection__regex=r"\S"),
                "Keberatan punya tanggal dan isi.",
            ),
            state_needs(
                "case_dissolved_has_decision",
                {"state": "dibubarkan"},
                Q(
                    decided_on__isnull=False,
                    decision_number__regex=r"\S",
                    notified_on__isnull=False,
                ),
                "Pembubaran didahului pemberitahuan dan punya tanggal serta nomor keputusan.",
            ),
            state_needs(
                "case_kept_has_decision",
                {"state": "dipertahankan"},
                Q(decided_on__isnull=False, decision_reason__regex=r"\S"),
                "Keputusan mempertahankan punya tanggal dan pertimbangan.",
            ),
            models.UniqueConstraint(
                fields=["cooperative"],
                condition=Q(state__in=["diusulkan", "diberitahukan", "keberatan"]),
                name="case_one_open",
                violation_error_message="Koperasi ini masih punya usulan pembubaran yang berjalan.",
            ),
        ]

    def __str__(self) -> str:
        return f"Usulan pembubaran {self.cooperative}"

    def clean(self) -> None:
        """Whoever reads the register reads these words."""
        super().clean()
        refuse_nik_in(self, "reason", "objection", "decision_reason")


class CaseStepQuerySet(PartQuerySet):
    edit_permission = Permission.HANDLE_CASE
    district_path = "case__cooperative__district"


@audited()
class CaseStep(Cleaned):
    """One step of a dissolution case, as it was recorded; steps are only ever added."""

    case = models.ForeignKey(DissolutionCase, models.CASCADE, related_name="steps")
    state = models.CharField("langkah", max_length=14, choices=enums.CaseState)
    happened_on = models.DateField("tanggal")
    note = models.CharField("catatan", max_length=300, blank=True)
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)
    recorded_by = _person()

    objects = CaseStepQuerySet.as_manager()

    class Meta:
        verbose_name = "langkah usulan pembubaran"
        ordering = ["-id"]
        constraints = [
            check("case_step_known", Q(state__in=enums.CaseState.values), "Langkah tidak dikenal."),
            check("case_step_not_ahead", Q(happened_on__lte=Now()), "Tanggal itu belum tiba."),
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    def clean(self) -> None:
        """Whoever reads the register reads these words."""
        super().clean()
        refuse_nik_in(self, "note")
