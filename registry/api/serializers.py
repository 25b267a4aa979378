"""The fields of the register's API, declared once for input, output and OpenAPI."""

from rest_framework import serializers

from bengkalis.serializers import CleanSerializer, RowSerializer
from bengkalis.values import Unparsable, normalise_phone
from registry.compliance import ComputedGrade, MeetingState
from registry.models import (
    AnnualMeeting,
    BoardMember,
    Cooperative,
    District,
    FormerDetail,
    Office,
    StatusChange,
    Village,
)

PUBLIC_FIELDS = (
    "uid",
    "name",
    "form",
    "kind",
    "pattern",
    "group",
    "business_sector",
    "deed_number",
    "deed_date",
    "district",
    "district_bps",
    "district_name",
    "village",
    "village_bps",
    "village_name",
    "status",
    "status_since",
    "nik_koperasi",
    "certificate_status",
    "certificate_valid_until",
    "is_demo",
    "updated_at",
    "url",
)
STAFF_FIELDS = (
    *PUBLIC_FIELDS,
    "address",
    "business_activity",
    "phone",
    "email",
    "website",
    "recorded_grade",
    "officers",
    "latest_meeting",
    "former_details",
    "note",
    "version",
)


def _copied(source: str, label: str, **kwargs) -> serializers.CharField:
    return serializers.CharField(source=source, read_only=True, label=label, **kwargs)


def _link() -> serializers.URLField:
    return serializers.URLField(read_only=True, help_text="Alamat data ini di API.")


def _place(queryset, label: str, **kwargs) -> serializers.SlugRelatedField:
    return serializers.SlugRelatedField(
        slug_field="kemendagri_code", queryset=queryset, label=label, **kwargs
    )


class PhoneField(serializers.CharField):
    """Read masked (0821-••••-•993), written in full."""

    def to_internal_value(self, data):
        try:
            return normalise_phone(super().to_internal_value(data))
        except Unparsable as error:
            raise serializers.ValidationError(str(error)) from error


class OfficerSerializer(RowSerializer):
    class Meta:
        model = BoardMember
        fields = ("position", "person_name", "term_from", "term_to")


class MeetingSerializer(RowSerializer):
    """The figures of the latest RAT, in persons and rupiah."""

    class Meta:
        model = AnnualMeeting
        fields = ("book_year", "held_on", "figures_as_of", *AnnualMeeting.FIGURES)


class FormerSerializer(RowSerializer):
    """What held up to and including ``until``; places by their Kemendagri code."""

    class Meta:
        model = FormerDetail
        fields = ("field", "value", "until", "basis")


class CooperativeSerializer(CleanSerializer):
    """A cooperative as read and corrected; its status changes at an address of its own."""

    example = {"business_sector": "Perdagangan eceran", "phone": "081234567890"}

    district = _place(District.objects.all(), "kecamatan (kode Kemendagri)")
    district_bps = _copied("district.bps_code", "kecamatan (kode BPS)")
    district_name = _copied("district.name", "nama kecamatan")
    village = _place(
        Village.objects.all(), "desa/kelurahan (kode Kemendagri)", required=False, allow_null=True
    )
    village_bps = _copied("village.bps_code", "desa/kelurahan (kode BPS)", allow_null=True)
    village_name = _copied("village.name", "nama desa/kelurahan", allow_null=True)
    phone = PhoneField(
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="Dibaca tersamar (0821-••••-•993), ditulis lengkap.",
    )
    officers = OfficerSerializer(many=True, read_only=True)
    latest_meeting = MeetingSerializer(read_only=True, allow_null=True)
    former_details = FormerSerializer(many=True, read_only=True)
    url = _link()

    class Meta:
        model = Cooperative
        fields = STAFF_FIELDS
        read_only_fields = ("status", "status_since", "uid", "version", "updated_at", "is_demo")


class OneCooperativeSerializer(CooperativeSerializer):
    """A single cooperative also says where it stands with its RAT today."""

    meeting_state = serializers.ChoiceField(
        choices=MeetingState, read_only=True, label="keadaan RAT hari ini"
    )
    computed_grade = serializers.ChoiceField(
        choices=ComputedGrade,
        read_only=True,
        allow_null=True,
        label="grade NIK menurut RAT yang tercatat; none: tidak tergolong",
    )

    class Meta(CooperativeSerializer.Meta):
        fields = (*STAFF_FIELDS, "meeting_state", "computed_grade")


class ChangedCooperativeSerializer(OneCooperativeSerializer):
    """A correction, which holds for every day; or with ``effective_from`` a real change."""

    effective_from = serializers.DateField(
        required=False,
        allow_null=True,
        write_only=True,
        help_text="Hari perubahan nyata; isian lama tetap terbaca sampai sehari sebelumnya.",
    )
    basis = serializers.CharField(
        required=False, write_only=True, max_length=200, help_text="Dasar perubahan nyata."
    )

    class Meta(OneCooperativeSerializer.Meta):
        fields = (*OneCooperativeSerializer.Meta.fields, "effective_from", "basis")


class NewCooperativeSerializer(CooperativeSerializer):
    """A cooperative to be registered, with the first row of its status history."""

    example = {
        "name": "Koperasi Nelayan Selat Bengkalis",
        "kind": "produsen",
        "district": "14.03.01",
        "deed_number": "518/BH/IV.2/2019",
        "deed_date": "2019-12-31",
        "status": "aktif",
        "status_since": "2019-12-31",
    }

    status_since = serializers.DateField(
        required=False, allow_null=True, label="status sejak", help_text="null: belum diketahui."
    )
    status_reason = serializers.CharField(
        required=False, write_only=True, max_length=300, help_text="Alasan status yang pertama."
    )
    status_evidence = serializers.CharField(
        required=False, write_only=True, max_length=300, help_text="Bukti status yang pertama."
    )

    class Meta(CooperativeSerializer.Meta):
        fields = (*STAFF_FIELDS, "status_reason", "status_evidence")
        read_only_fields = ("uid", "version", "updated_at", "is_demo")


class StatusSerializer(CleanSerializer):
    """A new state of a cooperative; ``effective_on`` is null only if the date is not known."""

    example = {
        "status": "beku",
        "effective_on": "2021-06-30",
        "reason": "Tiga tahun tidak mengadakan RAT",
        "evidence": "SK 518/12/2021",
    }

    class Meta:
        model = StatusChange
        fields = ("status", "effective_on", "reason", "evidence")
        extra_kwargs = {"effective_on": {"required": True}}


class DistrictSerializer(RowSerializer):
    split_from = _place(
        District.objects.all(), "pecahan dari (kode Kemendagri)", required=False, allow_null=True
    )
    url = _link()

    class Meta:
        model = District
        fields = (
            "kemendagri_code",
            "bps_code",
            "name",
            "land",
            "split_from",
            "valid_from",
            "valid_to",
            "url",
        )


class VillageSerializer(RowSerializer):
    district = _place(District.objects.all(), "kecamatan (kode Kemendagri)")
    district_bps = _copied("district.bps_code", "kecamatan (kode BPS)")
    district_name = _copied("district.name", "nama kecamatan")
    url = _link()

    class Meta:
        model = Village
        fields = (
            "kemendagri_code",
            "bps_code",
            "kind",
            "name",
            "district",
            "district_bps",
            "district_name",
            "valid_from",
            "valid_to",
            "url",
        )


class OfficeSerializer(RowSerializer):
    parent = serializers.SlugRelatedField(
        slug_field="code", read_only=True, allow_null=True, label="kode kantor induk"
    )
    districts = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text="Wilayah kerja UPT: kode Kemendagri kecamatan. Kosong: seluruh kabupaten.",
    )
    url = _link()

    class Meta:
        model = Office
        fields = (
            "uid",
            "code",
            "name",
            "kind",
            "parent",
            "address",
            "is_active",
            "districts",
            "version",
            "updated_at",
            "url",
        )
