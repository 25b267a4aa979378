"""Dissolution cases: what led from a proposal to where it stands, told by the status history."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bengkalis.days import months_after
from registry.demo.plan import HORIZON, recent
from registry.enums import CaseBasis, CaseState, Status
from registry.models import CaseStep, DissolutionCase

JAKARTA = ZoneInfo("Asia/Jakarta")
OBJECTION_MONTHS = 2  # PP 17/1994
BASES = (CaseBasis.NO_MEETING, CaseBasis.NO_BUSINESS, CaseBasis.NOT_FOUND)
WHY = {
    CaseBasis.NO_MEETING: "Lebih dari dua tahun tidak menyelenggarakan RAT",
    CaseBasis.NO_BUSINESS: "Usaha tidak berjalan lagi menurut pendataan",
    CaseBasis.NOT_FOUND: "Pengurus dan alamat tidak ditemukan",
}
OBJECTIONS = (
    "RAT diselenggarakan, laporannya terlambat sampai di dinas.",
    "Usaha masih berjalan; pengurus baru dipilih dan minta waktu menata buku.",
    "Anggota keberatan karena koperasi masih punya piutang kebun.",
)
KEPT = "Bukti RAT dua tahun dan pernyataan pengurus dapat diterima"
DISSOLVED = "Tidak ada keberatan sampai batas waktu"
REJECTED = "Keberatan tidak disertai bukti RAT"
WITHDRAWN = "Usulan keliru: koperasi lain yang bernama serupa"


def of(rng: Random, serial: int, history: list[dict]) -> dict:
    """Rows of cases and their steps for the proposals in ``history`` (oldest first)."""
    found: dict = {DissolutionCase: [], CaseStep: []}
    for place, step in enumerate(history):
        if step["status"] == Status.PROPOSED:
            after = history[place + 1] if place + 1 < len(history) else None
            case = _proposed(rng, step["effective_on"], history[place - 1]["status"])
            _proceed(rng, serial, case, after)
            found[DissolutionCase].append(case)
            found[CaseStep] += _steps(case, after)
    return found


def _proposed(rng: Random, day: date, before: str) -> dict:
    basis = rng.choices(BASES, (6, 3, 2))[0]
    return {
        "uid": uuid.UUID(int=rng.getrandbits(128), version=4),
        "state": CaseState.PROPOSED,
        "basis": basis,
        "reason": WHY[basis],
        "proposed_on": day,
        "status_before": before,
        "is_demo": True,
    }


def _proceed(rng: Random, serial: int, case: dict, after: dict | None) -> None:
    """Take the case as far as the next step of the status history says (None: still open)."""
    if after is None:
        _open(rng, serial, case)
    elif after["status"] == Status.DISSOLVED:
        _notify(rng, serial, case, case["proposed_on"] + timedelta(days=rng.randint(20, 90)))
        objected = rng.random() < 0.2
        if objected:
            _object(rng, case)
        case["state"] = CaseState.DISSOLVED
        _decide(case, serial, after["effective_on"], REJECTED if objected else DISSOLVED)
    elif rng.random() < 0.2:
        case["state"] = CaseState.WITHDRAWN
    else:
        _notify(rng, serial, case, case["proposed_on"] + timedelta(days=rng.randint(14, 30)))
        _object(rng, case, proven=True)
        case["state"] = CaseState.KEPT
        _decide(case, serial, after["effective_on"], KEPT)


def _open(rng: Random, serial: int, case: dict) -> None:
    """Most of the proposals of December 2017 never got any further."""
    chance = rng.random()
    if chance < 0.55:
        return
    recently = rng.random() < 0.5
    day = recent(rng, 400) if recently else date(2019, 2, 1) + timedelta(days=rng.randrange(500))
    _notify(rng, serial, case, min(day, HORIZON))
    case["state"] = CaseState.NOTIFIED
    if chance > 0.88 and case["notified_on"] < HORIZON - timedelta(days=60):
        _object(rng, case, proven=rng.random() < 0.4)
        case["state"] = CaseState.OBJECTED


def _notify(rng: Random, serial: int, case: dict, day: date) -> None:
    case["notified_on"] = day
    case["notice_number"] = f"518/{serial % 900 + 1}/DISKOPUKM/{day.year} (CONTOH)"
    case["objection_until"] = months_after(day, OBJECTION_MONTHS)


def _object(rng: Random, case: dict, *, proven: bool = False) -> None:
    """Proof is RAT of two book years and a statement of the board."""
    case["objected_on"] = case["notified_on"] + timedelta(days=rng.randint(10, 55))
    case["objection"] = rng.choice(OBJECTIONS)
    last = case["objected_on"].year - 1
    case["objection_years"] = [last - 1, last] if proven else rng.choice(([], [last]))
    case["has_statement"] = proven or rng.random() < 0.5


def _decide(case: dict, serial: int, day: date, why: str) -> None:
    case["decided_on"] = day
    case["decision_number"] = f"{serial % 900 + 1}/KPTS/{day.year} (CONTOH)"
    case["decision_reason"] = why


STEPS = (
    (CaseState.PROPOSED, "proposed_on", "reason"),
    (CaseState.NOTIFIED, "notified_on", "notice_number"),
    (CaseState.OBJECTED, "objected_on", "objection"),
)


def _steps(case: dict, after: dict | None) -> Iterator[dict]:
    for state, column, note in STEPS:
        if case.get(column):
            yield _step(case, state, case[column], case[note])
    if after:
        why = case.get("decision_reason", WITHDRAWN)
        yield _step(case, case["state"], after["effective_on"], why)


def _step(case: dict, state: str, day: date, note: str) -> dict:
    recorded = datetime.combine(day, time(9), JAKARTA)
    return {
        "case_id": case,
        "state": state,
        "happened_on": day,
        "note": note,
        "recorded_at": recorded,
    }
