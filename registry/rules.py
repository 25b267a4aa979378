"""Looking up the rules that are in force on a day. What each key's value holds:

``rat_due_months`` and ``minimum_members``: ``{form: number}`` · ``board_term_years``,
``grade_window``, ``member_retention``: ``{"years": n}`` · ``active_needs``:
``{"institution": bool, "business": bool, "missed_meetings_most": n}`` ·
``dissolution_after``: ``{"missed_meetings": n}`` ·
``objection_period``: ``{"months": n, "years_proven": n}`` · ``subject_answer``: ``{"days": n}`` ·
``member_drop``: ``{"persons": n}`` · ``figure_jump``: ``{"times": n}`` · ``health_assessment``:
``{"method": "points" | "percent", "aspects": {pattern: [[code, label, weight]]},
"bands": [[predicate, lowest total]]}``.
"""

from datetime import date
from typing import Any

from bengkalis.errors import DomainError
from registry.models import Rule


class NoRule(DomainError):
    """No wording of a rule is in force on the day asked for."""


class Rules:
    """All rules of one day, read in one query: ``Rules(day)["board_term_years"]["years"]``."""

    def __init__(self, day: date):
        self.day = day
        self._values = dict(Rule.objects.in_force(day).values_list("key", "value"))

    def __getitem__(self, key: str) -> Any:
        """Raises NoRule: a rule that is not dated is never guessed."""
        if key not in self._values:
            raise NoRule(f"Aturan “{key}” tidak berlaku pada {self.day:%d-%m-%Y}.")
        return self._values[key]


class Wordings:
    """Every wording of a few rules, read in one query, for rows of many different days."""

    def __init__(self, *keys: str):
        rows = Rule.objects.filter(key__in=keys).order_by("valid_from")
        self._rows = list(rows.values_list("key", "valid_from", "valid_to", "value"))

    def on(self, day: date, key: str) -> Any:
        """The value of ``key`` on ``day``; None where no wording is in force."""
        for name, first, last, value in self._rows:
            if name == key and first <= day and (last is None or day <= last):
                return value
        return None

    def first_day(self, key: str) -> date | None:
        """The day from which there is a wording of ``key`` at all."""
        return next((first for name, first, _, _ in self._rows if name == key), None)
