"""What lists of the programmes' API can be narrowed by. Filters are named like the fields."""

import django_filters as filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q

from programs import enums, papers
from programs.api.in_force import in_force
from programs.models import (
    Beneficiary,
    BudgetVersion,
    CrosswalkLink,
    NomenclatureEdition,
    NomenclatureItem,
    Paper,
    PlanRow,
    Realisation,
)
from registry.enterprise_filters import YearFilter, YesNoFilter
from registry.filters import Answer, ChoicesFilter, CommaSeparated, PlacesFilter, TypedDateFilter
from registry.filters_coaching import refuse_digits
from registry.filters_codes import CodesFilter
from registry.models import District, Office, Position

DOTTED = RegexValidator(
    r"^[0-9]{1,3}(\.[0-9]{1,3}){0,8}\.?$",
    "Ditemukan “%(value)s”, diharapkan kode angka bertitik: 2.17.05.",
)


def _offices(field_name: str, label: str = "Kantor (kode)") -> CodesFilter:
    return CodesFilter(field_name, Office.objects.all(), label)


class NumbersFilter(filters.NumberFilter):
    """A whole number from ``low`` to ``high``."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str, label: str, low: int, high: int):
        sentence = f"Diharapkan bilangan bulat {low} sampai {high}."
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
        options = {"min_value": low, "max_value": high, "error_messages": messages}
        super().__init__(field_name, label=label, **options)

    def get_max_validator(self):
        return None


class UnderFilter(filters.CharFilter):
    """A code and everything below it: ``2.17.05`` finds 2.17.05 and 2.17.05.2.01."""

    def __init__(self, field_name: str, label: str):
        super().__init__(field_name, label=label, validators=[DOTTED])

    def filter(self, qs, value):
        if not value:
            return qs
        name, code = self.field_name, value.rstrip(".")
        return qs.filter(Q(**{name: code}) | Q(**{f"{name}__startswith": f"{code}."}))


class SearchFilter(filters.CharFilter):
    """Words in any of ``columns``; never a long number, because addresses are logged."""

    def __init__(self, label: str, *columns: str):
        super().__init__(label=label, validators=[refuse_digits])
        self.columns = columns

    def filter(self, qs, value):
        found = Q()
        for column in self.columns if value else ():
            found |= Q(**{f"{column}__icontains": value})
        return qs.filter(found)


def _codes(field_name: str, label: str) -> CommaSeparated:
    return CommaSeparated(field_name, lookup_expr="in", label=label, validators=[DOTTED])


def _changed(field_name: str = "updated_at") -> filters.IsoDateTimeFilter:
    return filters.IsoDateTimeFilter(field_name, "gte", label="Diubah sejak")


class PlanFilter(filters.FilterSet):
    """Without a filter that says which version is meant: only versions that are in force."""

    year = YearFilter("budget__plan__year", label="Tahun anggaran")
    code = _codes("item__code", "Kode program, kegiatan, atau sub kegiatan")
    under = UnderFilter("item__code", label="Kode ini dan semua di bawahnya")
    parent = _codes("item__parent__code", "Kode induk")
    level = ChoicesFilter(choices=enums.Level, label="Jenjang")
    office = _offices("office__code", "Penanggung jawab (kode kantor)")
    fund_source = ChoicesFilter(choices=enums.FundSource, label="Sumber dana")
    line = filters.UUIDFilter("line__uid", label="Baris program (uid)")
    budget = filters.UUIDFilter("budget__uid", label="Versi pagu (uid)")
    budget_kind = ChoicesFilter(
        field_name="budget__kind", choices=enums.VersionKind, label="Jenis versi pagu"
    )
    sequence = NumbersFilter("budget__sequence", "Urutan versi pagu", 1, 999)
    budget_state = ChoicesFilter(
        field_name="budget__state", choices=enums.VersionState, label="Keadaan versi pagu"
    )
    is_in_force = YesNoFilter(method="by_force", label="Versi pagu yang berlaku")
    updated_since = _changed()
    search = SearchFilter(
        "Nama, kode, sasaran, keluaran, atau indikator",
        *("item__name", "item__code", "goal", "output", "indicator"),
    )

    class Meta:
        model = PlanRow
        fields = ()

    def by_force(self, queryset, name, value):
        wanted = Q(budget__in=in_force())
        return queryset.filter(wanted if value == Answer.YES else ~wanted)


class BudgetVersionFilter(filters.FilterSet):
    year = YearFilter("plan__year", label="Tahun anggaran")
    kind = ChoicesFilter(choices=enums.VersionKind, label="Jenis")
    state = ChoicesFilter(choices=enums.VersionState, label="Keadaan")
    is_in_force = YesNoFilter(method="by_force", label="Versi yang berlaku")

    class Meta:
        model = BudgetVersion
        fields = ()

    def by_force(self, queryset, name, value):
        wanted = Q(pk__in=in_force())
        return queryset.filter(wanted if value == Answer.YES else ~wanted)


class RealisationFilter(filters.FilterSet):
    year = YearFilter("line__plan__year", label="Tahun anggaran")
    month = NumbersFilter("month", "Bulan", 1, 12)
    code = _codes("line__item__code", "Kode kegiatan atau sub kegiatan")
    under = UnderFilter("line__item__code", label="Kode ini dan semua di bawahnya")
    office = _offices("office_code", "Penanggung jawab (kode kantor)")
    line = filters.UUIDFilter("line__uid", label="Baris program (uid)")
    has_problem = YesNoFilter(method="by_problem", label="Ada masalah")
    updated_since = _changed()
    search = SearchFilter(
        "Nama program, masalah, atau tindak lanjut", "line__item__name", "problem", "follow_up"
    )

    class Meta:
        model = Realisation
        fields = ()

    def by_problem(self, queryset, name, value):
        none = Q(problem="")
        return queryset.filter(~none if value == Answer.YES else none)


class SubjectPlacesFilter(PlacesFilter):
    """Where the one who was reached is: a path of its own for each kind of subject."""

    def filter(self, qs, value):
        if not value:
            return qs
        return qs.filter(Q(cooperative__district__in=value) | Q(enterprise__district__in=value))


class BeneficiaryFilter(filters.FilterSet):
    year = YearFilter("line__plan__year", label="Tahun anggaran")
    code = _codes("line__item__code", "Kode kegiatan atau sub kegiatan")
    under = UnderFilter("line__item__code", label="Kode ini dan semua di bawahnya")
    line = filters.UUIDFilter("line__uid", label="Baris program (uid)")
    cooperative = filters.UUIDFilter("cooperative__uid", label="Koperasi (uid)")
    enterprise = filters.UUIDFilter("enterprise__uid", label="UMKM (uid)")
    district = SubjectPlacesFilter("district", District.objects.all(), "Kecamatan")
    received_from = TypedDateFilter("received_on", "gte", label="Diterima sejak")
    received_to = TypedDateFilter("received_on", "lte", label="Diterima sampai")
    updated_since = _changed()

    class Meta:
        model = Beneficiary
        fields = ()


class NomenclatureFilter(filters.FilterSet):
    edition = CodesFilter(
        "edition__key", NomenclatureEdition.objects.all(), "Nomenklatur (kunci)", key="key"
    )
    year = YearFilter(method="by_year", label="Berlaku pada tahun anggaran")
    code = _codes("code", "Kode")
    under = UnderFilter("code", label="Kode ini dan semua di bawahnya")
    level = ChoicesFilter(choices=enums.Level, label="Jenjang")
    basis = ChoicesFilter(choices=enums.Basis, label="Asal")
    search = SearchFilter("Nama atau kode", "name", "code")

    class Meta:
        model = NomenclatureItem
        fields = ()

    def by_year(self, queryset, name, value):
        ends = Q(edition__last_year__isnull=True) | Q(edition__last_year__gte=value)
        return queryset.filter(ends, edition__first_year__lte=value)


class CrosswalkFilter(filters.FilterSet):
    source = _codes("source__code", "Kode lama")
    target = _codes("target__code", "Kode baru")
    basis = ChoicesFilter(choices=enums.Basis, label="Asal")
    is_matched = YesNoFilter(method="by_match", label="Punya padanan")

    class Meta:
        model = CrosswalkLink
        fields = ()

    def by_match(self, queryset, name, value):
        both = Q(source__isnull=False, target__isnull=False)
        return queryset.filter(both if value == Answer.YES else ~both)


class PaperFilter(filters.FilterSet):
    """What agreements and pacts have in common."""

    year = YearFilter("year", label="Tahun")
    state = ChoicesFilter(choices=enums.PaperState, label="Keadaan")
    code = filters.CharFilter(method="by_code", label="Kode verifikasi")
    dated_from = TypedDateFilter("dated_on", "gte", label="Bertanggal sejak")
    dated_to = TypedDateFilter("dated_on", "lte", label="Bertanggal sampai")
    updated_since = _changed()
    search = SearchFilter("Judul", "title")

    def by_code(self, queryset, name, value):
        return queryset.filter(code=papers.read_code(value))


class AgreementFilter(PaperFilter):
    position = CodesFilter("agreement__position__code", Position.objects.all(), "Jabatan (kode)")
    office = _offices("agreement__position__office__code")

    class Meta:
        model = Paper
        fields = ()


class PactFilter(PaperFilter):
    official = filters.UUIDFilter("pact__official__uid", label="Pembuat pernyataan (uid)")
    position = CodesFilter("pact__maker__position__code", Position.objects.all(), "Jabatan (kode)")
    office = _offices("pact__maker__position__office__code")

    class Meta:
        model = Paper
        fields = ()
