"""Published figures as tables; ``reconciliation`` puts them beside the register."""

from decimal import Decimal

from django.db.models import Exists, OuterRef

from bengkalis.tables import Column, Table
from reports.models import Comparison, Mark, PublishedFigure
from reports.statistics.cube import MARKS, Text
from reports.statistics.measures import in_words
from reports.statistics.svg import figure as written

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
UNITS = {"koperasi": "cooperatives", "orang": "persons", "usaha": "enterprises"}
WORDS = {
    "published": Text("Angka terbit", "Published figures"),
    "answer": Text(
        "Angka tentang koperasi dan UMKM yang pernah diterbitkan, masing-masing dengan sumbernya.",
        "Figures on cooperatives and MSMEs as they were published, each with its source.",
    ),
    "beside": Text("Bandingkan dengan register", "Compare with the register"),
    "beside_say": Text(
        "Rekonsiliasi: setiap angka di samping register pada hari yang sama, dengan selisihnya.",
        "Reconciliation: each figure beside the register of the same day, with the difference.",
    ),
    "never_added": Text(
        "Sumber yang berbeda menghitung populasi yang berbeda; angkanya disandingkan, tidak "
        "dijumlahkan. Untuk 2016 ada dua angka koperasi aktif: 291 dan 452 (data kementerian per "
        "30 April).",
        "Different sources count different populations; they stand side by side and are never "
        "added. For 2016 there are two numbers of active cooperatives: 291 and 452 (the "
        "ministry's data of 30 April).",
    ),
    "counted": Text("Yang dihitung", "What is counted"),
    "day": Text("Keadaan", "As of"),
    "number": Text("Angka terbit", "Published"),
    "unit": Text("Satuan", "Unit"),
    "place": Text("Wilayah", "Place"),
    "source": Text("Sumber", "Source"),
    "note": Text("Catatan", "Note"),
    "retrieved": Text("Diambil", "Retrieved"),
    "no_register": Text("belum dibandingkan", "not compared yet"),
    "all": Text("Semua angka terbit", "All published figures"),
    "none": Text("Belum ada angka terbit", "No published figures yet"),
    "none_say": Text(
        "Di sini akan ada angka dari BPS, kementerian dan pers, begitu dimuat.",
        "Figures of BPS, the ministry and the press will be here, once they are loaded.",
    ),
    "latest": Text("Ditampilkan paling banyak 500 angka.", "At most 500 figures are shown."),
}
MARK_WORDS = {
    Mark.NOT_AVAILABLE: MARKS[":"],
    Mark.DASH: Text("ditulis “-” oleh sumber", "the source wrote “-”"),
}
SHOWN = 500


def listed() -> list[PublishedFigure]:
    """The figures that the page lists, by series and year; ``is_compared``: with the register."""
    compared = Comparison.objects.filter(series=OuterRef("series"))
    rows = PublishedFigure.objects.annotate(is_compared=Exists(compared))
    return list(rows.order_by("series", "year", "as_of", "place_code", "id")[:SHOWN])


def cells(row: PublishedFigure, lang: str) -> dict:
    """A figure as texts; a mark is said in words."""
    day = in_words(row.as_of, lang) if row.as_of else str(row.year)
    said = MARK_WORDS[row.mark].say(lang) if row.value is None else number(row.value, lang)
    return {
        "label": ENGLISH.get(row.series, row.label) if lang == "en" else row.label,
        **{"day": day, "number": said, "source": row.source},
        "unit": unit_of(row, lang),
        "ref": row.source_ref,
        "place": f"{row.place_name} ({row.get_code_system_display()} {row.place_code})",
        **{"note": row.note, "retrieved": row.retrieved_on and in_words(row.retrieved_on, lang)},
        "no_register": not row.is_compared,
    }


def unit_of(row: PublishedFigure, lang: str) -> str:
    return UNITS.get(row.unit, row.unit) if lang == "en" else row.unit


def plain(value: Decimal | int) -> int | float:
    """Whole numbers without decimals."""
    return int(value) if value == int(value) else float(value)


def number(value: Decimal | int, lang: str) -> str:
    """1.234,5 in Indonesian, 1,234.5 in English, with as many decimals as there are."""
    places = -Decimal(value).normalize().as_tuple().exponent
    return written(value, lang, max(0, places))


def signed(value: Decimal | None, lang: str) -> str:
    """``+12`` or ``−12``; nothing for what cannot be compared."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(value), lang)}"


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
