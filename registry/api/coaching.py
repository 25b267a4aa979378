"""``/api/v1/coachings``: with a token, within its reach; recorded and corrected."""

import json

from django.http import Http404
from django.urls import reverse
from rest_framework import serializers

from bengkalis import conditional
from bengkalis.access import Permission
from bengkalis.errors import StaleVersion
from bengkalis.listing import Computed, DetailView, ListView, RowsView
from bengkalis.serializers import CleanSerializer
from registry.api.columns import NEVER, link
from registry.api.cooperatives import refuse_outside
from registry.api.idempotency import once
from registry.coaching import FIELDS, correct, record
from registry.filters_coaching import CoachingFilter
from registry.forms.coaching import key_of
from registry.models import Coaching, Cooperative, Enterprise


def _either(column: str) -> Computed:
    """The column of whichever of the two was coached."""
    of_cooperative, of_enterprise = f"cooperative__{column}", f"enterprise__{column}"

    def values(rows, request):
        return [row[of_cooperative] or row[of_enterprise] for row in rows]

    return Computed((of_cooperative, of_enterprise), values)


def _copied(label: str) -> serializers.CharField:
    return serializers.CharField(read_only=True, label=label)


class CoachingSerializer(CleanSerializer):
    """One coaching of one cooperative or one MSME; whom it was of never changes."""

    example = {"result": "Buku kas mulai diisi", "next_step": "Susun neraca"}

    cooperative = serializers.SlugRelatedField(
        slug_field="uid",
        queryset=Cooperative.objects.standing(),
        label="koperasi (uid)",
        required=False,
        allow_null=True,
    )
    enterprise = serializers.SlugRelatedField(
        slug_field="uid",
        queryset=Enterprise.objects.all(),
        label="UMKM (uid)",
        required=False,
        allow_null=True,
    )
    subject_name = _copied("nama koperasi atau UMKM")
    district = _copied("kecamatan (kode Kemendagri)")
    url = serializers.URLField(read_only=True, help_text="Alamat data ini di API.")

    class Meta:
        model = Coaching
        fields = (
            *("uid", "cooperative", "enterprise", "subject_name", "district"),
            *FIELDS,
            *("is_demo", "version", "created_at", "updated_at", "url"),
        )
        read_only_fields = ("uid", "is_demo", "version", "created_at", "updated_at")


class OwnField(serializers.SlugRelatedField):
    """A cooperative or an MSME whose coachings the caller may record."""

    def to_internal_value(self, data):
        subject = super().to_internal_value(data)
        user = self.context["request"].user
        refuse_outside(user, Permission.RECORD_COACHING, subject.district_id)
        return subject


class NewCoachingSerializer(CoachingSerializer):
    """``cooperative`` or ``enterprise``, not both."""

    example = {
        "cooperative": NEVER,
        "held_on": "2021-03-04",
        "kind": "kunjungan",
        "topic": "keuangan",
        "coach": "Rina",
        "result": "Buku kas mulai diisi",
    }

    cooperative = OwnField(
        slug_field="uid",
        queryset=Cooperative.objects.standing(),
        label="koperasi (uid)",
        required=False,
        allow_null=True,
    )
    enterprise = OwnField(
        slug_field="uid",
        queryset=Enterprise.objects.all(),
        label="UMKM (uid)",
        required=False,
        allow_null=True,
    )


class _Coachings(RowsView):
    serializer_class = CoachingSerializer
    computed = {
        "url": link("api-coaching", "uid"),
        "subject_name": _either("name"),
        "district": _either("district__kemendagri_code"),
    }
    versioned = True

    def rows(self, request):
        return Coaching.objects.visible_to(request.user)


class CoachingList(_Coachings, ListView):
    """Pembinaan koperasi dan UMKM."""

    permissions = {"GET": Permission.VIEW_REGISTER, "POST": Permission.RECORD_COACHING}
    new_serializer_class = NewCoachingSerializer
    filterset_class = CoachingFilter
    orderings = {"held_on": "held_on", "next_on": "next_on", "updated_at": "updated_at"}

    def post(self, request):
        """Mencatat satu pembinaan; sebut cooperative atau enterprise, salah satu."""
        return once(request, lambda: self._record(request))

    def _record(self, request):
        context = {"request": request}
        about = NewCoachingSerializer(data=request.data, context=context).clean()
        (row,), _ = record(about, [about.subject], key=key_of(""), by=request.user)
        address = request.build_absolute_uri(reverse("api-coaching", args=[row.uid]))
        return self.show(request, {"uid": row.uid}, status=201, headers={"Location": address})


class CoachingDetail(_Coachings, DetailView):
    """Satu pembinaan."""

    permissions = {"GET": Permission.VIEW_REGISTER, "PATCH": Permission.RECORD_COACHING}

    def patch(self, request, uid):
        """Mengubah sebagian isian; yang tidak disebut tetap."""
        coaching = self._find(request, uid)
        given = request.data
        if isinstance(given, dict):
            shown = json.loads(self.show(request, {"uid": uid}).content)
            given = {k: v for k, v in given.items() if k not in shown or v != shown[k]}
            if moved := {"cooperative", "enterprise"} & given.keys():
                sentence = "Pembinaan tidak berpindah ke yang lain."
                raise serializers.ValidationError({name: [sentence] for name in moved})
        wanted = CoachingSerializer(coaching, data=given, partial=True).clean()
        correct(wanted, coaching.version)
        return self.show(request, {"uid": uid})

    def _find(self, request, uid) -> Coaching:
        """The coaching that the caller means to change, if If-Match names its version."""
        rows = self.rows(request).select_related("cooperative", "enterprise")
        coaching = rows.filter(uid=uid).order_by("id").first()
        if coaching is None:
            raise Http404
        refuse_outside(request.user, Permission.RECORD_COACHING, coaching.subject.district_id)
        conditional.demand_match(request, coaching)
        return coaching

    def handle_exception(self, exc):
        """A stale change is told the ETag that is valid now."""
        response = super().handle_exception(exc)
        if isinstance(exc, StaleVersion):
            response["ETag"] = self.show(self.request, {"uid": exc.current.uid})["ETag"]
        return response
