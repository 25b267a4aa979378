"""Workbooks of a work programme: read for the draft of a year, kept, written, made again."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from bengkalis.errors import TransitionRefused
from bengkalis.tables import Column, Table
from bengkalis.values import format_number
from programs.budgets import demand_draft
from programs.drafting import draft_of
from programs.imports.headings import PLANS as HEADINGS
from programs.imports.headings import TEXTS
from programs.imports.lines import ask_about_fractions, line_of, listing_of
from programs.imports.settling import Draft, settle
from programs.imports.writing import commit, undo
from programs.models import BudgetVersion, Plan, PlanRow
from registry.imports import staging
from registry.imports.files import UnreadableFile
from registry.imports.kinds import Kind
from registry.imports.reading import read_workbook
from registry.imports.tables import choose_table
from registry.models import ImportBatch, Office
from registry.models.people import today

COLUMNS = (
    *("code", "name", "goal", "output", "indicator", "unit", "target", "place", "fund_source"),
    *("office", "pagu", "uid"),
)
KINDS = {"code": "id", "uid": "id", "target": "decimal", "pagu": "money"}


def version_of(year: int) -> BudgetVersion:
    """The last version of the plan of ``year``. Raises TransitionRefused where there is none."""
    plan = Plan.objects.filter(year=year).first()
    budget = draft_of(plan) if plan else None
    if budget is None:
        raise TransitionRefused(f"Belum ada program kerja {year}.")
    return budget


def rehearse(
    source: bytes | Path, filename: str, office: Office | None = None, *, year: int
) -> staging.Rehearsal:
    """Say what each row would do to the draft of ``year``. Writes nothing.

    Raises UnreadableFile, and TransitionRefused where there is no draft.
    """
    budget = version_of(year)
    demand_draft(budget)
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    table = choose_table(read_workbook(content, filename), HEADINGS, today=today())
    if table.missing:
        needed = " dan ".join(f"“{HEADINGS.labels[name]}”" for name in table.missing)
        raise UnreadableFile(
            f"Judul kolom di baris {table.header_row} lembar “{table.sheet.name}” tidak memuat "
            f"kolom {needed}. Betulkan judulnya, lalu unggah lagi."
        )
    listing = listing_of(table)
    lines = [line_of(row, listing) for row in table]
    ask_about_fractions(lines)
    settle(lines, Draft(budget, office))
    digest = hashlib.sha256(content).hexdigest()
    return staging.Rehearsal("plans", filename, digest, table, lines)


@transaction.atomic
def keep(
    rehearsal: staging.Rehearsal, *, year: int, by=None, office: Office | None = None
) -> ImportBatch:
    """Keep a rehearsal as a batch of lines, with the draft it was made for."""
    batch = staging.stage(rehearsal, by=by, office=office)
    batch.counts |= {"year": year, "budget": version_of(year).pk}
    batch.save(update_fields=["counts"])
    return batch


# --- out -----------------------------------------------------------------------------------------


def table_of(*, year: int) -> Table:
    """The last version of ``year``, which ``rehearse`` reads back with no change."""
    budget = version_of(year)
    columns = [Column(key, HEADINGS.labels[key], kind=KINDS.get(key, "text")) for key in COLUMNS]
    return Table(f"Program kerja {year}: {budget}", tuple(columns), _rows(budget))


def _rows(budget: BudgetVersion) -> Iterator[dict[str, Any]]:
    for row in budget.rows.with_item().order_by("item__code", "pk"):
        yield {
            **{name: getattr(row, name) or None for name in TEXTS},
            "code": row.item.code,
            "name": row.item.name,
            "target": _target(row),
            "fund_source": row.get_fund_source_display() or None,
            "office": row.office.code if row.office else None,
            "pagu": row.pagu,
            "uid": str(row.line.uid),
        }


def _target(row: PlanRow) -> int | str | None:
    """A fraction as text with its comma: as a number it could be thousands read wrongly."""
    if row.target is None:
        return None
    whole = row.target == row.target.to_integral_value()
    return int(row.target) if whole else format_number(Decimal(row.target).normalize())


def told(*, year: int) -> str:
    return f"{version_of(year).rows.count()} baris program kerja {year}"


PLANS = Kind(
    rehearse=rehearse,
    stage=keep,
    commit=commit,
    undo=undo,
    table=table_of,
    told=told,
    options=("year",),
)
