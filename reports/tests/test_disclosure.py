"""What is withheld cannot be computed from what is published, and little more is withheld."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.statistics.disclosure import Base, Money, Policy, aggregate, protect, wanted_widths
from reports.statistics.hypercubes import Axis, combos
from reports.tests.attack import Attack, known_empty, release
from reports.tests.economy import economy

FINE, TOTAL = 0, 1
CELLS, ROWS, COLUMNS, ALL = (FINE, FINE), (FINE, TOTAL), (TOTAL, FINE), (TOTAL, TOTAL)
POLICY = Policy()
UU20, PP7, NO_CLASS = 0, 1, 2


def plain_axis(size: int) -> Axis:
    """Published category by category, and in total."""
    return Axis((np.arange(size), np.zeros(size, int)))


def table(units, persons=(), money=()) -> Base:
    units = np.array(units)
    axes = tuple(plain_axis(size) for size in units.shape)
    return Base(axes, units, tuple(np.array(p) for p in persons), money)


def withheld(mask, levels) -> list[tuple[int, ...]]:
    return [tuple(map(int, cell)) for cell in np.argwhere(mask[levels])]


def measures(base: Base) -> list[np.ndarray]:
    return [base.units, *base.persons, *(money.total for money in base.money)]


def sums(base: Base, measure: int) -> dict:
    array = measures(base)[measure]
    return {levels: aggregate(array, base.axes, levels) for levels in combos(base.axes)}


def attack(base: Base, mask, measure: int, **knowledge) -> Attack:
    maps = [axis.levels for axis in base.axes]
    empty = known_empty(maps, release(sums(base, 0), mask))
    return Attack(maps, release(sums(base, measure), mask), empty, **knowledge)


def needs(base: Base, policy: Policy, measure: int) -> list[tuple]:
    """The cells that must stay uncertain: (levels, cell, value, wanted rise)."""
    found = []
    for levels, values in sums(base, measure).items():
        wanted = wanted_widths(base, policy, levels)[measure]
        cells = [tuple(map(int, cell)) for cell in np.argwhere(wanted > 0)]
        found += [(levels, cell, float(values[cell]), float(wanted[cell])) for cell in cells]
    return found


def ranges(base, mask, measure, policy=POLICY, sample=None, **knowledge) -> list[tuple]:
    """(value, wanted, low, high) of the needs, or of about ``sample`` of them, evenly chosen."""
    todo = needs(base, policy, measure)
    chosen = todo[:: max(1, len(todo) // sample)] if sample else todo
    attacker = attack(base, mask, measure, **knowledge) if chosen else None
    return [(v, wanted, *attacker.bounds(ls, cell)) for ls, cell, v, wanted in chosen]


def assert_uncertain(base, mask, policy=POLICY, sample=None, whole=False) -> list[list[tuple]]:
    """Gives what was found, by measure, to say how wide it was."""
    found = [
        ranges(base, mask, n, policy, sample, whole=whole and n <= len(base.persons))
        for n in range(len(measures(base)))
    ]
    for value, wanted, low, high in (one for measure in found for one in measure):
        slack = 1e-6 * max(1, value)
        assert high - value >= wanted - slack, (value, low, high)
        assert low < value, (value, low, high)
    return found


def test_where_nothing_is_small_nothing_is_withheld():
    mask = protect(table([[3, 4], [0, 9]]), POLICY)
    assert not any(cells.any() for cells in mask.values())
    assert set(mask) == {CELLS, ROWS, COLUMNS, ALL}


def test_a_small_cell_takes_others_with_it_and_leaves_the_totals():
    base = table([[2, 9, 8], [7, 9, 0], [5, 4, 6]])
    mask = protect(base, POLICY)
    assert (0, 0) in withheld(mask, CELLS)
    assert len(withheld(mask, CELLS)) == 4
    assert not any(mask[levels].any() for levels in (ROWS, COLUMNS, ALL))
    assert_uncertain(base, mask, whole=True)


def test_withholding_only_what_is_small_would_not_be_enough():
    base = table([[2, 9], [7, 9]])
    only = {ls: (units > 0) & (units < POLICY.units) for ls, units in sums(base, 0).items()}
    assert withheld(only, CELLS) == [(0, 0)]
    assert attack(base, only, 0).bounds(CELLS, (0, 0)) == (2, 2)
    with pytest.raises(AssertionError):
        assert_uncertain(base, only)


def test_an_empty_cell_is_published_as_zero():
    mask = protect(table([[1, 0, 5], [0, 0, 5], [5, 0, 6]]), POLICY)
    assert not mask[CELLS][:, 1].any()
    assert not mask[CELLS][1, 0]
    assert withheld(mask, COLUMNS) == []


def test_a_total_that_is_one_cell_is_withheld_with_it():
    base = table([[0, 2, 0], [5, 6, 7], [8, 9, 4]])
    mask = protect(base, POLICY)
    assert mask[CELLS][0, 1]
    assert mask[ROWS][0]
    assert not mask[ALL].any()
    assert_uncertain(base, mask, whole=True)


def test_a_lone_enterprise_hides_the_whole_table():
    mask = protect(table([[0, 1], [0, 0]]), POLICY)
    assert withheld(mask, CELLS) == [(0, 1)]
    assert mask[ALL].all()


def test_two_small_cells_of_a_row_still_need_others():
    """Their sum would be known from the total; each alone would not, but its column gives it."""
    base = table([[1, 2, 9], [9, 9, 9], [9, 9, 9]])
    mask = protect(base, POLICY)
    assert mask[CELLS][1:].any()
    assert_uncertain(base, mask, whole=True)


def test_a_reader_who_knows_that_withheld_cells_are_not_empty_learns_no_count():
    base = table([[1, 9, 8], [7, 1, 9], [5, 4, 6]])
    mask = protect(base, POLICY)
    for value, wanted, _, high in ranges(base, mask, 0, least=1, whole=True):
        assert high - value >= wanted


@pytest.mark.parametrize(("women", "hidden"), [(2, True), (3, False), (0, False)])
def test_few_persons_are_withheld_though_enterprises_are_many(women, hidden):
    base = table([[50, 60], [70, 80]], [[[90, 90], [90, 90]], [[women, 40], [50, 60]]])
    mask = protect(base, POLICY)
    assert bool(mask[CELLS][0, 0]) is hidden
    assert_uncertain(base, mask, whole=True)


@pytest.mark.parametrize(
    ("first", "second", "share", "hidden"),
    [
        (600, 310, 75, False),  # the rest, 90, is 15 % of the largest
        (600, 311, 75, True),  # 89 is less
        (750, 10, 75, False),
        (751, 10, 75, True),
        (751, 10, None, False),
    ],
)
def test_a_sum_is_withheld_when_one_contribution_dominates_it(first, second, share, hidden):
    other = [[0, 1000], [1000, 1000]]
    total = np.array([[1000, 1000], [1000, 1000]])
    largest = np.array(other) * 3 // 10 + [[first, 0], [0, 0]]
    next_ = np.array(other) * 2 // 10 + [[second, 0], [0, 0]]
    base = table([[9, 9], [9, 9]], money=(Money(total, largest, next_),))
    mask = protect(base, replace(POLICY, share=share))
    assert bool(mask[CELLS][0, 0]) is hidden
    assert_uncertain(base, mask, replace(POLICY, share=share))


def test_the_two_largest_of_a_total_come_from_all_its_cells():
    """Neither cell is dominated alone by the rules of the other: together 480 and 470 of 1000."""
    total, first = np.array([[500, 500], [900, 900]]), np.array([[480, 470], [300, 300]])
    money = Money(total, first, np.array([[10, 10], [250, 250]]))
    base = table([[9, 9], [9, 9]], money=(money,))
    lenient = replace(POLICY, share=None, dominance=10)
    assert wanted_widths(base, lenient, ROWS)[1].ravel().tolist() == [0, 0]
    lenient = replace(lenient, dominance=11)
    assert wanted_widths(base, lenient, ROWS)[1].ravel().tolist() == [150, 0]


def test_losses_are_judged_by_their_size_and_leave_a_reader_without_bounds():
    net = np.array([[-500, 400], [380, 370]])
    size = np.array([[510, 420], [400, 390]])
    money = Money(size, np.array([[500, 90], [90, 90]]), np.full((2, 2), 80), signed=True)
    base = table([[9, 9], [9, 9]], money=(money,))
    mask = protect(base, POLICY)
    assert mask[CELLS].all()
    assert not mask[ROWS].any()
    shown = replace(base, money=(replace(money, total=net),))
    assert attack(shown, mask, 1, lowest=-np.inf).bounds(CELLS, (0, 0)) == (-np.inf, np.inf)


def two_laws(units) -> Base:
    """Place × pair of classes; published are both laws and the total, never the pair."""
    pairs = Axis((np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([0, 0, 0])))
    units = np.array(units)
    return Base((plain_axis(len(units)), pairs), units)


def test_the_classes_of_one_law_do_not_give_away_those_of_the_other():
    """kecil under UU 20/2008 = all less mikro; kecil under PP 7/2021 is a part of it."""
    base = two_laws([[40, 30, 2], [50, 20, 6], [60, 30, 5]])
    mask = protect(base, POLICY)
    assert withheld(mask, (FINE, PP7))[0] == (0, 0)
    assert mask[FINE, PP7][0].all()
    assert not mask[FINE, UU20].any()
    assert not any(mask[TOTAL, level].any() for level in (UU20, PP7, NO_CLASS))
    assert_uncertain(base, mask, whole=True)


def test_both_laws_are_withheld_where_one_would_give_the_other():
    base = two_laws([[40, 0, 2], [50, 0, 6], [60, 0, 5]])
    mask = protect(base, POLICY)
    assert mask[FINE, UU20][0].all()
    assert mask[FINE, PP7][0].all()
    assert_uncertain(base, mask, whole=True)


def test_a_group_of_places_does_not_give_away_its_place():
    units = np.array([[2, 30], [20, 30], [9, 9], [8, 7]])
    groups = Axis((np.arange(4), np.array([0, 0, 1, 1]), np.zeros(4, int)))
    base = Base((groups, plain_axis(2)), units)
    mask = protect(base, POLICY)
    assert mask[0, FINE][0, 0]
    assert mask[0, FINE][1, 0]
    assert not mask[1, FINE].any()
    assert_uncertain(base, mask, whole=True)


def test_the_same_numbers_give_the_same_mask():
    base = sparse(np.random.default_rng(1))
    one, two = protect(base, POLICY), protect(base, POLICY)
    assert all((one[levels] == two[levels]).all() for levels in one)


def test_what_was_withheld_before_stays_so_unless_it_is_empty_now():
    before = protect(table([[2, 9, 8], [7, 9, 5], [5, 4, 6]]), POLICY)
    grown = table([[4, 9, 8], [7, 0, 5], [5, 4, 6]])
    now = protect(grown, POLICY, keep=before)
    assert withheld(now, CELLS) == [c for c in withheld(before, CELLS) if grown.units[c]]
    assert not protect(grown, POLICY)[CELLS].any()


def test_an_edition_that_keeps_the_last_mask_is_safe_too():
    dice = np.random.default_rng(7)
    base = sparse(dice, (4, 4, 5))
    before = protect(base, POLICY)
    grown = replace(base, units=base.units + dice.integers(0, 3, base.units.shape))
    now = protect(grown, POLICY, keep=before)
    for levels, units in sums(grown, 0).items():
        assert (now[levels] >= before[levels] & (units > 0)).all()
    assert_uncertain(grown, now, sample=15)


def sparse(dice, shape=(5, 5, 6), filled=0.5, most=6) -> Base:
    """A random table with groups; the last axis has two laws and no identity."""
    there = dice.random(shape) < filled
    units = dice.integers(1, most, shape, endpoint=True) * there
    first = np.round(np.exp(dice.normal(10, 2, shape)) * there).astype(int)
    second = (first * dice.random(shape) * (units > 1)).astype(int)
    rest = (second * dice.random(shape) * np.maximum(units - 2, 0)).astype(int)
    two = Axis((grouped(dice, shape[2]), grouped(dice, shape[2]), np.zeros(shape[2], int)))
    groups = Axis((np.arange(shape[1]), grouped(dice, shape[1]), np.zeros(shape[1], int)))
    persons = tuple(dice.binomial(2 * units, part) for part in (0.5, 0.2))
    money = Money(first + second + rest, first, second)
    return Base((plain_axis(shape[0]), groups, two), units, persons, (money,))


def grouped(dice, size: int) -> np.ndarray:
    return np.unique(dice.integers(0, size, size), return_inverse=True)[1]


@st.composite
def bases(draw) -> Base:
    shape = tuple(draw(st.integers(2, size)) for size in (5, 5, 6))
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    filled, most = draw(st.sampled_from([0.2, 0.5, 0.9])), draw(st.sampled_from([3, 6, 30]))
    return sparse(dice, shape, filled, most)


@settings(max_examples=8, deadline=None)
@given(bases(), st.sampled_from([2, 3, 5]))
def test_no_table_gives_a_sensitive_cell_away(base, threshold):
    policy = Policy(units=threshold, persons=threshold)
    assert_uncertain(base, protect(base, policy), policy, sample=12)


def test_a_table_of_four_axes_is_guarded_alike():
    dice = np.random.default_rng(3)
    flat = sparse(dice, (3, 4, 4), 0.8)
    units = np.stack([flat.units, dice.permutation(flat.units)], axis=-1)
    base = Base((*flat.axes, plain_axis(2)), units)
    mask = protect(base, POLICY)
    assert not all(cells.all() for cells in mask.values())
    assert_uncertain(base, mask, sample=30)


@settings(max_examples=3, deadline=None)
@given(bases())
def test_whole_numbers_do_not_help(base):
    assert_uncertain(base, protect(base, POLICY), POLICY, sample=8, whole=True)


@pytest.fixture(scope="module")
def regency():
    base = economy()
    return base, protect(base, POLICY)


def test_a_regency_of_40000_enterprises_keeps_its_secrets(regency, record_property):
    base, mask = regency
    found = assert_uncertain(base, mask, sample=10)
    for name, ranges_of in zip(("units", "men", "women", "sales"), found, strict=True):
        widths = [(high - low) / (v if name == "sales" else 1) for v, _, low, high in ranges_of]
        record_property(f"smallest width: {name}", float(min(widths)))
        print(f"{name}: {len(widths)} cells attacked, smallest width {min(widths):.2f}")


def secondary(base, mask, levels) -> np.ndarray:
    return mask[levels] & ~wanted_widths(base, POLICY, levels).any(axis=0)


def test_a_regency_of_40000_enterprises_still_says_what_people_ask(regency):
    base, mask = regency
    for levels, units in sums(base, 0).items():
        if sum(size > 1 for size in units.shape) < 2:
            assert not secondary(base, mask, levels).any(), levels


def test_most_cells_are_not_withheld_for_the_sake_of_others(regency):
    base, mask = regency
    lowest = [(FINE, FINE, UU20), (FINE, FINE, PP7)]
    for name, tables in (("place × section", [(FINE, FINE, NO_CLASS)]), ("× class", lowest)):
        filled = sum(int((sums(base, 0)[levels] > 0).sum()) for levels in tables)
        extra = sum(int(secondary(base, mask, levels).sum()) for levels in tables)
        print(f"{name}: {extra} of {filled} cells withheld for the sake of others")
        assert extra < 0.4 * filled
