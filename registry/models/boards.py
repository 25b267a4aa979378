"""Pengurus, pengawas and manajer of a cooperative, and what they were trained in."""

from datetime import date

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from bengkalis.access import Permission, ScopedQuerySet
from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, dates_in_order, not_blank
from registry.enums import Position
from registry.models.cooperatives import Cooperative


class PartQuerySet(ScopedQuerySet):
    """Rows that belong to a cooperative: seen and changed by whoever sees and changes it."""

    view_permission = Permission.VIEW_REGISTER
    edit_permission = Permission.EDIT_COOPERATIVE
    district_path = "cooperative__district"

    def standing(self) -> "PartQuerySet":
        """Without the parts of cooperatives that were merged into another."""
        return self.filter(cooperative__merged_into__isnull=True)


class BoardQuerySet(PartQuerySet):
    def in_office(self, day) -> "BoardQuerySet":
        """Who held a position on ``day``, as far as the dates say; a term that ran out without a
        successor still counts, because nobody else is in office."""
        begun = Q(term_from__isnull=True) | Q(term_from__lte=day)
        return self.filter(begun, Q(left_on__isnull=True) | Q(left_on__gt=day))

    def held_now(self) -> "BoardQuerySet":
        """People who have not left: a day of leaving is never ahead, so that this is today's
        board together with whoever begins later."""
        return self.filter(left_on__isnull=True)


@audited()
class BoardMember(Cleaned):
    """One person in one position; without dates where the office's list gives only the name.

    ``term_to`` is the day until which the person was elected, ``left_on`` the first day on which
    they no longer hold the position; empty while they do.
    """

    uid = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="board")
    position = models.CharField("jabatan", max_length=12, choices=Position)
    person_name = models.CharField("nama", max_length=150)
    term_from = models.DateField("mulai menjabat", null=True, blank=True)
    term_to = models.DateField("akhir masa jabatan", null=True, blank=True)
    left_on = models.DateField("berhenti sejak", null=True, blank=True)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = "pengurus"
        verbose_name_plural = "pengurus"
        ordering = ["cooperative", "position", "id"]
        indexes = [
            models.Index(
                fields=["cooperative", "position"],
                condition=Q(left_on__isnull=True),
                name="board_in_office",
            ),
            models.Index(fields=["term_to", "id"], name="board_by_term"),
            models.Index(fields=["left_on", "id"], name="board_by_leaving"),
        ]
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
            dates_in_order(
                "board_left_in_order",
                "term_from",
                "left_on",
                "Berhenti tidak mungkin sebelum mulai menjabat.",
            ),
            check(
                "board_left_not_ahead",
                Q(left_on__isnull=True) | Q(left_on__lte=Now()),
                "Tanggal berhenti belum tiba.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_position_display()}: {self.person_name}"

    def holds(self, day: date) -> bool:
        """``BoardQuerySet.in_office`` for one row."""
        begun = self.term_from is None or self.term_from <= day
        return begun and (self.left_on is None or self.left_on > day)

    def leave(self, day: date, otherwise: date) -> bool:
        """Set the first day out of office: ``day``, or ``otherwise`` where the term began only
        after ``day``. Says whether it could: who begins later than both is not in office yet."""
        fits = [one for one in (day, otherwise) if not self.term_from or self.term_from <= one]
        self.left_on = fits[0] if fits else None
        return bool(fits)


class TrainingQuerySet(PartQuerySet):
    district_path = "board_member__cooperative__district"

    def standing(self) -> "TrainingQuerySet":
        return self.filter(board_member__cooperative__merged_into__isnull=True)

    def certified(self, day: date) -> "TrainingQuerySet":
        """Those that gave a certificate of competence which is valid on ``day``."""
        running = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.filter(running, is_certified=True, finished_on__lte=day)


@audited()
class Training(Cleaned):
    """A training that a member of the board has finished; with a certificate of competence (BNSP)
    the person counts as professionally trained."""

    uid = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    board_member = models.ForeignKey(BoardMember, models.CASCADE, related_name="trainings")
    title = models.CharField("nama pelatihan", max_length=200)
    organiser = models.CharField("penyelenggara", max_length=150, blank=True)
    finished_on = models.DateField("selesai tanggal")
    hours = models.PositiveSmallIntegerField("jam pelajaran", null=True, blank=True)
    is_certified = models.BooleanField("bersertifikat kompetensi", default=False)
    certificate_number = models.CharField("nomor sertifikat", max_length=80, blank=True)
    valid_until = models.DateField("sertifikat berlaku sampai", null=True, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = "pelatihan"
        ordering = ["-finished_on", "-id"]
        indexes = [models.Index(fields=["finished_on", "id"], name="training_by_day")]
        constraints = [
            not_blank("training_title_given", "title", "Nama pelatihan wajib diisi."),
            check("training_not_ahead", Q(finished_on__lte=Now()), "Pelatihan itu belum selesai."),
            check(
                "training_certificate_numbered",
                Q(is_certified=False) | Q(certificate_number__regex=r"\S"),
                "Sertifikat kompetensi harus punya nomor.",
            ),
            dates_in_order(
                "training_valid_in_order",
                "finished_on",
                "valid_until",
                "Sertifikat tidak mungkin berakhir sebelum pelatihan selesai.",
            ),
            check(
                "training_hours_possible",
                Q(hours__isnull=True) | Q(hours__range=(1, 2000)),
                "Jam pelajaran harus antara 1 dan 2.000.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def certifies(self, day: date) -> bool:
        """``TrainingQuerySet.certified`` for one row."""
        running = self.valid_until is None or self.valid_until >= day
        return self.is_certified and running and self.finished_on <= day
