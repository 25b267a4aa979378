"""Achievement: every pair of target and result has one percentage and exactly one band."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.achievement import (
    DEFAULT_RULE,
    FORMULAS,
    RULES_IN_WORDS,
    Band,
    Scale,
    achieved,
    mean,
    quarter_target,
    target_problem,
    year_result,
)
from programs.enums import Direction, QuarterRule
from programs.models import AgreementIndicator
from programs.templatetags.amounts import amount
from registry.models import Rule
from registry.rules import NoRule

D = Decimal
SCALE = Scale((D(91), D(76), D(66), D(51)), 2, D(120))
AMOUNT = st.decimals(0, 10**12, places=2)
TARGET = st.decimals("0.01", 10**12, places=2)
PERCENT = st.decimals(0, 1000, places=6)
FALLING = (Direction.LOWER, Direction.LOWER_LINEAR)


@pytest.mark.parametrize(
    ("direction", "target", "result", "percent"),
    [
        ("naik", 200, 150, 75),
        ("naik", 200, 400, 120),
        ("naik", 0, 0, 100),
        ("naik", 0, 7, 100),
        ("naik", 5, 0, 0),
        ("persentase", 80, 60, 75),
        ("persentase", 0, 0, 100),
        ("turun", 10, 20, 50),
        ("turun", 10, 0, 120),
        ("turun", 0, 0, 100),
        ("turun", 0, 3, 0),
        ("turun_linear", 10, 11, 90),
        ("turun_linear", 10, 30, 0),
        ("turun_linear", 10, 0, 120),
        ("turun_linear", 0, 0, 100),
        ("turun_linear", 0, 3, 0),
    ],
)
def test_each_formula_is_defined_for_every_pair(direction, target, result, percent):
    assert achieved(direction, D(target), D(result), D(120)) == percent


@pytest.mark.parametrize(
    ("percent", "band"),
    [
        ("120", "Sangat Baik"),
        ("100.01", "Sangat Baik"),
        ("91", "Sangat Baik"),
        ("90.995", "Sangat Baik"),
        ("90.994", "Baik"),
        ("90.5", "Baik"),
        ("76", "Baik"),
        ("75.999", "Baik"),
        ("75.994", "Cukup"),
        ("65.99", "Kurang"),
        ("51", "Kurang"),
        ("50.99", "Sangat Kurang"),
        ("0", "Sangat Kurang"),
    ],
)
def test_no_number_falls_between_two_bands(percent, band):
    assert SCALE.band(D(percent)).label == band


@given(PERCENT)
def test_every_achievement_has_exactly_one_band(percent):
    shown = SCALE.rounded(percent)
    lows = [*SCALE.bounds, D(0)]
    highs = [D("inf"), *SCALE.bounds]
    fitting = [
        band for band, low, high in zip(Band, lows, highs, strict=True) if low <= shown < high
    ]
    assert fitting == [SCALE.band(percent)]


@given(st.sampled_from(Direction), TARGET, AMOUNT, AMOUNT)
def test_a_better_result_is_never_a_lower_achievement(direction, target, one, other):
    less, more = sorted([one, other])
    if direction in FALLING:
        less, more = more, less
    worse, better = (achieved(direction, target, value, SCALE.cap) for value in (less, more))
    assert 0 <= worse <= better <= SCALE.cap
    assert SCALE.band(worse) >= SCALE.band(better)  # codes rise as bands fall


@given(st.sampled_from(Direction), TARGET)
def test_what_was_promised_exactly_is_a_hundred(direction, target):
    assert achieved(direction, target, target, SCALE.cap) == 100


@given(st.lists(AMOUNT, min_size=1, max_size=4))
def test_the_year_is_the_sum_the_last_or_the_average_of_its_quarters(values):
    results = dict(enumerate(values, 1))
    assert year_result(QuarterRule.SUM, results) == sum(values)
    assert year_result(QuarterRule.LAST, results) == values[-1]
    average = year_result(QuarterRule.AVERAGE, results)
    assert min(values) <= average <= max(values)
    assert year_result(QuarterRule.SUM, {}) is None


@given(st.lists(AMOUNT, min_size=4, max_size=4))
def test_quarters_that_add_up_to_the_year_are_no_problem(quarters):
    total = sum(quarters)
    assert target_problem(QuarterRule.SUM, total, quarters) == ""
    problem = target_problem(QuarterRule.SUM, total + 1, quarters)
    assert "Jumlah target keempat triwulan" in problem
    assert target_problem(QuarterRule.SUM, total + 1, [*quarters[:3], None]) == ""


@pytest.mark.parametrize(
    ("rule", "quarters", "words"),
    [
        ("terakhir", [1, 2, 3, 9], "Target triwulan IV: ditemukan 9, diharapkan"),
        ("terakhir", [None, None, None, 10], ""),
        ("terakhir", [1, 2, 3, None], ""),
        ("rata_rata", [10, 10, 10, 10], ""),
        ("rata_rata", [1, 2, 3, 4], "Rata-rata target keempat triwulan: ditemukan 2,5"),
    ],
)
def test_quarters_that_cannot_make_the_year_are_named(rule, quarters, words):
    given_ = [None if one is None else D(one) for one in quarters]
    found = target_problem(rule, D(10), given_)
    assert words in found
    assert bool(found) == bool(words)


def test_a_quarter_without_a_target_is_held_against_the_year_unless_quarters_add_up():
    one = AgreementIndicator(target=D(80), quarter_rule=QuarterRule.LAST, target_2=D(40))
    assert [quarter_target(one, n) for n in (1, 2)] == [80, 40]
    one.quarter_rule = QuarterRule.SUM
    assert [quarter_target(one, n) for n in (1, 2)] == [None, 40]


def test_every_direction_has_its_formula_and_its_default_in_words():
    assert set(DEFAULT_RULE) == set(FORMULAS) == set(Direction)
    assert set(RULES_IN_WORDS) == set(QuarterRule)
    assert DEFAULT_RULE[Direction.HIGHER] == QuarterRule.SUM


def test_the_scale_is_the_rule_of_the_year_and_says_itself(db):
    assert Scale.of_year(2020) == SCALE
    assert "Baik sedikitnya 76" in Scale.of_year(2021).in_words
    Rule.objects.filter(key="achievement").update(valid_from="2021-01-01")
    with pytest.raises(NoRule, match="achievement"):
        Scale.of_year(2020)


def test_an_average_leaves_out_what_has_no_result():
    assert mean([None, None], SCALE) is None


def test_a_band_has_a_shape_of_its_own():
    assert len({(band.tone, band.shape) for band in Band}) == len(Band)
    assert len({band.shape for band in Band}) == len(Band)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("40.00", "40"), ("87.50", "87,5"), ("1500000.00", "1.500.000"), ("0.00", "0"), (None, "")],
)
def test_amounts_are_shown_without_needless_decimals(value, shown):
    assert amount(value) == shown
