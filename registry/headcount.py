"""How many members: on a day, by sex, year by year, and beside the figures of the RAT.

Counted from the dates of the memberships alone, so the same question always has the same answer.
A membership without a date of joining has always been.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear

from registry.enums import Sex
from registry.models import AnnualMeeting, Cooperative
from registry.models.members import MemberQuerySet


@dataclass(frozen=True)
class Heads:
    """Persons on a day; ``unknown`` are those whose sex is not recorded."""

    total: int
    male: int
    female: int

    @property
    def unknown(self) -> int:
        return self.total - self.male - self.female


@dataclass(frozen=True)
class Year:
    """Who came and went in a calendar year, and how many there were at its end."""

    year: int
    joined: int
    left: int
    at_end: int


@dataclass(frozen=True)
class Compared:
    """The members according to a RAT, and according to the book on the same day."""

    meeting: AnnualMeeting
    day: date
    told: int
    counted: int

    @property
    def difference(self) -> int:
        return self.counted - self.told

    @property
    def shortfall(self) -> int:
        return -self.difference


def heads(members: MemberQuerySet, day: date) -> Heads:
    """Who was a member on ``day``, in one query."""
    return Heads(
        **members.on(day).aggregate(
            total=Count("pk"),
            male=Count("pk", filter=Q(sex=Sex.MALE)),
            female=Count("pk", filter=Q(sex=Sex.FEMALE)),
        )
    )


def persons(rows: MemberQuerySet, most: int) -> tuple[int, int]:
    """Memberships and distinct persons among at most ``most`` of ``rows``.

    Rows with one NIK are one person; every row without NIK is a person of its own.
    """
    found = rows.order_by()[:most].aggregate(
        rows=Count("pk"),
        known=Count("nik_index", distinct=True),
        unknown=Count("pk", filter=Q(nik_index__isnull=True)),
    )
    return found["rows"], found["known"] + found["unknown"]


def years(members: MemberQuerySet, today: date) -> list[Year]:
    """Every year since the first dated movement, newest first; the running one as of ``today``.

    A person who leaves on 1 January was a member until the year before, and left in the new one.
    """
    joined, left = _by_year(members, "joined_on"), _by_year(members, "left_on")
    count = joined.pop(None, 0)
    left.pop(None, 0)
    found = []
    for year in range(min([*joined, *left], default=today.year), today.year + 1):
        count += joined[year] - left[year]
        found.append(Year(year, joined[year], left[year], count))
    return found[::-1]


def _by_year(members: MemberQuerySet, column: str) -> Counter:
    rows = members.order_by().values_list(ExtractYear(column)).annotate(Count("pk"))
    return Counter(dict(rows))


def beside_meeting(cooperative: Cooperative, day: date) -> Compared | None:
    """The latest RAT with a number of members held against the book of the same day.

    ``day`` stands in for a RAT that says neither its day nor its book year.
    """
    known = Q(members_total__isnull=False) | Q(
        members_male__isnull=False, members_female__isnull=False
    )
    meeting = cooperative.meetings.filter(known).first()
    if meeting is None:
        return None
    told = meeting.members_total
    if told is None:
        told = meeting.members_male + meeting.members_female
    day = _day_of(meeting) or day
    return Compared(meeting, day, told, cooperative.members.on(day).count())


def _day_of(meeting: AnnualMeeting) -> date | None:
    if meeting.figures_as_of:
        return meeting.figures_as_of
    return date(meeting.book_year, 12, 31) if meeting.book_year else meeting.held_on
