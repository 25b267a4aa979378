"""From preview to register: every good line of a staged file, or none of a line."""

from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from registry.duplicates import find_pairs
from registry.enums import BatchState, Outcome
from registry.imports.lines import WRITABLE, Line, read_again
from registry.imports.mending import locked
from registry.imports.settling import reach_of, settle
from registry.imports.writing import Entry, write_changed, write_new
from registry.models import Cooperative, ImportBatch, ImportLine
from registry.models.people import today
from registry.quality.checking import recheck

EDITED_SINCE = "Diubah orang lain sejak pratinjau; dibiarkan."
ONE_AT_A_TIME = 0x494D504F  # "IMPO": two commits at once could both enter the same cooperative
NOTE_WRITTEN = """
    UPDATE registry_importline AS line SET target_id = done.target, applied_version = done.version
    FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS done(id, target, version)
    WHERE line.id = done.id
"""


@dataclass
class Done:
    """What a commit or an undo did, and the rows it left alone with the reason."""

    written: int = 0
    left: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def commit(batch: ImportBatch, *, by=None) -> Done:
    """Write every good line of a staged batch; lines with errors and lines left out stay out.

    A cooperative that somebody changed since the preview is left alone. Pressing twice changes
    nothing: the second press is refused. Raises TransitionRefused.
    """
    batch = locked(batch, BatchState.STAGED)
    entries = _ready(batch)
    for entry in entries:
        entry.row.left_alone = _overtaken(entry.row, entry.line)
    good = [entry for entry in entries if not entry.row.left_alone]
    write_new(batch, [one for one in good if one.line.target is None], by)
    write_changed(batch, [one for one in good if one.line.target], by)
    find_pairs([entry.row.target_id for entry in good if not entry.row.left_alone])
    return _conclude(batch, [entry.row for entry in entries])


def _ready(batch: ImportBatch) -> list[Entry]:
    """The lines that the preview promised to write, judged against the register as it is now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    rows = list(batch.lines.order_by("row").defer("values", "diff", "problems"))
    targets = [row.target_id for row in rows if row.target_id]
    chosen = Cooperative.objects.filter(pk__in=targets).order_by("pk")
    list(chosen.select_for_update(of=("self",), no_key=True).values_list("pk"))
    lines = read_again(batch, rows)
    settle(lines, batch.as_of or today(), reach_of(batch.office))
    pairs = zip(rows, lines, strict=True)
    return [Entry(r, n) for r, n in pairs if r.outcome in WRITABLE and not r.excluded]


def _overtaken(row: ImportLine, line: Line) -> str:
    """Why a line cannot be written as previewed, or nothing."""
    found = line.target.cooperative if line.target else None
    if (row.target_id, row.target_version) != (found and found.pk, found and found.version):
        return EDITED_SINCE
    if line.outcome == Outcome.ERROR:
        error = next(problem for problem in line.problems if problem.is_error)
        return f"Sejak pratinjau tidak lagi benar. {error.message}"[:200]
    return ""


def _conclude(batch: ImportBatch, rows: list[ImportLine]) -> Done:
    _note_written([row for row in rows if not row.left_alone])
    recheck(row.target_id for row in rows if not row.left_alone)
    alone = [row for row in rows if row.left_alone]
    ImportLine.objects.bulk_update(alone, ["left_alone"], 200)
    left = [(row.row, row.left_alone) for row in alone]
    done = Done(len(rows) - len(left), left)
    batch.counts |= {"written": done.written, "left": len(left)}
    batch.state, batch.committed_at = BatchState.COMMITTED, timezone.now()
    batch.save(update_fields=["counts", "state", "committed_at"])
    return done


def _note_written(rows: list[ImportLine]) -> None:
    """The way back of each line: what it wrote, as which version, and what stood there before."""
    ImportLine.objects.bulk_update([row for row in rows if row.before], ["before"], 200)
    found = [(row.pk, row.target_id, row.applied_version) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            NOTE_WRITTEN, [list(column) for column in zip(*found, strict=True)] or [[], [], []]
        )


@transaction.atomic
def discard(batch: ImportBatch) -> None:
    """Throw a staged batch away; its rows, which hold personal data, go with it."""
    batch = locked(batch, BatchState.STAGED)
    batch.lines.all().delete()
    batch.state = BatchState.DISCARDED
    batch.save(update_fields=["state"])
