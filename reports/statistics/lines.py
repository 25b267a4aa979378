"""A figure over the years as lines with dots: a break is drawn as one, a gap stays a gap.

No line leads across a flagged break or across a year without a number; provisional dots are
hollow; what is withheld is a letter at the foot of its year, without a height.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.statistics.charts import (
    MAX_SERIES,
    WIDE,
    legend_lines,
    legend_rows,
    nice_ticks,
    spread,
)
from reports.statistics.cube import FLAGS, MARKS, Cube
from reports.statistics.svg import NOTHING, Words, document, figure, join, px, text_at, text_width

PLOT_HEIGHT = 200
BREAK = FLAGS["b"]


def time_lines(
    cube: Cube, words: Words, tones: Mapping[str, str], uid: str, width: int = WIDE
) -> SafeString:
    """One line per category of the first dimension over the second, which is time.

    ValueError for another number of dimensions or more than six series.
    """
    if len(cube.dimensions) != 2 or len(cube.dimensions[0].categories) > MAX_SERIES:
        raise ValueError("A line chart takes series and time, and at most six series")
    plot = _Plot(cube, words, tones, width)
    parts = [_grid(plot), *_breaks(plot), *_withheld(plot), _names(plot)]
    parts += [_line(plot, series) for series in plot.series]
    css = "chart--lines" if plot.wide else "chart--lines chart--small"
    return document(uid, css, words, (width, plot.bottom + 34), join(parts))


@dataclass(frozen=True)
class _Plot:
    """Where a line chart puts things, in units of the viewBox."""

    cube: Cube
    words: Words
    tones: Mapping[str, str]
    width: int

    @property
    def wide(self) -> bool:
        return self.width >= 600

    @property
    def series(self) -> tuple[str, ...]:
        return self.cube.dimensions[0].codes

    @property
    def years(self) -> tuple[str, ...]:
        return self.cube.dimensions[1].codes

    @property
    def labels(self) -> dict[str, str]:
        return self.cube.dimensions[0].labels(self.words.lang)

    @property
    def alone(self) -> bool:
        return len(self.series) == 1

    @property
    def named(self) -> list[tuple[str, str]]:
        return [(self.labels[code], self.tones[code]) for code in self.series]

    @property
    def named_behind(self) -> bool:
        """Whether every series can be named behind its last dot."""
        last = len(self.years) - 1
        return self.wide and all(self.value(code, last) is not None for code in self.series)

    @property
    def top(self) -> int:
        if self.named_behind or self.alone:
            return 34
        room = 16 if _broken(self) else 0  # for the word above a break
        return 34 + 22 * len(legend_lines(self.named, self.width)) + room

    @property
    def bottom(self) -> int:
        return self.top + PLOT_HEIGHT

    @property
    def left(self) -> float:
        widest = max(text_width(figure(tick, self.words.lang)) for tick in self.ticks)
        return widest + 22

    @property
    def right(self) -> float:
        if self.alone or not self.named_behind:
            return self.width - 34
        return self.width - min(220, max(text_width(text) for text in self._ends().values()) + 16)

    @property
    def ticks(self) -> list[float]:
        low, high = self.span
        return nice_ticks(high, low=low)

    @property
    def span(self) -> tuple[float, float]:
        """From zero, or below, to the largest value."""
        known = [value for value in self.cube.values.values() if value is not None]
        low, high = min([0, *known]), max([0, *known])
        return low, high if high > low else low + 1

    def x(self, place: float) -> float:
        """Of the year at ``place`` in the list, by the years themselves where they are numbers."""
        if len(self.years) == 1:
            return (self.left + self.right) / 2
        low, high = self._when(0), self._when(len(self.years) - 1)
        return self.left + (self.right - self.left) * (self._when(place) - low) / (high - low)

    def _when(self, place: int) -> int:
        numbers = all(code.isdecimal() for code in self.years)
        return int(self.years[place]) if numbers else place

    def y(self, value: float) -> float:
        low, high = self.span
        return self.bottom - PLOT_HEIGHT * (value - low) / (high - low)

    def said(self, value: float) -> str:
        return figure(value, self.words.lang, self.words.decimals)

    def flag(self, series: str, place: int) -> str:
        return self.cube.flags.get((series, self.years[place]), "")

    def value(self, series: str, place: int) -> int | float | None:
        return self.cube.values[series, self.years[place]]

    def _ends(self) -> dict[str, str]:
        """What stands behind the last dot of each series."""
        return {code: f"{self.labels[code]} {self._last(code)}".strip() for code in self.series}

    def _last(self, series: str) -> str:
        value = self.value(series, len(self.years) - 1)
        return "" if value is None else self.said(value)


def _grid(plot: _Plot) -> SafeString:
    parts = []
    for tick in plot.ticks:
        y = plot.y(tick)
        parts.append(_rule(plot.left - 10, y, plot.width if plot.alone else plot.right + 6, y))
        parts.append(text_at(plot.left - 16, y + 4, figure(tick, plot.words.lang), "tick", "end"))
    for place in _shown_years(plot):
        label = plot.cube.dimensions[1].labels(plot.words.lang)[plot.years[place]]
        parts.append(text_at(plot.x(place), plot.bottom + 20, label, "tick", "middle"))
    parts.append(text_at(0, 12, plot.words.unit, "tick"))
    return join(parts)


def _shown_years(plot: _Plot) -> list[int]:
    """Every year, or every so many where they would touch; the last one always."""
    room = max(int((plot.right - plot.left) / 40), 1)
    step = -(-len(plot.years) // room)
    return list(range(len(plot.years) - 1, -1, -step))[::-1]


def _rule(x1: float, y1: float, x2: float, y2: float, css: str = "grid") -> SafeString:
    return format_html(
        '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', css, px(x1), px(y1), px(x2), px(y2)
    )


def _broken(plot: _Plot) -> list[int]:
    """The years before which the series breaks."""
    places = range(1, len(plot.years))
    return [p for p in places if any("b" in plot.flag(s, p) for s in plot.series)]


def _breaks(plot: _Plot) -> Iterator[SafeString]:
    for place in _broken(plot):
        x = (plot.x(place - 1) + plot.x(place)) / 2
        yield _rule(x, plot.top - 8, x, plot.bottom, "break")
        yield text_at(x, plot.top - 14, BREAK.say(plot.words.lang), "break-name", "middle")


def _withheld(plot: _Plot) -> Iterator[SafeString]:
    """A c at the foot of each year in which a series is withheld, beside its dots."""
    for place, year in enumerate(plot.years):
        hidden = [s for s in plot.series if plot.cube.marks.get((s, year)) == "c"]
        for n, series in enumerate(hidden):
            said = f"{plot.labels[series]}, {year}: {MARKS['c'].say(plot.words.lang)}"
            beside = 14 * (n + 1) * (1 if place < len(plot.years) - 1 else -1)
            text = text_at(plot.x(place) + beside, plot.bottom - 8, "c", "withheld-mark", "middle")
            yield format_html("<g><title>{}</title>{}</g>", said, text)


def _line(plot: _Plot, series: str) -> SafeString:
    places = [p for p in range(len(plot.years)) if plot.value(series, p) is not None]
    parts = [
        _stretch(plot, series, before, place)
        for before, place in pairwise(places)
        if place == before + 1 and place not in _broken(plot)
    ]
    return join([*parts, *(_dot(plot, series, place) for place in places)])


def _stretch(plot: _Plot, series: str, before: int, place: int) -> SafeString:
    ends = [(plot.x(p), plot.y(plot.value(series, p))) for p in (before, place)]
    return _rule(*ends[0], *ends[1], f"line line-{plot.tones[series]}")


def _dot(plot: _Plot, series: str, place: int) -> SafeString:
    value, year = plot.value(series, place), plot.years[place]
    flags = plot.flag(series, place)
    words = "".join(f", {FLAGS[flag].say(plot.words.lang)}" for flag in flags if flag in FLAGS)
    name = "" if plot.alone else f"{plot.labels[series]}, "
    x, y = plot.x(place), plot.y(value)
    above = text_at(x, y - 10, plot.said(value), "total", "middle")
    return format_html(
        '<g><title>{}{}: {} {}{}</title><circle class="dot dot-{}{}" cx="{}" cy="{}" r="4.5"/>'
        "{}</g>",
        *(name, year, plot.said(value), plot.words.unit, words),
        *(plot.tones[series], " dot--open" if "p" in flags else "", px(x), px(y)),
        above if plot.alone and place in _shown_values(plot) else NOTHING,
    )


def _shown_values(plot: _Plot) -> list[int]:
    """The years whose numbers are written out: all that have room, else first and last."""
    widest = max(text_width(plot.said(plot.value(plot.series[0], p) or 0), 13) for p in range(2))
    room = (plot.right - plot.left) / max(len(plot.years) - 1, 1)
    return list(range(len(plot.years))) if widest + 10 < room else [0, len(plot.years) - 1]


def _names(plot: _Plot) -> SafeString:
    """Each series by name: behind its last dot; in lines above where not all have one there."""
    if plot.alone:
        return NOTHING
    if not plot.named_behind:
        return join(
            [
                format_html(
                    '<g transform="translate(0 22)">{}</g>', legend_rows(plot.named, plot.width)
                )
            ]
        )
    return _behind(plot)


def _behind(plot: _Plot) -> SafeString:
    last = len(plot.years) - 1
    known = [code for code in plot.series if plot.value(code, last) is not None]
    known.sort(key=lambda code: -plot.value(code, last))
    heights = [plot.y(plot.value(code, last)) + 4 for code in known]
    tops = spread(heights, [13] * len(known), plot.top, plot.bottom + 10, gap=2)
    return join(
        text_at(plot.right + 10, top + 6.5, plot._ends()[code], f"key key-{plot.tones[code]}")
        for code, top in zip(known, tops, strict=True)
    )
