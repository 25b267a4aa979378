"""A list inside a sheet: its titles, its columns, its data rows, and every row left out and why.

Left out are repeated headings, column numbers, sums, section headings, notes and signatures. What
is left out stays in ``Table.skipped``; a row that might be data is never among them silently.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from bengkalis.values import Unparsable, format_date, is_blank, parse_date
from registry.imports.files import UnreadableFile
from registry.imports.header import SEARCHED_ROWS, Column, cell_text, find_header, settle
from registry.imports.headings import HeadingDictionary, unit_scale
from registry.imports.reading import Sheet
from registry.imports.rowkinds import RowKinds

_AS_OF = re.compile(
    r"\b(?:per|keadaan|posisi|kondisi|tanggal|tgl|sampai|dengan|s\s?/\s?d|s\.d)\b[\s.:,]*"
    r"(?P<date>[0-9]{1,2}[\s./-]+[a-z]+[\s./-]+[0-9]{4}|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4})",
    re.IGNORECASE,
)
_TITLE_SCALE = re.compile(r"\b(?:dalam|dlm)\s+(?:rp\.?\s*)?(?:ribu|juta|mil[iy]ar)(?:an)?\b", re.I)
SECTION_FIELDS = ("district", "village")


class NoTable(UnreadableFile):
    """No heading row was found; ``str(error)`` is the Indonesian sentence."""


@dataclass(frozen=True)
class Row:
    """A data row: raw cells by field, and what the section heading above it said.

    ``from_section`` names the fields whose empty cell was filled from that heading.
    """

    number: int
    values: dict[str, object]
    section: dict[str, str]
    from_section: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Skipped:
    """A row that is not data; ``reason`` is one of the keys of ``rowkinds.REASONS``."""

    number: int
    reason: str
    text: str


@dataclass
class Table:
    """A list that was found. Iterating yields its rows; ``skipped`` is complete afterwards."""

    sheet: Sheet
    headings: HeadingDictionary
    header_first: int
    header_row: int  # the last heading row, as numbered in the sheet
    columns: dict[str, Column]
    unread: list[Column]
    conflicts: list[str]
    titles: list[str]
    as_of: date | None
    notes: list[str]
    kinds: RowKinds
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Required fields that have no column."""
        return [name for name in self.headings.required if name not in self.columns]

    @property
    def guessed(self) -> list[Column]:
        """Columns recognised by a close spelling only: ask before trusting them."""
        return [column for column in self.columns.values() if column.guessed]

    @property
    def unrecognised(self) -> list[Column]:
        """Columns whose heading means nothing to us, or that lost to another column."""
        return self.unread

    def __iter__(self) -> Iterator[Row]:
        self.skipped.clear()
        self.kinds.restart()
        section: dict[str, str] = {}
        for number, cells in enumerate(self.sheet, start=1):
            if number <= self.header_row or all(is_blank(cell) for cell in cells):
                continue
            reason = self.kinds.reason_to_skip(cells)
            if reason is None:
                yield self._row(number, cells, dict(section))
                continue
            self.skipped.append(Skipped(number, reason, _line(cells)[:200]))
            if reason == "section":
                section = self.kinds.section_after(section, cells)

    def _row(self, number: int, cells: list, section: dict[str, str]) -> Row:
        width = len(cells)
        values = {
            name: cells[column.index] if column.index < width else ""
            for name, column in self.columns.items()
        }
        filled = tuple(
            name for name in SECTION_FIELDS if name in section and is_blank(values.get(name))
        )
        values.update((name, section[name]) for name in filled)
        return Row(number, values, section, filled, number in self.sheet.hidden_rows)


def find_table(
    sheet: Sheet,
    headings: HeadingDictionary,
    *,
    today: date,
    mapping: Mapping[str, str | None] | None = None,
) -> Table:
    """The list in a sheet; NoTable when no heading row is found.

    ``mapping`` is what the user chose, by column letter ({"F": "district", "G": None}).
    """
    top = list(islice(iter(sheet), SEARCHED_ROWS + 20))
    header = find_header(top, sheet.merged, headings)
    if header is None:
        raise NoTable(_no_header_sentence(sheet, headings))
    header = settle(header, headings, mapping or {})
    titles = [line for line in map(_line, top[: header.first]) if line]
    as_of, notes = _as_of(titles, today)
    columns, scale_notes = _scaled(header.columns, titles, headings)
    by_field = {column.field: column for column in columns if column.field}
    kinds = RowKinds(by_field, top[: header.first], top[header.first : header.last + 1])
    return Table(
        sheet=sheet,
        headings=headings,
        header_first=header.first + 1,
        header_row=header.last + 1,
        columns=by_field,
        unread=[column for column in columns if not column.field],
        conflicts=list(header.conflicts),
        titles=titles,
        as_of=as_of,
        notes=[*sheet.notes, *notes, *scale_notes, *_headless(top[header.last + 1 :], columns)],
        kinds=kinds,
    )


def find_tables(sheets: list[Sheet], headings: HeadingDictionary, *, today: date) -> list[Table]:
    """The lists of all visible sheets; may be empty."""
    tables = []
    for sheet in sheets:
        if not sheet.hidden:
            try:
                tables.append(find_table(sheet, headings, today=today))
            except NoTable:
                continue
    return tables


def choose_table(
    sheets: list[Sheet],
    headings: HeadingDictionary,
    *,
    today: date,
    mapping: Mapping[str, str | None] | None = None,
    sheet: str = "",
) -> Table:
    """The list to import: of the sheet named, else of the visible one with most known columns.

    Other sheets that hold a list too are named in ``notes``. NoTable when there is none.
    """
    wanted = [one for one in sheets if one.name == sheet] if sheet else sheets
    tables = find_tables(
        [replace(one, hidden=False) for one in wanted] if sheet else wanted, headings, today=today
    )
    if not tables:
        raise NoTable(_no_header_sentence(None, headings))
    best = max(tables, key=lambda table: len(table.columns))
    others = ", ".join(f"“{table.sheet.name}”" for table in tables if table is not best)
    if mapping:
        best = find_table(best.sheet, headings, today=today, mapping=mapping)
    if others:
        best.notes.append(
            f"Lembar {others} juga berisi daftar dan tidak dibaca; unggah tersendiri."
        )
    return best


def _no_header_sentence(sheet: Sheet | None, headings: HeadingDictionary) -> str:
    where = f"lembar “{sheet.name}”" if sheet else "berkas ini"
    needed = ", ".join(f"“{headings.labels[name]}”" for name in headings.required)
    return f"Di {where} tidak ditemukan baris judul kolom; paling sedikit harus ada kolom {needed}."


def _line(cells: list) -> str:
    return " ".join(text for text in map(cell_text, cells) if text)


def _as_of(titles: list[str], today: date) -> tuple[date | None, list[str]]:
    """The date the list describes, when its titles state exactly one."""
    found = set()
    for match in _AS_OF.finditer(" \n ".join(titles)):
        try:
            found.add(parse_date(match["date"], today=today))
        except Unparsable:
            continue
    if len(found) > 1:
        dates = " dan ".join(format_date(day) for day in sorted(found))
        return None, [f"Judul menyebut lebih dari satu tanggal keadaan ({dates})."]
    return (found.pop() if found else None), []


def _scaled(
    columns: tuple[Column, ...], titles: list[str], headings: HeadingDictionary
) -> tuple[list[Column], list[str]]:
    """The columns with the scale that a title ("dalam ribuan rupiah") gives amounts; and notes."""
    match = _TITLE_SCALE.search(" ".join(titles))
    scale = (unit_scale(match[0]) if match else None) or 1
    scaled = [
        replace(one, scale=scale) if one.field in headings.amounts and one.scale == 1 else one
        for one in columns
    ]
    notes = [
        f"Kolom {one.letter} “{one.heading}” dibaca dalam satuan {one.scale:,} rupiah.".replace(
            ",", "."
        )
        for one in scaled
        if one.field and one.scale != 1
    ]
    return scaled, notes


def _headless(rows: list[list], columns: list[Column]) -> list[str]:
    known = {column.index for column in columns}
    filled = {
        index
        for row in rows
        for index, cell in enumerate(row)
        if index not in known and not is_blank(cell)
    }
    letters = ", ".join(Column(index, "").letter for index in sorted(filled))
    return [f"Kolom {letters} berisi data tanpa judul dan tidak dibaca."] if letters else []
