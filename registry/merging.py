"""Two rows of the register that are one cooperative become one, and can become two again.

The survivor takes the chosen values and every part of the absorbed row that it can hold; what it
already has (a RAT of the same book year, the same person in the same office, a member who is in
both books) stays with the absorbed row, which is kept, shown nowhere by itself, and gets
everything back when the merge is taken back.
"""

from collections.abc import Collection, Mapping

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from bengkalis.errors import TransitionRefused
from bengkalis.values import fold
from registry.duplicates import find_pairs
from registry.entry import EDITABLE, touch
from registry.enums import PairState
from registry.exchanging import documents_at, exchange_meetings
from registry.models import (
    AnnualMeeting,
    BoardMember,
    Coaching,
    Cooperative,
    DeedAmendment,
    DissolutionCase,
    Document,
    DuplicatePair,
    FieldVisit,
    FormerDetail,
    HealthAssessment,
    Member,
    Merge,
    StatusChange,
    Task,
    Training,
)
from registry.quality.checking import recheck
from registry.status import apply_latest

SURVIVOR, ABSORBED = "survivor", "absorbed"
PLACE, CERTIFICATE = "place", "certificate"
TOGETHER = {
    PLACE: ("district", "village"),
    CERTIFICATE: ("nik_koperasi", "certificate_status", "certificate_valid_until"),
}
_JOINED = {name: group for group, names in TOGETHER.items() for name in names}
GROUPS: dict[str, tuple[str, ...]] = {
    group: TOGETHER.get(group, (group,))
    for group in dict.fromkeys(_JOINED.get(name, name) for name in EDITABLE)
}
# Documents come last: they follow the RAT, deed or visit that they are about.
MOVED: tuple[type[models.Model], ...] = (
    StatusChange,
    FormerDetail,
    BoardMember,
    DeedAmendment,
    AnnualMeeting,
    Member,
    FieldVisit,
    Coaching,
    Task,
    DissolutionCase,
    HealthAssessment,
    Document,
)
STATE = ("status", "status_since")
_FOLLOWING: list[type[models.Model]] = []


def follow(model: type[models.Model]) -> None:
    """Let rows of ``model`` move with their ``cooperative`` too.

    For tables of the apps above this one, which name themselves when they are ready.
    """
    if model not in _FOLLOWING:
        _FOLLOWING.append(model)


def parts() -> tuple[type[models.Model], ...]:
    """Every table whose rows move with their cooperative."""
    return (*_FOLLOWING, *MOVED)


def label(model: type[models.Model]) -> str:
    """How ``Merge.moved`` names a table."""
    return model._meta.label_lower


def meeting_choice(book_year: int | None) -> str:
    """The name of the choice between two RATs of one book year."""
    return f"rat-{book_year or 'tanpa-tahun'}"


@transaction.atomic
def merge(
    survivor: Cooperative,
    absorbed: Cooperative,
    *,
    choices: Mapping[str, str],
    reason: str,
    by=None,
    versions: Mapping[int, int | None],
) -> Merge:
    """Make ``absorbed`` part of ``survivor``.

    ``choices`` says of each name in GROUPS and each ``meeting_choice`` whose value is right, where
    not the survivor's; ``versions`` holds by primary key what the person saw. Raises StaleVersion,
    TransitionRefused, and ValidationError for a blank reason or values that do not go together.
    """
    survivor, absorbed = _both_locked(survivor.pk, absorbed.pk, versions)
    _refuse_impossible(survivor, absorbed)
    record = Merge(survivor=survivor, absorbed=absorbed, reason=reason, merged_by=by)
    record.full_clean(exclude=["moved", "left_behind", "undone_at"])
    before = _take_values(survivor, absorbed, choices)
    record.moved = _take_parts(survivor, absorbed, choices)
    apply_latest(survivor)
    absorbed.merged_into = survivor
    absorbed.save(update_fields=["merged_into"])
    record.before, record.after = before, _now(survivor, absorbed, before)
    record.save(force_insert=True)
    _decide_pair(survivor, absorbed, reason, by)
    touch(survivor)
    recheck([absorbed.pk])
    find_pairs([survivor.pk])
    return record


def _both_locked(survivor: int, absorbed: int, versions: Mapping) -> list[Cooperative]:
    """Always in the same order, so that two merges of one pair never wait for each other."""
    found = {pk: Cooperative.locked(pk, versions.get(pk)) for pk in sorted({survivor, absorbed})}
    return [found[survivor], found[absorbed]]


def _refuse_impossible(survivor: Cooperative, absorbed: Cooperative) -> None:
    if survivor.pk == absorbed.pk:
        raise TransitionRefused("Penggabungan memerlukan dua koperasi.")
    for one in (survivor, absorbed):
        if one.merged_into_id:
            raise TransitionRefused(f"{one.name} sudah digabung ke {one.merged_into.name}.")
    with_case = DissolutionCase.objects.open().filter(cooperative__in=[survivor, absorbed])
    if with_case.count() > 1:
        raise TransitionRefused(
            "Keduanya masih punya usulan pembubaran yang berjalan; selesaikan salah satunya dahulu."
        )


# --- values ------------------------------------------------------------------------------------


def _take_values(survivor: Cooperative, absorbed: Cooperative, choices: Mapping) -> dict:
    """Write the chosen values; returns what the two rows held before, by column."""
    names = [
        name
        for group, members in GROUPS.items()
        if choices.get(group, SURVIVOR) == ABSORBED
        for name in members
    ]
    before = {SURVIVOR: values(survivor, [*names, *STATE]), ABSORBED: {}}
    wanted = {name: getattr(absorbed, name) for name in names}
    if wanted.get("nik_koperasi"):
        before[ABSORBED] = values(absorbed, ["nik_koperasi", "certificate_status"])
        absorbed.nik_koperasi, absorbed.certificate_status = None, ""
        absorbed.save(update_fields=["nik_koperasi", "certificate_status"])
    for name, value in wanted.items():
        setattr(survivor, name, value)
    survivor.full_clean()
    if names:
        survivor.save(update_fields=names)
    return before


def values(row: models.Model, names: Collection[str]) -> dict:
    """``{column: value}``, with keys instead of the rows they point to."""
    columns = [row._meta.get_field(name).attname for name in names]
    return {column: getattr(row, column) for column in columns}


def _now(survivor: Cooperative, absorbed: Cooperative, before: dict) -> dict:
    return {
        SURVIVOR: {name: getattr(survivor, name) for name in before[SURVIVOR]},
        ABSORBED: {name: getattr(absorbed, name) for name in before[ABSORBED]},
    }


# --- parts -------------------------------------------------------------------------------------


def _take_parts(survivor: Cooperative, absorbed: Cooperative, choices: Mapping) -> dict:
    """Move what the survivor can hold; returns ``Merge.moved``."""
    years = _chosen_years(absorbed, choices)
    exchanged = exchange_meetings(survivor, absorbed, years)
    taken = {label(Cooperative): _take_earlier_merges(survivor, absorbed)}
    for model in parts():
        rows = _candidates(model, survivor, absorbed)
        found = list(rows.order_by("pk").values_list("pk", flat=True))
        taken[label(model)] = move(model, found, survivor)
    taken[label(AnnualMeeting)] += [came for came, _ in exchanged]
    left = [went for _, went in exchanged]
    following = documents_at(
        absorbed, Document.objects.filter(cooperative=survivor, meeting__in=left)
    )
    given = {label(AnnualMeeting): left, label(Document): move(Document, following, absorbed)}
    return {"taken": _filled(taken), "given": _filled(given)}


def _filled(moved: dict[str, list[int]]) -> dict[str, list[int]]:
    return {name: keys for name, keys in moved.items() if keys}


def _chosen_years(absorbed: Cooperative, choices: Mapping) -> list[int | None]:
    held = absorbed.meetings.values_list("book_year", flat=True)
    return [year for year in held if choices.get(meeting_choice(year)) == ABSORBED]


def _take_earlier_merges(survivor: Cooperative, absorbed: Cooperative) -> list[int]:
    """What was merged into the absorbed row now leads straight to the survivor."""
    rows = Cooperative.objects.filter(merged_into=absorbed)
    found = list(rows.order_by("pk").values_list("pk", flat=True))
    Cooperative.objects.filter(pk__in=found).update(merged_into=survivor)
    return found


def _candidates(model, survivor: Cooperative, absorbed: Cooperative) -> models.QuerySet:
    rows = model._base_manager.filter(cooperative=absorbed)
    if model is BoardMember:
        return rows.exclude(pk__in=_twins(survivor, absorbed))
    if model is Document:
        return rows.filter(pk__in=documents_at(survivor, rows))
    return rows


def _twins(survivor: Cooperative, absorbed: Cooperative) -> list[int]:
    """Who holds the same position in both rows; one whose trainings are recorded is no twin."""
    held = {(row.position, fold(row.person_name)) for row in survivor.board.filter(left_on=None)}
    trained = Training.objects.filter(board_member=models.OuterRef("pk"))
    again = absorbed.board.filter(~models.Exists(trained), left_on=None)
    return [row.pk for row in again if (row.position, fold(row.person_name)) in held]


def move(model: type[models.Model], keys: list[int], to: Cooperative) -> list[int]:
    """The rows that now belong to ``to``: all, or those that no constraint keeps where they are."""
    if not keys or _moved(model, keys, to):
        return keys
    return [key for key in keys if _moved(model, [key], to)]


def _moved(model: type[models.Model], keys: list[int], to: Cooperative) -> bool:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=keys).update(cooperative=to)
    except IntegrityError:
        return False
    return True


# --- the pair ----------------------------------------------------------------------------------


def pair_of(one: Cooperative, other: Cooperative) -> models.QuerySet:
    """The pair of the two, where it was proposed or opened by hand."""
    left, right = sorted((one.pk, other.pk))
    return DuplicatePair.objects.filter(left=left, right=right)


def _decide_pair(survivor: Cooperative, absorbed: Cooperative, reason: str, by) -> None:
    pair_of(survivor, absorbed).update(
        state=PairState.MERGED,
        decision_reason=reason,
        decided_at=timezone.now(),
        decided_by=by,
    )
