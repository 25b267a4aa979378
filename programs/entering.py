"""Sheets of many cells, posted at once: what was typed, what is wrong, what others changed since.

A row carries a mark of what its cells held when the page was made. Who left a cell alone changes
nothing in it, whatever others did meanwhile; who changed it is told when others did so too.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.text import capfirst

from bengkalis import values
from bengkalis.forms import RupiahField, TypedField
from programs.models import PlanRow

DIGITS = 8  # of the digest of one cell
_CELL = re.compile(r"r(\d{1,18})-[a-z_0-9]+")


class Words(TypedField):
    """Text of one line, at most as long as its column."""

    def __init__(self, column: Field):
        super().__init__(required=False, label=capfirst(column.verbose_name))
        self.most = column.max_length

    def to_python(self, value):
        text = values.squeeze(value or "")
        if len(text) > self.most:
            raise ValidationError(
                f"Ditemukan {len(text)} huruf dan tanda, diharapkan paling banyak {self.most}."
            )
        return text

    def show(self, value) -> str:
        return value


class _Measured:
    """A number that is not negative and fits its column; an empty cell is None."""

    def __init__(self, column: Field, most: int | None = None):
        super().__init__(required=False, label=capfirst(column.verbose_name))
        self.column, self.most = column, most

    def clean(self, value):
        number = super().clean(value)
        if number is None:
            return None
        shown = values.format_number(number)
        if number < 0:
            raise ValidationError(f"Ditemukan {shown}, diharapkan 0 atau lebih.")
        if self.most is not None and number > self.most:
            raise ValidationError(f"Ditemukan {shown}, diharapkan paling banyak {self.most}.")
        self.column.run_validators(number)
        return number

    def show(self, value) -> str:
        return values.format_number(value.normalize())


class Amount(_Measured, RupiahField):
    """Rupiah."""


class Measure(_Measured, TypedField):
    """A number with at most two decimals."""

    kind = "number"

    def parse(self, value):
        return values.parse_number(value)


class Listed(TypedField):
    """One of ``choices``, named by its code or its name; ``known`` maps a code to (value, name)."""

    def __init__(self, column: Field, known: dict[str, tuple[Any, str]], empty=None):
        super().__init__(required=False, label=capfirst(column.verbose_name))
        self.names = [name for _, name in known.values()]
        self.by_value = dict(known.values())
        self.by_word = {values.fold(name): value for value, name in known.values()}
        self.by_word |= {values.fold(code): value for code, (value, _) in known.items()}
        self.empty = empty

    def to_python(self, value):
        word = values.fold(value or "")
        if not word:
            return self.empty
        if word not in self.by_word:
            some = ", ".join(self.names[:3])
            raise ValidationError(f"Ditemukan “{value[:40]}”, diharapkan salah satu: {some}, ….")
        return self.by_word[word]

    def clean(self, value):
        return self.to_python(value)

    def show(self, value) -> str:
        return self.by_value.get(value, "")


def shown(column: TypedField, value) -> str:
    """``value`` as it stands in a cell."""
    return "" if value is None else column.show(value)


def within(label: str) -> str:
    """A label inside a sentence."""
    return label[:1].lower() + label[1:]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:DIGITS]


def mark_of(texts: Mapping[str, str]) -> str:
    """What tells one content of a row from another, cell by cell."""
    return "".join(map(_digest, texts.values()))


@dataclass(frozen=True)
class Cell:
    """One input of the page."""

    name: str
    key: str
    label: str
    kind: str
    text: str
    problem: str

    @property
    def said(self) -> str:
        return within(self.label)


@dataclass(frozen=True)
class Difference:
    """One cell in which what was typed is not what somebody else saved."""

    label: str
    mine: str
    saved: str

    @property
    def said(self) -> str:
        return within(self.label)


class Entry:
    """One row of a sheet: what is held, what was typed, what is wrong with it.

    ``stale`` names the cells that were typed in here and saved by somebody else meanwhile.
    """

    def __init__(self, row: PlanRow, held: dict[str, Any], columns: dict[str, TypedField]):
        self.row, self.columns = row, columns
        self.held = {name: shown(column, held[name]) for name, column in columns.items()}
        self.mark = mark_of(self.held)
        self.values, self.texts = dict(held), dict(self.held)
        self.problems: dict[str, str] = {}
        self.stale: list[str] = []

    @property
    def key(self) -> str:
        return f"r{self.row.pk}"

    def take(self, data: Mapping[str, str]) -> None:
        """What was typed in this row; a cell that the typist left alone is what it is now."""
        if self.key not in data:
            return
        for at, name in enumerate(self.columns):
            seen = data[self.key][at * DIGITS : (at + 1) * DIGITS]
            self._take_one(name, data.get(f"{self.key}-{name}", self.texts[name]), seen)

    def _take_one(self, name: str, typed: str, seen: str) -> None:
        column, problem, value = self.columns[name], "", None
        try:
            value = column.clean(typed)
        except ValidationError as error:
            problem = " ".join(error.messages)
        if _digest(typed if problem else shown(column, value)) == seen:
            return
        self.texts[name] = typed
        if problem:
            self.problems[name] = problem
        else:
            self.values[name] = value
        if _digest(self.held[name]) != seen:
            self.stale.append(name)

    @property
    def told(self) -> dict[str, str]:
        """What was typed, as the portal writes it where it understood."""
        return {
            name: self.texts[name] if name in self.problems else shown(column, self.values[name])
            for name, column in self.columns.items()
        }

    @property
    def is_changed(self) -> bool:
        return self.told != self.held

    @property
    def differences(self) -> list[Difference]:
        """Where somebody else saved something other than what was typed here."""
        told = self.told
        return [
            Difference(self.columns[name].label, told[name], self.held[name])
            for name in self.stale
            if told[name] != self.held[name]
        ]

    @property
    def cells(self) -> list[Cell]:
        return [
            Cell(
                name,
                f"{self.key}-{name}",
                column.label,
                column.kind,
                self.texts[name],
                self.problems.get(name, ""),
            )
            for name, column in self.columns.items()
        ]


@dataclass(frozen=True)
class Problem:
    """One sentence about one cell, for the list on top of the page."""

    entry: Entry
    name: str
    sentence: str

    @property
    def target(self) -> str:
        return f"{self.entry.key}-{self.name}"

    @property
    def label(self) -> str:
        return f"{self.entry.row.item.code}, {within(self.entry.columns[self.name].label)}"


@dataclass
class Sheet:
    """All rows of a sheet. ``gone`` is what was typed in rows that are there no more, and
    ``general`` what is wrong with the whole; ``saved`` counts the rows that were written."""

    entries: list[Entry]
    gone: list[str] = field(default_factory=list)
    general: list[str] = field(default_factory=list)
    saved: int = 0

    def take(self, data: Mapping[str, str]) -> None:
        """Everything that was typed."""
        for entry in self.entries:
            entry.take(data)
        self.gone = _typed_elsewhere(data, {entry.row.pk for entry in self.entries})

    @property
    def changed(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_changed]

    @property
    def problems(self) -> list[Problem]:
        return [
            Problem(entry, name, entry.problems[name])
            for entry in self.entries
            for name in entry.columns
            if name in entry.problems
        ]

    @property
    def faults(self) -> int:
        return len(self.problems) + len(self.general)

    @property
    def clashes(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.differences]

    @property
    def is_stale(self) -> bool:
        return bool(self.gone or self.clashes)

    @property
    def is_sound(self) -> bool:
        return not (self.is_stale or self.general or self.problems)

    def total(self) -> Decimal:
        """The pagu of all rows, as typed where that is understood."""
        return sum((entry.values.get("pagu") or Decimal(0) for entry in self.entries), Decimal(0))


def _typed_elsewhere(data: Mapping[str, str], known: Iterable[int]) -> list[str]:
    """What was typed in rows that are not there any more, a line a row."""
    typed: dict[int, list[str]] = {}
    for key in data:
        found = _CELL.fullmatch(key)
        if found and int(found[1]) not in known and data[key].strip():
            typed.setdefault(int(found[1]), []).append(data[key].strip())
    return ["; ".join(texts) for texts in typed.values()]
