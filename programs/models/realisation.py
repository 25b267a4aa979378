"""What became of the money and the work, month by month, and whom it reached."""

# Triggers are put together from our own sentences and names of our own tables.
# ruff: noqa: S608
import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from bengkalis.access import Permission
from bengkalis.audit import audited
from bengkalis.constraints import check, not_blank, not_negative
from bengkalis.versions import Versioned, count_versions
from programs.models.nomenclature import OfficeWideQuerySet
from programs.models.plans import PlanLine
from programs.models.refusing import before, refuse
from registry.models import Coaching, Cooperative, Enterprise

# The plan is locked in share mode: nobody approves a smaller pagu or closes the month meanwhile.
_WITHIN_PAGU = f"""
    SELECT p.id, p.closed_month INTO plan, closed
        FROM programs_planline l JOIN programs_plan p ON p.id = l.plan_id
        WHERE l.id = NEW.line_id FOR SHARE OF p;
    IF NEW.month <= closed THEN {refuse("Realisasi bulan ini sudah ditutup.")} END IF;
    SELECT r.pagu INTO ceiling FROM programs_planrow r
        WHERE r.line_id = NEW.line_id AND r.budget_id = (
            SELECT v.id FROM programs_budgetversion v WHERE v.plan_id = plan
            AND v.state = 'disahkan' ORDER BY v.sequence DESC LIMIT 1);
    IF ceiling IS NULL THEN
        {refuse("Belum ada pagu yang disahkan untuk baris ini.")}
    END IF;
    IF NEW.amount > ceiling THEN
        {refuse("Realisasi % melebihi pagu yang berlaku, %.", "NEW.amount", "ceiling")}
    END IF;
    IF NEW.explanation !~ '\\S' AND EXISTS (
        SELECT FROM programs_realisation m
        WHERE m.line_id = NEW.line_id AND m.id <> NEW.id AND m.month < NEW.month
        AND (m.amount > NEW.amount OR m.physical > NEW.physical OR m.output > NEW.output)
    ) THEN {refuse("Realisasi lebih kecil daripada bulan sebelumnya; jelaskan sebabnya.")} END IF;
    IF EXISTS (
        SELECT FROM programs_realisation m
        WHERE m.line_id = NEW.line_id AND m.id <> NEW.id AND m.month > NEW.month
        AND m.explanation !~ '\\S'
        AND (m.amount < NEW.amount OR m.physical < NEW.physical OR m.output < NEW.output)
    ) THEN {refuse("Realisasi lebih besar daripada bulan sesudahnya.")} END IF;
    RETURN NEW;
"""
_NOT_CLOSED = f"""
    IF OLD.month <= (
        SELECT p.closed_month FROM programs_planline l JOIN programs_plan p ON p.id = l.plan_id
        WHERE l.id = OLD.line_id FOR SHARE OF p
    ) THEN {refuse("Realisasi bulan ini sudah ditutup.")} END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


@audited()
class Realisation(Versioned):
    """How far a line of the plan is at the end of a month, from January on.

    ``amount`` in rupiah, ``physical`` in percent, ``output`` in the unit of the row's target; each
    counts from January to the end of ``month``. Never above the pagu in force; less than the month
    before only with an explanation. Both are refused by the database.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(PlanLine, models.PROTECT, related_name="realisations")
    month = models.PositiveSmallIntegerField("bulan")
    amount = models.DecimalField("keuangan (Rp)", max_digits=18, decimal_places=2)
    physical = models.DecimalField("fisik (%)", max_digits=5, decimal_places=2)
    output = models.DecimalField("keluaran", max_digits=16, decimal_places=2, null=True, blank=True)
    problem = models.CharField("masalah", max_length=500, blank=True)
    follow_up = models.CharField("tindak lanjut", max_length=500, blank=True)
    explanation = models.CharField("penjelasan", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = OfficeWideQuerySet.as_manager()

    class Meta:
        verbose_name = "realisasi"
        verbose_name_plural = "realisasi"
        ordering = ["line", "month"]
        indexes = [models.Index(fields=["updated_at", "id"], name="realisation_by_change")]
        triggers = [
            before(
                "within_pagu",
                pgtrigger.Insert | pgtrigger.Update,
                _WITHIN_PAGU,
                declare=[("plan", "bigint"), ("closed", "int"), ("ceiling", "numeric")],
            ),
            before("not_closed", pgtrigger.Update | pgtrigger.Delete, _NOT_CLOSED),
            count_versions(),
        ]
        constraints = [
            check("realisation_month", Q(month__range=(1, 12)), "Bulan 1 sampai 12."),
            not_negative(
                "realisation_not_negative",
                *("amount", "output"),
                sentence="Realisasi tidak mungkin negatif.",
            ),
            check(
                "realisation_physical",
                Q(physical__range=(0, 100)),
                "Realisasi fisik 0 sampai 100 persen.",
            ),
            check(
                "realisation_problem_followed",
                Q(problem="") | Q(follow_up__regex=r"\S"),
                "Masalah ditulis bersama tindak lanjutnya.",
            ),
            models.UniqueConstraint(
                fields=["line", "month"],
                name="realisation_once_a_month",
                violation_error_message="Realisasi bulan ini sudah dicatat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} bulan {self.month}"


class BeneficiaryQuerySet(OfficeWideQuerySet):
    edit_permission = Permission.RECORD_REALISATION


@audited()
class Beneficiary(Versioned):
    """A cooperative or an MSME that a line of the plan reached. Once a line, however often."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(PlanLine, models.PROTECT, related_name="beneficiaries")
    cooperative = models.ForeignKey(
        Cooperative,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="benefits",
        verbose_name="koperasi",
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="benefits",
        verbose_name="UMKM",
    )
    received_on = models.DateField("tanggal")
    benefit = models.CharField("bentuk manfaat", max_length=200)
    coaching = models.ForeignKey(
        Coaching, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = BeneficiaryQuerySet.as_manager()

    class Meta:
        verbose_name = "penerima manfaat"
        verbose_name_plural = "penerima manfaat"
        ordering = ["line", "received_on", "id"]
        indexes = [
            models.Index(fields=["received_on", "id"], name="beneficiary_by_day"),
            models.Index(fields=["updated_at", "id"], name="beneficiary_by_change"),
        ]
        triggers = [count_versions()]
        constraints = [
            check(
                "beneficiary_is_one",
                Q(cooperative__isnull=False, enterprise__isnull=True)
                | Q(cooperative__isnull=True, enterprise__isnull=False),
                "Penerima manfaat adalah satu koperasi atau satu UMKM.",
            ),
            not_blank("beneficiary_benefit_given", "benefit", "Bentuk manfaat wajib diisi."),
            check("beneficiary_not_ahead", Q(received_on__lte=Now()), "Tanggal itu belum tiba."),
            models.UniqueConstraint(
                fields=["line", "cooperative"],
                name="beneficiary_cooperative_once",
                violation_error_message="Koperasi ini sudah tercatat sebagai penerima.",
            ),
            models.UniqueConstraint(
                fields=["line", "enterprise"],
                name="beneficiary_enterprise_once",
                violation_error_message="UMKM ini sudah tercatat sebagai penerima.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def subject(self) -> Cooperative | Enterprise:
        return self.cooperative or self.enterprise
