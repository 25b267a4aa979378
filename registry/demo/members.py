"""Member books: who joined when, who left and why, such that each year counts as its RAT says."""

import uuid
from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bengkalis.sealed import blind_index
from registry.demo import households, names, niks
from registry.demo.meetings import Career
from registry.demo.plan import Slot
from registry.enums import Group, LeaveReason, Sex

LEAVING = 0.025  # of the members, a year
REASONS = ("", *LeaveReason.values)
REASON_WEIGHTS = (4, 45, 20, 20, 8, 3)
WITHOUT_NIK, WITHOUT_JOINING, WITHOUT_BIRTH = 0.05, 0.02, 0.04
WITH_PHONE = 0.55
IN_TWO = 0.12  # of the cooperatives: one member is in another one as well
COMMON = ("Wiraswasta", "Ibu rumah tangga", "Pedagang", "Buruh harian lepas", "Petani", "")
OCCUPATIONS = {
    Group.KPRI: ("Pegawai negeri sipil", "Guru", "Pegawai negeri sipil", "Bidan", "Pensiunan"),
    Group.EMPLOYEES: ("Karyawan swasta", "Karyawan swasta", "Teknisi", "Satpam"),
    Group.KUD: ("Petani", "Pekebun sawit", "Petani", "Penyadap karet", "Pedagang"),
    Group.MARKET: ("Pedagang", "Pedagang ikan", "Penjahit", "Pedagang sayur"),
    Group.PESANTREN: ("Guru", "Ustaz", "Wiraswasta", "Guru"),
    Group.FISHERS: ("Nelayan", "Nelayan", "Pengolah ikan", "Pedagang ikan"),
    Group.FARMERS: ("Petani", "Petani", "Penyadap karet", "Buruh tani"),
    Group.PLANTERS: ("Pekebun sawit", "Pekebun sawit", "Penyadap karet", "Buruh kebun"),
    Group.TRANSPORT: ("Sopir", "Sopir", "Pemilik angkutan", "Mekanik"),
    Group.ARMED_FORCES: ("TNI", "TNI", "Purnawirawan", "Pegawai negeri sipil"),
    Group.YOUTH: ("Wiraswasta", "Karyawan swasta", "Teknisi", "Nelayan"),
    Group.WOMEN: ("Ibu rumah tangga", "Pedagang", "Penjahit", "Guru", "Pembuat kue"),
}
OTHERWISE = {  # what the other sex does instead
    (Sex.FEMALE, "Nelayan"): "Pengolah ikan",
    (Sex.FEMALE, "Sopir"): "Pemilik angkutan",
    (Sex.MALE, "Ibu rumah tangga"): "Wiraswasta",
    (Sex.MALE, "Bidan"): "Perawat",
}


class Book:
    """Writes one member book after the other, and remembers people who may join a second one."""

    def __init__(self):
        self.people = 0
        self.known: deque[dict] = deque(maxlen=300)

    def of(
        self, rng: Random, slot: Slot, family: names.Family, course: Career, founded: date
    ) -> list[dict]:
        """Rows of the book, in the order of joining."""
        rows = sorted(_careers(rng, slot, course, founded), key=lambda row: row["joined_on"])
        _sexes(rng, rows, course)
        households.settle(rng, slot, rows)
        work = OCCUPATIONS.get(family.group, COMMON)
        numbered = rng.random() < 0.9
        for place, row in enumerate(rows, 1):
            self._identify(rng, slot, row)
            row["number"] = f"{place:04}" if numbered else ""
            row["occupation"] = _occupation(rng, work, row["sex"])
        if rng.random() < IN_TWO:
            self._second(rng, slot, rows)
        self._remember(rows)
        for row in rows:
            _blur(rng, row)
        return rows

    def _identify(self, rng: Random, slot: Slot, row: dict) -> None:
        self.people += 1
        area, place = niks.origin(rng, slot.district)
        row["birth_place"] = place
        row["nik"] = row["nik_index"] = None
        if rng.random() >= WITHOUT_NIK:
            number = niks.nik(area, row["birth_date"], row["sex"], self.people)
            row["nik"], row["nik_index"] = number, blind_index(number, "nik")
        row["phone"] = names.phone(rng) if rng.random() < WITH_PHONE else ""
        row["uid"] = uuid.UUID(int=rng.getrandbits(128), version=4)
        row["is_demo"] = True

    def _second(self, rng: Random, slot: Slot, rows: list[dict]) -> None:
        """One of ``rows`` becomes somebody whom another cooperative knows already: one from far
        back, so of another kecamatan, or one from next door."""
        row = rng.choice(rows)
        far = rng.random() < 0.6
        for place in range(len(self.known)) if far else range(len(self.known) - 1, -1, -1):
            other = self.known[place]
            if other["sex"] == row["sex"] and households.was_of_age(other, row["joined_on"]):
                row |= {name: other[name] for name in PERSON}
                del self.known[place]
                return

    def _remember(self, rows: list[dict]) -> None:
        known = [row for row in rows if row["nik"]][:2]
        self.known.extend({name: row[name] for name in REMEMBERED} for row in known)


PERSON = ("name", "nik", "nik_index", "birth_place", "birth_date", "phone")
REMEMBERED = (*PERSON, "sex")


def _occupation(rng: Random, work: tuple[str, ...], sex: str) -> str:
    found = rng.choice(work if rng.random() < 0.75 else COMMON)
    return OTHERWISE.get((sex, found), found)


def _careers(rng: Random, slot: Slot, course: Career, founded: date) -> Iterator[dict]:
    """One row a person with joined_on, left_on and leave_reason."""
    here: list[dict] = []
    for year, counted in course.counts.items():
        wanted = slot.book if year == course.last else counted
        if year == course.first:
            here += _founders(rng, wanted, founded, year)
            continue
        joining = wanted - len(here) + (leaving := _leaving(rng, len(here), wanted))
        rng.shuffle(here)
        yield from (_leave(rng, here.pop(), year) for _ in range(leaving))
        here += [_join(_day_in(rng, year)) for _ in range(joining)]
    yield from here


def _leaving(rng: Random, before: int, wanted: int) -> int:
    return max(int(before * LEAVING + rng.random()), before - wanted)


def _founders(rng: Random, wanted: int, founded: date, year: int) -> list[dict]:
    """Some were there from the first day, the others came over the years."""
    first, days = min(wanted, rng.randint(9, 25)), (date(year, 12, 31) - founded).days
    later = [founded + timedelta(days=int(days * rng.random())) for _ in range(wanted - first)]
    return [_join(day) for day in [*[founded] * first, *later]]


def _join(day: date) -> dict:
    return {"joined_on": day, "left_on": None, "leave_reason": ""}


def _leave(rng: Random, row: dict, year: int) -> dict:
    row["left_on"] = _day_in(rng, year)
    row["leave_reason"] = rng.choices(REASONS, REASON_WEIGHTS)[0]
    return row


def _day_in(rng: Random, year: int) -> date:
    return date(year, 1, 1) + timedelta(days=rng.randrange(365))


def _sexes(rng: Random, rows: list[dict], course: Career) -> None:
    """Who is in the book today divides as the latest RAT says."""
    here = [row for row in rows if row["left_on"] is None]
    men = course.men(len(here))
    sexes = [Sex.MALE.value] * men + [Sex.FEMALE.value] * (len(here) - men)
    rng.shuffle(sexes)
    for row, sex in zip(here, sexes, strict=True):
        row["sex"] = sex
    for row in rows:
        if "sex" not in row:
            row["sex"] = Sex.FEMALE.value if rng.random() < course.women else Sex.MALE.value


def _blur(rng: Random, row: dict) -> None:
    """What the books leave out or have wrong."""
    chance = rng.random()
    if chance < niks.MISMATCH:
        row["birth_date"] = niks.misread(rng, row["birth_date"])
    elif chance < niks.MISMATCH + WITHOUT_BIRTH:
        row["birth_date"], row["birth_place"] = None, ""
    elif chance < niks.MISMATCH + WITHOUT_BIRTH + WITHOUT_JOINING and not row["left_on"]:
        row["joined_on"] = None
    if rng.random() < 0.03:
        row["name"] = row["name"].upper()
