"""``/api/v1/board-members`` and ``/api/v1/trainings``: reading, with a token, within its reach."""

import django_filters as filters
from rest_framework import serializers

from bengkalis.access import Permission
from bengkalis.listing import DetailView, ListView, RowsView
from bengkalis.serializers import RowSerializer
from registry import enums
from registry.api.columns import link
from registry.filters import ChoicesFilter, PlacesFilter, TypedDateFilter
from registry.models import BoardMember, District, Training


def _read(source: str, label: str, field=serializers.CharField):
    return field(source=source, read_only=True, label=label)


class BoardMemberSerializer(RowSerializer):
    cooperative = _read("cooperative.uid", "uid koperasi", serializers.UUIDField)
    cooperative_name = _read("cooperative.name", "nama koperasi")
    district = _read("cooperative.district.kemendagri_code", "kecamatan (kode Kemendagri)")
    url = serializers.URLField(read_only=True, help_text="Alamat data ini di API.")

    class Meta:
        model = BoardMember
        fields = (
            "uid",
            "cooperative",
            "cooperative_name",
            "district",
            "position",
            "person_name",
            "term_from",
            "term_to",
            "left_on",
            "url",
        )


class TrainingSerializer(RowSerializer):
    board_member = _read("board_member.uid", "uid pengurus", serializers.UUIDField)
    person_name = _read("board_member.person_name", "nama pengurus")
    position = _read("board_member.position", "jabatan")
    cooperative = _read("board_member.cooperative.uid", "uid koperasi", serializers.UUIDField)
    cooperative_name = _read("board_member.cooperative.name", "nama koperasi")
    district = _read(
        "board_member.cooperative.district.kemendagri_code", "kecamatan (kode Kemendagri)"
    )
    url = serializers.URLField(read_only=True, help_text="Alamat data ini di API.")

    class Meta:
        model = Training
        fields = (
            "uid",
            "board_member",
            "person_name",
            "position",
            "cooperative",
            "cooperative_name",
            "district",
            "title",
            "organiser",
            "finished_on",
            "hours",
            "is_certified",
            "certificate_number",
            "valid_until",
            "url",
        )


class BoardMemberFilter(filters.FilterSet):
    cooperative = filters.UUIDFilter("cooperative__uid", label="uid koperasi")
    position = ChoicesFilter(choices=enums.Position, label="Jabatan")
    district = PlacesFilter("cooperative__district", District.objects.all(), "Kecamatan")
    in_office = TypedDateFilter(method="by_day", label="Menjabat pada hari")

    class Meta:
        model = BoardMember
        fields = ()

    def by_day(self, queryset, name, value):
        return queryset.in_office(value)


class TrainingFilter(filters.FilterSet):
    cooperative = filters.UUIDFilter("board_member__cooperative__uid", label="uid koperasi")
    board_member = filters.UUIDFilter("board_member__uid", label="uid pengurus")
    district = PlacesFilter(
        "board_member__cooperative__district", District.objects.all(), "Kecamatan"
    )
    certified_on = TypedDateFilter(method="by_day", label="Sertifikat berlaku pada hari")

    class Meta:
        model = Training
        fields = ()

    def by_day(self, queryset, name, value):
        return queryset.certified(value)


class _BoardMembers(RowsView):
    permissions = {"GET": Permission.VIEW_REGISTER}
    serializer_class = BoardMemberSerializer
    computed = {"url": link("api-board-member", "uid")}

    def rows(self, request):
        return BoardMember.objects.visible_to(request.user).standing()


class BoardMemberList(_BoardMembers, ListView):
    """Pengurus, pengawas, dan manajer koperasi, yang menjabat dan yang pernah menjabat."""

    filterset_class = BoardMemberFilter
    orderings = {"cooperative": "cooperative_id", "term_to": "term_to", "left_on": "left_on"}


class BoardMemberDetail(_BoardMembers, DetailView):
    """Satu orang dalam satu jabatan."""


class _Trainings(RowsView):
    permissions = {"GET": Permission.VIEW_REGISTER}
    serializer_class = TrainingSerializer
    computed = {"url": link("api-training", "uid")}

    def rows(self, request):
        return Training.objects.visible_to(request.user).standing()


class TrainingList(_Trainings, ListView):
    """Pelatihan pengurus koperasi."""

    filterset_class = TrainingFilter
    orderings = {"board_member": "board_member_id", "finished_on": "finished_on"}


class TrainingDetail(_Trainings, DetailView):
    """Satu pelatihan."""
