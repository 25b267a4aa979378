"""``/api/v1/members``: the books of members, for tokens of who may see them, NIK masked."""

import json

from django.http import Http404
from django.urls import reverse
from rest_framework import exceptions

from bengkalis import conditional
from bengkalis.access import Permission
from bengkalis.errors import StaleVersion
from bengkalis.listing import Computed, DetailView, ListView, RowsView
from registry import membership
from registry.api.columns import PHONE, link
from registry.api.cooperatives import refuse_outside
from registry.api.idempotency import once
from registry.api.member_serializers import FIELDS, MemberSerializer, NewMemberSerializer
from registry.member_filters import MemberFilter
from registry.models import Member
from registry.nik import mask_nik

NIK = Computed(("nik",), lambda rows, request: [mask_nik(row["nik"]) or None for row in rows])


class _Members(RowsView):
    serializer_class = MemberSerializer
    computed = {"url": link("api-member", "uid"), "phone": PHONE, "nik_masked": NIK}
    versioned = True

    def rows(self, request):
        return Member.objects.visible_to(request.user).standing()

    def names(self, request):
        return FIELDS

    def finalize_response(self, request, response, *args, **kwargs):
        """What is known of persons is kept by no cache, not even the caller's own."""
        response.headers["Cache-Control"] = "private, no-store"
        return super().finalize_response(request, response, *args, **kwargs)


class MemberList(_Members, ListView):
    """Anggota koperasi menurut buku daftar anggota."""

    permissions = {"GET": Permission.VIEW_MEMBERS, "POST": Permission.EDIT_MEMBERS}
    new_serializer_class = NewMemberSerializer
    filterset_class = MemberFilter
    orderings = {"name": "search_name"}

    def post(self, request):
        """Mencatat anggota baru."""
        return once(request, lambda: self._join(request))

    def _join(self, request):
        context = {"request": request}
        member = NewMemberSerializer(data=request.data, context=context).clean()
        membership.join(member)
        address = request.build_absolute_uri(reverse("api-member", args=[member.uid]))
        return self.show(request, {"uid": member.uid}, status=201, headers={"Location": address})


class MemberDetail(_Members, DetailView):
    """Satu keanggotaan."""

    permissions = {
        "GET": Permission.VIEW_MEMBERS,
        "PUT": Permission.EDIT_MEMBERS,
        "PATCH": Permission.EDIT_MEMBERS,
    }

    def patch(self, request, uid):
        """Mengubah sebagian isian; yang tidak disebut tetap."""
        return self._correct(request, uid)

    def put(self, request, uid):
        """Mengganti semua isian; semuanya kecuali nik harus disebut."""
        return self._correct(request, uid, whole=True)

    def _correct(self, request, uid, whole: bool = False):
        member = self._find(uid)
        given = request.data
        if isinstance(given, dict):
            if whole:
                _refuse_gaps(given)
            given = self._changes(uid, given)
        wanted = MemberSerializer(member, data=given, partial=True).clean()
        membership.correct(wanted, member.version)
        return self.show(request, {"uid": uid})

    def _find(self, uid) -> Member:
        """The member that the caller means to change, if If-Match names its version."""
        rows = self.rows(self.request).select_related("cooperative")
        member = rows.filter(uid=uid).order_by("id").first()
        if member is None:
            raise Http404
        refuse_outside(self.request.user, Permission.EDIT_MEMBERS, member.cooperative.district_id)
        conditional.demand_match(self.request, member)
        return member

    def _changes(self, uid, given: dict) -> dict:
        """What differs from what was shown: a masked phone sent back is no new number."""
        shown = json.loads(self.show(self.request, {"uid": uid}).content)
        return {
            name: value
            for name, value in given.items()
            if name not in shown or value != shown[name]
        }

    def handle_exception(self, exc):
        """A stale change is told the ETag that is valid now."""
        response = super().handle_exception(exc)
        if isinstance(exc, StaleVersion):
            response["ETag"] = self.show(self.request, {"uid": exc.current.uid})["ETag"]
        return response


def _refuse_gaps(given: dict) -> None:
    """PUT replaces the whole but for the NIK, which a client can not read and so not repeat."""
    fields = MemberSerializer().fields.items()
    needed = [name for name, field in fields if not field.read_only and not field.write_only]
    if gaps := [name for name in needed if name not in given]:
        raise exceptions.ValidationError(
            {name: ["PUT memerlukan semua isian; untuk sebagian pakai PATCH."] for name in gaps}
        )
