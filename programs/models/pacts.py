"""Integrity pacts (pakta integritas): seven promises, each person's for each year, with a witness.

Text: PermenPANRB 49/2011. Its life, signatures and PDF are those of its ``paper``.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from bengkalis.access import Permission
from bengkalis.audit import audited
from bengkalis.constraints import check, dates_in_order, not_blank
from bengkalis.versions import Versioned, count_versions
from programs.models.agreements import frozen_with
from programs.models.nomenclature import OfficeWideQuerySet
from programs.models.papers import Paper
from programs.models.refusing import before, refuse
from registry.models import Incumbency, Official


class PactTemplateQuerySet(OfficeWideQuerySet):
    edit_permission = Permission.PREPARE_PAPERS


@audited()
class PactTemplate(Versioned):
    """The wording of the pact from a day on. Once somebody opened a pact with it, it stays."""

    number = models.PositiveSmallIntegerField("versi naskah", unique=True)
    title = models.CharField("judul", max_length=150)
    opening = models.CharField("kalimat pembuka", max_length=400)
    points = models.JSONField("butir-butir")
    valid_from = models.DateField("dipakai sejak")
    valid_to = models.DateField("dipakai sampai", null=True, blank=True)
    source = models.CharField("dasar", max_length=250)

    objects = PactTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "naskah baku pakta"
        verbose_name_plural = "naskah baku pakta"
        ordering = ["number"]
        triggers = [
            before(
                "wording_stays",
                pgtrigger.Update | pgtrigger.Delete,
                f"""
                IF (TG_OP = 'DELETE' OR
                    (NEW.number, NEW.title, NEW.opening, NEW.points, NEW.source)
                    IS DISTINCT FROM
                    (OLD.number, OLD.title, OLD.opening, OLD.points, OLD.source))
                AND EXISTS (
                    SELECT FROM programs_pact t JOIN programs_paper p ON p.id = t.paper_id
                    WHERE t.template_id = OLD.id AND p.round > 0
                ) THEN {refuse("Naskah yang sudah dipakai tidak berubah; buat versi baru.")} END IF;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
                """,
            ),
            count_versions(),
        ]
        constraints = [
            not_blank("template_title_given", "title", "Judul wajib diisi."),
            not_blank("template_source_given", "source", "Dasar naskah wajib diisi."),
            dates_in_order(
                "template_in_order", "valid_from", "valid_to", "Awal harus sebelum akhir."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (versi {self.number})"


class PactQuerySet(OfficeWideQuerySet):
    edit_permission = Permission.PREPARE_PAPERS

    def with_parties(self) -> "PactQuerySet":
        return self.select_related(
            "paper",
            "template",
            "official__user",
            "maker__official__user",
            "maker__position__office",
            "witness__official__user",
            "witness__position__office",
        ).prefetch_related("maker__official__ranks", "witness__official__ranks")


@audited()
class Pact(Versioned):
    """One person's pact of one year, in the post held on the paper's day, and who witnesses it."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="pact")
    template = models.ForeignKey(
        PactTemplate, models.PROTECT, related_name="pacts", verbose_name="naskah baku"
    )
    official = models.ForeignKey(
        Official, models.PROTECT, related_name="pacts", verbose_name="pembuat pernyataan"
    )
    maker = models.ForeignKey(Incumbency, models.PROTECT, related_name="+", verbose_name="jabatan")
    witness = models.ForeignKey(
        Incumbency, models.PROTECT, related_name="+", verbose_name="yang menyaksikan"
    )
    signed_in = models.CharField("tempat", max_length=60, default="Bengkalis")

    objects = PactQuerySet.as_manager()

    class Meta:
        verbose_name = "pakta integritas"
        verbose_name_plural = "pakta integritas"
        ordering = ["-paper__year", "official__name", "-id"]
        triggers = [*frozen_with("{row}.paper_id"), count_versions()]
        constraints = [
            check(
                "pact_witness_is_another",
                ~Q(maker=F("witness")),
                "Yang menyaksikan adalah orang lain.",
            ),
            not_blank("pact_place_given", "signed_in", "Tempat wajib diisi."),
        ]

    def __str__(self) -> str:
        return f"Pakta integritas {self.official} {self.paper.year}"

    def get_absolute_url(self) -> str:
        return self.paper.get_absolute_url()
