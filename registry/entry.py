"""Entering and correcting a cooperative: the functions that form, API and import all call."""

from datetime import date

from django.db import transaction
from django.db.models import F

from bengkalis.audit import acting
from bengkalis.errors import TransitionRefused
from registry import former
from registry.duplicates import NAMING, find_pairs
from registry.explaining import prune, reason_given
from registry.models import AnnualMeeting, BoardMember, Cooperative, StatusChange
from registry.models.people import today
from registry.quality.checking import recheck, together
from registry.status import write_step

SERVER_OWNED = {
    "id",
    "uid",
    "search_name",
    "core_name",
    "deed_key",
    "version",
    "created_at",
    "updated_at",
    "status",
    "status_since",
    "is_demo",
    "merged_into",
    "source_batch",
    "source_row",
}
EDITABLE = tuple(
    field.name for field in Cooperative._meta.concrete_fields if field.name not in SERVER_OWNED
)
MEETING_FIELDS = ("book_year", "held_on", "figures_as_of", *AnnualMeeting.FIGURES)
FIRST_ENTRY = "Pencatatan pertama"


@transaction.atomic
def register(
    cooperative: Cooperative,
    *,
    since: date | None = None,
    reason: str = FIRST_ENTRY,
    evidence: str = "",
    by=None,
) -> Cooperative:
    """Save a new, fully cleaned cooperative with the first row of its status history."""
    cooperative.status_since = since
    cooperative.save(force_insert=True)
    write_step(cooperative, cooperative.status, since, reason, evidence, by)
    find_pairs([cooperative.pk])
    recheck([cooperative.pk])
    return cooperative


@transaction.atomic
@together()
def enter(
    cooperative: Cooperative,
    *,
    first: StatusChange,
    officers: dict[str, list[str]],
    meeting: dict | None,
    by=None,
) -> Cooperative:
    """Register a cooperative with what is known of its board and latest RAT, all or nothing.

    ``first`` is the unsaved first row of the status history.
    """
    cooperative.status = first.status
    register(
        cooperative,
        since=first.effective_on,
        reason=first.reason,
        evidence=first.evidence,
        by=by,
    )
    set_officers(cooperative, officers)
    if meeting:
        record_meeting(cooperative, meeting)
    return cooperative


@transaction.atomic
def correct(
    cooperative: Cooperative,
    version: int | None,
    *,
    effective_from: date | None = None,
    basis: str = "",
    by=None,
) -> list[str]:
    """Save what differs from the row in the database, if that row still has ``version``.

    Without ``effective_from`` a slip of the pen is mended and holds for every day; with it the
    cooperative really changed on that day, and its old name, kind, place and so on are kept as
    having held until the day before, on the given ``basis``.

    Returns the names of the fields that changed; saving nothing new changes nothing. Raises
    StaleVersion, which carries the row as it now stands; ValidationError for the two arguments.
    """
    current = Cooperative.locked(cooperative.pk, version)
    changed = [name for name in EDITABLE if _differs(cooperative, current, name)]
    if effective_from or basis.strip():
        former.keep(current, changed, effective_from, basis, by)
    if changed:
        cooperative.save(update_fields=changed)
        cooperative.refresh_from_db(fields=["version", "updated_at", "search_name"])
        recheck([cooperative.pk])
    if NAMING & set(changed):
        find_pairs([cooperative.pk])
    return changed


def _differs(left, right, name: str) -> bool:
    attribute = left._meta.get_field(name).attname
    return getattr(left, attribute) != getattr(right, attribute)


@transaction.atomic
def correct_meeting(meeting: AnnualMeeting, version: int | None) -> list[str]:
    """Save what differs from the RAT in the database; like ``correct``, raises StaleVersion.

    ``explanations`` are those of the figures as they are now: see ``registry.explaining``.
    """
    Cooperative.locked(meeting.cooperative_id, None)
    current = AnnualMeeting.locked(meeting.pk, version)
    names = (*MEETING_FIELDS, "explanations")
    changed = [name for name in names if _differs(meeting, current, name)]
    if changed:
        meeting.save(update_fields=changed)
        touch(meeting.cooperative)
    return changed


@transaction.atomic
def remove_meeting(meeting: AnnualMeeting, version: int | None, reason: str) -> None:
    """Delete a RAT that was entered by mistake; the trail keeps it, and ``reason`` with it.

    Raises StaleVersion, ValidationError for a reason that is none, TransitionRefused while a
    document or a health assessment of its book year stands on it.
    """
    cooperative = Cooperative.locked(meeting.cooperative_id, None)
    current = AnnualMeeting.locked(meeting.pk, version)
    if current.documents.exists():
        raise TransitionRefused("RAT ini punya dokumen; pindahkan atau hapus dokumennya dulu.")
    if cooperative.assessments.filter(book_year=current.book_year).exists():
        raise TransitionRefused(
            f"Kesehatan koperasi tahun buku {current.book_year} sudah dinilai menurut RAT ini."
        )
    with acting(reason=reason_given(reason)):
        current.delete()
        touch(cooperative)


@transaction.atomic
def change_parts(cooperative: Cooperative, version: int | None, save: list, remove: list) -> bool:
    """Save and remove cleaned rows of the board or of the deeds, all or nothing.

    Raises StaleVersion when the cooperative no longer has ``version``. Says whether it wrote.
    """
    Cooperative.locked(cooperative.pk, version)
    for row in remove:
        row.delete()
    for row in save:
        row.save()
    if save or remove:
        touch(cooperative)
    return bool(save or remove)


def as_of_version(cooperative: Cooperative, version: int) -> dict | None:
    """The editable values of an earlier version, from the audit trail; None if not on record."""
    event = (
        Cooperative.pgh_event_models["update"]
        .objects.filter(pgh_obj=cooperative, version=version)
        .order_by("-pgh_created_at")
        .first()
    )
    if event is None:
        return None
    attributes = {name: Cooperative._meta.get_field(name).attname for name in EDITABLE}
    return {name: getattr(event, attribute) for name, attribute in attributes.items()}


@transaction.atomic
def set_officers(
    cooperative: Cooperative, names: dict[str, list[str]], day: date | None = None
) -> list[str]:
    """Make the board hold exactly ``names`` in each given position; other positions stay.

    Who is no longer named has left on ``day`` (None: today) and stays on record. Returns the
    positions that changed.
    """
    touched, day = [], day or today()
    for position, wanted in names.items():
        rows = list(cooperative.board.in_office(today()).filter(position=position).order_by("id"))
        if sorted(row.person_name for row in rows) == sorted(wanted):
            continue
        touched.append(position)
        _match_rows(cooperative, position, rows, wanted, day)
    if touched:
        touch(cooperative)
    return touched


def _match_rows(
    cooperative, position: str, rows: list[BoardMember], wanted: list[str], day: date
) -> None:
    for row in rows:
        if row.person_name not in wanted and row.leave(day, today()):
            row.full_clean()
            row.save(update_fields=["left_on"])
    held = {row.person_name for row in rows}
    for name in wanted:
        if name not in held:
            member = BoardMember(cooperative=cooperative, position=position, person_name=name)
            member.full_clean()
            member.save()


@transaction.atomic
def record_meeting(cooperative: Cooperative, fields: dict) -> tuple[AnnualMeeting, bool]:
    """Create or update the RAT of ``fields['book_year']`` (None: the one without a book year).

    Only the given fields change; ``explanations`` that are not given stay for figures that stay.
    Returns the meeting and whether anything was written.
    """
    year = fields.get("book_year")
    meeting = cooperative.meetings.filter(book_year=year).first()
    if meeting is None:
        meeting = AnnualMeeting(cooperative=cooperative, **fields)
        meeting.full_clean()
        meeting.save()
        touch(cooperative)
        return meeting, True
    changed = [name for name, value in fields.items() if getattr(meeting, name) != value]
    for name in changed:
        setattr(meeting, name, fields[name])
    if "explanations" not in fields and changed and prune(meeting, changed):
        changed.append("explanations")
    if changed:
        meeting.full_clean()
        meeting.save(update_fields=changed)
        touch(cooperative)
    return meeting, bool(changed)


def touch(cooperative: Cooperative) -> None:
    """Count a change of a part as a change of the whole: stale editors, ETags and findings see
    it."""
    Cooperative.objects.filter(pk=cooperative.pk).update(version=F("version"))
    cooperative.refresh_from_db(fields=["version", "updated_at"])
    recheck([cooperative.pk])
