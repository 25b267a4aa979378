"""``/api/v1/published-figures``: public; what others published, each with its source."""

from bengkalis.listing import DetailView, ListView, RowsView
from bengkalis.serializers import RowSerializer
from reports.filters import PublishedFigureFilter
from reports.models import PublishedFigure


class PublishedFigureSerializer(RowSerializer):
    class Meta:
        model = PublishedFigure
        fields = (
            *("uid", "series", "label", "year", "as_of", "value", "mark", "unit"),
            *("code_system", "place_code", "place_name"),
            *("source", "source_ref", "retrieved_on", "note"),
        )


class _Figures(RowsView):
    public = True
    serializer_class = PublishedFigureSerializer

    def rows(self, request):
        return PublishedFigure.objects.all()


class PublishedFigureList(_Figures, ListView):
    """Angka yang diterbitkan BPS, kementerian, dan pers, masing-masing dengan sumbernya."""

    filterset_class = PublishedFigureFilter
    orderings = {"series": "series", "year": "year", "place_code": "place_code"}


class PublishedFigureDetail(_Figures, DetailView):
    """Satu angka terbit."""
