"""``/api/v1/agreements``: performance agreements, what they promise, what came of it."""

from collections import defaultdict
from dataclasses import asdict

from rest_framework import serializers

from bengkalis.listing import Computed, DetailView, ListView
from bengkalis.serializers import RowSerializer
from programs.api.filters import AgreementFilter
from programs.api.papers import LIFE, PAPER, PaperSerializer, PapersView, PdfView, columns
from programs.api.plans import copied
from programs.enums import PaperKind, Part, VersionKind
from programs.models import (
    Agreement,
    AgreementIndicator,
    AgreementProgram,
    IndicatorResult,
    Paper,
)
from registry.api.columns import link

RESULT = ("quarter", "value", "note")
PROGRAM = ("place", "code", "name", "amount", "fund_source")
INDICATOR = (
    *("uid", "place", "goal", "indicator", "unit", "target", "target_1", "target_2", "target_3"),
    *("target_4", "direction", "quarter_rule", "cap"),
)


class ResultSerializer(RowSerializer):
    """What was reached in one quarter."""

    class Meta:
        model = IndicatorResult
        fields = RESULT


class IndicatorSerializer(RowSerializer):
    """An indicator with its targets; ``supports`` is one of the agreement above."""

    supports = copied(
        "supports.uid", "mendukung indikator (uid)", serializers.UUIDField, allow_null=True
    )
    results = ResultSerializer(many=True, read_only=True, label="capaian triwulanan")

    class Meta:
        model = AgreementIndicator
        fields = (*INDICATOR, "supports", "results")


class ProgramSerializer(RowSerializer):
    """A program or kegiatan of the agreement; ``amount`` in rupiah."""

    class Meta:
        model = AgreementProgram
        fields = PROGRAM


class AgreementSerializer(PaperSerializer):
    """A performance agreement by its paper."""

    position = copied("agreement.position.code", "jabatan (kode)")
    position_title = copied("agreement.position.title", "nama jabatan")
    office = copied("agreement.position.office.code", "kantor (kode)", allow_null=True)
    budget = copied(
        "agreement.budget.uid", "versi pagu (uid)", serializers.UUIDField, allow_null=True
    )
    budget_kind = copied(
        "agreement.budget.kind",
        "jenis versi pagu",
        serializers.ChoiceField,
        choices=VersionKind.choices,
        allow_null=True,
    )

    class Meta:
        model = Paper
        fields = (
            *(*PAPER, "position", "position_title", "office", "budget", "budget_kind"),
            *("parties", *LIFE),
        )


class OneAgreementSerializer(AgreementSerializer):
    """A single agreement also has both tables of its second page."""

    indicators = IndicatorSerializer(many=True, read_only=True, label="indikator")
    programs = ProgramSerializer(many=True, read_only=True, label="program dan anggaran")

    class Meta(AgreementSerializer.Meta):
        fields = (*AgreementSerializer.Meta.fields, "indicators", "programs")


def _drafted(papers: list[int]) -> dict[int, list[dict]]:
    found = Agreement.objects.with_parties().filter(paper_id__in=papers)
    return {
        one.paper_id: [
            {"part": part, **asdict(who.party(one.paper.dated_on))}
            for part, who in ((Part.FIRST.value, one.first), (Part.SECOND.value, one.second))
        ]
        for one in found
    }


def _by_owner(found, owner: str) -> dict[int, list[dict]]:
    """Rows by the key in ``owner``, without it; empty text is null, as everywhere in the API."""
    lists = defaultdict(list)
    for one in found:
        key = one.pop(owner)
        lists[key].append({name: None if one[name] == "" else one[name] for name in one})
    return lists


def _indicators(rows, request):
    asked = [row["agreement__id"] for row in rows]
    found = AgreementIndicator.objects.filter(agreement_id__in=asked).order_by("place")
    indicators = list(found.values("id", "agreement_id", *INDICATOR, "supports__uid"))
    results = IndicatorResult.objects.filter(indicator__agreement_id__in=asked)
    reached = _by_owner(results.order_by("quarter").values("indicator_id", *RESULT), "indicator_id")
    for one in indicators:
        one["supports"] = one.pop("supports__uid")
        one["results"] = reached[one.pop("id")]
    lists = _by_owner(indicators, "agreement_id")
    return [lists[key] for key in asked]


def _programs(rows, request):
    asked = [row["agreement__id"] for row in rows]
    found = AgreementProgram.objects.filter(agreement_id__in=asked).order_by("place")
    lists = _by_owner(found.values("agreement_id", *PROGRAM), "agreement_id")
    return [lists[key] for key in asked]


class _Agreements(PapersView):
    kind, owner = PaperKind.AGREEMENT, "agreement"
    serializer_class = AgreementSerializer
    computed = {
        **columns(link("api-agreement", "uid"), _drafted),
        "indicators": Computed(("agreement__id",), _indicators),
        "programs": Computed(("agreement__id",), _programs),
    }


class AgreementList(_Agreements, ListView):
    """Perjanjian kinerja: para pihak, keadaan, dan tanda pengenal naskahnya."""

    filterset_class = AgreementFilter
    orderings = {
        "year": "year",
        "dated_on": "dated_on",
        "position": "agreement__position__code",
        "updated_at": "updated_at",
    }


class AgreementDetail(_Agreements, DetailView):
    """Satu perjanjian kinerja, dengan indikator, capaian, dan programnya."""

    serializer_class = OneAgreementSerializer


class AgreementPdf(_Agreements, PdfView):
    """PDF satu perjanjian kinerja."""

    serializer_class = None

    def get(self, request, uid):
        """PDF perjanjian kinerja, bita demi bita seperti disegel; ETag-nya SHA-256 isinya."""
        return self.answer(request, uid)
