"""The coats of a Table as files: CSV for people and for machines, XLSX, JSON.

Rows are streamed: a million rows need no more memory than ten. Text that a spreadsheet would run
as a formula is written so that it stays text.
"""

import csv
import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from bengkalis.tables import Column, Table

MIME = {
    "csv": "text/csv; charset=utf-8",
    "csv-machine": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}
EXTENSION = {"csv": "csv", "csv-machine": "csv", "xlsx": "xlsx", "json": "json"}
RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"
LINES_PER_CHUNK = 500

XLSX_FORMATS = {
    "text": "@",
    "id": "@",
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "money": "#,##0.00",
    "percent": "0.0",
    "date": "dd-mm-yyyy",
}
XLSX_WIDTHS = {"text": 32, "id": 22, "integer": 12, "decimal": 14, "money": 20, "percent": 11}
XLSX_WIDTHS["date"] = 13


def csv_stream(table: Table, dialect: str = "id") -> Iterator[bytes]:
    """CSV in UTF-8, in chunks.

    ``id`` opens by double click in an Indonesian Excel: BOM, semicolon, decimal comma, 31-12-2019.
    ``machine`` follows RFC 4180: comma, decimal point, 2019-12-31, no BOM.
    Excel itself drops leading zeros and the 16th digit when it opens a CSV; XLSX keeps them.
    """
    write_cell, delimiter, mark = _DIALECTS[dialect]
    echo = _Echo()
    writer = csv.writer(echo, delimiter=delimiter, lineterminator="\r\n")
    lines = (
        writer.writerow(
            [write_cell(column, value) for column, value in zip(table.columns, row, strict=True)]
        )
        for row in table.tuples()
    )
    head = mark + writer.writerow([_harmless(heading) for heading in table.headings])
    yield from _chunks(chain([head], lines))


class _Echo:
    """A file whose write returns what it was given: csv.writer then returns each line."""

    def write(self, text: str) -> str:
        return text


def _chunks(lines: Iterator[str]) -> Iterator[bytes]:
    gathered: list[str] = []
    for line in lines:
        gathered.append(line)
        if len(gathered) == LINES_PER_CHUNK:
            yield "".join(gathered).encode()
            gathered.clear()
    yield "".join(gathered).encode()


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(RUNS_AS_FORMULA) else text


def _id_cell(column: Column, value: Any) -> str:
    text = _plain(column, value, "%d-%m-%Y")
    return text.replace(".", ",") if _is_number(value) and column.is_numeric else text


def _machine_cell(column: Column, value: Any) -> str:
    return _plain(column, value, "%Y-%m-%d")


_DIALECTS: dict[str, tuple[Callable[[Column, Any], str], str, str]] = {
    "id": (_id_cell, ";", BOM),
    "machine": (_machine_cell, ",", ""),
}


def _plain(column: Column, value: Any, date_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return _day(value).strftime(date_format)
    if column.is_numeric and _is_number(value):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return _harmless(str(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _day(value: date) -> date:
    if not isinstance(value, datetime):
        return value
    return timezone.localdate(value) if timezone.is_aware(value) else value.date()


def xlsx_file(table: Table):
    """An open temporary file with the workbook; it is deleted when closed.

    Numbers are numbers, dates are dates, text and ids are text cells that stay text when edited.
    The head is bold and frozen; notes and source stand on a second sheet. Excel itself ends at
    1,048,576 rows and 15 significant digits.
    """
    from rustpy_xlsxwriter import Format, write_worksheets

    handle = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the caller closes it
    by_heading = {column.heading: column.kind for column in table.columns}
    formats = {h: Format().set_num_format(XLSX_FORMATS[kind]) for h, kind in by_heading.items()}
    widths = {h: max(XLSX_WIDTHS[kind], min(len(h) + 2, 40)) for h, kind in by_heading.items()}
    about = [{"Keterangan": line} for line in (table.title, *table.notes, table.source) if line]
    write_worksheets(
        [("Data", _xlsx_rows(table)), ("Keterangan", about)],
        handle.name,
        bold_headers=True,
        freeze_panes={"Data": {"row": 1, "col": 0}},
        autofilter={"Data": True},
        column_formats={"Data": formats, "Keterangan": {"Keterangan": _text_format(Format)}},
        column_widths={"Data": widths, "Keterangan": {"Keterangan": 100.0}},
    )
    return handle


def _text_format(factory):
    return factory().set_num_format("@").set_text_wrap()


def _xlsx_rows(table: Table) -> Iterator[dict]:
    """Rows by heading; an empty table still yields one empty row, so that its head is written."""
    row = None
    for row in table.tuples():
        yield {
            column.heading: _xlsx_cell(column, value)
            for column, value in zip(table.columns, row, strict=True)
        }
    if row is None:
        yield dict.fromkeys(table.headings)


def _xlsx_cell(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, date):
        return _day(value)
    return value if column.is_numeric and _is_number(value) else str(value)


def json_rows(table: Table) -> Iterator[dict]:
    """Rows by column key with JSON's own types; dates as 2019-12-31."""
    for row in table.tuples():
        yield {
            column.key: _json_value(value) for column, value in zip(table.columns, row, strict=True)
        }


def _json_value(value: Any) -> Any:
    if isinstance(value, date):
        return _day(value).isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _json_stream(table: Table) -> Iterator[bytes]:
    yield b"["
    for number, row in enumerate(json_rows(table)):
        yield (b",\n" if number else b"") + json.dumps(row, ensure_ascii=False).encode()
    yield b"]\n"


_STREAMS = {
    "csv": csv_stream,
    "csv-machine": lambda table: csv_stream(table, "machine"),
    "json": _json_stream,
}


def download_response(table: Table, fmt: str, basename: str):
    """The table as a file to save, named ``basename`` with the right ending.

    ``fmt`` is one of MIME; any other raises KeyError.
    """
    if fmt == "xlsx":
        response = FileResponse(xlsx_file(table), content_type=MIME[fmt])
    else:
        response = StreamingHttpResponse(_STREAMS[fmt](table), content_type=MIME[fmt])
    response["Content-Disposition"] = content_disposition_header(
        True, f"{basename}.{EXTENSION[fmt]}"
    )
    return response
