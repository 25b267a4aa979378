"""The rows of one made-up cooperative, in every table, with the dirt that the real register has."""

import uuid
from dataclasses import replace
from datetime import date
from random import Random

from django.db import models

from registry.demo import (
    boards,
    cases,
    deeds,
    former,
    health,
    lives,
    meetings,
    members,
    names,
    savings,
    visits,
)
from registry.demo.plan import LAST_YEAR, SEED, Slot
from registry.enums import CertificateStatus, CooperativeForm, Grade
from registry.models import (
    AnnualMeeting,
    BoardMember,
    CaseStep,
    Cooperative,
    DeedAmendment,
    DissolutionCase,
    FieldVisit,
    HealthAssessment,
    Member,
    MemberSavings,
    StatusChange,
    Task,
    Training,
)

NOTE = "CONTOH: data peragaan, bukan koperasi yang sebenarnya."
Rows = dict[type[models.Model], list[dict]]
PARENTS = {  # rows that point at rows of these, and by which column
    Training: ("board_member_id", BoardMember),
    MemberSavings: ("member_id", Member),
    CaseStep: ("case_id", DissolutionCase),
}
LINKS = PARENTS | {Task: ("visit_id", FieldVisit)}  # a task is the cooperative's as well


class Writer:
    """Makes the rows of one slot after the other; the same slots give the same rows.

    ``recorders`` are the accounts that record visits, by primary key of the kecamatan.
    """

    def __init__(self, recorders: dict[int, int] | None = None):
        self.taken: set[str] = set()
        self.last: tuple[Slot, names.Family, str] | None = None
        self.last_deed: deeds.Deed | None = None
        self.recorders = recorders or {}
        self.rules = health.wordings()
        self.book = members.Book()

    def rows(self, slot: Slot, pk: int) -> Rows:
        """Rows for COPY by model; ``pk`` is the cooperative's primary key.

        A row of a part's part (a training, a step) has its parent's row in place of a key.
        """
        rng = _dice("koperasi", slot)
        given = slot
        slot, family, name = self.last = self._identity(rng, given)
        asleep, deed = _past(rng, slot, family)
        if slot is not given:
            deed = self._deed_of_twin(slot, asleep, deed)
        self.last_deed = deed
        row = {"id": pk, "name": name.upper() if rng.random() < 0.08 else name}
        row |= _cooperative(rng, slot, family, deed)
        found = _parts(rng, slot, family, deed, asleep, row)
        row["status_since"] = found[StatusChange][-1]["effective_on"]
        if asleep:
            found[AnnualMeeting] = meetings.of_sleeping(_dice("RAT", slot), deed.founded, asleep)
        else:
            found |= self._alive(slot, family, deed.founded, row)
            row |= _certificate(rng, slot, found[AnnualMeeting])
        recorder = self.recorders.get(slot.district.pk)
        found |= visits.of(_dice("kunjungan", slot), slot, found[BoardMember], recorder)
        return {Cooperative: [row], **_owned(found, pk)}

    def _alive(self, slot: Slot, family: names.Family, founded: date, row: dict) -> Rows:
        """RAT, member book, savings and health of an aktif cooperative, of one piece."""
        dice = _dice("RAT", slot)
        course = meetings.career(dice, founded, slot.members, names.share_of_women(family))
        held = meetings.of_active(dice, course)
        book = self.book.of(_dice("anggota", slot), slot, family, course, founded)
        return {
            AnnualMeeting: held,
            Member: book,
            MemberSavings: savings.of(_dice("simpanan", slot), book, held),
            HealthAssessment: health.of(_dice("kesehatan", slot), self.rules, row, held),
        }

    def _identity(self, rng: Random, slot: Slot) -> tuple[Slot, names.Family, str]:
        """Sometimes the one before once more, spelt otherwise: a probable duplicate."""
        if self.last and slot.spare and not slot.members and rng.random() < 0.04:
            other, family, name = self.last
            if other.district == slot.district:
                again = replace(slot, place=other.place, village=other.village)
                return again, family, names.respelt(rng, family, name)
        family = names.family(rng, slot.district.kemendagri_code)
        return slot, family, names.cooperative(rng, family, slot.place.name, self.taken)

    def _deed_of_twin(self, slot: Slot, asleep: int, own: deeds.Deed) -> deeds.Deed:
        """Mostly the one deed, its number written otherwise, where it precedes the falling asleep;
        else as if the other list had taken down another one."""
        dice, first = _dice("kembar", slot), self.last_deed
        if not first.number or first.founded.year > asleep - 2 or dice.random() < 0.3:
            return own
        return replace(first, number=deeds.rewritten(dice, first.number))


def _past(rng: Random, slot: Slot, family: names.Family) -> tuple[int | None, deeds.Deed]:
    """The year in which it fell asleep (None: it did not), and its deed of at least two before."""
    if slot.members:
        return None, deeds.deed(rng, 1 + slot.number, family.since, family.until)
    asleep = rng.randint(max(2001, family.since + 2), 2016)
    until = min(family.until, asleep - 2)
    return asleep, deeds.deed(rng, 1 + slot.number, family.since, until)


def _dice(noun: str, slot: Slot) -> Random:
    """Every noun has chances of its own: a change to one does not shuffle the others."""
    return Random(f"{SEED} {noun} {slot.number}")  # noqa: S311


def _owned(found: Rows, pk: int) -> Rows:
    for model, rows in found.items():
        if model not in PARENTS:
            for row in rows:
                row["cooperative_id"] = pk
    return found


def _parts(rng: Random, slot: Slot, family, deed: deeds.Deed, asleep, row: dict) -> Rows:
    """What every cooperative has: a history, a board, perhaps changed articles and a case."""
    known = None if deed.day == deeds.PLACEHOLDER else deed.day
    found: Rows = {StatusChange: lives.steps(rng, slot.status, known, asleep)}
    found |= cases.of(_dice("kasus", slot), slot.number, found[StatusChange])
    found |= boards.of(_dice("pengurus", slot), slot, family, deed.founded)
    found |= former.of(_dice("semula", slot), slot, family, row, deed.founded)
    if deed.founded.year < 2017 and rng.random() < (0.05 if asleep else 0.25):
        number, day = deeds.amendment(rng, 1 + slot.number, deed.founded)
        found[DeedAmendment].append({"number": number, "decided_on": day, "subject": ""})
    return found


def _cooperative(rng: Random, slot: Slot, family: names.Family, deed: deeds.Deed) -> dict:
    sector, activity = rng.choice(family.trades)
    return {
        "uid": uuid.UUID(int=rng.getrandbits(128), version=4),
        "form": CooperativeForm.PRIMARY,
        "kind": family.kind if slot.members or rng.random() < 0.98 else "",
        "group": family.group,
        "pattern": family.pattern if slot.members or rng.random() < 0.6 else "",
        "business_sector": sector,
        "business_activity": activity if slot.members or rng.random() < 0.7 else "",
        "deed_number": deed.number,
        "deed_date": deed.day,
        "address": names.address(rng) if rng.random() < 0.93 else "",
        "district_id": slot.district.pk,
        "village_id": slot.village and slot.village.pk,
        "phone": names.phone(rng) if rng.random() < (0.8 if slot.members else 0.45) else "",
        "status": slot.status,
        "note": NOTE,
        "is_demo": True,
    }


def _certificate(rng: Random, slot: Slot, held: list[dict]) -> dict:
    """NIK koperasi, for the better half, and the grade that the RAT of three book years give."""
    if rng.random() > 0.55:
        return {"certificate_status": CertificateStatus.NOT_CERTIFIED}
    recent = sum(row["book_year"] > LAST_YEAR - 3 for row in held)
    graded = (Grade.D, "", Grade.B, Grade.A)[recent]
    until = date(LAST_YEAR + rng.randint(1, 5) if recent else 2019, rng.randint(1, 12), 28)
    return {
        "nik_koperasi": f"140899{slot.number:07}",
        "certificate_status": CertificateStatus.CERTIFIED,
        "certificate_valid_until": until,
        "recorded_grade": graded if rng.random() < 0.93 else rng.choice(list(Grade)),
    }
