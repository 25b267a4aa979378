"""``/api/v1/nomenclature`` and ``/api/v1/crosswalk``: codes of each nomenclature, old to new."""

from rest_framework import serializers

from bengkalis.access import Permission
from bengkalis.listing import ListView, RowsView
from bengkalis.serializers import RowSerializer
from programs.api.filters import CrosswalkFilter, NomenclatureFilter
from programs.api.plans import copied
from programs.models import CrosswalkLink, NomenclatureItem


class NomenclatureSerializer(RowSerializer):
    """One code of one nomenclature, and the budget years it holds for."""

    edition = copied("edition.key", "nomenklatur (kunci)")
    edition_name = copied("edition.name", "nama nomenklatur")
    first_year = copied("edition.first_year", "berlaku sejak tahun", serializers.IntegerField)
    last_year = copied(
        "edition.last_year", "berlaku sampai tahun", serializers.IntegerField, allow_null=True
    )
    parent = copied("parent.code", "kode induk", allow_null=True)

    class Meta:
        model = NomenclatureItem
        fields = (
            *("edition", "edition_name", "first_year", "last_year", "code", "level", "name"),
            *("parent", "basis", "is_active", "is_demo", "updated_at"),
        )


class CrosswalkSerializer(RowSerializer):
    """``target`` is null where nothing follows, ``source`` where it is new."""

    source_edition = copied("source.edition.key", "nomenklatur lama (kunci)", allow_null=True)
    source = copied("source.code", "kode lama", allow_null=True)
    source_name = copied("source.name", "nama lama", allow_null=True)
    target_edition = copied("target.edition.key", "nomenklatur baru (kunci)", allow_null=True)
    target = copied("target.code", "kode baru", allow_null=True)
    target_name = copied("target.name", "nama baru", allow_null=True)

    class Meta:
        model = CrosswalkLink
        fields = (
            *("source_edition", "source", "source_name", "target_edition", "target"),
            *("target_name", "basis", "note", "updated_at"),
        )


class NomenclatureList(ListView, RowsView):
    """Kode program, kegiatan, dan sub kegiatan tiap nomenklatur."""

    permissions = {"GET": Permission.VIEW_PROGRAMS}
    serializer_class = NomenclatureSerializer
    filterset_class = NomenclatureFilter
    orderings = {"code": "code", "name": "name", "updated_at": "updated_at"}
    lookup = {}

    def rows(self, request):
        return NomenclatureItem.objects.visible_to(request.user)


class CrosswalkList(ListView, RowsView):
    """Padanan kode nomenklatur lama dan baru: banyak ke banyak."""

    permissions = {"GET": Permission.VIEW_PROGRAMS}
    serializer_class = CrosswalkSerializer
    filterset_class = CrosswalkFilter
    orderings = {"source": "source__code", "target": "target__code", "updated_at": "updated_at"}
    lookup = {}

    def rows(self, request):
        return CrosswalkLink.objects.visible_to(request.user)
