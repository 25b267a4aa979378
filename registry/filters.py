"""One FilterSet per noun, for page, API and download alike. Filters are named like the fields."""

from datetime import date
from functools import reduce
from operator import or_

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, TextChoices
from django.http import QueryDict
from django.utils import timezone

from bengkalis.forms import DateField
from registry import enums
from registry.asof import as_of, is_dated, on_day, read_day
from registry.compliance import (
    CertificateState,
    ComputedGrade,
    MeetingState,
    with_certificate,
    with_compliance,
)
from registry.evidence import Agreement, which
from registry.models import (
    AnnualMeeting,
    Cooperative,
    District,
    Finding,
    HealthAssessment,
    Office,
    Village,
)
from registry.models.people import today
from registry.quality.rules import BY_CODE, RuleCode, Severity
from registry.search import search
from registry.terms import BoardState, board_condition

# What an entry lacks, and what follows from it, is the office's own work.
STAFF_ONLY = ("finding", "board", "evidence", "meeting", "grade", "certificate")


class CommaSeparated(filters.BaseInFilter, filters.CharFilter):
    """``status=aktif,beku`` or ``status=aktif&status=beku``."""


class ChoicesFilter(filters.MultipleChoiceFilter):
    """Any of several codes; an unknown code is an error, not an empty list."""

    def __init__(self, choices, label: str, **options):
        known = ", ".join(choices.values)
        sentence = f"Ditemukan “%(value)s”, diharapkan salah satu dari: {known}."
        messages = {"invalid_choice": sentence}
        options |= {"distinct": False, "error_messages": messages}
        super().__init__(choices=choices, label=label, **options)


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


class PastDayField(DateField):
    """A day up to today."""

    def parse(self, value):
        return read_day(value, timezone.localdate())


class AsOfFilter(TypedDateFilter):
    """The day whose register is asked for. It narrows nothing: CooperativeFilter obeys it first."""

    field_class = PastDayField

    def filter(self, queryset, value):
        return queryset


def with_day(query: QueryDict) -> QueryDict:
    """The page writes the day as ``pada=31-12-2020``, the API as ``as_of=2020-12-31``."""
    if "pada" in query:
        query = query.copy()
        query.setlist("as_of", query.pop("pada"))
    return query


class CooperativeFilterForm(forms.Form):
    """Refuses, on another day, the filters that only know how things stand now."""

    ON_ANY_DAY = frozenset(
        {
            *("as_of", "search", "status", "kind", "district", "village", "form", "pattern"),
            *("group", "deed_date_from", "deed_date_to"),
        }
    )

    def clean(self) -> dict:
        data = super().clean()
        for name in set(self.fields) - self.ON_ANY_DAY if data.get("as_of") else ():
            widget = self.fields[name].widget
            if widget.value_from_datadict(self.data, self.files, self.add_prefix(name)):
                self.add_error(name, "Hanya dapat dipakai untuk keadaan sekarang.")
        return data


class CooperativeFilter(filters.FilterSet):
    """What a list of cooperatives can be narrowed by; with ``as_of``, by the values of that day."""

    as_of = AsOfFilter(label="Keadaan per")

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
    board = ChoicesFilter(choices=BoardState, label="Pengurus", method="by_board")
    evidence = filters.ChoiceFilter(
        choices=Agreement, method="by_evidence", label="Status menurut bukti"
    )
    meeting = ChoicesFilter(choices=MeetingState, label="RAT", method="by_meeting")
    grade = ChoicesFilter(choices=ComputedGrade, label="Grade terhitung", method="by_grade")
    certificate = ChoicesFilter(
        choices=CertificateState, label="Sertifikat NIK", method="by_certificate"
    )

    is_approximate = False

    class Meta:
        model = Cooperative
        fields = ()
        form = CooperativeFilterForm

    @property
    def day(self) -> date | None:
        """The day that was asked for and understood; None: the register as it stands."""
        self.form.is_valid()
        return getattr(self.form, "cleaned_data", {}).get("as_of")

    def filter_queryset(self, queryset):
        if day := self.form.cleaned_data.get("as_of"):
            queryset = as_of(queryset, day)
            for given in self.filters.values():
                given.field_name = given.field_name and on_day(given.field_name)
        return super().filter_queryset(queryset)

    def by_name(self, queryset, name, value):
        column = on_day("search_name") if is_dated(queryset) else "search_name"
        found = search(queryset, value, column)
        self.is_approximate = getattr(found, "is_approximate", False)
        return found

    def by_finding(self, queryset, name, value):
        found = Finding.objects.open().filter(cooperative=OuterRef("pk"), rule=value)
        return queryset.filter(Exists(found))

    def by_board(self, queryset, name, value):
        if not value:
            return queryset
        return queryset.filter(reduce(or_, (board_condition(kind, today()) for kind in value)))

    def by_evidence(self, queryset, name, value):
        return which(queryset, value, today())

    def by_meeting(self, queryset, name, value):
        return with_compliance(queryset, today()).filter(meeting_state__in=value)

    def by_grade(self, queryset, name, value):
        return with_compliance(queryset, today()).filter(computed_grade__in=value)

    def by_certificate(self, queryset, name, value):
        return with_certificate(queryset, today()).filter(certificate_state__in=value)


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


class PartFilter(filters.FilterSet):
    """What lists of parts of cooperatives can be narrowed by: whose they are, and where."""

    cooperative = filters.UUIDFilter("cooperative__uid", label="Koperasi (uid)")
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
