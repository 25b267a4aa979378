"""Pengurus, pengawas and manajer of a cooperative."""

from django.db import models
from django.db.models import Q

from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, dates_in_order, not_blank
from registry.enums import Position
from registry.models.cooperatives import Cooperative


@audited()
class BoardMember(Cleaned):
    """One person in one position; without dates where the office's list gives only the name."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="board")
    position = models.CharField("jabatan", max_length=12, choices=Position)
    person_name = models.CharField("nama", max_length=150)
    term_from = models.DateField("mulai menjabat", null=True, blank=True)
    term_to = models.DateField("akhir masa jabatan", null=True, blank=True)

    class Meta:
        verbose_name = "pengurus"
        verbose_name_plural = "pengurus"
        ordering = ["cooperative", "position", "id"]
        constraints = [
            not_blank("board_person_given", "person_name", "Nama pengurus wajib diisi."),
            check(
                "board_position_known", Q(position__in=Position.values), "Jabatan tidak dikenal."
            ),
            dates_in_order(
                "board_term_in_order",
                "term_from",
                "term_to",
                "Masa jabatan: mulai harus sebelum akhir.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_position_display()}: {self.person_name}"
