"""One FilterSet per noun, for page, API and download alike. Filters are named like the fields."""

import django_filters as filters

from bengkalis.forms import DateField
from registry import enums
from registry.compliance import (
    CertificateState,
    ComputedGrade,
    MeetingState,
    with_certificate,
    with_compliance,
)
from registry.mending import Mending, lacking
from registry.models import AnnualMeeting, Cooperative, District, HealthAssessment, Office, Village
from registry.models.people import today
from registry.search import search


class CommaSeparated(filters.BaseInFilter, filters.CharFilter):
    """``status=aktif,beku`` or ``status=aktif&status=beku``."""


class ChoicesFilter(filters.MultipleChoiceFilter):
    """Any of several codes; an unknown code is an error, not an empty list."""

    def __init__(self, choices, label: str, **kwargs):
        known = ", ".join(choices.values)
        sentence = f"Ditemukan “%(value)s”, diharapkan salah satu dari: {known}."
        messages = {"invalid_choice": sentence}
        super().__init__(
            choices=choices, label=label, distinct=False, error_messages=messages, **kwargs
        )


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
    mending = filters.ChoiceFilter(choices=Mending, method="by_mending", label="Perlu dibenahi")
    meeting = ChoicesFilter(choices=MeetingState, label="RAT", method="by_meeting")
    grade = ChoicesFilter(choices=ComputedGrade, label="Grade terhitung", method="by_grade")
    certificate = ChoicesFilter(
        choices=CertificateState, label="Sertifikat NIK", method="by_certificate"
    )

    is_approximate = False
    STAFF = ("mending", "meeting", "grade", "certificate")  # the office's own work

    class Meta:
        model = Cooperative
        fields = ()

    def by_name(self, queryset, name, value):
        found = search(queryset, value)
        self.is_approximate = getattr(found, "is_approximate", False)
        return found

    def by_mending(self, queryset, name, value):
        return queryset.filter(lacking(value))

    def by_meeting(self, queryset, name, value):
        return with_compliance(queryset, today()).filter(meeting_state__in=value)

    def by_grade(self, queryset, name, value):
        return with_compliance(queryset, today()).filter(computed_grade__in=value)

    def by_certificate(self, queryset, name, value):
        return with_certificate(queryset, today()).filter(certificate_state__in=value)


class PartFilter(filters.FilterSet):
    """What lists of parts of cooperatives can be narrowed by: whose they are, and where."""

    cooperative = filters.ModelChoiceFilter(
        queryset=Cooperative.objects.all(),
        to_field_name="uid",
        label="Koperasi (uid)",
        error_messages={"invalid_choice": "Koperasi itu tidak dikenal."},
    )
    district = PlacesFilter("cooperative__district", District.objects.all(), "Kecamatan")
    book_year = filters.NumberFilter(label="Tahun buku")


class AnnualMeetingFilter(PartFilter):
    held_from = TypedDateFilter("held_on", "gte", label="RAT diadakan sejak")
    held_to = TypedDateFilter("held_on", "lte", label="RAT diadakan sampai")

    class Meta:
        model = AnnualMeeting
        fields = ()


class HealthFilter(PartFilter):
    predicate = ChoicesFilter(choices=enums.HealthPredicate, label="Predikat")

    class Meta:
        model = HealthAssessment
        fields = ()


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
