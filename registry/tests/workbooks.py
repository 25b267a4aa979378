"""Small workbooks for the tests of the import, and what came of them."""

import io
import json
from pathlib import Path

from django.core.management import call_command
from openpyxl import Workbook

from registry.imports.staging import rehearse

GOOD = {
    "Nama Koperasi": "Koperasi Tani Maju",
    "Kel/Desa": "Temeran",
    "Kecamatan": "Bengkalis",
    "No. Badan Hukum": "518/BH/IV/2001",
    "Status": "Aktif",
}


def workbook(*rows: dict, titles=(), base=None) -> bytes:
    """An xlsx with one row for each of ``rows``, each a change of a good row."""
    rows = [{**(GOOD if base is None else base), **row} for row in rows]
    headings = list(dict.fromkeys(key for row in rows for key in row))
    book = Workbook()
    for title in titles:
        book.active.append([title])
    for line in [headings, *([row.get(key) for key in headings] for row in rows)]:
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def lines_of(*rows: dict, office=None, **options) -> list:
    """The rehearsed lines of such a workbook."""
    return rehearse(workbook(*rows, **options), "daftar.xlsx", office=office).lines


def found_in(*rows: dict, **options) -> list[tuple]:
    """(sheet row, column, code) of every problem."""
    lines = lines_of(*rows, **options)
    return [(line.row, p.column, p.code) for line in lines for p in line.problems]


def saved(folder: Path, *rows: dict, name="daftar.xlsx", **options) -> Path:
    """Such a workbook as a file."""
    path = folder / name
    path.write_bytes(workbook(*rows, **options))
    return path


def run(path: Path, *options: str) -> tuple[int, dict]:
    """Exit code and JSON object of ``import_workbook``."""
    out = io.StringIO()
    code = 0
    try:
        call_command("import_workbook", "cooperatives", path, "--json", *options, stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())
