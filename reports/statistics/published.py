"""Published figures as tables, and those on cooperatives beside the register of the same day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from bengkalis.tables import Column, Table
from registry.enums import Status
from reports.models import Mark, PublishedFigure
from reports.statistics.cube import Text
from reports.statistics.measures import grouped, in_words
from reports.statistics.svg import figure as written

COMPARED = {
    "cooperatives.total": tuple(s.value for s in Status if s != Status.DISSOLVED),
    "cooperatives.active": (Status.ACTIVE.value,),
    "cooperatives.inactive": (Status.INACTIVE.value,),
}
ENGLISH = {
    "cooperatives.total": "Cooperatives",
    "cooperatives.active": "Active cooperatives",
    "cooperatives.inactive": "Inactive cooperatives",
    "cooperatives.held_rat": "Cooperatives that held their annual meeting",
    "cooperatives.proposed_dissolution": "Cooperatives proposed for dissolution",
    "cooperatives.members": "Members of cooperatives",
    "msme.total": "MSMEs",
    "msme.micro": "Micro enterprises",
}
WORDS = {
    "published": Text("Angka terbit", "Published figures"),
    "answer": Text(
        "Angka tentang koperasi dan UMKM yang pernah diterbitkan, di samping angka register.",
        "Figures on cooperatives and MSMEs as published, beside those of the register.",
    ),
    "beside": Text("Koperasi: angka terbit di samping register", "Published beside the register"),
    "never_added": Text(
        "Sumber yang berbeda menghitung populasi yang berbeda; angkanya disandingkan, tidak "
        "dijumlahkan. Untuk 2016 ada dua angka koperasi aktif: 291 dan 452 (data kementerian per "
        "30 April).",
        "Different sources count different populations; they stand side by side and are never "
        "added. For 2016 there are two numbers of active cooperatives: 291 and 452 (the "
        "ministry's data of 30 April).",
    ),
    "how_compared": Text(
        "Register: keadaan pada hari yang sama; jumlah tanpa yang dibubarkan. Selisih = register "
        "dikurangi angka terbit.",
        "Register: as of the same day; the total leaves out dissolved ones. Difference = register "
        "minus published.",
    ),
    "counted": Text("Yang dihitung", "What is counted"),
    "day": Text("Keadaan", "As of"),
    "number": Text("Angka terbit", "Published"),
    "register": Text("Register", "Register"),
    "difference": Text("Selisih", "Difference"),
    "percent": Text("Selisih (%)", "Difference (%)"),
    "unit": Text("Satuan", "Unit"),
    "place": Text("Wilayah", "Place"),
    "source": Text("Sumber", "Source"),
    "note": Text("Catatan", "Note"),
    "retrieved": Text("Diambil", "Retrieved"),
    "no_register": Text("register: belum ada", "register: not yet"),
    "all": Text("Semua angka terbit", "All published figures"),
    "none": Text("Belum ada angka terbit", "No published figures yet"),
    "none_say": Text(
        "Di sini akan ada angka dari BPS, kementerian dan pers. Muat dengan load_reference atau "
        "import_bps.",
        "Figures of BPS, the ministry and the press will be here, once they are loaded.",
    ),
    "latest": Text("Ditampilkan paling banyak 500 angka.", "At most 500 figures are shown."),
}
SHOWN = 500


@dataclass(frozen=True)
class Line:
    """One figure with what the register says of the same day, where it says anything."""

    figure: PublishedFigure
    register: int | None

    @property
    def difference(self) -> Decimal | None:
        """Register minus published."""
        known = self.register is not None and self.figure.value is not None
        return self.register - self.figure.value if known else None

    @property
    def percent(self) -> Decimal | None:
        """The difference in per cent of the published figure; None beside zero."""
        if self.difference is None or not self.figure.value:
            return None
        return 100 * self.difference / self.figure.value


def reconciliation() -> list[Line]:
    """Published numbers of cooperatives beside the register. At most two queries a day."""
    rows = PublishedFigure.objects.filter(series__in=COMPARED, as_of__lte=timezone.localdate())
    rows = list(rows.order_by("as_of", "source", "-series", "id"))
    counts = {day: _register(day) for day in {row.as_of for row in rows}}
    return [Line(row, sum(counts[row.as_of][s] for s in COMPARED[row.series])) for row in rows]


def _register(day: date) -> Counter:
    found: Counter = Counter()
    for status, number, *_ in grouped(day, "status"):
        found[status] += number
    return found


def listed() -> list[PublishedFigure]:
    """The figures that the page lists, by series and year; one query."""
    rows = PublishedFigure.objects.order_by("series", "year", "as_of", "place_code", "id")
    return list(rows[:SHOWN])


def shown(line: Line, lang: str) -> dict:
    """A line of the comparison as texts."""
    return {
        **cells(line.figure, lang),
        "register": written(line.register, lang),
        "difference": signed(line.difference, lang),
        "percent": signed(line.percent, lang, 1),
    }


def cells(row: PublishedFigure, lang: str) -> dict:
    """A figure as texts; a mark is said in words."""
    day = in_words(row.as_of, lang) if row.as_of else str(row.year)
    number = written(plain(row.value), lang) if row.value is not None else Mark(row.mark).label
    return {
        "label": ENGLISH.get(row.series, row.label) if lang == "en" else row.label,
        **{"day": day, "number": number, "unit": row.unit, "source": row.source},
        "ref": row.source_ref,
        "place": f"{row.place_name} ({row.get_code_system_display()} {row.place_code})",
        **{"note": row.note, "retrieved": row.retrieved_on and in_words(row.retrieved_on, lang)},
        "no_register": row.series.startswith(("msme.", "bps.")),
    }


def plain(value: Decimal | int) -> int | float:
    """Whole numbers without decimals."""
    return int(value) if value == int(value) else float(value)


def signed(value: Decimal | None, lang: str, places: int = 0) -> str:
    """``+12`` or ``−12``; nothing for what cannot be compared."""
    if value is None:
        return ""
    value = round(value, places) if places else value
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{written(plain(abs(value)), lang)}"


def download(lang: str) -> Table:
    """Every published figure, one a row."""
    fields = {
        "series": (Text("Deret", "Series"), "id"),
        "label": (WORDS["counted"], "text"),
        "year": (Text("Tahun", "Year"), "id"),
        "as_of": (WORDS["day"], "date"),
        "value": (WORDS["number"], "decimal"),
        "mark": (Text("Tanda", "Mark"), "text"),
        "unit": (WORDS["unit"], "text"),
        "code_system": (Text("Sistem kode", "Code system"), "text"),
        "place_code": (Text("Kode wilayah", "Place code"), "id"),
        "place_name": (WORDS["place"], "text"),
        "source": (WORDS["source"], "text"),
        "source_ref": (Text("Rujukan", "Reference"), "text"),
        "retrieved_on": (WORDS["retrieved"], "date"),
        "note": (WORDS["note"], "text"),
    }
    columns = [Column(key, text.say(lang), kind) for key, (text, kind) in fields.items()]
    rows = PublishedFigure.objects.order_by("series", "year", "id").values_list(*fields)
    notes = (WORDS["never_added"].say(lang),)
    return Table(WORDS["published"].say(lang), columns, rows.iterator(2000), notes, "")
