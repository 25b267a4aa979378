"""Rehearsal: what each row of a file would do, and everything wrong with it, before anything does.

The same functions rehearse, mend and prepare the commit, so that the preview cannot lie.
"""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from registry.imports.cells import Listing
from registry.imports.files import UnreadableFile
from registry.imports.header import shortened
from registry.imports.headings import COOPERATIVES
from registry.imports.lines import Line, as_row, count, line_of
from registry.imports.reading import read_workbook
from registry.imports.settling import reach_of, settle
from registry.imports.tables import Table, choose_table
from registry.models import ImportBatch, ImportLine, Office
from registry.models.people import today

KINDS = {"cooperatives": COOPERATIVES}


@dataclass
class Rehearsal:
    """A file read through: where its table stands, and its lines."""

    kind: str
    filename: str
    sha256: str
    table: Table
    lines: list[Line]

    def counts(self) -> dict[str, Any]:
        return count(self.lines)


def rehearse(
    source: bytes | Path, filename: str, kind: str = "cooperatives", office: Office | None = None
) -> Rehearsal:
    """Read a workbook and say what each row would do. Writes nothing. Raises UnreadableFile."""
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    table = choose_table(read_workbook(content, filename), KINDS[kind], today=today())
    _refuse_without_names(table)
    listing = _listing(table)
    lines = [line_of(row, listing) for row in table]
    settle(lines, listing.observed_on, reach_of(office))
    return Rehearsal(kind, filename, hashlib.sha256(content).hexdigest(), table, lines)


def _refuse_without_names(table: Table) -> None:
    if not table.missing:
        return
    needed = " dan ".join(f"“{table.headings.labels[name]}”" for name in table.missing)
    known = [f"{one.letter} “{shortened(one.heading)}”" for one in table.columns.values()]
    raise UnreadableFile(
        f"Judul kolom di baris {table.header_row} lembar “{table.sheet.name}” tidak memuat kolom "
        f"{needed}; yang terbaca: {', '.join(known)}. Betulkan judulnya, lalu unggah lagi."
    )


def _listing(table: Table) -> Listing:
    headings = {key: column.heading for key, column in table.columns.items()}
    scales = {key: Decimal(one.scale) for key, one in table.columns.items() if one.scale != 1}
    return Listing(headings, today(), scales, table.as_of)


@transaction.atomic
def stage(rehearsal: Rehearsal, *, by=None, office: Office | None = None) -> ImportBatch:
    """Keep a rehearsal as a batch of lines, to be looked at and decided on."""
    table = rehearsal.table
    batch = ImportBatch.objects.create(
        kind=rehearsal.kind,
        filename=rehearsal.filename[:255],
        sha256=rehearsal.sha256,
        office=office,
        uploaded_by=by,
        sheet=str(table.sheet.name)[:100],
        header_row=table.header_row,
        as_of=table.as_of,
        columns=_columns(table),
        notes=_notes(table),
        counts=rehearsal.counts(),
    )
    ImportLine.objects.bulk_create([as_row(batch, line) for line in rehearsal.lines], 500)
    return batch


def _columns(table: Table) -> dict[str, dict]:
    return {
        key: {
            "letter": column.letter,
            "heading": column.heading,
            "scale": str(column.scale),
            "guessed": column.guessed,
        }
        for key, column in table.columns.items()
    }


def _notes(table: Table) -> list[str]:
    """What a person should know about how the sheet was read."""
    unread = [f"{one.letter} “{shortened(one.heading)}”" for one in table.unrecognised]
    ignored = [f"Kolom yang tidak dikenal dan tidak dibaca: {', '.join(unread)}."] if unread else []
    skipped = [f"{one.number} ({one.text[:40]})" for one in table.skipped]
    more = f"; dan {len(skipped) - 20} lagi" if len(skipped) > 20 else ""
    left_out = [f"Baris bukan data, dilewati: {'; '.join(skipped[:20])}{more}."] if skipped else []
    return [*table.notes, *table.conflicts, *ignored, *left_out]
