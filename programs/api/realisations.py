"""``/api/v1/realisations`` and ``/api/v1/beneficiaries``: what came of it, whom it reached."""

from django.db.models import OuterRef, Subquery
from rest_framework import serializers

from bengkalis.access import Permission
from bengkalis.listing import Computed, DetailView, ListView, RowsView
from bengkalis.serializers import RowSerializer
from programs.api.filters import BeneficiaryFilter, RealisationFilter
from programs.api.in_force import in_force
from programs.api.plans import URL, copied
from programs.models import Beneficiary, PlanRow, Realisation
from registry.api.columns import link

LINE = "baris program (uid), seperti pada plans"


def _of_the_row(column: str) -> Subquery:
    """A column of the line's row in the version in force."""
    rows = PlanRow.objects.filter(line=OuterRef("line"), budget__in=in_force())
    return Subquery(rows.order_by("id").values(column)[:1])


def _closed(rows, request):
    return [row["month"] <= row["line__plan__closed_month"] for row in rows]


def _either(column: str) -> Computed:
    """The column of whichever of the two was reached."""
    of_cooperative, of_enterprise = f"cooperative__{column}", f"enterprise__{column}"

    def values(rows, request):
        return [row[of_cooperative] or row[of_enterprise] for row in rows]

    return Computed((of_cooperative, of_enterprise), values)


class RealisationSerializer(RowSerializer):
    """A line of the plan at the end of a month; all figures count from January on."""

    line = copied("line.uid", LINE, serializers.UUIDField)
    year = copied("line.plan.year", "tahun anggaran", serializers.IntegerField)
    code = copied("line.item.code", "kode")
    name = copied("line.item.name", "nama")
    office = copied("office_code", "penanggung jawab (kode kantor)", allow_null=True)
    pagu = copied(
        "pagu_in_force",
        "pagu yang berlaku (Rp)",
        serializers.DecimalField,
        allow_null=True,
        max_digits=18,
        decimal_places=2,
    )
    unit = copied("row_unit", "satuan keluaran", allow_null=True)
    is_closed = serializers.BooleanField(read_only=True, label="bulan ini sudah ditutup")
    url = serializers.URLField(read_only=True, help_text=URL)

    class Meta:
        model = Realisation
        fields = (
            *("uid", "line", "year", "month", "code", "name", "office", "pagu", "amount"),
            *("physical", "output", "unit", "problem", "follow_up", "explanation", "is_closed"),
            *("is_demo", "version", "updated_at", "url"),
        )


class BeneficiarySerializer(RowSerializer):
    """Who was reached, by uid alone: the rest is asked where that data is kept."""

    line = copied("line.uid", LINE, serializers.UUIDField)
    year = copied("line.plan.year", "tahun anggaran", serializers.IntegerField)
    code = copied("line.item.code", "kode")
    name = copied("line.item.name", "nama program atau kegiatan")
    cooperative = copied(
        "cooperative.uid", "koperasi (uid)", serializers.UUIDField, allow_null=True
    )
    enterprise = copied("enterprise.uid", "UMKM (uid)", serializers.UUIDField, allow_null=True)
    district = serializers.CharField(read_only=True, label="kecamatan (kode Kemendagri)")
    url = serializers.URLField(read_only=True, help_text=URL)

    class Meta:
        model = Beneficiary
        fields = (
            *("uid", "line", "year", "code", "name", "cooperative", "enterprise", "district"),
            *("received_on", "benefit", "is_demo", "version", "updated_at", "url"),
        )


class _Realisations(RowsView):
    permissions = {"GET": Permission.VIEW_PROGRAMS}
    serializer_class = RealisationSerializer
    computed = {
        "is_closed": Computed(("month", "line__plan__closed_month"), _closed),
        "url": link("api-realisation", "uid"),
    }
    versioned = True

    def rows(self, request):
        return Realisation.objects.visible_to(request.user).annotate(
            office_code=_of_the_row("office__code"),
            pagu_in_force=_of_the_row("pagu"),
            row_unit=_of_the_row("unit"),
        )


class RealisationList(_Realisations, ListView):
    """Realisasi keuangan, fisik, dan keluaran tiap baris program pada akhir bulan."""

    filterset_class = RealisationFilter
    orderings = {
        "code": "line__item__code",
        "year": "line__plan__year",
        "month": "month",
        "amount": "amount",
        "updated_at": "updated_at",
    }


class RealisationDetail(_Realisations, DetailView):
    """Realisasi satu baris program pada akhir satu bulan."""


class _Beneficiaries(RowsView):
    permissions = {"GET": Permission.VIEW_PROGRAMS}
    serializer_class = BeneficiarySerializer
    computed = {
        "district": _either("district__kemendagri_code"),
        "url": link("api-beneficiary", "uid"),
    }
    versioned = True

    def rows(self, request):
        return Beneficiary.objects.visible_to(request.user)


class BeneficiaryList(_Beneficiaries, ListView):
    """Koperasi dan UMKM penerima manfaat program, dengan uid saja."""

    filterset_class = BeneficiaryFilter
    orderings = {
        "received_on": "received_on",
        "code": "line__item__code",
        "updated_at": "updated_at",
    }


class BeneficiaryDetail(_Beneficiaries, DetailView):
    """Satu penerima manfaat dari satu baris program."""
