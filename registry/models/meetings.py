"""Annual meetings (RAT) and the figures a cooperative accounts for."""

from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear, Now

from bengkalis.audit import audited
from bengkalis.constraints import check, not_negative
from bengkalis.versions import Versioned, count_versions
from registry.figures import PARTS, sums
from registry.models.boards import PartQuerySet
from registry.models.cooperatives import Cooperative


def _rupiah(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=18, decimal_places=2, null=True, blank=True)


def _count(label: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True)


@audited()
class AnnualMeeting(Versioned):
    """One book year: when its RAT was held and the figures given there, in rupiah and persons.

    A list of the office may give figures or a RAT date without saying of which book year; they
    are kept with ``book_year`` empty, never guessed. ``figures_as_of`` is the day in the list's
    title ("KEADAAN PER …"). SHU (``surplus``) may be negative. Sums that do not add up are
    warnings for people, not constraints: real books do not always add up; what a person says to
    such a warning is kept in ``explanations``, by the code of the warning.
    """

    uid = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="meetings")
    book_year = models.PositiveSmallIntegerField(
        "tahun buku",
        null=True,
        blank=True,
        validators=[MinValueValidator(1945), MaxValueValidator(2100)],
    )
    held_on = models.DateField("tanggal RAT", null=True, blank=True)
    figures_as_of = models.DateField("keadaan per", null=True, blank=True)
    members_male = _count("anggota laki-laki")
    members_female = _count("anggota perempuan")
    members_total = _count("jumlah anggota")
    managers = _count("jumlah manajer")
    employees = _count("jumlah karyawan")
    assets = _rupiah("aset")
    principal_savings = _rupiah("simpanan pokok")
    mandatory_savings = _rupiah("simpanan wajib")
    reserves = _rupiah("dana cadangan")
    grants = _rupiah("hibah")
    own_capital = _rupiah("modal sendiri")
    outside_capital = _rupiah("modal luar")
    turnover = _rupiah("volume usaha")
    surplus = _rupiah("SHU")
    explanations = models.JSONField("penjelasan", default=dict, blank=True, editable=False)

    objects = PartQuerySet.as_manager()

    OWN_CAPITAL_PARTS = PARTS
    FIGURES = (
        "members_male",
        "members_female",
        "members_total",
        "managers",
        "employees",
        "assets",
        *OWN_CAPITAL_PARTS,
        "own_capital",
        "outside_capital",
        "turnover",
        "surplus",
    )

    class Meta:
        verbose_name = "RAT"
        verbose_name_plural = "RAT"
        ordering = [
            F("book_year").desc(nulls_last=True),
            F("held_on").desc(nulls_last=True),
            "-id",
        ]
        triggers = [count_versions()]
        indexes = [
            models.Index(fields=["updated_at", "id"], name="meeting_by_change"),
            models.Index(fields=["book_year", "id"], name="meeting_by_year"),
            models.Index(fields=["held_on", "id"], name="meeting_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "book_year"],
                name="meeting_once_a_book_year",
                violation_error_message="RAT tahun buku ini sudah tercatat.",
            ),
            models.UniqueConstraint(
                fields=["cooperative"],
                condition=Q(book_year__isnull=True),
                name="meeting_one_without_book_year",
                violation_error_message="Sudah ada satu RAT yang tahun bukunya belum diketahui.",
            ),
            check(
                "meeting_after_book_year",
                Q(book_year__isnull=True)
                | Q(held_on__isnull=True)
                | Q(book_year__lte=ExtractYear("held_on")),
                "RAT tidak mungkin diadakan sebelum tahun bukunya.",
            ),
            check(
                "meeting_not_ahead",
                Q(held_on__isnull=True) | Q(held_on__lte=Now()),
                "Tanggal RAT belum tiba.",
            ),
            not_negative(
                "meeting_money_not_negative",
                "assets",
                "outside_capital",
                "turnover",
                sentence="Aset, modal luar dan volume usaha tidak boleh negatif.",
            ),
            not_negative(
                "meeting_savings_not_negative",
                "principal_savings",
                "mandatory_savings",
                "reserves",
                "grants",
                sentence="Simpanan, cadangan dan hibah tidak boleh negatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"RAT tahun buku {self.book_year or '–'}"

    @property
    def gaps(self) -> list[str]:
        """Sums that do not add up and that nobody explained; the figures stay as recorded."""
        return [doubt.sentence for doubt in sums(self) if doubt.code not in self.explanations]
