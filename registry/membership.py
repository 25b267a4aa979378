"""Joining, correcting, leaving, coming back, and what a member has saved.

Every change locks the cooperative first: two people who enter the same member at once meet there
and not in the exclusion constraint, where PostgreSQL may call it a deadlock. Each one counts as a
change of the cooperative (``touch``).
"""

from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction

from bengkalis.access import Permission, scope_of
from bengkalis.errors import DomainError, TransitionRefused
from registry.entry import touch
from registry.models import Cooperative, Member, MemberSavings
from registry.models.members import TWICE, MemberQuerySet
from registry.models.people import today
from registry.nik import parse_nik

PERSON = (
    "name",
    "nik",
    "birth_place",
    "birth_date",
    "sex",
    "address",
    "village",
    "occupation",
    "phone",
)
EDITABLE = (*PERSON, "number", "joined_on", "left_on", "leave_reason", "note")
SAVINGS_FIELDS = ("as_of", *MemberSavings.AMOUNTS)


class AlreadyRecorded(DomainError):
    """Somebody else was quicker to record the same; the sentence is the constraint's."""


@transaction.atomic
def join(member: Member) -> Member:
    """Save a new, fully cleaned membership. Raises AlreadyRecorded."""
    Cooperative.locked(member.cooperative_id, None)
    _refuse_twice(member)
    with said_by_constraint(Member):
        member.save(force_insert=True)
    touch(member.cooperative)
    return member


@transaction.atomic
def correct(member: Member, version: int | None) -> list[str]:
    """Save what differs from the row in the database, if that row still has ``version``.

    Returns the names of the changed fields. Raises StaleVersion, AlreadyRecorded.
    """
    return _save_changes(member, version, EDITABLE)


@transaction.atomic
def leave(member: Member, *, left_on: date, reason: str, version: int | None) -> Member:
    """End a membership; ``left_on`` is the first day as no member.

    Raises TransitionRefused when it has ended already, ValidationError, StaleVersion.
    """
    Cooperative.locked(member.cooperative_id, None)
    current = Member.locked(member.pk, version)
    if current.left_on:
        raise TransitionRefused(f"Keanggotaan ini sudah berhenti {current.left_on:%d-%m-%Y}.")
    current.left_on, current.leave_reason = left_on, reason
    current.full_clean()
    current.save(update_fields=["left_on", "leave_reason"])
    touch(current.cooperative)
    return current


def returning(member: Member) -> Member:
    """An unsaved new membership of the person who left. Raises TransitionRefused."""
    if member.left_on is None:
        raise TransitionRefused("Keanggotaan ini belum berhenti, jadi tidak perlu masuk lagi.")
    person = {name: getattr(member, name) for name in PERSON}
    return Member(cooperative=member.cooperative, number=member.number, **person)


def rejoin(member: Member, *, joined_on: date, number: str = "") -> Member:
    """The person comes back: a second membership, so that the years between stay empty.

    Raises TransitionRefused, ValidationError, AlreadyRecorded.
    """
    again = returning(member)
    again.joined_on, again.number = joined_on, number
    again.full_clean()
    return join(again)


@transaction.atomic
def record_savings(savings: MemberSavings, version: int | None = None) -> MemberSavings:
    """Save the cleaned savings of one day, new or corrected. Raises StaleVersion,
    AlreadyRecorded."""
    member = savings.member
    Cooperative.locked(member.cooperative_id, None)
    with said_by_constraint(MemberSavings):
        if savings._state.adding:
            savings.save(force_insert=True)
        else:
            MemberSavings.locked(savings.pk, version)
            savings.save(update_fields=SAVINGS_FIELDS)
    touch(member.cooperative)
    return savings


def find_by_nik(user, nik) -> MemberQuerySet:
    """The memberships of a NIK that ``user`` may see. Raises Unparsable."""
    found = Member.objects.visible_to(user).standing().with_nik(parse_nik(nik))
    return found.select_related("cooperative__district")


def elsewhere(user, member: Member) -> MemberQuerySet:
    """The other memberships of the same person that ``user`` may see."""
    others = Member.objects.visible_to(user).standing().exclude(pk=member.pk)
    return others.with_nik(member.nik).select_related("cooperative__district")


def members_today(user, cooperative: Cooperative) -> int | None:
    """How many members the book has today; None where ``user`` may not see the book."""
    if not scope_of(user, Permission.VIEW_MEMBERS).covers(cooperative.district_id):
        return None
    return cooperative.members.on(today()).count()


def _save_changes(member: Member, version: int | None, names: tuple[str, ...]) -> list[str]:
    Cooperative.locked(member.cooperative_id, None)
    current = Member.locked(member.pk, version)
    changed = [name for name in names if _value(member, name) != _value(current, name)]
    if changed:
        _refuse_twice(member)
        keyed = [*changed, "nik_index"] if "nik" in changed else changed
        with said_by_constraint(Member):
            member.save(update_fields=keyed)
        touch(member.cooperative)
        member.refresh_from_db(fields=["version", "updated_at", "search_name"])
    return changed


def _value(row, name: str):
    return getattr(row, row._meta.get_field(name).attname)


def _refuse_twice(member: Member) -> None:
    """While keys are replaced, equal NIK may have two indexes, which no constraint compares: ask
    for both under the lock of the cooperative. Raises AlreadyRecorded."""
    if not settings.PERSONAL_DATA_KEY_PREVIOUS:
        return
    same = Member.objects.with_nik(member.nik).filter(cooperative=member.cooperative_id)
    same = same.exclude(pk=member.pk)
    if member.joined_on:
        same = same.exclude(left_on__lt=member.joined_on)
    if member.left_on:
        same = same.exclude(joined_on__gt=member.left_on)
    if same.exists():
        raise AlreadyRecorded(TWICE)


@contextmanager
def said_by_constraint(model):
    """What a constraint refuses at the last moment, in the constraint's own words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        for constraint in model._meta.constraints:
            if constraint.name == broken:
                raise AlreadyRecorded(constraint.get_violation_error_message()) from error
        raise
