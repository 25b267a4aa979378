"""Deeds as the office's lists really have them: four styles, and the usual slips of the pen."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

MONTHS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
PLACEHOLDER = date(1945, 8, 17)  # what the ministry's form was given where nobody knew the date
SABH_SINCE = 2017  # from then on the Ministry of Law approves, and numbers begin with AHU


@dataclass(frozen=True)
class Deed:
    """``founded`` is true; ``number`` and ``day`` are what the register says."""

    founded: date
    number: str
    day: date | None


def deed(rng: Random, serial: int, since: int, until: int) -> Deed:
    """The deed of a cooperative founded between the years ``since`` and ``until``."""
    founded = day_of(rng, rng.randint(since, until))
    slip = rng.random()
    if slip < 0.02:
        return Deed(founded, "", None)
    if slip < 0.03:
        return Deed(founded, _number(rng, serial, founded), None)
    if slip < 0.07:
        return Deed(founded, _number(rng, serial, founded), PLACEHOLDER)
    if slip < 0.10:
        other = founded.replace(year=founded.year - rng.randint(1, 3), day=1)
        return Deed(founded, _number(rng, serial, other), founded)
    return Deed(founded, _number(rng, serial, founded), founded)


def amendment(rng: Random, serial: int, founded: date) -> tuple[str, date]:
    """Number and date of a later change of the articles."""
    day = day_of(rng, rng.randint(max(founded.year + 2, 2008), 2019))
    return f"{serial}/PAD/BH/{MONTHS[day.month - 1]}/{day.year}", day


def rewritten(rng: Random, number: str) -> str:
    """The same number as another list has it: other separators, small letters."""
    other = number.replace("/", " / ") if rng.random() < 0.5 else number.replace("/", "-")
    return other.lower() if rng.random() < 0.4 or other == number else other


def day_of(rng: Random, year: int) -> date:
    return date(year, 1, 1) + timedelta(days=rng.randrange(365))


def _number(rng: Random, serial: int, day: date) -> str:
    month, year = MONTHS[day.month - 1], day.year
    if year >= SABH_SINCE:
        return f"AHU-{serial:07}.AH.01.26.TAHUN {year}"
    old = (f"{serial}/BHK/DISKOP/{month}/{year}", f"{serial}/BH/KDK.4.5/{month}/{year}")
    new = (f"518.08/{serial}/BH/XIV.10/{month}/{year}", f"{serial}/BH/{month}/{year}")
    return rng.choice(old if year < 1999 else new)
