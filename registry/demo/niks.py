"""NIK of made-up people: built as the real ones are, with a serial that no office has given out.

Six digits of the place of first registration, DDMMYY (women: day + 40), four of a serial. Real
serials count the people born on one day in one kecamatan; from 9000 on nobody is.
"""

from datetime import date
from random import Random

from registry.enums import Sex
from registry.models import District

FIRST_SERIAL, SERIALS = 9000, 1000
ELSEWHERE = (  # where people of Bengkalis come from: code of the kecamatan, place of birth
    ("147101", "Pekanbaru"),
    ("147201", "Dumai"),
    ("140801", "Siak"),
    ("141001", "Selatpanjang"),
    ("127101", "Medan"),
    ("121201", "Balige"),
    ("127701", "Padangsidimpuan"),
    ("130607", "Lubuk Basung"),
    ("137101", "Padang"),
    ("330814", "Magelang"),
    ("350709", "Malang"),
)
BORN_ELSEWHERE = 0.22
MISMATCH = 0.02


def origin(rng: Random, district: District) -> tuple[str, str]:
    """Code of first registration and place of birth; old kecamatan where a new one split off."""
    if rng.random() < BORN_ELSEWHERE:
        return rng.choice(ELSEWHERE)
    split = district.split_from
    if split and rng.random() < 0.6:
        district = split
    return district.kemendagri_code.replace(".", ""), district.name


def nik(area: str, born: date, sex: str, serial: int) -> str:
    """``serial`` counts people; within one cooperative no two get the same NIK."""
    day = born.day + 40 if sex == Sex.FEMALE else born.day
    last = FIRST_SERIAL + serial % SERIALS
    return f"{area}{day:02}{born.month:02}{born.year % 100:02}{last}"


def misread(rng: Random, born: date) -> date:
    """A day that somebody read from the card and wrote down wrongly; never later than ``born``."""
    if born.day <= 12 and born.day < born.month:
        return date(born.year, born.day, born.month)
    return born.replace(year=born.year - rng.choice((1, 1, 2, 10)))
