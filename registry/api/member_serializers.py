"""The fields of members over REST. A NIK is written in full and read masked; savings not at all."""

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import serializers

from bengkalis.access import Permission, scope_of
from bengkalis.serializers import CleanSerializer
from bengkalis.values import Unparsable
from registry.api.serializers import PhoneField, _copied, _link, _place
from registry.models import Cooperative, Member, Village
from registry.nik import parse_nik, parse_phone, refuse_nik

FIELDS = (
    "uid",
    "cooperative",
    "cooperative_name",
    "district",
    "district_bps",
    "district_name",
    "number",
    "name",
    "nik_masked",
    "birth_place",
    "birth_date",
    "sex",
    "address",
    "village",
    "village_bps",
    "village_name",
    "occupation",
    "phone",
    "joined_on",
    "left_on",
    "leave_reason",
    "note",
    "is_demo",
    "version",
    "updated_at",
    "url",
)


class NikField(serializers.CharField):
    """Sixteen digits as text; a number loses its end on the way through a spreadsheet."""

    def to_internal_value(self, data):
        is_number = isinstance(data, int | float)
        try:
            return parse_nik(data if is_number else super().to_internal_value(data))
        except Unparsable as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


class MemberPhoneField(PhoneField):
    """As for a cooperative, but what was put there is a person's: no refusal repeats it."""

    def to_internal_value(self, data):
        try:
            return parse_phone(serializers.CharField.to_internal_value(self, data))
        except Unparsable as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


class BookField(serializers.SlugRelatedField):
    """A cooperative by its uid: only those whose book the caller may change are known, so that
    nothing is learnt about the members of another."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="uid", queryset=Cooperative.objects.all(), **kwargs)

    def get_queryset(self):
        user = self.context["request"].user
        return Cooperative.objects.within(scope_of(user, Permission.EDIT_MEMBERS))

    def to_internal_value(self, data):
        try:
            return super().to_internal_value(str(data))
        except (DjangoValidationError, serializers.ValidationError) as error:
            sentence = "Koperasi ini tidak dikenal atau di luar wilayah kerja pemilik token."
            raise serializers.ValidationError(sentence) from error


class PersonalSerializer(CleanSerializer):
    """Of people: only the fields of ``with_nik`` may hold a NIK, or sixteen other digits."""

    with_nik: frozenset[str]

    def clean(self):
        """As ever, but a NIK in a column beside its own is refused first: what refuses it there
        would repeat it, and answers are kept in logs."""
        given = self.initial_data
        if isinstance(given, dict) and (misplaced := self._misplaced(given)):
            raise serializers.ValidationError(misplaced)
        return super().clean()

    def _misplaced(self, data: dict) -> dict[str, list[str]]:
        found = {}
        for name, field in self.fields.items():
            if not field.read_only and name not in self.with_nik:
                try:
                    refuse_nik(data.get(name))
                except Unparsable as error:
                    found[name] = [str(error)]
        return found


class MemberSerializer(PersonalSerializer):
    """A membership as read and corrected; it stays in the book of its cooperative."""

    example = {"occupation": "Nelayan", "phone": "081234567890"}
    with_nik = frozenset({"nik", "cooperative"})

    cooperative = serializers.SlugRelatedField(
        slug_field="uid", read_only=True, label="koperasi (uid)"
    )
    cooperative_name = _copied("cooperative.name", "nama koperasi")
    district = _copied("cooperative.district.kemendagri_code", "kecamatan (kode Kemendagri)")
    district_bps = _copied("cooperative.district.bps_code", "kecamatan (kode BPS)")
    district_name = _copied("cooperative.district.name", "nama kecamatan koperasi")
    nik = NikField(
        required=False,
        allow_null=True,
        allow_blank=True,
        write_only=True,
        label="NIK KTP",
        help_text="Teks 16 angka. Tidak pernah dibaca kembali: lihat nik_masked. null: dihapus.",
    )
    nik_masked = serializers.CharField(
        read_only=True, allow_null=True, help_text="Empat angka terakhir saja."
    )
    village = _place(
        Village.objects.all(),
        "desa/kelurahan tempat tinggal (kode Kemendagri)",
        required=False,
        allow_null=True,
    )
    village_bps = _copied("village.bps_code", "desa/kelurahan (kode BPS)", allow_null=True)
    village_name = _copied("village.name", "nama desa/kelurahan", allow_null=True)
    phone = MemberPhoneField(
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="Dibaca tersamar (0821-••••-•993), ditulis lengkap.",
    )
    url = _link()

    class Meta:
        model = Member
        fields = (*FIELDS, "nik")
        read_only_fields = ("uid", "is_demo", "version", "updated_at")


class NewMemberSerializer(MemberSerializer):
    """A membership to be entered in the book of a cooperative."""

    example = {
        "cooperative": "00000000-0000-0000-0000-000000000000",
        "name": "Siti Contoh",
        "sex": "P",
        "birth_date": "1990-08-05",
        "joined_on": "2019-12-31",
    }

    cooperative = BookField(label="koperasi (uid)")
