"""The fields of MSMEs over REST. Owner and figures only for who may see them; a NIK is written in
full and read masked; size classes are computed and never written."""

from rest_framework import serializers

from bengkalis.serializers import RowSerializer
from registry.api.member_serializers import MemberPhoneField, NikField, PersonalSerializer
from registry.api.serializers import _copied, _link, _place
from registry.enums import SizeClass
from registry.models import District, Enterprise, EnterpriseYear, KbliSection, Village

OPEN_FIELDS = (
    "uid",
    "name",
    "district",
    "district_bps",
    "district_name",
    "village",
    "village_bps",
    "village_name",
    "section",
    "section_name",
    "kbli_code",
    "activity",
    "nib",
    "permit_number",
    "started_year",
    "started_on",
    "closed_on",
    "latest_year",
    "latest_uu20",
    "latest_pp7",
    "is_demo",
    "version",
    "updated_at",
    "url",
)
OWNER_FIELDS = (  # a micro enterprise is at its owner's home
    "address",
    "latitude",
    "longitude",
    "owner_name",
    "owner_sex",
    "owner_nik_masked",
    "phone",
    "note",
    "latest_figures",
)
FIGURES = ("year", *EnterpriseYear.FIGURES, "source")
CLASSES = ("size_uu20", "size_pp7")


def _class(law: str) -> serializers.ChoiceField:
    return serializers.ChoiceField(
        choices=SizeClass.choices,
        read_only=True,
        allow_null=True,
        label=f"golongan menurut {law}; null: tidak dapat ditentukan",
    )


def _section() -> serializers.SlugRelatedField:
    return serializers.SlugRelatedField(
        slug_field="code",
        queryset=KbliSection.objects.filter(edition=2020),
        required=False,
        allow_null=True,
        label="lapangan usaha (huruf KBLI 2020)",
    )


class FiguresSerializer(RowSerializer):
    """Rupiah and persons; capital and assets without land and buildings."""

    class Meta:
        model = EnterpriseYear
        fields = FIGURES


class EnterpriseSerializer(PersonalSerializer):
    """An MSME as read and entered."""

    example = {
        "name": "Kedai Contoh Berkah",
        "district": "14.03.09",
        "section": "I",
        "started_year": 2015,
    }
    with_nik = frozenset({"owner_nik"})

    district = _place(District.objects.all(), "kecamatan (kode Kemendagri)")
    district_bps = _copied("district.bps_code", "kecamatan (kode BPS)")
    district_name = _copied("district.name", "nama kecamatan")
    village = _place(
        Village.objects.all(), "desa/kelurahan (kode Kemendagri)", required=False, allow_null=True
    )
    village_bps = _copied("village.bps_code", "desa/kelurahan (kode BPS)", allow_null=True)
    village_name = _copied("village.name", "nama desa/kelurahan", allow_null=True)
    section = _section()
    section_name = _copied("section.name", "nama lapangan usaha", allow_null=True)
    owner_nik = NikField(
        required=False,
        allow_null=True,
        allow_blank=True,
        write_only=True,
        label="NIK KTP pemilik",
        help_text="Teks 16 angka. Tidak pernah dibaca kembali: lihat owner_nik_masked.",
    )
    owner_nik_masked = serializers.CharField(
        read_only=True, allow_null=True, help_text="Empat angka terakhir saja."
    )
    phone = MemberPhoneField(
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="Dibaca tersamar (0821-••••-•993), ditulis lengkap.",
    )
    latest_year = serializers.IntegerField(
        read_only=True, allow_null=True, label="tahun angka terbaru"
    )
    latest_uu20 = _class("UU 20/2008, dari angka terbaru")
    latest_pp7 = _class("PP 7/2021, dari angka terbaru")
    latest_figures = FiguresSerializer(read_only=True, allow_null=True)
    url = _link()

    class Meta:
        model = Enterprise
        fields = (*OPEN_FIELDS, *OWNER_FIELDS, "owner_nik")
        read_only_fields = ("uid", "is_demo", "version", "updated_at")


class ChangedEnterpriseSerializer(EnterpriseSerializer):
    """A correction, which the figures of all years follow; or with ``since`` a move."""

    example = {"activity": "Warung kopi", "phone": "081234567890"}

    since = serializers.IntegerField(
        required=False,
        allow_null=True,
        write_only=True,
        min_value=2000,
        max_value=2100,
        help_text="Tahun pindah kecamatan atau ganti lapangan usaha; angka tahun sebelumnya tetap.",
    )

    class Meta(EnterpriseSerializer.Meta):
        fields = (*EnterpriseSerializer.Meta.fields, "since")


class YearSerializer(PersonalSerializer):
    """The figures of one year: where the enterprise was, what it did, in rupiah and persons."""

    example = {"sales": 250_000_000, "workers_male": 1, "workers_female": 2}
    with_nik = frozenset(EnterpriseYear.FIGURES)

    enterprise = serializers.UUIDField(source="enterprise.uid", read_only=True, label="UMKM (uid)")
    district = _place(District.objects.all(), "kecamatan (kode Kemendagri)", required=False)
    district_name = _copied("district.name", "nama kecamatan")
    section = _section()
    size_uu20 = _class("UU 20/2008")
    size_pp7 = _class("PP 7/2021")
    url = _link()

    class Meta:
        model = EnterpriseYear
        fields = (
            "uid",
            "enterprise",
            "year",
            "district",
            "district_name",
            "section",
            *EnterpriseYear.FIGURES,
            *CLASSES,
            "source",
            "version",
            "updated_at",
            "url",
        )
        read_only_fields = ("uid", "year", "version", "updated_at")


class NewYearSerializer(YearSerializer):
    """Without kecamatan and section the year is where the enterprise is now."""

    example = {"year": 2021, "sales": 250_000_000, "workers_male": 1, "workers_female": 2}

    class Meta(YearSerializer.Meta):
        read_only_fields = ("uid", "version", "updated_at")


class KbliSectionSerializer(RowSerializer):
    """A section with its two-digit divisions."""

    divisions = serializers.ListField(
        child=serializers.CharField(), read_only=True, label="golongan pokok"
    )

    class Meta:
        model = KbliSection
        fields = ("edition", "code", "name", "name_en", "divisions")
