"""What is typed into a field, read as its value; the same in JavaScript (``reading.js``).

A subset of what ``bengkalis/values.py`` reads, small enough to be exactly the same on a device
without network: ``1.250``, ``1 250``, ``1250``, ``Rp 1.500.000``, ``87,5``, ``31-12-2020``,
``31/12/2020``. Whatever else is typed is kept as it is under ``raw:`` and asked about.
``reports/tests/reading_vectors.json`` holds both to the same answers.
"""

import re
from datetime import date
from typing import Any

from bengkalis.values import squeeze
from reports.questionnaire.definition import LONGEST, Field

WHOLE = re.compile(r"[0-9]{1,16}|[0-9]{1,3}(?:[. ][0-9]{3}){1,5}")
PERCENT = re.compile(r"([0-9]{1,4})(?:,([0-9]{1,2}))? ?%?")
MONEY = re.compile(r"(?:rp\.? ?)?(.*?)(?:,-|,00)?", re.IGNORECASE)
DAY = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
LARGEST = 2**53 - 1  # the greatest whole number that JSON carries everywhere unchanged
YES, NO = ("ya", "true", "on", "1"), ("tidak", "false", "0")


class Unread(ValueError):
    """The text is no value of the field."""


def read(field: Field, typed: str) -> Any:
    """The value that ``typed`` states; None for nothing. Raises Unread."""
    text = squeeze(typed)
    if not text:
        return None
    return READERS[field.kind](field, text)


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise Unread(text)
    number = int(re.sub(r"[. ]", "", text))
    if number > LARGEST:
        raise Unread(text)
    return number


def _money(field: Field, text: str) -> int:
    match = MONEY.fullmatch(text)
    return _whole(match[1] if match else text)


def _percent(field: Field, text: str) -> int:
    match = PERCENT.fullmatch(text)
    if not match:
        raise Unread(text)
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def _text(field: Field, text: str) -> str:
    if len(text) > LONGEST:
        raise Unread(text)
    return text


def _choice(field: Field, text: str) -> str:
    if text not in dict(field.choices):
        raise Unread(text)
    return text


def _date(field: Field, text: str) -> str:
    if match := ISO_DAY.fullmatch(text):
        year, month, day = match.groups()
    elif match := DAY.fullmatch(text):
        day, month, year = match.groups()
    else:
        raise Unread(text)
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError as error:
        raise Unread(text) from error


def _yesno(field: Field, text: str) -> bool:
    if text.lower() not in (*YES, *NO):
        raise Unread(text)
    return text.lower() in YES


READERS = {
    "count": lambda field, text: _whole(text),
    "money": _money,
    "percent": _percent,
    "text": _text,
    "choice": _choice,
    "date": _date,
    "yesno": _yesno,
}


def is_value(field: Field, value: Any) -> bool:
    """Whether ``value``, as it came from a program, is of the kind the field holds."""
    if field.is_number:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
    if field.kind == "yesno":
        return isinstance(value, bool)
    if not isinstance(value, str):
        return False
    try:
        return READERS[field.kind](field, value) == value
    except Unread:
        return False
