"""What a list of members can be narrowed by, for page, API and download alike."""

import django_filters as filters
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, TextChoices

from registry import enums
from registry.filters import ChoicesFilter, PlacesFilter, TypedDateFilter
from registry.models import District, Member
from registry.models.people import today
from registry.search import fold_name, similar

MOST_DIGITS = 9  # a text with more is no name: a NIK or a phone number in an address is logged


class Current(TextChoices):
    """Whether somebody is a member today."""

    TRUE = "true", "Masih anggota"
    FALSE = "false", "Sudah berhenti"


def refuse_numbers(text: str) -> None:
    """Raises ValidationError for a NIK where a name is expected."""
    if sum(character.isdigit() for character in text) > MOST_DIGITS:
        raise ValidationError(
            "Di sini hanya nama yang dicari. NIK tidak boleh ada di alamat halaman; "
            "pakai Cari dengan NIK.",
            code="nik_in_address",
        )


def search_people(rows: QuerySet, text: str) -> QuerySet:
    """``rows`` whose name holds every word; when there are none, the most similar names, marked
    with ``is_approximate``."""
    words = fold_name(text).split()
    if not words:
        return rows
    match = Q()
    for word in words:
        match &= Q(search_name__contains=word)
    exact = rows.filter(match)
    if exact.exists():
        return exact
    found = similar(rows, text)
    found.is_approximate = True
    return found


class MemberFilter(filters.FilterSet):
    """``joined_from`` and the like take days; ``as_of`` leaves who was a member on that day."""

    search = filters.CharFilter(method="by_name", label="Nama", validators=[refuse_numbers])
    cooperative = filters.UUIDFilter("cooperative__uid", label="Koperasi")
    district = PlacesFilter("cooperative__district", District.objects.all(), "Kecamatan koperasi")
    sex = ChoicesFilter(choices=enums.Sex, label="Jenis kelamin")
    current = filters.ChoiceFilter(
        choices=Current,
        empty_label="Semua",
        method="by_current",
        label="Keanggotaan",
        error_messages={"invalid_choice": "Ditemukan “%(value)s”, diharapkan true atau false."},
    )
    as_of = TypedDateFilter(method="by_day", label="Anggota per tanggal")
    joined_from = TypedDateFilter("joined_on", "gte", label="Masuk sejak")
    joined_to = TypedDateFilter("joined_on", "lte", label="Masuk sampai")
    left_from = TypedDateFilter("left_on", "gte", label="Berhenti sejak")
    left_to = TypedDateFilter("left_on", "lte", label="Berhenti sampai")

    is_approximate = False

    class Meta:
        model = Member
        fields = ()

    def by_name(self, queryset, name, value):
        found = search_people(queryset, value)
        self.is_approximate = getattr(found, "is_approximate", False)
        return found

    def by_current(self, queryset, name, value):
        if value == Current.TRUE:
            return queryset.on(today())
        return queryset.filter(left_on__isnull=False, left_on__lte=today())

    def by_day(self, queryset, name, value):
        return queryset.on(value)
