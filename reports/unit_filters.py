"""What the list of UPT reports can be narrowed by. Filters are named like the fields."""

import django_filters as filters

from registry.enterprise_filters import YearFilter
from registry.filters import ChoicesFilter
from registry.filters_codes import CodesFilter
from registry.models import Office
from reports.enums import ReportState, Rhythm
from reports.models import UnitReport


class FiledFilter(filters.FilterSet):
    office = CodesFilter("duty__office__code", Office.objects.all(), "Kantor")
    year = YearFilter("duty__period__year", label="Tahun")
    rhythm = ChoicesFilter(field_name="duty__period__rhythm", choices=Rhythm, label="Irama")
    state = ChoicesFilter(choices=ReportState, label="Keadaan")

    class Meta:
        model = UnitReport
        fields = ()
