"""Opening a workbook or CSV file as sheets of raw cells, with true sheet row numbers."""

import csv
import io
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine as calamine

from registry.imports.files import UnreadableFile, kind_of, unpack_safely
from registry.imports.marks import (
    MAX_COLUMNS,
    MAX_ROWS,
    OdsMarks,
    SheetMarks,
    XlsxMarks,
    parse_xml,
    xlsx_sheet_parts,
)

DELIMITERS = ";,\t|"
_OLD_XLS = "Berkas .xls lama: galat rumus (#REF!) di dalamnya terbaca sebagai sel kosong."


@dataclass
class Sheet:
    """One sheet. Iterating yields its rows as lists of raw cells, from sheet row 1, every time.

    A cell is "" when empty, else str, float, bool, date, datetime, time or timedelta. A failed
    formula is its error text ("#REF!"), one that was never calculated "#BELUM DIHITUNG".
    ``merged`` holds ((row, column), (row, column)) from 0, both ends included.
    """

    name: str
    source: calamine.CalamineSheet | list[list[str]]
    merged: list = field(default_factory=list)
    hidden: bool = False
    marks: SheetMarks = field(default_factory=SheetMarks)
    notes: list[str] = field(default_factory=list)

    @property
    def hidden_rows(self) -> set[int]:
        """Sheet rows that are hidden or filtered away; they are read all the same."""
        return self.marks.hidden_rows

    def __iter__(self) -> Iterator[list]:
        rows = self.source if isinstance(self.source, list) else _cells(self.source)
        failed = {row for row, _ in self.marks.cells}
        for number, row in enumerate(rows, start=1):
            yield self._with_failures(number, row) if number in failed else row

    def _with_failures(self, number: int, row: list) -> list:
        found = {column: text for (at, column), text in self.marks.cells.items() if at == number}
        width = max(len(row), max(found) + 1)
        cells = [*row, *[""] * (width - len(row))]
        return [found.get(column, cell) for column, cell in enumerate(cells)]


def is_error_cell(value) -> bool:
    """True for the text of a failed or uncalculated formula, which is no value of anything."""
    return isinstance(value, str) and value.startswith("#") and value[1:2].isupper()


def read_workbook(source: Path | str | bytes, filename: str = "") -> list[Sheet]:
    """Every sheet of an xlsx, xls, ods or CSV file, hidden ones marked.

    UnreadableFile, with a sentence for the user, for anything else and for what is dangerous.
    """
    if not isinstance(source, bytes):
        filename = filename or Path(source).name
        source = Path(source).read_bytes()
    kind = kind_of(source, filename)
    if kind == "text":
        return [_csv_sheet(source, filename)]
    return _calamine_sheets(source, filename, kind)


def _calamine_sheets(content: bytes, filename: str, kind: str) -> list[Sheet]:
    marks = _marks(content, kind, filename)
    for name, mark in marks.items():
        mark.refuse_if_too_large(name)
    with _refusing_damage(filename):
        workbook = calamine.load_workbook(io.BytesIO(content))
    grids = [one for one in workbook.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
    sheets = []
    for grid in grids:
        with _refusing_damage(filename):
            source = workbook.get_sheet_by_name(grid.name)
        hidden = grid.visible != calamine.SheetVisibleEnum.Visible
        mark = marks.get(grid.name, SheetMarks())
        sheets.append(_sheet(grid.name, source, hidden, mark, kind))
    return sheets


def _sheet(name, source, hidden: bool, marks: SheetMarks, kind: str) -> Sheet:
    notes = [_OLD_XLS] if kind == "xls" else []
    if hidden:
        notes.append(f"Lembar “{name}” tersembunyi.")
    if marks.hidden_rows:
        notes.append(f"Lembar “{name}”: {len(marks.hidden_rows)} baris tersembunyi ikut dibaca.")
    if marks.cells:
        notes.append(
            f"Lembar “{name}”: {len(marks.cells)} sel berumus yang gagal atau belum dihitung."
        )
    return Sheet(name, source, list(source.merged_cell_ranges or []), hidden, marks, notes)


@contextmanager
def _refusing_damage(filename: str):
    """Turns every failure of the reader, a panic of its Rust code included, into a refusal."""
    try:
        yield
    except calamine.PasswordError:
        sentence = f"Berkas {filename} terkunci kata sandi. Simpan tanpa kata sandi."
        raise UnreadableFile(sentence) from None
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        sentence = f"Berkas {filename} rusak atau berformat lama. Simpan ulang sebagai .xlsx."
        raise UnreadableFile(sentence) from error


def _marks(content: bytes, kind: str, filename: str) -> dict[str, SheetMarks]:
    """{sheet name: marks}, read only from the parts that need it; refuses what is dangerous."""
    if kind == "xls":
        return {}
    noteworthy = unpack_safely(content, filename)
    with zipfile.ZipFile(io.BytesIO(content)) as archive, _refusing_damage_of_xml():
        if kind == "ods":
            reader = OdsMarks()
            _read_part(archive, "content.xml", reader)
            return reader.sheets
        parts = xlsx_sheet_parts(archive).items()
        return {
            sheet: _read_part(archive, part, XlsxMarks()).marks
            for sheet, part in parts
            if part in noteworthy
        }


@contextmanager
def _refusing_damage_of_xml():
    try:
        yield
    except (KeyError, zipfile.BadZipFile):
        raise UnreadableFile("Susunan berkas ini tidak lazim. Simpan ulang di Excel.") from None


def _read_part(archive: zipfile.ZipFile, part: str, reader):
    with archive.open(part) as stream:
        parse_xml(stream, start=reader.start, end=reader.end, text=reader.text)
    return reader


def _cells(source: calamine.CalamineSheet) -> Iterator[list]:
    """Rows from sheet row 1 and column A; calamine starts at the first used row and column."""
    if source.start is None:
        return
    before = [""] * source.start[1]
    first = source.start[0]
    for index, row in enumerate(source.iter_rows()):
        yield before + row if index >= first else []


# CSV


def _csv_sheet(content: bytes, filename: str) -> Sheet:
    text = _decoded(content, filename).removeprefix("\ufeff")
    first_line = text[:20].splitlines()[0].strip().lower()
    if first_line.startswith("sep=") and len(first_line) == 5:
        delimiter, text = first_line[4], text.split("\n", 1)[-1]
    else:
        delimiter = _delimiter(text)
    rows = [[_unguarded(cell) for cell in row] for row in _csv_rows(text, delimiter, filename)]
    _refuse_large_csv(rows, filename)
    return Sheet(Path(filename).stem or "CSV", rows)


def _decoded(content: bytes, filename: str) -> str:
    """UTF-8, UTF-16 with its mark, or what Excel saves as plain CSV in Indonesia (cp1252)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = [] if b"\0" in content else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"Berkas {filename} bukan lembar kerja Excel, ODS, atau CSV.")


def _delimiter(text: str) -> str:
    """The sign that cuts most of the first lines into the same, largest number of cells."""
    lines = text[:100_000].splitlines()[:100]

    def agreement(sign: str) -> int:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign))
        except csv.Error:
            return 0
        return max((count * (width - 1) for width, count in widths.items()), default=0)

    return max(DELIMITERS, key=agreement)


def _csv_rows(text: str, delimiter: str, filename: str) -> list[list[str]]:
    csv.field_size_limit(min(sys.maxsize, 2**20))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise UnreadableFile(f"Berkas CSV {filename} rusak: tanda kutip tidak ditutup.") from None


def _unguarded(cell: str) -> str:
    """Without the apostrophe that exports put before text a spreadsheet would calculate."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def _refuse_large_csv(rows: list[list[str]], filename: str) -> None:
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(f"Berkas {filename} melebihi {MAX_ROWS} baris. Bagi per kecamatan.")
    if max(map(len, rows), default=0) > MAX_COLUMNS:
        raise UnreadableFile(f"Berkas {filename} melebihi {MAX_COLUMNS} kolom.")
