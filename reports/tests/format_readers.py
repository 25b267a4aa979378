"""A small reader for every format: each gives (number or None, sign) by the codes of a cell."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from itertools import product

from openpyxl import load_workbook

from reports.statistics.cube import Cube
from reports.statistics.fair_copy import fair_copy
from reports.statistics.layout import Options, arrange, codes

Cells = dict[tuple[str, ...], tuple[int | float | None, str]]
STATUS_OF_SDMX = {"O": ":", "Q": "c", "M": "z"}


def number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def figure(text: str, flag: str = "") -> tuple[int | float | None, str]:
    """A field of text: a number with its flag, or a mark."""
    return (None, text) if text in (":", "c", "z") else (number(text), flag)


def json_stat(data: bytes, cube: Cube, lang: str) -> Cells:
    document = json.loads(data)
    status = document.get("status", {})
    order = [document["dimension"][code]["category"]["index"] for code in document["id"]]
    cells = product(*(sorted(index, key=index.get) for index in order))
    return {cell: (document["value"][n], status.get(str(n), "")) for n, cell in enumerate(cells)}


def csv_codes(data: bytes, cube: Cube, lang: str, options: Options | None = None) -> Cells:
    """The layout with codes in its head and stub."""
    head, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    layout = arrange(cube, options)
    start, columns, found = len(layout.stub), [codes(c) for c in layout.columns()], {}
    flag = "flag" if lang == "en" else "tanda"
    for row in rows:
        named = dict(zip(head, row, strict=True))
        for column in columns:
            name = " ".join(column)
            cell = layout.cell(tuple(row[:start]), column)
            found[cell] = figure(named[name], named.get(f"{name} ({flag})", ""))
    return found


def xlsx(data: bytes, cube: Cube, lang: str) -> Cells:
    sheet = load_workbook(io.BytesIO(data), read_only=True)["Data"]
    head, *rows = sheet.iter_rows(values_only=True)
    places = [n for n, name in enumerate(head) if name.startswith(("kode ", "code "))]
    return {
        tuple(row[n] for n in places): (row[len(head) - 2], row[len(head) - 1] or "")
        for row in (row + (None,) * (len(head) - len(row)) for row in rows)
    }


class TableParser(HTMLParser):
    """Rows of a table as (tag, attributes, text, value of <data>)."""

    def __init__(self):
        super().__init__()
        self.rows, self.cell = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.cell = [tag, dict(attrs), "", None]
            self.rows[-1].append(self.cell)
        if tag == "data":
            self.cell[3] = dict(attrs)["value"]

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell[2] += data


def html_rows(data: bytes) -> list:
    parser = TableParser()
    parser.feed(data.decode())
    return parser.rows


def html(data: bytes, cube: Cube, lang: str, options: Options | None = None) -> Cells:
    layout = arrange(fair_copy(cube), options)
    by_label = [{c.label.say(lang): c.code for c in d.categories} for d in layout.stub]
    columns = [codes(column) for column in layout.columns()]
    found = {}
    for row in html_rows(data):
        if figures := [cell for cell in row if cell[0] == "td"]:
            heads = [cell[2] for cell in row if cell[0] == "th"]
            stub = tuple(labels[text] for labels, text in zip(by_label, heads, strict=True))
            for column, (_, _, text, value) in zip(columns, figures, strict=True):
                flag = text.partition(" ")[2]
                found[layout.cell(stub, column)] = figure(value or text, flag)
    return found


def px_keywords(data: bytes) -> dict[str, list[str]]:
    """Keywords with their texts; texts that stand side by side are one."""
    found = {}
    statement = re.compile(r'([A-Z][A-Z0-9-]*(?:\((?:"[^"]*",?)+\))?)=((?:"[^"]*"|[^";])*);')
    for keyword, texts in statement.findall(data.decode()):
        joined = re.sub(r'"\s*"', "", texts)
        found[keyword] = re.findall(r'"([^"]*)"', joined) or [joined.strip()]
        if keyword == "DATA":
            found[keyword] = re.findall(r'"\.+"|[^\s"]+', texts)
    return found


def px(data: bytes, cube: Cube, lang: str, options: Options | None = None) -> Cells:
    said = px_keywords(data)
    names = [*said.get("STUB", []), *said.get("HEADING", [])]
    order = [said[f'VARIABLECODE("{name}")'][0] for name in names]
    axes = [said[f'CODES("{name}")'] for name in names]
    symbols = {f'"{"." * n}"': said[f"DATASYMBOL{n}"][0] for n in (1, 2, 3)}
    found = {}
    for cell, text in zip(product(*axes), said["DATA"], strict=True):
        note = "DATANOTECELL(" + ",".join(f'"{code}"' for code in cell) + ")"
        by_code = dict(zip(order, cell, strict=True))
        whole = tuple(by_code[dimension.code] for dimension in cube.dimensions)
        found[whole] = figure(symbols.get(text, text), "".join(said.get(note, [])))
    return found


def json_px(data: bytes, cube: Cube, lang: str) -> Cells:
    document = json.loads(data)
    keys = [c["code"] for c in document["columns"] if c["type"] != "c"]
    metrics = [c["code"] for c in document["columns"] if c["type"] == "c"]
    found = {}
    for row in document["data"]:
        signs = row.get("status", [""] * len(metrics))
        for metric, value, sign in zip(metrics, row["values"], signs, strict=True):
            cell = {**dict(zip(keys, row["key"], strict=True)), "ContentsCode": metric}
            found[tuple(cell[d.code] for d in cube.dimensions)] = figure(value, sign)
    return found


def sdmx_row(row: dict, cube: Cube) -> tuple[tuple[str, ...], tuple]:
    names = ["TIME_PERIOD" if d.role == "time" else d.code for d in cube.dimensions]
    value = None if row["OBS_VALUE"] == "" else number(row["OBS_VALUE"])
    sign = STATUS_OF_SDMX.get(row["OBS_STATUS"], row["OBS_FLAG"])
    return tuple(row[name] for name in names), (value, sign)


def sdmx(data: bytes, cube: Cube, lang: str) -> Cells:
    rows = csv.DictReader(io.StringIO(data.decode(), newline=""))
    return dict(sdmx_row(row, cube) for row in rows)


def parquet_rows(rows: list[dict], cube: Cube) -> Cells:
    """Rows of PxWeb's wide layout, whoever has read them."""
    found = {}
    for row in rows:
        for name in (n for n in row if f"{n}_symbol" in row):
            cell = {**row, "ContentsCode": name.removeprefix("ContentsCode_")}
            key = tuple(cell[dimension.code] for dimension in cube.dimensions)
            found[key] = (row[name], row[f"{name}_symbol"] or "")
    return found


def parquet(data: bytes, cube: Cube, lang: str) -> Cells:
    import pyarrow.parquet

    return parquet_rows(pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist(), cube)


READERS = {
    "json-stat2": json_stat,
    "csv": csv_codes,
    "xlsx": xlsx,
    "html": html,
    "px": px,
    "json-px": json_px,
    "parquet": parquet,
    "sdmx-csv": sdmx,
    "sdmx-csv-1.0": sdmx,
}
