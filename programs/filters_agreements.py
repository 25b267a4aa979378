"""What the list of agreements can be narrowed by."""

import django_filters as filters
from django_filters.fields import ModelChoiceField

from programs.enums import PaperState
from programs.models import Agreement, Plan
from registry.filters import ChoicesFilter
from registry.models import Office


class YearChoiceField(ModelChoiceField):
    """Plans by their year."""

    def label_from_instance(self, obj: Plan) -> str:
        return str(obj.year)


class PlanYearFilter(filters.ModelChoiceFilter):
    """A budget year that has a work programme."""

    field_class = YearChoiceField

    def __init__(self):
        super().__init__(
            "plan",
            queryset=Plan.objects.order_by("-year"),
            to_field_name="year",
            label="Tahun",
            error_messages={
                "invalid_choice": "Ditemukan “%(value)s”, diharapkan tahun program kerja."
            },
        )


class AgreementFilter(filters.FilterSet):
    """For the page, and for whatever else lists agreements."""

    year = PlanYearFilter()
    state = ChoicesFilter(field_name="paper__state", choices=PaperState, label="Keadaan")
    office = filters.ModelChoiceFilter(
        "position__office",
        queryset=Office.objects.order_by("name"),
        to_field_name="code",
        label="Kantor",
        error_messages={"invalid_choice": "Kode kantor “%(value)s” tidak dikenal."},
    )

    class Meta:
        model = Agreement
        fields = ()
