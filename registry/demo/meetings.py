"""Annual meetings (RAT) and their figures, with the gaps that real books have."""

from datetime import date, timedelta
from random import Random

FIRST_YEAR, LAST_YEAR = 2015, 2019
STALE = 0.10  # of the aktif ones: no RAT for years, and nobody changed the status
THOUSAND = 1000


def of_active(rng: Random, founded: date, members: int) -> list[dict]:
    """The RAT of an aktif cooperative for its last book years; the newest has ``members``."""
    last = _last_year(rng, founded)
    first = min(max(FIRST_YEAR, founded.year), last)
    years = [year for year in range(first, last) if rng.random() < 0.9]
    capital = members * rng.randint(2_000, 30_000) * THOUSAND
    return [
        _meeting(rng, year, max(members - rng.randint(0, 2) * (last - year), 9), capital)
        for year in years
    ] + [_meeting(rng, last, members, capital)]


def _last_year(rng: Random, founded: date) -> int:
    chance = rng.random()
    if chance < STALE and founded.year < 2012:
        return rng.randint(2011, 2014)
    return LAST_YEAR - 1 if chance < 0.2 and founded.year < LAST_YEAR else LAST_YEAR


def of_sleeping(rng: Random, founded: date, asleep: int) -> list[dict]:
    """The last RAT anybody remembers, if any, of a cooperative that stopped in year ``asleep``."""
    if rng.random() < 0.3:
        return []
    year = rng.randint(max(founded.year, asleep - 4), asleep - 1)
    members = rng.randint(20, 95)
    if rng.random() < 0.3:  # the list gives a date and does not say of which book year
        return [{"book_year": None, "held_on": _held(rng, year), "members_total": members}]
    return [_meeting(rng, year, members, members * rng.randint(500, 9_000) * THOUSAND)]


def _held(rng: Random, book_year: int) -> date:
    """Mostly within three months of the book year, at the latest within six."""
    days = rng.randint(9, 90) if rng.random() < 0.8 else rng.randint(91, 180)
    return date(book_year + 1, 1, 1) + timedelta(days=days)


def _meeting(rng: Random, book_year: int, members: int, capital: int) -> dict:
    return {
        "book_year": book_year,
        "held_on": _held(rng, book_year),
        "figures_as_of": date(book_year, 12, 31),
        "employees": rng.randint(0, max(1, members // 12)),
        "managers": rng.randint(0, 1),
        **_members(rng, members),
        **_money(rng, capital, book_year),
    }


def _members(rng: Random, total: int) -> dict:
    men = rng.randint(total // 4, total * 3 // 4)
    if rng.random() < 0.08:
        return {"members_male": None, "members_female": None, "members_total": total}
    miscount = rng.choice((1, 2, 10)) if rng.random() < 0.03 else 0
    return {
        "members_male": men,
        "members_female": total - men + miscount,
        "members_total": total,
    }


def _money(rng: Random, capital: int, book_year: int) -> dict:
    growth = max(0.3, 0.8 + 0.05 * (book_year - FIRST_YEAR))
    assets = _rounded(capital * growth * rng.uniform(0.95, 1.05))
    outside = _rounded(assets * rng.choice((0, 0.1, 0.25, 0.4)))
    turnover = _rounded(assets * rng.uniform(0.2, 1.6))
    forgotten = rng.random() < 0.04  # outside capital left out of the balance
    return {
        "assets": assets,
        "own_capital": assets - outside,
        "outside_capital": 0 if forgotten else outside,
        "turnover": turnover,
        "surplus": _rounded(turnover * rng.uniform(-0.02, 0.10)),
    }


def _rounded(amount: float) -> int:
    return round(amount / THOUSAND) * THOUSAND
