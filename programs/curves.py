"""S-curves: what was planned against what was realised, in percent, drawn on the server.

No script and no inline style: classes name the colours (charts.css, realisation.css). A month
without an entry breaks the line. Every curve stands beside its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bengkalis.templatetags.ui import number
from bengkalis.values import MONTHS
from programs.standing import Progress

WIDE, NARROW = (560, 250), (340, 250)
TOP, BOTTOM, LEFT = 14, 30, 34
LABEL_GAP = 16
SHORT = [name[:3] for name in MONTHS]
TINY = [name[0] for name in MONTHS]
Value = Decimal | None


@dataclass(frozen=True)
class Curve:
    """Planned and realised percentages of twelve months; None where there is none."""

    what: str
    planned: Sequence[Value]
    realised: Sequence[Value]

    @classmethod
    def of_money(cls, progress: Progress) -> "Curve":
        points = _year(progress)
        return cls(
            "Keuangan",
            [p and p.planned_money for p in points],
            [p and p.money for p in points],
        )

    @classmethod
    def of_work(cls, progress: Progress) -> "Curve":
        points = _year(progress)
        return cls(
            "Fisik",
            [p and p.planned_physical for p in points],
            [p and p.physical for p in points],
        )

    @property
    def has_plan(self) -> bool:
        return any(value is not None for value in self.planned)

    @property
    def last(self) -> int | None:
        """The latest month with a realised figure."""
        months = [n for n, value in enumerate(self.realised, 1) if value is not None]
        return months[-1] if months else None

    @property
    def finding(self) -> str:
        """The title: what the picture says."""
        if self.last is None:
            return f"{self.what}: belum ada realisasi yang dicatat"
        month, real = MONTHS[self.last - 1], self.realised[self.last - 1]
        plan = self.planned[self.last - 1]
        if plan is None:
            return f"{self.what} {number(real, 1)}% pada {month}, tanpa rencana bulanan"
        apart = real - plan
        if abs(apart) < Decimal("0.5"):
            return f"{self.what} sesuai rencana pada {month}"
        side = "di depan" if apart > 0 else "di belakang"
        return f"{self.what} {_points(abs(apart))} poin {side} rencana pada {month}"

    @property
    def description(self) -> str:
        """For those who cannot see the picture."""
        if self.last is None:
            return "Kurva rencana saja."
        real, plan = self.realised[self.last - 1], self.planned[self.last - 1]
        planned = f", rencana {number(plan, 1)}%" if plan is not None else ""
        return (
            f"Kumulatif dari Januari, dalam persen. {MONTHS[self.last - 1]}: realisasi "
            f"{number(real, 1)}%{planned}. Semua angka ada pada tabel."
        )


def _year(progress: Progress) -> list:
    known = {point.month: point for point in progress.points}
    return [known.get(month) for month in range(1, 13)]


def _points(value: Decimal) -> str:
    """Whole points, tenths below two."""
    return number(value, 0 if value >= 2 else 1)


# --- drawing -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Frame:
    width: int
    height: int

    @property
    def is_wide(self) -> bool:
        return self.width >= 500

    @property
    def right(self) -> int:
        """Leaves room for the direct labels."""
        return self.width - 104

    def x(self, month: int) -> float:
        return LEFT + (self.right - LEFT) * (month - 1) / 11

    def y(self, percent) -> float:
        return self.height - BOTTOM - (self.height - TOP - BOTTOM) * float(min(percent, 100)) / 100


def draw(curve: Curve, uid: str, narrow: bool = False) -> SafeString:
    """The curve as SVG; ``uid`` keeps the ids of one page apart."""
    frame = _Frame(*(NARROW if narrow else WIDE))
    return format_html(
        '<svg class="chart chart--curve" viewBox="0 0 {w} {h}" role="img" '
        'aria-labelledby="{uid}-t {uid}-d" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{uid}-t">{title}</title><desc id="{uid}-d">{desc}</desc>{body}</svg>',
        w=frame.width,
        h=frame.height,
        uid=uid,
        title=curve.finding,
        desc=curve.description,
        body=_body(curve, frame),
    )


def _body(curve: Curve, frame: _Frame) -> SafeString:
    parts = [
        _grid(frame),
        *_lines(curve.planned, "line line-plan", frame),
        *_lines(curve.realised, "line line-s1", frame),
        _dots(curve.realised, frame),
        *_labels(curve, frame),
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


def _grid(frame: _Frame) -> SafeString:
    levels = format_html_join(
        "",
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="tick" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (LEFT, frame.right, _px(y), _px(y), LEFT - 6, _px(y + 4), f"{level}%")
            for level in (0, 25, 50, 75, 100)
            for y in (frame.y(level),)
        ),
    )
    names = SHORT if frame.is_wide else TINY
    months = format_html_join(
        "",
        '<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>',
        ((_px(frame.x(month)), frame.height - 10, name) for month, name in enumerate(names, 1)),
    )
    return format_html("{}{}", levels, months)


def _lines(values: Sequence[Value], css: str, frame: _Frame) -> list[SafeString]:
    """A polyline for every run of months that have a figure."""
    return [
        format_html(
            '<polyline class="{}" fill="none" points="{}"/>',
            css,
            " ".join(f"{_px(frame.x(month))},{_px(frame.y(value))}" for month, value in run),
        )
        for run in runs(values)
        if len(run) > 1
    ]


def runs(values: Sequence[Value]) -> list[list[tuple[int, Decimal]]]:
    """Months with a figure, in pieces: a month without one ends a piece."""
    pieces: list[list[tuple[int, Decimal]]] = [[]]
    for month, value in enumerate(values, 1):
        if value is not None:
            pieces[-1].append((month, value))
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _dots(values: Sequence[Value], frame: _Frame) -> SafeString:
    return format_html_join(
        "",
        '<circle class="dot dot-s1" cx="{}" cy="{}" r="3"/>',
        (
            (_px(frame.x(month)), _px(frame.y(value)))
            for month, value in enumerate(values, 1)
            if value is not None
        ),
    )


def _labels(curve: Curve, frame: _Frame) -> list[SafeString]:
    """Each line named at its end; where the two would meet, the higher one moves up."""
    ends = []
    for name, css, values in (
        ("Rencana", "key key-plan", curve.planned),
        ("Realisasi", "total", curve.realised),
    ):
        pieces = runs(values)
        if pieces:
            month, value = pieces[-1][-1]
            ends.append([frame.x(month) + 8, frame.y(value) + 4, css, f"{name} {_short(value)}%"])
    _keep_apart(ends, frame)
    return [
        format_html('<text class="{}" x="{}" y="{}">{}</text>', css, _px(x), _px(y), text)
        for x, y, css, text in ends
    ]


def _keep_apart(ends: list[list], frame: _Frame) -> None:
    if len(ends) < 2:
        return
    upper, lower = sorted(ends, key=lambda end: end[1])
    near = abs(upper[0] - lower[0]) < 100
    if near and lower[1] - upper[1] < LABEL_GAP:
        lower[1] = min(upper[1] + LABEL_GAP, frame.height - BOTTOM)
        upper[1] = lower[1] - LABEL_GAP


def _short(value: Decimal) -> str:
    return number(value, 0)


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
