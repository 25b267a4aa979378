"""XLSX: one row for every cell, with codes and texts; what a reader must know on a second sheet."""

from collections.abc import Iterator
from dataclasses import replace

from bengkalis.exports import xlsx_file
from bengkalis.tables import Column, Table
from reports.statistics.cube import Cube, Text
from reports.statistics.layout import BOTH, CODES, TEXTS, Options, legend

MARK = Text("Tanda", "Mark")


def write_xlsx(cube: Cube, lang: str, options: Options) -> bytes:
    """Numbers are numbers; a cell without one is empty and its mark stands in the last column."""
    table = _only(cube.long_table(lang), options.shown or BOTH)
    signs = tuple(f"{MARK.say(lang)} {sign}: {words}" for sign, words in legend(cube, lang).items())
    with xlsx_file(replace(table, notes=(*signs, *table.notes))) as workbook:
        return workbook.read()


def _only(table: Table, how: str) -> Table:
    """The table with the columns of codes, of texts, or both."""
    kept = [n for n, column in enumerate(table.columns) if _is_kept(column, how)]
    rows: Iterator[tuple] = (tuple(row[n] for n in kept) for row in table.tuples())
    return replace(table, columns=tuple(table.columns[n] for n in kept), rows=rows)


def _is_kept(column: Column, how: str) -> bool:
    is_text = column.kind == "text" and column.key != "mark"
    return not ((how == CODES and is_text) or (how == TEXTS and column.kind == "id"))
