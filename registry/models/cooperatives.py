"""A cooperative: every field of the ministry's ODS page and of the office's own list.

Public identity is ``uid``; deed and NIK numbers are data. Boards and annual meetings are rows of
their own (``boards``, ``meetings``); the state is a dated history (``StatusChange``) of which
``status`` is the latest row.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Now, Trim, Upper

from bengkalis.access import Permission, Scope, ScopedQuerySet
from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, not_blank, set_together
from bengkalis.sealed import SealedTextField
from bengkalis.versions import Versioned, count_versions
from registry import enums
from registry.models.territory import District, Village
from registry.search import NOISE, SPELT_OUT


def _replace(expression, pattern: str, replacement: str) -> Func:
    return Func(
        expression,
        Value(pattern),
        Value(replacement),
        Value("g"),
        function="regexp_replace",
        output_field=models.TextField(),
    )


# "K.U.D. Tani  Maju" -> "kud tani maju"; registry.search.fold_name does the same in Python.
def folded(name) -> Trim:
    return Trim(_replace(_replace(Lower(name), r"\m([[:alpha:]])\.", r"\1"), r"[^[:alnum:]]+", " "))


SEARCH_NAME = folded(F("name"))


def _core(expression):
    """``registry.search.core_name`` in SQL: abbreviations spelt out, "koperasi" left away."""
    for word, meaning in SPELT_OUT.items():
        expression = _replace(expression, rf"\m{word}\M", meaning)
    return Trim(_replace(expression, rf"\m({'|'.join(sorted(NOISE))})\M *", ""))


# "518/BH/XII/1987" and "518 / bh / xii / 1987" are one deed: registry.search.deed_key in Python.
DEED_KEY = _replace(Upper(F("deed_number")), r"[^[:alnum:]]+", "")


class CooperativeQuerySet(ScopedQuerySet):
    view_permission = Permission.VIEW_REGISTER
    edit_permission = Permission.EDIT_COOPERATIVE
    district_path = "district"

    def within(self, scope: Scope) -> "CooperativeQuerySet":
        return super().within(scope).standing()

    def standing(self) -> "CooperativeQuerySet":
        """Without the rows that were merged into another: they are kept, but no cooperative."""
        return self.filter(merged_into__isnull=True)

    def public(self) -> "CooperativeQuerySet":
        """What a stranger may look up: every cooperative, by its public fields only."""
        return self.standing()


@audited(exclude=("search_name", "core_name", "deed_key"))
class Cooperative(Versioned):
    """One cooperative of the register. Money is in rupiah, dates are calendar days."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField("nama koperasi", max_length=200)
    search_name = models.GeneratedField(
        expression=SEARCH_NAME, output_field=models.TextField(), db_persist=True
    )
    core_name = models.GeneratedField(
        expression=_core(SEARCH_NAME), output_field=models.TextField(), db_persist=True
    )
    form = models.CharField("bentuk", max_length=10, choices=enums.CooperativeForm, blank=True)
    kind = models.CharField("jenis", max_length=20, choices=enums.CooperativeKind, blank=True)
    pattern = models.CharField("pola", max_length=15, choices=enums.Pattern, blank=True)
    group = models.CharField("kelompok", max_length=20, choices=enums.Group, blank=True)
    business_sector = models.CharField("sektor usaha", max_length=150, blank=True)
    business_activity = models.CharField("kegiatan usaha", max_length=300, blank=True)

    deed_number = models.CharField("nomor badan hukum", max_length=100, blank=True)
    deed_date = models.DateField("tanggal badan hukum", null=True, blank=True)
    deed_key = models.GeneratedField(
        expression=DEED_KEY, output_field=models.TextField(), db_persist=True
    )

    address = models.CharField("alamat", max_length=250, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, related_name="cooperatives", verbose_name="kecamatan"
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cooperatives",
        verbose_name="desa/kelurahan",
    )
    phone = SealedTextField("telepon")
    email = models.EmailField("surel", blank=True)
    website = models.URLField("situs web", blank=True)

    nik_koperasi = models.CharField("NIK koperasi", max_length=13, null=True, blank=True)
    certificate_status = models.CharField(
        "status NIK", max_length=15, choices=enums.CertificateStatus, blank=True
    )
    certificate_valid_until = models.DateField("sertifikat berlaku sampai", null=True, blank=True)
    recorded_grade = models.CharField(
        "grade menurut ODS", max_length=2, choices=enums.Grade, blank=True
    )

    status = models.CharField("status", max_length=16, choices=enums.Status)
    status_since = models.DateField("status sejak", null=True, blank=True, editable=False)
    note = models.TextField("keterangan", blank=True)
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="absorbed",
        verbose_name="digabung ke",
    )
    source_batch = models.ForeignKey(
        "registry.ImportBatch", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    source_row = models.PositiveIntegerField(null=True, editable=False)

    objects = CooperativeQuerySet.as_manager()

    class Meta:
        verbose_name = "koperasi"
        verbose_name_plural = "koperasi"
        ordering = ["name", "id"]
        triggers = [count_versions()]
        indexes = [
            GinIndex(OpClass(F("search_name"), "gin_trgm_ops"), name="cooperative_name_trgm"),
            models.Index(fields=["search_name", "id"], name="cooperative_by_name"),
            models.Index(fields=["district", "search_name", "id"], name="cooperative_by_district"),
            models.Index(fields=["status", "search_name", "id"], name="cooperative_by_status"),
            models.Index(fields=["kind", "search_name", "id"], name="cooperative_by_kind"),
            models.Index(fields=["deed_date", "id"], name="cooperative_by_deed_date"),
            models.Index(fields=["updated_at", "id"], name="cooperative_by_update"),
            models.Index(fields=["deed_key"], name="cooperative_by_deed_key"),
            models.Index(fields=["district", "core_name"], name="cooperative_by_core_name"),
            GinIndex(OpClass(Upper("deed_number"), "gin_trgm_ops"), name="cooperative_deed_trgm"),
        ]
        constraints = [
            not_blank("cooperative_name_given", "name", "Nama koperasi wajib diisi."),
            check(
                "cooperative_status_known",
                Q(status__in=enums.Status.values),
                "Status harus aktif, tidak aktif, dibekukan, diusulkan bubar, atau dibubarkan.",
            ),
            check(
                "cooperative_form_known",
                Q(form__in=["", *enums.CooperativeForm.values]),
                "Bentuk harus primer atau sekunder.",
            ),
            check(
                "cooperative_kind_known",
                Q(kind__in=["", *enums.CooperativeKind.values]),
                "Jenis koperasi tidak dikenal.",
            ),
            check(
                "cooperative_pattern_known",
                Q(pattern__in=["", *enums.Pattern.values]),
                "Pola harus konvensional atau syariah.",
            ),
            check(
                "cooperative_group_known",
                Q(group__in=["", *enums.Group.values]),
                "Kelompok koperasi tidak dikenal.",
            ),
            check(
                "cooperative_deed_date_possible",
                Q(deed_date__isnull=True) | Q(deed_date__gte="1915-01-01"),
                "Tanggal badan hukum sebelum 1915 tidak mungkin: belum ada aturan koperasi.",
            ),
            check(
                "cooperative_deed_date_not_ahead",
                Q(deed_date__isnull=True) | Q(deed_date__lte=Now()),
                "Tanggal badan hukum belum tiba.",
            ),
            check(
                "cooperative_nik_format",
                Q(nik_koperasi__isnull=True) | Q(nik_koperasi__regex=r"^\d{13}$"),
                "NIK koperasi terdiri dari 13 angka.",
            ),
            check(
                "cooperative_certificate_known",
                Q(certificate_status__in=["", *enums.CertificateStatus.values]),
                "Status NIK harus bersertifikat atau belum bersertifikat.",
            ),
            check(
                "cooperative_certificate_has_nik",
                ~Q(certificate_status="bersertifikat") | Q(nik_koperasi__isnull=False),
                "Koperasi yang bersertifikat harus punya NIK koperasi.",
            ),
            check(
                "cooperative_grade_known",
                Q(recorded_grade__in=["", *enums.Grade.values]),
                "Grade harus A, B, C1, C2, atau D.",
            ),
            check(
                "cooperative_not_merged_into_itself",
                Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                "Koperasi tidak dapat digabung ke dirinya sendiri.",
            ),
            set_together(
                "cooperative_source_together",
                "source_batch",
                "source_row",
                "Asal data terdiri dari berkas dan nomor baris.",
            ),
            models.UniqueConstraint(
                fields=["nik_koperasi"],
                condition=Q(merged_into__isnull=True),
                name="cooperative_nik_unique",
                violation_error_message="NIK koperasi ini sudah dipakai koperasi lain.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("cooperative", args=[self.uid])

    def clean(self) -> None:
        super().clean()
        self.nik_koperasi = self.nik_koperasi or None
        if self.village and self.village.district_id != self.district_id:
            raise ValidationError(
                {
                    "village": (
                        f"Desa/kelurahan {self.village} ada di Kecamatan {self.village.district}, "
                        f"bukan di kecamatan yang dipilih."
                    )
                }
            )


@audited()
class DeedAmendment(Cleaned):
    """A perubahan anggaran dasar (PAD): number and date of the deed that changed the first one."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="amendments")
    number = models.CharField("nomor PAD", max_length=100)
    decided_on = models.DateField("tanggal PAD", null=True, blank=True)
    subject = models.CharField("pokok perubahan", max_length=200, blank=True)

    class Meta:
        verbose_name = "perubahan anggaran dasar"
        ordering = [F("decided_on").desc(nulls_last=True), "-id"]
        constraints = [
            not_blank("amendment_number_given", "number", "Nomor PAD wajib diisi."),
            models.UniqueConstraint(
                fields=["cooperative", "number"],
                name="amendment_once",
                violation_error_message="Nomor PAD ini sudah tercatat untuk koperasi ini.",
            ),
            check(
                "amendment_not_ahead",
                Q(decided_on__isnull=True) | Q(decided_on__lte=Now()),
                "Tanggal PAD belum tiba.",
            ),
        ]

    def __str__(self) -> str:
        return self.number


@audited()
class StatusChange(Cleaned):
    """One step of a cooperative's life: the state, since when, why, and on what evidence.

    ``effective_on`` is empty where the office's list gives a state without a date: such a row
    stands before all dated ones.
    """

    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="status_history")
    status = models.CharField("status", max_length=16, choices=enums.Status)
    effective_on = models.DateField("berlaku sejak", null=True, blank=True)
    reason = models.CharField("alasan", max_length=300)
    evidence = models.CharField("bukti", max_length=300, blank=True)
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "perubahan status"
        ordering = [F("effective_on").desc(nulls_last=True), "-id"]
        constraints = [
            not_blank("status_reason_given", "reason", "Alasan perubahan status wajib diisi."),
            check(
                "status_change_known", Q(status__in=enums.Status.values), "Status tidak dikenal."
            ),
            check(
                "status_not_ahead",
                Q(effective_on__isnull=True) | Q(effective_on__lte=Now()),
                "Tanggal mulai status belum tiba.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()


@audited()
class FormerDetail(Cleaned):
    """What a cooperative was called, or was, until a day: a real change, not a correction.

    ``value`` is the stored code or text that held up to and including ``until``; empty where it
    was not known. With these rows the register of an earlier day can be read. A slip of the pen
    is corrected in the cooperative itself and then holds for every day.
    """

    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="former_details")
    field = models.CharField("data", max_length=10, choices=enums.DatedField)
    value = models.CharField("semula", max_length=250, blank=True)
    until = models.DateField("berlaku sampai")
    basis = models.CharField("dasar perubahan", max_length=200)
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "data semula"
        ordering = ["-until", "field", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "field", "until"],
                name="former_once_a_day",
                violation_error_message="Perubahan data ini pada tanggal itu sudah tercatat.",
            ),
            check(
                "former_field_known",
                Q(field__in=enums.DatedField.values),
                "Data ini tidak punya riwayat bertanggal.",
            ),
            check("former_not_ahead", Q(until__lte=Now()), "Hari terakhir itu belum tiba."),
            not_blank("former_basis_given", "basis", "Dasar perubahan wajib diisi."),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} sampai {self.until:%d-%m-%Y}: {self.value}"
