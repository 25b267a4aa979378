"""Offices, users, dated appointments with a role, and REST tokens."""

import secrets
import uuid
from datetime import date, timedelta
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.functional import cached_property

from bengkalis.access import MAY, NOWHERE, Permission, Role, Scope, ScopedQuerySet
from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, dates_in_order, not_blank
from bengkalis.versions import Versioned, count_versions
from registry.enums import OfficeKind
from registry.models.territory import District


def today() -> date:
    """Today in the office's time zone."""
    return timezone.localdate()


class OfficeQuerySet(ScopedQuerySet):
    view_permission = Permission.VIEW_OFFICES
    edit_permission = Permission.MANAGE_OFFICES
    district_path = None

    def visible_to(self, user):
        """The organisation chart is no secret: whoever may see offices sees all of them."""
        return self.all() if user.is_authenticated else self.none()


@audited()
class Office(Versioned):
    """The dinas, its sekretariat and bidang, and its UPTs: editable data, not code."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField("kode", max_length=20, unique=True)
    name = models.CharField("nama", max_length=150)
    kind = models.CharField("jenis", max_length=12, choices=OfficeKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="induk"
    )
    address = models.CharField("alamat", max_length=200, blank=True)
    is_active = models.BooleanField("masih ada", default=True)
    districts: models.ManyToManyField = models.ManyToManyField(
        District, through="OfficeDistrict", related_name="offices", verbose_name="wilayah kerja"
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "kantor"
        verbose_name_plural = "kantor"
        ordering = ["code"]
        triggers = [count_versions()]
        constraints = [
            not_blank("office_name_given", "name", "Nama kantor wajib diisi."),
            check(
                "office_kind_known", Q(kind__in=OfficeKind.values), "Jenis kantor tidak dikenal."
            ),
            check("office_not_own_parent", ~Q(parent=F("id")), "Kantor bukan induk dirinya."),
        ]

    def __str__(self) -> str:
        return self.name


@audited()
class OfficeDistrict(Cleaned):
    """A kecamatan that a UPT serves. One kecamatan belongs to at most one UPT."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="district_links")
    district = models.OneToOneField(District, models.PROTECT, related_name="office_link")

    class Meta:
        verbose_name = "wilayah kerja"
        ordering = ["district"]


class UserManager(BaseUserManager):
    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """A user with a hashed password; ``None`` makes an account that cannot sign in."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user


@audited(exclude=("password", "last_login"))
class User(AbstractBaseUser, Versioned):
    """A person who signs in. What they may do follows from their appointments of today."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    username = models.CharField(
        "nama pengguna",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9._-]*$",
                "Nama pengguna terdiri dari huruf kecil, angka, titik, garis; diawali huruf.",
            )
        ],
    )
    full_name = models.CharField("nama lengkap", max_length=150)
    nip = models.CharField(
        "NIP",
        max_length=18,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"^\d{18}$", "NIP terdiri dari 18 angka.")],
    )
    email = models.EmailField("surel", blank=True)
    is_active = models.BooleanField("boleh masuk", default=True)
    must_change_password = models.BooleanField(default=False, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"
        ordering = ["username"]
        triggers = [count_versions(ignoring=["last_login"])]
        constraints = [
            not_blank("user_full_name_given", "full_name", "Nama lengkap wajib diisi."),
            check(
                "user_nip_format",
                Q(nip__isnull=True) | Q(nip__regex=r"^\d{18}$"),
                "NIP terdiri dari 18 angka.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        super().clean()
        self.nip = self.nip or None

    @cached_property
    def appointments_today(self) -> list["Appointment"]:
        """Appointments in force today, with their offices and kecamatan, in two queries."""
        current = self.appointments.in_force(today()).filter(office__is_active=True)
        return list(current.select_related("office").prefetch_related("office__district_links"))

    def scope_of(self, permission: str) -> Scope:
        """Where this user holds ``permission`` today."""
        scope = NOWHERE
        for appointment in self.appointments_today if self.is_active else ():
            if permission in MAY[appointment.role]:
                scope = _join(scope, appointment.scope)
        return scope

    def may(self, permission: str) -> bool:
        return bool(self.scope_of(permission))


def _join(left: Scope, right: Scope) -> Scope:
    return Scope(left.everywhere or right.everywhere, left.districts | right.districts)


class AppointmentQuerySet(models.QuerySet):
    def in_force(self, day: date) -> "AppointmentQuerySet":
        """Appointments that hold on ``day``, both ends included."""
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


@audited()
class Appointment(Versioned):
    """A person holds a role at an office, from a day to a day (both included)."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        User, models.PROTECT, related_name="appointments", verbose_name="pengguna"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="appointments", verbose_name="kantor"
    )
    role = models.CharField("peran", max_length=20, choices=Role)
    position_title = models.CharField("nama jabatan", max_length=150, blank=True)
    valid_from = models.DateField("mulai")
    valid_to = models.DateField("sampai", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "penugasan"
        verbose_name_plural = "penugasan"
        ordering = ["-valid_from", "id"]
        triggers = [count_versions()]
        constraints = [
            check("appointment_role_known", Q(role__in=Role.values), "Peran tidak dikenal."),
            dates_in_order(
                "appointment_in_order",
                "valid_from",
                "valid_to",
                "Penugasan: tanggal mulai harus sebelum tanggal sampai.",
            ),
            ExclusionConstraint(
                name="appointment_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            Value("[]"),
                            function="DATERANGE",
                            output_field=models.Field(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=(
                    "Orang ini sudah memegang peran yang sama di kantor itu pada masa tersebut."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.office}"

    def clean(self) -> None:
        """Said here, because PostgreSQL makes no range of reversed days to compare for overlap."""
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            first = self.valid_from.strftime("%d-%m-%Y")
            raise ValidationError({"valid_to": f"Hari terakhir mendahului hari mulai, {first}."})

    @property
    def scope(self) -> Scope:
        """A UPT reaches its kecamatan; the dinas and its bidang reach the whole regency."""
        if self.office.kind != OfficeKind.UPT:
            return Scope(everywhere=True)
        links = self.office.district_links.all()
        return Scope(districts=frozenset(link.district_id for link in links))


class TokenScope(models.TextChoices):
    READ = "read", "Membaca"
    WRITE = "write", "Membaca dan mengubah"


class TokenQuerySet(models.QuerySet):
    def usable(self) -> "TokenQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


@audited(exclude=("digest", "last_used_at"))
class ApiToken(Cleaned):
    """A REST token: shown once, stored as a hash, scoped, expiring. It sees what its owner sees."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    label = models.CharField("untuk apa", max_length=100)
    prefix = models.CharField(max_length=12, editable=False)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    scope = models.CharField("cakupan", max_length=8, choices=TokenScope, default=TokenScope.READ)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField("berlaku sampai")
    last_used_at = models.DateTimeField("terakhir dipakai", null=True, editable=False)
    revoked_at = models.DateTimeField("dicabut", null=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = "token REST"
        ordering = ["-created_at", "-id"]
        constraints = [
            check("token_scope_known", Q(scope__in=TokenScope.values), "Cakupan tidak dikenal."),
            not_blank("token_label_given", "label", "Tulis untuk apa token ini."),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.label}"

    @classmethod
    def issue(cls, user: User, label: str, scope: str, days: int = 365) -> tuple["ApiToken", str]:
        """A new token and its text, which is never readable again."""
        text = f"bks_{secrets.token_urlsafe(32)}"
        token = cls(user=user, label=label, scope=scope, prefix=text[:8], digest=cls.hash(text))
        token.expires_at = timezone.now() + timedelta(days=days)
        token.full_clean()
        token.save()
        return token, text

    @staticmethod
    def hash(text: str) -> bytes:
        return sha256(text.encode()).digest()
