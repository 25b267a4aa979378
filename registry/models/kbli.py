"""The Indonesian classification of business fields (KBLI): sections and their divisions."""

from django.db import models
from django.db.models import Q

from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check


@audited()
class KbliSection(Cleaned):
    """A section of the Indonesian classification of business fields, A to U in KBLI 2020."""

    edition = models.PositiveSmallIntegerField("edisi KBLI", default=2020)
    code = models.CharField("kode", max_length=1)
    name = models.CharField("nama", max_length=200)
    name_en = models.CharField("nama Inggris", max_length=200)

    class Meta:
        verbose_name = "lapangan usaha"
        ordering = ["edition", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"],
                name="kbli_section_once",
                violation_error_message="Lapangan usaha ini sudah ada dalam edisi itu.",
            ),
            check(
                "kbli_section_letter", Q(code__regex=r"^[A-Z]$"), "Kode lapangan usaha satu huruf."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@audited()
class KbliDivision(Cleaned):
    """A two-digit division and the section it belongs to."""

    section = models.ForeignKey(KbliSection, models.CASCADE, related_name="divisions")
    code = models.CharField("golongan pokok", max_length=2)

    class Meta:
        verbose_name = "golongan pokok KBLI"
        ordering = ["section", "code"]
        constraints = [
            models.UniqueConstraint(fields=["section", "code"], name="kbli_division_once"),
            check(
                "kbli_division_digits",
                Q(code__regex=r"^\d{2}$"),
                "Golongan pokok KBLI terdiri dari dua angka.",
            ),
        ]

    def __str__(self) -> str:
        return self.code
