"""``/api/v1/offices``: the dinas, its bidang and its UPTs; needs a token."""

from bengkalis.access import Permission
from bengkalis.listing import DetailView, ListView, RowsView
from registry.api.columns import DISTRICTS, link
from registry.api.serializers import OfficeSerializer
from registry.filters import OfficeFilter
from registry.models import Office


class _Offices(RowsView):
    permissions = {"GET": Permission.VIEW_OFFICES}
    serializer_class = OfficeSerializer
    computed = {"url": link("api-office", "uid"), "districts": DISTRICTS}
    versioned = True

    def rows(self, request):
        return Office.objects.visible_to(request.user)


class OfficeList(_Offices, ListView):
    """Kantor dinas, bidang, dan UPT."""

    filterset_class = OfficeFilter
    orderings = {"code": "code", "name": "name", "kind": "kind"}


class OfficeDetail(_Offices, DetailView):
    """Satu kantor."""
