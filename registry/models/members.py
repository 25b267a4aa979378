"""The buku daftar anggota: dated memberships, savings, and what people ask about their data.

A person in two cooperatives is two rows: each book belongs to its cooperative, and a UPT sees its
own books only. That they are one person is found by ``nik_index``, equal for equal NIK.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from bengkalis.access import Permission
from bengkalis.audit import audited
from bengkalis.constraints import check, dates_in_order, not_blank, set_together
from bengkalis.sealed import SealedDecimalField, SealedTextField, blind_index, blind_indexes
from bengkalis.versions import Versioned, count_versions
from registry.enums import LeaveReason, RequestKind, Sex
from registry.models.boards import PartQuerySet
from registry.models.cooperatives import SEARCH_NAME, Cooperative
from registry.models.rules import day_range
from registry.models.territory import Village
from registry.nik import Problem, nik_doubts, parse_nik, refuse_nik, refuse_nik_in, understood

TWICE = "NIK ini sudah tercatat sebagai anggota pada masa itu."


def nik_key(nik: str) -> bytes | None:
    """The keyed hash by which equal NIK are found; None without one."""
    return blind_index(nik, "nik") if nik else None


class MemberQuerySet(PartQuerySet):
    view_permission = Permission.VIEW_MEMBERS
    edit_permission = Permission.EDIT_MEMBERS

    def on(self, day) -> "MemberQuerySet":
        """Who was a member on ``day``; without dates a membership has always been."""
        begun = Q(joined_on__isnull=True) | Q(joined_on__lte=day)
        return self.filter(begun, Q(left_on__isnull=True) | Q(left_on__gt=day))

    def with_nik(self, nik: str) -> "MemberQuerySet":
        """The memberships of the person with this NIK, sixteen digits."""
        return self.filter(nik_index__in=blind_indexes(nik, "nik")) if nik else self.none()


@audited(exclude=("search_name",))
class Member(Versioned):
    """One membership: who, since when, until when. ``left_on`` is the first day as no member.

    NIK and phone are sealed; ``nik_index`` is a keyed hash of the NIK, by which one person is
    unique within a cooperative at a time and is found again in others.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cooperative = models.ForeignKey(
        Cooperative, models.CASCADE, related_name="members", verbose_name="koperasi"
    )
    number = models.CharField("nomor anggota", max_length=30, blank=True)
    name = models.CharField("nama", max_length=150)
    search_name = models.GeneratedField(
        expression=SEARCH_NAME, output_field=models.TextField(), db_persist=True
    )
    nik = SealedTextField("NIK")
    nik_index = models.BinaryField(max_length=32, null=True, editable=False)
    birth_place = models.CharField("tempat lahir", max_length=80, blank=True)
    birth_date = models.DateField("tanggal lahir", null=True, blank=True)
    sex = models.CharField("jenis kelamin", max_length=1, choices=Sex, blank=True)
    address = models.CharField("alamat", max_length=250, blank=True)
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="desa/kelurahan",
    )
    occupation = models.CharField("pekerjaan", max_length=80, blank=True)
    phone = SealedTextField("telepon")
    joined_on = models.DateField("masuk", null=True, blank=True)
    left_on = models.DateField("berhenti", null=True, blank=True)
    leave_reason = models.CharField(
        "sebab berhenti", max_length=14, choices=LeaveReason, blank=True
    )
    note = models.CharField("keterangan", max_length=300, blank=True)
    forgotten_on = models.DateField("dihapus menurut retensi", null=True, editable=False)
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)
    source_batch = models.ForeignKey(
        "registry.ImportBatch", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    source_row = models.PositiveIntegerField(null=True, editable=False)

    objects = MemberQuerySet.as_manager()
    BLIND = {"nik_index": ("nik", "nik")}  # for the rotation of keys

    class Meta:
        verbose_name = "anggota"
        verbose_name_plural = "anggota"
        ordering = ["search_name", "id"]
        triggers = [count_versions()]
        indexes = [
            models.Index(fields=["nik_index"], name="member_by_nik"),
            models.Index(fields=["search_name", "id"], name="member_by_name"),
            models.Index(fields=["cooperative", "search_name", "id"], name="member_by_book"),
            models.Index(
                fields=["left_on", "id"],
                condition=Q(left_on__isnull=False, forgotten_on__isnull=True),
                name="member_kept_after_leaving",
            ),
            GinIndex(OpClass(F("search_name"), "gin_trgm_ops"), name="member_name_trgm"),
        ]
        constraints = [
            not_blank("member_name_given", "name", "Nama anggota wajib diisi."),
            check(
                "member_sex_known", Q(sex__in=["", *Sex.values]), "Jenis kelamin harus L atau P."
            ),
            check(
                "member_leave_reason_known",
                Q(leave_reason__in=["", *LeaveReason.values]),
                "Sebab berhenti tidak dikenal.",
            ),
            check(
                "member_reason_needs_leaving",
                Q(leave_reason="") | Q(left_on__isnull=False),
                "Sebab berhenti diisi bersama tanggal berhenti.",
            ),
            check(
                "member_born_possible",
                Q(birth_date__isnull=True) | Q(birth_date__gte="1900-01-01"),
                "Tanggal lahir sebelum 1900 tidak mungkin.",
            ),
            check(
                "member_born_not_ahead",
                Q(birth_date__isnull=True) | Q(birth_date__lte=Now()),
                "Tanggal lahir belum tiba.",
            ),
            check(
                "member_joined_not_ahead",
                Q(joined_on__isnull=True) | Q(joined_on__lte=Now()),
                "Tanggal masuk belum tiba.",
            ),
            check(
                "member_left_not_ahead",
                Q(left_on__isnull=True) | Q(left_on__lte=Now()),
                "Tanggal berhenti belum tiba.",
            ),
            dates_in_order(
                "member_born_before_joining",
                "birth_date",
                "joined_on",
                "Anggota masuk sebelum lahir.",
            ),
            dates_in_order(
                "member_in_order",
                "joined_on",
                "left_on",
                "Anggota berhenti sebelum masuk.",
            ),
            set_together(
                "member_nik_indexed",
                "nik",
                "nik_index",
                "NIK disimpan bersama kunci pencariannya.",
            ),
            set_together(
                "member_source_together",
                "source_batch",
                "source_row",
                "Asal data terdiri dari berkas dan nomor baris.",
            ),
            ExclusionConstraint(
                name="member_once_at_a_time",
                expressions=[
                    ("cooperative", RangeOperators.EQUAL),
                    ("nik_index", RangeOperators.EQUAL),
                    (day_range("joined_on", "left_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(nik_index__isnull=False),
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                fields=["cooperative", "number"],
                condition=~Q(number="") & Q(left_on__isnull=True),
                name="member_number_once",
                violation_error_message="Nomor anggota ini sudah dipakai di koperasi ini.",
            ),
        ]

    PLAIN = ("number", "name", "birth_place", "address", "occupation", "note")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("member", args=[self.uid])

    def clean(self) -> None:
        """Keep NIK and its key together; PostgreSQL makes no range of reversed days, so their
        order is judged here as well."""
        super().clean()
        errors: dict = {}
        for name in self.PLAIN:
            understood(errors, name, refuse_nik, getattr(self, name))
        self.nik = understood(errors, "nik", parse_nik, self.nik)
        self.nik_index = nik_key(self.nik)
        if self.joined_on and self.left_on and self.left_on < self.joined_on:
            first = f"{self.joined_on:%d-%m-%Y}"
            errors["left_on"] = f"Berhenti sebelum masuk, yang tercatat {first}."
        if errors:
            raise ValidationError(errors)

    @property
    def doubts(self) -> list[Problem]:
        """Where NIK, birth date and sex do not go together; said, never refused."""
        return nik_doubts(self.nik, self.birth_date, self.sex)


NEGATIVE = "Simpanan tidak boleh negatif."


class SavingsQuerySet(PartQuerySet):
    view_permission = Permission.VIEW_MEMBERS
    edit_permission = Permission.EDIT_MEMBERS
    district_path = "member__cooperative__district"


@audited()
class MemberSavings(Versioned):
    """What a member has saved, in rupiah, on a day: specific personal data (UU PDP 27/2022 art. 4),
    therefore sealed."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="savings")
    as_of = models.DateField("keadaan per")
    principal = SealedDecimalField("simpanan pokok")
    mandatory = SealedDecimalField("simpanan wajib")
    voluntary = SealedDecimalField("simpanan sukarela")

    objects = SavingsQuerySet.as_manager()

    class Meta:
        verbose_name = "simpanan anggota"
        ordering = ["-as_of", "-id"]
        triggers = [count_versions()]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "as_of"],
                name="savings_once_a_day",
                violation_error_message="Simpanan per tanggal ini sudah tercatat.",
            ),
            check("savings_not_ahead", Q(as_of__lte=Now()), "Tanggal itu belum tiba."),
        ]

    AMOUNTS = ("principal", "mandatory", "voluntary")

    def __str__(self) -> str:
        return f"Simpanan per {self.as_of:%d-%m-%Y}"

    def clean(self) -> None:
        """Amounts are sealed, so no constraint of the database can judge them."""
        super().clean()
        given = {name: getattr(self, name) for name in self.AMOUNTS}
        wrong = {name: NEGATIVE for name in given if given[name] is not None and given[name] < 0}
        if wrong:
            raise ValidationError(wrong)
        if not any(amount is not None for amount in given.values()):
            raise ValidationError("Isi sedikitnya satu jumlah simpanan; 0 bila memang nol.")

    @property
    def total(self):
        """Rupiah, of what is given."""
        return sum(getattr(self, name) or 0 for name in self.AMOUNTS)


class SubjectRequestQuerySet(PartQuerySet):
    view_permission = Permission.HANDLE_SUBJECTS
    edit_permission = Permission.HANDLE_SUBJECTS
    district_path = "member__cooperative__district"


@audited()
class SubjectRequest(Versioned):
    """A person asks about their own data: a copy, a correction, an erasure; and the answer."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="requests")
    kind = models.CharField("permintaan", max_length=12, choices=RequestKind)
    received_on = models.DateField("diterima")
    identity_check = models.CharField("cara memeriksa identitas", max_length=200)
    details = SealedTextField("isi permintaan")
    due_on = models.DateField("paling lambat dijawab", editable=False)
    answered_on = models.DateField("dijawab", null=True, blank=True, editable=False)
    answer = models.CharField("jawaban", max_length=300, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = SubjectRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan pemilik data"
        ordering = ["-received_on", "-id"]
        triggers = [count_versions()]
        constraints = [
            check(
                "subject_kind_known",
                Q(kind__in=RequestKind.values),
                "Jenis permintaan tidak dikenal.",
            ),
            not_blank(
                "subject_identity_checked",
                "identity_check",
                "Tulis bagaimana identitas pemohon diperiksa.",
            ),
            check("subject_not_ahead", Q(received_on__lte=Now()), "Tanggal itu belum tiba."),
            dates_in_order(
                "subject_answered_in_order",
                "received_on",
                "answered_on",
                "Jawaban tidak mungkin mendahului permintaan.",
            ),
            check(
                "subject_answer_given",
                Q(answered_on__isnull=True) | Q(answer__regex=r"\S"),
                "Jawaban wajib diisi.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        """What was asked is sealed; how it was handled is not, so no NIK may stand there."""
        super().clean()
        refuse_nik_in(self, "identity_check", "answer")
