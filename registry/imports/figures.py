"""The RAT of a row and the figures a cooperative accounts for there."""

import re
from decimal import Decimal

from bengkalis import values
from registry.figures import sums
from registry.imports.cells import Cells
from registry.models import AnnualMeeting

COUNTS = {
    "members_male": "members_male",
    "members_female": "members_female",
    "members_total": "members_total",
    "managers_total": "managers",
    "employees": "employees",
}
AMOUNTS = ("assets", "own_capital", "outside_capital", "turnover", "surplus")
MAY_BE_NEGATIVE = {"own_capital", "surplus"}
MOST_PEOPLE = 2**31 - 1
FIRST_BOOK_YEAR = 1945


def read_meeting(cells: Cells) -> None:
    """Day, book year and figures of the latest RAT. Figures are as of the day of the list."""
    figures = {name: _count(cells, key) for key, name in COUNTS.items()}
    figures |= {name: _amount(cells, name) for name in AMOUNTS}
    given = {name: value for name, value in figures.items() if value is not None}
    day, year = cells.past_day("last_meeting_on"), _book_year(cells)
    if day and year and year > day.year:
        sentence = f"Ditemukan tahun buku {year}, diharapkan paling lambat {day.year}, tahun RAT."
        cells.problem("book_year", "book_year_after_meeting", sentence)
    if given or day or year:
        cells.said.meeting = {"book_year": year, **given}
    if day:
        cells.said.meeting["held_on"] = day
    if given and cells.listing.as_of:
        cells.said.meeting["figures_as_of"] = cells.listing.as_of
    _compare_sums(cells, given)


def _count(cells: Cells, key: str) -> int | None:
    number = _not_negative(cells, key, cells.parsed(key, values.parse_integer))
    if number is not None and number > MOST_PEOPLE:
        shown = values.format_number(number)
        cells.problem(key, "unparsable_number", f"Ditemukan {shown}, diharapkan jumlah orang.")
        return None
    return number


def _amount(cells: Cells, key: str) -> Decimal | None:
    scale = cells.listing.scales.get(key, 1)
    amount = cells.parsed(key, lambda value: values.parse_money(value, scale=scale))
    return amount if key in MAY_BE_NEGATIVE else _not_negative(cells, key, amount)


def _not_negative(cells: Cells, key: str, number):
    if number is None or number >= 0:
        return number
    sentence = f"Ditemukan {values.format_number(number)}, diharapkan 0 atau lebih."
    cells.problem(key, "negative_value", sentence)
    return None


def _book_year(cells: Cells) -> int | None:
    typed, latest = cells.text("book_year"), cells.listing.today.year
    if not typed:
        return None
    if re.fullmatch(r"[0-9]{4}", typed) and FIRST_BOOK_YEAR <= int(typed) <= latest:
        return int(typed)
    sentence = (
        f"Ditemukan “{typed[:40]}”, diharapkan satu tahun, {FIRST_BOOK_YEAR} sampai {latest}."
    )
    cells.problem("book_year", "unparsable_number", sentence)
    return None


def _compare_sums(cells: Cells, given: dict) -> None:
    for doubt in sums(AnnualMeeting(**given)):
        cells.problem(doubt.fields[-1], "sum_mismatch", doubt.sentence)
