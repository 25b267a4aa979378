"""``/api/v1/enterprises/<uid>/years``: the figures of an MSME by year, with both size classes; and
``/api/v1/kbli-sections``, the business fields that they are told by."""

from collections import defaultdict

from django.http import Http404
from django.urls import reverse

from bengkalis import conditional
from bengkalis.access import Permission
from bengkalis.errors import StaleVersion
from bengkalis.listing import Computed, DetailView, ListView, RowsView
from registry import enterprises
from registry.api.enterprise_serializers import (
    KbliSectionSerializer,
    NewYearSerializer,
    YearSerializer,
)
from registry.api.enterprises import OwnedView, changes, find_enterprise
from registry.api.idempotency import once
from registry.enterprise_filters import EnterpriseYearFilter, KbliSectionFilter
from registry.models import Enterprise, EnterpriseYear, KbliDivision, KbliSection


def _address(request, uid, year: int) -> str:
    return request.build_absolute_uri(reverse("api-enterprise-year", args=[uid, year]))


def _addresses(rows, request):
    return [_address(request, row["enterprise__uid"], row["year"]) for row in rows]


class _Years(OwnedView):
    serializer_class = YearSerializer
    computed = {"url": Computed(("enterprise__uid", "year"), _addresses)}
    lookup = {"uid": "enterprise__uid", "year": "year"}

    def rows(self, request):
        """Of one enterprise; of all where the documentation looks for an example."""
        rows = EnterpriseYear.objects.visible_to(request.user)
        given = getattr(self, "kwargs", {})
        return rows.filter(enterprise__uid=given["uid"]) if given else rows


class YearList(_Years, ListView):
    """Angka satu UMKM per tahun."""

    permissions = {"GET": Permission.VIEW_ENTERPRISES, "POST": Permission.EDIT_ENTERPRISE}
    new_serializer_class = NewYearSerializer
    filterset_class = EnterpriseYearFilter
    orderings = {"year": "year"}

    def get(self, request, uid):
        if not Enterprise.objects.visible_to(request.user).filter(uid=uid).exists():
            raise Http404
        return super().get(request)

    def post(self, request, uid):
        """Mencatat angka satu tahun."""
        return once(request, lambda: self._record(request, uid))

    def _record(self, request, uid):
        owner = find_enterprise(request.user, uid)
        year = EnterpriseYear(enterprise=owner, district=owner.district, section=owner.section)
        wanted = NewYearSerializer(year, data=request.data).clean()
        enterprises.record_year(wanted)
        headers = {"Location": _address(request, uid, wanted.year)}
        return self.show(request, {"uid": uid, "year": wanted.year}, status=201, headers=headers)


class YearDetail(_Years, DetailView):
    """Angka satu UMKM dalam satu tahun."""

    permissions = {
        "GET": Permission.VIEW_ENTERPRISES,
        "PUT": Permission.EDIT_ENTERPRISE,
        "PATCH": Permission.EDIT_ENTERPRISE,
    }

    def patch(self, request, uid, year):
        """Mengubah sebagian isian; yang tidak disebut tetap."""
        return self._correct(request, uid, year)

    def put(self, request, uid, year):
        """Mengganti semua isian; semuanya harus disebut."""
        return self._correct(request, uid, year, whole=True)

    def _correct(self, request, uid, year, whole: bool = False):
        owner = find_enterprise(request.user, uid)
        found = self.rows(request).filter(year=year).order_by("id").first()
        if found is None:
            raise Http404
        found.enterprise = owner
        conditional.demand_match(request, found)
        where = {"uid": uid, "year": year}
        wanted = YearSerializer(found, data=changes(self, where, whole), partial=True).clean()
        enterprises.record_year(wanted, found.version)
        return self.show(request, where)

    def handle_exception(self, exc):
        """A stale change is told the ETag that is valid now."""
        response = super().handle_exception(exc)
        if isinstance(exc, StaleVersion):
            response["ETag"] = self.show(self.request, self.kwargs)["ETag"]
        return response


def _divisions(rows, request):
    found = defaultdict(list)
    known = KbliDivision.objects.filter(section_id__in=[row["id"] for row in rows])
    for section, code in known.order_by("code").values_list("section_id", "code"):
        found[section].append(code)
    return [found[row["id"]] for row in rows]


class KbliSectionList(ListView, RowsView):
    """Lapangan usaha menurut KBLI 2020, dengan golongan pokoknya."""

    permissions = {"GET": Permission.VIEW_REGISTER}
    serializer_class = KbliSectionSerializer
    filterset_class = KbliSectionFilter
    computed = {"divisions": Computed(("id",), _divisions)}
    orderings = {"code": "code"}
    lookup = {}

    def rows(self, request):
        return KbliSection.objects.filter(edition=2020)
