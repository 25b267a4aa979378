"""Achievement of an indicator: from target and result to a percentage, and to one of five bands.

Defined for every pair, also where a division is not: HIGHER and PERCENTAGE are R/T, and 100 where
nothing was promised (T = 0). LOWER is T/R, LOWER_LINEAR (2T−R)/T: the cap for R = 0 with T > 0
(LOWER_LINEAR: at most 200), 100 for R = T = 0, and 0 for R > 0 with T = 0; never below 0. No
achievement is above its cap: the indicator's own, else that of the dated rule ``achievement``. The
band follows from the achievement as it is shown, rounded half up: no number falls between two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices

from bengkalis.values import format_number
from programs.enums import Direction, QuarterRule
from registry.models.people import today
from registry.rules import Rules

WHOLE, NOTHING = Decimal(100), Decimal(0)
SAME = Decimal("0.01")  # targets are kept to the hundredth
DEFAULT_RULE = {
    Direction.HIGHER: QuarterRule.SUM,
    Direction.LOWER: QuarterRule.LAST,
    Direction.LOWER_LINEAR: QuarterRule.LAST,
    Direction.PERCENTAGE: QuarterRule.LAST,
}
FORMULAS = {
    Direction.HIGHER: "realisasi dibagi target, kali 100; target nol berarti 100",
    Direction.LOWER: (
        "target dibagi realisasi, kali 100; realisasi nol berarti capaian tertinggi, "
        "target dan realisasi nol berarti 100, target nol yang terlampaui berarti 0"
    ),
    Direction.LOWER_LINEAR: (
        "dua kali target dikurangi realisasi, dibagi target, kali 100, paling rendah 0; "
        "target dan realisasi nol berarti 100, target nol yang terlampaui berarti 0"
    ),
    Direction.PERCENTAGE: "realisasi persen dibagi target persen, kali 100; target nol berarti 100",
}
RULES_IN_WORDS = {
    QuarterRule.SUM: "setahun: jumlah keempat triwulan",
    QuarterRule.LAST: "setahun: triwulan terakhir yang tercatat",
    QuarterRule.AVERAGE: "setahun: rata-rata triwulan yang tercatat",
}


class Band(TextChoices):
    """How good an achievement is, from the best down."""

    EXCELLENT = "1", "Sangat Baik"
    GOOD = "2", "Baik"
    FAIR = "3", "Cukup"
    POOR = "4", "Kurang"
    WORST = "5", "Sangat Kurang"

    @property
    def tone(self) -> str:
        return _LOOK[self][0]

    @property
    def shape(self) -> str:
        return _LOOK[self][1]


_LOOK = {
    Band.EXCELLENT: ("good", "disc"),
    Band.GOOD: ("info", "square"),
    Band.FAIR: ("warn", "triangle"),
    Band.POOR: ("bad", "cross"),
    Band.WORST: ("bad", "bars"),
}


@dataclass(frozen=True)
class Scale:
    """The lower bounds of the first four bands, how achievements are rounded, the highest one."""

    bounds: tuple[Decimal, ...]
    decimals: int
    cap: Decimal

    @classmethod
    def of_year(cls, year: int) -> "Scale":
        """The rule at the end of ``year``, or today's while it lasts. Raises NoRule."""
        return cls.of_rule(Rules(min(today(), date(year, 12, 31)))["achievement"])

    @classmethod
    def of_rule(cls, rule: Mapping) -> "Scale":
        bounds = tuple(Decimal(rule[f"band_{n}"]) for n in range(1, 5))
        return cls(bounds, rule["decimals"], Decimal(rule["cap"]))

    def rounded(self, percent: Decimal) -> Decimal:
        return percent.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)

    def band(self, percent: Decimal) -> Band:
        """The first band whose lower bound ``percent``, rounded, reaches; else the lowest."""
        shown = self.rounded(percent)
        reached = (band for band, low in zip(Band, self.bounds, strict=False) if shown >= low)
        return next(reached, Band.WORST)

    @property
    def in_words(self) -> str:
        lows = zip(Band, self.bounds, strict=False)
        named = ", ".join(f"{band.label} sedikitnya {format_number(low)}" for band, low in lows)
        return (
            f"{named}, di bawah itu {Band.WORST.label}. Capaian dibulatkan sampai {self.decimals} "
            "angka di belakang koma (setengah ke atas) sebelum dikategorikan, dan paling tinggi "
            f"{format_number(self.cap)} persen kecuali indikatornya menetapkan batas lain."
        )


@dataclass(frozen=True)
class Mark:
    """One achievement as it is shown: the percentage, rounded, and its band."""

    percent: Decimal
    band: Band


def achieved(direction: str, target: Decimal, result: Decimal, cap: Decimal) -> Decimal:
    """Percent, not rounded, from 0 to ``cap``."""
    return max(NOTHING, min(_ratio(direction, target, result, cap), cap))


def _ratio(direction: str, target: Decimal, result: Decimal, cap: Decimal) -> Decimal:
    if direction in (Direction.LOWER, Direction.LOWER_LINEAR):
        return _lower_is_better(direction, target, result, cap)
    return result / target * WHOLE if target else WHOLE


def _lower_is_better(direction: str, target: Decimal, result: Decimal, cap: Decimal) -> Decimal:
    if not target:
        return NOTHING if result else WHOLE
    if direction == Direction.LOWER_LINEAR:
        return (2 * target - result) / target * WHOLE
    return target / result * WHOLE if result else cap


def year_result(rule: str, results: Mapping[int, Decimal]) -> Decimal | None:
    """The result of the year from those of its quarters; None where none is recorded."""
    if not results:
        return None
    if rule == QuarterRule.LAST:
        return results[max(results)]
    total = sum(results.values(), NOTHING)
    return total if rule == QuarterRule.SUM else total / len(results)


def quarter_target(indicator, quarter: int) -> Decimal | None:
    """What a quarter is held against: its own target, else the year's unless quarters add up."""
    own = indicator.quarter_targets[quarter - 1]
    if own is not None or indicator.quarter_rule == QuarterRule.SUM:
        return own
    return indicator.target


def target_problem(rule: str, target: Decimal, quarters: Iterable[Decimal | None]) -> str:
    """Why these targets of quarters cannot make that target of the year; "" where they can."""
    quarters = list(quarters)
    if rule == QuarterRule.LAST:
        made, what = quarters[-1], "Target triwulan IV"
    elif None in quarters:
        return ""
    else:
        made, what = sum(quarters, NOTHING), "Jumlah target keempat triwulan"
        if rule == QuarterRule.AVERAGE:
            made, what = made / 4, "Rata-rata target keempat triwulan"
    if made is None or abs(made - target) < SAME:
        return ""
    found, wanted = format_number(made.quantize(SAME)), format_number(target)
    return f"{what}: ditemukan {found}, diharapkan sama dengan target setahun {wanted}."


class Scored:
    """An indicator with its results, its achievement by quarter and for the year."""

    def __init__(self, indicator, scale: Scale):
        self.indicator, self.scale = indicator, scale
        self.results = {one.quarter: one for one in indicator.results.all()}
        self.values = {quarter: one.value for quarter, one in self.results.items()}
        self.value = year_result(indicator.quarter_rule, self.values)

    @property
    def shown_value(self) -> Decimal | None:
        """The result of the year to the hundredth: an average may have more."""
        return None if self.value is None else self.value.quantize(SAME, ROUND_HALF_UP)

    @property
    def cap(self) -> Decimal:
        return self.scale.cap if self.indicator.cap is None else Decimal(self.indicator.cap)

    @property
    def year(self) -> Mark | None:
        """Against the target of the year, so far."""
        return self._mark(self.indicator.target, self.value)

    def quarter(self, quarter: int) -> Mark | None:
        return self._mark(quarter_target(self.indicator, quarter), self.values.get(quarter))

    @property
    def quarters(self) -> list[dict]:
        """Each quarter with its target, its result and its mark, for the table."""
        return [
            {
                "quarter": quarter,
                "target": quarter_target(self.indicator, quarter),
                "result": self.results.get(quarter),
                "mark": self.quarter(quarter),
            }
            for quarter in range(1, 5)
        ]

    @property
    def formula(self) -> str:
        one = self.indicator
        return f"{FORMULAS[one.direction]}; {RULES_IN_WORDS[one.quarter_rule]}"

    def _mark(self, target: Decimal | None, value: Decimal | None) -> Mark | None:
        if target is None or value is None:
            return None
        percent = achieved(self.indicator.direction, target, value, self.cap)
        return Mark(self.scale.rounded(percent), self.scale.band(percent))


def mean(marks: Iterable[Mark | None], scale: Scale) -> Mark | None:
    """The plain average of the achievements there are; None where there is none."""
    found = [mark.percent for mark in marks if mark is not None]
    if not found:
        return None
    percent = sum(found, NOTHING) / len(found)
    return Mark(scale.rounded(percent), scale.band(percent))
