"""Posts of the office, who holds them from when to when, and with what rank: whoever signs papers.

A role (``Appointment``) says what an account may do; a post says in what position a person signs.
The regent has a post and signs, without an account.
"""

import uuid
from dataclasses import dataclass
from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from bengkalis.access import Permission, ScopedQuerySet
from bengkalis.audit import audited
from bengkalis.constraints import check, dates_in_order, not_blank
from bengkalis.versions import Versioned, count_versions
from registry.enums import CivilRank, Echelon, Standing
from registry.models.people import Office
from registry.models.rules import day_range


class PostQuerySet(ScopedQuerySet):
    """Who holds which post is no secret inside the office."""

    view_permission = Permission.VIEW_OFFICES
    edit_permission = Permission.MANAGE_PEOPLE
    district_path = None

    def visible_to(self, user):
        return self.all() if user.is_authenticated else self.none()


@audited()
class Official(Versioned):
    """A person as letters name them: name with titles, NIP; with the account, if there is one."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField("nama dengan gelar", max_length=150)
    nip = models.CharField(
        "NIP",
        max_length=18,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"^\d{18}$", "NIP terdiri dari 18 angka.")],
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="official",
        verbose_name="akun",
    )
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "pejabat"
        verbose_name_plural = "pejabat"
        ordering = ["name", "id"]
        triggers = [count_versions()]
        constraints = [
            not_blank("official_name_given", "name", "Nama pejabat wajib diisi."),
            check(
                "official_nip_format",
                Q(nip__isnull=True) | Q(nip__regex=r"^\d{18}$"),
                "NIP terdiri dari 18 angka.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.nip = self.nip or None

    def rank_on(self, day: date) -> str:
        """Pangkat and golongan in force on ``day``, such as ``IV/a``; "" where none is known."""
        held = [rank for rank in self.ranks.all() if rank.valid_from <= day]
        return max(held, key=lambda rank: rank.valid_from).rank if held else ""


@audited()
class OfficialRank(Versioned):
    """A rank from a day on, until the next one."""

    official = models.ForeignKey(Official, models.CASCADE, related_name="ranks")
    rank = models.CharField("pangkat/golongan", max_length=5, choices=CivilRank)
    valid_from = models.DateField("sejak (TMT)")

    class Meta:
        verbose_name = "pangkat"
        ordering = ["official", "-valid_from"]
        triggers = [count_versions()]
        constraints = [
            check("rank_known", Q(rank__in=CivilRank.values), "Pangkat tidak dikenal."),
            models.UniqueConstraint(
                fields=["official", "valid_from"],
                name="rank_once_a_day",
                violation_error_message="Pada tanggal itu pangkatnya sudah dicatat.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_rank_display()


@audited()
class Position(Versioned):
    """A post: its title, its office, its rung, and the post above it in the cascade."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.SlugField("kode", max_length=40, unique=True)
    title = models.CharField("nama jabatan", max_length=150)
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name="kantor",
    )
    echelon = models.CharField("jenjang", max_length=6, choices=Echelon)
    superior = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subordinates",
        verbose_name="atasan langsung",
    )
    is_active = models.BooleanField("masih ada", default=True)
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "jabatan"
        verbose_name_plural = "jabatan"
        ordering = ["code"]
        triggers = [count_versions()]
        constraints = [
            not_blank("position_title_given", "title", "Nama jabatan wajib diisi."),
            check("position_echelon_known", Q(echelon__in=Echelon.values), "Jenjang tak dikenal."),
            check("position_not_own_superior", ~Q(superior=F("id")), "Jabatan bukan atasan diri."),
            check(
                "position_top_has_no_superior",
                Q(echelon="bupati", superior__isnull=True, office__isnull=True)
                | (~Q(echelon="bupati") & Q(superior__isnull=False, office__isnull=False)),
                "Selain Bupati, setiap jabatan punya kantor dan atasan langsung.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class IncumbencyQuerySet(PostQuerySet):
    def in_force(self, day: date) -> "IncumbencyQuerySet":
        """Who holds what on ``day``, both ends included."""
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def within_year(self, year: int) -> "IncumbencyQuerySet":
        """Who held what on any day of ``year``."""
        return self.filter(valid_from__lte=date(year, 12, 31)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=date(year, 1, 1))
        )

    def with_people(self) -> "IncumbencyQuerySet":
        return self.select_related("official__user", "position__office").prefetch_related(
            "official__ranks"
        )


@dataclass(frozen=True)
class Party:
    """Whoever signs, as of a day: what the paper says of them."""

    name: str
    nip: str
    rank: str  # pangkat/golongan, in words
    position: str
    office: str

    @property
    def acts(self) -> bool:
        return self.position.startswith(("Plt. ", "Plh. "))


@audited()
class Incumbency(Versioned):
    """Somebody holds a post, from a day to a day (both included). One holder at a time."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    official = models.ForeignKey(
        Official, models.PROTECT, related_name="incumbencies", verbose_name="pejabat"
    )
    position = models.ForeignKey(
        Position, models.PROTECT, related_name="incumbencies", verbose_name="jabatan"
    )
    standing = models.CharField(
        "sifat", max_length=10, choices=Standing, default=Standing.DEFINITIVE
    )
    decree = models.CharField("dasar (SK)", max_length=150, blank=True)
    valid_from = models.DateField("mulai")
    valid_to = models.DateField("sampai", null=True, blank=True)
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = IncumbencyQuerySet.as_manager()

    class Meta:
        verbose_name = "pemangku jabatan"
        verbose_name_plural = "pemangku jabatan"
        ordering = ["position", "-valid_from", "id"]
        triggers = [
            pgtrigger.Trigger(
                name="who_and_where_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("official", "position"),
                func="RAISE EXCEPTION 'Pejabat dan jabatan pada satu masa jabatan tidak berubah.'"
                " USING ERRCODE = 'check_violation';",
            ),
            count_versions(),
        ]
        constraints = [
            check("incumbency_standing_known", Q(standing__in=Standing.values), "Sifat tak ada."),
            dates_in_order(
                "incumbency_in_order", "valid_from", "valid_to", "Awal harus sebelum akhir."
            ),
            ExclusionConstraint(
                name="incumbency_one_at_a_time",
                expressions=[
                    ("position", RangeOperators.EQUAL),
                    (day_range("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Pada masa itu jabatan ini sudah dipangku orang lain.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official}, {self.position}"

    def clean(self) -> None:
        """Said here, because PostgreSQL makes no range of reversed days to compare for overlap."""
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": "Awal harus sebelum akhir."})

    def holds(self, day: date) -> bool:
        """``in_force`` for one row."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def party(self, day: date) -> Party:
        """Name, NIP, rank and position as of ``day`` (PermenPANRB 53/2014, page 1 of the PK)."""
        rank = self.official.rank_on(day)
        acting = {Standing.ACTING: "Plt. ", Standing.DAILY: "Plh. "}.get(self.standing, "")
        return Party(
            name=self.official.name,
            nip=self.official.nip or "",
            rank=CivilRank(rank).label if rank else "",
            position=f"{acting}{self.position.title}",
            office=self.position.office.name if self.position.office else "",
        )
