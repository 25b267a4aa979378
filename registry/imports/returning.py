"""What goes back to the person who sent a workbook: its findings, and the rows that stayed out."""

from collections.abc import Iterator

from bengkalis.tables import Column, Table
from registry.enums import Outcome
from registry.imports.lines import shown
from registry.imports.problems import WARNINGS
from registry.models import ImportBatch, ImportLine

FINDING = "Yang harus dibenahi"


def findings(batch: ImportBatch) -> Table:
    """Every problem of every row: sheet row, column, code, what was found and expected."""
    columns = (
        Column("row", "Baris", kind="integer"),
        Column("name", "Nama"),
        Column("column", "Kolom"),
        Column("level", "Tingkat"),
        Column("code", "Kode"),
        Column("message", "Apa yang ditemukan dan apa yang diharapkan"),
    )
    return Table(f"Temuan pada {batch.filename}", columns, _findings(batch))


def _findings(batch: ImportBatch) -> Iterator[tuple]:
    for line in _lines(batch, "label", "problems"):
        for problem in line.problems:
            level = "peringatan" if problem["code"] in WARNINGS else "kesalahan"
            sentence = (problem["code"], problem["message"])
            yield line.row, line.label, problem["column"], level, *sentence


def bad_rows(batch: ImportBatch) -> Table:
    """The rows with errors under their own headings, with what to mend: to be brought in again."""
    columns = [Column("_row", "Baris asal", kind="integer"), Column("_finding", FINDING)]
    for key, column in batch.columns.items():
        taken = {one.label for one in columns}
        label = column["heading"]
        columns.append(Column(key, f"{label} ({column['letter']})" if label in taken else label))
    return Table(f"Baris salah dari {batch.filename}", tuple(columns), _bad_rows(batch))


def _bad_rows(batch: ImportBatch) -> Iterator[dict]:
    for line in _lines(batch, "raw", "problems"):
        if line.outcome == Outcome.ERROR and not line.excluded:
            wrong = [p for p in line.problems if p["code"] not in WARNINGS]
            finding = "; ".join(f"{p['column']}: {p['message']}" for p in wrong)
            cells = {key: shown(line.raw.get(key)) or None for key in batch.columns}
            yield {"_row": line.row, "_finding": finding, **cells}


def _lines(batch: ImportBatch, *fields: str) -> Iterator[ImportLine]:
    chosen = batch.lines.order_by("row").only("row", "outcome", "excluded", *fields)
    return chosen.iterator(500)
