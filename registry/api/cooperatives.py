"""``/api/v1/cooperatives``: public fields for strangers, the register for tokens.

A token's owner sees their own kecamatan in full and nothing else: what lies outside is 404, as on
the staff pages. Without a token every cooperative is readable by its public fields.
"""

import json

from django.http import Http404
from django.urls import reverse
from rest_framework import exceptions

from bengkalis import conditional
from bengkalis.access import Permission, scope_of
from bengkalis.errors import StaleVersion
from bengkalis.listing import DetailView, ListView, RowsView
from bengkalis.questions import read_fields
from registry.api.columns import LATEST_MEETING, OFFICERS, PHONE, link
from registry.api.idempotency import once
from registry.api.serializers import (
    PUBLIC_FIELDS,
    STAFF_FIELDS,
    CooperativeSerializer,
    NewCooperativeSerializer,
    StatusSerializer,
)
from registry.entry import FIRST_ENTRY, correct, register
from registry.filters import CooperativeFilter
from registry.models import Cooperative, StatusChange
from registry.status import change_status

OUTSIDE = "Kecamatan ini di luar wilayah kerja pemilik token."


class _Cooperatives(RowsView):
    serializer_class = CooperativeSerializer
    computed = {
        "url": link("api-cooperative", "uid"),
        "phone": PHONE,
        "officers": OFFICERS,
        "latest_meeting": LATEST_MEETING,
    }
    versioned = True

    def rows(self, request):
        if request.user.is_authenticated:
            return Cooperative.objects.visible_to(request.user)
        return Cooperative.objects.public()

    def names(self, request):
        return STAFF_FIELDS if request.user.is_authenticated else PUBLIC_FIELDS


class CooperativeList(_Cooperatives, ListView):
    """Koperasi di Kabupaten Bengkalis."""

    public = True
    permissions = {"GET": Permission.VIEW_REGISTER, "POST": Permission.ADD_COOPERATIVE}
    new_serializer_class = NewCooperativeSerializer
    filterset_class = CooperativeFilter
    staff_filters = frozenset({"finding"})
    orderings = {
        "name": "search_name",
        "deed_date": "deed_date",
        "updated_at": "updated_at",
        "status": "status",
        "kind": "kind",
        "district": "district__kemendagri_code",
    }

    def post(self, request):
        """Mendaftarkan koperasi baru beserta statusnya yang pertama."""
        return once(request, lambda: self._register(request))

    def _register(self, request):
        serializer = NewCooperativeSerializer(data=request.data)
        cooperative = serializer.clean()
        refuse_outside(request.user, Permission.ADD_COOPERATIVE, cooperative.district_id)
        register(
            cooperative,
            since=cooperative.status_since,
            reason=serializer.extra.get("status_reason", FIRST_ENTRY),
            evidence=serializer.extra.get("status_evidence", ""),
            by=request.user,
        )
        address = request.build_absolute_uri(reverse("api-cooperative", args=[cooperative.uid]))
        return self.show(
            request, {"uid": cooperative.uid}, status=201, headers={"Location": address}
        )


class _OneCooperative(_Cooperatives, DetailView):
    """What reading and changing one cooperative share."""

    def find(self, permission: str, uid) -> Cooperative:
        """The cooperative that the caller means to change, if If-Match names its version."""
        cooperative = self.rows(self.request).filter(uid=uid).order_by("id").first()
        if cooperative is None:
            raise Http404
        refuse_outside(self.request.user, permission, cooperative.district_id)
        conditional.demand_match(self.request, cooperative)
        return cooperative

    def handle_exception(self, exc):
        """A stale change is told the ETag that is valid now."""
        response = super().handle_exception(exc)
        if isinstance(exc, StaleVersion):
            response["ETag"] = self.show(self.request, {"uid": exc.current.uid})["ETag"]
        return response


class CooperativeDetail(_OneCooperative):
    """Satu koperasi."""

    public = True
    permissions = {
        "GET": Permission.VIEW_REGISTER,
        "PUT": Permission.EDIT_COOPERATIVE,
        "PATCH": Permission.EDIT_COOPERATIVE,
    }

    def patch(self, request, uid):
        """Mengubah sebagian isian; yang tidak disebut tetap."""
        return self._correct(request, uid)

    def put(self, request, uid):
        """Mengganti semua isian; semuanya harus disebut, isian baca-saja boleh ikut."""
        return self._correct(request, uid, whole=True)

    def _correct(self, request, uid, whole: bool = False):
        cooperative = self.find(Permission.EDIT_COOPERATIVE, uid)
        given = request.data
        if isinstance(given, dict):
            if whole:
                refuse_gaps(given)
            given = self._changes(uid, given)
        wanted = CooperativeSerializer(cooperative, data=given, partial=True).clean()
        refuse_outside(request.user, Permission.EDIT_COOPERATIVE, wanted.district_id)
        correct(wanted, cooperative.version)
        return self.show(request, {"uid": uid})

    def _changes(self, uid, given: dict) -> dict:
        """What differs from what was shown: the masked phone sent back is no new number."""
        shown = json.loads(self.show(self.request, {"uid": uid}).content)
        return {
            name: value
            for name, value in given.items()
            if name not in shown or value != shown[name]
        }


class CooperativeStatus(_OneCooperative):
    """Perubahan status satu koperasi."""

    permissions = {"POST": Permission.CHANGE_STATUS}
    http_method_names = ["post", "options"]
    new_serializer_class = StatusSerializer

    def post(self, request, uid):
        """Mencatat status baru dengan tanggal, alasan, dan bukti."""
        read_fields(request.query_params, ())
        return once(request, lambda: self._change(request, uid))

    def _change(self, request, uid):
        cooperative = self.find(Permission.CHANGE_STATUS, uid)
        step = StatusChange(cooperative=cooperative, recorded_by=request.user)
        wanted = StatusSerializer(step, data=request.data).clean()
        change_status(
            cooperative,
            wanted.status,
            effective_on=wanted.effective_on,
            reason=wanted.reason,
            evidence=wanted.evidence,
            by=request.user,
            version=cooperative.version,
        )
        return self.show(request, {"uid": uid})


def refuse_outside(user, permission: str, district_id: int) -> None:
    """Raises PermissionDenied where ``user`` does not hold ``permission`` in the kecamatan."""
    if not scope_of(user, permission).covers(district_id):
        raise exceptions.PermissionDenied(OUTSIDE)


def refuse_gaps(given: dict) -> None:
    """PUT replaces the whole: a field that is not there is asked for, not emptied."""
    fields = CooperativeSerializer().fields
    gaps = [name for name, field in fields.items() if not field.read_only and name not in given]
    if gaps:
        raise exceptions.ValidationError(
            {name: ["PUT memerlukan semua isian; untuk sebagian pakai PATCH."] for name in gaps}
        )
