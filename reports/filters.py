"""Filters of published figures, named like the fields; for the API and every download."""

import django_filters as filters

from registry.filters import ChoicesFilter, CommaSeparated
from reports.models import CodeSystem, PublishedFigure


class PublishedFigureFilter(filters.FilterSet):
    series = CommaSeparated(lookup_expr="in", label="Deret")
    year = filters.NumberFilter("year", label="Tahun")
    place_code = CommaSeparated(lookup_expr="in", label="Kode wilayah")
    code_system = ChoicesFilter(CodeSystem, "Sistem kode")
    source = filters.CharFilter("source", label="Sumber")

    class Meta:
        model = PublishedFigure
        fields = ()
