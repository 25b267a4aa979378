"""Periods of the UPT reports, who owes a report for each, and what was extended or reminded."""

import re
from datetime import date, timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from bengkalis.access import Permission
from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, dates_in_order, state_needs
from bengkalis.days import months_after
from bengkalis.values import MONTHS
from bengkalis.versions import Versioned, count_versions
from programs.models.refusing import append_only
from registry.models import Office
from reports import unit_triggers
from reports.enums import Rhythm
from reports.models.report_forms import FormVersion
from reports.reach import offices_of

ROMAN = ("I", "II", "III", "IV")
MONTHS_OF = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}


@audited()
class ReportPeriod(Versioned):
    """One month or quarter: from when it may be filed, until when in time, until when at all."""

    rhythm = models.CharField("irama", max_length=10, choices=Rhythm, editable=False)
    year = models.PositiveSmallIntegerField("tahun", editable=False)
    number = models.PositiveSmallIntegerField("bulan atau triwulan", editable=False)
    form = models.ForeignKey(FormVersion, models.PROTECT, editable=False, verbose_name="formulir")
    opens_on = models.DateField("dibuka")
    due_on = models.DateField("batas waktu")
    closes_on = models.DateField("ditutup")

    class Meta:
        verbose_name = "periode laporan"
        verbose_name_plural = "periode laporan"
        ordering = ["year", "rhythm", "number"]
        triggers = [
            pgtrigger.Trigger(
                name="same_form",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=unit_triggers.SAME_PERIOD,
            ),
            count_versions(),
        ]
        indexes = [models.Index(fields=["opens_on", "closes_on"], name="period_by_days")]
        constraints = [
            check("period_rhythm_known", Q(rhythm__in=Rhythm.values), "Irama tidak dikenal."),
            check("period_year", Q(year__range=(2015, 2100)), "Tahun 2015 sampai 2100."),
            check(
                "period_number",
                Q(rhythm=Rhythm.MONTHLY, number__range=(1, 12))
                | Q(rhythm=Rhythm.QUARTERLY, number__range=(1, 4)),
                "Bulan 1 sampai 12, triwulan 1 sampai 4.",
            ),
            dates_in_order(
                "period_due_after_opening", "opens_on", "due_on", "Batas waktu sebelum dibuka."
            ),
            dates_in_order(
                "period_closes_after_due", "due_on", "closes_on", "Ditutup sebelum batas waktu."
            ),
            models.UniqueConstraint(
                fields=["rhythm", "year", "number"],
                name="period_once",
                violation_error_message="Periode ini sudah ada.",
            ),
        ]

    def __str__(self) -> str:
        if self.rhythm == Rhythm.MONTHLY:
            return f"{MONTHS[self.number - 1]} {self.year}"
        return f"Triwulan {ROMAN[self.number - 1]} {self.year}"

    @property
    def code(self) -> str:
        """``2020-01`` or ``2020-tw1``, as in addresses."""
        monthly = self.rhythm == Rhythm.MONTHLY
        return f"{self.year}-{self.number:02d}" if monthly else f"{self.year}-tw{self.number}"

    @property
    def first_day(self) -> date:
        return date(self.year, (self.number - 1) * MONTHS_OF[Rhythm(self.rhythm)] + 1, 1)

    @property
    def last_day(self) -> date:
        return months_after(self.first_day, MONTHS_OF[Rhythm(self.rhythm)]) - timedelta(days=1)


def period_key(code: str) -> dict | None:
    """What ``2020-01`` or ``2020-tw1`` says: rhythm, year, number; None for anything else."""
    match = re.fullmatch(r"([0-9]{4})-(?:(0[1-9]|1[0-2])|tw([1-4]))", code, re.ASCII)
    if match is None:
        return None
    rhythm = Rhythm.MONTHLY if match[2] else Rhythm.QUARTERLY
    return {"rhythm": rhythm, "year": int(match[1]), "number": int(match[2] or match[3])}


class DutyQuerySet(models.QuerySet):
    """Everybody who may see reports sees which are owed: own office at a UPT, all at the dinas."""

    def reached_by(self, user, permission: str) -> "DutyQuerySet":
        reach = offices_of(user, permission)
        return self.all() if reach.everywhere else self.filter(office__in=reach.offices)

    def visible_to(self, user) -> "DutyQuerySet":
        return self.reached_by(user, Permission.VIEW_REPORTS)

    def editable_by(self, user) -> "DutyQuerySet":
        """Where ``user`` may write and file the report."""
        return self.reached_by(user, Permission.FILE_REPORTS)

    def named(self, office: str, period: str) -> "DutyQuerySet":
        """``named("UPT-MANDAU", "2020-tw1")``; nothing for a code that is none."""
        asked = period_key(period)
        if asked is None:
            return self.none()
        return self.filter(office__code=office, **{f"period__{k}": v for k, v in asked.items()})


@audited()
class ReportDuty(Versioned):
    """That an office owes the report of a period; perhaps with more time, for a reason."""

    period = models.ForeignKey(ReportPeriod, models.PROTECT, related_name="duties")
    office = models.ForeignKey(Office, models.PROTECT, related_name="duties")
    extended_to = models.DateField("diperpanjang sampai", null=True, blank=True)
    extension_reason = models.CharField("alasan perpanjangan", max_length=300, blank=True)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    extended_at = models.DateTimeField("diperpanjang pada", null=True, editable=False)
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "kewajiban lapor"
        verbose_name_plural = "kewajiban lapor"
        ordering = ["period", "office"]
        triggers = [
            pgtrigger.Trigger(
                name="extended_beyond",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=unit_triggers.EXTENDED_BEYOND,
            ),
            count_versions(),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "office"],
                name="duty_once",
                violation_error_message="Kantor ini sudah wajib lapor untuk periode itu.",
            ),
            state_needs(
                "duty_extended_why",
                {"extended_to__isnull": False},
                Q(extension_reason__regex=r"\S", extended_at__isnull=False),
                "Perpanjangan wajib disertai alasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}, {self.period}"

    @property
    def due_on(self) -> date:
        """The last day in time, an extension included."""
        return max(self.period.due_on, self.extended_to or self.period.due_on)

    @property
    def closes_on(self) -> date:
        """The last day on which a first report is taken at all."""
        return max(self.period.closes_on, self.extended_to or self.period.closes_on)

    @property
    def address(self) -> tuple[str, str]:
        return self.office.code, self.period.code

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("unit-report", args=self.address)


@audited()
class Reminder(Cleaned):
    """One mail to one person about one duty and one occasion, sent once."""

    duty = models.ForeignKey(ReportDuty, models.CASCADE, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    occasion = models.CharField("perihal", max_length=12)
    day = models.DateField("tanggal")
    sent_at = models.DateTimeField("dikirim", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "pengingat"
        ordering = ["-sent_at", "-id"]
        triggers = [append_only("Pengingat yang terkirim tidak berubah.")]
        constraints = [
            check(
                "reminder_occasion_known",
                Q(occasion__in=["menjelang", "hari_h", "lewat"]),
                "Perihal pengingat tidak dikenal.",
            ),
            models.UniqueConstraint(
                fields=["duty", "user", "occasion", "day"],
                name="reminder_once",
                violation_error_message="Pengingat ini sudah terkirim.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.duty_id}"
