"""Sending somebody to look, and writing down what was found: tasks and field visits."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from bengkalis.errors import DomainError, TransitionRefused, error_dict
from registry.entry import touch
from registry.models import Cooperative, FieldVisit, Task
from registry.models.people import today

VISIT_FIELDS = ("visited_on", "found", "has_board", "met_with", "result", "follow_up")


@transaction.atomic
def open_task(
    cooperative: Cooperative, *, kind: str, reason: str, due_on: date | None = None, by=None
) -> Task:
    """Give a task. Raises TransitionRefused while one of this kind is open, ValidationError."""
    current = Cooperative.locked(cooperative.pk, None)
    if current.merged_into_id:
        raise TransitionRefused("Koperasi ini sudah digabung ke koperasi lain.")
    if current.tasks.open().filter(kind=kind).exists():
        raise TransitionRefused("Tugas dengan perihal ini masih terbuka di koperasi itu.")
    task = Task(cooperative=current, kind=kind, reason=reason, due_on=due_on)
    task.opened_on, task.opened_by = today(), by
    task.full_clean()
    task.save(force_insert=True)
    return task


@transaction.atomic
def close_task(task: Task, *, note: str, by=None, version: int | None = None) -> Task:
    """Close by hand, with a note of why no visit is needed.

    Raises TransitionRefused for a task that is done already, StaleVersion, ValidationError.
    """
    Cooperative.locked(task.cooperative_id, None)
    current = Task.locked(task.pk, None)
    if current.closed_on:
        raise TransitionRefused(f"Tugas ini sudah selesai {current.closed_on:%d-%m-%Y}.")
    if version is not None:
        current = Task.locked(task.pk, version)
    if not note.strip():
        raise ValidationError({"closing_note": "Tulis mengapa tugas ini selesai tanpa kunjungan."})
    current.closing_note = note
    _close(current, by)
    return current


def _close(task: Task, by) -> None:
    task.closed_on, task.closed_by = today(), by
    task.full_clean()
    task.save(update_fields=["closed_on", "closed_by", "closing_note", "visit"])


@transaction.atomic
def record_visit(visit: FieldVisit, tasks: Iterable[Task] = (), by=None) -> tuple[FieldVisit, bool]:
    """Save a new visit and close ``tasks`` with it, all or nothing; says whether it was new.

    A visit whose ``uid`` is on record already is the second click on the same form: it stays as
    it was first recorded. Raises TransitionRefused for a task of another cooperative or a task
    that somebody else closed, ValidationError.
    """
    cooperative = Cooperative.locked(visit.cooperative_id, None)
    known = FieldVisit.objects.filter(uid=visit.uid).first()
    if known:
        if known.cooperative_id != cooperative.pk:
            raise TransitionRefused("Kunjungan ini sudah tercatat untuk koperasi lain.")
        return known, False
    visit.recorded_by = by
    visit.full_clean()
    visit.save(force_insert=True)
    for task in tasks:
        _close_by_visit(task, visit, by)
    touch(cooperative)
    return visit, True


def _close_by_visit(task: Task, visit: FieldVisit, by) -> None:
    current = Task.locked(task.pk, None)
    if current.cooperative_id != visit.cooperative_id:
        raise TransitionRefused("Tugas itu milik koperasi lain.")
    if current.closed_on:
        raise TransitionRefused(f"Tugas “{current}” sudah selesai; kunjungan belum disimpan.")
    current.visit = visit
    _close(current, by)


@transaction.atomic
def correct_visit(visit: FieldVisit, version: int | None) -> list[str]:
    """Save what differs from the visit in the database. Raises StaleVersion."""
    cooperative = Cooperative.locked(visit.cooperative_id, None)
    current = FieldVisit.locked(visit.pk, version)
    changed = [name for name in VISIT_FIELDS if getattr(visit, name) != getattr(current, name)]
    if changed:
        visit.save(update_fields=changed)
        touch(cooperative)
    return changed


def each(cooperatives: Iterable[Cooperative], do) -> tuple[list, list[str]]:
    """``do(cooperative)`` for every one on its own: what it made, and a sentence for each refusal.

    One that is refused leaves nothing behind and does not keep the others from being done.
    """
    made, refused = [], []
    for cooperative in cooperatives:
        try:
            with transaction.atomic():
                made.append(do(cooperative))
        except (DomainError, ValidationError) as error:
            refused.append(f"{cooperative}: {sentence_of(error)}")
    return made, refused


def sentence_of(error: Exception) -> str:
    """What a person is told about a refusal, on one line."""
    if isinstance(error, ValidationError):
        return " ".join(text for texts in error_dict(error).values() for text in texts)
    return str(error)
