"""Nomenclatures of programmes, each of its years, and the crosswalk from one to the next."""

# Triggers are put together from our own sentences and names of our own tables.
# ruff: noqa: S608
import pgtrigger
from django.db import models
from django.db.models import F, Q

from bengkalis.access import Permission, ScopedQuerySet
from bengkalis.audit import audited
from bengkalis.constraints import check, not_blank
from bengkalis.versions import Versioned, count_versions
from programs.enums import Basis, Level
from programs.models.refusing import before, refuse

RUNGS = {Level.PROGRAM: 1, Level.ACTIVITY: 2, Level.SUBACTIVITY: 3}


class OfficeWideQuerySet(ScopedQuerySet):
    """What every signed-in person of the office may read, and planners change."""

    view_permission = Permission.VIEW_PROGRAMS
    edit_permission = Permission.EDIT_PROGRAMS
    district_path = None

    def visible_to(self, user):
        may = user.is_authenticated and user.may(self.view_permission)
        return self.all() if may else self.none()


@audited()
class NomenclatureEdition(Versioned):
    """One nomenclature: its regulation, the budget years it holds for, and how deep it goes."""

    key = models.SlugField("kunci", max_length=40, unique=True)
    name = models.CharField("nama", max_length=120)
    source = models.CharField("dasar", max_length=250)
    first_year = models.PositiveSmallIntegerField("tahun anggaran pertama")
    last_year = models.PositiveSmallIntegerField("tahun anggaran terakhir", null=True, blank=True)
    leaf_level = models.CharField("rincian sampai", max_length=12, choices=Level)

    objects = OfficeWideQuerySet.as_manager()

    class Meta:
        verbose_name = "nomenklatur"
        verbose_name_plural = "nomenklatur"
        ordering = ["first_year"]
        triggers = [count_versions()]
        constraints = [
            not_blank("edition_source_given", "source", "Dasar nomenklatur wajib diisi."),
            check(
                "edition_leaf_known",
                Q(leaf_level__in=[Level.ACTIVITY, Level.SUBACTIVITY]),
                "Nomenklatur berakhir pada kegiatan atau sub kegiatan.",
            ),
            check(
                "edition_years_in_order",
                Q(last_year__isnull=True) | Q(last_year__gte=F("first_year")),
                "Tahun pertama nomenklatur harus sebelum yang terakhir.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def levels(self) -> list[Level]:
        """From the top to where money is planned."""
        return [level for level in Level if RUNGS[level] <= RUNGS[self.leaf_level]]


_UNDER_ITS_PARENT = f"""
    IF NEW.level = 'program' THEN
        IF NEW.parent_id IS NOT NULL THEN {refuse("Program tidak punya induk.")} END IF;
    ELSIF NOT EXISTS (
        SELECT FROM programs_nomenclatureitem p WHERE p.id = NEW.parent_id
        AND p.edition_id = NEW.edition_id AND starts_with(NEW.code, p.code || '.')
        AND p.level = CASE NEW.level WHEN 'kegiatan' THEN 'program' ELSE 'kegiatan' END
    ) THEN
        {refuse("Kode % harus di bawah induknya, satu jenjang di atasnya.", "NEW.code")}
    END IF;
    RETURN NEW;
"""


_USED_STAYS = f"""
    IF (NEW.edition_id, NEW.code, NEW.level, NEW.parent_id)
        IS DISTINCT FROM (OLD.edition_id, OLD.code, OLD.level, OLD.parent_id)
        AND (EXISTS (SELECT FROM programs_planline l WHERE l.item_id = OLD.id)
            OR EXISTS (SELECT FROM programs_nomenclatureitem c WHERE c.parent_id = OLD.id))
    THEN {refuse("Kode yang sudah dipakai tetap: kodenya, jenjangnya, dan induknya.")} END IF;
    RETURN NEW;
"""


@audited()
class NomenclatureItem(Versioned):
    """One program, kegiatan or sub kegiatan of a nomenclature."""

    edition = models.ForeignKey(NomenclatureEdition, models.PROTECT, related_name="items")
    code = models.CharField("kode", max_length=30)
    level = models.CharField("jenjang", max_length=12, choices=Level)
    name = models.CharField("nama", max_length=400)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="induk"
    )
    basis = models.CharField("asal", max_length=1, choices=Basis, default=Basis.OFFICE)
    is_active = models.BooleanField("masih dipakai", default=True)
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = OfficeWideQuerySet.as_manager()

    class Meta:
        verbose_name = "kode program"
        verbose_name_plural = "kode program"
        ordering = ["edition", "code"]
        triggers = [
            before("under_its_parent", pgtrigger.Insert | pgtrigger.Update, _UNDER_ITS_PARENT),
            before("used_stays", pgtrigger.Update, _USED_STAYS),
            count_versions(),
        ]
        constraints = [
            not_blank("item_name_given", "name", "Nama program atau kegiatan wajib diisi."),
            check("item_level_known", Q(level__in=Level.values), "Jenjang tidak dikenal."),
            check("item_basis_known", Q(basis__in=Basis.values), "Asal tidak dikenal."),
            check(
                "item_code_format",
                Q(code__regex=r"^[0-9]+(\.[0-9]+)+$"),
                "Kode terdiri dari angka yang dipisah titik, seperti 2.17.03.2.01.",
            ),
            models.UniqueConstraint(
                fields=["edition", "code"],
                name="item_once_an_edition",
                violation_error_message="Kode ini sudah ada pada nomenklatur itu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


_ONE_OR_THE_OTHER = f"""
    IF EXISTS (
        SELECT FROM programs_crosswalklink l WHERE l.id <> NEW.id AND (
            (l.source_id = NEW.source_id AND (l.target_id IS NULL) <> (NEW.target_id IS NULL))
            OR (l.target_id = NEW.target_id AND (l.source_id IS NULL) <> (NEW.source_id IS NULL))
        )
    ) THEN
        {refuse("Kode ini tidak mungkin punya padanan dan sekaligus tanpa padanan.")}
    END IF;
    IF EXISTS (
        SELECT FROM programs_nomenclatureitem s JOIN programs_nomenclatureitem t
        ON s.id = NEW.source_id AND t.id = NEW.target_id AND s.edition_id = t.edition_id
    ) THEN
        {refuse("Padanan menghubungkan dua nomenklatur yang berbeda.")}
    END IF;
    RETURN NEW;
"""


@audited()
class CrosswalkLink(Versioned):
    """What of the older nomenclature serves the same purpose as what of the newer: many to many.

    A link without ``target`` says that nothing follows, one without ``source`` that it is new.
    """

    source = models.ForeignKey(
        NomenclatureItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name="kode lama",
    )
    target = models.ForeignKey(
        NomenclatureItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="kode baru",
    )
    basis = models.CharField("asal", max_length=1, choices=Basis, default=Basis.OFFICE)
    note = models.CharField("catatan", max_length=250, blank=True)

    objects = OfficeWideQuerySet.as_manager()

    class Meta:
        verbose_name = "padanan kode"
        verbose_name_plural = "padanan kode"
        ordering = ["source__code", "target__code", "id"]
        triggers = [
            before("one_or_the_other", pgtrigger.Insert | pgtrigger.Update, _ONE_OR_THE_OTHER),
            count_versions(),
        ]
        constraints = [
            check(
                "link_has_an_end",
                Q(source__isnull=False) | Q(target__isnull=False),
                "Padanan menyebut kode lama, kode baru, atau keduanya.",
            ),
            check("link_basis_known", Q(basis__in=Basis.values), "Asal tidak dikenal."),
            models.UniqueConstraint(
                fields=["source", "target"],
                name="link_once",
                nulls_distinct=False,
                violation_error_message="Padanan ini sudah dicatat.",
            ),
        ]

    def __str__(self) -> str:
        old = self.source.code if self.source else "baru"
        return f"{old} → {self.target.code if self.target else 'tanpa padanan'}"
