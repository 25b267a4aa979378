"""Made-up coaching of MSMEs and cooperatives since 2019.

At most 150 MSMEs a year, as the press says. Part of it are trainings with many at once; part has
a next step, and most of those were taken.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from registry.demo import accounts, copying, enterprise_plan
from registry.demo.plan import HORIZON, SEED
from registry.demo.visits import ACCOUNTS_SINCE
from registry.enums import CoachingKind as Kind
from registry.enums import CoachingTopic as Topic
from registry.enums import Status
from registry.models import Coaching, Cooperative, Enterprise, Office, OfficeDistrict

FIRST_YEAR = 2019
MSMES, COOPERATIVES = (108, 130), (50, 66)  # of each so many were coached, a year
POOL = 29  # every n-th MSME is one that the office knows
IN_TRAINING, FOLLOWED = 0.45, 0.40
TAKEN, TAKEN_OF_LATE = 0.96, 0.6  # next steps: of earlier years, of this year and the last
SECTIONS = ("SEKSI-FASILITASI", "BID-USAHA-MIKRO", "SEKSI-KELEMBAGAAN")
TRAININGS = (
    (Topic.DIGITAL, "Pelatihan pemasaran lewat internet"),
    (Topic.FINANCE, "Pelatihan pembukuan sederhana"),
    (Topic.LICENCE, "Bimbingan pengurusan NIB dan sertifikat halal"),
    (Topic.PRODUCTION, "Pelatihan kemasan dan mutu produk"),
    (Topic.PEOPLE, "Pelatihan kewirausahaan"),
)
OF_COOPERATIVES = (
    (Topic.INSTITUTION, "Bimbingan penyelenggaraan RAT"),
    (Topic.FINANCE, "Pelatihan laporan keuangan koperasi"),
    (Topic.PEOPLE, "Pelatihan pengurus dan pengawas"),
)
SINGLY = (Kind.VISIT, Kind.CONSULTATION, Kind.MENTORING, Kind.FACILITATION)
RESULTS = {
    Topic.INSTITUTION: ("Jadwal RAT disepakati, daftar hadir dan tata tertib disiapkan.",),
    Topic.FINANCE: (
        "Buku kas mulai diisi setiap hari; contoh laporan laba rugi dibuat bersama.",
        "Uang usaha dan uang rumah tangga masih bercampur, diberi contoh pembukuan.",
    ),
    Topic.CREDIT: ("Syarat KUR dijelaskan, berkas masih kurang surat keterangan usaha.",),
    Topic.MARKETING: ("Produk dititipkan di toko oleh-oleh di Duri dan Bengkalis.",),
    Topic.DIGITAL: ("Akun toko dibuat, sepuluh foto produk diunggah.",),
    Topic.PRODUCTION: ("Kemasan baru dicoba, masa simpan dicatat.",),
    Topic.LICENCE: (
        "NIB terbit pada hari itu juga.",
        "Berkas halal belum lengkap: daftar bahan belum disusun.",
    ),
    Topic.PEOPLE: ("Rencana usaha satu tahun disusun oleh peserta.",),
    Topic.OTHER: ("Keluhan tentang harga bahan baku dicatat.",),
}
NEXT_STEPS = ("Periksa buku kas bulan berikutnya.", "Lengkapi berkas.", "Datangi lagi di tempat.")


@dataclass(frozen=True)
class Subject:
    """Whom to coach: ``column`` and ``pk`` say who; from ``since`` on, and not after ``until``."""

    column: str
    pk: int
    district: int
    since: date
    until: date


def seed() -> int:
    """Write the coaching of every year by COPY; how many rows."""
    rows = [row | {"is_demo": True} for row in _rows()]
    rows.sort(key=lambda row: row["held_on"])
    written = copying.copy(Coaching, rows)
    copying.analyse(Coaching)
    return written


def _rows() -> Iterator[dict]:
    msmes, cooperatives = _msmes(), _cooperatives()
    offices = _Offices()
    for year in range(FIRST_YEAR, (HORIZON - timedelta(days=31)).year + 1):
        rng = Random(f"{SEED} pembinaan {year}")  # noqa: S311
        yield from _year(rng, year, _coached(rng, year, msmes, MSMES), TRAININGS, offices)
        some = _coached(rng, year, cooperatives, COOPERATIVES)
        yield from _year(rng, year, some, OF_COOPERATIVES, offices)


def _msmes() -> list[Subject]:
    rows = Enterprise.objects.filter(is_demo=True).order_by("pk")
    rows = rows.values_list("pk", "district_id", "started_year", "closed_on")
    return [
        Subject("enterprise_id", pk, district, _after(started), closed or HORIZON)
        for pk, district, started, closed in rows[: enterprise_plan.TOTAL : POOL]
    ]


def _cooperatives() -> list[Subject]:
    rows = Cooperative.objects.filter(is_demo=True, status=Status.ACTIVE).order_by("pk")
    rows = rows.values_list("pk", "district_id", "deed_date__year")[:350]
    return [
        Subject("cooperative_id", pk, district, _after(founded), HORIZON)
        for pk, district, founded in rows
    ]


def _after(year: int | None) -> date:
    """The first day of the year after; of one whose beginning is not known, of a year long ago."""
    return date((year or 1999) + 1, 1, 1)


def _coached(
    rng: Random, year: int, everybody: list[Subject], most: tuple[int, int]
) -> list[Subject]:
    """Those of one year, in proportion to how much of it has passed by the horizon."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), HORIZON)
    there = [one for one in everybody if one.since <= first and one.until >= last]
    wanted = round(rng.randint(*most) * (last - first).days / 365)
    return rng.sample(there, min(wanted, len(there)))


class _Offices:
    """Who coaches, and whose account writes it down, by kecamatan."""

    def __init__(self):
        names = OfficeDistrict.objects.values_list("district", "office__name")
        self.units, self.recorders = dict(names), accounts.recorders()
        rows = Office.objects.filter(code__in=SECTIONS).order_by("code")
        self.sections = list(rows.values_list("name", flat=True))

    def of(self, rng: Random, district: int) -> str:
        unit = self.units.get(district)
        return unit if unit and rng.random() < 0.6 else rng.choice(self.sections)


def _year(
    rng: Random, year: int, subjects: list[Subject], trainings: tuple, offices: _Offices
) -> Iterator[dict]:
    """Some in trainings of one title and day, the others singly."""
    together = round(len(subjects) * IN_TRAINING)
    while together > 0:
        group = [subjects.pop() for _ in range(min(rng.randint(8, 20), together))]
        together -= len(group)
        topic, title = rng.choice(trainings)
        day, coach = _day(rng, year), rng.choice(offices.sections)
        about = {"kind": Kind.TRAINING, "topic": topic, "title": f"{title} {year}", "coach": coach}
        for one in group:
            yield from _coaching(rng, one, day, about, offices)
    for one in subjects:
        about = {"kind": rng.choice(SINGLY), "topic": rng.choice(list(Topic)), "title": ""}
        about["coach"] = offices.of(rng, one.district)
        yield from _coaching(rng, one, _day(rng, year), about, offices)


def _day(rng: Random, year: int) -> date:
    """A working day of the year, up to the horizon."""
    last = min(date(year, 12, 20), HORIZON)
    day = date(year, 1, 10) + timedelta(days=rng.randrange(max((last - date(year, 1, 10)).days, 1)))
    return day - timedelta(days=max(day.weekday() - 4, 0))


def _coaching(
    rng: Random, who: Subject, day: date, about: dict, offices: _Offices
) -> Iterator[dict]:
    """One coaching; perhaps with a next step, and then mostly that one too."""
    recorder = offices.recorders.get(who.district) if day >= ACCOUNTS_SINCE else None
    row = {
        "uid": uuid.UUID(int=rng.getrandbits(128), version=4),
        "cooperative_id": None,
        "enterprise_id": None,
        who.column: who.pk,
        "held_on": day,
        **about,
        "result": rng.choice(RESULTS[about["topic"]]),
        "next_step": "",
        "next_on": None,
        "recorded_by_id": recorder,
    }
    if rng.random() >= FOLLOWED:
        yield row
        return
    row["next_step"], due = rng.choice(NEXT_STEPS), day + timedelta(days=rng.randint(20, 120))
    row["next_on"] = due if rng.random() < 0.9 else None
    yield row
    taken = due - timedelta(days=rng.randint(0, 15))
    likely = TAKEN if day.year < HORIZON.year - 1 else TAKEN_OF_LATE
    if taken <= who.until and rng.random() < likely:
        yield _answer(rng, row, taken)


def _answer(rng: Random, before: dict, day: date) -> dict:
    """The visit by which the next step was taken."""
    return before | {
        "uid": uuid.UUID(int=rng.getrandbits(128), version=4),
        "held_on": day,
        "kind": Kind.VISIT,
        "title": "",
        "result": "Langkah yang disepakati sudah dijalankan.",
        "next_step": "",
        "next_on": None,
    }
