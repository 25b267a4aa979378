"""One FilterSet per noun, for page, API and download alike. Filters are named like the fields."""

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, TextChoices

from bengkalis.forms import DateField
from registry import enums
from registry.models import Cooperative, District, Finding, Office, Village
from registry.quality.rules import BY_CODE, RuleCode, Severity
from registry.search import search


class CommaSeparated(filters.BaseInFilter, filters.CharFilter):
    """``status=aktif,beku`` or ``status=aktif&status=beku``."""


class ChoicesFilter(filters.MultipleChoiceFilter):
    """Any of several codes; an unknown code is an error, not an empty list."""

    def __init__(self, choices, label: str, **kwargs):
        known = ", ".join(choices.values)
        sentence = f"Ditemukan “%(value)s”, diharapkan salah satu dari: {known}."
        messages = {"invalid_choice": sentence}
        kwargs |= {"distinct": False, "error_messages": messages}
        super().__init__(choices=choices, label=label, **kwargs)


class PlacesFilter(filters.ModelMultipleChoiceFilter):
    """Any of several places, by Kemendagri code; no DISTINCT, which would sort every row."""

    def __init__(self, field_name: str, queryset, label: str):
        super().__init__(
            f"{field_name}__kemendagri_code",
            queryset=queryset,
            to_field_name="kemendagri_code",
            label=label,
            distinct=False,
            error_messages={"invalid_choice": "Kode Kemendagri “%(value)s” tidak dikenal."},
        )


class TypedDateFilter(filters.DateFilter):
    """A day as people type it, ``31-12-2019``, or as programs do, ``2019-12-31``."""

    field_class = DateField


class CooperativeFilter(filters.FilterSet):
    """What a list of cooperatives can be narrowed by."""

    search = filters.CharFilter(method="by_name", label="Nama, nomor badan hukum, atau NIK")
    status = ChoicesFilter(choices=enums.Status, label="Status")
    kind = ChoicesFilter(choices=enums.CooperativeKind, label="Jenis")
    district = PlacesFilter("district", District.objects.all(), "Kecamatan")
    village = PlacesFilter("village", Village.objects.all(), "Desa/kelurahan")
    form = ChoicesFilter(choices=enums.CooperativeForm, label="Bentuk")
    pattern = ChoicesFilter(choices=enums.Pattern, label="Pola")
    group = ChoicesFilter(choices=enums.Group, label="Kelompok")
    deed_date_from = TypedDateFilter("deed_date", "gte", label="Badan hukum sejak")
    deed_date_to = TypedDateFilter("deed_date", "lte", label="Badan hukum sampai")
    updated_since = filters.IsoDateTimeFilter("updated_at", "gte", label="Diubah sejak")
    finding = filters.ChoiceFilter(choices=RuleCode, method="by_finding", label="Temuan mutu data")

    is_approximate = False

    class Meta:
        model = Cooperative
        fields = ()

    def by_name(self, queryset, name, value):
        found = search(queryset, value)
        self.is_approximate = getattr(found, "is_approximate", False)
        return found

    def by_finding(self, queryset, name, value):
        found = Finding.objects.open().filter(cooperative=OuterRef("pk"), rule=value)
        return queryset.filter(Exists(found))


class Answer(TextChoices):
    YES = "true", "ya"
    NO = "false", "tidak"


class FindingFilter(filters.FilterSet):
    """What findings can be narrowed by; ``open=false``: gone, or set aside with a reason."""

    rule = ChoicesFilter(choices=RuleCode, label="Aturan")
    severity = ChoicesFilter(choices=Severity, label="Bobot", method="by_severity")
    district = PlacesFilter("cooperative__district", District.objects.all(), "Kecamatan")
    cooperative = filters.UUIDFilter("cooperative__uid", label="Koperasi (uid)")
    open = filters.ChoiceFilter(choices=Answer, method="by_open", label="Masih terbuka")

    class Meta:
        model = Finding
        fields = ()

    def by_severity(self, queryset, name, value):
        codes = [code for code, rule in BY_CODE.items() if rule.severity in value]
        return queryset.filter(rule__in=codes)

    def by_open(self, queryset, name, value):
        gone = Q(closed_on__isnull=False) | Q(dismissal__isnull=False)
        return queryset.open() if value == Answer.YES else queryset.filter(gone)


class DistrictFilter(filters.FilterSet):
    kemendagri_code = CommaSeparated(lookup_expr="in", label="Kode Kemendagri")
    bps_code = CommaSeparated(lookup_expr="in", label="Kode BPS")
    search = filters.CharFilter("name", "icontains", label="Nama")

    class Meta:
        model = District
        fields = ()


class VillageFilter(filters.FilterSet):
    kemendagri_code = CommaSeparated(lookup_expr="in", label="Kode Kemendagri")
    bps_code = CommaSeparated(lookup_expr="in", label="Kode BPS")
    kind = ChoicesFilter(choices=enums.VillageKind, label="Jenis")
    district = PlacesFilter("district", District.objects.all(), "Kecamatan")
    search = filters.CharFilter("name", "icontains", label="Nama")

    class Meta:
        model = Village
        fields = ()


class OfficeFilter(filters.FilterSet):
    kind = ChoicesFilter(choices=enums.OfficeKind, label="Jenis")
    search = filters.CharFilter("name", "icontains", label="Nama")

    class Meta:
        model = Office
        fields = ()
