"""Rules that are in force on a day, looked up and reworded. What each key's value holds:

``rat_due_months`` and ``minimum_members``: ``{form: number}`` · ``board_term_years``,
``grade_window``, ``member_retention``: ``{"years": n}`` · ``active_needs``:
``{"institution": bool, "business": bool, "missed_meetings_most": n}`` ·
``dissolution_after``: ``{"missed_meetings": n}`` ·
``objection_period``: ``{"months": n, "years_proven": n}`` · ``subject_answer``: ``{"days": n}`` ·
``member_drop``: ``{"persons": n}`` · ``figure_jump``: ``{"times": n}`` · ``disclosure``: five
limits of confidentiality · ``achievement``: four bands, decimals, cap · ``standing``:
``{"late": points, "critical": points}`` ·
``coverage_final``: ``{"percent": n}`` · ``report_monthly``, ``report_quarterly``:
``{"opens": n, "due": n, "closes": n, "reminds": n}`` in days · ``health_assessment``:
``{"method": "points" | "percent", "aspects": {pattern: [[code, label, weight]]},
"bands": [[predicate, lowest total]]}``. ``registry/rule_values.py`` holds the bounds.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from bengkalis.errors import DomainError
from registry.models import Rule, User
from registry.models.people import today
from registry.rule_values import in_words, problems_of

WORDING = ("title", "value", "source", "is_verified")
NEVER = 0  # the version of no row
STEPS = {"insert": "dicatat", "update": "diubah", "delete": "dibatalkan"}


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


@transaction.atomic
def reword(rule: Rule, after: int, version: int, *, backdated: bool = False) -> Rule:
    """Let ``rule``, a new and unsaved wording, hold from its ``valid_from`` on.

    The latest wording of the same key, which must still be the row ``after`` with ``version``,
    ends the day before; what held earlier stays as it was. A first day that is past changes what
    was computed since then, so that it must be said with ``backdated``. Raises StaleVersion,
    DomainError, and ValidationError for a value or a source that can not be.
    """
    latest = Rule.objects.filter(key=rule.key).order_by("-valid_from").first()
    if latest is None:
        raise NoRule(f"Aturan “{rule.key}” belum punya rumusan.")
    latest = Rule.locked(latest.pk, version if latest.pk == after else NEVER)
    _demand_later(rule, latest, backdated)
    eve = rule.valid_from - timedelta(days=1)
    if latest.valid_to is None or latest.valid_to > eve:
        latest.valid_to = eve
        latest.full_clean()
        latest.save(update_fields=["valid_to"])
    rule.full_clean()
    rule.save(force_insert=True)
    return rule


def _demand_later(rule: Rule, latest: Rule, backdated: bool) -> None:
    if rule.valid_from <= latest.valid_from:
        raise DomainError(
            f"Rumusan yang terakhir berlaku sejak {latest.valid_from:%d-%m-%Y}; rumusan baru harus "
            "mulai sesudah hari itu. Untuk membetulkan salah tulis, pakai koreksi."
        )
    if rule.valid_from < today() and not backdated:
        raise DomainError(
            "Hari pertama itu sudah lewat: semua yang dihitung sejak hari itu ikut berubah. "
            "Nyatakan bahwa hal itu dikehendaki."
        )


@transaction.atomic
def correct_wording(rule: Rule, version: int | None) -> list[str]:
    """Save what differs in the wording of ``rule`` from the row in the database: a slip of the
    pen, which then never stood there. Its days stay. Raises StaleVersion."""
    current = Rule.locked(rule.pk, version)
    changed = [name for name in WORDING if getattr(rule, name) != getattr(current, name)]
    if changed:
        rule.save(update_fields=changed)
    return changed


@transaction.atomic
def withdraw(rule: Rule, version: int | None) -> None:
    """Take back a wording that is not in force yet; the one before it holds on as it did.

    Raises StaleVersion, and DomainError for a wording whose first day has come.
    """
    rule = Rule.locked(rule.pk, version)
    if rule.valid_from <= today():
        raise DomainError("Rumusan ini sudah berlaku; catat rumusan baru bila aturannya berubah.")
    before = Rule.objects.filter(key=rule.key, valid_from__lt=rule.valid_from)
    before = before.order_by("-valid_from").select_for_update(of=("self",), no_key=True).first()
    eve = rule.valid_from - timedelta(days=1)
    rule.delete()
    if before is not None and before.valid_to == eve:
        before.valid_to = None
        before.full_clean()
        before.save(update_fields=["valid_to"])


def trail(key: str) -> list[dict]:
    """Who wrote, corrected or took back a wording of ``key`` and when, newest first, for the
    timeline; at most a hundred steps."""
    copies = Rule.pgh_event_models["update"].objects.filter(key=key)
    steps = list(copies.select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")[:100])
    people = {(step.pgh_context.metadata if step.pgh_context else {}).get("user") for step in steps}
    names = dict(User.objects.filter(pk__in=people - {None}).values_list("pk", "full_name"))
    return [_told(step, names) for step in steps]


def _told(step, names: dict[int, str]) -> dict:
    who = step.pgh_context.metadata if step.pgh_context else {}
    ends = f" sampai {step.valid_to:%d-%m-%Y}" if step.valid_to else ""
    said = (
        "; ".join(in_words(step.key, step.value)) if not problems_of(step.key, step.value) else ""
    )
    return {
        "title": f"Rumusan sejak {step.valid_from:%d-%m-%Y}{ends} {STEPS[step.pgh_label]}",
        "when": step.pgh_created_at,
        "who": names.get(who.get("user")) or (who.get("command") and "perintah portal") or "",
        "text": f"{said}. Dasar: {step.source}" if said else f"Dasar: {step.source}",
    }


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
