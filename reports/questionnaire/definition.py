"""What a questionnaire is made of, and whether a definition is sound.

``{"sections": [section…], "rules": [rule…]}`` where a section is
``{"key", "title", "help"?, "fields": [field…]}`` and, when it is a list of rows, also
``{"list": key, "item": word, "most": n, "photos"?: n, "fixed"?: true}`` (``fixed``: the portal
says which rows there are). A field is ``{"key", "label", "kind", "unit"?, "help"?, "required"?,
"least"?, "most"?, "choices"?: [[code, label]…], "knows"?: name, "recap"?: "sum" | "last"}``.
``knows`` names what the register knows of it (``reports/knowing.py``). ``recap``: whether months
add up, or the last one holds.

A rule is ``{"key", "level": "hard" | "soft", "test": expression, "at": [field…], "say": sentence,
"list"?: key}``; with ``list`` it is asked of each row. The sentence may name values as
``{coops_new}``, ``{known.coops_new}``, ``{previous.coops_new}``. Expressions:
``reports/questionnaire/judging.py``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from reports.questionnaire.paths import ANSWER, NIL

NUMBERS = ("count", "money", "percent")
KINDS = (*NUMBERS, "text", "choice", "date", "yesno")
LEVELS = ("hard", "soft")
RECAPS = ("sum", "last")
GREATEST = {"count": 10**9, "money": 10**15, "percent": 10_000}  # percent in hundredths
LONGEST = 500  # characters
RULE_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
NAMED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Field:
    """One question. ``list`` is the list it is a column of, or ""."""

    key: str
    label: str
    kind: str
    unit: str = ""
    help: str = ""
    required: bool = False
    least: int | None = None
    most: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    knows: str = ""
    recap: str = ""
    list: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest number; the lengths for text."""
        least = 0 if self.least is None else self.least
        greatest = GREATEST.get(self.kind, LONGEST)
        return least, greatest if self.most is None else self.most


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    fields: tuple[Field, ...]
    help: str = ""
    list: str = ""
    item: str = ""
    most: int = 0
    photos: int = 0
    fixed: bool = False


@dataclass(frozen=True)
class Rule:
    key: str
    level: str
    test: Any
    at: tuple[str, ...]
    say: str
    list: str = ""


@dataclass(frozen=True)
class Questionnaire:
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...] = ()
    _by_key: dict[str, Field] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, definition: dict) -> "Questionnaire":
        """The questionnaire that a sound ``definition`` describes."""
        sections = tuple(_section(one) for one in definition["sections"])
        rules = tuple(
            Rule(**{**one, "at": tuple(one["at"])}) for one in definition.get("rules", ())
        )
        return cls(sections, rules, {one.key: one for s in sections for one in s.fields})

    def __getitem__(self, key: str) -> Field:
        return self._by_key[key]

    def get(self, key: str) -> Field | None:
        return self._by_key.get(key)

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    @property
    def fields(self) -> Iterator[Field]:
        return iter(self._by_key.values())

    @property
    def lists(self) -> dict[str, Section]:
        return {one.list: one for one in self.sections if one.list}

    def field_at(self, path: str) -> Field | None:
        """The field that an answer's path belongs to; None where there is no such question."""
        parts = path.split("/")
        found = self._by_key.get(parts[-1])
        inside = parts[0] if len(parts) == 3 else ""
        return found if found and found.list == inside and len(parts) in (1, 3) else None

    def label_of(self, path: str) -> str:
        """The question in words, for whatever the path says about it."""
        bare = path.rpartition(":")[2] if path.partition(":")[0] != "why" else ""
        found = self.field_at(bare) if bare else None
        if found:
            return found.label
        return {NIL: "Laporan nihil"}.get(path, path)


def _section(one: dict) -> Section:
    name = one.get("list", "")
    fields = tuple(
        Field(**{**f, "list": name, "choices": tuple(tuple(c) for c in f.get("choices", ()))})
        for f in one["fields"]
    )
    return Section(**{**one, "fields": fields})


def demand_sound(definition: Any) -> None:
    """Raises ValidationError with every defect of ``definition``."""
    found = problems_of(definition)
    if found:
        raise ValidationError(found)


def problems_of(definition: Any) -> list[str]:
    """What is wrong with a definition, in sentences."""
    from reports.questionnaire.judging import mistakes_in

    try:
        questionnaire = Questionnaire.of(definition)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return [f"Definisi formulir salah bentuk ({type(error).__name__}: {error})."]
    found = [*_section_problems(questionnaire), *_field_problems(questionnaire)]
    keys = [rule.key for rule in questionnaire.rules]
    found += [f"Aturan “{key}” muncul dua kali." for key in {k for k in keys if keys.count(k) > 1}]
    for rule in questionnaire.rules:
        found += [f"Aturan “{rule.key}”: {said}" for said in _rule_problems(questionnaire, rule)]
        if not found:
            found += [f"Aturan “{rule.key}”: {one}" for one in mistakes_in(questionnaire, rule)]
    return found


def _section_problems(questionnaire: Questionnaire) -> Iterator[str]:
    keys = [one.key for one in questionnaire.sections]
    if not keys or len(set(keys)) < len(keys):
        yield "Bagian formulir harus ada, masing-masing dengan nama sendiri."
    for one in questionnaire.sections:
        if one.list and not (ANSWER.fullmatch(one.list) and 1 <= one.most <= 200 and one.item):
            yield f"Daftar “{one.key}”: perlu nama, sebutan baris, dan paling banyak 1 sampai 200."


def _field_problems(questionnaire: Questionnaire) -> Iterator[str]:
    keys = [one.key for section in questionnaire.sections for one in section.fields]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"Isian “{key}” muncul dua kali."
    for one in questionnaire.fields:
        if not ANSWER.fullmatch(one.key) or one.key in (NIL, "photo"):
            yield f"Nama isian “{one.key}”: diharapkan huruf kecil, angka, dan garis bawah."
        if one.kind not in KINDS:
            yield f"Isian “{one.key}”: jenis “{one.kind}”, diharapkan {', '.join(KINDS)}."
        if (one.kind == "choice") != bool(one.choices):
            yield f"Isian “{one.key}”: pilihan wajib ada untuk jenis choice saja."
        if not one.label.strip():
            yield f"Isian “{one.key}”: pertanyaannya kosong."
        if one.recap and (one.recap not in RECAPS or not one.is_number):
            yield f"Isian “{one.key}”: recap untuk angka saja, {' atau '.join(RECAPS)}."


def _rule_problems(questionnaire: Questionnaire, rule: Rule) -> Iterator[str]:
    if not RULE_KEY.fullmatch(rule.key):
        yield "nama diharapkan huruf kecil, angka, dan garis bawah."
    if rule.level not in LEVELS:
        yield f"tingkat “{rule.level}”, diharapkan hard atau soft."
    if rule.list and rule.list not in questionnaire.lists:
        yield f"daftar “{rule.list}” tidak ada."
    for key in (*rule.at, *(one.rpartition(".")[2] for one in NAMED.findall(rule.say))):
        if key not in questionnaire and key not in questionnaire.lists:
            yield f"isian “{key}” tidak ada."
    if not rule.at:
        yield "isian yang ditunjuknya wajib disebut."
