"""Disclosure control: which published cells of an additive table are withheld, so that no small or
dominated cell can be computed from the others.

UU 16/1997 on statistics, art. 21, obliges whoever makes statistics to guard what respondents told.
A cell is *sensitive* when it counts fewer enterprises or persons than the threshold, or when one
contribution dominates its money (p% rule, largest share). Sensitive cells are withheld, and so many
others that subtraction does not give them back: cell suppression by hypercubes (Hundepool et al.,
Statistical Disclosure Control, 2012, chapter 4), carried over to linked tables, such as the size
classes of two laws: all tables are sums of one base table that is not published itself.

*Why it holds.* A move (``hypercubes``) adds +t and -t in turn to some base cells. The published
cells that change are all withheld, at every combination of levels; the others stay as they are. So
the true table and the moved one look the same to a reader, and each changed cell may be larger by
the smallest corner that loses and smaller by the smallest that gains. Every sensitive cell gets
moves that make it uncertain in both directions, and wide enough upwards. A reader is taken to know
that nothing is negative, that empty cells are published as zero and that counts are whole.
``reports/tests/attack.py`` tries it with linear programs; at run time nothing is solved.

*What it does not cover.* Differences between editions (two masks, each sound for its own numbers;
``keep`` lessens them). Enterprises that take their own figures out of a withheld cell. What is
known from elsewhere, and tables over other places or classes published beside these. That a
withheld cell is not empty helps a reader with counts of enterprises only where there was no other
way but to withhold a total: four of a class in four places are one in each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from reports.statistics.hypercubes import (
    Axis,
    Cell,
    Levels,
    Move,
    Prices,
    Search,
    combos,
    maps,
    narrow_blocks,
    wide_blocks,
)

Mask = dict[Levels, np.ndarray]
UNITS = 0  # measures are numbered: units, persons, money
PIECES = 4  # moves at most that together make one cell uncertain enough
# How dear a cell is by the number of axes on which it is not the total: people ask for totals most.
# A higher price for two axes (kecamatan × section) costs more cells of all three.
WORTH = {0: 10_000, 1: 100, 2: 2}


@dataclass(frozen=True)
class Money:
    """An amount per base cell with its two largest contributions.

    Of amounts that may be negative (SHU) all three are absolute, and ``signed`` says that a reader
    cannot know them to be above zero.
    """

    total: np.ndarray
    first: np.ndarray
    second: np.ndarray
    signed: bool = False


@dataclass(frozen=True)
class Base:
    """The finest table: arrays with one dimension per axis, whole numbers or floats.

    ``units`` counts enterprises; where it is zero, so is everything else. ``persons`` are other
    counts with a threshold; ``tellers`` how many enterprises told each of them, where not all
    did: what two told, either knows of the other. ``published`` are the combinations of levels
    that anybody can see; None: all of them.
    """

    axes: tuple[Axis, ...]
    units: np.ndarray
    persons: tuple[np.ndarray, ...] = ()
    money: tuple[Money, ...] = ()
    tellers: tuple[np.ndarray, ...] = ()
    published: frozenset[Levels] | None = None

    def divisions(self) -> list[Levels]:
        """The combinations of levels that are published, in order."""
        every = combos(self.axes)
        return [one for one in every if self.published is None or one in self.published]


@dataclass(frozen=True)
class Policy:
    """``units`` and ``persons``: the smallest count published; ``dominance``: the p of the p% rule;
    ``share``: the largest share of one contribution in percent, or None; ``width``: by how many
    percent of its amount a withheld sum of money stays uncertain upwards."""

    units: int = 3
    persons: int = 3
    dominance: int = 15
    share: int | None = 75
    width: int = 15


def protect(base: Base, policy: Policy, keep: Mapping[Levels, np.ndarray] | None = None) -> Mask:
    """What is withheld (True), for every published combination of levels; one mask for all
    measures.

    Cells withheld in ``keep``, an earlier mask over the same axes, stay so unless they are empty
    now, and are taken first where others are needed. The same input gives the same mask.
    """
    guard = _Guard(base, policy, keep or {})
    guard.cover()
    return guard.mask()


def aggregate(array: np.ndarray, axes: Sequence[Axis], levels: Levels) -> np.ndarray:
    """The published sums of ``array`` at a combination of levels."""
    groups = maps(axes, levels)
    sums = np.zeros([part.max() + 1 for part in groups], array.dtype)
    np.add.at(sums, np.ix_(*groups), array)
    return sums


def wanted_widths(base: Base, policy: Policy, levels: Levels) -> np.ndarray:
    """Measure × cell: how far above its value a sensitive cell must seem possible, else 0.

    Counts are uncertain downwards by one at least, so that the threshold is the whole width. In a
    cell of too few enterprises all measures are guarded.
    """
    units = aggregate(base.units, base.axes, levels)
    small = (units > 0) & (units < policy.units)
    widths = [np.where(small, policy.units - 1, 0)]
    for persons, tellers in zip_longest(base.persons, base.tellers, fillvalue=base.units):
        count = aggregate(persons, base.axes, levels)
        told = aggregate(tellers, base.axes, levels)
        few = (count > 0) & (small | (count < policy.persons) | (told < policy.units))
        widths.append(np.where(few, policy.persons - 1, 0))
    for money in base.money:
        total = aggregate(money.total, base.axes, levels)
        guarded = (total > 0) & (small | _dominated(money, total, policy, base.axes, levels))
        widths.append(np.where(guarded, total * (policy.width / 100), 0))
    return np.stack(widths).astype(float)


def _dominated(money: Money, total, policy: Policy, axes: Sequence[Axis], levels) -> np.ndarray:
    first, second = money.first, money.second
    for place, groups in enumerate(maps(axes, levels)):
        first, second = _two_largest(first, second, place, groups)
    guessed = 100 * (total - first - second) < policy.dominance * first
    return guessed if policy.share is None else guessed | (100 * first > policy.share * total)


def _two_largest(first, second, place: int, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two largest contributions after merging the categories of one axis into groups."""
    parts = np.moveaxis(first, place, 0), np.moveaxis(second, place, 0)
    top, next_ = np.zeros((2, groups.max() + 1, *parts[0].shape[1:]), first.dtype)
    for group, one, two in zip(groups, *parts, strict=True):
        next_[group] = np.maximum(np.minimum(top[group], one), np.maximum(next_[group], two))
        top[group] = np.maximum(top[group], one)
    return np.moveaxis(top, 0, place), np.moveaxis(next_, 0, place)


class _Guard:
    """All published cells in one row, coarse levels first: what is withheld, and which needs
    (measure × cell) accepted moves meet, upwards and downwards."""

    def __init__(self, base: Base, policy: Policy, keep: Mapping[Levels, np.ndarray]):
        self.axes = base.axes
        # A base cell that nobody sees may be empty for all a reader knows.
        self.rests = (1, 0) if base.published is None else (0,)
        sums = {levels: aggregate(base.units, base.axes, levels) for levels in base.divisions()}
        self.units = dict(sorted(sums.items(), key=lambda item: (item[1].size, item[0])))
        starts = np.cumsum([0, *(units.size for units in self.units.values())])
        self.starts = dict(zip(self.units, starts, strict=False))
        self.wanted = self._in_a_row(lambda levels: wanted_widths(base, policy, levels))
        kept = self._in_a_row(lambda levels: self._kept(keep, levels)[np.newaxis])[0]
        self.withheld = self.wanted.any(axis=0) | kept
        self.rises, self.falls = self.wanted == 0, self.wanted == 0
        money = [np.where(m.signed & (base.units > 0), np.inf, m.total) for m in base.money]
        self.amount = np.stack([base.units, *base.persons, *money]).astype(float)
        self.prices = Prices(self.axes, {levels: self._price(levels) for levels in self.units})

    def _in_a_row(self, find: Callable[[Levels], np.ndarray]) -> np.ndarray:
        parts = [find(levels) for levels in self.units]
        return np.hstack([part.reshape(len(part), -1) for part in parts])

    def _kept(self, keep: Mapping[Levels, np.ndarray], levels: Levels) -> np.ndarray:
        units = self.units[levels]
        return keep.get(levels, np.zeros(units.shape, bool)) & (units > 0)

    def _price(self, levels: Levels) -> np.ndarray:
        """What is lost by withholding a cell: a little more for a large one, much for a total."""
        units = self.units[levels]
        axes = sum(size > 1 for size in units.shape)
        price = np.floor(8 + 4 * np.sqrt(units)) * WORTH.get(axes, 1)
        return np.where(self._at(levels), 0, price)

    def _at(self, levels: Levels) -> np.ndarray:
        units = self.units[levels]
        return self.withheld[self.starts[levels] :][: units.size].reshape(units.shape)

    def _places(self, levels: Levels, cells: tuple) -> np.ndarray:
        return self.starts[levels] + np.ravel_multi_index(cells, self.units[levels].shape)

    def mask(self) -> Mask:
        return {levels: self._at(levels) for levels in self.units}

    def cover(self) -> None:
        """Coarse cells first: what guards a total often guards its parts."""
        for levels, units in self.units.items():
            for cell in np.ndindex(units.shape):
                place = self._places(levels, cell)
                for measure in range(len(self.wanted)):
                    if not (self.rises[measure, place] and self.falls[measure, place]):
                        self._raise(levels, cell, measure)

    def _raise(self, levels: Levels, cell: Cell, measure: int) -> None:
        """Moves one after the other, each on what the last has left, until they are wide enough."""
        place = self._places(levels, cell)
        left = self.amount[measure].copy()
        missing = self.wanted[measure, place]
        piece = missing / PIECES
        while missing > 0:
            move, gain = self._next(levels, cell, measure, left, (missing, min(missing, piece)))
            left[tuple(corner[move.odd] for corner in move.corners)] -= gain
            missing -= gain
            self._accept(move)
        self.rises[measure, place] = True

    def _next(self, levels, cell, measure, left, steps) -> tuple[Move, float]:
        """The cheapest move and how far it goes; if possible one that touches no total along all
        axes but one, and empties no base cell."""
        for choices in (narrow_blocks(len(self.axes)), wide_blocks(len(self.axes))):
            for rest in self.rests if measure == UNITS else (0,):
                if move := self._cheapest(levels, cell, measure, left - rest, steps, choices):
                    odd = tuple(corner[move.odd] for corner in move.corners)
                    return move, (left - rest)[odd].min(initial=steps[0])
        raise AssertionError("A sensitive cell holds no base cell")

    def _cheapest(self, levels, cell, measure, room, steps, choices) -> Move | None:
        """At one go or in smaller steps, whichever seems to cost less in the end."""
        even = (self.amount[measure] > 0) & (self.amount[UNITS] > 0)
        found = []
        for step in steps:
            search = Search(self.prices, levels, cell, even, even & (room >= step))
            cost, move = search.cheapest(choices)
            found.append((cost * np.ceil(steps[0] / step), move))
        return min(found, key=lambda one: one[0])[1]

    def _accept(self, move: Move) -> None:
        """Withhold all that a move changes, and note which needs it meets."""
        amount = self.amount[(slice(None), *move.corners)]
        gaining, losing = _least(amount, ~move.odd), _least(amount, move.odd)
        fall, rise = np.where(move.odd, losing, gaining), np.where(move.odd, gaining, losing)
        rise[UNITS] -= 1  # no base cell is emptied
        for levels, cells in move.changed(self.axes):
            if levels not in self.units:
                continue  # nobody sees it
            places = self._places(levels, cells)
            self.rises[:, places] |= rise >= self.wanted[:, places]
            self.falls[:, places] |= fall > 0
            for corner in np.flatnonzero(~self.withheld[places]):
                self.withheld[places[corner]] = True
                self.prices.withhold(levels, tuple(int(part[corner]) for part in cells))


def _least(amount: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Per measure the smallest of some corners; without any there is no limit."""
    return amount[:, which].min(axis=1, initial=np.inf, keepdims=True)
