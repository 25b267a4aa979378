"""Field visits and the tasks that led to them, or still wait for one."""

import uuid
from datetime import date, timedelta
from random import Random

from registry.demo import names
from registry.demo.plan import HORIZON, Slot, recent
from registry.enums import Found, Status, TaskKind
from registry.models import FieldVisit, Task

VISITED = {Status.ACTIVE: 0.28, Status.PROPOSED: 0.42, Status.DISSOLVED: 0.6}  # of the others 0.3
FINDINGS = {  # weights of running, idle, absent
    Status.ACTIVE: (90, 9, 1),
    Status.INACTIVE: (15, 55, 30),
    Status.PROPOSED: (5, 35, 60),
}
RESULTS = {
    Found.RUNNING: (
        "Kantor buka, buku anggota dan buku kas ada, terisi sampai bulan lalu.",
        "Usaha berjalan; laporan RAT terakhir diperlihatkan.",
        "Toko melayani anggota, pengurus minta pembinaan pembukuan.",
    ),
    Found.IDLE: (
        "Papan nama masih terpasang, usaha berhenti, buku tidak lengkap.",
        "Bekas ketua ditemui di rumah; anggota sudah lama tidak berkumpul.",
    ),
    Found.ABSENT: (
        "Alamat tidak ditemukan, perangkat desa tidak mengenal koperasi ini.",
        "Bangunan sudah dipakai usaha lain; pengurus pindah tanpa alamat baru.",
    ),
}
FOLLOW_UPS = {
    Found.RUNNING: ("Dampingi penyusunan laporan RAT.", ""),
    Found.IDLE: ("Panggil bekas pengurus ke UPT.", "Usulkan perubahan status.", ""),
    Found.ABSENT: ("Minta keterangan kepala desa secara tertulis.", "Usulkan pembubaran."),
}
REASONS = {
    TaskKind.EXISTENCE: "Pastikan apakah koperasi ini masih ada di alamatnya",
    TaskKind.NO_MEETING: "Tanyakan mengapa RAT tahun buku terakhir belum dilaporkan",
    TaskKind.BOARD: "Data nama dan masa jabatan pengurus",
    TaskKind.OTHER: "Cocokkan buku anggota dengan laporan RAT",
}
CLOSED_BY_HAND = "Dijawab lewat telepon, laporan disusulkan"


def of(rng: Random, slot: Slot, board: list[dict], recorder: int | None) -> dict:
    """Rows of visits and tasks; ``recorder`` is the account of the kecamatan's UPT, if any."""
    found: dict = {FieldVisit: [], Task: []}
    for day in _days(rng, slot):
        visit = _visit(rng, slot, board, day, recorder)
        found[FieldVisit].append(visit)
        if rng.random() < 0.35:
            found[Task].append(_answered(rng, visit))
    if slot.status != Status.DISSOLVED and rng.random() < 0.12:
        found[Task].append(_waiting(rng, slot, board))
    return found


def _days(rng: Random, slot: Slot) -> list[date]:
    """Up to three visits; none to a cooperative that had been dissolved by then."""
    if rng.random() > VISITED.get(slot.status, 0.3):
        return []
    if slot.status == Status.DISSOLVED:
        return [date(2017, 6, 1) + timedelta(days=rng.randrange(180))]
    then = date(2018, 1, 15) + timedelta(days=rng.randrange(700))
    days = [then, recent(rng, 1400, 5), recent(rng, 500, 5)]
    return sorted(rng.sample(days, rng.choice((1, 1, 1, 2, 3))))


def _visit(rng: Random, slot: Slot, board: list[dict], day: date, recorder: int | None) -> dict:
    weights = FINDINGS.get(slot.status, FINDINGS[Status.INACTIVE])
    found = rng.choices((Found.RUNNING, Found.IDLE, Found.ABSENT), weights)[0]
    met = board[0]["person_name"] if board and rng.random() < 0.6 else names.person(rng)
    return {
        "uid": uuid.UUID(int=rng.getrandbits(128), version=4),
        "visited_on": day,
        "found": found,
        "has_board": {Found.RUNNING: True, Found.ABSENT: False}.get(found),
        "met_with": "" if found == Found.ABSENT else met,
        "result": rng.choice(RESULTS[found]),
        "follow_up": rng.choice(FOLLOW_UPS[found]),
        "recorded_by_id": recorder if day >= ACCOUNTS_SINCE else None,
        "is_demo": True,
    }


ACCOUNTS_SINCE = date(2020, 1, 2)


def _task(rng: Random, kind: str, opened: date, days: int) -> dict:
    return {
        "uid": uuid.UUID(int=rng.getrandbits(128), version=4),
        "kind": kind,
        "reason": REASONS[kind],
        "opened_on": opened,
        "due_on": opened + timedelta(days=days),
        "closed_on": None,
        "closing_note": "",
        "visit_id": None,
        "is_demo": True,
    }


def _answered(rng: Random, visit: dict) -> dict:
    """Closed by the visit, sometimes by hand before it; now and then after its due day."""
    kind, before = rng.choice(list(TaskKind)), rng.randint(5, 60)
    task = _task(rng, kind, visit["visited_on"] - timedelta(days=before), rng.choice((30, 60)))
    task["closed_on"] = visit["visited_on"]
    if rng.random() < 0.85:
        task["visit_id"] = visit
    else:
        task["closing_note"] = CLOSED_BY_HAND
    return task


def _waiting(rng: Random, slot: Slot, board: list[dict]) -> dict:
    """Open: of what was given within nine months about half is overdue."""
    kind = TaskKind.NO_MEETING if slot.members else TaskKind.EXISTENCE
    kind = kind if board or slot.status != Status.ACTIVE else TaskKind.BOARD
    opened = recent(rng, 270)
    task = _task(rng, kind, opened, rng.choice((30, 60, 90)))
    if rng.random() < 0.45:
        task["due_on"] = HORIZON + timedelta(days=rng.randint(30, 240))
    return task
