"""The report of a UPT for a month or a quarter, what happened to it, and what was marked in it.

A report is one flat map of values: see ``reports/questionnaire/paths.py``. Draft and returned
reports are edited; from the moment one is submitted, the database refuses every change that is
not a step of its life. A correction is a new row that refers to the accepted one.
"""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from bengkalis.access import Permission
from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, not_blank, state_needs
from bengkalis.versions import Versioned, count_versions
from programs.models.refusing import append_only, before, refuse
from reports import unit_triggers
from reports.enums import IN_WORK, Channel, ClockTrust, ReportState, ReportStep
from reports.models.periods import ReportDuty
from reports.models.report_forms import FormVersion
from reports.reach import offices_of


def _person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=label,
    )


def _when(label: str) -> models.DateTimeField:
    return models.DateTimeField(label, null=True, editable=False)


class UnitReportQuerySet(models.QuerySet):
    """A UPT sees its own reports; the dinas sees those that were filed at least once."""

    def visible_to(self, user) -> "UnitReportQuerySet":
        seen = offices_of(user, Permission.VIEW_REPORTS)
        if not seen.everywhere:
            return self.filter(duty__office__in=seen.offices)
        own = offices_of(user, Permission.FILE_REPORTS)
        filed = Q(first_filed_at__isnull=False)
        return self.filter(filed | Q(duty__office__in=own.offices))

    def editable_by(self, user) -> "UnitReportQuerySet":
        reach = offices_of(user, Permission.FILE_REPORTS)
        return self.all() if reach.everywhere else self.filter(duty__office__in=reach.offices)

    def with_duty(self) -> "UnitReportQuerySet":
        return self.select_related("duty__office", "duty__period", "form")

    def accepted(self) -> "UnitReportQuerySet":
        return self.filter(state=ReportState.ACCEPTED)


@audited()
class UnitReport(Versioned):
    """One report, or one correction of it.

    ``filed_at`` is when it was filed, judged fairly; ``device_filed_at`` what the device said;
    ``submitted_at`` when the portal received it. ``first_filed_at`` decides on lateness.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    duty = models.ForeignKey(ReportDuty, models.PROTECT, related_name="reports", editable=False)
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+", editable=False)
    revision = models.PositiveSmallIntegerField("versi laporan", default=1, editable=False)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="correction"
    )
    state = models.CharField(
        "keadaan", max_length=14, choices=ReportState, default=ReportState.DRAFT, editable=False
    )
    values = models.JSONField("isi", default=dict, blank=True)
    context = models.JSONField("yang diketahui portal", default=dict, blank=True, editable=False)
    first_filed_at = _when("pertama kali dikirim")
    filed_at = _when("dikirim")
    device_filed_at = _when("dikirim menurut perangkat")
    clock = models.CharField("jam", max_length=12, choices=ClockTrust, blank=True, editable=False)
    channel = models.CharField(
        "lewat", max_length=10, choices=Channel, default=Channel.PAGE, editable=False
    )
    submitted_at = _when("diterima portal")
    submitted_by = _person("pengirim")
    returned_at = _when("dikembalikan pada")
    returned_by = _person("yang mengembalikan")
    return_reason = models.CharField("alasan", max_length=500, blank=True, editable=False)
    verified_at = _when("diverifikasi pada")
    verified_by = _person("verifikator")
    accepted_at = _when("diterima pada")
    accepted_by = _person("yang menerima")
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = UnitReportQuerySet.as_manager()

    class Meta:
        verbose_name = "laporan UPT"
        verbose_name_plural = "laporan UPT"
        ordering = ["-duty__period__year", "-id"]
        triggers = [
            before("birth", pgtrigger.Insert, unit_triggers.BIRTH),
            before("life", pgtrigger.Update, unit_triggers.LIFE),
            before(
                "kept",
                pgtrigger.Delete,
                unit_triggers.UNDELETED,
                condition=pgtrigger.Q(old__first_filed_at__isnull=False),
            ),
            count_versions(),
        ]
        indexes = [
            models.Index(fields=["state", "filed_at"], name="report_by_state"),
            models.Index(fields=["updated_at", "id"], name="report_by_change"),
        ]
        constraints = [
            check("report_state_known", Q(state__in=ReportState.values), "Keadaan tak dikenal."),
            check("report_channel_known", Q(channel__in=Channel.values), "Jalan tidak dikenal."),
            check("report_clock_known", Q(clock__in=["", *ClockTrust.values]), "Jam tak dikenal."),
            check(
                "report_filed_whole",
                Q(state=ReportState.DRAFT)
                | Q(
                    first_filed_at__isnull=False,
                    filed_at__isnull=False,
                    submitted_at__isnull=False,
                    clock__gt="",
                ),
                "Laporan yang dikirim punya waktu kirim.",
            ),
            check(
                "report_filed_before_received",
                Q(filed_at__isnull=True) | Q(filed_at__lte=F("submitted_at")),
                "Laporan tidak mungkin dikirim setelah diterima portal.",
            ),
            state_needs(
                "report_returned_why",
                {"state": ReportState.RETURNED},
                Q(returned_at__isnull=False, return_reason__regex=r"\S"),
                "Laporan dikembalikan dengan alasan.",
            ),
            state_needs(
                "report_verified_when",
                {"state": ReportState.VERIFIED},
                Q(verified_at__isnull=False),
                "Laporan yang terverifikasi punya waktunya.",
            ),
            check(
                "report_accepted_when",
                ~Q(state__in=[ReportState.ACCEPTED, ReportState.SUPERSEDED])
                | Q(accepted_at__isnull=False, verified_at__isnull=False),
                "Laporan yang diterima punya waktunya.",
            ),
            check(
                "report_not_verified_by_sender",
                Q(verified_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(verified_by=F("submitted_by")),
                "Pengirim laporan tidak memverifikasi laporannya sendiri.",
            ),
            check(
                "report_not_accepted_by_sender",
                Q(accepted_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(accepted_by=F("submitted_by")),
                "Pengirim laporan tidak menerima laporannya sendiri.",
            ),
            check(
                "report_accepted_by_another",
                Q(accepted_by__isnull=True)
                | Q(verified_by__isnull=True)
                | ~Q(accepted_by=F("verified_by")),
                "Laporan diterima oleh orang lain daripada verifikatornya.",
            ),
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(state__in=IN_WORK),
                name="report_one_in_work",
                violation_error_message="Untuk periode ini sudah ada laporan yang dikerjakan.",
            ),
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(state=ReportState.ACCEPTED),
                name="report_one_accepted",
                violation_error_message="Untuk periode ini sudah ada laporan yang diterima.",
            ),
        ]

    def __str__(self) -> str:
        start = "Koreksi laporan" if self.corrects_id else "Laporan"
        return f"{start} {self.duty}"

    def get_absolute_url(self) -> str:
        return self.duty.get_absolute_url()

    @property
    def is_editable(self) -> bool:
        return self.state in (ReportState.DRAFT, ReportState.RETURNED)

    @property
    def is_nil(self) -> bool:
        """It says that there was nothing to report: another thing than no report."""
        return self.values.get("nihil") is True


@audited()
class ReportEvent(Cleaned):
    """One step in the life of a report. Of a submission, ``values`` keeps what it said then."""

    report = models.ForeignKey(UnitReport, models.CASCADE, related_name="events")
    step = models.CharField("langkah", max_length=12, choices=ReportStep)
    at = models.DateTimeField("waktu", db_default=Now(), editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("alasan", max_length=500, blank=True)
    values = models.JSONField("isi saat itu", null=True)
    details = models.JSONField("keterangan", default=dict, blank=True)

    class Meta:
        verbose_name = "langkah laporan"
        ordering = ["report", "id"]
        triggers = [
            before(
                "append_only",
                pgtrigger.Update,
                refuse("Riwayat laporan tidak dapat diubah."),
            )
        ]
        constraints = [
            check("report_step_known", Q(step__in=ReportStep.values), "Langkah tidak dikenal."),
        ]

    def __str__(self) -> str:
        return self.get_step_display()


@audited()
class ReportMark(Cleaned):
    """A value that whoever returned the report wants mended, and why."""

    event = models.ForeignKey(ReportEvent, models.CASCADE, related_name="marks")
    path = models.CharField("isian", max_length=120)
    text = models.CharField("catatan", max_length=300, blank=True)

    class Meta:
        verbose_name = "tanda pada isian"
        ordering = ["event", "id"]
        triggers = [append_only("Tanda pada isian tidak dapat diubah.")]
        constraints = [
            not_blank("mark_path_given", "path", "Isian yang ditandai wajib disebut."),
            models.UniqueConstraint(
                fields=["event", "path"],
                name="mark_once",
                violation_error_message="Isian ini sudah ditandai.",
            ),
        ]

    def __str__(self) -> str:
        return self.path
