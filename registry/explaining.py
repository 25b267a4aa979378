"""Explaining what is unusual in a RAT: which warnings hold now, and the words a person gives.

A warning never blocks: it asks for a sentence, which is kept with the figures under the code of
the warning. Words for a warning that no longer holds are dropped.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from django.core.exceptions import ValidationError

from bengkalis.values import squeeze
from registry.compliance import DUE, WINDOW, deadline
from registry.figures import Doubt, Limits, doubts
from registry.models import AnnualMeeting
from registry.models.people import today
from registry.rules import NoRule, Wordings

LEAST, MOST = 10, 500  # letters, characters
KEYS = (DUE, WINDOW, "member_drop", "figure_jump")


def wordings() -> Wordings:
    """The rules that warnings and ``registry.compliance`` follow, in one query."""
    return Wordings(*KEYS)


def year_before(meeting: AnnualMeeting) -> AnnualMeeting | None:
    """The RAT of the latest book year before this one; before none yet, the latest of all."""
    if meeting.cooperative_id is None:
        return None
    earlier = meeting.cooperative.meetings.filter(book_year__isnull=False).exclude(pk=meeting.pk)
    if meeting.book_year:
        earlier = earlier.filter(book_year__lt=meeting.book_year)
    return earlier.first()


def doubts_of(meeting: AnnualMeeting) -> list[Doubt]:
    """The warnings about one RAT as it stands."""
    before = year_before(meeting) if meeting.book_year else None
    return doubts(meeting, before, limits(meeting, wordings()))


def doubts_of_all(meetings: Iterable[AnnualMeeting], rules: Wordings) -> dict[int, list[Doubt]]:
    """The warnings about all RAT of one cooperative, by key, without a query a row.

    Each ``meeting.cooperative`` must be at hand.
    """
    known = {meeting.book_year: meeting for meeting in meetings if meeting.book_year}
    years = sorted(known)
    before = {year: known[past] for past, year in pairwise(years)}
    return {
        meeting.pk: doubts(meeting, before.get(meeting.book_year), limits(meeting, rules))
        for meeting in meetings
    }


def limits(meeting: AnnualMeeting, rules: Wordings) -> Limits:
    """What the rules said at the end of the book year; without a book year, what they say now."""
    day = date(meeting.book_year, 12, 31) if meeting.book_year else today()
    drop, jump = rules.on(day, "member_drop"), rules.on(day, "figure_jump")
    return Limits(
        drop and drop["persons"], jump and Decimal(str(jump["times"])), _deadline(meeting, rules)
    )


def _deadline(meeting: AnnualMeeting, rules: Wordings) -> date | None:
    if not meeting.book_year or meeting.cooperative_id is None:
        return None
    try:
        return deadline(meeting.book_year, meeting.cooperative.form, rules)
    except NoRule:
        return None


class Asked(NamedTuple):
    """One warning that wants words: those it has, and why they do not do ("" when they do)."""

    doubt: Doubt
    words: str
    refusal: str


def explain(meeting: AnnualMeeting, given: dict[str, str]) -> list[Asked]:
    """Keep the words for every warning that holds: those ``given``, else those it has. Unsaved."""
    asked = []
    for doubt in doubts_of(meeting):
        words = squeeze(given.get(doubt.code, meeting.explanations.get(doubt.code, "")))
        asked.append(Asked(doubt, words, _refusal(words)))
    meeting.explanations = {one.doubt.code: one.words for one in asked}
    return asked


def reason_given(words: str) -> str:
    """``words`` without needless space. Raises ValidationError for a reason that is none."""
    words = squeeze(words)
    if sentence := _refusal(words):
        raise ValidationError(sentence)
    return words


def _refusal(words: str) -> str:
    letters = sum(letter.isalpha() for letter in words)
    if letters < LEAST:
        found = f"ditemukan {letters} huruf, " if words else ""
        return f"Tulis penjelasannya: {found}diharapkan sedikitnya {LEAST} huruf."
    if len(words) > MOST:
        return f"Ditemukan {len(words)} huruf dan tanda, diharapkan paling banyak {MOST}."
    return ""


def prune(meeting: AnnualMeeting, changed: Iterable[str]) -> bool:
    """Drop words for warnings that no longer hold, or about figures that ``changed`` unseen.

    Says whether there were any; unsaved.
    """
    if not meeting.explanations:
        return False
    held = {doubt.code: set(doubt.fields) for doubt in doubts_of(meeting)}
    kept = {
        code: words
        for code, words in meeting.explanations.items()
        if code in held and not held[code] & set(changed)
    }
    dropped = kept != meeting.explanations
    meeting.explanations = kept
    return dropped
