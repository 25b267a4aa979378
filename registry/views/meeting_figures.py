"""The RAT of one cooperative as its page shows them: how it stands, figures, what was explained."""

from dataclasses import dataclass, field
from datetime import date

from bengkalis.templatetags.ui import number, tanggal_pendek
from registry.compliance import standing
from registry.explaining import doubts_of_all, wordings
from registry.figures import CODES, STANDS_AT, Doubt
from registry.models import AnnualMeeting, Cooperative

SHORT = {
    "members_male": "L",
    "members_female": "P",
    "members_total": "Anggota",
    "managers": "Manajer",
    "employees": "Karyawan",
}
ALWAYS = (
    *("held_on", "members_male", "members_female", "members_total", "employees"),
    *("own_capital", "outside_capital", "assets", "turnover", "surplus"),
)
SELDOM = ("managers", *AnnualMeeting.OWN_CAPITAL_PARTS)


@dataclass
class Cell:
    """One figure in words; ``marks`` number the explanations that belong to it."""

    label: str
    text: str
    marks: list[int] = field(default_factory=list)
    is_figure: bool = True


@dataclass
class Note:
    """What was said to one warning; ``sentence`` is empty when the warning no longer holds."""

    mark: int
    meeting: AnnualMeeting
    label: str
    stands_at: str
    sentence: str
    words: str


def panel(cooperative: Cooperative, meetings: list[AnnualMeeting], day: date) -> dict:
    """What the staff page shows of the RAT and of the health, as template variables."""
    for meeting in meetings:
        meeting.cooperative = cooperative
    rules = wordings()
    doubts = doubts_of_all(meetings, rules)
    notes = _notes(meetings, doubts)
    columns = _columns(meetings)
    return {
        "standing": standing(cooperative, day, rules),
        "latest_assessment": cooperative.assessments.select_related("rule").first(),
        "meeting_columns": [(_label(name), name != "held_on") for name in columns],
        "meeting_notes": notes,
        "meeting_rows": [
            {
                "meeting": meeting,
                "cells": [_cell(meeting, name, notes) for name in columns],
                "unexplained": _unexplained(meeting, doubts[meeting.pk]),
            }
            for meeting in meetings
        ],
    }


def _columns(meetings: list[AnnualMeeting]) -> list[str]:
    """The parts of the own capital, and managers, only where some RAT gives them."""
    given = [
        name for name in SELDOM if any(getattr(meeting, name) is not None for meeting in meetings)
    ]
    return [*ALWAYS, *given]


def _label(name: str) -> str:
    words = str(AnnualMeeting._meta.get_field(name).verbose_name)
    label = f"{words[0].upper()}{words[1:]}"
    return SHORT.get(name) or (label if name == "held_on" else f"{label} (Rp)")


def _cell(meeting: AnnualMeeting, name: str, notes: list[Note]) -> Cell:
    value = getattr(meeting, name)
    places = None if name in SHORT else 0
    text = tanggal_pendek(value) if name == "held_on" else number(value, places)
    marks = [note.mark for note in notes if note.meeting is meeting and note.stands_at == name]
    return Cell(_label(name), text, marks, name != "held_on")


def _notes(meetings: list[AnnualMeeting], doubts: dict[int, list[Doubt]]) -> list[Note]:
    notes = []
    for meeting in meetings:
        sentences = {doubt.code: doubt.sentence for doubt in doubts[meeting.pk]}
        for code, words in meeting.explanations.items():
            place = (CODES.get(code, code), STANDS_AT.get(code, ""))
            notes.append(Note(len(notes) + 1, meeting, *place, sentences.get(code, ""), words))
    return notes


def _unexplained(meeting: AnnualMeeting, doubts: list[Doubt]) -> list[str]:
    return [doubt.sentence for doubt in doubts if doubt.code not in meeting.explanations]
