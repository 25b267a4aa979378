"""One thing to draw of a selection: which dimensions vary, and what stands in for the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reports.pages.asking import Asked, metrics
from reports.statistics.axes import TOTAL
from reports.statistics.cube import GEO, METRIC, TIME, Category, Cube, Dimension
from reports.statistics.fair_copy import fair_copy
from reports.statistics.svg import figure

FEW_SERIES = 6
FACETS = 3
PERCENT = {"persen", "%"}
OF_ITS_OWN = "menurut deret"  # the unit of figures that cannot stand in one picture


@dataclass(frozen=True)
class Scene:
    """A selection, with some dimensions held at one category."""

    asked: Asked
    held: Mapping[str, str] = field(default_factory=dict)

    @property
    def cube(self) -> Cube:
        return self.asked.cube

    @property
    def lang(self) -> str:
        return self.asked.lang

    def holding(self, **codes: str) -> "Scene":
        return replace(self, held={**self.held, **codes})

    # --- dimensions ---------------------------------------------------------------------------

    def parts(self, dimension: Dimension) -> tuple[str, ...]:
        """The chosen categories to compare: all but the total, if others are chosen."""
        if dimension.code in self.held:
            return (self.held[dimension.code],)
        codes = self.asked.codes[dimension.code]
        if dimension.total != TOTAL:
            return codes
        return tuple(code for code in codes if code != TOTAL) or codes

    @property
    def free(self) -> list[Dimension]:
        """What varies beside time and what is counted."""
        return [
            d
            for d in self.cube.dimensions
            if d.role not in (METRIC, TIME) and len(self.parts(d)) > 1
        ]

    @property
    def facets(self) -> list[Dimension]:
        """Free dimensions whose categories are other views of the same, such as either law."""
        return [d for d in self.free if is_view(d) and len(self.parts(d)) <= FACETS]

    @property
    def compared(self) -> Dimension | None:
        """The dimension of the bars."""
        free = [d for d in self.free if d not in self.facets]
        named = [d for d in free if d.code == self.asked.definition.picture]
        return next(iter(named or sorted(free, key=lambda d: -len(self.parts(d)))), None)

    @property
    def series(self) -> Dimension | None:
        """Another free dimension with few categories."""
        others = [d for d in self.free if d not in (self.compared, *self.facets)]
        return next((d for d in others if len(self.parts(d)) <= FEW_SERIES), None)

    @property
    def time(self) -> Dimension:
        return next(d for d in self.cube.dimensions if d.role == TIME)

    @property
    def geo(self) -> Dimension | None:
        return next((d for d in self.cube.dimensions if d.role == GEO), None)

    # --- what is counted ------------------------------------------------------------------------

    @property
    def metric(self) -> Category:
        return next(c for c in metrics(self.cube).categories if c.code == self.stand_in(METRIC))

    @property
    def is_percent(self) -> bool:
        return bool(self.metric.unit) and self.metric.unit.label.id in PERCENT

    def of_a_share(self) -> "Scene":
        """The scene of a share, if there is one among what is counted: it says more than a sum."""
        axis = metrics(self.cube)
        held = (self.holding(**{axis.code: code}) for code in self.asked.codes[axis.code])
        return next((one for one in held if one.is_percent), self)

    @property
    def mixes_units(self) -> bool:
        """Whether each series counts something of its own, so that no two compare."""
        unit = self.metric.unit
        return bool(unit) and unit.label.id == OF_ITS_OWN and bool(self.free)

    @property
    def unit(self) -> str:
        unit = self.metric.unit
        return unit.label.say(self.lang) if unit and unit.label.id != OF_ITS_OWN else ""

    @property
    def decimals(self) -> int:
        return self.metric.unit.decimals if self.metric.unit else 0

    @property
    def counted(self) -> str:
        return self.metric.label.say(self.lang)

    def amount(self, value: float) -> str:
        """1.234 usaha, 40,4%."""
        number = figure(value, self.lang, self.decimals)
        return f"{number}%" if self.is_percent else f"{number} {self.unit}".strip()

    # --- cutting --------------------------------------------------------------------------------

    def stand_in(self, what: str) -> str:
        """The one category of a dimension (by code or role) where it does not vary."""
        dimension = next(d for d in self.cube.dimensions if what in (d.code, d.role))
        codes = self.asked.codes[dimension.code]
        if dimension.code in self.held:
            return self.held[dimension.code]
        if dimension.role == TIME:
            return codes[-1]
        if dimension.total and (dimension.total in codes or covers(dimension, codes)):
            return dimension.total
        return codes[0]

    def is_partial(self, dimension: Dimension) -> bool:
        """Whether one category stands in for several that have no sum."""
        return len(self.parts(dimension)) > 1 and self.stand_in(dimension.code) != dimension.total

    def cut(self, *axes: tuple[Dimension, tuple[str, ...]]) -> Cube:
        """The figures over ``axes`` in this order, all else at its stand-in."""
        varied = {dimension.code: codes for dimension, codes in axes}
        chosen = {
            d.code: varied.get(d.code) or (self.stand_in(d.code),) for d in self.cube.dimensions
        }
        cut = fair_copy(self.cube.slice(chosen))
        order = [d.code for d in cut.dimensions]
        places = [order.index(dimension.code) for dimension, _ in axes]

        def turned(cells: Mapping) -> dict:
            return {tuple(cell[p] for p in places): value for cell, value in cells.items()}

        return replace(
            cut,
            dimensions=tuple(cut.dimensions[p] for p in places),
            values=turned(cut.values),
            marks=turned(cut.marks),
            flags=turned(cut.flags),
        )

    def context(self, *varied: Dimension | None) -> str:
        """What stands still: the place, whatever else is no total, and the year."""
        codes = [None if one is None else one.code for one in varied]
        fixed = [d for d in self.cube.dimensions if d.role != METRIC and d.code not in codes]
        fixed.sort(key=lambda d: (d.role == TIME) - (d.role == GEO))
        said = [
            d.labels(self.lang)[self.stand_in(d.code)]
            for d in fixed
            if d.role in (TIME, GEO) or self.stand_in(d.code) != d.total
        ]
        return ", ".join([self.counted, *said])


def is_view(dimension: Dimension) -> bool:
    """Whether its total is but one way to look at the same, not the sum of the others."""
    return bool(dimension.total) and dimension.total != TOTAL


def covers(dimension: Dimension, codes: tuple[str, ...]) -> bool:
    """Whether ``codes`` are all there is, or all of a code list."""
    if is_view(dimension):
        return False
    wholes = [set(dimension.plain) - {dimension.total}, *(set(o.codes) for o in dimension.lists)]
    return any(whole <= set(codes) for whole in wholes)
