"""Taking a merge back: what still belongs to the survivor returns, and what does not is named."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from bengkalis.errors import TransitionRefused
from registry.duplicates import find_pairs
from registry.entry import touch
from registry.enums import PairState
from registry.exchanging import documents_at, exchange
from registry.merging import (
    ABSORBED,
    CERTIFICATE,
    STATE,
    SURVIVOR,
    TOGETHER,
    label,
    move,
    pair_of,
    parts,
)
from registry.models import AnnualMeeting, Cooperative, Document, Member, Merge
from registry.status import apply_latest

TAKEN = "NIK {} kini dipakai koperasi lain; tidak dikembalikan."


@dataclass
class Return:
    """``counts`` of parts that go back, by their name; ``left``: sentences on what does not."""

    counts: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


@transaction.atomic
def unmerge(merge: Merge, *, reason: str, by=None) -> Return:
    """Make two cooperatives of one again.

    Parts that still exist and still belong to the survivor go back, as do values that nobody
    changed since. Raises TransitionRefused when it was taken back already or the survivor was
    itself merged further, ValidationError for a blank reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Alasan pemisahan wajib diisi."})
    record, done = _take_back(merge)
    record.undone_at, record.undone_by, record.undo_reason = timezone.now(), by, reason
    record.left_behind = done.left
    record.full_clean(exclude=["moved", "left_behind"])
    record.save(update_fields=["undone_at", "undone_by", "undo_reason", "left_behind"])
    return done


def rehearse(merge: Merge) -> Return:
    """What ``unmerge`` would do now; the same steps, and nothing of them stays."""
    with transaction.atomic():
        _, done = _take_back(merge)
        transaction.set_rollback(True)
    return done


def _take_back(merge: Merge) -> tuple[Merge, Return]:
    record = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    keys = sorted([record.survivor_id, record.absorbed_id])
    rows = {pk: Cooperative.locked(pk, None) for pk in keys}
    survivor, absorbed = rows[record.survivor_id], rows[record.absorbed_id]
    _refuse_impossible(record, survivor)
    done = Return()
    state_kept = _return_values(record, survivor, absorbed, done)
    _return_parts(record, survivor, absorbed, done)
    absorbed.merged_into = None
    absorbed.save(update_fields=["merged_into"])
    if not state_kept:
        apply_latest(survivor)
    pair_of(survivor, absorbed).filter(state=PairState.MERGED).update(
        state=PairState.OPEN, decision_reason="", decided_at=None, decided_by=None
    )
    touch(survivor)
    touch(absorbed)
    find_pairs([survivor.pk, absorbed.pk])
    return record, done


def _refuse_impossible(record: Merge, survivor: Cooperative) -> None:
    if record.undone_at:
        raise TransitionRefused("Penggabungan ini sudah dipisah kembali.")
    if survivor.merged_into_id:
        raise TransitionRefused(
            f"{survivor.name} sudah digabung lagi ke {survivor.merged_into.name}; "
            "pisahkan penggabungan itu dahulu."
        )


# --- values ------------------------------------------------------------------------------------


def _return_values(record: Merge, survivor, absorbed, done: Return) -> bool:
    """Put back what nobody changed since; says whether the status is as the merge left it.

    The survivor first: it gives the NIK up that the absorbed row gets back.
    """
    before, after = record.before, record.after
    kept = _changed_since(survivor, after[SURVIVOR])
    done.left += [_sentence(name) for name in sorted(kept) if name not in STATE]
    columns = {name: value for name, value in before[SURVIVOR].items() if name not in kept}
    if _is_taken(columns.get("nik_koperasi"), survivor):
        done.left.append(TAKEN.format(survivor.name))
        columns = {k: v for k, v in columns.items() if k not in TOGETHER[CERTIFICATE]}
    _set(survivor, columns)
    _set(absorbed, before[ABSORBED])
    if _is_taken(absorbed.nik_koperasi, absorbed):
        done.left.append(TAKEN.format(absorbed.name))
        _set(absorbed, {"nik_koperasi": None, "certificate_status": ""})
    return not kept & set(STATE)


def _changed_since(row: Cooperative, after: dict) -> set[str]:
    """Columns that somebody changed; of those that go together all, when one was changed."""
    found = {name for name, value in after.items() if getattr(row, name) != _python(name, value)}
    for group in (*TOGETHER.values(), STATE):
        columns = {Cooperative._meta.get_field(name).attname for name in group}
        if found & columns:
            found |= columns & set(after)
    return found


def _is_taken(nik: str | None, row: Cooperative) -> bool:
    """Whether a cooperative other than ``row`` has this NIK now."""
    others = Cooperative.objects.standing().filter(nik_koperasi=nik).exclude(pk=row.pk)
    return bool(nik) and others.exists()


def _python(name: str, value):
    column = next(one for one in Cooperative._meta.concrete_fields if one.attname == name)
    return column.target_field.to_python(value) if column.remote_field else column.to_python(value)


def _sentence(name: str) -> str:
    column = next(one for one in Cooperative._meta.concrete_fields if one.attname == name)
    text = str(column.verbose_name)
    return f"{text[0].upper()}{text[1:]} sudah diubah sejak penggabungan; dibiarkan."


def _set(row: Cooperative, columns: dict) -> None:
    for name, value in columns.items():
        setattr(row, name, _python(name, value))
    if columns:
        row.save(update_fields=[name.removesuffix("_id") for name in columns])


# --- parts -------------------------------------------------------------------------------------


def _return_parts(record: Merge, survivor, absorbed, done: Return) -> None:
    taken, given = record.moved["taken"], record.moved["given"]
    _return_merges(taken.get(label(Cooperative), []), survivor, absorbed)
    back = _return_exchanged(given.get(label(AnnualMeeting), []), taken, survivor, absorbed)
    for model in parts():
        keys = set(taken.get(label(model), []))
        _return_rows(model, keys, (survivor, absorbed), done, back if keys & back else set())
    _move_documents(given.get(label(Document), []), absorbed, survivor)


def _return_merges(keys: list[int], survivor, absorbed) -> None:
    rows = Cooperative.objects.filter(pk__in=keys, merged_into=survivor)
    rows.update(merged_into=absorbed)


def _return_exchanged(went: list[int], taken: dict, survivor, absorbed) -> set[int]:
    """Swap RATs back; the keys of those that returned to the absorbed row by it."""
    back = set()
    came = taken.get(label(AnnualMeeting), [])
    for mine in absorbed.meetings.filter(pk__in=went):
        theirs = survivor.meetings.filter(pk__in=came, book_year=mine.book_year).first()
        if theirs is not None:
            exchange(theirs, mine)
            back.add(theirs.pk)
        else:
            move(AnnualMeeting, [mine.pk], survivor)
    return back


def _return_rows(model, keys: set[int], rows: tuple, done: Return, back: set[int]) -> None:
    """Rows of one table go back; the others are named with the reason."""
    survivor, absorbed = rows
    owners = dict(model._base_manager.filter(pk__in=keys).values_list("pk", "cooperative_id"))
    here = sorted(key for key, owner in owners.items() if owner == survivor.pk)
    moved = (
        _move_documents(here, survivor, absorbed)
        if model is Document
        else move(model, here, absorbed)
    )
    returned = len(moved) + (len(back & keys) if model is AnnualMeeting else 0)
    name = str(model._meta.verbose_name)
    if returned:
        done.counts[name] = returned
    gone = len(keys) - len(owners)
    if gone:
        done.left.append(f"{gone} {name} sudah dihapus sejak penggabungan.")
    elsewhere = sum(owner not in {survivor.pk, absorbed.pk} for owner in owners.values())
    if elsewhere:
        done.left.append(f"{elsewhere} {name} sudah berpindah ke koperasi lain.")
    stuck = model._base_manager.filter(pk__in=set(here) - set(moved)).order_by("pk")
    done.left += [f"{_named(row)}: bertentangan dengan data lain; dibiarkan." for row in stuck]


def _move_documents(keys: list[int], of: Cooperative, to: Cooperative) -> list[int]:
    rows = Document.objects.filter(pk__in=keys, cooperative=of)
    return move(Document, documents_at(to, rows), to)


def _named(row: models.Model) -> str:
    """A row in words; of a member the number, because a name is personal data."""
    if isinstance(row, Member):
        return f"Anggota nomor {row.number or '–'}"
    return f"{row._meta.verbose_name} “{row}”"
