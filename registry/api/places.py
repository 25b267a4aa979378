"""``/api/v1/districts`` and ``/api/v1/villages``: public, with both code systems."""

from bengkalis.listing import DetailView, ListView, RowsView
from registry.api.columns import link
from registry.api.serializers import DistrictSerializer, VillageSerializer
from registry.filters import DistrictFilter, VillageFilter
from registry.models import District, Village

BY_CODE = {"code": "kemendagri_code"}


class _Districts(RowsView):
    public = True
    serializer_class = DistrictSerializer
    computed = {"url": link("api-district", "kemendagri_code", "00.00.00")}

    def rows(self, request):
        return District.objects.visible_to(request.user)


class DistrictList(_Districts, ListView):
    """Kecamatan di Kabupaten Bengkalis."""

    filterset_class = DistrictFilter
    orderings = {"kemendagri_code": "kemendagri_code", "bps_code": "bps_code", "name": "name"}


class DistrictDetail(_Districts, DetailView):
    """Satu kecamatan, menurut kode Kemendagri."""

    lookup = BY_CODE


class _Villages(RowsView):
    public = True
    serializer_class = VillageSerializer
    computed = {"url": link("api-village", "kemendagri_code", "00.00.00.0000")}

    def rows(self, request):
        return Village.objects.visible_to(request.user)


class VillageList(_Villages, ListView):
    """Desa dan kelurahan di Kabupaten Bengkalis."""

    filterset_class = VillageFilter
    orderings = {"kemendagri_code": "kemendagri_code", "bps_code": "bps_code", "name": "name"}


class VillageDetail(_Villages, DetailView):
    """Satu desa atau kelurahan, menurut kode Kemendagri."""

    lookup = BY_CODE
