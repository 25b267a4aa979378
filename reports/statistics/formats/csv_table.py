"""CSV as PxWeb lays it out: a column for every stub variable, then one for every column of figures.

A cell without a number holds its mark (``:`` ``c`` ``z``), never an empty field and never 0. Flags
on numbers stand in columns of their own at the end, one for each column of figures that has some,
so that numbers stay numbers and a reader who counts columns from the left loses nothing.
"""

from collections.abc import Iterator

from bengkalis.exports import RUNS_AS_FORMULA
from reports.statistics.cube import Cube, Text
from reports.statistics.fair_copy import decimals, written
from reports.statistics.layout import CODES, Layout, Options, arrange, contents, shown

FLAG = Text("tanda", "flag")


def write_csv(cube: Cube, lang: str, options: Options) -> bytes:
    """UTF-8 without BOM, decimal point; texts in quotes, figures and marks bare."""
    layout, how = arrange(cube, options), options.shown or CODES
    flagged = _flagged_columns(cube, layout)
    lines = [f"{quoted(cube.table.title.say(lang))}\r\n\r\n"] if options.title else []
    head = _head(cube, layout, flagged, lang, how)
    lines.append(options.separator.join(quoted(text) for text in head) + "\r\n")
    for row in _rows(cube, layout, flagged, lang, how):
        lines.append(options.separator.join(row) + "\r\n")
    return "".join(lines).encode()


def quoted(text: str) -> str:
    """In quotes; a text that a spreadsheet would run as a formula gets an apostrophe in front."""
    harmless = "'" + text if text.startswith(RUNS_AS_FORMULA) else text
    return '"' + harmless.replace('"', '""') + '"'


def _flagged_columns(cube: Cube, layout: Layout) -> list[int]:
    """Numbers of the columns of figures in which some number has a flag."""
    if not cube.flags:
        return []
    found = {n for row in layout.cells() for n, cell in enumerate(row) if cell in cube.flags}
    return sorted(found)


def _head(cube: Cube, layout: Layout, flagged: list[int], lang: str, how: str) -> list[str]:
    stub = [shown(dimension, how, lang) for dimension in layout.stub]
    columns = [
        " ".join(shown(category, how, lang) for category in column)
        or contents(cube.table, cube.dimensions, lang)
        for column in layout.columns()
    ]
    return [*stub, *columns, *(f"{columns[n]} ({FLAG.say(lang)})" for n in flagged)]


def _rows(cube: Cube, layout: Layout, flagged: list[int], lang: str, how: str) -> Iterator[list]:
    places = decimals(cube)
    labels = [
        {c.code: quoted(shown(c, how, lang)) for c in dimension.categories}
        for dimension in layout.stub
    ]
    for row, cells in zip(layout.rows(), layout.cells(), strict=True):
        figures = (_figure(cube, cell, places(cell)) for cell in cells)
        flags = (cube.flags.get(cells[n], "") for n in flagged)
        texts = (label[category.code] for label, category in zip(labels, row, strict=True))
        yield [*texts, *figures, *flags]


def _figure(cube: Cube, cell: tuple[str, ...], places: int | None) -> str:
    value = cube.values[cell]
    return cube.marks[cell] if value is None else written(value, places)
