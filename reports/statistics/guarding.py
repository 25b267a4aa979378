"""From base arrays to published cells: sums at every division, and which of them are withheld."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from registry.models.people import today
from registry.rules import Rules
from reports.statistics.axes import Side
from reports.statistics.definitions import Cell
from reports.statistics.disclosure import Axis, Base, Money, Policy, aggregate, protect

RULE = "disclosure"


def policy_values() -> dict:
    """The rule of disclosure control in force, as it is dated in the register. Raises NoRule."""
    return Rules(today())[RULE]


def policy_of(values: Mapping) -> Policy:
    return Policy(
        units=values["units"],
        persons=values["persons"],
        dominance=values["dominance_percent"],
        share=values["largest_percent"],
        width=values["width_percent"],
    )


def array(sides: Sequence[Side], values: Mapping[tuple, int]) -> np.ndarray:
    """``values`` by base categories as an array; 0 where nothing is said."""
    places = [side.at() for side in sides]
    found = np.zeros([len(side.base) for side in sides], dtype=np.int64)
    for cell, value in values.items():
        found[tuple(at[one] for at, one in zip(places, cell, strict=True))] += value
    return found


def axes(sides: Sequence[Side]) -> tuple[Axis, ...]:
    return tuple(
        Axis(tuple(np.array(level.of, dtype=np.intp) for level in side.levels)) for side in sides
    )


class Guarded:
    """Sums of several measures over one base table, and its mask, at every division."""

    def __init__(
        self,
        sides: Sequence[Side],
        units: np.ndarray,
        persons: Mapping[str, np.ndarray],
        money: Mapping[str, Money],
        others: Mapping[str, np.ndarray],
        policy: Policy,
        keep: Collection[Cell] = (),
    ):
        self.sides, self.axes = sides, axes(sides)
        base = Base(self.axes, units, tuple(persons.values()), tuple(money.values()))
        self.sums = {"units": units, **persons, **others}
        self.mask = protect(base, policy, self._kept(keep))

    def divisions(self) -> Iterator[tuple[int, ...]]:
        return product(*(range(len(side.levels)) for side in self.sides))

    def cells(self) -> Iterator[tuple[Cell, dict[str, int], bool]]:
        """Codes, sums by measure, and whether they are withheld, of every published cell."""
        for division in self.divisions():
            sums = {n: aggregate(a, self.axes, division) for n, a in self.sums.items()}
            hidden, codes = self.mask[division], self._codes(division)
            for place in np.ndindex(hidden.shape):
                cell = tuple(codes[axis][at] for axis, at in enumerate(place))
                said = {name: int(values[place]) for name, values in sums.items()}
                yield cell, said, bool(hidden[place])

    def _codes(self, division: tuple[int, ...]) -> list[tuple[str, ...]]:
        levels = zip(self.sides, division, strict=True)
        return [side.levels[level].codes for side, level in levels]

    def _kept(self, keep: Collection[Cell]) -> dict[tuple[int, ...], np.ndarray]:
        """The cells withheld before, as masks; codes that are gone are left out."""
        if not keep:
            return {}
        kept = frozenset(keep)
        found = {}
        for division in self.divisions():
            codes = self._codes(division)
            found[division] = np.array(
                [cell in kept for cell in product(*codes)], dtype=bool
            ).reshape([len(one) for one in codes])
        return found
