"""Putting a staged file right before it is decided on: correct a cell, leave a row out."""

from django.db import transaction

from bengkalis.errors import TransitionRefused
from registry.enums import BatchState
from registry.imports.lines import count, read_again
from registry.imports.settling import reach_of, settle
from registry.imports.understood import identities
from registry.models import ImportBatch, ImportLine
from registry.models.people import today


def locked(batch: ImportBatch, state: str) -> ImportBatch:
    """The batch under lock, in that state. Raises TransitionRefused."""
    batch = ImportBatch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)
    if batch.state != state:
        raise TransitionRefused(f"Berkas ini {batch.get_state_display().lower()}.")
    return batch


def mend(batch: ImportBatch, row: int, cells: dict[str, str]) -> ImportLine:
    """Correct cells of one line and judge it anew, with the lines it may be the same as.

    Raises TransitionRefused once the batch is decided.
    """
    return _judge_again(batch, row, cells=cells)


def exclude(batch: ImportBatch, row: int, out: bool = True) -> ImportLine:
    """Leave a line out of the commit, or take it in again. Raises TransitionRefused."""
    return _judge_again(batch, row, out=out)


@transaction.atomic
def _judge_again(batch, row: int, *, cells: dict | None = None, out: bool | None = None):
    batch = locked(batch, BatchState.STAGED)
    line = batch.lines.get(row=row)
    line.raw = {**line.raw, **(cells or {})}
    line.excluded = line.excluded if out is None else out
    line.save(update_fields=["raw", "excluded"])
    rows = list(batch.lines.order_by("row").defer("raw", "diff", "before"))
    keys = set(identities(read_again(batch, [line])[0].said.plain()).values())
    related = _related(rows, row, keys)
    judged = _store(batch, related)
    batch.counts = count(judged.get(one.row, one) for one in rows)
    batch.save(update_fields=["counts"])
    return judged[row]


def _related(rows: list[ImportLine], row: int, keys: set[tuple]) -> set[int]:
    """Sheet rows that share an identity with ``row``, as it was or is now, directly or not."""
    held = {one.row: set(identities(one.values).values()) for one in rows}
    wanted, found = keys | held[row], {row}
    while more := {number for number, own in held.items() if own & wanted} - found:
        found |= more
        wanted |= set().union(*(held[number] for number in more))
    return found


def _store(batch: ImportBatch, numbers: set[int]) -> dict[int, ImportLine]:
    rows = list(batch.lines.filter(row__in=numbers).order_by("row"))
    lines = read_again(batch, rows)
    settle(lines, batch.as_of or today(), reach_of(batch.office))
    for row, line in zip(rows, lines, strict=True):
        for name, value in line.stored().items():
            setattr(row, name, value)
    ImportLine.objects.bulk_update(rows, list(lines[0].stored()), 200)
    return {row.row: row for row in rows}
