"""Published tables from a workbook: places in rows, years or sections in columns.

A person says what the table counts and what each column means; every cell then becomes a figure,
a mark, or a problem that names its row and column. Nothing is guessed.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import islice

from bengkalis.values import Unparsable, is_blank, parse_number, squeeze
from registry.imports.files import UnreadableFile
from registry.imports.reading import Sheet, read_workbook
from registry.models import KbliSection
from reports.bps.keeping import Rehearsal, compare, keep
from reports.bps.places import PlaceReader, PlaceRefused
from reports.models import PublishedFigure

MOST_ROWS, MOST_COLUMNS = 2000, 60
NOT_AVAILABLE = {"", ":", "…", "...", "..", "na", "n/a", "n.a", "n.a."}
DASHES = {"-", "–", "—"}


@dataclass(frozen=True)
class Meaning:
    """What one column holds: figures of a year, of all or of one section of KBLI."""

    year: int
    section: str = ""


@dataclass(frozen=True)
class Described:
    """What a person says of a table. Columns count from 0, rows as the sheet numbers them."""

    sheet: str
    series: str
    label: str
    unit: str
    source: str
    source_ref: str
    code_system: str
    retrieved_on: date
    first_row: int
    place_column: int
    columns: dict[int, Meaning]
    as_of: date | None = None
    note: str = ""
    answers: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict:
        return json.loads(json.dumps(asdict(self), default=str, sort_keys=True))

    @classmethod
    def of_json(cls, said: dict) -> "Described":
        """Back from ``as_json``."""
        columns = {int(at): Meaning(**one) for at, one in said["columns"].items()}
        day = said["as_of"] and date.fromisoformat(said["as_of"])
        retrieved = date.fromisoformat(said["retrieved_on"])
        said = {one.name: said[one.name] for one in fields(cls)}
        return cls(**said | {"columns": columns, "as_of": day, "retrieved_on": retrieved})


def take_in(content: bytes, filename: str, said: Described, user=None, commit: bool = False):
    """Compare the table with what is kept; with ``commit`` and no problem, keep what is new.

    Raises UnreadableFile.
    """
    if commit:
        return keep(lambda: rehearse(content, filename, said), user)
    return rehearse(content, filename, said)


def rehearse(content: bytes, filename: str, said: Described) -> Rehearsal:
    """What ``take_in`` would do. Raises UnreadableFile."""
    described = json.dumps(said.as_json(), sort_keys=True).encode()
    seen = Rehearsal(
        sha256(content + described).hexdigest(), said.retrieved_on, "tabel", said.label
    )
    sheet = sheet_named(read_workbook(content, filename), said.sheet)
    seen.notes += sheet.notes
    figures = list(_figures(sheet, said, seen))
    seen.notes += _missing({figure.place_code for figure in figures}, said)
    if not figures and not seen.problems:
        seen.problems.append("Tabel tidak memuat satu angka pun pada baris dan kolom yang dipilih.")
    return compare(seen, figures)


def _missing(codes: set[str], said: Described) -> list[str]:
    """A word on the kecamatan that the table has no row of, lest one was passed over."""
    places = PlaceReader(said.code_system).kecamatan
    names = [place.name for place in places if place.code not in codes]
    if not codes or not names or len(names) == len(places):
        return []
    return [f"Tidak ada baris untuk kecamatan: {', '.join(names)}."]


def sheet_named(sheets: list[Sheet], name: str) -> Sheet:
    """The sheet of that name. Raises UnreadableFile."""
    for sheet in sheets:
        if sheet.name == name:
            return sheet
    known = ", ".join(f"“{sheet.name}”" for sheet in sheets) or "tidak ada satu pun"
    raise UnreadableFile(f"Lembar “{name}” tidak ada dalam berkas; yang ada: {known}.")


def rows_of(sheet: Sheet, most: int = MOST_ROWS) -> list[list]:
    """The rows of the sheet as lists of one length. Raises UnreadableFile for a list that is no
    table of places."""
    rows = list(islice(sheet, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(
            f"Lembar “{sheet.name}” lebih dari {MOST_ROWS} baris; diharapkan tabel menurut wilayah."
        )
    width = min(max(map(len, rows), default=0), MOST_COLUMNS)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows[:most]]


def _figures(sheet: Sheet, said: Described, seen: Rehearsal) -> Iterator[PublishedFigure]:
    reader = PlaceReader(said.code_system, said.answers)
    rows = rows_of(sheet)
    if said.place_column >= max(map(len, rows), default=0):
        seen.problems.append(f"Kolom wilayah {letter(said.place_column)} kosong pada lembar ini.")
        return
    names = dict(KbliSection.objects.filter(edition=2020).values_list("code", "name"))
    lone = _count_of_places(rows, said, reader) < 2
    for number, row in enumerate(rows[said.first_row - 1 :], start=said.first_row):
        place = _place_of(number, row, said, reader, seen, lone)
        for at, meaning in said.columns.items() if place else ():
            try:
                value, mark = read_cell(row[at] if at < len(row) else "")
            except Unparsable as error:
                seen.problems.append(f"Baris {number} kolom {letter(at)}: {error}")
                continue
            yield _figure(said, meaning, place, value, mark, names)


def _count_of_places(rows: list[list], said: Described, reader: PlaceReader) -> int:
    places = (row[said.place_column] for row in rows[said.first_row - 1 :])
    return sum(reader.is_place(cell) for cell in places)


def _place_of(number, row, said: Described, reader, seen: Rehearsal, lone: bool):
    """The place of a row; None, with a problem or a note, for a row without one."""
    cell = row[said.place_column]
    has_figures = any(not is_blank(row[at]) for at in said.columns if at < len(row))
    if is_blank(cell):
        if has_figures:
            seen.problems.append(
                f"Baris {number}: ada angka, tetapi kolom wilayah {letter(said.place_column)} "
                "kosong; diharapkan nama atau kode kecamatan."
            )
        return None
    if not has_figures and not reader.is_place(cell):
        seen.notes.append(f"Baris {number} tanpa angka dilewati: “{squeeze(cell)[:60]}”.")
        return None
    try:
        place = reader.read(cell)
    except PlaceRefused as error:
        seen.problems.append(f"Baris {number}: {error}")
        return None
    if lone and place and squeeze(cell).casefold() == "bengkalis":
        seen.problems.append(
            f"Baris {number}: “Bengkalis” dapat berarti kecamatan atau kabupaten; diharapkan "
            "“Kecamatan Bengkalis” atau “Kabupaten Bengkalis”."
        )
        return None
    if place is None:
        seen.notes.append(f"Baris {number} bukan wilayah, dilewati: “{squeeze(cell)[:60]}”.")
    return place


def read_cell(cell) -> tuple[Decimal | None, str]:
    """The number, or the mark in its place. Raises Unparsable."""
    text = squeeze(cell).casefold() if isinstance(cell, str) else None
    if text in DASHES:
        return None, "-"
    if text in NOT_AVAILABLE or cell is None:
        return None, ":"
    number = parse_number(cell)
    if number is None:
        raise Unparsable("unparsable_number", f"Ditemukan “{text}”, diharapkan angka atau “-”.")
    if number != round(number, 4):
        raise Unparsable(
            "unparsable_number", f"Ditemukan {number}, diharapkan paling banyak 4 angka desimal."
        )
    return number, ""


def _figure(said: Described, meaning: Meaning, place, value, mark, names) -> PublishedFigure:
    series, label = said.series, said.label
    if meaning.section:
        series = f"{series}.{meaning.section}"
        label = f"{label}: {meaning.section} {names.get(meaning.section, '')}".strip()
    return PublishedFigure(
        series=series,
        label=label[:300],
        year=meaning.year,
        as_of=said.as_of,
        value=value,
        mark=mark,
        unit=said.unit,
        code_system=said.code_system,
        place_code=place.code,
        place_name=place.name,
        source=said.source,
        source_ref=said.source_ref,
        retrieved_on=said.retrieved_on,
        note=said.note,
    )


def letter(at: int) -> str:
    """A, B, …, AA: how a spreadsheet names the column ``at``."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text
