"""Charts as SVG made on the server: no script, no inline style, colours by class (charts.css).

A chart says its finding in the title, shows its numbers, and always stands beside a table. What has
no number has no length: a withheld figure is a hatched mark of fixed size, and never more is said
of it than in the table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.statistics.cube import MARKS, Cube
from reports.statistics.svg import (
    NOTHING,
    Words,
    document,
    figure,
    hatch,
    hatching,
    join,
    px,
    shortened,
    text_at,
    text_width,
)

WIDE, NARROW = 720, 360
MAX_SERIES = 6
BAR_HEIGHT = 22
NAME = 138  # the longest name that stands beside its bar
STUB = 16  # how long a mark without a number is drawn


def stacked_bars(
    cube: Cube,
    words: Words,
    tones: Mapping[str, str],
    uid: str,
    width: int = WIDE,
    totals: Mapping[str, int | float | None] | None = None,
) -> SafeString:
    """Horizontal bars, one per category of the first dimension, split by the second.

    The longest bar comes first. ``tones`` names the colour class of each series. ``totals`` are
    the published sums of rows, where there are any. ValueError for another number of dimensions
    or more than six series.
    """
    if len(cube.dimensions) != 2 or len(cube.dimensions[1].categories) > MAX_SERIES:
        raise ValueError("A stacked bar chart takes two dimensions and at most six series")
    plot = _Plot.of(cube, words, tones, uid, width, totals or {})
    height = plot.top + len(plot.rows) * plot.step + 34
    rows = [_bar(plot, row, plot.top + n * plot.step) for n, row in enumerate(plot.rows)]
    grounds = hatch(uid) if any(None in row.values for row in plot.rows) else NOTHING
    return document(
        uid,
        "chart--bars" if plot.wide else "chart--bars chart--small",
        words,
        (width, height),
        join([grounds, _grid(plot), _legend(plot), *rows]),
    )


@dataclass(frozen=True)
class _Row:
    """A bar: its parts, None where one is unknown, with their signs; ``known`` adds up the rest."""

    label: str
    values: list[int | float | None]
    signs: list[str]
    known: int | float
    total: int | float | None


@dataclass(frozen=True)
class _Plot:
    """Where a stacked bar chart puts things, in units of the viewBox."""

    rows: list[_Row]
    series: list[tuple[str, str]]  # label, colour class
    words: Words
    uid: str
    width: int
    low: float  # the value at the left end: 0, or the most negative bar
    limit: float  # the value at the right end: the longest bar
    ticks: list[float]

    @classmethod
    def of(cls, cube: Cube, words: Words, tones, uid: str, width: int, totals) -> "_Plot":
        rows_of, series_of = cube.dimensions
        labels = series_of.labels(words.lang)
        series = [(labels[code], tones[code]) for code in series_of.codes]
        rows = [
            _row(cube, code, label, series_of.codes, totals.get(code))
            for code, label in rows_of.labels(words.lang).items()
        ]
        rows.sort(key=lambda row: -row.known)
        low = min((row.known for row in rows if row.known < 0), default=0)
        limit = max((row.known for row in rows), default=0)
        limit = max(limit, 0) or (0 if low else 1)
        return cls(rows, series, words, uid, width, low, limit, nice_ticks(limit, low=low))

    @property
    def wide(self) -> bool:
        return self.width >= 600

    @property
    def beside(self) -> bool:
        """Whether names stand beside their bars: not on a phone, and not when they are long."""
        return self.wide and all(text_width(row.label, 13) <= NAME for row in self.rows)

    @property
    def left(self) -> int:
        return NAME + 12 if self.beside else 0

    @property
    def right(self) -> float:
        """Leaves room for the longest sum behind its bar."""
        ends = [
            text_width(_end(self, row), 14) + (STUB + 2) * row.signs.count("c") for row in self.rows
        ]
        return self.width - max([41, *ends]) - 7

    @property
    def top(self) -> int:
        if len(self.series) == 1:
            return 10
        return 48 if self.named_above else 30 + 22 * len(legend_lines(self.series, self.width))

    @property
    def named_above(self) -> bool:
        """Whether each series can be named over its piece of the first bar: all are there."""
        return self.wide and bool(self.rows) and all(self.rows[0].values)

    @property
    def step(self) -> int:
        return 32 if self.beside else 46

    @property
    def bar_offset(self) -> int:
        """Below the start of its row, where the bar begins: its name may stand above."""
        return 5 if self.beside else 20

    def x(self, value: float) -> float:
        return self.left + (self.right - self.left) * (value - self.low) / (self.limit - self.low)


def _row(cube: Cube, code: str, label: str, series: Sequence[str], total) -> _Row:
    cells = [(code, name) for name in series]
    values = [cube.values[cell] for cell in cells]
    known = sum(value for value in values if value is not None)
    return _Row(
        label[:1].upper() + label[1:],
        values,
        [cube.sign(cell) or "" for cell in cells],
        known,
        known if total is None and None not in values else total,
    )


def nice_ticks(largest: float, count: int = 4, low: float = 0) -> list[float]:
    """Whole, round values from ``low`` (at most 0) up to ``largest``, about ``count`` steps."""
    rough = (largest - low) / count
    power = 10 ** floor(log10(rough))
    steps = (int(m * power) for m in (1, 2, 2.5, 5, 10) if m * power >= rough)
    step = max(next(steps), 1)
    return [n * step for n in range(ceil(low / step), floor(largest / step) + 1)]


def _grid(plot: _Plot) -> SafeString:
    bottom = plot.top + len(plot.rows) * plot.step + 2
    lines = format_html_join(
        "",
        '<line class="grid" x1="{x}" x2="{x}" y1="{y1}" y2="{y2}"/>',
        ({"x": px(plot.x(t)), "y1": plot.top - 4, "y2": bottom} for t in plot.ticks),
    )
    marks = [
        text_at(plot.x(t), bottom + 16, figure(t, plot.words.lang), "tick", _anchor(t, plot))
        for t in plot.ticks
    ]
    return join([lines, *marks, text_at(plot.width, bottom + 30, plot.words.unit, "tick", "end")])


def _anchor(tick: float, plot: _Plot) -> str:
    return "start" if tick == plot.low and not plot.beside else "middle"


def _bar(plot: _Plot, row: _Row, y: float) -> SafeString:
    top = y + plot.bar_offset
    middle = top + BAR_HEIGHT / 2 + 4.5
    if plot.beside:
        name = text_at(plot.left - 12, middle, row.label, "name", "end")
    else:
        name = text_at(0, y + 14, shortened(row.label, plot.width, 14), "name")
    stubs, x = _stubs(plot, row, top)
    end = text_at(x + 7, middle, _end(plot, row), "total")
    return join([name, *_segments(plot, row, top), *stubs, end])


def _end(plot: _Plot, row: _Row) -> str:
    """What stands behind a bar: its sum if that is published, and the flags of a lone figure."""
    if row.total is None:
        return "" if len(row.values) > 1 else MARKS[row.signs[0]].say(plot.words.lang)
    flag = f" {row.signs[0]}" if len(row.values) == 1 and row.signs[0] else ""
    return figure(row.total, plot.words.lang, plot.words.decimals) + flag


def _named(plot: _Plot, row: _Row, label: str) -> str:
    return row.label if len(plot.series) == 1 else f"{row.label}, {label}"


def _stubs(plot: _Plot, row: _Row, top: float) -> tuple[list[SafeString], float]:
    """Marks of the withheld parts, all of one size, behind the known ones; and where they end."""
    parts, x = [], plot.x(max(row.known, 0))
    for (label, _), sign in zip(plot.series, row.signs, strict=True):
        if sign == "c":
            said = f"{_named(plot, row, label)}: {MARKS[sign].say(plot.words.lang)}"
            parts.append(_stub(plot, x, top, said))
            x += STUB + 2
    return parts, x


def _stub(plot: _Plot, x: float, top: float, said: str) -> SafeString:
    return format_html(
        '<g class="withheld"><title>{}</title><rect x="{}" y="{}" width="{}" height="{}"{}/>{}</g>',
        *(said, px(x + 1), px(top), STUB, BAR_HEIGHT, hatching(plot.uid)),
        text_at(x + 1 + STUB / 2, top + BAR_HEIGHT / 2 + 4.5, "c", "", "middle"),
    )


def _segments(plot: _Plot, row: _Row, top: float) -> list[SafeString]:
    parts, start = [], 0
    for (label, tone), value in zip(plot.series, row.values, strict=True):
        if value:
            named = _named(plot, row, label)
            parts.append(_segment(plot, (named, tone), (start, value), top))
        start += value or 0
    return parts


def _segment(plot: _Plot, named: tuple, span: tuple, top: float) -> SafeString:
    (row, tone), (start, value) = named, span
    x, width = plot.x(min(start, start + value)), abs(plot.x(start + value) - plot.x(start))
    text = figure(value, plot.words.lang, plot.words.decimals)
    fits = len(plot.series) > 1 and width >= text_width(text) + 8
    inside = text_at(x + width / 2, top + BAR_HEIGHT / 2 + 4.5, text, f"in-{tone}", "middle")
    return format_html(
        '<g><title>{}: {} {}</title><rect class="fill-{}" x="{}" y="{}" width="{}" '
        'height="{}"/>{}</g>',
        *(row, text, plot.words.unit, tone),
        *(px(x), px(top), px(max(width - 1.5, 0.8)), BAR_HEIGHT),
        inside if fits else NOTHING,
    )


def _legend(plot: _Plot) -> SafeString:
    """Series names: over their piece of the first bar, or in lines above where that cannot be."""
    if not plot.rows or len(plot.series) == 1:
        return NOTHING
    return _direct_labels(plot) if plot.named_above else _legend_rows(plot)


def _direct_labels(plot: _Plot) -> SafeString:
    first = plot.rows[0].values
    edges = [plot.x(sum(first[:n])) for n in range(len(first) + 1)]
    centres = [(a + b) / 2 for a, b in pairwise(edges)]
    widths = [text_width(label) + 16 for label, _ in plot.series]
    starts = spread(centres, widths, plot.left, plot.width)
    parts = []
    for (label, tone), centre, start in zip(plot.series, centres, starts, strict=True):
        parts += [_key(start, 20, label, tone), _leader(start + 5, centre, plot)]
    return join(parts)


def _leader(start: float, centre: float, plot: _Plot) -> SafeString:
    return format_html(
        '<line class="leader" x1="{}" y1="24" x2="{}" y2="{}"/>',
        *(px(start), px(centre), plot.top + plot.bar_offset),
    )


def _key(x: float, y: float, label: str, tone: str) -> SafeString:
    swatch = format_html(
        '<rect class="fill-{}" x="{}" y="{}" width="10" height="10"/>', tone, px(x), px(y - 9)
    )
    return join([swatch, text_at(x + 15, y, label, "key")])


def spread(
    centres: Sequence[float], widths: Sequence[float], low: float, high: float, gap: float = 12
) -> list[float]:
    """Left edges of labels as near to their centres as fits, in order, without overlap."""
    starts, edge = [], low
    for centre, width in zip(centres, widths, strict=True):
        starts.append(max(centre - width / 2, edge))
        edge = starts[-1] + width + gap
    edge = high
    for n in reversed(range(len(starts))):
        starts[n] = min(starts[n], edge - widths[n])
        edge = starts[n] - gap
    return starts


def legend_lines(series: Sequence[tuple[str, str]], width: float) -> list[list]:
    """Series names broken into lines; each entry is (x, label, colour class)."""
    lines: list[list] = [[]]
    x = 0.0
    for label, tone in series:
        needed = text_width(label) + 30
        if lines[-1] and x + needed > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, label, tone))
        x += needed
    return lines


def _legend_rows(plot: _Plot) -> SafeString:
    return legend_rows(plot.series, plot.width)


def legend_rows(series: Sequence[tuple[str, str]], width: float) -> SafeString:
    lines = enumerate(legend_lines(series, width))
    return join(_key(x, 14 + 22 * n, label, tone) for n, line in lines for x, label, tone in line)
