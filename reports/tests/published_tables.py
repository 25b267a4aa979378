"""Workbooks with a published table, made for tests, and what is said of them."""

import io
from datetime import date

from openpyxl import Workbook

from reports.bps.tables import Described, Meaning

TITLE = ["Jumlah Usaha Mikro dan Kecil Menurut Kecamatan, 2020 dan 2021"]
HEAD = ["Kecamatan", 2020, 2021]
ROWS = [["Mandau", 10, 12], ["Rupat", "-", 0], ["Bengkalis", None, 5]]


def workbook(*rows: list, title=TITLE, head=HEAD, sheet="Tabel 1") -> bytes:
    """An xlsx with a title, an empty row, a head in row 3 and places from row 4."""
    book = Workbook()
    book.active.title = sheet
    for row in (title, [], head, *(rows or ROWS)):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def said(**changes) -> Described:
    """What a person says of ``workbook``."""
    values = {
        **{"sheet": "Tabel 1", "series": "uji.umk", "label": "Usaha mikro dan kecil"},
        **{"unit": "usaha", "source": "BPS", "source_ref": "Tabel 9.1", "code_system": "bps"},
        **{"retrieved_on": date(2022, 2, 25), "first_row": 4, "place_column": 0},
        "columns": {1: Meaning(2020), 2: Meaning(2021)},
    }
    return Described(**values | changes)
