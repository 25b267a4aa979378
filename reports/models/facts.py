"""What statistics are summed from: small tables that the database keeps beside the register.

``EnterpriseFact`` holds sums and is only ever appended to: a change of figures appends one row with
what it adds and one with what it takes away, so that writers never wait for each other; the truth
is always the sum. ``CooperativeYear`` is each cooperative at the end of each year, derived anew for
those that ``StaleCooperative`` names (see ``reports.statistics.facts``, ``snapshots``).
"""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from registry.models import Cooperative, District, KbliSection


def _sum(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=24, decimal_places=2, default=0, db_default=0)


def _number(label: str) -> models.BigIntegerField:
    return models.BigIntegerField(label, default=0, db_default=0)


class EnterpriseFact(models.Model):
    """Sums over enterprises of one year, place, section and pair of size classes."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    year = models.PositiveSmallIntegerField()
    district = models.ForeignKey(District, models.PROTECT, related_name="+", db_index=False)
    section = models.ForeignKey(
        KbliSection, models.PROTECT, null=True, related_name="+", db_index=False
    )
    size_uu20 = models.CharField(max_length=8)
    size_pp7 = models.CharField(max_length=8)
    units = _number("usaha")
    sales_known = _number("usaha yang penjualannya tercatat")
    workers_known = _number("usaha yang tenaga kerjanya tercatat")
    workers_male = _number("tenaga kerja laki-laki")
    workers_female = _number("tenaga kerja perempuan")
    sales = _sum("hasil penjualan")

    CELL = ("year", "district", "section", "size_uu20", "size_pp7")
    SUMS = (
        *("units", "sales_known", "workers_known"),
        *("workers_male", "workers_female", "sales"),
    )

    class Meta:
        verbose_name = "fakta UMKM"
        indexes = [models.Index(fields=["year"], name="enterprise_fact_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.units:+d}"


class StaleCooperative(models.Model):
    """A cooperative of which something changed since its years were derived. Kept by triggers."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    cooperative_id = models.BigIntegerField()
    marked_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.cooperative_id)


class CooperativeYear(models.Model):
    """One cooperative on 31 December of a year, and what it accounted for of that book year.

    Persons and rupiah; None where nothing was reported.
    """

    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    district = models.ForeignKey(District, models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(max_length=16)
    kind = models.CharField(max_length=20, blank=True)
    form = models.CharField(max_length=10, blank=True)
    grade = models.CharField(max_length=16, blank=True)
    held_meeting = models.BooleanField()
    has_board = models.BooleanField()
    has_trained_board = models.BooleanField()
    has_figures = models.BooleanField()
    members_male = models.PositiveIntegerField(null=True)
    members_female = models.PositiveIntegerField(null=True)
    members_total = models.PositiveIntegerField(null=True)
    employees = models.PositiveIntegerField(null=True)
    own_capital = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    outside_capital = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    assets = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    turnover = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    surplus = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    is_demo = models.BooleanField(default=False)

    FIGURES = (
        *("members_male", "members_female", "members_total", "employees"),
        *("own_capital", "outside_capital", "assets", "turnover", "surplus"),
    )

    class Meta:
        verbose_name = "koperasi per tahun"
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "year"], name="cooperative_year_once")
        ]
        indexes = [models.Index(fields=["year", "district", "kind"], name="cooperative_year_cell")]

    def __str__(self) -> str:
        return f"{self.cooperative_id} {self.year}"
