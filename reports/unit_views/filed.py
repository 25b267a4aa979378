"""The list of reports, the last changed first, narrowed by office, year, rhythm and state."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bengkalis.access import Permission
from bengkalis.paging import Keyset
from registry.models import Office
from registry.views.narrowed import Narrowed
from reports.enums import ReportState, Rhythm
from reports.models import ReportDuty, ReportPeriod, UnitReport
from reports.reach import demands_reach
from reports.unit_filters import FiledFilter

LAST_CHANGED = Keyset("updated_at", descending=True)
LABELS = {"office": "Kantor", "year": "Tahun", "rhythm": "Laporan", "state": "Keadaan"}


@require_safe
@demands_reach(Permission.VIEW_REPORTS)
def unit_reports_filed(request):
    """Reports that the person may see, page by page."""
    rows = UnitReport.objects.visible_to(request.user).with_duty()
    listing = Narrowed(request, FiledFilter, rows, "unit-reports-filed")
    context = {**listing.context(LAST_CHANGED), "selects": _selects(request)}
    return render(request, "reports/unit/desk/filed.html", context)


def _selects(request) -> list[dict]:
    """The choices of each filter; only offices whose duties the person may see."""
    seen = ReportDuty.objects.visible_to(request.user).order_by().values("office")
    years = ReportPeriod.objects.order_by("-year").values_list("year", flat=True).distinct()
    options = {
        "office": Office.objects.filter(pk__in=seen).order_by("name").values_list("code", "name"),
        "year": [(str(year), str(year)) for year in years],
        "rhythm": Rhythm.choices,
        "state": ReportState.choices,
    }
    return [
        {
            "name": name,
            "label": LABELS[name],
            "options": list(given),
            "chosen": request.GET.getlist(name),
        }
        for name, given in options.items()
    ]
