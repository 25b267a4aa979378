"""What a list of MSMEs can be narrowed by, for page, API and download alike."""

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import TextChoices

from registry import size_classes
from registry.enterprise_search import MOST_WORDS, NIB_LENGTH, number_in, search
from registry.enums import SizeClass
from registry.filters import Answer, ChoicesFilter, PlacesFilter
from registry.member_filters import MOST_DIGITS
from registry.models import District, Enterprise, EnterpriseYear, KbliSection, Village
from registry.models.people import today
from registry.search import fold_name


class LawCode(TextChoices):
    """Under which law a size class is meant."""

    UU20 = "uu20", "UU 20/2008"
    PP7 = "pp7", "PP 7/2021"


def refuse_personal_number(text: str) -> None:
    """Raises ValidationError for a NIK or a phone number: what stands in an address is logged."""
    if sum(one.isdigit() for one in text) > MOST_DIGITS and len(number_in(text)) != NIB_LENGTH:
        raise ValidationError(
            "Di sini dicari nama usaha, nama pemilik, atau NIB (13 angka). NIK dan nomor telepon "
            "tidak boleh ada di alamat halaman; pakai Cari dengan NIK.",
            code="nik_in_address",
        )


def refuse_many_words(text: str) -> None:
    """Raises ValidationError rather than leave a word out in silence."""
    found = len(fold_name(text).split())
    if found > MOST_WORDS:
        raise ValidationError(
            f"Ditemukan {found} kata, diharapkan paling banyak {MOST_WORDS}.", code="many_words"
        )


class SearchFilter(filters.CharFilter):
    """It narrows nothing: EnterpriseFilter obeys it last, when all other filters are known."""

    def filter(self, queryset, value):
        return queryset


class KeysMixin:
    """Rows chosen by code and filtered by key, so that one index serves filter and order."""

    column: str

    def filter(self, queryset, value):
        if not value:
            return queryset
        return queryset.filter(**{f"{self.column}__in": [one.pk for one in value]})


class PlaceKeysFilter(KeysMixin, PlacesFilter):
    def __init__(self, column: str, queryset, label: str):
        super().__init__(column, queryset, label)
        self.column = column


class SectionsFilter(KeysMixin, filters.ModelMultipleChoiceFilter):
    """Any of several sections by their letter."""

    column = "section"

    def __init__(self):
        super().__init__(
            "section",
            queryset=KbliSection.objects.filter(edition=2020),
            to_field_name="code",
            label="Lapangan usaha",
            distinct=False,
            error_messages={
                "invalid_choice": "Ditemukan “%(value)s”, diharapkan huruf KBLI A sampai U."
            },
        )


class YearFilter(filters.NumberFilter):
    """A whole year."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        expected = "Diharapkan tahun antara 1900 dan 2100."
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), expected)
        kwargs |= {"min_value": 1900, "max_value": 2100, "error_messages": messages}
        super().__init__(*args, **kwargs)

    def get_max_validator(self):
        return None


class YesNoFilter(filters.ChoiceFilter):
    """``true`` or ``false``."""

    def __init__(self, method: str, label: str):
        sentence = "Ditemukan “%(value)s”, diharapkan true atau false."
        messages = {"invalid_choice": sentence}
        super().__init__(
            choices=Answer,
            method=method,
            label=label,
            empty_label="Semua",
            error_messages=messages,
        )


class EnterpriseFilter(filters.FilterSet):
    """``size`` is the class of the newest figures under ``law``, by default the law of today."""

    search = SearchFilter(
        label="Nama usaha, nama pemilik, atau NIB",
        max_length=200,
        validators=[refuse_personal_number, refuse_many_words],
    )
    district = PlaceKeysFilter("district", District.objects.all(), "Kecamatan")
    village = PlaceKeysFilter("village", Village.objects.all(), "Desa/kelurahan")
    section = SectionsFilter()
    size = ChoicesFilter(choices=SizeClass, method="by_size", label="Golongan")
    law = filters.ChoiceFilter(
        choices=LawCode,
        method="with_law",
        label="Golongan menurut",
        empty_label="Yang berlaku sekarang",
        error_messages={"invalid_choice": "Ditemukan “%(value)s”, diharapkan uu20 atau pp7."},
    )
    nib = filters.CharFilter(
        label="NIB",
        validators=[RegexValidator(rf"^[0-9]{{{NIB_LENGTH}}}$", "NIB terdiri dari 13 angka.")],
    )
    has_nib = YesNoFilter("by_permit", "Punya NIB")
    open = YesNoFilter("by_open", "Masih buka")
    latest_year = YearFilter(label="Tahun angka terbaru")
    started_year_from = YearFilter("started_year", "gte", label="Berdiri sejak tahun")
    started_year_to = YearFilter("started_year", "lte", label="Berdiri sampai tahun")
    updated_since = filters.IsoDateTimeFilter("updated_at", "gte", label="Diubah sejak")

    is_approximate = False
    is_capped = False

    class Meta:
        model = Enterprise
        fields = ()

    def filter_queryset(self, queryset):
        rows = super().filter_queryset(queryset)
        text = self.form.cleaned_data.get("search")
        if not text:
            return rows
        found = search(rows, text, self.request.user, self.districts())
        self.is_approximate = getattr(found, "is_approximate", False)
        self.is_capped = getattr(found, "is_capped", False)
        return found

    def districts(self) -> frozenset[int] | None:
        """Keys of the only kecamatan that the filters leave; None: they leave every one."""
        chosen = self.form.cleaned_data
        if villages := chosen.get("village"):
            return frozenset(one.district_id for one in villages)
        return frozenset(one.pk for one in chosen.get("district") or ()) or None

    @property
    def law_code(self) -> str:
        return self.form.cleaned_data.get("law") or size_classes.law_of(today().year).code

    def by_size(self, queryset, name, value):
        return queryset.filter(**{f"latest_{self.law_code}__in": value}) if value else queryset

    def with_law(self, queryset, name, value):
        return queryset

    def by_permit(self, queryset, name, value):
        return queryset.filter(nib__isnull=value != Answer.YES)

    def by_open(self, queryset, name, value):
        return queryset.filter(closed_on__isnull=value == Answer.YES)


class EnterpriseYearFilter(filters.FilterSet):
    """What the years of one enterprise can be narrowed by."""

    year = YearFilter(label="Tahun")

    class Meta:
        model = EnterpriseYear
        fields = ()


class KbliSectionFilter(filters.FilterSet):
    search = filters.CharFilter("name", "icontains", label="Nama")

    class Meta:
        model = KbliSection
        fields = ()
