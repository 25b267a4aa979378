"""What a deed number and its date say about each other, in Python and in SQL."""

import re
from datetime import date

from django.db.models import F, Func, IntegerField, Value
from django.db.models.functions import Cast

PLACEHOLDER_DATE = date(1945, 8, 17)  # what the ministry's system shows where no date was entered

# 1303/BHK/DISKOP/XII/1987 and AHU-0012345.AH.01.26.TAHUN 2021 end in the year of the deed.
_YEAR_AT_END = r"(?:TAHUN\s*|/\s*)((?:19|20)[0-9]{2})\s*$"
_YEAR = re.compile(_YEAR_AT_END, re.IGNORECASE | re.ASCII)


def year_in(number: str) -> int | None:
    """The year that a deed number ends in, where it ends in one."""
    year = _YEAR.search(number)
    return int(year[1]) if year else None


def year_of(column: str) -> Cast:
    """``year_in`` in SQL."""
    pattern = Value(f"(?i){_YEAR_AT_END}")
    return Cast(Func(F(column), pattern, function="SUBSTRING"), IntegerField())
