"""A report in words: its answers section by section, and what changed from one to another."""

from dataclasses import dataclass, field
from typing import Any

from reports.questionnaire.definition import Field, Questionnaire, Section
from reports.questionnaire.judging import Problem, shown
from reports.questionnaire.paths import NIL, PHOTO, rows_of


@dataclass
class Answer:
    """One answer with everything that is said about it. ``before``: label and text of periods."""

    field: Field
    path: str
    text: str
    value: Any = None
    raw: str = ""
    known: str = ""
    before: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    explanations: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""
    is_marked: bool = False
    remark: str | None = None  # of whoever returned the report; "" when marked without words

    @property
    def typed(self) -> str:
        """What stands in the input."""
        if self.raw or self.value is None:
            return self.raw
        plain = self.field.is_number or self.field.kind == "date"
        return self.text.removeprefix("Rp") if plain else str(self.value)

    @property
    def hard(self) -> list[Problem]:
        return [one for one in self.problems if one.level == "hard"]

    @property
    def soft(self) -> list[Problem]:
        return [one for one in self.problems if one.level == "soft"]


@dataclass
class Row:
    """One row of a list; ``title`` names what the portal put there."""

    name: str
    answers: list[Answer]
    title: str = ""
    note: str = ""
    photos: list[str] = field(default_factory=list)
    is_new: bool = False


@dataclass
class Part:
    """One section: its answers, or the rows of its list."""

    section: Section
    answers: list[Answer] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """What ``parts`` are made of: the form, the values, what was known, what was said about it."""

    questionnaire: Questionnaire
    values: dict
    context: dict
    problems: list[Problem] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)

    def parts(self, blank: str = "") -> list[Part]:
        """Every section; with ``blank``, one empty row of that name in each open list."""
        return [self._part(section, blank) for section in self.questionnaire.sections]

    def _part(self, section: Section, blank: str) -> Part:
        if not section.list:
            return Part(section, [self._answer(one, "") for one in section.fields])
        known = {one["row"]: one for one in self.context.get("rows", {}).get(section.list, [])}
        names = list(known) if section.fixed else rows_of(self.values, section.list)
        rows = [self._row(section, name, known.get(name, {})) for name in names]
        if blank and not section.fixed and len(rows) < section.most:
            rows.append(Row(blank, [self._answer(f, blank) for f in section.fields], is_new=True))
        return Part(section, rows=rows)

    def _row(self, section: Section, name: str, known: dict) -> Row:
        photos = [
            match[3]
            for path in self.values
            if (match := PHOTO.fullmatch(path)) and match[1:3] == (section.list, name)
        ]
        pagu = known.get("pagu")
        return Row(
            name,
            [self._answer(one, name) for one in section.fields],
            known.get("title", ""),
            "" if pagu is None else f"Pagu Rp{pagu:,}".replace(",", "."),
            photos,
        )

    def _answer(self, one: Field, row: str) -> Answer:
        path = f"{one.list}/{row}/{one.key}" if row else one.key
        value = self.values.get(path)
        return Answer(
            one,
            path,
            shown(one, value),
            value,
            self.values.get(f"raw:{path}", ""),
            self._known(one, row),
            [] if row else self._before(one),
            [problem for problem in self.problems if path in problem.paths],
            self._explanations(path),
            self.values.get(f"note:{path}", ""),
            self.values.get(f"mark:{path}") is True,
            self.remarks.get(path),
        )

    def _known(self, one: Field, row: str) -> str:
        if not one.knows:
            return ""
        rows = self.context.get("rows", {}).get(one.list, []) if row else []
        at = next((found for found in rows if found["row"] == row), {})
        value = (at if row else self.context).get("known", {}).get(one.key)
        return "" if value is None else shown(one, value)

    def _before(self, one: Field) -> list[tuple[str, str]]:
        return [
            (period["label"], shown(one, period["values"].get(one.key)))
            for period in self.context.get("history", [])
        ]

    def _explanations(self, path: str) -> list[tuple[str, str]]:
        """Sentence of each explained soft rule at ``path``, and its explanation."""
        return [
            (problem.say, self.values[problem.why])
            for problem in self.problems
            if path in problem.paths[:1] and problem.why and self.values.get(problem.why)
        ]


@dataclass(frozen=True)
class Change:
    """One answer that differs: the section or row it stands in, the question, both texts."""

    where: str
    label: str
    before: str
    after: str


def changes(questionnaire: Questionnaire, before: dict, after: dict) -> list[Change]:
    """Field by field what differs between two maps of values, in the order of the form."""
    found = []
    for section in questionnaire.sections:
        names = sorted({*rows_of(before, section.list), *rows_of(after, section.list)})
        for number, row in enumerate(names if section.list else [""], 1):
            where = f"{section.title}, {section.item} {number}" if row else section.title
            for one in section.fields:
                path = f"{one.list}/{row}/{one.key}" if row else one.key
                found += _change(one, where, path, before, after)
    nil = [Change("Laporan", "Laporan nihil", _yes(before), _yes(after))]
    return found + [one for one in nil if one.before != one.after]


def _yes(values: dict) -> str:
    return "ya" if values.get(NIL) else "tidak"


def _change(one: Field, where: str, path: str, before: dict, after: dict) -> list[Change]:
    lines = [(one.label, _said(one, path, before), _said(one, path, after))]
    for prefix, word in (("note", "catatan"), ("mark", "tindak lanjut")):
        name = f"{prefix}:{path}"
        lines.append((f"{one.label} ({word})", _words(before.get(name)), _words(after.get(name))))
    return [Change(where, label, old, new) for label, old, new in lines if old != new]


def _words(value: Any) -> str:
    return "" if value is None else "ya" if value is True else str(value)


def _said(one: Field, path: str, values: dict) -> str:
    raw = values.get(f"raw:{path}")
    return f"“{raw}”" if raw else shown(one, values.get(path))
