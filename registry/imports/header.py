"""Finding the heading rows of a list under its titles, and what each column holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bengkalis.values import fold, squeeze
from registry.imports.headings import HeadingDictionary, unit_scale
from registry.imports.marks import column_letter

SEARCHED_ROWS = 60
DEEPEST = 3  # heading rows above each other, without a row of units
FEWEST = 2  # recognised headings below which a row is not a heading


@dataclass(frozen=True)
class Column:
    """A column of the sheet: ``field`` is None when it is not read."""

    index: int
    heading: str
    field: str | None = None
    scale: int = 1
    guessed: bool = False

    @property
    def letter(self) -> str:
        """As the spreadsheet shows it: A, B, … AA."""
        return column_letter(self.index)


@dataclass(frozen=True)
class Header:
    """The heading rows (counted from 0, both included) and their columns."""

    first: int
    last: int
    columns: tuple[Column, ...]
    conflicts: tuple[str, ...] = ()


def cell_text(value) -> str:
    """A cell as text: dates day first, whole numbers without decimals."""
    if isinstance(value, (date, datetime)):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return squeeze(value)


def find_header(rows: list[list], merged: list, headings: HeadingDictionary) -> Header | None:
    """The block of one to three rows in which most headings are recognised; None without one.

    Of equal blocks the shortest and topmost is taken. A row of units below it belongs to it.
    """
    grid = _Grid(rows[:SEARCHED_ROWS], merged)
    ranked = [
        (_recognised(grid, first, last, headings), first - last, -first)
        for first, last in _blocks(grid, headings)
    ]
    count, depth, first = max(ranked, default=(0, 0, 0))
    if count < FEWEST:
        return None
    first, last = -first, -first - depth
    if last + 1 < len(grid.rows) and _is_unit_row(grid.rows[last + 1]):
        last += 1
    return Header(first, last, tuple(_columns(grid, first, last, headings)))


def _blocks(grid: "_Grid", headings: HeadingDictionary):
    """(first, last) of every block of rows in which enough single cells read like headings."""
    known = [
        sum(bool(cell and headings.recognise(cell, guess=False)) for cell in row)
        for row in grid.rows
    ]
    for first in range(len(grid.rows)):
        for last in range(first, min(first + DEEPEST, len(grid.rows))):
            if not any(grid.rows[last]):
                break
            if sum(known[first : last + 1]) >= FEWEST:
                yield first, last


class _Grid:
    """The top of a sheet as text, with merged and centred headings spread over their columns."""

    def __init__(self, rows: list[list], merged: list):
        self.rows = [[cell_text(cell) for cell in row] for row in rows]
        self.width = max(map(len, self.rows), default=0)
        self.corner = {
            (row, column): top
            for top, bottom in merged
            for row in range(top[0], min(bottom[0], len(rows)) + 1)
            for column in range(top[1], min(bottom[1], self.width) + 1)
        }

    def text(self, row: int, column: int) -> str:
        """The text of one cell, "" beyond the end of the row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def path(self, first: int, last: int, column: int) -> list[str]:
        """The heading of a column from top to bottom, each text once."""
        lines: list[str] = []
        for row in range(first, last + 1):
            line = self._spread(row, column, first, last)
            if line and line not in lines[-1:]:
                lines.append(line)
        return lines

    def _spread(self, row: int, column: int, first: int, last: int) -> str:
        corner = self.corner.get((row, column))
        if corner:
            return self.text(*corner) if corner[0] >= first else ""
        own = self.text(row, column)
        if own or row == last or not self.text(row + 1, column):
            return own
        return self._parent_to_the_left(row, column)

    def _parent_to_the_left(self, row: int, column: int) -> str:
        """An unmerged heading stands over the columns to its right that have only a lower one."""
        for left in range(column - 1, -1, -1):
            if (row, left) in self.corner or not self.text(row + 1, left):
                return ""
            if self.text(row, left):
                return self.text(row, left)
        return ""


def _recognised(grid: _Grid, first: int, last: int, headings: HeadingDictionary) -> int:
    paths = (grid.path(first, last, column) for column in range(grid.width))
    matches = (headings.recognise(*path, guess=False) for path in paths if path)
    return len({match.field for match in matches if match})


def _is_unit_row(cells: list[str]) -> bool:
    texts = [text for text in cells if text and not is_enumeration(text)]
    return bool(texts) and all(unit_scale(text) for text in texts)


def is_enumeration(text: str) -> bool:
    """A column number as it stands below headings: 1, (2), "3=1+2"."""
    return bool(re.fullmatch(r"\(?[0-9]{1,2}\)?(\s*=[\s0-9()+:x/*-]+)?", text))


def _columns(grid: _Grid, first: int, last: int, headings: HeadingDictionary):
    for index in range(grid.width):
        path = grid.path(first, last, index)
        if not path:
            continue
        match = headings.recognise(*path)
        column = Column(index, " / ".join(path))
        yield replace(column, **vars(match)) if match else column


def settle(
    header: Header, headings: HeadingDictionary, mapping: Mapping[str, str | None]
) -> Header:
    """One column per field: the user's choice first, then exact headings, then guesses.

    A second column for the same field is not read, and a sentence in ``conflicts`` says so.
    """
    columns = [_chosen(column, mapping) for column in header.columns]
    ranked = sorted(columns, key=lambda one: (one.letter not in mapping, one.guessed, one.index))
    taken: dict[str, Column] = {}
    conflicts, settled = [], []
    for column in ranked:
        rival = taken.setdefault(column.field, column) if column.field else column
        if rival is not column:
            conflicts.append(_conflict(rival, column, headings))
            column = replace(column, field=None, scale=1, guessed=False)
        settled.append(column)
    in_order = tuple(sorted(settled, key=lambda one: one.index))
    return replace(header, columns=in_order, conflicts=tuple(conflicts))


def _chosen(column: Column, mapping: Mapping[str, str | None]) -> Column:
    if column.letter not in mapping:
        return column
    return replace(column, field=mapping[column.letter] or None, guessed=False)


def _conflict(kept: Column, dropped: Column, headings: HeadingDictionary) -> str:
    label = headings.labels.get(kept.field, kept.field)
    return (
        f"Kolom {kept.letter} “{shortened(kept.heading)}” dan kolom {dropped.letter} "
        f"“{shortened(dropped.heading)}” sama-sama terbaca sebagai {label}; "
        f"kolom {dropped.letter} tidak dibaca."
    )


def shortened(heading: str) -> str:
    """A heading cut to what fits in a sentence."""
    return heading if len(heading) <= 40 else f"{heading[:39]}…"


def heading_keys(rows: list[list]) -> list[dict[int, str]]:
    """{column: folded text} of each row given, to know the same rows again further down."""
    return [
        {index: fold(cell_text(cell)) for index, cell in enumerate(row) if fold(cell_text(cell))}
        for row in rows
    ]
