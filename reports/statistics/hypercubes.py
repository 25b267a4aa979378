"""Moves of an additive table that leave everything published as it is, and the cheapest of them.

A move takes a base cell and an alternative, and blocks of axes that go over to the alternative
together: two to the power of the blocks corners, with +t and -t in turn. A published cell changes
unless one of the blocks is the same on both ends for it; then both ends fall into it and cancel.
With each axis a block of its own this is the classical hypercube. Where a table is sparse, larger
blocks (another section in another kecamatan) find corners that exist.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from itertools import combinations, product

import numpy as np

Levels = tuple[int, ...]  # one level per axis
Cell = tuple[int, ...]  # one category per axis, published or base
Blocks = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Axis:
    """The ways to publish an axis: each level maps base categories to published ones, 0 to n-1."""

    levels: tuple[np.ndarray, ...]

    def __len__(self) -> int:
        return len(self.levels[0])

    @cached_property
    def apart(self) -> np.ndarray:
        """Level × base category × base category: whether the level tells the two apart."""
        return np.array([level[:, None] != level for level in self.levels])


def combos(axes: Sequence[Axis]) -> list[Levels]:
    """Every combination of one level per axis."""
    return list(product(*(range(len(axis.levels)) for axis in axes)))


def maps(axes: Sequence[Axis], levels: Levels) -> list[np.ndarray]:
    return [axis.levels[level] for axis, level in zip(axes, levels, strict=True)]


@dataclass(frozen=True)
class Move:
    here: Cell
    there: Cell
    blocks: Blocks

    def corners(self) -> np.ndarray:
        """Base cells, one a row; the first is ``here``."""
        corners = np.tile(self.here, (2 ** len(self.blocks), 1))
        for row, gone in enumerate(product((False, True), repeat=len(self.blocks))):
            for axis in (
                a for block, away in zip(self.blocks, gone, strict=True) if away for a in block
            ):
                corners[row, axis] = self.there[axis]
        return corners

    def odd(self) -> np.ndarray:
        """Which corners get the other sign than ``here``."""
        gone = np.array(list(product((0, 1), repeat=len(self.blocks))), int)
        return gone.sum(axis=1) % 2 == 1

    def changed(self, axes: Sequence[Axis]) -> Iterator[tuple[Levels, Cell]]:
        """The combinations of levels at which cells change, and those cells, one per corner."""
        corners = self.corners().T
        for levels in combos(axes):
            if all(self._apart(axes, levels, block) for block in self.blocks):
                yield levels, tuple(m[c] for m, c in zip(maps(axes, levels), corners, strict=True))

    def _apart(self, axes: Sequence[Axis], levels: Levels, block: tuple[int, ...]) -> bool:
        return any(axes[n].apart[levels[n], self.here[n], self.there[n]] for n in block)


class Patterns:
    """The sets of levels of one axis that matter: those that tell two base categories apart, those
    that do not, and all. ``levels`` holds a row per set."""

    def __init__(self, axis: Axis):
        flat = axis.apart.reshape(len(axis.levels), -1)
        whole = np.ones((len(axis.levels), 1), bool)
        found, number = np.unique(np.hstack([flat, ~flat, whole]), axis=1, return_inverse=True)
        self.levels = found.T
        self.all = int(number[-1])
        self.apart, self.same = number[:-1].reshape(2, len(axis), len(axis))


class Prices:
    """What it costs to change base cells: the sum of the prices of the published cells that are
    not withheld yet, kept for every set of levels."""

    def __init__(self, axes: Sequence[Axis], price: Mapping[Levels, np.ndarray]):
        self.axes, self.price = axes, price
        self.patterns = [Patterns(axis) for axis in axes]
        cost = np.empty([len(axis.levels) for axis in axes] + [len(axis) for axis in axes])
        for levels, prices in price.items():
            cost[levels] = prices[np.ix_(*maps(axes, levels))]
        for place, patterns in enumerate(self.patterns):
            cost = np.moveaxis(np.tensordot(patterns.levels, cost, (1, place)), 0, place)
        self.cost = np.ascontiguousarray(cost)
        strides = [step // cost.itemsize for step in self.cost.strides]
        self.pattern_steps, self.cell_steps = strides[: len(axes)], strides[len(axes) :]

    def withhold(self, levels: Levels, cell: Cell) -> None:
        """From now on changing this published cell costs nothing."""
        patterns = [
            np.flatnonzero(patterns.levels[:, level])
            for patterns, level in zip(self.patterns, levels, strict=True)
        ]
        parts = zip(maps(self.axes, levels), cell, strict=True)
        self.cost[np.ix_(*patterns, *(np.flatnonzero(m == c) for m, c in parts))] -= self.price[
            levels
        ][cell]


class Search:
    """Moves that change one published cell: from the base cells in it (``even`` allows them) to
    every alternative."""

    def __init__(
        self, prices: Prices, levels: Levels, cell: Cell, even: np.ndarray, odd: np.ndarray
    ):
        self.prices, self.axes, self.levels = prices, prices.axes, levels
        inside = (m == c for m, c in zip(maps(self.axes, levels), cell, strict=True))
        within = reduce(np.logical_and.outer, inside)
        self.starts = np.argwhere(within & even)
        self.barred = [np.where(allowed, 0, np.inf).ravel() for allowed in (even, odd)]

    def cheapest(self, choices: Sequence[Blocks]) -> tuple[float, Move | None]:
        best = (np.inf, None)
        for blocks in choices:
            if all(
                any(len(set(self.axes[n].levels[self.levels[n]])) > 1 for n in b) for b in blocks
            ):
                best = min(best, self._cheapest(blocks), key=lambda one: one[0])
        return best

    def _cheapest(self, blocks: Blocks) -> tuple[float, Move | None]:
        varied = {axis for block in blocks for axis in block}
        here = [self._shaped(self.starts[:, n]) for n in range(len(self.axes))]
        there = [
            np.arange(len(axis)).reshape([1] + [-1 if k == n else 1 for k in range(len(self.axes))])
            if n in varied
            else here[n]
            for n, axis in enumerate(self.axes)
        ]
        total = sum((self._must_differ(block, here, there) for block in blocks), np.zeros(()))
        terms = [(sign, self._pattern(chosen, here, there)) for sign, chosen in self._terms(blocks)]
        for gone in product((False, True), repeat=len(blocks)):
            away = {
                axis
                for block, is_away in zip(blocks, gone, strict=True)
                if is_away
                for axis in block
            }
            ends = [there[n] if n in away else here[n] for n in range(len(self.axes))]
            where = sum(end * step for end, step in zip(ends, self.prices.cell_steps, strict=True))
            total = total + self.barred[sum(gone) % 2].take(where)
            for sign, pattern in terms:
                total = total + sign * self.prices.cost.take(pattern + where)
        if not total.size or (least := total.min()) == np.inf:
            return np.inf, None
        start, *other = np.unravel_index(total.argmin(), total.shape)
        first = self.starts[start]
        second = [
            o if n in varied else f for n, (o, f) in enumerate(zip(other, first, strict=True))
        ]
        return least, Move(tuple(map(int, first)), tuple(map(int, second)), blocks)

    def _shaped(self, starts: np.ndarray) -> np.ndarray:
        return starts.reshape(-1, *[1] * len(self.axes))

    def _must_differ(self, block, here, there) -> np.ndarray:
        apart = False
        for n in block:
            apart = apart | self.axes[n].apart[self.levels[n]][here[n], there[n]]
        return np.where(apart, 0, np.inf)

    def _terms(self, blocks: Blocks):
        """Sums of prices to add and to take away, as the set of levels for each axis: a block
        changes at all levels but those that are the same on all its axes."""
        for signs in product((1, -1), repeat=sum(len(block) > 1 for block in blocks)):
            chosen = dict.fromkeys(range(len(self.axes)), "all")
            wide = iter(signs)
            for block in blocks:
                kind = "apart" if len(block) == 1 else {1: "all", -1: "same"}[next(wide)]
                chosen |= dict.fromkeys(block, kind)
            yield int(np.prod(signs)), chosen

    def _pattern(self, chosen, here, there) -> np.ndarray:
        offset = 0
        for n, patterns in enumerate(self.prices.patterns):
            kind = chosen[n]
            number = patterns.all if kind == "all" else getattr(patterns, kind)[here[n], there[n]]
            offset = offset + number * self.prices.pattern_steps[n]
        return offset


@cache
def all_blocks(axes: int) -> list[Blocks]:
    """Every way to put some of the axes into blocks; first all on their own, last none."""
    found = [
        blocks
        for size in range(axes, -1, -1)
        for chosen in combinations(range(axes), size)
        for blocks in _partitions(chosen)
    ]
    return sorted(found, key=lambda blocks: -len(blocks))


def _partitions(chosen: tuple[int, ...]) -> Iterator[Blocks]:
    if not chosen:
        yield ()
        return
    first, rest = chosen[0], chosen[1:]
    for blocks in _partitions(rest):
        yield ((first,), *blocks)
        for n, block in enumerate(blocks):
            yield (*blocks[:n], (first, *block), *blocks[n + 1 :])
