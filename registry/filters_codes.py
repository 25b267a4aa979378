"""Filters that name rows by their code; an unknown code is an error, not an empty list."""

import django_filters as filters


class CodesFilter(filters.ModelMultipleChoiceFilter):
    """Any of several rows of ``queryset`` by ``key``; ``field_name`` leads to that column."""

    def __init__(self, field_name, queryset, label: str, key: str = "code", **options):
        super().__init__(
            field_name,
            queryset=queryset,
            to_field_name=key,
            label=label,
            distinct=False,
            error_messages={"invalid_choice": f"{label}: “%(value)s” tidak dikenal."},
            **options,
        )
