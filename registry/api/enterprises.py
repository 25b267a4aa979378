"""``/api/v1/enterprises``: the MSMEs of one's own kecamatan, for tokens only.

Who may see the register sees the business; owner and figures are there for who may see those, and
absent for others. All writes go through ``registry.enterprises``.
"""

import json

from django.http import Http404
from django.urls import reverse
from rest_framework import exceptions

from bengkalis import conditional
from bengkalis.access import Permission, scope_of
from bengkalis.errors import StaleVersion
from bengkalis.listing import Computed, DetailView, ListView, RowsView
from bengkalis.paging import Page
from registry import enterprises
from registry.api.columns import PHONE, link
from registry.api.cooperatives import refuse_outside
from registry.api.enterprise_serializers import (
    FIGURES,
    OPEN_FIELDS,
    OWNER_FIELDS,
    ChangedEnterpriseSerializer,
    EnterpriseSerializer,
)
from registry.api.idempotency import once
from registry.enterprise_filters import EnterpriseFilter
from registry.models import Enterprise, EnterpriseYear
from registry.nik import mask_nik


def _masked(rows, request):
    return [mask_nik(row["owner_nik"]) or None for row in rows]


def _latest_figures(rows, request):
    """The figures of the newest year of each, in one query."""
    keys = {row["id"]: row["latest_year"] for row in rows if row["latest_year"]}
    years = EnterpriseYear.objects.filter(
        enterprise_id__in=keys, year__in=set(keys.values())
    ).order_by("id")
    found = {}
    for year in years.values("enterprise_id", *FIGURES):
        if year["year"] == keys[year["enterprise_id"]]:
            found[year.pop("enterprise_id")] = {name: year[name] or None for name in FIGURES} | {
                name: year[name] for name in EnterpriseYear.FIGURES
            }
    return [found.get(row["id"]) for row in rows]


class OwnedView(RowsView):
    """What is known of owners and their figures is kept by no cache."""

    versioned = True

    def finalize_response(self, request, response, *args, **kwargs):
        shown = response.status_code in {200, 201, 304}
        if shown and scope_of(request.user, Permission.VIEW_ENTERPRISES):
            response.headers["Cache-Control"] = "private, no-store"
        return super().finalize_response(request, response, *args, **kwargs)


class _Enterprises(OwnedView):
    serializer_class = EnterpriseSerializer
    computed = {
        "url": link("api-enterprise", "uid"),
        "phone": PHONE,
        "owner_nik_masked": Computed(("owner_nik",), _masked),
        "latest_figures": Computed(("latest_year",), _latest_figures),
    }

    def rows(self, request):
        return Enterprise.objects.visible_to(request.user)

    def names(self, request):
        seen = scope_of(request.user, Permission.VIEW_ENTERPRISES)
        return (*OPEN_FIELDS, *OWNER_FIELDS) if seen else OPEN_FIELDS

    def needed(self, names):
        return super().needed(names) | {"district_id"}

    def shaped(self, found, names):
        """Owners are seen in some kecamatan and not in others by who holds two appointments."""
        rows = super().shaped(found, names)
        seen = scope_of(self.request.user, Permission.VIEW_ENTERPRISES)
        for row, read in zip(rows, found, strict=True):
            if not seen.covers(read["district_id"]):
                for name in OWNER_FIELDS:
                    row.pop(name, None)
        return rows


class EnterpriseList(_Enterprises, ListView):
    """UMKM menurut register."""

    permissions = {"GET": Permission.VIEW_REGISTER, "POST": Permission.EDIT_ENTERPRISE}
    new_serializer_class = EnterpriseSerializer
    filterset_class = EnterpriseFilter
    orderings = {"name": "search_name", "updated_at": "updated_at"}

    def page(self, rows, asked, approximate: bool) -> Page:
        """Names of similar words are as many as others, so they come in pages too."""
        return super().page(rows, asked, approximate=False)

    def post(self, request):
        """Mendata UMKM baru; angkanya per tahun di alamat years."""
        return once(request, lambda: self._register(request))

    def _register(self, request):
        enterprise = EnterpriseSerializer(data=request.data).clean()
        refuse_outside(request.user, Permission.EDIT_ENTERPRISE, enterprise.district_id)
        enterprises.register(enterprise)
        address = request.build_absolute_uri(reverse("api-enterprise", args=[enterprise.uid]))
        where = {"uid": enterprise.uid}
        return self.show(request, where, status=201, headers={"Location": address})


class EnterpriseDetail(_Enterprises, DetailView):
    """Satu UMKM."""

    permissions = {
        "GET": Permission.VIEW_REGISTER,
        "PUT": Permission.EDIT_ENTERPRISE,
        "PATCH": Permission.EDIT_ENTERPRISE,
    }
    changed_serializer_class = ChangedEnterpriseSerializer

    def patch(self, request, uid):
        """Mengubah sebagian isian; yang tidak disebut tetap."""
        return self._correct(request, uid)

    def put(self, request, uid):
        """Mengganti semua isian; semuanya kecuali owner_nik harus disebut."""
        return self._correct(request, uid, whole=True)

    def _correct(self, request, uid, whole: bool = False):
        enterprise = find_enterprise(request.user, uid)
        conditional.demand_match(request, enterprise)
        given = changes(self, {"uid": uid}, whole)
        serializer = ChangedEnterpriseSerializer(enterprise, data=given, partial=True)
        wanted = serializer.clean()
        refuse_outside(request.user, Permission.EDIT_ENTERPRISE, wanted.district_id)
        enterprises.correct(wanted, enterprise.version, **serializer.extra)
        return self.show(request, {"uid": uid})

    def handle_exception(self, exc):
        """A stale change is told the ETag that is valid now."""
        response = super().handle_exception(exc)
        if isinstance(exc, StaleVersion):
            response["ETag"] = self.show(self.request, {"uid": exc.current.uid})["ETag"]
        return response


def find_enterprise(user, uid) -> Enterprise:
    """The enterprise that the caller means to change. Raises Http404, PermissionDenied."""
    enterprise = Enterprise.objects.visible_to(user).filter(uid=uid).order_by("id").first()
    if enterprise is None:
        raise Http404
    refuse_outside(user, Permission.EDIT_ENTERPRISE, enterprise.district_id)
    return enterprise


def changes(view: RowsView, where: dict, whole: bool):
    """What of the body differs from what was shown: a masked phone sent back is no new number.

    ``whole`` (PUT) asks for every field but those that are never read. Raises ValidationError.
    """
    given = view.request.data
    if not isinstance(given, dict):
        return given
    fields = view.serializer_class().fields.items()
    needed = [name for name, one in fields if not one.read_only and not one.write_only]
    if gaps := [name for name in needed if whole and name not in given]:
        raise exceptions.ValidationError(
            {name: ["PUT memerlukan semua isian; untuk sebagian pakai PATCH."] for name in gaps}
        )
    shown = json.loads(view.show(view.request, where).content)
    return {
        name: value for name, value in given.items() if name not in shown or value != shown[name]
    }
