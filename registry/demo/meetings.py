"""Annual meetings (RAT) and their figures, with the gaps that real books have."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from registry.demo.plan import FEWEST_MEMBERS, FIRST_YEAR, LAST_YEAR, STORY_YEAR

STALE = 0.10  # of the aktif ones: no RAT for years, and nobody changed the status
PANDEMIC = 2020
THOUSAND = 1000
PARTS = ("principal_savings", "mandatory_savings", "reserves", "grants")
SAID = {  # what people answered to a doubt, by the code of the doubt
    "members_by_sex": "Anggota luar biasa dihitung pada jumlah, bukan menurut jenis kelamin.",
    "assets_balance": "Modal penyertaan dibukukan setelah laporan dicetak.",
    "own_capital_sum": "Dana cadangan sedang dipindahkan ke rekening lain pada akhir tahun.",
    "members_fell": "Anggota yang pindah tempat kerja keluar bersama-sama.",
    "surplus_negative": "Beban perbaikan gudang lebih besar daripada pendapatan tahun ini.",
    "jump_turnover": "Penjualan tahun ini termasuk kontrak pengadaan satu kali.",
}


@dataclass(frozen=True)
class Career:
    """What becomes of an aktif cooperative: how many members at the end of which year.

    ``counts`` runs without a gap from the first book year on record to the last one with a RAT;
    ``women`` is the share of women.
    """

    counts: dict[int, int]
    women: float

    @property
    def first(self) -> int:
        return next(iter(self.counts))

    @property
    def last(self) -> int:
        return self.first + len(self.counts) - 1

    def men(self, total: int) -> int:
        return round(total * (1 - self.women))


def career(rng: Random, founded: date, members: int, women: float) -> Career:
    """Years of growth until the story's, ups and downs after it; at the end ``members``."""
    last = _last_year(rng, founded)
    first = min(max(FIRST_YEAR, founded.year), last)
    counts, now = {last: members}, members
    for year in range(last, first, -1):
        now = max(now - _growth(rng, year, now), FEWEST_MEMBERS)
        counts[year - 1] = now
    spread = women if women == 1 else min(max(rng.gauss(women + 0.1, 0.15), 0.1), 0.85)
    return Career(dict(sorted(counts.items())), spread)


def _growth(rng: Random, year: int, members: int) -> int:
    if year <= STORY_YEAR:
        return rng.choice((0, 1, 1, 2))
    if members > 45 and rng.random() < 0.02:  # many left at once
        return -rng.randint(21, 32)
    return rng.choice((-1, 0, 0, 1))


def _last_year(rng: Random, founded: date) -> int:
    """Most are done, some late, some have missed years."""
    chance = rng.random()
    if chance < STALE and founded.year < 2012:
        return rng.randint(2011, 2014)
    if chance > 0.26:
        return LAST_YEAR
    if chance > 0.16:
        return LAST_YEAR - 1
    return rng.randint(max(STORY_YEAR, founded.year), LAST_YEAR - 2)


def of_active(rng: Random, course: Career) -> list[dict]:
    """The RAT of an aktif cooperative; the newest is always there, of the others most."""
    capital = course.counts[course.last] * rng.randint(2_000, 30_000) * THOUSAND
    detailed, rows = rng.random() < 0.75, []
    for year, members in course.counts.items():
        if year == course.last or rng.random() < (0.72 if year == PANDEMIC else 0.92):
            row = _meeting(rng, year, members, capital, course.men(members))
            rows.append(row | (_parts(rng, row, members) if detailed else {}))
            _explain(rng, rows[-1], rows[-2] if len(rows) > 1 else None)
    return rows


def of_sleeping(rng: Random, founded: date, asleep: int) -> list[dict]:
    """The last RAT anybody remembers, if any, of a cooperative that stopped in year ``asleep``."""
    if rng.random() < 0.3:
        return []
    year = rng.randint(max(founded.year, asleep - 4), asleep - 1)
    members = rng.randint(20, 95) if rng.random() < 0.95 else rng.randint(4, 8)
    if rng.random() < 0.3:  # the list gives a date and does not say of which book year
        return [{"book_year": None, "held_on": _held(rng, year), "members_total": members}]
    men = rng.randint(members // 4, members * 3 // 4)
    return [_meeting(rng, year, members, members * rng.randint(500, 9_000) * THOUSAND, men)]


def _held(rng: Random, book_year: int) -> date:
    """Mostly within three months of the book year, at the latest within six."""
    days = rng.randint(9, 88) if rng.random() < 0.8 else rng.randint(91, 178)
    return date(book_year + 1, 1, 1) + timedelta(days=days)


def _meeting(rng: Random, book_year: int, members: int, capital: int, men: int) -> dict:
    return {
        "book_year": book_year,
        "held_on": _held(rng, book_year),
        "figures_as_of": date(book_year, 12, 31),
        "employees": rng.randint(0, max(1, members // 12)),
        "managers": rng.randint(0, 1),
        **_members(rng, members, men),
        **_money(rng, capital, book_year),
    }


def _members(rng: Random, total: int, men: int) -> dict:
    if rng.random() < 0.06:
        return {"members_male": None, "members_female": None, "members_total": total}
    miscount = rng.choice((1, 2, 10)) if rng.random() < 0.012 else 0
    return {
        "members_male": men,
        "members_female": total - men + miscount,
        "members_total": total,
    }


def _money(rng: Random, capital: int, book_year: int) -> dict:
    growth = max(0.3, 0.8 + 0.05 * (book_year - FIRST_YEAR))
    assets = _rounded(capital * growth * rng.uniform(0.95, 1.05))
    outside = _rounded(assets * rng.choice((0, 0.1, 0.25, 0.4)))
    turnover = _rounded(assets * rng.uniform(0.2, 1.6))
    slip = rng.random()  # outside capital left out of the balance, three noughts too many
    return {
        "assets": assets,
        "own_capital": assets - outside,
        "outside_capital": 0 if slip < 0.012 else outside,
        "turnover": turnover * THOUSAND if slip > 0.996 else turnover,
        "surplus": _rounded(turnover * rng.uniform(-0.02, 0.10)),
    }


def _parts(rng: Random, row: dict, members: int) -> dict:
    """Modal sendiri = simpanan pokok + simpanan wajib + dana cadangan + hibah, mostly."""
    own = row["own_capital"]
    principal = members * max(own // members // 80, 10 * THOUSAND) // THOUSAND * THOUSAND
    principal = min(principal, own // 3)
    mandatory = _rounded((own - principal) * rng.uniform(0.5, 0.8))
    grants = _rounded(own * 0.05) if rng.random() < 0.2 else 0
    reserves = own - principal - mandatory - grants
    forgotten = rng.random() < 0.01
    return {
        "principal_savings": principal,
        "mandatory_savings": mandatory,
        "reserves": 0 if forgotten else reserves,
        "grants": grants,
    }


def doubts(row: dict, before: dict | None) -> list[str]:
    """Codes of what a person is asked about this row, beside the RAT of the year before."""
    men, women = row["members_male"], row["members_female"]
    parts = sum(row.get(name, 0) for name in PARTS)
    found = {
        "members_by_sex": men is not None and men + women != row["members_total"],
        "assets_balance": row["own_capital"] + row["outside_capital"] != row["assets"],
        "own_capital_sum": PARTS[0] in row and parts != row["own_capital"],
        "surplus_negative": row["surplus"] < 0,
    }
    if before:
        fell = before["members_total"] - row["members_total"]
        found["members_fell"] = fell > 20 and before["book_year"] + 1 == row["book_year"]
        found["jump_turnover"] = row["turnover"] > 5 * before["turnover"] > 0
    return [code for code, doubted in found.items() if doubted]


def _explain(rng: Random, row: dict, before: dict | None) -> None:
    """Half of what looks odd was explained when it was recorded."""
    row["explanations"] = {code: SAID[code] for code in doubts(row, before) if rng.random() < 0.5}


def _rounded(amount: float) -> int:
    return round(amount / THOUSAND) * THOUSAND
