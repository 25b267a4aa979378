"""``/api/v1/plans`` and ``/api/v1/budget-versions``: what is to be done with how much money."""

from collections import defaultdict

from django.db.models import Sum
from rest_framework import serializers

from bengkalis.access import Permission
from bengkalis.listing import Computed, DetailView, ListView, RowsView
from bengkalis.serializers import RowSerializer
from programs.api.filters import BudgetVersionFilter, PlanFilter
from programs.api.in_force import in_force
from programs.enums import Level, VersionKind, VersionState
from programs.models import BudgetVersion, MonthPlan, PlanRow
from registry.api.columns import link

URL = "Alamat data ini di API."
WITH_VERSION = frozenset({"budget", "budget_kind", "sequence", "budget_state", "is_in_force"})


def copied(source: str, label: str, field=serializers.CharField, **options):
    """A field that is read from another table."""
    return field(source=source, read_only=True, label=label, **options)


def _marks(column: str) -> Computed:
    """Whether the version in ``column`` is in force."""

    def values(rows, request):
        holding = set(in_force().values_list("pk", flat=True))
        return [row[column] in holding for row in rows]

    return Computed((column,), values)


def _months(rows, request):
    found = defaultdict(list)
    planned = MonthPlan.objects.filter(row_id__in=[row["id"] for row in rows]).order_by("month")
    for one in planned.values("row_id", "month", "amount", "physical"):
        found[one.pop("row_id")].append(one)
    return [found[row["id"]] for row in rows]


def _totals(rows, request):
    """The pagu of a version: the sum of its programs."""
    sums = (
        PlanRow.objects.filter(budget_id__in=[row["id"] for row in rows], level=Level.PROGRAM)
        .order_by()
        .values_list("budget_id")
        .annotate(total=Sum("pagu"))
    )
    known = dict(sums)
    return [known.get(row["id"], 0) for row in rows]


class MonthSerializer(RowSerializer):
    """Rupiah of the month alone; percent from January on."""

    class Meta:
        model = MonthPlan
        fields = ("month", "amount", "physical")


class PlanRowSerializer(RowSerializer):
    """A program, kegiatan or sub kegiatan in one version of the pagu."""

    line = copied("line.uid", "baris program (uid), sama pada semua versi", serializers.UUIDField)
    year = copied("budget.plan.year", "tahun anggaran", serializers.IntegerField)
    budget = copied("budget.uid", "versi pagu (uid)", serializers.UUIDField)
    budget_kind = copied(
        "budget.kind", "jenis versi", serializers.ChoiceField, choices=VersionKind.choices
    )
    sequence = copied("budget.sequence", "urutan versi", serializers.IntegerField)
    budget_state = copied(
        "budget.state", "keadaan versi", serializers.ChoiceField, choices=VersionState.choices
    )
    is_in_force = serializers.BooleanField(read_only=True, label="versi ini berlaku")
    code = copied("item.code", "kode")
    name = copied("item.name", "nama")
    parent = copied("item.parent.code", "kode induk", allow_null=True)
    office = copied("office.code", "penanggung jawab (kode kantor)", allow_null=True)
    is_demo = copied("budget.is_demo", "CONTOH", serializers.BooleanField)
    url = serializers.URLField(read_only=True, help_text=URL)

    class Meta:
        model = PlanRow
        fields = (
            *("uid", "line", "year", "budget", "budget_kind", "sequence", "budget_state"),
            *("is_in_force", "code", "name", "level", "parent", "office", "goal", "output"),
            *("indicator", "unit", "target", "place", "fund_source", "pagu"),
            *("is_demo", "version", "updated_at", "url"),
        )


class OnePlanRowSerializer(PlanRowSerializer):
    """A single row also has its plan by month (anggaran kas)."""

    months = MonthSerializer(many=True, read_only=True, label="rencana bulanan")

    class Meta(PlanRowSerializer.Meta):
        fields = (*PlanRowSerializer.Meta.fields, "months")


class BudgetVersionSerializer(RowSerializer):
    """One version of the pagu of a year; ``pagu`` in rupiah is that of all its programs."""

    year = copied("plan.year", "tahun anggaran", serializers.IntegerField)
    nomenclature = copied("plan.edition.key", "nomenklatur (kunci)")
    is_in_force = serializers.BooleanField(read_only=True, label="berlaku")
    pagu = serializers.DecimalField(
        read_only=True, label="pagu (Rp)", max_digits=20, decimal_places=2
    )
    url = serializers.URLField(read_only=True, help_text=URL)

    class Meta:
        model = BudgetVersion
        fields = (
            *("uid", "year", "nomenclature", "kind", "sequence", "state", "is_in_force", "pagu"),
            *("document_number", "document_date", "note", "submitted_at", "approved_at"),
            *("is_demo", "version", "updated_at", "url"),
        )


class _Plans(RowsView):
    permissions = {"GET": Permission.VIEW_PROGRAMS}
    serializer_class = PlanRowSerializer
    computed = {
        "is_in_force": _marks("budget_id"),
        "months": Computed(("id",), _months),
        "url": link("api-plan", "uid"),
    }
    versioned = True

    def rows(self, request):
        return PlanRow.objects.visible_to(request.user)


class PlanList(_Plans, ListView):
    """Program, kegiatan, dan sub kegiatan menurut versi pagu yang berlaku, atau yang diminta."""

    filterset_class = PlanFilter
    orderings = {
        "code": "item__code",
        "year": "budget__plan__year",
        "pagu": "pagu",
        "updated_at": "updated_at",
    }

    def narrowed(self, request, asked):
        """Only what is in force, unless the question says which version is meant."""
        rows, marks = super().narrowed(request, asked)
        if WITH_VERSION & set(asked.filters):
            return rows, marks
        return rows.filter(budget__in=in_force()), marks


class PlanDetail(_Plans, DetailView):
    """Satu baris pagu, dengan rencana bulanannya."""

    serializer_class = OnePlanRowSerializer


class _BudgetVersions(RowsView):
    permissions = {"GET": Permission.VIEW_PROGRAMS}
    serializer_class = BudgetVersionSerializer
    computed = {
        "is_in_force": _marks("id"),
        "pagu": Computed(("id",), _totals),
        "url": link("api-budget-version", "uid"),
    }
    versioned = True

    def rows(self, request):
        return BudgetVersion.objects.visible_to(request.user)


class BudgetVersionList(_BudgetVersions, ListView):
    """Versi pagu tiap tahun: murni, pergeseran, perubahan."""

    filterset_class = BudgetVersionFilter
    orderings = {"year": "plan__year", "sequence": "sequence", "approved_at": "approved_at"}


class BudgetVersionDetail(_BudgetVersions, DetailView):
    """Satu versi pagu."""
