"""What the lists of tasks, field visits and dissolution cases can be narrowed by."""

import django_filters as filters

from registry import enums
from registry.filters import ChoicesFilter, PlacesFilter, TypedDateFilter
from registry.models import DissolutionCase, District, FieldVisit, Task


class _OfCooperative(filters.FilterSet):
    """Rows that belong to a cooperative: by its uid and by its kecamatan."""

    cooperative = filters.UUIDFilter("cooperative__uid", label="Koperasi (uid)")
    district = PlacesFilter("cooperative__district", District.objects.all(), "Kecamatan")


class TaskFilter(_OfCooperative):
    kind = ChoicesFilter(choices=enums.TaskKind, label="Perihal")
    done = filters.BooleanFilter("closed_on", "isnull", exclude=True, label="Selesai")
    due_on_to = TypedDateFilter("due_on", "lte", label="Paling lambat sampai")

    class Meta:
        model = Task
        fields = ()


class VisitFilter(_OfCooperative):
    found = ChoicesFilter(choices=enums.Found, label="Keadaan")
    visited_on_from = TypedDateFilter("visited_on", "gte", label="Dikunjungi sejak")
    visited_on_to = TypedDateFilter("visited_on", "lte", label="Dikunjungi sampai")

    class Meta:
        model = FieldVisit
        fields = ()


class CaseFilter(_OfCooperative):
    state = ChoicesFilter(choices=enums.CaseState, label="Keadaan")
    basis = ChoicesFilter(choices=enums.CaseBasis, label="Dasar")
    objection_until_to = TypedDateFilter("objection_until", "lte", label="Batas keberatan sampai")

    class Meta:
        model = DissolutionCase
        fields = ()
