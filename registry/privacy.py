"""What people may ask about their own data, and what is forgotten when its time is over.

UU PDP 27/2022: access and correction (art. 5-7, answered within the days of the rule
``subject_answer``), erasure (art. 8, 16); the rule ``member_retention`` says how many years the
data of a former member are kept. An active membership is not erased: the law on cooperatives
demands the book of members.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import pgtrigger
from django.db import transaction

from bengkalis.audit import acting
from bengkalis.days import years_before
from bengkalis.errors import TransitionRefused
from bengkalis.models import PersonalDataRead
from registry.entry import touch
from registry.models import Cooperative, IdempotencyRecord, Member, MemberSavings, SubjectRequest
from registry.models.members import MemberQuerySet
from registry.rules import Rules

FORGOTTEN = "Data dihapus"
BLANK = {
    "name": FORGOTTEN,
    "number": "",
    "nik": "",
    "nik_index": None,
    "birth_place": "",
    "birth_date": None,
    "address": "",
    "occupation": "",
    "phone": "",
    "note": "",
}
SAVED = ("principal", "mandatory", "voluntary")


@transaction.atomic
def receive(request: SubjectRequest, by) -> SubjectRequest:
    """Register a request; it is to be answered within the days that the rule of that day says.

    Raises NoRule for a day before the law, ValidationError.
    """
    days = Rules(request.received_on)["subject_answer"]["days"]
    request.due_on = request.received_on + timedelta(days=days)
    request.handled_by = by
    request.full_clean()
    request.save(force_insert=True)
    return request


@transaction.atomic
def answer(request: SubjectRequest, text: str, day: date, by) -> SubjectRequest:
    """Close a request with what was answered. Raises TransitionRefused when it was already, or
    when an erasure is answered whose data are still there and due to be erased."""
    current = SubjectRequest.locked(request.pk, None)
    if current.answered_on:
        raise TransitionRefused("Permintaan ini sudah dijawab.")
    current.answer, current.answered_on, current.handled_by = text, day, by
    current.full_clean()
    current.save(update_fields=["answer", "answered_on", "handled_by"])
    return current


def rows_of_the_person(member: Member, user) -> MemberQuerySet:
    """Every membership of the same person that ``user`` may handle requests for."""
    rows = Member.objects.within(user.scope_of("handle_subjects"))
    return rows.with_nik(member.nik) if member.nik else rows.filter(pk=member.pk)


def copy_of(member: Member, user) -> list[dict]:
    """All that the register holds on the person, one dict per membership, NIK and savings in
    clear; with who has read it."""
    rows = rows_of_the_person(member, user).select_related("cooperative", "village__district")
    readings = _readings(rows)
    return [
        {
            "member": row,
            "savings": list(row.savings.all()),
            "requests": list(row.requests.all()),
            "readings": readings.get(row.uid, []),
        }
        for row in rows.prefetch_related("savings", "requests").order_by("joined_on", "id")
    ]


def _readings(rows: MemberQuerySet) -> dict:
    found: dict = {}
    uids = list(rows.values_list("uid", flat=True))
    for reading in PersonalDataRead.objects.filter(object_uid__in=uids).select_related("user"):
        found.setdefault(reading.object_uid, []).append(reading)
    return found


def due_for_forgetting(day: date) -> MemberQuerySet:
    """Former members whose data the rule of ``day`` keeps no longer."""
    last = years_before(day, Rules(day)["member_retention"]["years"])
    return Member.objects.filter(left_on__lte=last, forgotten_on__isnull=True)


@transaction.atomic
def forget(members: Iterable[Member], day: date, reason: str) -> int:
    """Erase what identifies former members, in the book, the savings and the audit trail.

    Sex, village and the dates of membership stay, so that the counts of earlier years hold.
    Returns how many. Raises TransitionRefused for who is still a member.
    """
    keys = sorted(member.pk for member in members)
    rows = Member.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    found = list(rows.order_by("pk"))
    if any(row.left_on is None or row.left_on > day for row in found):
        raise TransitionRefused(
            "Data anggota yang masih terdaftar tidak dihapus: buku anggota wajib ada (UU 25/1992)."
        )
    with acting(reason=reason):
        Member.objects.filter(pk__in=keys).update(**BLANK, forgotten_on=day)
        MemberSavings.objects.filter(member__in=keys).delete()
        SubjectRequest.objects.filter(member__in=keys).update(details="")
    _scrub_trail(keys)
    _forget_answers(found)
    _touch(found)
    return len(found)


def _touch(members: list[Member]) -> None:
    for cooperative in Cooperative.objects.filter(pk__in={row.cooperative_id for row in members}):
        touch(cooperative)


def _forget_answers(members: list[Member]) -> None:
    """What is kept to answer a retry by which a member was entered says who that is."""
    uids = {str(member.uid) for member in members}
    kept = IdempotencyRecord.objects.order_by("pk").values_list("pk", "headers")
    told = [pk for pk, sent in kept if sent.get("Location", "").rpartition("/")[2] in uids]
    IdempotencyRecord.objects.filter(pk__in=told).delete()


def _scrub_trail(keys: list[int]) -> None:
    """The trail keeps that there were changes, when and by whom, and nothing of the person."""
    for model, of, blank in (
        (Member, "pgh_obj_id__in", BLANK),
        (MemberSavings, "member_id__in", dict.fromkeys(SAVED)),
        (SubjectRequest, "member_id__in", {"details": ""}),
    ):
        events = model.pgh_event_models["update"]
        with pgtrigger.ignore(f"{events._meta.label}:append_only"):
            events.objects.filter(**{of: keys}).update(**blank)
