"""What python-calamine does not tell about a sheet: its true extent, hidden rows, failed cells.

A cell error ("#REF!") and a formula that was never calculated both reach us from calamine as an
empty cell; an import must not take them for one. And calamine allocates the whole rectangle up to
the last cell, so the extent is checked here first.
"""

import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.parsers import expat

from registry.imports.files import UnreadableFile

MAX_COLUMNS = 256
MAX_ROWS = 200_000
MAX_CELLS = 8_000_000
NOT_CALCULATED = "#BELUM DIHITUNG"


@dataclass
class SheetMarks:
    """Rows count from 1; ``cells`` maps (row, column from 0) to the text that stands there."""

    last_row: int = 0
    columns: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    cells: dict[tuple[int, int], str] = field(default_factory=dict)

    def reach(self, row: int, column: int) -> None:
        """Notes that a cell with content stands at this row and column (from 0)."""
        self.last_row = max(self.last_row, row)
        self.columns = max(self.columns, column + 1)

    def refuse_if_too_large(self, sheet: str) -> None:
        """UnreadableFile when the rectangle around the cells is beyond the limits."""
        rows, columns = self.last_row, self.columns
        if columns > MAX_COLUMNS:
            where = (
                f"kolom {column_letter(columns - 1)} (paling jauh {column_letter(MAX_COLUMNS - 1)})"
            )
        elif rows > MAX_ROWS or rows * columns > MAX_CELLS:
            where = f"baris {rows}, terlalu jauh di bawah"
        else:
            return
        raise UnreadableFile(
            f"Lembar “{sheet}” berisi sel sampai {where}. Hapus sel yang tersesat."
        )


def column_letter(index: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters, index = chr(65 + rest) + letters, index - 1
    return letters


def column_index(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _local_attributes(attributes: dict[str, str]) -> dict[str, str]:
    """Without prefixes; "error" outweighs the type that OpenDocument also gives a failed cell."""
    local = {_local(name): value for name, value in attributes.items()}
    if attributes.get("calcext:value-type") == "error":
        local["value-type"] = "error"
    return local


def parse_xml(stream, *, start, end=None, text=None) -> None:
    """Reads XML with the handlers given; UnreadableFile when it is damaged."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.ParseFile(stream)
    except (expat.ExpatError, ValueError):
        raise UnreadableFile("Susunan XML berkas ini rusak. Simpan ulang di Excel.") from None


def xlsx_sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """{sheet name: part name} from the workbook and its relations."""
    sheets, targets = {}, {}

    def workbook_element(name, attributes):
        if _local(name) == "sheet":
            attributes = _local_attributes(attributes)
            sheets[attributes.get("name")] = attributes.get("id")

    def relation_element(name, attributes):
        if _local(name) == "Relationship":
            targets[attributes.get("Id")] = attributes.get("Target", "")

    with archive.open("xl/workbook.xml") as stream:
        parse_xml(stream, start=workbook_element)
    with archive.open("xl/_rels/workbook.xml.rels") as stream:
        parse_xml(stream, start=relation_element)
    return {
        sheet: normpath(join("/xl", targets.get(relation, ""))).lstrip("/")
        for sheet, relation in sheets.items()
    }


class XlsxMarks:
    """Gathers the marks of one worksheet part while expat reads it."""

    def __init__(self):
        self.marks = SheetMarks()
        self.row, self.column = 0, -1
        self.kind = ""  # the type of the current cell
        self.formula = False
        self.value: list[str] | None = None  # text of <v> while inside one

    def start(self, name, attributes):
        """A row, cell, formula or value begins."""
        name = _local(name)
        if name == "row":
            self._row(attributes)
        elif name == "c":
            self._cell(attributes)
        elif name == "f":
            self.formula = True
        elif name in ("v", "is"):
            self.marks.reach(self.row, self.column)
            self.value = [] if name == "v" else None

    def text(self, data):
        """Text inside a value."""
        if self.value is not None:
            self.value.append(data)

    def end(self, name):
        """A cell ends: keep it when it holds an error or an uncalculated formula."""
        if _local(name) != "c":
            return
        shown = "".join(self.value or ())
        if self.kind == "e":
            self.marks.cells[self.row, self.column] = shown or "#GALAT"
        elif self.formula and not shown and self.kind != "str":
            self.marks.reach(self.row, self.column)
            self.marks.cells[self.row, self.column] = NOT_CALCULATED
        self.formula, self.value = False, None

    def _row(self, attributes):
        self.row, self.column = _number(attributes.get("r"), self.row + 1), -1
        if attributes.get("hidden") in ("1", "true"):
            self.marks.hidden_rows.add(self.row)

    def _cell(self, attributes):
        reference = attributes.get("r", "")
        letters = reference.rstrip("0123456789")
        self.column = column_index(letters) if letters else self.column + 1
        self.row = _number(reference[len(letters) :], self.row)
        self.kind = attributes.get("t", "n")


class OdsMarks:
    """Gathers the marks of every table of an OpenDocument content part."""

    def __init__(self):
        self.sheets: dict[str, SheetMarks] = {}
        self.marks = SheetMarks()
        self.row, self.row_repeat = 0, 1
        self.column, self.cell_repeat = 0, 1
        self.failed: list[str] | None = None  # text of the current cell, when it is an error

    def start(self, name, attributes):
        """A table, row or cell begins."""
        name = _local(name)
        if name not in ("table", "table-row", "table-cell", "covered-table-cell"):
            return
        attributes = _local_attributes(attributes)
        if name == "table":
            self.marks = self.sheets[attributes.get("name", "")] = SheetMarks()
            self.row, self.row_repeat = 0, 1
        elif name == "table-row":
            self._row(attributes)
        else:
            self._cell(attributes)

    def text(self, data):
        """Text inside a failed cell."""
        if self.failed is not None:
            self.failed.append(data)

    def end(self, name):
        """A row or cell ends."""
        name = _local(name)
        if name == "table-row":
            self.row += self.row_repeat - 1
        elif name in ("table-cell", "covered-table-cell"):
            if self.failed is not None:
                shown = "".join(self.failed).strip() or NOT_CALCULATED
                self.marks.cells[self.row, self.column] = shown
                self.failed = None
            self.column += self.cell_repeat

    def _row(self, attributes):
        self.row, self.column = self.row + 1, 0
        self.row_repeat = _number(attributes.get("number-rows-repeated"), 1)
        if attributes.get("visibility") in ("collapse", "filter"):
            self.marks.hidden_rows.update(
                range(self.row, self.row + min(self.row_repeat, MAX_ROWS))
            )

    def _cell(self, attributes):
        self.cell_repeat = _number(attributes.get("number-columns-repeated"), 1)
        kind, formula = attributes.get("value-type"), attributes.get("formula")
        if kind or formula:
            self.marks.reach(self.row + self.row_repeat - 1, self.column + self.cell_repeat - 1)
        if kind == "error" or (formula and not kind):
            self.failed = []


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else default
