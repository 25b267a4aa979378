"""Boards of made-up cooperatives: who is in office, who was, and what they were trained in."""

from datetime import date, timedelta
from random import Random

from registry.demo import names
from registry.demo.plan import HORIZON, Slot, recent
from registry.enums import Position
from registry.models import BoardMember, Training

CORE = (Position.CHAIR, Position.SECRETARY, Position.TREASURER)
YEAR = 365
COURSES = (  # title, hours, whether a certificate of competence comes of it
    ("Pelatihan dasar perkoperasian", 24, False),
    ("Bimbingan teknis laporan keuangan koperasi", 16, False),
    ("Pelatihan manajemen usaha simpan pinjam", 32, False),
    ("Pelatihan tata kelola RAT", 8, False),
)
COMPETENCES = (
    ("Uji kompetensi pengurus koperasi", 40),
    ("Uji kompetensi manajer koperasi simpan pinjam", 56),
    ("Uji kompetensi pengawas koperasi", 32),
)
ORGANISERS = ("Balai Latihan Koperasi (CONTOH)", "Dinas Koperasi dan UKM (CONTOH)", "")
CERTIFIER = "LSP Perkoperasian (CONTOH)"
TRAINED, CERTIFIED = 0.45, 0.29  # of the boards of aktif cooperatives


def of(rng: Random, slot: Slot, family: names.Family, founded: date) -> dict:
    """Rows of the board and of its trainings; who is in office stands first.

    Blank where nobody reported a board.
    """
    if rng.random() < (0.03 if slot.members else 0.25):
        return {BoardMember: [], Training: []}
    women = names.share_of_women(family)
    term = _term(rng) if slot.members and rng.random() < 0.7 else {}
    rows = [
        {"position": position, "person_name": names.person(rng, women), **term}
        for position in _positions(rng, slot)
    ]
    trained = _trainings(rng, slot, rows) if slot.members else []
    if term:
        rows += _former(rng, rows, women, founded)
    for row in rows:
        for column in ("term_from", "term_to", "left_on"):
            row.setdefault(column, None)
    return {BoardMember: rows, Training: trained}


def _positions(rng: Random, slot: Slot) -> list[str]:
    """Pengurus, often some pengawas, sometimes a manajer; here and there one is missing."""
    core = [one for one in CORE if rng.random() < 0.985] or CORE
    supervisors = rng.choice((0, 0, 1, 3)) if slot.members else rng.choice((0, 0, 0, 1))
    manager = slot.members is not None and rng.random() < 0.2
    return [*core, *[Position.SUPERVISOR] * supervisors, *[Position.MANAGER] * manager]


def _term(rng: Random) -> dict:
    """At most five years, as UU 25/1992 art. 29 allows; every fourth ran out unnoticed."""
    ran_out = rng.random() < 0.25
    start = recent(rng, 10 * YEAR, 6 * YEAR) if ran_out else recent(rng, 4 * YEAR, 60)
    start = min(start.replace(month=rng.randint(1, 4), day=rng.randint(1, 28)), HORIZON)
    return {"term_from": start, "term_to": start.replace(year=start.year + rng.choice((3, 5, 5)))}


def _former(rng: Random, current: list[dict], women: float, founded: date) -> list[dict]:
    """The board before, up to the day on which today's began; some left in the middle."""
    start = current[0]["term_from"]
    since, known = start.replace(year=start.year - 5), {row["person_name"] for row in current}
    if rng.random() < 0.4 or since < founded:
        return []
    return [
        {
            "position": position,
            "person_name": _somebody_else(rng, women, known),
            "term_from": since,
            "term_to": since.replace(year=since.year + 5),
            "left_on": start if rng.random() < 0.85 else _midway(rng, since),
        }
        for position in CORE
        if position != Position.TREASURER or rng.random() < 0.7
    ]


def _somebody_else(rng: Random, women: float, known: set[str]) -> str:
    while (name := names.person(rng, women)) in known:
        pass
    return name


def _midway(rng: Random, since: date) -> date:
    return since + timedelta(days=rng.randint(YEAR, 4 * YEAR))


def _trainings(rng: Random, slot: Slot, board: list[dict]) -> list[dict]:
    """What the board in office has learnt."""
    rows = []
    if rng.random() < TRAINED:
        for person in rng.sample(board, min(rng.randint(1, 3), len(board))):
            rows.append(_course(rng, person))
    if rng.random() < CERTIFIED / 0.97:
        for place, person in enumerate(rng.sample(board, min(rng.choice((1, 1, 2)), len(board)))):
            rows.append(_competence(rng, person, f"{slot.number:06}-{place + 1}"))
    return rows


def _course(rng: Random, person: dict) -> dict:
    title, hours, certified = rng.choice(COURSES)
    return {
        "board_member_id": person,
        "title": title,
        "organiser": rng.choice(ORGANISERS),
        "finished_on": recent(rng, 9 * YEAR, 90),
        "hours": hours,
        "is_certified": certified,
        "certificate_number": "",
        "valid_until": None,
    }


def _competence(rng: Random, person: dict, serial: str) -> dict:
    """A certificate of competence holds for three years; a third of them is out of date."""
    title, hours = rng.choice(COMPETENCES)
    still = rng.random() < 0.67
    day = recent(rng, 2 * YEAR, 30) if still else recent(rng, 7 * YEAR, 3 * YEAR + 30)
    return {
        "board_member_id": person,
        "title": title,
        "organiser": CERTIFIER,
        "finished_on": day,
        "hours": hours,
        "is_certified": True,
        "certificate_number": f"CONTOH-{serial}/{day.year}",
        "valid_until": day + timedelta(days=3 * YEAR),
    }
