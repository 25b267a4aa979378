"""Published figures beside the register: what can be compared, the difference, its explanation.

Two populations are never added: every line is one figure of one source, and there is no total.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.core.cache import cache
from django.db.models import Q, QuerySet

from registry.models import District
from registry.models.territory import REGENCY
from reports.models import CodeSystem, Comparison, Explanation, PublishedFigure
from reports.statistics.axes import TOTAL
from reports.statistics.register import NOT_AVAILABLE, Register, Said

BIG = 10  # per cent: a larger difference asks for an explanation
EDITION = ("series", "year", "as_of", "code_system", "place_code", "source")
ORDER = ("series", "year", "place_code")
COUNT_KEPT = 300  # seconds that the number on the work list may be old
COUNT_KEY = "reconciliation.unexplained"


@dataclass(frozen=True)
class Line:
    """One published figure with what the register says of the same day, place and section."""

    figure: PublishedFigure
    comparison: Comparison
    district: str  # Kemendagri code, TOTAL for the regency
    register: Said

    @property
    def difference(self) -> Decimal | None:
        """Register minus published; None where either has no number."""
        known = self.register.number is not None and self.figure.value is not None
        return self.register.number - self.figure.value if known else None

    @property
    def percent(self) -> Decimal | None:
        """The difference in per cent of the published figure, to a tenth; None beside zero."""
        if self.difference is None or not self.figure.value:
            return None
        return round(100 * self.difference / self.figure.value, 1)

    @property
    def is_big(self) -> bool:
        """Whether the difference asks for an explanation; any difference from zero does."""
        if self.percent is None:
            return bool(self.difference)
        return abs(self.percent) > BIG

    @property
    def explanation(self) -> Explanation | None:
        return getattr(self.figure, "explanation", None)


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see; empty is everything."""

    year: int | None = None
    district: str = ""
    section: str = ""
    counted: str = ""

    @property
    def query(self) -> dict[str, str]:
        """What is chosen, as an address names it."""
        named = {name: getattr(self, name) for name in ("year", "district", "section", "counted")}
        return {name: str(value) for name, value in named.items() if value}


@dataclass(frozen=True)
class Places:
    """Codes of both systems → Kemendagri code of a kecamatan, or TOTAL; names by that code."""

    of: Mapping[tuple[str, str], str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Places":
        """One query."""
        of = {(system, REGENCY[system]): TOTAL for system in CodeSystem.values}
        names = {TOTAL: f"Kabupaten {REGENCY['name']}"}
        for row in District.objects.order_by("kemendagri_code"):
            names[row.kemendagri_code] = row.name
            of[CodeSystem.KEMENDAGRI.value, row.kemendagri_code] = row.kemendagri_code
            of[CodeSystem.BPS.value, row.bps_code] = row.kemendagri_code
        return cls(of, names)

    def known(self, district: str = "") -> Q:
        """Figures of these places, or of one of them."""
        wanted = [key for key, code in self.of.items() if district in ("", code)]
        found = Q(pk=None)
        for system in CodeSystem.values:
            codes = [code for one, code in wanted if one == system]
            found |= Q(code_system=system, place_code__in=codes)
        return found


class Reconciliation:
    """Comparisons, places and register of one question; ``lines`` of any figures among them."""

    def __init__(self, register: Register | None = None):
        rows = Comparison.objects.select_related("section").order_by("counted", "series")
        self.comparisons = {row.series: row for row in rows}
        self.places = Places.read()
        self.register = register or Register()

    def figures(self, choice: Choice | None = None) -> QuerySet:
        """The newest edition of every comparable figure that ``choice`` names."""
        choice = choice or Choice()
        rows = PublishedFigure.objects.filter(
            self.places.known(choice.district), series__in=self._series(choice)
        )
        rows = rows.filter(year=choice.year) if choice.year else rows
        newest = rows.order_by(*EDITION, "-retrieved_on", "-pk").distinct(*EDITION)
        rows = PublishedFigure.objects.filter(pk__in=newest.values("pk"))
        return rows.select_related("explanation").order_by(*ORDER, "pk")

    def _series(self, choice: Choice) -> list[str]:
        return [
            series
            for series, row in self.comparisons.items()
            if choice.counted in ("", row.counted)
            and choice.section in ("", row.section.code if row.section else TOTAL)
        ]

    @cached_property
    def years(self) -> list[int]:
        """The years that any comparable figure speaks of, newest first."""
        rows = PublishedFigure.objects.filter(self.places.known(), series__in=self.comparisons)
        return list(rows.order_by("-year").values_list("year", flat=True).distinct())

    def lines(self, figures: Iterable[PublishedFigure]) -> Iterator[Line]:
        for figure in figures:
            yield self.line(figure)

    def line(self, figure: PublishedFigure) -> Line:
        """``figure`` beside the register. KeyError when it is not comparable."""
        comparison = self.comparisons[figure.series]
        district = self.places.of[figure.code_system, figure.place_code]
        section = comparison.section.code if comparison.section else TOTAL
        said = self._says(comparison.counted, figure, district, section)
        return Line(figure, comparison, district, said)

    def _says(self, counted: str, figure: PublishedFigure, district: str, section: str) -> Said:
        day = day_of(figure)
        if (figure.as_of or date(figure.year, 1, 1)) > self.register.today:
            return Said(None, NOT_AVAILABLE)
        return self.register.says(counted, day, district, section)


def day_of(figure: PublishedFigure) -> date:
    """The day that a figure speaks of: its own, or the last of its year."""
    return figure.as_of or date(figure.year, 12, 31)


def unexplained(found: Reconciliation) -> list[Line]:
    """Every big difference that nobody has explained yet, the biggest first."""
    rows = found.figures().filter(explanation=None).iterator(chunk_size=2000)
    big = [line for line in found.lines(rows) if line.is_big]
    return sorted(big, key=lambda line: -abs(line.difference))


def count_unexplained() -> int:
    """How many there are, for the work list; up to COUNT_KEPT seconds old."""
    return cache.get_or_set(COUNT_KEY, lambda: len(unexplained(Reconciliation())), COUNT_KEPT)


def counted_anew() -> None:
    """Something changed that the number on the work list depends on."""
    cache.delete(COUNT_KEY)


def unmapped() -> list[str]:
    """Series of Bengkalis that are compared with nothing yet."""
    rows = PublishedFigure.objects.filter(Places.read().known())
    rows = rows.exclude(series__in=Comparison.objects.values("series"))
    return list(rows.order_by("series").values_list("series", flat=True).distinct()[:200])
