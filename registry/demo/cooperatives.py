"""The rows of one made-up cooperative, in every table, with the dirt that the real register has."""

import uuid
from dataclasses import replace
from datetime import date
from random import Random

from django.db import models

from registry.demo import deeds, lives, meetings, names
from registry.demo.plan import SEED, Slot
from registry.enums import CertificateStatus, CooperativeForm, Grade, Position
from registry.models import (
    AnnualMeeting,
    BoardMember,
    Cooperative,
    DeedAmendment,
    StatusChange,
)

NOTE = "CONTOH: data peragaan, bukan koperasi yang sebenarnya."
Rows = dict[type[models.Model], list[dict]]


class Writer:
    """Makes the rows of one slot after the other; the same slots give the same rows."""

    def __init__(self):
        self.taken: set[str] = set()
        self.last: tuple[Slot, names.Family, str] | None = None

    def rows(self, slot: Slot, pk: int) -> Rows:
        """Rows for COPY by model; ``pk`` is the cooperative's primary key."""
        rng = Random(f"{SEED} koperasi {slot.number}")  # noqa: S311
        slot, family, name = self.last = self._identity(rng, slot)
        asleep, deed = _past(rng, slot, family)
        found = _parts(rng, slot, family, deed, asleep)
        for rows in found.values():
            for row in rows:
                row["cooperative_id"] = pk
        row = {"id": pk, "name": name.upper() if rng.random() < 0.08 else name}
        row |= _cooperative(rng, slot, family, deed)
        row["status_since"] = found[StatusChange][-1]["effective_on"]
        if slot.members:
            row |= _certificate(rng, slot, found[AnnualMeeting])
        found[Cooperative] = [row]
        return found

    def _identity(self, rng: Random, slot: Slot) -> tuple[Slot, names.Family, str]:
        """Sometimes the one before once more, spelt otherwise: a probable duplicate."""
        if self.last and slot.spare and not slot.members and rng.random() < 0.04:
            other, family, name = self.last
            if other.district == slot.district:
                again = replace(slot, place=other.place, village=other.village)
                return again, family, names.respelt(rng, family, name)
        family = names.family(rng, slot.district.kemendagri_code)
        return slot, family, names.cooperative(rng, family, slot.place.name, self.taken)


def _past(rng: Random, slot: Slot, family: names.Family) -> tuple[int | None, deeds.Deed]:
    """The year in which it fell asleep (None: it did not), and its deed of at least two before."""
    if slot.members:
        return None, deeds.deed(rng, 1 + slot.number, family.since, family.until)
    asleep = rng.randint(max(2001, family.since + 2), 2016)
    until = min(family.until, asleep - 2)
    return asleep, deeds.deed(rng, 1 + slot.number, family.since, until)


def _parts(rng: Random, slot: Slot, family, deed: deeds.Deed, asleep: int | None) -> Rows:
    known = None if deed.day == deeds.PLACEHOLDER else deed.day
    found: Rows = {StatusChange: lives.steps(rng, slot.status, known, asleep)}
    if asleep:
        found[AnnualMeeting] = meetings.of_sleeping(rng, deed.founded, asleep)
    else:
        found[AnnualMeeting] = meetings.of_active(rng, deed.founded, slot.members)
    found[BoardMember] = _board(rng, slot, family)
    if deed.founded.year < 2017 and rng.random() < (0.05 if asleep else 0.25):
        number, day = deeds.amendment(rng, 1 + slot.number, deed.founded)
        found[DeedAmendment] = [{"number": number, "decided_on": day}]
    return found


def _cooperative(rng: Random, slot: Slot, family: names.Family, deed: deeds.Deed) -> dict:
    sector, activity = rng.choice(family.trades)
    return {
        "uid": uuid.UUID(int=rng.getrandbits(128), version=4),
        "form": CooperativeForm.PRIMARY,
        "kind": family.kind,
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


def _board(rng: Random, slot: Slot, family: names.Family) -> list[dict]:
    """Pengurus, often some pengawas and a manajer; blank where nobody reported them."""
    if rng.random() < (0.03 if slot.members else 0.25):
        return []
    supervisors = rng.choice((0, 0, 1, 3)) if slot.members else rng.choice((0, 0, 0, 1))
    positions = [Position.CHAIR, Position.SECRETARY, Position.TREASURER]
    positions += [Position.SUPERVISOR] * supervisors
    positions += [Position.MANAGER] * (slot.members is not None and rng.random() < 0.2)
    women = 1.0 if family.prefix == "Koperasi Wanita" else 0.35
    term = _term(rng) if slot.members and rng.random() < 0.7 else {}
    return [
        {"position": position, "person_name": names.person(rng, women), **term}
        for position in positions
    ]


def _term(rng: Random) -> dict:
    """At most five years, as UU 25/1992 art. 29 allows."""
    start = date(rng.randint(2016, 2019), rng.randint(1, 4), rng.randint(1, 28))
    return {"term_from": start, "term_to": start.replace(year=start.year + rng.choice((3, 5)))}


def _certificate(rng: Random, slot: Slot, held: list[dict]) -> dict:
    """NIK koperasi, for the better half, and the grade that the RAT of three book years give."""
    if rng.random() > 0.55:
        return {"certificate_status": CertificateStatus.NOT_CERTIFIED}
    recent = sum(row["book_year"] > meetings.LAST_YEAR - 3 for row in held)
    return {
        "nik_koperasi": f"140899{slot.number:07}",
        "certificate_status": CertificateStatus.CERTIFIED,
        "certificate_valid_until": date(rng.randint(2019, 2021), rng.randint(1, 12), 28),
        "recorded_grade": (Grade.D, "", Grade.B, Grade.A)[recent],
    }
