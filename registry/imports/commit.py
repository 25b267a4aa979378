"""From preview to register and back: mend a line, commit a batch, undo it row by row."""

import uuid as uuids
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from bengkalis.errors import TransitionRefused
from registry import entry
from registry.enums import BatchState, Outcome
from registry.imports.matching import OnRecord
from registry.imports.rows import RowReader
from registry.imports.staging import Line, count, settle, stored
from registry.models import AnnualMeeting, Cooperative, ImportBatch, ImportLine, StatusChange
from registry.models.people import today
from registry.status import apply_latest, write_step

EDITED_SINCE = "Diubah orang lain sejak pratinjau; dibiarkan."


@dataclass
class Done:
    """What a commit or an undo did, and the rows it left alone with the reason."""

    written: int = 0
    left: list[tuple[int, str]] = field(default_factory=list)


def locked(batch: ImportBatch, *states: str) -> ImportBatch:
    """The batch under lock, in one of ``states``. Raises TransitionRefused."""
    batch = ImportBatch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)
    if batch.state not in states:
        raise TransitionRefused(f"Berkas ini {batch.get_state_display().lower()}.")
    return batch


def reader_of(batch: ImportBatch) -> RowReader:
    """The reader with which the batch was read: the same headings, scales and date."""
    scales = {key: Decimal(column["scale"]) for key, column in batch.columns.items()}
    headings = {key: column["heading"] for key, column in batch.columns.items()}
    return RowReader(headings, scales, today=today(), as_of=batch.as_of)


def reread(batch: ImportBatch, rows: list[ImportLine]) -> list[Line]:
    """The lines as they are understood now, against the register as it is now."""
    reader = reader_of(batch)
    lines = [Line(row.row, row.raw, reader.read(row.raw)) for row in rows]
    reach = None
    if batch.office and batch.office.kind == "upt":
        reach = set(batch.office.districts.values_list("pk", flat=True))
    settle(lines, reach)
    return lines


@transaction.atomic
def mend(batch: ImportBatch, row: int, cells: dict[str, str]) -> ImportLine:
    """Correct cells of one line and judge the whole file anew, for a mended line may now be the
    duplicate of another. Raises TransitionRefused once the batch is decided."""
    batch = locked(batch, BatchState.STAGED)
    rows = list(batch.lines.order_by("row"))
    line = next(one for one in rows if one.row == row)
    line.raw = {**line.raw, **cells}
    line.save(update_fields=["raw"])
    _restore(batch, rows)
    line.refresh_from_db()
    return line


def _restore(batch: ImportBatch, rows: list[ImportLine]) -> None:
    """Store the outcome of every line that a new reading judges differently."""
    lines = reread(batch, rows)
    changed = []
    for row, line in zip(rows, lines, strict=True):
        new = stored(line)
        if any(getattr(row, name) != value for name, value in new.items() if name != "values"):
            for name, value in new.items():
                setattr(row, name, value)
            changed.append(row)
    if changed:
        ImportLine.objects.bulk_update(changed, list(stored(lines[0])), 200)
    batch.counts = count(lines)
    batch.save(update_fields=["counts"])


@transaction.atomic
def commit(batch: ImportBatch, *, by=None) -> Done:
    """Write every good line of a staged batch; lines with errors stay out, to be mended later.

    A cooperative that somebody changed since the preview is left alone. Pressing twice changes
    nothing: the second press is refused. Raises TransitionRefused.
    """
    batch = locked(batch, BatchState.STAGED)
    rows = list(batch.lines.order_by("row"))
    done = Done()
    for row, line in zip(rows, reread(batch, rows), strict=True):
        if row.excluded or line.outcome not in {Outcome.CREATE, Outcome.UPDATE}:
            continue
        _commit_line(batch, row, line, done, by)
    batch.state, batch.committed_at = BatchState.COMMITTED, timezone.now()
    batch.save(update_fields=["state", "committed_at"])
    return done


def _commit_line(batch: ImportBatch, row: ImportLine, line: Line, done: Done, by) -> None:
    reason = ""
    previewed = (row.target_id, row.target_version)
    found = (line.target.pk, line.target.cooperative.version) if line.target else (None, None)
    if previewed != found:
        reason = EDITED_SINCE
    else:
        try:
            with transaction.atomic():
                _write(batch, row, line, by)
        except ValidationError as error:
            reason = " ".join(error.messages)
        except IntegrityError:
            reason = "Basis data menolak baris ini: bertentangan dengan data lain."
    if reason:
        row.left_alone = reason[:200]
        row.save(update_fields=["left_alone"])
        done.left.append((row.row, reason))
    else:
        done.written += 1


def _write(batch: ImportBatch, row: ImportLine, line: Line, by) -> None:
    said = line.said
    source = f"Impor {batch.filename}, baris {row.row}"
    if line.target is None:
        cooperative = _new(batch, row, said.cooperative)
        entry.register(cooperative, reason=source[:300], by=by)
        row.before = {"created": True}
    else:
        cooperative = line.target.cooperative
        row.before = _before(line.target, line)
        if step := _correct(cooperative, said.cooperative, batch, source, by):
            row.before["status_step"] = step.pk
    _write_parts(cooperative, row, said)
    cooperative.refresh_from_db()
    row.target, row.applied_version = cooperative, cooperative.version
    row.save(update_fields=["target", "applied_version", "before"])


def _new(batch: ImportBatch, row: ImportLine, said: dict[str, Any]) -> Cooperative:
    demo = "contoh" in str(said.get("note", "")).lower()
    cooperative = Cooperative(**said, source_batch=batch, source_row=row.row, is_demo=demo)
    cooperative.full_clean()
    return cooperative


def _correct(cooperative: Cooperative, said: dict, batch, source: str, by) -> StatusChange | None:
    """Apply the fields of a row; a new state becomes a step of the history as of the list's day."""
    for name, value in said.items():
        if name != "status":
            setattr(cooperative, name, value)
    cooperative.full_clean()
    entry.correct(cooperative, cooperative.version)
    status = said.get("status")
    if status is None or status == cooperative.status:
        return None
    step = write_step(cooperative, status, batch.as_of or today(), source[:300], by=by)
    apply_latest(cooperative)
    return step


def _write_parts(cooperative: Cooperative, row: ImportLine, said) -> None:
    entry.set_officers(cooperative, said.officers)
    if said.meeting:
        meeting, _ = entry.record_meeting(cooperative, said.meeting)
        row.before["meeting_pk"] = meeting.pk
    if said.amendment:
        amendment = entry.amend_deed(cooperative, **said.amendment)
        if "amendment" in (row.diff or {}) or row.before.get("created"):
            row.before["amendment_pk"] = amendment.pk


def _before(record: OnRecord, line: Line) -> dict[str, Any]:
    """What the row is about to change, as it was: the way back."""
    cooperative, said = record.cooperative, line.said
    fields = {
        name: getattr(cooperative, Cooperative._meta.get_field(name).attname)
        for name in said.cooperative
        if name != "status"
    }
    before: dict[str, Any] = {
        "fields": fields,
        "officers": {place: list(record.officers.get(place, [])) for place in said.officers},
    }
    known = record.meetings.get(said.meeting.get("book_year")) if said.meeting else None
    if known:
        before["meeting"] = {name: getattr(known, name) for name in said.meeting}
    return before


@transaction.atomic
def undo(batch: ImportBatch) -> Done:
    """Take a committed batch back, row by row where nobody edited since.

    Rows that somebody edited afterwards stay as they are and are named. Raises TransitionRefused.
    """
    batch = locked(batch, BatchState.COMMITTED)
    done = Done()
    for row in batch.lines.filter(applied_version__isnull=False).order_by("-row"):
        if reason := _undo_line(row):
            row.left_alone = reason
            row.save(update_fields=["left_alone"])
            done.left.append((row.row, reason))
        else:
            done.written += 1
    done.left.reverse()
    batch.state, batch.undone_at = BatchState.UNDONE, timezone.now()
    batch.save(update_fields=["state", "undone_at"])
    return done


def _undo_line(row: ImportLine) -> str:
    """Empty when taken back, else why the row was left."""
    cooperative = (
        Cooperative.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=row.target_id)
        .first()
    )
    if cooperative is None:
        return "Koperasi ini sudah tidak ada."
    if cooperative.version != row.applied_version:
        return "Diubah orang sesudah impor; dibiarkan."
    if row.before.get("created"):
        cooperative.delete()
        return ""
    _restore_before(cooperative, row.before)
    return ""


def _restore_before(cooperative: Cooperative, before: dict[str, Any]) -> None:
    for name, value in before["fields"].items():
        model_field = Cooperative._meta.get_field(name)
        setattr(cooperative, model_field.attname, model_field.to_python(value))
    entry.correct(cooperative, cooperative.version)
    entry.set_officers(cooperative, before["officers"])
    _restore_meeting(cooperative, before)
    cooperative.amendments.filter(pk=before.get("amendment_pk")).delete()
    if step := before.get("status_step"):
        cooperative.status_history.filter(pk=step).delete()
        apply_latest(cooperative)


def _restore_meeting(cooperative: Cooperative, before: dict[str, Any]) -> None:
    if "meeting_pk" not in before:
        return
    meeting = cooperative.meetings.filter(pk=before["meeting_pk"]).first()
    if meeting is None:
        return
    if "meeting" not in before:
        meeting.delete()
        return
    fields = before["meeting"]
    for name, value in fields.items():
        setattr(meeting, name, AnnualMeeting._meta.get_field(name).to_python(value))
    meeting.save(update_fields=list(fields))


@transaction.atomic
def discard(batch: ImportBatch) -> None:
    """Throw a staged batch away; its rows, which hold personal data, go with it."""
    batch = locked(batch, BatchState.STAGED)
    batch.lines.all().delete()
    batch.state = BatchState.DISCARDED
    batch.save(update_fields=["state"])


def find(text: str) -> ImportBatch:
    """The batch with this uid. Raises ImportBatch.DoesNotExist."""
    try:
        return ImportBatch.objects.get(uid=uuids.UUID(text))
    except ValueError:
        raise ImportBatch.DoesNotExist(text) from None
