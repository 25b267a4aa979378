"""``/api/v1/findings`` and ``/api/v1/finding-rules``: what is wrong in the register, and by which
rules that is judged; both need a token."""

from django.urls import reverse
from rest_framework import serializers

from bengkalis import conditional
from bengkalis.access import Permission
from bengkalis.api import ApiView
from bengkalis.listing import Computed, ListView
from bengkalis.questions import read_fields
from bengkalis.serializers import RowSerializer
from registry.filters import FindingFilter
from registry.models import Finding
from registry.models.people import today
from registry.quality.conditions import AsOf
from registry.quality.rules import BY_CODE, RULES, Severity
from registry.quality.words import subjects


def _copied(source: str, label: str, kind=serializers.CharField, **kwargs):
    return kind(source=source, read_only=True, label=label, **kwargs)


class FindingSerializer(RowSerializer):
    cooperative = _copied("cooperative.uid", "koperasi", serializers.UUIDField)
    cooperative_name = _copied("cooperative.name", "nama koperasi")
    district = _copied("cooperative.district.kemendagri_code", "kode Kemendagri kecamatan")
    district_name = _copied("cooperative.district.name", "kecamatan")
    severity = serializers.ChoiceField(Severity.choices, read_only=True, label="bobot")
    title = serializers.CharField(read_only=True, label="judul aturan")
    open = serializers.BooleanField(
        read_only=True, label="masih terbuka", help_text="false: sudah hilang atau disisihkan."
    )
    found = serializers.CharField(
        read_only=True, allow_null=True, label="ditemukan", help_text="Hanya bila belum hilang."
    )
    expected = serializers.CharField(read_only=True, allow_null=True, label="diharapkan")
    dismissed_on = _copied(
        "dismissal.dismissed_on", "disisihkan", serializers.DateField, allow_null=True
    )
    dismissal_reason = _copied("dismissal.reason", "alasan disisihkan", allow_null=True)
    url = serializers.URLField(read_only=True, help_text="Alamat koperasi ini di API.")

    class Meta:
        model = Finding
        fields = (
            "cooperative",
            "cooperative_name",
            "district",
            "district_name",
            "rule",
            "severity",
            "title",
            "open",
            "found",
            "expected",
            "opened_on",
            "closed_on",
            "dismissed_on",
            "dismissal_reason",
            "url",
        )
        read_only_fields = fields


def _open(rows, request) -> list[bool]:
    return [row["closed_on"] is None and row["dismissal_id"] is None for row in rows]


def _severities(rows, request) -> list:
    return [rule.severity if (rule := BY_CODE.get(row["rule"])) else None for row in rows]


def _titles(rows, request) -> list:
    return [rule.title if (rule := BY_CODE.get(row["rule"])) else None for row in rows]


def _words(place: int) -> Computed:
    """What was found (0) or expected (1), for rows that are not gone."""

    def values(rows, request) -> list:
        known = _known(rows, request)
        return [_said(row, known, place) for row in rows]

    return Computed(("rule", "cooperative_id", "closed_on"), values)


def _known(rows: list[dict], request) -> dict:
    """The cooperatives of a page with all their words need, read once for both fields."""
    if not hasattr(request, "subjects"):
        keys = {row["cooperative_id"] for row in rows if row["closed_on"] is None}
        request.subjects = subjects(keys, AsOf.on(today())) if keys else {}
    return request.subjects


def _said(row: dict, known: dict, place: int):
    rule, subject = BY_CODE.get(row["rule"]), known.get(row["cooperative_id"])
    if row["closed_on"] is not None or rule is None or subject is None:
        return None
    return rule.words(subject)[place]


def _addresses(rows, request) -> list[str]:
    return [
        request.build_absolute_uri(reverse("api-cooperative", args=[row["cooperative__uid"]]))
        for row in rows
    ]


class FindingList(ListView):
    """Temuan mutu data."""

    permissions = {"GET": Permission.VIEW_REGISTER}
    serializer_class = FindingSerializer
    filterset_class = FindingFilter
    orderings = {
        "cooperative_name": "cooperative__search_name",
        "opened_on": "opened_on",
        "rule": "rule",
    }
    computed = {
        "open": Computed(("closed_on", "dismissal_id"), _open),
        "severity": Computed(("rule",), _severities),
        "title": Computed(("rule",), _titles),
        "found": _words(0),
        "expected": _words(1),
        "url": Computed(("cooperative__uid",), _addresses),
    }

    def rows(self, request):
        return Finding.objects.visible_to(request.user).standing()


class FindingRuleSerializer(serializers.Serializer):
    rule = serializers.CharField(label="kode")
    severity = serializers.ChoiceField(Severity.choices, label="bobot")
    title = serializers.CharField(label="judul")
    why = serializers.CharField(label="mengapa penting")
    source = serializers.CharField(label="dasar")
    mend = serializers.CharField(label="cara membenahi")


class FindingRulesSerializer(serializers.Serializer):
    results = FindingRuleSerializer(many=True)

    class Meta:
        fields = ("results",)


class FindingRuleList(ApiView):
    """Aturan mutu data."""

    permissions = {"GET": Permission.VIEW_REGISTER}
    serializer_class = FindingRulesSerializer

    def get(self, request):
        read_fields(request.query_params, FindingRulesSerializer.Meta.fields)
        names = FindingRuleSerializer().fields
        return conditional.answer(
            request, {"results": [{name: _value(rule, name) for name in names} for rule in RULES]}
        )


def _value(rule, name: str) -> str:
    return rule.code if name == "rule" else str(getattr(rule, name))
