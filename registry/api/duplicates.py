"""``/api/v1/duplicate-pairs``: rows that may be one cooperative; read with a token."""

from rest_framework import serializers

from bengkalis.access import Permission
from bengkalis.listing import DetailView, ListView, RowsView
from bengkalis.serializers import RowSerializer
from registry.api.columns import link
from registry.duplicate_filters import PairFilter
from registry.models import DuplicatePair


def _read(kind, source: str, label: str, **kwargs):
    return kind(source=source, read_only=True, label=label, **kwargs)


class PairSerializer(RowSerializer):
    left = _read(serializers.UUIDField, "left.uid", "Koperasi pertama")
    left_name = _read(serializers.CharField, "left.name", "Nama koperasi pertama")
    right = _read(serializers.UUIDField, "right.uid", "Koperasi kedua")
    right_name = _read(serializers.CharField, "right.name", "Nama koperasi kedua")
    reasons = serializers.ListField(
        child=serializers.CharField(), read_only=True, label="Alasan dugaan"
    )
    url = serializers.URLField(read_only=True, label="Alamat data ini")

    class Meta:
        model = DuplicatePair
        fields = (
            "uid",
            "left",
            "left_name",
            "right",
            "right_name",
            "score",
            "reasons",
            "state",
            "found_on",
            "decided_at",
            "decision_reason",
            "url",
        )
        read_only_fields = fields


class _Pairs(RowsView):
    permissions = {"GET": Permission.VIEW_REGISTER}
    serializer_class = PairSerializer
    computed = {"url": link("api-duplicate-pair", "uid")}

    def rows(self, request):
        """Also decided pairs; a merged row is no cooperative, so its open pairs are left out."""
        return DuplicatePair.objects.visible_to(request.user).reachable()


class PairList(_Pairs, ListView):
    """Dugaan koperasi kembar."""

    filterset_class = PairFilter
    orderings = {"found_on": "found_on", "score": "score"}


class PairDetail(_Pairs, DetailView):
    """Satu dugaan koperasi kembar."""
