"""Households: husband, wife and grown children of one surname at one address."""

from collections.abc import Iterator
from datetime import date
from random import Random

from registry.demo import names
from registry.demo.plan import Slot
from registry.enums import Sex

SIZES, WEIGHTS = (1, 2, 3, 4), (46, 32, 14, 8)
OF_AGE = 18
OLDEST, NOT_SO_OLD = 1941, 1960  # years of birth


def settle(rng: Random, slot: Slot, people: list[dict]) -> None:
    """Give ``people`` (rows with sex and joined_on) name, address, village and birth date."""
    men = [row for row in people if row["sex"] == Sex.MALE]
    women = [row for row in people if row["sex"] == Sex.FEMALE]
    rng.shuffle(men)
    rng.shuffle(women)
    while men or women:
        household = list(_gather(rng, men, women))
        surname, home = rng.choice(names.SURNAMES), _home(rng, slot)
        _births(rng, household)
        for row in household:
            given = names.MEN if row["sex"] == Sex.MALE else names.WOMEN
            row["name"] = f"{rng.choice(given)} {surname}"
            row |= home


def _gather(rng: Random, men: list[dict], women: list[dict]) -> Iterator[dict]:
    """The head, the other half of the couple, then children, as long as there are people."""
    size = rng.choices(SIZES, WEIGHTS)[0]
    first, second = (men, women) if rng.random() < 0.8 else (women, men)
    for place in range(size):
        pool = first if place % 2 == 0 else second
        pool = pool or men or women
        if pool:
            yield pool.pop()


def _home(rng: Random, slot: Slot) -> dict:
    """Mostly in the cooperative's own village; some lists give no village, or no address."""
    village = slot.place if rng.random() < 0.8 else rng.choice(slot.around)
    return {
        "address": names.address(rng) if rng.random() < 0.94 else "",
        "village_id": village.pk if rng.random() < 0.9 else None,
    }


def _births(rng: Random, household: list[dict]) -> None:
    """A couple of about one age, children a generation younger; all of age when they joined."""
    head = household[0]
    born = _of_age(head, head["joined_on"].year - rng.randint(22, 50))
    if born < OLDEST:
        born = _of_age(head, rng.randint(OLDEST, NOT_SO_OLD))
    for place, row in enumerate(household):
        year = born
        if place == 1:
            year = _of_age(row, born + rng.randint(-6, 4))
        elif place > 1:
            year = _child(rng, row, born)
        row["birth_date"] = date(year, rng.randint(1, 12), rng.randint(1, 28))


def _child(rng: Random, row: dict, born: int) -> int:
    """Who would have been a child when joining is a brother or sister of the head instead."""
    year = born + rng.randint(20, 30)
    if year > row["joined_on"].year - OF_AGE:
        year = born + rng.randint(-8, 8)
    return _of_age(row, year)


def _of_age(row: dict, year: int) -> int:
    return min(year, row["joined_on"].year - OF_AGE - 1)


def was_of_age(row: dict, day: date) -> bool:
    return row["birth_date"].year < day.year - OF_AGE
