"""``/api/v1/positions`` and ``/api/v1/officials``: posts and who holds them, without NIP."""

from collections import defaultdict

import django_filters as filters
from rest_framework import serializers

from bengkalis.access import Permission
from bengkalis.listing import Computed, DetailView, ListView, RowsView
from bengkalis.serializers import RowSerializer
from registry.api.columns import link
from registry.enums import Echelon, Standing
from registry.filters import Answer, ChoicesFilter
from registry.filters_coaching import refuse_digits
from registry.filters_codes import CodesFilter
from registry.models import Incumbency, Office, Official, Position
from registry.models.people import today


class HolderSerializer(serializers.Serializer):
    """Whoever holds a post today."""

    official = serializers.UUIDField(label="pejabat (uid)")
    name = serializers.CharField(label="nama")
    standing = serializers.ChoiceField(choices=Standing.choices, label="sifat")
    valid_from = serializers.DateField(label="mulai")
    valid_to = serializers.DateField(label="sampai", allow_null=True)


class PostSerializer(serializers.Serializer):
    """A post that somebody holds today."""

    position = serializers.CharField(label="jabatan (kode)")
    title = serializers.CharField(label="nama jabatan")
    standing = serializers.ChoiceField(choices=Standing.choices, label="sifat")
    valid_from = serializers.DateField(label="mulai")
    valid_to = serializers.DateField(label="sampai", allow_null=True)


class PositionSerializer(RowSerializer):
    """A post; ``holder`` is null where it is vacant today."""

    office = serializers.SlugRelatedField(
        slug_field="code", read_only=True, allow_null=True, label="kantor (kode)"
    )
    superior = serializers.SlugRelatedField(
        slug_field="code", read_only=True, allow_null=True, label="atasan langsung (kode)"
    )
    holder = HolderSerializer(read_only=True, allow_null=True, label="pemangku hari ini")
    url = serializers.URLField(read_only=True, help_text="Alamat data ini di API.")

    class Meta:
        model = Position
        fields = (
            *("uid", "code", "title", "office", "echelon", "superior", "is_active", "holder"),
            *("is_demo", "version", "updated_at", "url"),
        )


class OfficialSerializer(RowSerializer):
    """A person as letters name them, and the posts held today."""

    posts = PostSerializer(many=True, read_only=True, label="jabatan hari ini")
    url = serializers.URLField(read_only=True, help_text="Alamat data ini di API.")

    class Meta:
        model = Official
        fields = ("uid", "name", "posts", "is_demo", "version", "updated_at", "url")


class PositionFilter(filters.FilterSet):
    code = CodesFilter("code", Position.objects.all(), "Kode jabatan")
    office = CodesFilter("office__code", Office.objects.all(), "Kantor (kode)")
    echelon = ChoicesFilter(choices=Echelon, label="Jenjang")
    vacant = filters.ChoiceFilter(choices=Answer, method="by_vacancy", label="Kosong hari ini")
    search = filters.CharFilter(
        "title", "icontains", label="Nama jabatan", validators=[refuse_digits]
    )

    class Meta:
        model = Position
        fields = ()

    def by_vacancy(self, queryset, name, value):
        held = Incumbency.objects.in_force(today()).values("position")
        if value == Answer.YES:
            return queryset.exclude(pk__in=held)
        return queryset.filter(pk__in=held)


class OfficialFilter(filters.FilterSet):
    position = CodesFilter(
        "position", Position.objects.all(), "Jabatan hari ini (kode)", method="by_position"
    )
    search = filters.CharFilter("name", "icontains", label="Nama", validators=[refuse_digits])

    class Meta:
        model = Official
        fields = ()

    def by_position(self, queryset, name, value):
        if not value:
            return queryset
        held = Incumbency.objects.in_force(today()).filter(position__in=value)
        return queryset.filter(pk__in=held.values("official"))


def _today(rows, key: str, **columns: str) -> dict[int, list[dict]]:
    """What holds today, by the post or the official in ``key``; ``columns``: name → column."""
    found = defaultdict(list)
    held = Incumbency.objects.in_force(today()).filter(
        **{f"{key}__in": [row["id"] for row in rows]}
    )
    for one in held.order_by("valid_from", "id").values(key, *columns.values()):
        found[one[key]].append({name: one[column] for name, column in columns.items()})
    return found


TERM = {"standing": "standing", "valid_from": "valid_from", "valid_to": "valid_to"}


def _holders(rows, request):
    found = _today(rows, "position_id", official="official__uid", name="official__name", **TERM)
    return [(found[row["id"]] or [None])[0] for row in rows]


def _posts(rows, request):
    found = _today(rows, "official_id", position="position__code", title="position__title", **TERM)
    return [found[row["id"]] for row in rows]


class _Positions(RowsView):
    permissions = {"GET": Permission.VIEW_OFFICES}
    serializer_class = PositionSerializer
    computed = {"holder": Computed(("id",), _holders), "url": link("api-position", "uid")}
    versioned = True

    def rows(self, request):
        return Position.objects.visible_to(request.user)


class PositionList(_Positions, ListView):
    """Jabatan, dengan atasan langsung dan pemangkunya hari ini."""

    filterset_class = PositionFilter
    orderings = {"code": "code", "title": "title", "updated_at": "updated_at"}


class PositionDetail(_Positions, DetailView):
    """Satu jabatan."""


class _Officials(RowsView):
    permissions = {"GET": Permission.VIEW_OFFICES}
    serializer_class = OfficialSerializer
    computed = {"posts": Computed(("id",), _posts), "url": link("api-official", "uid")}
    versioned = True

    def rows(self, request):
        return Official.objects.visible_to(request.user)


class OfficialList(_Officials, ListView):
    """Pejabat penanda tangan: nama dan jabatan, tanpa NIP."""

    filterset_class = OfficialFilter
    orderings = {"name": "name", "updated_at": "updated_at"}


class OfficialDetail(_Officials, DetailView):
    """Satu pejabat."""
