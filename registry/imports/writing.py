"""Writing the lines of a commit: new cooperatives many at a time, changed ones each by itself.

The rehearsal has asked every rule that can be asked without the database; the constraints of the
database are asked by writing. What they refuse is left alone, with their sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from bengkalis import values
from bengkalis.values import fold
from registry.entry import EDITABLE
from registry.explaining import prune
from registry.imports.lines import Line, as_json
from registry.models import (
    AnnualMeeting,
    BoardMember,
    Cooperative,
    DeedAmendment,
    ImportBatch,
    ImportLine,
    StatusChange,
)
from registry.models.people import today

AT_ONCE = 200


@dataclass
class Entry:
    """A stored line and what it says, about to be written."""

    row: ImportLine
    line: Line


def write_new(batch: ImportBatch, entries: list[Entry], by) -> None:
    """Enter new cooperatives with all their parts; one that is refused leaves the others alone."""
    for start in range(0, len(entries), AT_ONCE):
        some = entries[start : start + AT_ONCE]
        if _refusal(_insert, batch, some, by):
            for one in some:
                one.row.left_alone = _refusal(_insert, batch, [one], by)


def write_changed(batch: ImportBatch, entries: list[Entry], by) -> None:
    """Change cooperatives of the register as previewed."""
    for one in entries:
        one.row.left_alone = _refusal(_change, batch, one, by)
    changed = [one.row for one in entries if not one.row.left_alone]
    versions = Cooperative.objects.in_bulk([row.target_id for row in changed])
    for row in changed:
        row.applied_version = versions[row.target_id].version


def _refusal(write, *args) -> str:
    """Write, all or nothing; what the database says against it, or nothing."""
    try:
        with transaction.atomic():
            write(*args)
    except IntegrityError as error:
        return _sentence_of(error)
    return ""


def _sentence_of(error: IntegrityError) -> str:
    """The human sentence of the constraint that refused."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    for model in apps.get_app_config("registry").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.violation_error_message)[:200]
    return "Basis data menolak baris ini: bertentangan dengan data lain."


def _insert(batch: ImportBatch, entries: list[Entry], by) -> None:
    made = [_new(batch, one) for one in entries]
    Cooperative.objects.bulk_create(made)
    parts: list[Any] = []
    for cooperative, one in zip(made, entries, strict=True):
        parts.append(_first_step(batch, cooperative, by))
        parts += _parts(cooperative, one.line)
    kinds = [StatusChange, BoardMember, AnnualMeeting, DeedAmendment]
    for kind, some in groupby(sorted(parts, key=lambda p: kinds.index(type(p))), type):
        kind.objects.bulk_create(list(some))
    for cooperative, one in zip(made, entries, strict=True):
        one.row.target, one.row.applied_version = cooperative, cooperative.version


def _new(batch: ImportBatch, one: Entry) -> Cooperative:
    said = one.line.said.cooperative
    demo = fold(said.get("note", "")) == "contoh"
    return Cooperative(**said, source_batch=batch, source_row=one.row.row, is_demo=demo)


def _first_step(batch: ImportBatch, cooperative: Cooperative, by) -> StatusChange:
    """The state as the list has it; since when is not known."""
    reason = _reason(batch, cooperative.source_row)
    return StatusChange(
        cooperative=cooperative, status=cooperative.status, reason=reason, recorded_by=by
    )


def _reason(batch: ImportBatch, row: int) -> str:
    """Where a state comes from. A list says what was the case on its day, not since when."""
    day = f"keadaan per {values.format_date(batch.as_of)}" if batch.as_of else "tanpa tanggal"
    return f"Menurut daftar {day}: {batch.filename}, baris {row}"[:300]


def _parts(cooperative: Cooperative, line: Line) -> Iterator[Any]:
    said = line.said
    for position, names in said.officers.items():
        yield from _members(cooperative, position, names)
    if said.meeting:
        yield AnnualMeeting(cooperative=cooperative, **said.meeting)
    if said.amendment:
        yield DeedAmendment(cooperative=cooperative, **said.amendment)


def _members(cooperative: Cooperative, position: str, names: list[str]) -> list[BoardMember]:
    return [
        BoardMember(cooperative=cooperative, position=position, person_name=name) for name in names
    ]


def _change(batch: ImportBatch, one: Entry, by) -> None:
    """Write exactly the differences; ``before`` keeps what they replace."""
    cooperative, diff, before = one.line.target.cooperative, one.line.diff, {}
    _change_cooperative(batch, one, by, before)
    for key in diff:
        part, _, position = key.partition(".")
        if part == "board":
            _change_board(batch, one, position, before)
    if any(key.startswith("meeting.") for key in diff):
        _change_meeting(one, before)
    if "amendment" in diff or "amendment_date" in diff:
        _change_amendment(one, before)
    one.row.before, one.row.target = as_json(before), cooperative


def _change_cooperative(batch: ImportBatch, one: Entry, by, before: dict) -> None:
    """The fields of the row itself; where only parts change, the whole counts as changed too."""
    cooperative, said = one.line.target.cooperative, one.line.said.cooperative
    names = [name for name in one.line.diff if name in EDITABLE]
    before["fields"] = _attributes(cooperative, names)
    for name in names:
        setattr(cooperative, name, said[name])
    if "status" in one.line.diff:
        before["fields"] |= _attributes(cooperative, ["status", "status_since"])
        before["step"] = [_step(batch, one, by).pk]
        names += ["status", "status_since"]
    if names:
        cooperative.save(update_fields=names)
    else:
        Cooperative.objects.filter(pk=cooperative.pk).update(version=F("version"))


def _attributes(instance, names: list[str]) -> dict[str, Any]:
    attributes = [instance._meta.get_field(name).attname for name in names]
    return {name: getattr(instance, name) for name in attributes}


def _step(batch: ImportBatch, one: Entry, by) -> StatusChange:
    """The state as of the day of the list: the first day on which the office is known to have
    seen it. The register's state is never later than that day, or the line would not say so."""
    cooperative = one.line.target.cooperative
    cooperative.status = one.line.said.cooperative["status"]
    cooperative.status_since = batch.as_of or today()
    return StatusChange.objects.create(
        cooperative=cooperative,
        status=cooperative.status,
        effective_on=cooperative.status_since,
        reason=_reason(batch, one.row.row),
        recorded_by=by,
    )


def _change_board(batch: ImportBatch, one: Entry, position: str, before: dict) -> None:
    """The names of one position: who stays keeps the term, who is no longer named has left on the
    day of the list, or on the day of its upload where the term began after the list was made."""
    record, wanted = one.line.target, one.line.said.officers[position]
    uploaded = timezone.localdate(batch.uploaded_at)
    gone = [member for member in record.board[position] if member.person_name not in wanted]
    day = min(batch.as_of or uploaded, uploaded)
    left = [member for member in gone if member.leave(day, uploaded)]
    held = record.officers(position)
    new = _members(record.cooperative, position, [name for name in wanted if name not in held])
    BoardMember.objects.bulk_update(left, ["left_on"])
    BoardMember.objects.bulk_create(new)
    before.setdefault("board_added", []).extend(member.pk for member in new)
    before.setdefault("board_left", []).extend(member.pk for member in left)


def _change_meeting(one: Entry, before: dict) -> None:
    record, said = one.line.target, one.line.said.meeting
    known = record.meetings.get(said["book_year"])
    if known is None:
        made = AnnualMeeting.objects.create(cooperative=record.cooperative, **said)
        before["meeting_added"] = [made.pk]
        return
    names = [*said, "explanations"]
    changed = [name for name in said if getattr(known, name) != said[name]]
    before["meeting"] = {"id": known.pk, "fields": _attributes(known, names)}
    for name, value in said.items():
        setattr(known, name, value)
    prune(known, changed)
    known.save(update_fields=names)


def _change_amendment(one: Entry, before: dict) -> None:
    record, said = one.line.target, one.line.said.amendment
    known = record.amendments.get(said["number"])
    if known is None:
        made = DeedAmendment.objects.create(cooperative=record.cooperative, **said)
        before["amendment_added"] = [made.pk]
        return
    before["amendment"] = {"id": known.pk, "fields": {"decided_on": known.decided_on}}
    known.decided_on = said["decided_on"]
    known.save(update_fields=["decided_on"])
