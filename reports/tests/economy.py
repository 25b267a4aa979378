"""A made-up economy of realistic size for the tests of disclosure control: 40,000 enterprises."""

from math import prod

import numpy as np

from reports.statistics.disclosure import Base, Money
from reports.statistics.hypercubes import Axis

PEOPLE = np.array([12, 8, 6, 22, 6, 4, 5, 12, 4, 4, 17])  # of the 11 kecamatan, in percent
LAND = np.array([0, 0, 1, 1, 2, 2, 1, 1, 1, 1, 1])
SECTIONS = 22
GROUPS = np.array([0, *[1] * 5, *[2] * 16])
# Classes under UU 20/2008 beside PP 7/2021: mikro, kecil, menengah, besar, not known. The newer law
# gives the same or a smaller one, but where capital decides.
PAIRS = ((0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2), (3, 2), (3, 3), (0, 1), (4, 4))
UU20 = (300_000_000, 2_500_000_000, 50_000_000_000)
PP7 = (2_000_000_000, 15_000_000_000, 50_000_000_000)
SHAPE = (len(PEOPLE), SECTIONS, len(PAIRS))


def axes() -> tuple[Axis, ...]:
    """Kecamatan, land, all; section, group, all; class of the one law, of the other, all."""
    old, new = np.array(PAIRS).T
    return (
        Axis((np.arange(len(PEOPLE)), LAND, np.zeros_like(LAND))),
        Axis((np.arange(SECTIONS), GROUPS, np.zeros_like(GROUPS))),
        Axis((old, new, np.zeros_like(old))),
    )


def economy(enterprises: int = 40_000, seed: int = 2020) -> Base:
    """Mostly mikro; sections absent from some kecamatan; sales in rupiah with a heavy tail."""
    dice = np.random.default_rng(seed)
    sales = np.round(np.exp(dice.normal(17.8, 1.75, enterprises))).astype(np.int64)
    cell = _places(dice, enterprises) * len(PAIRS) + _pairs(dice, sales)
    workers = 1 + dice.poisson((sales / 200_000_000) ** 0.6)
    women = dice.binomial(workers, 0.4)
    persons = (counted(cell, workers - women), counted(cell, women))
    return Base(axes(), counted(cell), persons, (money(cell, sales),))


def _places(dice, enterprises: int) -> np.ndarray:
    trades = dice.permutation(1 / np.arange(1, SECTIONS + 1) ** 1.6)
    share = np.outer(PEOPLE, trades) * (dice.random(SHAPE[:2]) > 0.15)
    return dice.choice(share.size, enterprises, p=(share / share.sum()).ravel())


def _pairs(dice, sales) -> np.ndarray:
    known = {pair: number for number, pair in enumerate(PAIRS)}
    table = np.array([[known.get((old, new), 0) for new in range(4)] for old in range(4)])
    pair = table[np.searchsorted(UU20, sales), np.searchsorted(PP7, sales)]
    capital = (sales < UU20[0]) & (dice.random(len(sales)) < 0.002)
    pair = np.where(capital, known[0, 1], pair)
    return np.where(dice.random(len(sales)) < 0.08, known[4, 4], pair)


def counted(cell, weights=None) -> np.ndarray:
    counts = np.bincount(cell, weights, minlength=prod(SHAPE))
    return counts.astype(np.int64).reshape(SHAPE)


def money(cell, amounts) -> Money:
    """The sum and the two largest of the amounts in each base cell."""
    order = np.lexsort((-amounts, cell))
    start = np.searchsorted(cell[order], np.arange(prod(SHAPE)))
    count = np.bincount(cell, minlength=prod(SHAPE))
    amounts_by_cell = np.append(amounts[order], [0, 0])
    first = np.where(count > 0, amounts_by_cell[start], 0)
    second = np.where(count > 1, amounts_by_cell[start + 1], 0)
    return Money(counted(cell, amounts), first.reshape(SHAPE), second.reshape(SHAPE))
