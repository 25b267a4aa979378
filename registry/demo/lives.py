"""The dated life of a cooperative: founded, fallen asleep, proposed for dissolution, dissolved."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from registry.enums import Status

RECORDED_AT = datetime(2020, 1, 27, 8, tzinfo=ZoneInfo("Asia/Jakarta"))
PROPOSED_ON = date(2017, 12, 18)
FOUNDING = "Pengesahan badan hukum"
WHY_INACTIVE = (
    "Tidak menyelenggarakan RAT sejak tahun buku {}",
    "Usaha berhenti sejak {}, pengurus tidak ditemukan di alamat",
    "Tidak ada kegiatan usaha menurut pendataan tahun {}",
)
WHY_KEPT = "Usulan pembubaran tidak dilanjutkan: keberatan diterima"
KEPT = {Status.ACTIVE: 0.05, Status.INACTIVE: 0.12}  # share of an earlier case that came to nothing
WHY_DISSOLVED = "Keputusan pembubaran oleh pemerintah setelah masa keberatan berakhir"


def steps(rng: Random, status: str, begun: date | None, asleep: int | None) -> list[dict]:
    """Rows of the status history, oldest first; the last one is the cooperative's ``status``.

    ``begun`` is the deed's date, None where the register does not know it; ``asleep`` the year in
    which a cooperative that is not aktif stopped.
    """
    rows = [_step(Status.ACTIVE, begun, FOUNDING)]
    if status == Status.ACTIVE:
        old = begun is not None and begun.year <= 2009
        return rows + (_revived(rng) if old and rng.random() < KEPT[status] else [])
    if status == Status.SUSPENDED:
        day = date(2019, rng.randint(1, 12), rng.randint(1, 28))
        return [*rows, _step(status, day, "Kegiatan dibekukan selama pemeriksaan", "Berita acara")]
    why = rng.choice(WHY_INACTIVE).format(asleep)
    undated = status == Status.INACTIVE and begun is None and rng.random() < 0.5
    rows.append(_step(Status.INACTIVE, None if undated else date(asleep, 12, 31), why, "Pendataan"))
    if status == Status.INACTIVE and not undated and asleep <= 2013 and rng.random() < KEPT[status]:
        rows += _kept(rng, status)
    if status in {Status.PROPOSED, Status.DISSOLVED}:
        rows.append(_proposed())
    if status == Status.DISSOLVED:
        day = date(rng.choice((2018, 2019)), rng.randint(7, 12), rng.randint(1, 28))
        rows.append(_step(status, day, WHY_DISSOLVED, "Berita Negara (CONTOH)"))
    return rows


def _proposed(day: date = PROPOSED_ON) -> dict:
    why = "Lebih dari dua tahun tidak menyelenggarakan RAT"
    listed = f"Daftar usulan {'Desember 2017' if day == PROPOSED_ON else day.year} (CONTOH)"
    return _step(Status.PROPOSED, day, why, listed)


def _revived(rng: Random) -> list[dict]:
    """Given up by the office and found alive after all."""
    why = WHY_INACTIVE[0].format(2012)
    return [
        _step(Status.INACTIVE, date(2013, 12, 31), why, "Pendataan"),
        *_kept(rng, Status.ACTIVE),
    ]


def _kept(rng: Random, status: str) -> list[dict]:
    """Proposed in 2015, decided in 2016: back to what it was, or to life."""
    day = date(2015, rng.randint(5, 12), rng.randint(1, 28))
    decided = day + timedelta(days=rng.randint(90, 180))
    return [_proposed(day), _step(status, decided, WHY_KEPT, "Berita acara (CONTOH)")]


def _step(status: str, day: date | None, reason: str, evidence: str = "") -> dict:
    return {
        "status": status,
        "effective_on": day,
        "reason": reason,
        "evidence": evidence,
        "recorded_at": RECORDED_AT,
    }
