"""Work programmes: a plan a year, its versions of the pagu, and the rows of each version.

Whole versions are kept beside each other: what was approved stays, the next one starts as a copy.
A ``PlanLine`` is what stays the same from version to version; realisation is told of it.
"""

# Triggers are put together from our own sentences and names of our own tables.
import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, not_negative, state_needs
from bengkalis.versions import Versioned, count_versions
from programs.enums import FundSource, Level, VersionKind, VersionState
from programs.models import plan_triggers
from programs.models.nomenclature import NomenclatureEdition, NomenclatureItem, OfficeWideQuerySet
from programs.models.refusing import before, refuse
from registry.models import Office


@audited()
class Plan(Versioned):
    """The work programme of one budget year."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField("tahun anggaran", unique=True)
    edition = models.ForeignKey(
        NomenclatureEdition, models.PROTECT, related_name="plans", verbose_name="nomenklatur"
    )
    closed_month = models.PositiveSmallIntegerField(
        "realisasi ditutup sampai bulan", default=0, db_default=0, editable=False
    )
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = OfficeWideQuerySet.as_manager()

    class Meta:
        verbose_name = "program kerja"
        verbose_name_plural = "program kerja"
        ordering = ["year"]
        triggers = [
            before(
                "year_stays",
                pgtrigger.Update,
                f"""
                IF (NEW.year, NEW.edition_id, NEW.uid)
                    IS DISTINCT FROM (OLD.year, OLD.edition_id, OLD.uid)
                THEN {refuse("Tahun dan nomenklatur program kerja tidak berubah.")} END IF;
                RETURN NEW;
                """,
            ),
            count_versions(),
        ]
        constraints = [
            check("plan_year_sane", Q(year__range=(2000, 2100)), "Tahun anggaran 2000 s.d. 2100."),
            check("plan_closed_a_month", Q(closed_month__range=(0, 12)), "Bulan 1 s.d. 12."),
        ]

    def __str__(self) -> str:
        return f"Program kerja {self.year}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("plan", args=[self.year])

    @property
    def in_force(self) -> "BudgetVersion | None":
        """The version of the pagu that holds: the last one approved."""
        return self.versions.filter(state=VersionState.APPROVED).order_by("-sequence").first()


@audited()
class BudgetVersion(Versioned):
    """One version of a plan's pagu: murni first, then pergeseran and perubahan in their order.

    Draft, submitted, approved; submitted goes back with a reason. What is approved stays as it is.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    sequence = models.PositiveSmallIntegerField("urutan", editable=False)
    kind = models.CharField("jenis", max_length=12, choices=VersionKind)
    state = models.CharField(
        "keadaan", max_length=10, choices=VersionState, default=VersionState.DRAFT, editable=False
    )
    document_number = models.CharField("nomor DPA/DPPA", max_length=80, blank=True)
    document_date = models.DateField("tanggal DPA/DPPA", null=True, blank=True)
    note = models.CharField("keterangan", max_length=300, blank=True)
    returned_reason = models.CharField("alasan dikembalikan", max_length=300, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField("disahkan", null=True, editable=False)
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = OfficeWideQuerySet.as_manager()

    class Meta:
        verbose_name = "versi pagu"
        verbose_name_plural = "versi pagu"
        ordering = ["plan", "sequence"]
        triggers = [
            before(
                "approved_stays",
                pgtrigger.Update | pgtrigger.Delete,
                refuse("Versi pagu yang sudah disahkan tidak dapat diubah."),
                condition=pgtrigger.Q(old__state=VersionState.APPROVED),
            ),
            before("life", pgtrigger.Insert | pgtrigger.Update, plan_triggers.LIFE),
            before(
                "never_below_realised",
                pgtrigger.Insert | pgtrigger.Update,
                plan_triggers.NEVER_BELOW_REALISED,
                declare=[("culprit", "text")],
            ),
            count_versions(),
        ]
        constraints = [
            check("version_kind_known", Q(kind__in=VersionKind.values), "Jenis versi tak dikenal."),
            check("version_state_known", Q(state__in=VersionState.values), "Keadaan tak dikenal."),
            check(
                "version_first_is_original",
                Q(sequence=1, kind=VersionKind.ORIGINAL)
                | (Q(sequence__gt=1) & ~Q(kind=VersionKind.ORIGINAL)),
                "Versi pertama adalah pagu murni, yang berikutnya pergeseran atau perubahan.",
            ),
            state_needs(
                "version_approved_has_document",
                {"state": VersionState.APPROVED},
                Q(document_number__regex=r"\S", document_date__isnull=False)
                & Q(approved_at__isnull=False),
                "Versi yang disahkan punya nomor dan tanggal DPA/DPPA.",
            ),
            models.UniqueConstraint(fields=["plan", "sequence"], name="version_sequence_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=~Q(state=VersionState.APPROVED),
                name="version_one_in_work",
                violation_error_message="Masih ada versi pagu lain yang belum disahkan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.plan.year} (versi {self.sequence})"

    @property
    def is_editable(self) -> bool:
        return self.state == VersionState.DRAFT


@audited()
class PlanLine(Cleaned):
    """One entry of a plan through all versions of its pagu."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="lines")
    item = models.ForeignKey(NomenclatureItem, models.PROTECT, related_name="lines")
    from_lines = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="into_lines",
        verbose_name="disusun dari baris tahun lalu",
    )

    objects = OfficeWideQuerySet.as_manager()

    class Meta:
        verbose_name = "baris program"
        ordering = ["plan", "item__code", "id"]
        triggers = [
            before(
                "of_the_plans_nomenclature",
                pgtrigger.Insert | pgtrigger.Update,
                f"""
                IF NOT EXISTS (
                    SELECT FROM programs_plan p JOIN programs_nomenclatureitem i
                    ON p.id = NEW.plan_id AND i.id = NEW.item_id AND p.edition_id = i.edition_id
                ) THEN {refuse("Kode bukan dari nomenklatur tahun anggaran itu.")} END IF;
                RETURN NEW;
                """,
            ),
            before(
                "stays_what_it_is",
                pgtrigger.Update,
                f"""
                IF (NEW.plan_id, NEW.item_id, NEW.uid)
                    IS DISTINCT FROM (OLD.plan_id, OLD.item_id, OLD.uid)
                THEN {refuse("Tahun dan kode baris program tidak berubah.")} END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)


class PlanRowQuerySet(OfficeWideQuerySet):
    def with_item(self) -> "PlanRowQuerySet":
        return self.select_related("item__parent", "line", "office")

    def leaves(self) -> "PlanRowQuerySet":
        """Where money is planned."""
        return self.filter(level=models.F("budget__plan__edition__leaf_level"))


def budget_open(row: str) -> str:
    """PL/pgSQL that refuses a change under a version that is no draft any more."""
    return f"""
    IF EXISTS (
        SELECT FROM programs_budgetversion v
        WHERE v.id = {row}.budget_id AND v.state <> 'draf'
    ) THEN {refuse("Baris versi pagu yang diajukan atau disahkan tidak dapat diubah.")} END IF;
    """


@audited()
class PlanRow(Versioned):
    """One row of one version: what is to be achieved, where, by whom, with how much money.

    ``pagu`` in rupiah. Of a program or kegiatan it is the sum of what is below, and the database
    refuses a transaction that leaves it otherwise. ``item`` and ``level`` are its line's.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    budget = models.ForeignKey(BudgetVersion, models.PROTECT, related_name="rows")
    line = models.ForeignKey(PlanLine, models.PROTECT, related_name="rows")
    item = models.ForeignKey(NomenclatureItem, models.PROTECT, related_name="rows", editable=False)
    level = models.CharField("jenjang", max_length=12, choices=Level, editable=False)
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_rows",
        verbose_name="penanggung jawab",
    )
    goal = models.CharField("sasaran", max_length=300, blank=True)
    output = models.CharField("keluaran", max_length=300, blank=True)
    indicator = models.CharField("indikator", max_length=300, blank=True)
    unit = models.CharField("satuan", max_length=40, blank=True)
    target = models.DecimalField("target", max_digits=16, decimal_places=2, null=True, blank=True)
    place = models.CharField("lokasi", max_length=200, blank=True)
    fund_source = models.CharField("sumber dana", max_length=12, choices=FundSource, blank=True)
    pagu = models.DecimalField("pagu (Rp)", max_digits=18, decimal_places=2, default=0)

    objects = PlanRowQuerySet.as_manager()

    class Meta:
        verbose_name = "baris pagu"
        verbose_name_plural = "baris pagu"
        ordering = ["budget", "item__code", "id"]
        triggers = [
            before(
                "of_its_line",
                pgtrigger.Insert | pgtrigger.Update,
                f"{budget_open('NEW')} {plan_triggers.OF_ITS_LINE} RETURN NEW;",
            ),
            before(
                "not_out_of_a_closed_budget",
                pgtrigger.Update | pgtrigger.Delete,
                f"{budget_open('OLD')} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="adds_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                declare=[("culprit", "text")],
                func=plan_triggers.ADDS_UP,
            ),
            count_versions(),
        ]
        constraints = [
            not_negative("row_pagu_not_negative", "pagu", sentence="Pagu tidak mungkin negatif."),
            not_negative(
                "row_target_not_negative", "target", sentence="Target tidak mungkin negatif."
            ),
            check(
                "row_fund_source_known",
                Q(fund_source__in=["", *FundSource.values]),
                "Sumber dana tidak dikenal.",
            ),
            check(
                "row_target_has_unit",
                Q(target__isnull=True) | Q(unit__regex=r"\S"),
                "Target diisi bersama satuannya.",
            ),
            models.UniqueConstraint(fields=["budget", "line"], name="row_once_a_version"),
            models.UniqueConstraint(
                fields=["budget", "item", "office"],
                name="row_once_an_office",
                nulls_distinct=False,
                violation_error_message=(
                    "Kode ini sudah ada untuk penanggung jawab yang sama pada versi pagu ini."
                ),
            ),
            models.UniqueConstraint(
                fields=["budget", "item"],
                condition=Q(level=Level.PROGRAM),
                name="row_program_once",
                violation_error_message="Program ini sudah ada pada versi pagu ini.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)

    def clean(self) -> None:
        """The line's item and level, as the trigger will set them."""
        super().clean()
        self.follow_line()

    def follow_line(self) -> None:
        self.item, self.level = self.line.item, self.line.item.level
