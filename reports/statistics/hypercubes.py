"""Moves of an additive table that leave published cells as they are, and the cheapest of them.

A move takes a base cell, an alternative, and blocks of axes that go over to the alternative
together: two to the power of the number of blocks corners, which get +t and -t in turn. A published
cell stays as it is when it holds both ends of a block, and changes when it holds one corner alone.
With every axis a block of its own this is the hypercube of the literature. Where a table is sparse,
wider blocks (another section in another kecamatan) find corners that are not empty.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from itertools import product
from math import prod

import numpy as np

Levels = tuple[int, ...]  # one level per axis
Cell = tuple[int, ...]  # one category per axis, published or base
Block = tuple[int, ...]  # positions of axes
Blocks = tuple[Block, ...]


@dataclass(frozen=True)
class Axis:
    """The ways to publish an axis: each level maps base categories to published ones, 0 to n-1.

    The base categories themselves are published only if one of the levels is their identity.
    """

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
    """One base cell to another, block by block; without blocks the cell alone."""

    here: Cell
    there: Cell
    blocks: Blocks

    @cached_property
    def _gone(self) -> np.ndarray:
        """Corner × block: which blocks are at the alternative. The first corner is ``here``."""
        corners = list(product((False, True), repeat=len(self.blocks)))
        return np.array(corners, bool)

    @cached_property
    def corners(self) -> tuple[np.ndarray, ...]:
        """The base cells, as an index: per axis one category a corner."""
        cells = np.tile(self.here, (len(self._gone), 1))
        for block, gone in zip(self.blocks, self._gone.T, strict=True):
            for axis in block:
                cells[gone, axis] = self.there[axis]
        return tuple(cells.T)

    @cached_property
    def odd(self) -> np.ndarray:
        """Which corners lose what ``here`` gains."""
        return self._gone.sum(axis=1) % 2 == 1

    def changed(self, axes: Sequence[Axis]) -> Iterator[tuple[Levels, tuple[np.ndarray, ...]]]:
        """The combinations of levels at which cells change, with those cells, one a corner."""
        for levels in combos(axes):
            if all(self._apart(axes, levels, block) for block in self.blocks):
                groups = zip(maps(axes, levels), self.corners, strict=True)
                yield levels, tuple(group[corner] for group, corner in groups)

    def _apart(self, axes: Sequence[Axis], levels: Levels, block: Block) -> bool:
        return any(axes[n].apart[levels[n], self.here[n], self.there[n]] for n in block)


@cache
def narrow_blocks(axes: int) -> tuple[Blocks, ...]:
    """The axes in two or more blocks, most blocks first: totals along all axes but one stay."""
    found = (blocks for blocks in _partitions(tuple(range(axes))) if len(blocks) > 1)
    return tuple(sorted(found, key=len, reverse=True))


def wide_blocks(axes: int) -> tuple[Blocks, ...]:
    """All axes in one block, or a base cell with all its totals, which is always a move."""
    return (tuple(range(axes)),), ()


def _partitions(axes: tuple[int, ...]) -> Iterator[Blocks]:
    if not axes:
        yield ()
        return
    first, rest = axes[0], axes[1:]
    for blocks in _partitions(rest):
        yield ((first,), *blocks)
        for n, block in enumerate(blocks):
            yield (*blocks[:n], (first, *block), *blocks[n + 1 :])


class _Patterns:
    """The sets of levels of one axis that matter, a row of ``levels`` each: for two base categories
    those that tell them apart and those that do not, and all."""

    def __init__(self, axis: Axis):
        apart = axis.apart.reshape(len(axis.levels), -1)
        every = np.ones((len(axis.levels), 1), bool)
        sets, number = np.unique(np.hstack([apart, ~apart, every]), axis=1, return_inverse=True)
        self.levels = sets.T
        self.every = int(number[-1])
        self.apart, self.same = number[:-1].reshape(2, len(axis), len(axis))


class Prices:
    """What it costs to change a base cell at a set of levels per axis: the sum of the prices of the
    published cells there that are not withheld yet; what is not published has no price. Prices
    are whole numbers."""

    def __init__(self, axes: Sequence[Axis], price: Mapping[Levels, np.ndarray]):
        self.axes, self.price = axes, price
        self.patterns = [_Patterns(axis) for axis in axes]
        cost = np.zeros([len(axis.levels) for axis in axes] + [len(axis) for axis in axes])
        for levels, prices in price.items():
            cost[levels] = prices[np.ix_(*maps(axes, levels))]
        for place, patterns in enumerate(self.patterns):
            cost = np.moveaxis(np.tensordot(patterns.levels, cost, (1, place)), 0, place)
        self.cost = np.ascontiguousarray(cost)
        steps = [step // cost.itemsize for step in self.cost.strides]
        self.pattern_steps, self.cell_steps = steps[: len(axes)], steps[len(axes) :]

    def withhold(self, levels: Levels, cell: Cell) -> None:
        """From now on changing this published cell costs nothing."""
        sets = zip(self.patterns, levels, strict=True)
        groups = zip(maps(self.axes, levels), cell, strict=True)
        where = [np.flatnonzero(patterns.levels[:, level]) for patterns, level in sets]
        where += [np.flatnonzero(group == category) for group, category in groups]
        self.cost[np.ix_(*where)] -= self.price[levels][cell]


class Search:
    """Moves that raise one published cell: from each base cell in it to each alternative.

    ``even`` and ``odd`` say which base cells may be corners that gain and that lose.
    """

    def __init__(
        self, prices: Prices, levels: Levels, cell: Cell, even: np.ndarray, odd: np.ndarray
    ):
        self.prices, self.axes, self.levels = prices, prices.axes, levels
        groups = zip(maps(self.axes, levels), cell, strict=True)
        inside = reduce(np.logical_and.outer, (group == category for group, category in groups))
        self.starts = np.argwhere(inside & even)
        self.barred = [np.where(allowed, 0, np.inf).ravel() for allowed in (even, odd)]
        one = [1] * len(self.axes)
        self.here = [start.reshape(-1, *one) for start in self.starts.T]
        self.there = [
            np.arange(len(axis)).reshape(1, *one[:n], -1, *one[n + 1 :])
            for n, axis in enumerate(self.axes)
        ]

    def cheapest(self, choices: Sequence[Blocks]) -> tuple[float, Move | None]:
        """The price and the move; infinite and None where corners are missing."""
        best: tuple[float, Move | None] = (np.inf, None)
        for blocks in choices:
            if best[0] > 0 and all(self._can_differ(block) for block in blocks):
                best = min(best, self._cheapest(blocks), key=lambda found: found[0])
        return best

    def _can_differ(self, block: Block) -> bool:
        return any(self.axes[n].apart[self.levels[n]].any() for n in block)

    def _cheapest(self, blocks: Blocks) -> tuple[float, Move | None]:
        total = sum((self._must_differ(block) for block in blocks), np.zeros(()))
        terms = [(sign, self._offset(chosen)) for sign, chosen in self._terms(blocks)]
        for gone in product((False, True), repeat=len(blocks)):
            away = {
                n for block, is_gone in zip(blocks, gone, strict=True) if is_gone for n in block
            }
            where = self._corner(away)
            total = total + self.barred[sum(gone) % 2].take(where)
            for sign, offset in terms:
                total = total + sign * self.prices.cost.take(offset + where)
        return self._least(total, blocks)

    def _corner(self, away: set[int]) -> np.ndarray:
        """Where the corner lies in the flat base table, for every start and alternative."""
        ends = (self.there[n] if n in away else here for n, here in enumerate(self.here))
        return sum(end * step for end, step in zip(ends, self.prices.cell_steps, strict=True))

    def _must_differ(self, block: Block) -> np.ndarray:
        """Infinite where the published cell would hold both ends of the block."""
        apart = (self.axes[n].apart[self.levels[n]][self.here[n], self.there[n]] for n in block)
        return np.where(reduce(np.logical_or, apart), 0, np.inf)

    def _terms(self, blocks: Blocks) -> Iterator[tuple[int, dict[int, str]]]:
        """Which sums of prices to add and to take away: a block changes cells at all levels but
        those that are the same on all its axes."""
        ways = [
            ((1, "apart"),) if len(block) == 1 else ((1, "every"), (-1, "same")) for block in blocks
        ]
        for way in product(*ways):
            kinds = {n: kind for block, (_, kind) in zip(blocks, way, strict=True) for n in block}
            yield prod(sign for sign, _ in way), kinds

    def _offset(self, kinds: Mapping[int, str]) -> np.ndarray:
        """Where the sums lie in the flat array of costs."""
        offset = np.zeros((), int)
        for n, patterns in enumerate(self.prices.patterns):
            number = getattr(patterns, kinds.get(n, "every"))
            at = number[self.here[n], self.there[n]] if isinstance(number, np.ndarray) else number
            offset = offset + at * self.prices.pattern_steps[n]
        return offset

    def _least(self, total: np.ndarray, blocks: Blocks) -> tuple[float, Move | None]:
        if not total.size or not np.isfinite(least := total.min()):
            return np.inf, None
        start, *other = (int(n) for n in np.unravel_index(total.argmin(), total.shape))
        here = tuple(int(n) for n in self.starts[start])
        return float(least), Move(here, tuple(other) if blocks else here, blocks)
