"""From base arrays to published cells: sums at every division, and which of them are withheld."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from registry.models.people import today
from registry.rules import Rules
from reports.statistics.axes import Side
from reports.statistics.definitions import Cell
from reports.statistics.disclosure import Base, Mask, Money, Policy, aggregate, protect
from reports.statistics.hypercubes import Axis, Levels, combos

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


UNITS, PERSONS, MONEY = "units", "persons", "money"
TIERS = (UNITS, PERSONS, MONEY)


class Guarded:
    """Sums of several measures over one base table, and what is withheld, at every division.

    Counts of units, counts of persons and sums of money are withheld apart: whose sales dominate a
    cell hides its sales, not how many there are. What is withheld of an earlier tier is withheld
    of the later ones too, so that the guarantee of each holds by itself. ``tellers``: how many
    told each of ``persons``, in their order.
    """

    def __init__(
        self,
        sides: Sequence[Side],
        units: np.ndarray,
        persons: Mapping[str, np.ndarray],
        money: Mapping[str, Money],
        others: Mapping[str, np.ndarray],
        policy: Policy,
        keep: Mapping[str, Collection[Cell]],
        published: Callable[[Levels], bool] = lambda division: True,
        tellers: Sequence[np.ndarray] = (),
    ):
        self.sides, self.axes = sides, axes(sides)
        self.published = frozenset(filter(published, combos(self.axes)))
        self.sums = {"units": units, **persons, **others}
        self.masks: dict[str, Mask] = {}
        given = {UNITS: ((), ()), PERSONS: (tuple(persons.values()), ())}
        given[MONEY] = (tuple(persons.values()), tuple(money.values()))
        before: Mask | None = None
        for tier in TIERS:
            if tier == UNITS or given[tier] != given[UNITS]:
                kept = _joined(before, self._kept(keep.get(tier, ())))
                told = () if tier == UNITS else tuple(tellers)
                base = Base(self.axes, units, *given[tier], told, self.published)
                before = protect(base, policy, kept)
            self.masks[tier] = before

    def cells(self) -> Iterator[tuple[Cell, dict[str, int], frozenset[str]]]:
        """Codes, sums by measure, and which tiers are withheld, of every published cell."""
        for division in sorted(self.published):
            sums = {n: aggregate(a, self.axes, division) for n, a in self.sums.items()}
            codes = self._codes(division)
            for place in np.ndindex(sums["units"].shape):
                cell = tuple(codes[axis][at] for axis, at in enumerate(place))
                said = {name: int(values[place]) for name, values in sums.items()}
                hidden = (t for t in TIERS if self.masks[t][division][place])
                yield cell, said, frozenset(hidden)

    def _codes(self, division: tuple[int, ...]) -> list[tuple[str, ...]]:
        levels = zip(self.sides, division, strict=True)
        return [side.levels[level].codes for side, level in levels]

    def _kept(self, keep: Collection[Cell]) -> Mask | None:
        """The cells withheld before, as masks; codes that are gone are left out."""
        if not keep:
            return None
        kept = frozenset(keep)
        return {division: self._marked(division, kept) for division in sorted(self.published)}

    def _marked(self, division: tuple[int, ...], kept: frozenset[Cell]) -> np.ndarray:
        codes = self._codes(division)
        marked = np.array([cell in kept for cell in product(*codes)], dtype=bool)
        return marked.reshape([len(one) for one in codes])


def _joined(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return one or other
    return {division: one[division] | other[division] for division in one}


def kept_by_tier(cells: Iterable[tuple[Cell, str]], tiers: Mapping[str, str]) -> dict[str, set]:
    """What was withheld before, by the tier of its metric."""
    found: dict[str, set] = {tier: set() for tier in TIERS}
    for cell, metric in cells:
        found[tiers[metric]].add(cell)
    return found
