"""Posts and who holds them: the tree of superiors, appointing, ending and correcting a term.

One lock for all (``organisation_locked``): a ring of superiors and two holders at once would both
come from two changes that do not see each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, Q

from bengkalis.audit import acting
from bengkalis.errors import StaleVersion, TransitionRefused
from bengkalis.values import format_date
from registry.appointments import organisation_locked
from registry.enums import Standing
from registry.explaining import reason_given
from registry.models import Incumbency, Official, OfficialRank, Position
from registry.models.people import today

EDITABLE = ("code", "title", "office", "echelon", "superior", "is_active")
TERM = ("standing", "decree", "valid_from", "valid_to")
PERSON = ("name", "nip", "user")
DAY = timedelta(days=1)
HELD = "Jabatan ini pernah dipangku; kodenya tetap, karena naskah yang ditandatangani menyebutnya."


# --- the tree ------------------------------------------------------------------------------------


@dataclass
class Rung:
    """A post, who holds it on the day, and the posts directly under it."""

    position: Position
    holder: Incumbency | None = None
    below: list["Rung"] = field(default_factory=list)


def ladder(positions: Iterable[Position], day: date) -> list[Rung]:
    """The posts as a tree; one whose superior is not among them stands at the top."""
    held = Incumbency.objects.in_force(day).select_related("official")
    holders = {one.position_id: one for one in held}
    rungs = {one.pk: Rung(one, holders.get(one.pk)) for one in positions}
    tops = []
    for rung in rungs.values():
        above = rungs.get(rung.position.superior_id)
        (above.below if above else tops).append(rung)
    return tops


def superiors(position: Position) -> list[Position]:
    """The posts above, the direct superior first; a ring of posts ends where it closes."""
    known = {one.pk: one for one in Position.objects.all()}
    line: list[Position] = []
    above = known.get(position.superior_id)
    while above is not None and above not in line:
        line.append(above)
        above = known.get(above.superior_id)
    return line


def _refuse_ring(position: Position) -> None:
    """Raises ValidationError where the superior would stand under this very post."""
    if position.superior is None or position.pk is None:
        return
    if position in [position.superior, *superiors(position.superior)]:
        raise ValidationError(
            {"superior": f"{position.superior} berada di bawah jabatan ini; pilih atasan lain."}
        )


# --- posts ---------------------------------------------------------------------------------------


def open_post(position: Position) -> Position:
    """Save a new post. Raises ValidationError."""
    with organisation_locked():
        position.full_clean()
        position.save(force_insert=True)
    return position


def correct_post(position: Position, version: int | None) -> list[str]:
    """Save what differs from the database; names what changed.

    Raises StaleVersion, ValidationError for a ring of superiors or another code of a post that
    was ever held, TransitionRefused for closing one that is held or has posts under it.
    """
    with organisation_locked():
        current = Position.locked(position.pk, version)
        _refuse_ring(position)
        if current.is_active and not position.is_active:
            _refuse_in_use(current)
        if current.code != position.code and current.incumbencies.exists():
            raise ValidationError({"code": HELD})
        position.full_clean()
        changed = _differences(position, current, EDITABLE)
        if changed:
            position.save(update_fields=changed)
    return changed


def _differences(wanted, current, names: Iterable[str]) -> list[str]:
    return [name for name in names if getattr(wanted, name) != getattr(current, name)]


def _refuse_in_use(position: Position) -> None:
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=today())
    if held := position.incumbencies.filter(lasting).select_related("official").first():
        raise TransitionRefused(
            f"{position} masih dipangku {held.official}; akhiri masa jabatannya dulu."
        )
    if below := position.subordinates.filter(is_active=True).first():
        raise TransitionRefused(f"{below} masih berada di bawah {position}; pindahkan dulu.")


# --- terms ---------------------------------------------------------------------------------------


def seen(position: Position) -> str:
    """What a form remembers of the terms of a post, so that nobody else's change is run over."""
    rows = position.incumbencies.order_by("pk").values_list("pk", "version")
    return ",".join(f"{pk}.{version}" for pk, version in rows)


def appoint(fresh: Incumbency, remembered: str | None = None) -> list[Incumbency]:
    """Let somebody hold a post; whoever held it on that day held it until the day before.

    A Plh. stands in for some days: where the term of the former holder lasts longer, the former
    holder returns the day after. Returns what was written beside ``fresh``: the former term, and
    the one of the return. Raises StaleVersion where the terms are not those in ``remembered``
    (see ``seen``), ValidationError, TransitionRefused for a post that is closed.
    """
    with organisation_locked():
        position = Position.locked(fresh.position_id, None)
        if remembered is not None and remembered != seen(position):
            raise StaleVersion(position)
        if not position.is_active:
            raise TransitionRefused(f"{position} sudah tidak ada; tidak dapat dipangku lagi.")
        beside = _make_room(fresh)
        fresh.full_clean()
        fresh.save(force_insert=True)
        for back in beside[1:]:
            back.full_clean()
            back.save(force_insert=True)
    return beside


def _make_room(fresh: Incumbency) -> list[Incumbency]:
    """End the term into which ``fresh`` falls; that term, and its unsaved return after a Plh."""
    held = Incumbency.objects.filter(position=fresh.position_id).in_force(fresh.valid_from)
    former = held.select_related("official").first()
    if former is None:
        return []
    _refuse_same(former, fresh)
    back = _return_of(former, fresh)
    former.valid_to = fresh.valid_from - DAY
    former.full_clean()
    former.save(update_fields=["valid_to"])
    return [former, *back]


def _refuse_same(former: Incumbency, fresh: Incumbency) -> None:
    since = format_date(former.valid_from)
    if former.valid_from == fresh.valid_from:
        raise ValidationError(
            {
                "valid_from": f"{former.official} memangku jabatan ini sejak {since}; "
                "diharapkan tanggal sesudahnya."
            }
        )
    if former.official_id == fresh.official_id and former.standing == fresh.standing:
        raise ValidationError(
            {"official": f"{former.official} sudah memangku jabatan ini sejak {since}."}
        )


def _return_of(former: Incumbency, fresh: Incumbency) -> list[Incumbency]:
    if fresh.standing != Standing.DAILY or fresh.valid_to is None:
        return []
    if former.valid_to is not None and former.valid_to <= fresh.valid_to:
        return []
    return [
        Incumbency(
            official=former.official,
            position_id=former.position_id,
            standing=former.standing,
            decree=former.decree,
            valid_from=fresh.valid_to + DAY,
            valid_to=former.valid_to,
            is_demo=former.is_demo,
        )
    ]


def end_term(held: Incumbency, last_day: date, version: int | None) -> Incumbency:
    """Let a term end with ``last_day`` (included).

    Raises StaleVersion, ValidationError for a day before its first, TransitionRefused for a term
    that is over: a wrong date of the past is corrected instead.
    """
    with organisation_locked():
        current = Incumbency.locked(held.pk, version)
        if current.valid_to and current.valid_to < today():
            ended = format_date(current.valid_to)
            raise TransitionRefused(f"Masa jabatan ini sudah berakhir pada {ended}.")
        current.valid_to = last_day
        current.full_clean()
        current.save(update_fields=["valid_to"])
    return current


def correct_term(held: Incumbency, version: int | None) -> list[str]:
    """Save what differs from the database; names what changed. Who and which post never change.

    Raises StaleVersion, ValidationError.
    """
    with organisation_locked():
        current = Incumbency.locked(held.pk, version)
        held.full_clean()
        changed = _differences(held, current, TERM)
        if changed:
            held.save(update_fields=changed)
    return changed


def remove_term(held: Incumbency, version: int | None, reason: str) -> None:
    """Delete a term that never was; the trail keeps it, and ``reason`` with it.

    Raises StaleVersion, ValidationError, TransitionRefused where papers were written for it.
    """
    with organisation_locked(), acting(reason=reason_given(reason)):
        current = Incumbency.locked(held.pk, version)
        try:
            current.delete()
        except ProtectedError as error:
            raise TransitionRefused(
                "Sudah ada naskah yang menyebut masa jabatan ini; betulkan tanggalnya saja."
            ) from error


# --- officials -----------------------------------------------------------------------------------


def enter_official(official: Official) -> Official:
    """Save a new official. Raises ValidationError."""
    official.full_clean()
    official.save(force_insert=True)
    return official


def correct_official(official: Official, version: int | None) -> list[str]:
    """Save what differs from the database; names what changed. Raises StaleVersion,
    ValidationError."""
    with organisation_locked():
        current = Official.locked(official.pk, version)
        official.full_clean()
        changed = _differences(official, current, PERSON)
        if changed:
            official.save(update_fields=changed)
    return changed


def give_rank(rank: OfficialRank) -> OfficialRank:
    """Save a rank from its day on. Raises ValidationError: that day has one already."""
    rank.full_clean()
    rank.save(force_insert=True)
    return rank


def take_rank(official: Official, since: date) -> bool:
    """Delete the rank of that day, entered by mistake; whether there was one."""
    gone, _ = official.ranks.filter(valid_from=since).delete()
    return bool(gone)
