"""Kecamatan and desa/kelurahan with both code systems and validity.

Kemendagri 14.03 and BPS 1408 are both Kabupaten Bengkalis; BPS 1403 is Indragiri Hilir and
Kemendagri 14.08 is Siak, so the two systems are two columns and never mixed.
"""

from django.db import models
from django.db.models import Q

from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, dates_in_order
from registry.enums import VillageKind

REGENCY = {"name": "Bengkalis", "province": "Riau", "kemendagri": "14.03", "bps": "1408"}


class PlaceQuerySet(models.QuerySet):
    """Places are public."""

    def visible_to(self, user) -> "PlaceQuerySet":
        return self.all()

    def valid_on(self, day) -> "PlaceQuerySet":
        """Places that existed on ``day``."""
        started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(started, Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Place(Cleaned):
    """What kecamatan and desa share."""

    name = models.CharField("nama", max_length=100)
    valid_from = models.DateField("berlaku sejak", null=True, blank=True)
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


@audited()
class District(Place):
    """A kecamatan. ``split_from`` is the kecamatan it was part of before ``valid_from``."""

    kemendagri_code = models.CharField("kode Kemendagri", max_length=8, unique=True)
    bps_code = models.CharField("kode BPS", max_length=7, unique=True)
    land = models.CharField("daratan", max_length=40, blank=True)
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pecahan dari"
    )

    class Meta:
        verbose_name = "kecamatan"
        verbose_name_plural = "kecamatan"
        ordering = ["kemendagri_code"]
        constraints = [
            check(
                "district_kemendagri_code_format",
                Q(kemendagri_code__regex=r"^\d{2}\.\d{2}\.\d{2}$"),
                "Kode kecamatan Kemendagri berbentuk 14.03.01.",
            ),
            check(
                "district_bps_code_format",
                Q(bps_code__regex=r"^\d{7}$"),
                "Kode kecamatan BPS terdiri dari 7 angka.",
            ),
            dates_in_order(
                "district_valid_in_order",
                "valid_from",
                "valid_to",
                "Masa berlaku kecamatan: awal harus sebelum akhir.",
            ),
        ]


@audited()
class Village(Place):
    """A desa or kelurahan, within one kecamatan."""

    kemendagri_code = models.CharField("kode Kemendagri", max_length=13, unique=True)
    bps_code = models.CharField("kode BPS", max_length=10, null=True, blank=True, unique=True)
    kind = models.CharField("jenis", max_length=10, choices=VillageKind)
    district = models.ForeignKey(
        District, models.PROTECT, related_name="villages", verbose_name="kecamatan"
    )

    class Meta:
        verbose_name = "desa/kelurahan"
        verbose_name_plural = "desa/kelurahan"
        ordering = ["kemendagri_code"]
        constraints = [
            check(
                "village_kemendagri_code_format",
                Q(kemendagri_code__regex=r"^\d{2}\.\d{2}\.\d{2}\.\d{4}$"),
                "Kode desa Kemendagri berbentuk 14.03.01.2001.",
            ),
            check(
                "village_bps_code_format",
                Q(bps_code__isnull=True) | Q(bps_code__regex=r"^\d{10}$"),
                "Kode desa BPS terdiri dari 10 angka.",
            ),
            check(
                "village_kind_known",
                Q(kind__in=VillageKind.values),
                "Jenis harus desa atau kelurahan.",
            ),
            dates_in_order(
                "village_valid_in_order",
                "valid_from",
                "valid_to",
                "Masa berlaku desa: awal harus sebelum akhir.",
            ),
            # The target of the foreign key that keeps a cooperative's village in its kecamatan.
            models.UniqueConstraint(fields=["id", "district"], name="village_id_district"),
        ]
