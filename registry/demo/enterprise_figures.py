"""Figures of made-up MSMEs for 2020 and 2021: many small, few large, one or two that outweigh all.

By sales about 96 of 100 are micro under UU 20/2008; PP 7/2021 counts most of the small ones as
micro. What is not known is left out, which is not 0; some have sold nothing at all.
"""

import uuid
from math import exp, log
from random import Random

from registry import size_classes
from registry.demo.enterprise_plan import Quarter
from registry.demo.trades import Trade
from registry.enums import Sex, SizeBasis, SizeClass
from registry.models import EnterpriseYear

YEARS = (2020, 2021)
SOURCE = "Pendataan UMKM (CONTOH)"
MILLION = size_classes.MILLION
MICRO, SMALL = SizeClass.MICRO.value, SizeClass.SMALL.value
MEDIUM, LARGE = SizeClass.MEDIUM.value, SizeClass.LARGE.value
FORMS = {SMALL: ("UD", "UD", "CV", "Toko"), MEDIUM: ("CV", "PT"), LARGE: ("PT",)}
SHARES = ((LARGE, 0.0002), (MEDIUM, 0.0032), (SMALL, 0.022))  # before ``Trade.larger``
STAFF = {SMALL: (5, 19), MEDIUM: (20, 99), LARGE: (100, 320)}
ALONE, ALONE_WEIGHTS = (1, 2, 3, 4), (56, 28, 11, 5)

LIMITS = sorted({*size_classes.UU20.sales, *size_classes.PP7.sales})
EDGES = [amount + more for amount in LIMITS for more in (0, 1)]
EDGES_OF_CAPITAL = [amount + more for amount in size_classes.PP7.wealth for more in (0, 1)]
EDGES_OF_ASSETS = [amount + more for amount in size_classes.UU20.wealth for more in (0, 1)]
EVERY = 1_663  # an MSME whose sales stand on a limit, or one rupiah above it

NO_FIRST, NO_SECOND, NEITHER = 0.009, 0.011, 0.004  # of those that were there in both years
NO_SALES, NOTHING_SOLD, NO_WORKERS, ONE_SEX_ONLY = 0.03, 0.008, 0.03, 0.01
NO_ASSETS, NO_CAPITAL, CONFLICT = 0.35, 0.08, 0.04
SAME_AGAIN, LEAP, FALL = 0.08, 0.012, 0.012
MOVED, OTHER_BUSINESS = 0.004, 0.004


def size(rng: Random, trade: Trade) -> str:
    """The class by sales under UU 20/2008 that the MSME is made for."""
    chance = rng.random()
    for found, share in SHARES:
        share *= trade.larger
        if chance < share:
            return found
        chance -= share
    return MICRO


def latest(year: dict) -> dict:
    """What the database repeats of the newest year on the enterprise: its trigger has no work."""
    sales, capital = year["sales"], year["capital"]
    return {
        "latest_year": year["year"],
        "latest_uu20": size_classes.size_uu20(sales, year["assets"]),
        "latest_pp7": size_classes.size_pp7(year["year"], year["pp7_basis"], sales, capital),
    }


class Writer:
    """Makes the years of one MSME of a quarter after the other."""

    def __init__(self, quarter: Quarter, sections: dict[str, int]):
        self.quarter, self.sections, self.rng = quarter, sections, quarter.dice("angka UMKM")

    def years(self, number: int, row: dict, trade: Trade, size: str) -> list[dict]:
        """Rows of the years in which it was there and was asked, oldest first."""
        rng, found = self.rng, []
        basis = size_classes.basis_of(row["started_on"], row["started_year"])
        sales, workers = _sales(rng, trade, size), _workers(rng, trade, size, row["owner_sex"])
        for year in YEARS:
            if year > YEARS[0]:
                sales, workers = _sales_next_year(rng, sales), _workers_next_year(rng, workers)
            if number % EVERY == 0:
                sales = EDGES[number // EVERY % len(EDGES)]
            one = self._row(row, year, basis) | _money(rng, sales) | _persons(workers)
            found.append(_known(rng, number, one))
        asked = _asked(rng, row)
        return [one for one in found if one["year"] in asked]

    def _row(self, row: dict, year: int, basis: str) -> dict:
        """A few were somewhere else in 2020, or did something else."""
        rng, quarter = self.rng, self.quarter
        district, section = row["district_id"], row["section_id"]
        if year == YEARS[0] and rng.random() < MOVED:
            district = rng.choice(quarter.elsewhere)
        if year == YEARS[0] and section and rng.random() < OTHER_BUSINESS:
            other = rng.choices(quarter.trades, cum_weights=quarter.trade_weights)[0]
            section = self.sections[other.section]
        return {
            "uid": uuid.UUID(int=rng.getrandbits(128), version=4),
            "year": year,
            "district_id": district,
            "section_id": section,
            "pp7_basis": basis,
            "source": SOURCE,
        }


def _asked(rng: Random, row: dict) -> tuple[int, ...]:
    """The years in which somebody asked; an MSME of 2021 has no 2020, one that closed no 2021."""
    if row["started_year"] == YEARS[1]:
        return YEARS[1:]
    if row["closed_on"] and row["closed_on"].year == YEARS[0]:
        return YEARS[:1]
    chance = rng.random()
    if chance < NEITHER:
        return ()
    if chance < NEITHER + NO_SECOND:
        return YEARS[:1]
    return YEARS[1:] if chance < NEITHER + NO_SECOND + NO_FIRST else YEARS


def _sales(rng: Random, trade: Trade, size: str) -> int:
    """Rupiah in 2020; within every class few are near its upper end."""
    if size == MICRO:
        amount = trade.sales * MILLION * exp(rng.gauss(0, 0.75))
        top = size_classes.UU20.sales[0]
        return _round(rng, amount if amount <= top else top * rng.uniform(0.3, 0.9))
    low, middle, high = size_classes.UU20.sales
    if size == LARGE:
        return _round(rng, high * (1.05 + rng.expovariate(1.2)))
    low, high = (low, middle) if size == SMALL else (middle, high)
    return _round(rng, low * exp(log(high / low) * rng.random() ** 1.8) + MILLION)


def _sales_next_year(rng: Random, sales: int) -> int:
    """Mostly a little more or less; some really grow into the next class, some shrink."""
    chance = rng.random()
    if chance < SAME_AGAIN:
        return sales
    factor = exp(rng.gauss(0.03, 0.2))
    if chance < SAME_AGAIN + LEAP:
        factor *= rng.uniform(2, 7)
    elif chance < SAME_AGAIN + LEAP + FALL:
        factor /= rng.uniform(2, 7)
    return _round(rng, sales * factor)


def _round(rng: Random, amount: float) -> int:
    """As people tell it: in millions or in hundred thousands."""
    step = MILLION if rng.random() < 0.4 else MILLION // 10
    return max(step, round(amount / step) * step)


def _workers(rng: Random, trade: Trade, size: str, owner: str) -> tuple[int, int]:
    """Men and women, the owner among them."""
    if size in STAFF:
        least, most = STAFF[size]
        total = least + int((most - least) * rng.random() ** 2)
        women = round(total * min(max(rng.gauss(trade.women, 0.12), 0), 1))
        return total - women, women
    others = rng.choices(ALONE, ALONE_WEIGHTS)[0] - 1
    women = sum(rng.random() < trade.women for _ in range(others)) + (owner == Sex.FEMALE)
    return others + 1 - women, women


def _workers_next_year(rng: Random, workers: tuple[int, int]) -> tuple[int, int]:
    """Now and then somebody came or went; the last one stays."""
    men, women = workers
    chance = rng.random()
    if chance < 0.06:
        return (men + 1, women) if rng.random() < 0.5 else (men, women + 1)
    if chance < 0.10 and men + women > 1:
        return (men - 1, women) if men > women else (men, women - 1)
    return workers


def _money(rng: Random, sales: int) -> dict:
    """Sales, and capital and assets that go with them, or in some lists against them."""
    capital = sales * rng.uniform(0.06, 0.5)
    if rng.random() < CONFLICT:
        capital *= rng.uniform(5, 15)
    assets = capital * rng.uniform(0.8, 1.7)
    return {"sales": sales, "capital": _round(rng, capital), "assets": _round(rng, assets)}


def _persons(workers: tuple[int, int]) -> dict:
    men, women = workers
    return {"workers_male": men, "workers_female": women}


def _known(rng: Random, number: int, one: dict) -> dict:
    """What the lists leave out, which is not 0, and what really is 0; limits stay as they are."""
    if rng.random() < NO_ASSETS:
        one["assets"] = None
    if rng.random() < NO_CAPITAL:
        one["capital"] = None
    if (chance := rng.random()) < NO_WORKERS:
        one["workers_male"] = one["workers_female"] = None
    elif chance < NO_WORKERS + ONE_SEX_ONLY:
        one["workers_female"] = None
    if number % EVERY == 0:
        return one
    if (chance := rng.random()) < NO_SALES:
        one["sales"] = None
        one["assets"] = _edge(number, 40, EDGES_OF_ASSETS) or one["assets"]
    elif chance < NO_SALES + NOTHING_SOLD:
        one["sales"] = 0
    if one["pp7_basis"] == SizeBasis.CAPITAL:
        one["capital"] = _edge(number, 20, EDGES_OF_CAPITAL) or one["capital"]
    if all(one[name] is None for name in EnterpriseYear.FIGURES):
        one["workers_male"] = 1
    return one


def _edge(number: int, every: int, edges: list[int]) -> int | None:
    """One of ``edges`` in turn for every so many numbers, else None."""
    return edges[number // every % len(edges)] if number % every == 0 else None
