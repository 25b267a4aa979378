"""Performance agreements (perjanjian kinerja): who promises whom what, and what became of it.

Form: PermenPANRB 53/2014. Its life, signatures and PDF are those of its ``paper``.
"""

# Triggers are put together from our own sentences and names of our own tables.
import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bengkalis.access import Permission
from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, not_blank, not_negative
from bengkalis.versions import Versioned, count_versions
from programs.enums import Direction, FundSource, Quarter, QuarterRule
from programs.models.nomenclature import NomenclatureItem, OfficeWideQuerySet
from programs.models.papers import Paper
from programs.models.plans import BudgetVersion, Plan, PlanLine
from programs.models.refusing import before, refuse
from registry.models import Incumbency, Position

FROZEN = "Perjanjian yang sudah dibuka untuk ditandatangani tidak dapat diubah."


def paper_is_draft(paper: str) -> str:
    """PL/pgSQL that refuses unless the paper whose key is ``paper`` is a draft."""
    return (
        f"PERFORM FROM programs_paper p WHERE p.id = {paper} AND p.state <> 'rancangan' FOR SHARE;"
        f" IF FOUND THEN {refuse(FROZEN)} END IF;"
    )


def frozen_with(paper: str, name: str = "frozen") -> list[pgtrigger.Trigger]:
    """Triggers: rows may come, change and go while their paper is a draft.

    ``paper`` is SQL for the paper's key, with ``{row}`` for the row.
    """
    new, old = (paper_is_draft(paper.format(row=row)) for row in ("NEW", "OLD"))
    return [
        before(f"{name}_new", pgtrigger.Insert | pgtrigger.Update, f"{new} RETURN NEW;"),
        before(
            f"{name}_old",
            pgtrigger.Update | pgtrigger.Delete,
            f"{old} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
        ),
    ]


class AgreementQuerySet(OfficeWideQuerySet):
    edit_permission = Permission.PREPARE_PAPERS

    def with_parties(self) -> "AgreementQuerySet":
        return self.select_related(
            "paper",
            "plan",
            "position__office",
            "first__official__user",
            "first__position__office",
            "second__official__user",
            "second__position__office",
        ).prefetch_related("first__official__ranks", "second__official__ranks")


@audited()
class Agreement(Versioned):
    """What the holder of a post promises the holder of the post above, for one year."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="agreement")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="agreements")
    budget = models.ForeignKey(
        BudgetVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name="versi pagu",
    )
    position = models.ForeignKey(
        Position, models.PROTECT, related_name="agreements", verbose_name="jabatan"
    )
    first = models.ForeignKey(
        Incumbency, models.PROTECT, related_name="+", verbose_name="pihak pertama"
    )
    second = models.ForeignKey(
        Incumbency, models.PROTECT, related_name="+", verbose_name="pihak kedua"
    )
    signed_in = models.CharField("tempat", max_length=60, default="Bengkalis")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "perjanjian kinerja"
        verbose_name_plural = "perjanjian kinerja"
        ordering = ["plan", "position__code", "-id"]
        triggers = [*frozen_with("{row}.paper_id"), count_versions()]
        constraints = [
            check(
                "agreement_two_parties", ~Q(first=F("second")), "Kedua pihak harus orang berbeda."
            ),
            not_blank("agreement_place_given", "signed_in", "Tempat wajib diisi."),
        ]

    def __str__(self) -> str:
        return f"PK {self.position} {self.plan.year}"

    def get_absolute_url(self) -> str:
        return self.paper.get_absolute_url()


_ITS_PAPER = "(SELECT a.paper_id FROM programs_agreement a WHERE a.id = {row}.agreement_id)"


@audited()
class AgreementIndicator(Versioned):
    """One indicator on page 2: goal, unit, target of the year and of its quarters, how it counts.

    ``supports`` is the indicator of the agreement above to which it contributes; ``replaces`` the
    one it stands for in the agreement that this one supersedes. ``cap`` in percent limits the
    achievement; empty: the office's dated rule.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="indicators")
    place = models.PositiveSmallIntegerField("urutan")
    goal = models.CharField("sasaran strategis", max_length=300)
    indicator = models.CharField("indikator kinerja", max_length=300)
    unit = models.CharField("satuan", max_length=40)
    target = models.DecimalField("target setahun", max_digits=16, decimal_places=2)
    target_1 = models.DecimalField(
        "target triwulan I", max_digits=16, decimal_places=2, null=True, blank=True
    )
    target_2 = models.DecimalField(
        "target triwulan II", max_digits=16, decimal_places=2, null=True, blank=True
    )
    target_3 = models.DecimalField(
        "target triwulan III", max_digits=16, decimal_places=2, null=True, blank=True
    )
    target_4 = models.DecimalField(
        "target triwulan IV", max_digits=16, decimal_places=2, null=True, blank=True
    )
    direction = models.CharField("arah", max_length=12, choices=Direction, default=Direction.HIGHER)
    quarter_rule = models.CharField(
        "hitungan setahun", max_length=10, choices=QuarterRule, default=QuarterRule.SUM
    )
    cap = models.PositiveSmallIntegerField("batas capaian (%)", null=True, blank=True)
    supports = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supported_by",
        verbose_name="mendukung indikator atasan",
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "indikator kinerja"
        ordering = ["agreement", "place"]
        triggers = [*frozen_with(_ITS_PAPER), count_versions()]
        constraints = [
            not_blank("indicator_goal_given", "goal", "Sasaran strategis wajib diisi."),
            not_blank("indicator_given", "indicator", "Indikator kinerja wajib diisi."),
            not_blank("indicator_unit_given", "unit", "Satuan wajib diisi."),
            not_negative(
                "indicator_targets_not_negative",
                *("target", "target_1", "target_2", "target_3", "target_4"),
                sentence="Target tidak mungkin negatif.",
            ),
            check("indicator_direction", Q(direction__in=Direction.values), "Arah tak dikenal."),
            check(
                "indicator_rule", Q(quarter_rule__in=QuarterRule.values), "Hitungan tak dikenal."
            ),
            check(
                "indicator_cap",
                Q(cap__isnull=True) | Q(cap__range=(100, 1000)),
                "Batas capaian 100 sampai 1.000 persen.",
            ),
            models.UniqueConstraint(
                fields=["agreement", "place"],
                name="indicator_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.indicator

    @property
    def quarter_targets(self) -> list:
        return [self.target_1, self.target_2, self.target_3, self.target_4]


@audited()
class AgreementProgram(Cleaned):
    """One row of the second table on page 2: a program or kegiatan, its money, where that is from.

    Code, name and amount are those of the version of the pagu that the agreement names.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="programs")
    place = models.PositiveSmallIntegerField("urutan")
    item = models.ForeignKey(NomenclatureItem, models.PROTECT, related_name="+")
    line = models.ForeignKey(PlanLine, models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField("kode", max_length=30)
    name = models.CharField("program/kegiatan", max_length=400)
    amount = models.DecimalField("anggaran (Rp)", max_digits=18, decimal_places=2)
    fund_source = models.CharField("sumber dana", max_length=12, choices=FundSource, blank=True)

    class Meta:
        verbose_name = "program dalam perjanjian"
        ordering = ["agreement", "place"]
        triggers = frozen_with(_ITS_PAPER)
        constraints = [
            not_negative("agreement_amount", "amount", sentence="Anggaran tidak mungkin negatif."),
            models.UniqueConstraint(
                fields=["agreement", "place"],
                name="agreement_program_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


_SIGNED = f"""
    IF NOT EXISTS (
        SELECT FROM programs_agreementindicator i
        JOIN programs_agreement a ON a.id = i.agreement_id
        JOIN programs_paper p ON p.id = a.paper_id
        WHERE i.id = NEW.indicator_id AND p.state IN ('berlaku', 'digantikan')
    ) THEN {refuse("Capaian dicatat untuk perjanjian yang sudah berlaku.")} END IF;
    RETURN NEW;
"""


@audited()
class IndicatorResult(Versioned):
    """What was reached on an indicator in one quarter (by then, where the last quarter counts)."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    indicator = models.ForeignKey(AgreementIndicator, models.PROTECT, related_name="results")
    quarter = models.PositiveSmallIntegerField("triwulan", choices=Quarter)
    value = models.DecimalField("realisasi", max_digits=16, decimal_places=2)
    note = models.CharField("penjelasan", max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = OfficeWideQuerySet.as_manager()

    class Meta:
        verbose_name = "capaian indikator"
        ordering = ["indicator", "quarter"]
        triggers = [
            before("of_a_signed_agreement", pgtrigger.Insert | pgtrigger.Update, _SIGNED),
            count_versions(),
        ]
        constraints = [
            check("result_quarter", Q(quarter__range=(1, 4)), "Triwulan 1 sampai 4."),
            not_negative("result_not_negative", "value", sentence="Capaian tidak negatif."),
            models.UniqueConstraint(
                fields=["indicator", "quarter"],
                name="result_once_a_quarter",
                violation_error_message="Capaian triwulan ini sudah dicatat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, triwulan {self.quarter}"
