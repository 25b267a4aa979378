"""What a list of probable duplicates can be narrowed by, for page and API."""

import django_filters as filters
from django.db.models import Q

from registry.enums import PairState
from registry.filters import ChoicesFilter
from registry.models import District, DuplicatePair
from registry.search import words_of


class PairFilter(filters.FilterSet):
    """Pairs by state, kecamatan of either side, score, and a word of either name."""

    state = ChoicesFilter(choices=PairState, label="Keadaan")
    district = filters.ModelChoiceFilter(
        method="by_district",
        queryset=District.objects.all(),
        to_field_name="kemendagri_code",
        label="Kecamatan",
        error_messages={"invalid_choice": "Kode Kemendagri “%(value)s” tidak dikenal."},
    )
    score_from = filters.NumberFilter("score", "gte", label="Kemiripan sejak")
    search = filters.CharFilter(method="by_name", label="Nama")

    class Meta:
        model = DuplicatePair
        fields = ()

    def by_district(self, queryset, name, value):
        return queryset.filter(Q(left__district=value) | Q(right__district=value))

    def by_name(self, queryset, name, value):
        for word in words_of(value):
            left, right = (Q(**{f"{s}__search_name__contains": word}) for s in ("left", "right"))
            queryset = queryset.filter(left | right)
        return queryset
