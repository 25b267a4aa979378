"""Taking a committed file back, row by row where nobody edited since."""

import uuid as uuids
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from registry.enums import BatchState
from registry.imports.commit import Done
from registry.imports.mending import locked
from registry.models import (
    AnnualMeeting,
    BoardMember,
    Cooperative,
    DeedAmendment,
    ImportBatch,
    ImportLine,
    StatusChange,
)
from registry.quality.checking import recheck

ADDED = {
    "step": StatusChange,
    "board_added": BoardMember,
    "meeting_added": AnnualMeeting,
    "amendment_added": DeedAmendment,
}
CHANGED = {"meeting": AnnualMeeting, "amendment": DeedAmendment}
AS_BEFORE = """
    UPDATE registry_importline AS line SET applied_version = undone.now
    FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS undone(target, was, now)
    WHERE line.target_id = undone.target AND line.applied_version = undone.was
"""
EDITED_AFTER = "Diubah orang sesudah impor; dibiarkan."
GONE = "Koperasi ini sudah tidak ada."
NEEDED = "Data lain kini bergantung padanya; dibiarkan."


def find(text: str) -> ImportBatch:
    """The batch with this uid. Raises ImportBatch.DoesNotExist."""
    try:
        return ImportBatch.objects.get(uid=uuids.UUID(text))
    except ValueError:
        raise ImportBatch.DoesNotExist(text) from None


@transaction.atomic
def undo(batch: ImportBatch) -> Done:
    """Take a committed batch back, row by row where nobody edited since.

    Rows that somebody edited afterwards stay as they are and are named. Raises TransitionRefused.
    """
    batch = locked(batch, BatchState.COMMITTED)
    written = batch.lines.filter(applied_version__isnull=False).order_by("row")
    rows = list(written.defer("raw", "values", "diff", "problems"))
    found = _locked_targets(rows)
    for row in rows:
        row.left_alone = _why_not(row, found.get(row.target_id))
    untouched = [row for row in rows if not row.left_alone]
    _delete_created([row for row in untouched if not row.before])
    for row in untouched:
        if row.before:
            row.left_alone = _refusal(_put_back, found[row.target_id], row.before)
    back = [row for row in untouched if row.before and not row.left_alone]
    _as_before(back)
    recheck(row.target_id for row in back)
    return _conclude(batch, rows)


def _locked_targets(rows: list[ImportLine]) -> dict[int, Cooperative]:
    keys = [row.target_id for row in rows]
    chosen = Cooperative.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    return {one.pk: one for one in chosen.filter(pk__in=keys)}


def _why_not(row: ImportLine, cooperative: Cooperative | None) -> str:
    if cooperative is None:
        return GONE
    return EDITED_AFTER if cooperative.version != row.applied_version else ""


def _delete_created(rows: list[ImportLine]) -> None:
    """All at once; one by one when something has come to depend on one of them."""
    if not rows or not _refusal(_delete, [row.target_id for row in rows]):
        return
    for row in rows:
        row.left_alone = _refusal(_delete, [row.target_id])


def _delete(keys: list[int]) -> None:
    Cooperative.objects.filter(pk__in=keys).delete()


def _refusal(write, *args) -> str:
    try:
        with transaction.atomic():
            write(*args)
    except (IntegrityError, models.ProtectedError, models.RestrictedError):
        return NEEDED
    return ""


def _put_back(cooperative: Cooperative, before: dict[str, Any]) -> None:
    """Everything that the line replaced, with the keys it had."""
    if before["fields"]:
        _set(cooperative, before["fields"])
    else:
        Cooperative.objects.filter(pk=cooperative.pk).update(version=models.F("version"))
    for key, model in ADDED.items():
        if key in before:
            model.objects.filter(pk__in=before[key]).delete()
    _put_board_back(cooperative, before)
    for key, model in CHANGED.items():
        if key in before:
            _set(model.objects.get(pk=before[key]["id"]), before[key]["fields"])


def _put_board_back(cooperative: Cooperative, before: dict[str, Any]) -> None:
    """Who left by the line is in office again; lines of old removed people and kept them whole."""
    BoardMember.objects.filter(pk__in=before.get("board_left", [])).update(left_on=None)
    removed = before.get("board_removed", [])
    again = [BoardMember(cooperative=cooperative, **member) for member in removed]
    BoardMember.objects.bulk_create(again)


def _set(instance: models.Model, attributes: dict[str, Any]) -> None:
    fields = {field.attname: field for field in instance._meta.concrete_fields}
    for name, value in attributes.items():
        setattr(instance, name, fields[name].to_python(value))
    instance.save(update_fields=[fields[name].name for name in attributes])


def _as_before(rows: list[ImportLine]) -> None:
    """These cooperatives are again as an earlier file left them: that one can be undone as well."""
    now = dict(
        Cooperative.objects.filter(pk__in=[row.target_id for row in rows]).values_list(
            "pk", "version"
        )
    )
    found = [(row.target_id, row.target_version, now[row.target_id]) for row in rows]
    if found:
        with connection.cursor() as cursor:
            cursor.execute(AS_BEFORE, [list(column) for column in zip(*found, strict=True)])


def _conclude(batch: ImportBatch, rows: list[ImportLine]) -> Done:
    alone = [row for row in rows if row.left_alone]
    ImportLine.objects.bulk_update(alone, ["left_alone"], 200)
    done = Done(len(rows) - len(alone), [(row.row, row.left_alone) for row in alone])
    batch.counts |= {"taken_back": done.written, "left": len(alone)}
    batch.state, batch.undone_at = BatchState.UNDONE, timezone.now()
    batch.save(update_fields=["counts", "state", "undone_at"])
    return done
