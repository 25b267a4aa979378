"""Parts that two rows hold against each other: RATs of one book year, and documents about them."""

from collections.abc import Iterable

import pgtrigger
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from registry.models import AnnualMeeting, Cooperative, Document
from registry.models.documents import ABOUT

PARKED = 0  # the book year of a RAT on its way from one row to the other, inside a transaction


def exchange_meetings(
    survivor: Cooperative, absorbed: Cooperative, years: Iterable[int | None]
) -> list[tuple[int, int]]:
    """Swap the RATs of ``years`` where both have one; the keys of what came and what went."""
    found = []
    for year in years:
        mine = survivor.meetings.filter(book_year=year).first()
        if mine is not None:
            theirs = absorbed.meetings.get(book_year=year)
            exchange(mine, theirs)
            found.append((theirs.pk, mine.pk))
    return found


def exchange(one: AnnualMeeting, other: AnnualMeeting) -> None:
    """Two RATs of one book year change their cooperatives.

    A row may hold one RAT a book year at every moment, so one of them waits under PARKED; that
    step stays out of the audit trail, which records where both rows end.
    """
    waiting = AnnualMeeting.objects.filter(pk=one.pk)
    with pgtrigger.ignore("registry.AnnualMeeting:update_update"):
        waiting.update(book_year=PARKED)
    AnnualMeeting.objects.filter(pk=other.pk).update(cooperative=one.cooperative_id)
    waiting.update(cooperative=other.cooperative_id, book_year=one.book_year)


_HOME = {"training": "training__board_member__cooperative"}


def documents_at(home: Cooperative, rows: QuerySet) -> list[int]:
    """Those of ``rows`` that are about a part of ``home``, or about no part at all."""
    paths = [F(_HOME.get(name, f"{name}__cooperative")) for name in ABOUT]
    about = Document.objects.filter(pk__in=rows.values("pk")).annotate(home=Coalesce(*paths))
    at_home = about.filter(home=home.pk) | about.filter(home=None)
    return list(at_home.order_by("pk").values_list("pk", flat=True))
