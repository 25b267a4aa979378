"""What the value of each rule must look like, and how it is said in words.

A rule is a handful of numbers and of yes or no, each with a name, a unit and bounds outside of
which it can only be a slip of the pen; the rule of health assessments is a table of weights.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from registry.enums import CooperativeForm, HealthPredicate, Pattern

METHODS = {"points": "jumlah poin", "percent": "persentase tertimbang"}
WHOLE = 100  # what the weights of all aspects add up to


@dataclass(frozen=True)
class Part:
    """One number of a rule, or with ``is_flag`` one yes or no."""

    name: str
    label: str
    unit: str = ""
    least: int = 1
    most: int = 1000
    is_flag: bool = False

    def problem(self, value: Any) -> str:
        """What is wrong with ``value`` as this part, or nothing."""
        if self.is_flag:
            return "" if isinstance(value, bool) else f"{self.label}: diharapkan ya atau tidak."
        if not isinstance(value, int) or isinstance(value, bool):
            return f"{self.label}: diharapkan bilangan bulat."
        if not self.least <= value <= self.most:
            return f"{self.label}: ditemukan {value}, diharapkan {self.least} sampai {self.most}."
        return ""

    def say(self, value: Any) -> str:
        """The part in words: "Primer: 3 bulan"."""
        if self.is_flag:
            return f"{self.label}: {'wajib' if value else 'tidak wajib'}"
        return f"{self.label}: {value:,} {self.unit}".replace(",", ".").strip()


def _forms(unit: str, most: int) -> tuple[Part, ...]:
    return tuple(Part(form.value, form.label, unit, most=most) for form in CooperativeForm)


def _report_days(longest: int) -> tuple[Part, ...]:
    """The days of a report: counted from the last day of its month or quarter."""
    return (
        Part("opens", "Dibuka sebelum akhir periode", "hari", least=0, most=28),
        Part("due", "Batas waktu sesudah akhir periode", "hari", most=longest),
        Part("closes", "Ditutup sesudah akhir periode", "hari", most=longest),
        Part("reminds", "Diingatkan sebelum batas waktu", "hari", most=28),
    )


PARTS: dict[str, tuple[Part, ...]] = {
    "rat_due_months": _forms("bulan", 12),
    "minimum_members": _forms("orang", 1000),
    "board_term_years": (Part("years", "Masa jabatan paling lama", "tahun", most=20),),
    "grade_window": (Part("years", "Tahun buku yang dihitung", "tahun", most=10),),
    "member_retention": (Part("years", "Lama penyimpanan", "tahun", most=100),),
    "active_needs": (
        Part("institution", "Kelembagaan", is_flag=True),
        Part("business", "Usaha berjalan", is_flag=True),
        Part("missed_meetings_most", "RAT terlewat paling banyak", "kali", least=0, most=20),
    ),
    "dissolution_after": (Part("missed_meetings", "Tahun buku tanpa RAT", "tahun", most=50),),
    "objection_period": (
        Part("months", "Masa keberatan", "bulan", most=60),
        Part("years_proven", "RAT yang harus dibuktikan", "tahun buku", least=0, most=20),
    ),
    "subject_answer": (Part("days", "Batas menjawab", "hari", most=365),),
    "member_drop": (Part("persons", "Penurunan anggota", "orang", most=100_000),),
    "figure_jump": (Part("times", "Perubahan angka", "kali", least=2, most=1000),),
    "disclosure": (
        Part("units", "Usaha paling sedikit dalam angka yang terbit", "usaha", least=2, most=20),
        Part("persons", "Orang paling sedikit dalam angka yang terbit", "orang", least=2, most=20),
        Part("dominance_percent", "Aturan p% atas uang", "persen", most=50),
        Part("largest_percent", "Bagian terbesar satu usaha", "persen", least=50, most=100),
        Part("width_percent", "Ketidakpastian uang yang dirahasiakan", "persen", most=50),
    ),
    "achievement": (
        Part("band_1", "Sangat baik, sedikitnya", "persen", most=100),
        Part("band_2", "Baik, sedikitnya", "persen", most=100),
        Part("band_3", "Cukup, sedikitnya", "persen", most=100),
        Part("band_4", "Kurang, sedikitnya", "persen", most=100),
        Part("decimals", "Capaian dibulatkan sampai", "angka di belakang koma", least=0, most=2),
        Part("cap", "Capaian paling tinggi", "persen", least=100, most=1000),
    ),
    "standing": (
        Part("late", "Terlambat bila di bawah rencana lebih dari", "poin", most=99),
        Part("critical", "Kritis bila di bawah rencana lebih dari", "poin", most=100),
    ),
    "coverage_final": (Part("percent", "Cakupan agar angka tidak sementara", "persen", most=100),),
    "report_monthly": _report_days(60),
    "report_quarterly": _report_days(120),
}
HEALTH = "health_assessment"
KEYS = (*PARTS, HEALTH)


def problems_of(key: str, value: Any) -> list[str]:
    """What is wrong with ``value`` as the value of the rule ``key``, in sentences."""
    if key not in KEYS:
        return [f"Aturan “{key}” tidak dikenal; yang dikenal: {', '.join(KEYS)}."]
    if not isinstance(value, dict):
        return ["Isi aturan harus berupa pasangan nama dan nilai."]
    names = {"method", "aspects", "bands"} if key == HEALTH else {p.name for p in PARTS[key]}
    if set(value) != names:
        return [f"Isi aturan harus memuat tepat: {', '.join(sorted(names))}."]
    if key == HEALTH:
        return _health_problems(value)
    found = [said for part in PARTS[key] if (said := part.problem(value[part.name]))]
    return found or ORDERS.get(key, lambda _: [])(value)


def _scale_problems(value: dict) -> list[str]:
    """Bands of achievement: each begins below the one before."""
    lows = [value[f"band_{n}"] for n in range(1, 5)]
    if all(high > low for high, low in pairwise(lows)):
        return []
    found = ", ".join(map(str, lows))
    return [f"Batas bawah kategori: ditemukan {found}, diharapkan menurun, masing-masing berbeda."]


def _standing_problems(value: dict) -> list[str]:
    """Work is late before it is critical."""
    if value["late"] < value["critical"]:
        return []
    return [
        f"Batas kritis: ditemukan {value['critical']}, diharapkan lebih dari {value['late']}, "
        "batas terlambat."
    ]


def _report_problems(value: dict) -> list[str]:
    """A period closes after its reports were due."""
    if value["due"] <= value["closes"]:
        return []
    return [f"Ditutup: ditemukan {value['closes']} hari, diharapkan sedikitnya {value['due']}."]


ORDERS = {
    "achievement": _scale_problems,
    "standing": _standing_problems,
    "report_monthly": _report_problems,
    "report_quarterly": _report_problems,
}


def in_words(key: str, value: dict) -> list[str]:
    """What a rule says, one line a part."""
    if key == HEALTH:
        return _health_words(value)
    return [part.say(value[part.name]) for part in PARTS[key]]


# --- weights of the health assessment --------------------------------------------------------


def _health_problems(value: dict) -> list[str]:
    found = [] if value["method"] in METHODS else ["Cara menghitung: poin atau persen."]
    aspects = value["aspects"]
    if not isinstance(aspects, dict) or set(aspects) != set(Pattern.values):
        found.append("Bobot harus ada untuk pola konvensional dan syariah.")
        return found
    for pattern, rows in aspects.items():
        found += _weight_problems(Pattern(pattern).label, rows)
    return found + _band_problems(value["bands"])


def _weight_problems(label: str, rows: Any) -> list[str]:
    shaped = isinstance(rows, list) and all(
        isinstance(row, list | tuple) and len(row) == 3 and _is_weight(*row) for row in rows
    )
    if not shaped:
        return [f"Bobot {label}: diharapkan baris kode, nama, dan bobot 1 sampai {WHOLE}."]
    if len({row[0] for row in rows}) < len(rows):
        return [f"Bobot {label}: ada aspek yang muncul dua kali."]
    total = sum(row[2] for row in rows)
    if total != WHOLE:
        return [f"Bobot {label} berjumlah {total}, diharapkan {WHOLE}."]
    return []


def _is_weight(code: Any, name: Any, weight: Any) -> bool:
    named = isinstance(code, str) and isinstance(name, str) and code.strip() and name.strip()
    number = isinstance(weight, int) and not isinstance(weight, bool)
    return bool(named) and number and 1 <= weight <= WHOLE


def _band_problems(bands: Any) -> list[str]:
    """Every predicate once, from the best down to 0."""
    shaped = isinstance(bands, list) and all(
        isinstance(band, list | tuple) and len(band) == 2 and isinstance(band[1], int)
        for band in bands
    )
    if not shaped or [band[0] for band in bands] != HealthPredicate.values:
        return ["Predikat harus lengkap dan berurutan dari sehat, masing-masing dengan batasnya."]
    lowest = [band[1] for band in bands]
    falling = all(high > low for high, low in pairwise(lowest))
    if lowest[0] > WHOLE or lowest[-1] != 0 or not falling:
        return [f"Batas predikat harus menurun dari paling tinggi {WHOLE} sampai 0."]
    return []


def _health_words(value: dict) -> list[str]:
    lines = [f"Cara menghitung: {METHODS[value['method']]}"]
    for pattern in Pattern:
        rows = value["aspects"][pattern]
        weights = ", ".join(f"{name} {weight}" for _, name, weight in rows)
        lines.append(f"Bobot {pattern.label.lower()}: {weights}")
    bands = ", ".join(
        f"{HealthPredicate(code).label.lower()} {low}" for code, low in value["bands"]
    )
    return [*lines, f"Nilai paling rendah: {bands}"]
