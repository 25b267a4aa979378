"""Soft rules of the figures of a RAT: what real books seldom are and a person should explain.

Pure: nothing here reads the database. ``registry.explaining`` brings the year before and the
limits of the rules in force; form, API, import and findings all ask here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bengkalis.templatetags.ui import number, rupiah, tanggal

PARTS = ("principal_savings", "mandatory_savings", "reserves", "grants")
PEOPLE = {"members_male", "members_female", "members_total", "managers", "employees"}
COMPARED = {
    "members_total": "Jumlah anggota",
    "employees": "Jumlah karyawan",
    "assets": "Aset",
    "principal_savings": "Simpanan pokok",
    "mandatory_savings": "Simpanan wajib",
    "reserves": "Dana cadangan",
    "grants": "Hibah",
    "own_capital": "Modal sendiri",
    "outside_capital": "Modal luar",
    "turnover": "Volume usaha",
    "surplus": "SHU",
}
ROUNDING = Decimal(1)  # rupiah


@dataclass(frozen=True)
class Doubt:
    """One warning: its code, a sentence with what was found and what was expected, its fields."""

    code: str
    sentence: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Limits:
    """What the rules in force say; None where none is: then nothing is asked."""

    member_drop: int | None = None
    figure_jump: Decimal | None = None
    deadline: date | None = None


CODES = {
    "members_by_sex": "anggota laki-laki dan perempuan",
    "members_without_total": "jumlah anggota kosong",
    "own_capital_sum": "bagian-bagian modal sendiri",
    "assets_balance": "modal dan aset",
    "members_fell": "anggota berkurang",
    **{f"jump_{name}": f"perubahan {label}" for name, label in COMPARED.items()},
    "surplus_negative": "SHU negatif",
    "held_late": "RAT terlambat",
}
STANDS_AT = {  # code → the figure beside which its explanation is shown
    "members_by_sex": "members_total",
    "members_without_total": "members_total",
    "own_capital_sum": "own_capital",
    "assets_balance": "assets",
    "members_fell": "members_total",
    **{f"jump_{name}": name for name in COMPARED},
    "surplus_negative": "surplus",
    "held_late": "held_on",
}


def doubts(meeting, before=None, limits: Limits = Limits()) -> list[Doubt]:
    """Every warning about ``meeting``, beside ``before``, the RAT of an earlier book year."""
    found = [*sums(meeting), *_of_itself(meeting, limits)]
    if before is not None:
        found += [*_fall(meeting, before, limits), *_jumps(meeting, before, limits)]
    return found


def sums(meeting) -> Iterator[Doubt]:
    """Sums that do not add up; a sum of which a part is not given is not judged."""
    sexes = (meeting.members_male, meeting.members_female)
    if None not in (*sexes, meeting.members_total) and sum(sexes) != meeting.members_total:
        yield Doubt(
            "members_by_sex",
            f"Anggota laki-laki dan perempuan berjumlah {number(sum(sexes))}, "
            f"tercatat {number(meeting.members_total)}.",
            ("members_male", "members_female", "members_total"),
        )
    yield from _own_capital(meeting)
    capital = (meeting.own_capital, meeting.outside_capital)
    if None not in (*capital, meeting.assets) and abs(sum(capital) - meeting.assets) > ROUNDING:
        yield Doubt(
            "assets_balance",
            f"Modal sendiri ditambah modal luar tidak sama dengan aset: {rupiah(sum(capital))} "
            f"dan {rupiah(meeting.assets)}.",
            ("own_capital", "outside_capital", "assets"),
        )


def _own_capital(meeting) -> Iterator[Doubt]:
    parts = [getattr(meeting, name) for name in PARTS]
    if None in (*parts, meeting.own_capital):
        return
    if abs(sum(parts) - meeting.own_capital) > ROUNDING:
        yield Doubt(
            "own_capital_sum",
            f"Simpanan pokok, simpanan wajib, cadangan, dan hibah berjumlah {rupiah(sum(parts))}, "
            f"modal sendiri tercatat {rupiah(meeting.own_capital)}.",
            (*PARTS, "own_capital"),
        )


def _of_itself(meeting, limits: Limits) -> Iterator[Doubt]:
    sexes = (meeting.members_male, meeting.members_female)
    if meeting.members_total is None and sexes != (None, None):
        yield Doubt(
            "members_without_total",
            "Anggota laki-laki atau perempuan diisi, jumlah anggota kosong; diharapkan ketiganya.",
            ("members_total",),
        )
    if meeting.surplus is not None and meeting.surplus < 0:
        sentence = f"SHU {rupiah(meeting.surplus)}, diharapkan nol atau lebih."
        yield Doubt("surplus_negative", sentence, ("surplus",))
    if limits.deadline and meeting.held_on and meeting.held_on > limits.deadline:
        sentence = (
            f"RAT tahun buku {meeting.book_year} diadakan {tanggal(meeting.held_on)}, "
            f"diharapkan paling lambat {tanggal(limits.deadline)}."
        )
        yield Doubt("held_late", sentence, ("held_on",))


def _fall(meeting, before, limits: Limits) -> Iterator[Doubt]:
    """The fall of one year: an older RAT says nothing about how fast it went."""
    counts = (before.members_total, meeting.members_total)
    if None in (*counts, limits.member_drop) or before.book_year + 1 != meeting.book_year:
        return
    if counts[0] - counts[1] > limits.member_drop:
        yield Doubt(
            "members_fell",
            f"Jumlah anggota turun {number(counts[0] - counts[1])} orang, dari "
            f"{number(counts[0])} ({before.book_year}) menjadi {number(counts[1])}; diharapkan "
            f"turun paling banyak {limits.member_drop} orang.",
            ("members_total",),
        )


def _jumps(meeting, before, limits: Limits) -> Iterator[Doubt]:
    """Figures many times larger or smaller; where one of the two is not positive none says it."""
    for name, label in COMPARED.items() if limits.figure_jump else ():
        old, new = getattr(before, name), getattr(meeting, name)
        if old is None or new is None or old <= 0 or new <= 0:
            continue
        if not old <= new * limits.figure_jump or not new <= old * limits.figure_jump:
            show = number if name in PEOPLE else rupiah
            yield Doubt(
                f"jump_{name}",
                f"{label} {show(new)}, tahun buku {before.book_year} {show(old)}; diharapkan "
                f"berubah paling banyak {number(limits.figure_jump)} kali lipat.",
                (name,),
            )
