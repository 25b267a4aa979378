"""What a list of coachings can be narrowed by, and who is asked for that was never coached."""

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, TextChoices

from registry import enums
from registry.filters import Answer, ChoicesFilter, PlacesFilter, TypedDateFilter
from registry.models import Coaching, District
from registry.models.people import today


def refuse_digits(text: str) -> None:
    """Raises ValidationError for what may be a NIK: what stands in an address is logged."""
    if sum(one.isdigit() for one in text) > 12:
        raise ValidationError("NIK tidak boleh ada di alamat halaman; tulis nama saja.")


class SubjectKind(TextChoices):
    """Who was coached."""

    COOPERATIVE = "koperasi", "Koperasi"
    ENTERPRISE = "umkm", "UMKM"


class YearFilter(filters.NumberFilter):
    """A calendar year."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        messages = {
            "invalid": "Diharapkan tahun empat angka: 2021.",
            "min_value": "Diharapkan tahun sejak 1990.",
            "max_value": "Diharapkan tahun sampai 2100.",
        }
        super().__init__(*args, min_value=1990, max_value=2100, error_messages=messages, **kwargs)


class SubjectPlacesFilter(PlacesFilter):
    """Where the one who was coached is: a path of its own for each kind of subject."""

    def filter(self, qs, value):
        if not value:
            return qs
        return qs.filter(Q(cooperative__district__in=value) | Q(enterprise__district__in=value))


class CoachingFilter(filters.FilterSet):
    """For page, file and REST."""

    district = SubjectPlacesFilter("district", District.objects.all(), "Kecamatan")
    subject = filters.ChoiceFilter(choices=SubjectKind, method="by_subject", label="Yang dibina")
    kind = ChoicesFilter(choices=enums.CoachingKind, label="Bentuk")
    topic = ChoicesFilter(choices=enums.CoachingTopic, label="Pokok bahasan")
    title = filters.CharFilter("title", "iexact", label="Nama kegiatan", validators=[refuse_digits])
    coach = filters.CharFilter("coach", "icontains", label="Pembina", validators=[refuse_digits])
    year = YearFilter("held_on__year", label="Tahun")
    held_from = TypedDateFilter("held_on", "gte", label="Sejak tanggal")
    held_to = TypedDateFilter("held_on", "lte", label="Sampai tanggal")
    overdue = filters.ChoiceFilter(
        choices=Answer, method="by_overdue", label="Langkah berikutnya terlewat"
    )
    cooperative = filters.UUIDFilter("cooperative__uid", label="Koperasi (uid)")
    enterprise = filters.UUIDFilter("enterprise__uid", label="UMKM (uid)")

    class Meta:
        model = Coaching
        fields = ()

    def by_subject(self, queryset, name, value):
        return queryset.filter(**{f"{SubjectKind(value).name.lower()}__isnull": False})

    def by_overdue(self, queryset, name, value):
        late = queryset.overdue(today())
        return late if value == Answer.YES else queryset.exclude(pk__in=late.values("pk"))
