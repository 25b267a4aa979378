"""``/api/v1/annual-meetings`` and ``/api/v1/health-assessments``: tokens only, own kecamatan.

A figure that is unusual (see ``registry.figures``) is refused until ``explanations`` has words for
the code of its warning, as on the form; the error stands under ``explanations.<code>``.
"""

import json

from django.http import Http404
from django.urls import reverse
from rest_framework import serializers

from bengkalis import conditional
from bengkalis.access import Permission
from bengkalis.errors import StaleVersion
from bengkalis.listing import DetailView, ListView, RowsView
from bengkalis.serializers import CleanSerializer, RowSerializer
from registry import entry
from registry.api.columns import link
from registry.api.cooperatives import refuse_outside
from registry.api.idempotency import once
from registry.explaining import explain, prune
from registry.figures import CODES
from registry.filters import AnnualMeetingFilter, HealthFilter
from registry.models import AnnualMeeting, Cooperative, HealthAssessment

OWNER = {
    "cooperative_name": ("cooperative.name", "nama koperasi"),
    "district": ("cooperative.district.kemendagri_code", "kecamatan (kode Kemendagri)"),
}
EXPLANATIONS = (
    "Penjelasan atas angka yang tidak biasa, menurut kode peringatannya, 10 sampai 500 huruf: "
    f"{', '.join(CODES)}. Yang tidak berlaku lagi hilang sendiri."
)


def _copied(name: str) -> serializers.CharField:
    source, label = OWNER[name]
    return serializers.CharField(source=source, read_only=True, label=label)


class ExplanationsField(serializers.DictField):
    """Words by the code of the warning they explain."""

    child = serializers.CharField(max_length=500)

    def to_internal_value(self, data):
        words = super().to_internal_value(data)
        if unknown := sorted(words.keys() - CODES.keys()):
            raise serializers.ValidationError(
                f"Kode tidak dikenal: {', '.join(unknown)[:200]}; yang ada: {', '.join(CODES)}."
            )
        return words


class AnnualMeetingSerializer(CleanSerializer):
    """A RAT and its figures, in persons and rupiah; ``cooperative`` never changes."""

    example = {"members_total": 120, "explanations": {"surplus_negative": "Kredit macet anggota."}}

    cooperative = serializers.SlugRelatedField(
        slug_field="uid", queryset=Cooperative.objects.standing(), label="koperasi (uid)"
    )
    cooperative_name = _copied("cooperative_name")
    district = _copied("district")
    explanations = ExplanationsField(required=False, help_text=EXPLANATIONS)
    url = serializers.URLField(read_only=True, help_text="Alamat data ini di API.")

    class Meta:
        model = AnnualMeeting
        fields = (
            "uid",
            "cooperative",
            "cooperative_name",
            "district",
            *entry.MEETING_FIELDS,
            "explanations",
            "version",
            "updated_at",
            "url",
        )
        read_only_fields = ("uid", "version", "updated_at")


class OwnCooperativeField(serializers.SlugRelatedField):
    """A cooperative whose data the caller may change. Refused before anything is compared with
    what is recorded there, so that the refusal tells another office nothing."""

    def to_internal_value(self, data):
        cooperative = super().to_internal_value(data)
        user = self.context["request"].user
        refuse_outside(user, Permission.EDIT_COOPERATIVE, cooperative.district_id)
        return cooperative


class NewMeetingSerializer(AnnualMeetingSerializer):
    example = {
        "cooperative": "00000000-0000-0000-0000-000000000000",
        "book_year": 2019,
        "held_on": "2020-02-28",
        "members_total": 120,
    }

    cooperative = OwnCooperativeField(
        slug_field="uid", queryset=Cooperative.objects.standing(), label="koperasi (uid)"
    )


class HealthSerializer(RowSerializer):
    """One assessment: scores per aspect of ``rule``, total 0 to 100, predicate."""

    cooperative = serializers.SlugRelatedField(slug_field="uid", read_only=True)
    cooperative_name = _copied("cooperative_name")
    district = _copied("district")
    rule = serializers.CharField(source="rule.title", read_only=True, label="menurut aturan")
    rule_source = serializers.CharField(source="rule.source", read_only=True, label="dasar")
    scores = serializers.DictField(child=serializers.FloatField(), read_only=True)
    url = serializers.URLField(read_only=True, help_text="Alamat data ini di API.")

    class Meta:
        model = HealthAssessment
        fields = (
            "uid",
            "cooperative",
            "cooperative_name",
            "district",
            "book_year",
            "assessed_on",
            "rule",
            "rule_source",
            "scores",
            "total",
            "predicate",
            "note",
            "is_demo",
            "version",
            "updated_at",
            "url",
        )


class _Meetings(RowsView):
    serializer_class = AnnualMeetingSerializer
    computed = {"url": link("api-annual-meeting", "uid")}
    versioned = True

    def rows(self, request):
        return AnnualMeeting.objects.visible_to(request.user).standing()

    def settle(self, wanted: AnnualMeeting) -> None:
        """Raises ValidationError naming every warning that wants words it has not."""
        refused = {
            f"explanations.{one.doubt.code}": [f"{one.doubt.sentence} {one.refusal}"]
            for one in explain(wanted, wanted.explanations)
            if one.refusal
        }
        if refused:
            raise serializers.ValidationError(refused)


class AnnualMeetingList(_Meetings, ListView):
    """RAT koperasi: tanggalnya dan angka yang dipertanggungjawabkan."""

    permissions = {"GET": Permission.VIEW_REGISTER, "POST": Permission.EDIT_COOPERATIVE}
    new_serializer_class = NewMeetingSerializer
    filterset_class = AnnualMeetingFilter
    orderings = {"updated_at": "updated_at", "book_year": "book_year", "held_on": "held_on"}

    def post(self, request):
        """Mencatat RAT satu tahun buku."""
        return once(request, lambda: self._record(request))

    def _record(self, request):
        context = {"request": request}
        wanted = NewMeetingSerializer(data=request.data, context=context).clean()
        self.settle(wanted)
        entry.change_parts(wanted.cooperative, None, [wanted], [])
        wanted.refresh_from_db(fields=["uid"])
        address = request.build_absolute_uri(reverse("api-annual-meeting", args=[wanted.uid]))
        return self.show(request, {"uid": wanted.uid}, status=201, headers={"Location": address})


class AnnualMeetingDetail(_Meetings, DetailView):
    """RAT satu tahun buku."""

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
        meeting = self._find(request, uid)
        given = request.data
        if isinstance(given, dict):
            if whole:
                refuse_missing(AnnualMeetingSerializer, given)
            shown = json.loads(self.show(request, {"uid": uid}).content)
            given = {k: v for k, v in given.items() if k not in shown or v != shown[k]}
            if "cooperative" in given:
                raise serializers.ValidationError(
                    {"cooperative": ["RAT tidak berpindah koperasi."]}
                )
        wanted = AnnualMeetingSerializer(meeting, data=given, partial=True).clean()
        if "explanations" not in given:
            prune(wanted, given)  # words about figures that now change
        self.settle(wanted)
        entry.correct_meeting(wanted, meeting.version)
        return self.show(request, {"uid": uid})

    def _find(self, request, uid) -> AnnualMeeting:
        """The RAT that the caller means to change, if If-Match names its version."""
        rows = self.rows(request).select_related("cooperative")
        meeting = rows.filter(uid=uid).order_by("id").first()
        if meeting is None:
            raise Http404
        district = meeting.cooperative.district_id
        refuse_outside(request.user, Permission.EDIT_COOPERATIVE, district)
        conditional.demand_match(request, meeting)
        return meeting

    def handle_exception(self, exc):
        """A stale change is told the ETag that is valid now."""
        response = super().handle_exception(exc)
        if isinstance(exc, StaleVersion) and isinstance(exc.current, AnnualMeeting):
            response["ETag"] = self.show(self.request, {"uid": exc.current.uid})["ETag"]
        return response


def refuse_missing(serializer_class, given: dict) -> None:
    """PUT replaces the whole: a field that is not there is asked for, not emptied."""
    fields = serializer_class().fields
    missing = [name for name, one in fields.items() if not one.read_only and name not in given]
    if missing:
        raise serializers.ValidationError(
            {name: ["PUT memerlukan semua isian; untuk sebagian pakai PATCH."] for name in missing}
        )


class _Health(RowsView):
    permissions = {"GET": Permission.VIEW_REGISTER}
    serializer_class = HealthSerializer
    computed = {"url": link("api-health-assessment", "uid")}
    versioned = True

    def rows(self, request):
        return HealthAssessment.objects.visible_to(request.user).standing()


class HealthList(_Health, ListView):
    """Penilaian kesehatan koperasi simpan pinjam dan unit simpan pinjam."""

    filterset_class = HealthFilter
    orderings = {"updated_at": "updated_at", "book_year": "book_year", "total": "total"}


class HealthDetail(_Health, DetailView):
    """Satu penilaian kesehatan."""
