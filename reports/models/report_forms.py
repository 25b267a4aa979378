"""Forms as data: what a UPT is asked in a month or a quarter, in versions that never change."""

import pgtrigger
from django.db import models
from django.db.models import Q

from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, not_blank
from programs.models.refusing import append_only
from reports.enums import Rhythm
from reports.questionnaire.definition import Questionnaire, demand_sound


@audited()
class FormVersion(Cleaned):
    """One version of the monthly or the quarterly form, for periods that begin from a day on.

    ``definition`` is described in ``reports/questionnaire/definition.py``. A version never
    changes; a new question is a new version, and reports of earlier ones stay as valid as before.
    """

    rhythm = models.CharField("irama", max_length=10, choices=Rhythm)
    number = models.PositiveSmallIntegerField("versi")
    title = models.CharField("judul", max_length=150)
    valid_from = models.DateField("untuk periode sejak")
    definition = models.JSONField("pertanyaan dan aturan", validators=[demand_sound])
    note = models.CharField("apa yang berubah", max_length=300, blank=True)

    class Meta:
        verbose_name = "versi formulir"
        verbose_name_plural = "versi formulir"
        ordering = ["rhythm", "number"]
        triggers: list[pgtrigger.Trigger] = [
            append_only("Versi formulir tidak berubah; buat versi baru.")
        ]
        constraints = [
            check("form_rhythm_known", Q(rhythm__in=Rhythm.values), "Irama tidak dikenal."),
            check("form_number_positive", Q(number__gte=1), "Versi dihitung dari 1."),
            not_blank("form_title_given", "title", "Judul formulir wajib diisi."),
            models.UniqueConstraint(
                fields=["rhythm", "number"],
                name="form_number_once",
                violation_error_message="Nomor versi ini sudah ada.",
            ),
            models.UniqueConstraint(
                fields=["rhythm", "valid_from"],
                name="form_one_a_day",
                violation_error_message="Sejak hari itu sudah ada versi lain.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, versi {self.number}"

    @property
    def questionnaire(self) -> Questionnaire:
        return Questionnaire.of(self.definition)

    @classmethod
    def on(cls, rhythm: str, first_day) -> "FormVersion | None":
        """The version for a period that begins on ``first_day``."""
        rows = cls.objects.filter(rhythm=rhythm, valid_from__lte=first_day)
        return rows.order_by("-valid_from").first()
