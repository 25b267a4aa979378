"""MSMEs: who and where, and the kind of business. The figures of a year: ``EnterpriseYear``."""

import re
import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import ExtractYear, Left, Now, NullIf

from bengkalis.access import Permission, ScopedQuerySet
from bengkalis.audit import audited
from bengkalis.constraints import check, not_blank, set_together
from bengkalis.sealed import SealedTextField
from bengkalis.versions import Versioned, count_versions
from registry import size_classes
from registry.enums import Sex
from registry.models.cooperatives import SEARCH_NAME, folded
from registry.models.enterprise_triggers import WORDS
from registry.models.kbli import KbliSection
from registry.models.members import nik_key
from registry.models.people import today
from registry.models.territory import District, Village
from registry.nik import parse_nik, refuse_nik, understood

# What the database fills in: no edit, and no part of the audit trail.
DERIVED = (
    *("search_name", "search_owner", "division", "pp7_basis"),
    *("latest_year", "latest_uu20", "latest_pp7"),
)


class EnterpriseQuerySet(ScopedQuerySet):
    """``visible_to`` is for what everybody of the office sees: the business, not its owner."""

    view_permission = Permission.VIEW_REGISTER
    edit_permission = Permission.EDIT_ENTERPRISE
    district_path = "district"

    def open(self) -> "EnterpriseQuerySet":
        return self.filter(closed_on__isnull=True)


@audited(exclude=DERIVED)
class Enterprise(Versioned):
    """One micro, small or medium enterprise, or one that was it and grew out of it.

    Owner, NIK, phone and the yearly figures are for who may see them (VIEW_ENTERPRISES); the
    ``latest_…`` columns repeat the newest year's classes for filters and are kept by triggers.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField("nama usaha", max_length=200)
    search_name = models.GeneratedField(
        expression=SEARCH_NAME, output_field=models.TextField(), db_persist=True
    )
    owner_name = models.CharField("nama pemilik", max_length=150, blank=True)
    search_owner = models.GeneratedField(
        expression=folded(F("owner_name")), output_field=models.TextField(), db_persist=True
    )
    owner_sex = models.CharField("jenis kelamin pemilik", max_length=1, choices=Sex, blank=True)
    owner_nik = SealedTextField("NIK pemilik")
    owner_nik_index = models.BinaryField(max_length=32, null=True, editable=False)
    phone = SealedTextField("telepon")
    district = models.ForeignKey(
        District, models.PROTECT, related_name="enterprises", verbose_name="kecamatan"
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="desa/kelurahan",
    )
    address = models.CharField("alamat", max_length=250, blank=True)
    latitude = models.DecimalField("lintang", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("bujur", max_digits=9, decimal_places=6, null=True, blank=True)
    section = models.ForeignKey(
        KbliSection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lapangan usaha",
    )
    kbli_code = models.CharField("kode KBLI", max_length=5, blank=True)
    division = models.GeneratedField(
        expression=NullIf(Left("kbli_code", 2), Value("")),
        output_field=models.CharField(max_length=2, null=True),
        db_persist=True,
    )
    activity = models.CharField("jenis usaha", max_length=200, blank=True)
    nib = models.CharField("NIB", max_length=13, null=True, blank=True)
    permit_number = models.CharField("nomor izin lain", max_length=100, blank=True)
    started_year = models.PositiveSmallIntegerField(
        "tahun berdiri",
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    started_on = models.DateField("tanggal berdiri", null=True, blank=True)
    pp7_basis = models.GeneratedField(
        expression=size_classes.basis_sql(),
        output_field=models.CharField(max_length=8),
        db_persist=True,
    )
    closed_on = models.DateField("tutup sejak", null=True, blank=True)
    note = models.CharField("keterangan", max_length=300, blank=True)
    latest_year = models.PositiveSmallIntegerField(null=True, editable=False)
    latest_uu20 = models.CharField(max_length=8, default="", db_default="", editable=False)
    latest_pp7 = models.CharField(max_length=8, default="", db_default="", editable=False)
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)
    source_batch = models.ForeignKey(
        "registry.ImportBatch", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    source_row = models.PositiveIntegerField(null=True, editable=False)

    objects = EnterpriseQuerySet.as_manager()
    BLIND = {"owner_nik_index": ("owner_nik", "nik")}

    class Meta:
        verbose_name = "UMKM"
        verbose_name_plural = "UMKM"
        ordering = ["search_name", "id"]
        triggers = [count_versions(ignoring=list(DERIVED)), *WORDS]
        indexes = [
            models.Index(fields=["search_name", "id"], name="enterprise_by_name"),
            models.Index(fields=["district", "search_name", "id"], name="enterprise_by_district"),
            models.Index(fields=["village", "search_name", "id"], name="enterprise_by_village"),
            models.Index(fields=["section", "search_name", "id"], name="enterprise_by_section"),
            models.Index(fields=["latest_pp7", "search_name", "id"], name="enterprise_by_pp7"),
            models.Index(fields=["latest_uu20", "search_name", "id"], name="enterprise_by_uu20"),
            models.Index(
                fields=["latest_pp7", "section", "district", "search_name"],
                name="enterprise_by_all",
            ),
            models.Index(fields=["latest_year"], name="enterprise_by_year"),
            models.Index(fields=["started_year"], name="enterprise_by_start"),
            models.Index(fields=["updated_at", "id"], name="enterprise_by_change"),
            models.Index(fields=["owner_nik_index"], name="enterprise_by_nik"),
        ]
        constraints = [
            not_blank("enterprise_name_given", "name", "Nama usaha wajib diisi."),
            check(
                "enterprise_sex_known",
                Q(owner_sex__in=["", *Sex.values]),
                "Jenis kelamin pemilik harus L atau P.",
            ),
            check(
                "enterprise_nib_format",
                Q(nib__isnull=True) | Q(nib__regex=r"^\d{13}$"),
                "NIB terdiri dari 13 angka.",
            ),
            check(
                "enterprise_kbli_format",
                Q(kbli_code="") | Q(kbli_code__regex=r"^\d{2,5}$"),
                "Kode KBLI terdiri dari 2 sampai 5 angka.",
            ),
            check(
                "enterprise_kbli_needs_section",
                Q(kbli_code="") | Q(section__isnull=False),
                "Kode KBLI diisi bersama lapangan usahanya.",
            ),
            check(
                "enterprise_started_possible",
                Q(started_year__isnull=True) | Q(started_year__gte=1900),
                "Tahun berdiri sebelum 1900 tidak mungkin.",
            ),
            check(
                "enterprise_started_not_ahead",
                (Q(started_on__isnull=True) | Q(started_on__lte=Now()))
                & (Q(started_year__isnull=True) | Q(started_year__lte=ExtractYear(Now()))),
                "Usaha itu belum berdiri.",
            ),
            check(
                "enterprise_started_agrees",
                Q(started_on__isnull=True) | Q(started_on__year=F("started_year")),
                "Tahun berdiri harus sama dengan tahun pada tanggal berdiri.",
            ),
            check(
                "enterprise_closed_in_order",
                Q(closed_on__isnull=True)
                | (
                    Q(closed_on__lte=Now())
                    & (Q(started_on__isnull=True) | Q(started_on__lte=F("closed_on")))
                    & (Q(started_year__isnull=True) | Q(closed_on__year__gte=F("started_year")))
                ),
                "Usaha tutup sesudah berdiri dan paling lambat hari ini.",
            ),
            set_together(
                "enterprise_nik_indexed",
                "owner_nik",
                "owner_nik_index",
                "NIK disimpan bersama kunci pencariannya.",
            ),
            set_together(
                "enterprise_located",
                "latitude",
                "longitude",
                "Lintang dan bujur diisi bersama.",
            ),
            check(
                "enterprise_location_possible",
                Q(latitude__isnull=True) | Q(latitude__range=(-11, 6), longitude__range=(95, 141)),
                "Lintang dan bujur itu di luar Indonesia (lintang -11 sampai 6, bujur 95 sampai "
                "141).",
            ),
            set_together(
                "enterprise_source_together",
                "source_batch",
                "source_row",
                "Asal data terdiri dari berkas dan nomor baris.",
            ),
            models.UniqueConstraint(
                fields=["nib"],
                name="enterprise_nib_unique",
                violation_error_message="NIB ini sudah dipakai UMKM lain.",
            ),
            # The target of the foreign key by which the years know what decides their class.
            models.UniqueConstraint(fields=["id", "pp7_basis"], name="enterprise_id_basis"),
        ]

    PLAIN = ("name", "owner_name", "address", "activity", "permit_number", "note")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("enterprise", args=[self.uid])

    def clean(self) -> None:
        """What is said about a column of another table, and personal numbers in plain text."""
        super().clean()
        self.nib = self.nib or None
        if self.started_on and not self.started_year:
            self.started_year = self.started_on.year
        errors: dict = {}
        for name in self.PLAIN:
            understood(errors, name, refuse_nik, getattr(self, name))
        self.owner_nik = understood(errors, "owner_nik", parse_nik, self.owner_nik)
        self.owner_nik_index = nik_key(self.owner_nik)
        if self.village and self.village.district_id != self.district_id:
            errors["village"] = (
                f"Desa/kelurahan {self.village} ada di Kecamatan {self.village.district}, "
                "bukan di kecamatan yang dipilih."
            )
        if self.kbli_code and self.section:
            errors |= self._foreign_kbli()
        errors |= self._impossible()
        if errors:
            raise ValidationError(errors)

    def _impossible(self) -> dict[str, str]:
        """What constraints refuse too: said here at the field, with what was found."""
        errors = {}
        if self.nib and not re.fullmatch(r"\d{13}", self.nib):
            errors["nib"] = (
                f"Ditemukan “{self.nib}” ({len(self.nib)} karakter), diharapkan 13 angka."
            )
        if self.started_year and self.started_year > today().year:
            errors["started_year"] = (
                f"Ditemukan {self.started_year}, diharapkan paling lambat {today().year}."
            )
        if self.started_on and self.started_on > today():
            errors["started_on"] = (
                f"Ditemukan {self.started_on:%d-%m-%Y}, diharapkan paling lambat hari ini."
            )
        return errors

    def _foreign_kbli(self) -> dict[str, str]:
        known = self.section.divisions.order_by("code").values_list("code", flat=True)
        if self.kbli_code[:2] in known:
            return {}
        sentence = (
            f"Kode KBLI {self.kbli_code} tidak termasuk lapangan usaha {self.section.code}; "
            f"diharapkan kode yang diawali {_in_words(list(known))}."
        )
        return {"kbli_code": sentence}


def _in_words(codes: list[str]) -> str:
    """10, 11, 12 → "10 sampai 12" where nothing is left out between; else every one."""
    if len(codes) > 2 and int(codes[-1]) - int(codes[0]) == len(codes) - 1:
        return f"{codes[0]} sampai {codes[-1]}"
    return ", ".join(codes)


class EnterpriseWord(models.Model):
    """A word of an enterprise's name or of its owner's: how names are found. Kept by triggers."""

    pk = models.CompositePrimaryKey("word", "enterprise")
    word = models.TextField()
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+", db_index=False)
    district = models.ForeignKey(District, models.CASCADE, related_name="+", db_index=False)
    of_owner = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(
                OpClass(F("word"), "text_pattern_ops"),
                F("district"),
                F("enterprise"),
                name="word_by_district",
            ),
            models.Index(fields=["enterprise"], name="word_by_enterprise"),
        ]

    def __str__(self) -> str:
        return self.word


class EnterpriseVocabulary(models.Model):
    """Every word that ever stood in a name, once: where a misspelt one is looked up."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = [GinIndex(OpClass(F("word"), "gin_trgm_ops"), name="vocabulary_trgm")]

    def __str__(self) -> str:
        return self.word
