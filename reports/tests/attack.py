"""What a reader can compute about withheld cells from everything published: linear programs.

The reader knows how the published cells add up from base cells, that empty cells are published as
zero, and that nothing is negative (unless ``lowest`` says so).
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

Levels = tuple[int, ...]
Maps = Sequence[Sequence[np.ndarray]]  # per axis and level: base category to published category
OPTIMAL = 0


class Attack:
    """One measure under attack.

    ``published``: per combination of levels an array of values, None (or NaN) where withheld.
    ``empty``: base cells known to hold nothing, see ``known_empty``. ``least``: what a withheld
    cell holds at least (1 for counts of enterprises, as empty ones are published). ``whole``:
    the reader uses that counts are whole numbers.
    """

    def __init__(
        self,
        maps: Maps,
        published: Mapping[Levels, np.ndarray],
        empty: np.ndarray,
        lowest: float = 0,
        least: float | None = None,
        whole: bool = False,
    ):
        self.columns = np.flatnonzero(~empty.ravel())
        self.sums = {levels: self._sums(maps, levels) for levels in published}
        values = {ls: np.asarray(array, float).ravel() for ls, array in published.items()}
        self.scale = max(
            1.0, max(np.nanmax(np.abs(array), initial=0) for array in values.values()) / 1e6
        )
        self.shapes = {levels: np.shape(array) for levels, array in published.items()}
        rows = vstack([self.sums[levels] for levels in published], format="csr")
        known = np.concatenate([*values.values()]) / self.scale
        low = np.where(np.isnan(known), -np.inf if least is None else least, known)
        high = np.where(np.isnan(known), np.inf, known)
        used = (np.diff(rows.indptr) > 0) & ~(np.isinf(low) & np.isinf(high))
        self.given = LinearConstraint(rows[used], low[used], high[used])
        self.limits = Bounds(lowest, np.inf)
        self.whole = np.full(len(self.columns), int(whole))

    def _sums(self, maps: Maps, levels: Levels) -> csr_array:
        """Published cells × base cells that may hold something."""
        groups = [axis[level] for axis, level in zip(maps, levels, strict=True)]
        shape = [group.max() + 1 for group in groups]
        rows = np.ravel_multi_index(np.ix_(*groups), shape).ravel()[self.columns]
        places = (rows, np.arange(len(self.columns)))
        return csr_array((np.ones(len(rows)), places), (int(np.prod(shape)), len(self.columns)))

    def bounds(self, levels: Levels, cell: tuple[int, ...]) -> tuple[float, float]:
        """The smallest and the largest value that the cell can have."""
        row = np.ravel_multi_index(cell, self.shapes[levels])
        goal = self.sums[levels][[row]].toarray()[0]
        return self._best(goal), -self._best(-goal)

    def _best(self, goal: np.ndarray) -> float:
        """The least of the goal. HiGHS does not always tell unbounded from contradictory."""
        found = self._solve(goal)
        if found.status == OPTIMAL:
            return found.fun * self.scale
        assert self._solve(0 * goal).status == OPTIMAL, "What is published contradicts itself"
        return -np.inf

    def _solve(self, goal: np.ndarray):
        return milp(goal, constraints=self.given, bounds=self.limits, integrality=self.whole)


def known_empty(maps: Maps, published_units: Mapping[Levels, np.ndarray]) -> np.ndarray:
    """The base cells that lie in a cell published as holding no enterprise."""
    empty = np.zeros([len(axis[0]) for axis in maps], bool)
    for levels, array in published_units.items():
        groups = [axis[level] for axis, level in zip(maps, levels, strict=True)]
        empty |= (np.asarray(array, float) == 0)[np.ix_(*groups)]
    return empty


def release(sums: Mapping[Levels, np.ndarray], mask: Mapping[Levels, np.ndarray]):
    """The sums as they are published: NaN where the mask withholds them."""
    return {levels: np.where(mask[levels], np.nan, array) for levels, array in sums.items()}


def widths(attack: Attack, targets: Iterable[tuple[Levels, tuple[int, ...]]]):
    """Per target its lowest and highest possible value."""
    return {target: attack.bounds(*target) for target in targets}
