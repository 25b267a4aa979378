"""One report: what it says, where it is on its way."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands


@require_safe
@demands(Permission.VIEW_REPORTS)
def unit_report(request, office: str, period: str):
    return HttpResponse(f"{office} {period}")


@require_safe
@demands(Permission.VIEW_REPORTS)
def unit_reports(request):
    return HttpResponse("Laporan")
