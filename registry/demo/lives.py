"""The dated life of a cooperative: founded, fallen asleep, proposed for dissolution, dissolved."""

from datetime import date, datetime
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
WHY_DISSOLVED = "Keputusan pembubaran oleh pemerintah setelah masa keberatan berakhir"


def steps(rng: Random, status: str, begun: date | None, asleep: int | None) -> list[dict]:
    """Rows of the status history, oldest first; the last one is the cooperative's ``status``.

    ``begun`` is the deed's date, None where the register does not know it; ``asleep`` the year in
    which a cooperative that is not aktif stopped.
    """
    rows = [_step(Status.ACTIVE, begun, FOUNDING)]
    if status == Status.ACTIVE:
        return rows
    if status == Status.SUSPENDED:
        day = date(2019, rng.randint(1, 12), rng.randint(1, 28))
        return [*rows, _step(status, day, "Kegiatan dibekukan selama pemeriksaan", "Berita acara")]
    why = rng.choice(WHY_INACTIVE).format(asleep)
    undated = status == Status.INACTIVE and begun is None and rng.random() < 0.5
    rows.append(_step(Status.INACTIVE, None if undated else date(asleep, 12, 31), why, "Pendataan"))
    if status in {Status.PROPOSED, Status.DISSOLVED}:
        rows.append(_proposed())
    if status == Status.DISSOLVED:
        day = date(rng.choice((2018, 2019)), rng.randint(7, 12), rng.randint(1, 28))
        rows.append(_step(status, day, WHY_DISSOLVED, "Berita Negara (CONTOH)"))
    return rows


def _proposed() -> dict:
    why = "Lebih dari dua tahun tidak menyelenggarakan RAT"
    return _step(Status.PROPOSED, PROPOSED_ON, why, "Daftar usulan Desember 2017 (CONTOH)")


def _step(status: str, day: date | None, reason: str, evidence: str = "") -> dict:
    return {
        "status": status,
        "effective_on": day,
        "reason": reason,
        "evidence": evidence,
        "recorded_at": RECORDED_AT,
    }
