"""``/api/v1/pacts``: integrity pacts, who made them and who witnessed."""

from dataclasses import asdict

from rest_framework import serializers

from bengkalis.listing import DetailView, ListView
from programs.api.filters import PactFilter
from programs.api.papers import LIFE, PAPER, PaperSerializer, PapersView, PdfView, columns
from programs.api.plans import copied
from programs.enums import PaperKind, Part
from programs.models import Pact, Paper
from registry.api.columns import link


class PactSerializer(PaperSerializer):
    """An integrity pact by its paper."""

    official = copied("pact.official.uid", "pembuat pernyataan (uid)", serializers.UUIDField)
    position = copied("pact.maker.position.code", "jabatan (kode)")
    position_title = copied("pact.maker.position.title", "nama jabatan")
    office = copied("pact.maker.position.office.code", "kantor (kode)", allow_null=True)
    wording = copied("pact.template.number", "versi naskah baku", serializers.IntegerField)

    class Meta:
        model = Paper
        fields = (
            *(*PAPER, "official", "position", "position_title", "office", "wording"),
            *("parties", *LIFE),
        )


class OnePactSerializer(PactSerializer):
    """A single pact also says what was promised."""

    opening = copied("pact.template.opening", "kalimat pembuka")
    points = copied(
        "pact.template.points",
        "butir-butir",
        serializers.ListField,
        child=serializers.CharField(),
    )

    class Meta(PactSerializer.Meta):
        fields = (*PactSerializer.Meta.fields, "opening", "points")


def _drafted(papers: list[int]) -> dict[int, list[dict]]:
    found = Pact.objects.with_parties().filter(paper_id__in=papers)
    return {
        one.paper_id: [
            {"part": part, **asdict(who.party(one.paper.dated_on))}
            for part, who in ((Part.MAKER.value, one.maker), (Part.WITNESS.value, one.witness))
        ]
        for one in found
    }


class _Pacts(PapersView):
    kind, owner = PaperKind.PACT, "pact"
    serializer_class = PactSerializer
    computed = columns(link("api-pact", "uid"), _drafted)


class PactList(_Pacts, ListView):
    """Pakta integritas: pembuat pernyataan, saksi, keadaan, dan tanda pengenal naskahnya."""

    filterset_class = PactFilter
    orderings = {"year": "year", "dated_on": "dated_on", "updated_at": "updated_at"}


class PactDetail(_Pacts, DetailView):
    """Satu pakta integritas, dengan butir-butir pernyataannya."""

    serializer_class = OnePactSerializer


class PactPdf(_Pacts, PdfView):
    """PDF satu pakta integritas."""

    serializer_class = None

    def get(self, request, uid):
        """PDF pakta integritas, bita demi bita seperti disegel; ETag-nya SHA-256 isinya."""
        return self.answer(request, uid)
