"""Disclosure control: which published cells of an additive table are withheld, so that no small or
dominated cell can be computed from the others.

UU 16/1997 on statistics, art. 21, obliges whoever keeps statistics to guard what respondents told.
A cell is *sensitive* when it counts fewer enterprises or persons than the threshold, or when one
contribution dominates its money (p% rule, largest share). Sensitive cells are withheld, and so many
others that subtraction does not give them back: cell suppression by hypercubes (Hundepool et al.,
Statistical Disclosure Control, 2012, ch. 4), carried over to several linked tables at once.

*Why it holds.* A *move* takes a hypercube of base cells (for each varied axis one category and an
alternative) and adds +t and -t in turn to its corners. A published cell that holds both ends of an
edge does not change; all others that hold a corner change by t and are withheld, at every level
combination, the classes of both laws among them. So the true table and the moved one look the same
in everything published, and each changed cell can be larger by the smallest corner of the other
sign and smaller by the smallest of its own. Every sensitive cell gets a move that is wide enough
both ways, or shares one. Nothing is estimated at run time; reports/tests/attack.py tests the claim
with linear programs. A reader is taken to know that amounts are not negative, that a withheld cell
is not empty (empty ones are published as zero), and that counts are whole.

*What it does not cover.* Differences between editions of one table (two lawful masks over changed
numbers; ``keep`` only lessens them); an enterprise that uses its own figures against others in a
withheld cell which it knows to have to itself; what is known from elsewhere; tables over other
units than the base cells (desa, other size bands) that are published beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.statistics.hypercubes import (
    Axis,
    Cell,
    Levels,
    Move,
    Prices,
    Search,
    all_blocks,
    combos,
    maps,
)

Mask = dict[Levels, np.ndarray]
PIECES = 4
DEAR = 1000


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
    """The finest table: arrays with one dimension per axis. ``units`` counts enterprises."""

    axes: tuple[Axis, ...]
    units: np.ndarray
    persons: tuple[np.ndarray, ...] = ()
    money: tuple[Money, ...] = ()


@dataclass(frozen=True)
class Policy:
    """``units`` and ``persons``: the smallest count published; ``dominance``: the p of the p% rule;
    ``share``: the largest share of one contribution in percent, or None; ``width``: by how many
    percent of its amount a withheld sum of money stays uncertain."""

    units: int = 3
    persons: int = 3
    dominance: int = 15
    share: int | None = 75
    width: int = 15


def protect(base: Base, policy: Policy, keep: Mapping[Levels, np.ndarray] | None = None) -> Mask:
    """What is withheld (True), for every combination of levels; one mask for all measures.

    Cells withheld in ``keep``, an earlier mask, stay so unless they are empty now.
    """
    guard = _Guard(base, policy, keep or {})
    guard.cover()
    return guard.published()


def aggregate(array: np.ndarray, axes: Sequence[Axis], levels: Levels) -> np.ndarray:
    """The published sums of ``array`` at a combination of levels."""
    groups = maps(axes, levels)
    sums = np.zeros([part.max() + 1 for part in groups], array.dtype)
    np.add.at(sums, np.ix_(*groups), array)
    return sums


def wanted_widths(base: Base, policy: Policy, levels: Levels) -> np.ndarray:
    """Measure × cell: how far above its value a sensitive cell must seem possible, else 0.

    Measures in the order units, persons, money. In a cell of too few enterprises all are guarded.
    """
    units = aggregate(base.units, base.axes, levels)
    small = (units > 0) & (units < policy.units)
    widths = [np.where(small, policy.units - 1, 0)]
    for persons in base.persons:
        count = aggregate(persons, base.axes, levels)
        few = (count > 0) & (small | (count < policy.persons))
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
    """All published cells in one row, coarse levels first: what each needs, and what is met."""

    def __init__(self, base: Base, policy: Policy, keep: Mapping[Levels, np.ndarray]):
        self.axes = base.axes
        sums = {levels: aggregate(base.units, base.axes, levels) for levels in combos(base.axes)}
        self.units = dict(sorted(sums.items(), key=lambda item: (item[1].size, item[0])))
        starts = np.cumsum([0, *(units.size for units in self.units.values())])
        self.starts = dict(zip(self.units, starts, strict=False))
        self.wanted = self._in_a_row(lambda levels: wanted_widths(base, policy, levels))
        self.mask = self.wanted.any(axis=0) | self._in_a_row(lambda ls: self._kept(keep, ls))[0]
        self.rises, self.falls = self.wanted == 0, self.wanted == 0
        money = [np.where(m.signed & (base.units > 0), np.inf, m.total) for m in base.money]
        self.amount = np.stack([base.units, *base.persons, *money]).astype(float)
        self.spare = self.amount - (np.arange(len(self.amount)) == 0).reshape(
            -1, *[1] * len(self.axes)
        )
        self.prices = Prices(self.axes, {levels: self._price(levels) for levels in self.units})

    def _in_a_row(self, find: Callable[[Levels], np.ndarray]) -> np.ndarray:
        parts = [find(levels) for levels in self.units]
        return np.hstack([part.reshape(len(part), -1) for part in parts])

    def _kept(self, keep: Mapping[Levels, np.ndarray], levels: Levels) -> np.ndarray:
        units = self.units[levels]
        return (keep.get(levels, np.zeros(units.shape, bool)) & (units > 0))[None]

    def _at(self, levels: Levels, array: np.ndarray) -> np.ndarray:
        """The part of a row that belongs to a combination of levels, in its shape."""
        units = self.units[levels]
        return array[self.starts[levels] :][: units.size].reshape(units.shape)

    def _place(self, levels: Levels, cell) -> np.ndarray:
        return self.starts[levels] + np.ravel_multi_index(cell, self.units[levels].shape)

    def _price(self, levels: Levels) -> np.ndarray:
        units = self.units[levels]
        return np.where(self._at(levels, self.mask), 0, _price(units))

    def cover(self) -> None:
        """Coarse cells first: what guards a total often guards its parts."""
        for levels, units in self.units.items():
            for cell in np.ndindex(units.shape):
                place = self._place(levels, cell)
                for measure in range(len(self.wanted)):
                    if not (self.rises & self.falls)[measure, place]:
                        self._raise(levels, cell, measure)

    def _raise(self, levels: Levels, cell: Cell, measure: int) -> None:
        """Moves one after the other, each on what the last has left, until they are wide enough."""
        wanted = missing = self.wanted[measure, self._place(levels, cell)]
        left, spare = self.amount[measure].copy(), self.spare[measure].copy()
        even = (self.amount[measure] > 0) & (self.amount[0] > 0)
        while missing > 0:
            cost, move = self._step(levels, cell, even, spare, missing, wanted)
            if cost >= DEAR:
                spare = left
                cost, move = self._step(levels, cell, even, left, missing, wanted)
            self._accept(move)
            odd = tuple(move.corners()[move.odd()].T)
            gain = spare[odd].min(initial=np.inf)
            missing -= gain
            if gain < np.inf:
                left[odd] -= gain
                if spare is not left:
                    spare[odd] -= gain
        self.rises[measure, self._place(levels, cell)] = True

    def _step(self, levels, cell, even, left, missing, wanted) -> tuple[float, Move]:
        found = []
        for step in (missing, min(missing, wanted / PIECES)):
            search = Search(self.prices, levels, cell, even, even & (left >= step))
            cost, move = search.cheapest(all_blocks(len(self.axes)))
            found.append((cost * np.ceil(missing / step), move))
        return min(found, key=lambda one: one[0])

    def _accept(self, move: Move) -> None:
        """Withhold all that a move changes, and note which needs it meets."""
        odd = move.odd()
        corners = (slice(None), *move.corners().T)
        least = [
            self.amount[corners][:, which].min(axis=1, initial=np.inf)[:, None]
            for which in (~odd, odd)
        ]
        fall = np.where(odd, *reversed(least))
        least = [
            self.spare[corners][:, which].min(axis=1, initial=np.inf)[:, None]
            for which in (~odd, odd)
        ]
        rise = np.where(odd, *least)
        for levels, cells in move.changed(self.axes):
            places = self._place(levels, cells)
            self.rises[:, places] |= rise >= self.wanted[:, places]
            self.falls[:, places] |= fall > 0
            for corner in np.flatnonzero(~self.mask[places]):
                self.mask[places[corner]] = True
                self.prices.withhold(levels, tuple(int(part[corner]) for part in cells))

    def published(self) -> Mask:
        return {levels: self._at(levels, self.mask) for levels in self.units}


def _price(units: np.ndarray) -> np.ndarray:
    """What is lost by withholding a cell: above all a total along all axes but one."""
    margin = sum(size > 1 for size in units.shape) < 2
    return np.floor((20 + np.log1p(units)) * (1000 if margin else 1))
