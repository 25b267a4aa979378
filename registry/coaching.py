"""Coaching (pembinaan): written down for one or for all that took part, corrected, followed up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Min, Q, Window
from django.db.models.functions import Lead

from bengkalis.audit import acting
from bengkalis.errors import TransitionRefused
from registry.explaining import reason_given
from registry.models import Coaching, Cooperative, Enterprise

FIELDS = ("held_on", "kind", "topic", "title", "coach", "result", "next_step", "next_on")
MOST_TOGETHER = 200
SHOWN = 5

Subject = Cooperative | Enterprise


@transaction.atomic
def record(
    about: Coaching, subjects: Iterable[Subject], *, key: UUID, by=None
) -> tuple[list[Coaching], int]:
    """Write ``about``, unsaved and without a subject, down for each of ``subjects``, all or none.

    ``key`` is what the form was given: a subject that is on record under it already is the second
    click, and stays as it was first recorded. Returns all rows, and how many of them are new.
    The subjects themselves do not change: whoever has their form open may go on.
    Raises ValidationError, TransitionRefused for one that was merged or closed by then.
    """
    rows = [_row_of(about, one, key, by) for one in _locked(subjects)]
    for row in rows:
        _refuse_gone(row)
    known = {one.uid: one for one in Coaching.objects.filter(uid__in=[row.uid for row in rows])}
    fresh = [row for row in rows if row.uid not in known]
    if fresh:
        fresh[0].full_clean()  # the others differ in their subject only, which is under lock
        Coaching.objects.bulk_create(fresh)
    return [known.get(row.uid, row) for row in rows], len(fresh)


def uid_of(key: UUID, subject: Subject) -> UUID:
    """The uid that a coaching of ``subject`` gets from the form with ``key``."""
    return uuid5(key, str(subject.uid))


def _locked(subjects: Iterable[Subject]) -> list[Subject]:
    """Under lock, in one order for everybody: two clicks at once come one after the other."""
    found: list[Subject] = []
    wanted = list(subjects)
    for model in (Cooperative, Enterprise):
        keys = [one.pk for one in wanted if isinstance(one, model)]
        rows = model.objects.filter(pk__in=keys).order_by("pk")
        found += rows.select_for_update(of=("self",), no_key=True) if keys else []
    return found


def _row_of(about: Coaching, subject: Subject, key: UUID, by) -> Coaching:
    row = Coaching(uid=uid_of(key, subject), recorded_by=by)
    for name in FIELDS:
        setattr(row, name, getattr(about, name))
    setattr(row, "cooperative" if isinstance(subject, Cooperative) else "enterprise", subject)
    return row


def _refuse_gone(row: Coaching) -> None:
    """Nobody coaches a row that was merged into another, or a business after it closed."""
    if row.cooperative and row.cooperative.merged_into_id:
        raise TransitionRefused(f"{row.cooperative} sudah digabung ke koperasi lain.")
    closed = row.enterprise.closed_on if row.enterprise else None
    if closed and row.held_on and row.held_on > closed:
        raise TransitionRefused(
            f"{row.enterprise} tutup sejak {closed:%d-%m-%Y}, sebelum pembinaan ini."
        )


@transaction.atomic
def correct(coaching: Coaching, version: int | None) -> list[str]:
    """Save what differs from the row in the database; names what changed. Raises StaleVersion,
    TransitionRefused."""
    current = Coaching.locked(coaching.pk, version)
    changed = [name for name in FIELDS if getattr(coaching, name) != getattr(current, name)]
    if changed:
        _refuse_gone(coaching)
        coaching.save(update_fields=changed)
        coaching.refresh_from_db(fields=["version", "updated_at"])
    return changed


@transaction.atomic
def remove(coaching: Coaching, version: int | None, reason: str) -> None:
    """Delete a coaching that was entered by mistake; the trail keeps it, and ``reason`` with it.

    Raises StaleVersion, ValidationError for a reason that is none.
    """
    current = Coaching.locked(coaching.pk, version)
    with acting(reason=reason_given(reason)):
        current.delete()


# --- continuity ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Continuity:
    """How often and since when one subject was coached, and what was to follow.

    ``rows`` are the latest, newest first; each has ``met_uid`` and ``met_on``: the coaching that
    came next and so met its next step.
    """

    rows: list[Coaching]
    day: date

    @property
    def count(self) -> int:
        return self.rows[0].how_many if self.rows else 0

    @property
    def first(self) -> date | None:
        return self.rows[0].first_on if self.rows else None

    @property
    def last(self) -> date | None:
        return self.rows[0].held_on if self.rows else None

    @property
    def months_since(self) -> int | None:
        """Whole months since the last one."""
        if self.last is None:
            return None
        months = 12 * (self.day.year - self.last.year) + self.day.month - self.last.month
        return months - (self.day.day < self.last.day)

    @property
    def open_step(self) -> Coaching | None:
        """The newest coaching, if it left something to do: earlier steps were met by it."""
        newest = self.rows[0] if self.rows else None
        return newest if newest and newest.next_step else None

    @property
    def is_overdue(self) -> bool:
        step = self.open_step
        return bool(step and step.next_on and step.next_on < self.day)


def continuity(subject: Subject, day: date) -> Continuity:
    """The latest coachings of ``subject`` as of ``day``, in one query."""
    return Continuity(list(_followed(subject)[:SHOWN]), day)


def met_by(coaching: Coaching) -> Coaching | None:
    """The coaching of the same subject that came next."""
    later = Q(held_on__gt=coaching.held_on) | Q(held_on=coaching.held_on, pk__gt=coaching.pk)
    return coaching.subject.coachings.filter(later).order_by("held_on", "pk").first()


def _followed(subject: Subject) -> models.QuerySet:
    order = [F("held_on").asc(), F("id").asc()]
    return subject.coachings.annotate(
        how_many=Window(Count("pk")),
        first_on=Window(Min("held_on")),
        met_on=Window(Lead("held_on"), order_by=order),
        met_uid=Window(Lead("uid"), order_by=order),
    ).order_by("-held_on", "-id")


def refuse_no_subject(subjects: list[Subject]) -> None:
    """Raises ValidationError for nobody, or for more than are written down at once."""
    if not subjects:
        raise ValidationError("Pilih dahulu sedikitnya satu koperasi atau UMKM yang ikut.")
    if len(subjects) > MOST_TOGETHER:
        raise ValidationError(
            f"Ditemukan {len(subjects)} peserta, diharapkan paling banyak {MOST_TOGETHER} sekali "
            "simpan."
        )
