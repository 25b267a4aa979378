"""Reconciliation in words: the lines of the page and of every file, in both languages."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from bengkalis.tables import Column, Table
from reports.models import Counted
from reports.statistics.cube import FLAGS, MARKS, Text
from reports.statistics.measures import in_words
from reports.statistics.published import ENGLISH, MARK_WORDS, number, signed, unit_of
from reports.statistics.reconciliation import BIG, Line, Reconciliation, day_of

TITLE = Text("Rekonsiliasi dengan BPS dan angka terbit", "Reconciliation with published figures")
COUNTED = {
    Counted.COOPERATIVES: Text("koperasi, tanpa yang dibubarkan", "cooperatives, not dissolved"),
    Counted.ACTIVE: Text("koperasi aktif", "active cooperatives"),
    Counted.INACTIVE: Text("koperasi tidak aktif", "inactive cooperatives"),
    Counted.HELD_MEETING: Text("koperasi yang melaksanakan RAT", "annual meetings held"),
    Counted.PROPOSED: Text("koperasi yang diusulkan bubar", "proposed for dissolution"),
    Counted.MEMBERS: Text("anggota koperasi aktif", "members of active cooperatives"),
    Counted.ENTERPRISES: Text("UMKM", "MSMEs"),
    Counted.MICRO: Text("usaha mikro", "micro enterprises"),
    Counted.WORKERS: Text("tenaga kerja UMKM", "workers of MSMEs"),
}
WORDS = {
    "title": TITLE,
    "lede": Text(
        "Setiap angka terbit yang dapat dibandingkan, di samping angka register dinas pada hari, "
        "wilayah, dan lapangan usaha yang sama.",
        "Every published figure that can be compared, beside the office's register on the same "
        "day, of the same place and section.",
    ),
    "never_added": Text(
        "Sumber yang berbeda menghitung populasi yang berbeda: angkanya disandingkan dengan "
        "selisihnya, tidak pernah dijumlahkan. Karena itu tabel ini tidak punya baris jumlah.",
        "Different sources count different populations: their figures stand side by side with the "
        "difference and are never added. That is why this table has no total.",
    ),
    "how": Text("Cara membaca tabel ini", "How to read this table"),
    "how_compared": Text(
        "Selisih = register dikurangi angka terbit. Angka dengan tanggal dibandingkan dengan "
        "register pada hari itu, angka setahun dengan register pada 31 Desember.",
        "Difference = register minus published. A figure with a day is compared with the register "
        "of that day, a figure of a year with the register of 31 December.",
    ),
    "how_enterprises": Text(
        "UMKM dari tabel UMKM yang terbit; golongan sampai 2020 menurut UU 20/2008, sejak 2021 "
        "menurut PP 7/2021, sehingga kedua tahun itu tidak sebanding. Sel yang dirahasiakan di "
        "sana dirahasiakan juga di sini, beserta selisihnya.",
        "MSMEs are those of the published table; size classes up to 2020 follow Law 20/2008, since "
        "2021 Regulation 7/2021, so that the two years do not compare. What is confidential there "
        "is confidential here, and so is the difference.",
    ),
    "how_members": Text(
        "Anggota: jumlah yang dilaporkan koperasi dalam RAT untuk tahun buku itu. RAT: koperasi "
        "yang melaksanakannya dalam tahun itu.",
        "Members: as cooperatives reported them for the book year. Annual meetings: cooperatives "
        "that held theirs in the year.",
    ),
    "day": Text("Keadaan", "As of"),
    "place": Text("Wilayah", "Place"),
    "label": Text("Yang dihitung sumber", "What the source counts"),
    "counted": Text("Dibandingkan dengan", "Compared with"),
    "section": Text("Lapangan usaha", "Section"),
    "number": Text("Angka terbit", "Published"),
    "register": Text("Register", "Register"),
    "difference": Text("Selisih", "Difference"),
    "percent": Text("Selisih (%)", "Difference (%)"),
    "unit": Text("Satuan", "Unit"),
    "source": Text("Sumber", "Source"),
    "explanation": Text("Penjelasan selisih", "Explanation"),
    "explain": Text("Jelaskan", "Explain"),
    "explain_again": Text("Ubah penjelasan", "Change the explanation"),
    "year": Text("Tahun", "Year"),
    "district": Text("Kecamatan", "District"),
    "lines": Text("Angka terbit di samping register", "Published figures beside the register"),
    "none": Text("Belum ada yang dapat dibandingkan", "Nothing to compare yet"),
    "none_say": Text(
        "Di sini akan ada angka terbit dengan angka register di sampingnya, begitu angka BPS atau "
        "angka lain dimuat dan deretnya dipasangkan.",
        "Published figures will stand here beside the register once they are loaded and their "
        "series are matched.",
    ),
    "none_chosen": Text("Tidak ada angka dengan pilihan ini", "No figures match this choice"),
    "none_chosen_say": Text(
        "Pilih tahun, kecamatan, atau lapangan usaha lain, atau lepas semua saringan.",
        "Choose another year, district or section, or clear the filters.",
    ),
    "json": Text("JSON", "JSON"),
    "next": Text("Berikutnya", "Next"),
    "previous": Text("Sebelumnya", "Previous"),
    "missing": Text("tidak tersedia", "not available"),
    "published": Text("Semua angka terbit dengan sumbernya", "All published figures"),
}


FINDING = Text(
    "{big} dari {all} angka di halaman ini berbeda lebih dari {limit}% dari register; {explained} "
    "dijelaskan.",
    "{big} of {all} figures on this page differ by more than {limit}% from the register; "
    "{explained} explained.",
)
AGREES = Text(
    "Tidak satu pun dari {all} angka di halaman ini berbeda lebih dari {limit}% dari register.",
    "None of {all} figures on this page differs by more than {limit}% from the register.",
)
NO_ONE = Text("belum satu pun", "none is")


def headline(lines: list[Line], lang: str) -> str:
    """The finding over the lines that are shown and have numbers on both sides."""
    known = [line for line in lines if line.difference is not None]
    big = [line for line in known if line.is_big]
    explained = sum(line.explanation is not None for line in big)
    numbers = {"all": len(known), "big": len(big), "limit": BIG}
    numbers["explained"] = str(explained) if explained else NO_ONE.say(lang)
    sentence = FINDING if big else AGREES
    return sentence.say(lang).format(**numbers) if known else ""


def shown(line: Line, places: dict[str, str], lang: str) -> dict:
    """A line as texts; a mark is said in words, and then there is no difference."""
    row = line.figure
    return {
        "uid": row.uid,
        "day": in_words(row.as_of, lang) if row.as_of else str(row.year),
        "place": places[line.district],
        "label": label_of(line, lang),
        "counted": COUNTED[line.comparison.counted].say(lang),
        "section": section_of(line, lang),
        "number": _number(row.value, lang) or MARK_WORDS[row.mark].say(lang),
        "unit": unit_of(row, lang),
        "register": _number(line.register.number, lang) or MARKS[line.register.sign].say(lang),
        "is_marked": line.register.number is None,
        "flag": _flag(line, lang),
        "difference": signed(line.difference, lang),
        "percent": signed(line.percent, lang),
        "is_big": line.is_big,
        "source": ", ".join(filter(None, (row.source, row.source_ref))),
        "explanation": explained(line, lang),
        "explanation_lang": _lang_of(line, lang),
    }


def _flag(line: Line, lang: str) -> str:
    """What must be known of a number that is there, such as that it is provisional."""
    sign = line.register.sign
    return FLAGS[sign].say(lang) if sign in FLAGS else ""


def label_of(line: Line, lang: str) -> str:
    row = line.figure
    return ENGLISH.get(row.series, row.label) if lang == "en" else row.label


def section_of(line: Line, lang: str) -> str:
    section = line.comparison.section
    if section is None:
        return ""
    return f"{section.code} {section.name_en if lang == 'en' else section.name}"


def explained(line: Line, lang: str) -> str:
    """The explanation, in English where somebody wrote it so."""
    said = line.explanation
    if said is None:
        return ""
    return (lang == "en" and said.text_en) or said.text


def _lang_of(line: Line, lang: str) -> str:
    said = line.explanation
    return "id" if said and lang == "en" and not said.text_en else lang


def _number(value: Decimal | float | None, lang: str) -> str:
    return "" if value is None else number(value, lang)


COLUMNS = {
    "series": (Text("Deret", "Series"), "id"),
    "label": (WORDS["label"], "text"),
    "counted": (WORDS["counted"], "text"),
    "year": (WORDS["year"], "id"),
    "as_of": (WORDS["day"], "date"),
    "district": (Text("Kode wilayah", "Place code"), "id"),
    "place": (WORDS["place"], "text"),
    "section": (WORDS["section"], "text"),
    "published": (WORDS["number"], "decimal"),
    "published_mark": (Text("Tanda angka terbit", "Mark of the published"), "text"),
    "register": (WORDS["register"], "decimal"),
    "register_mark": (Text("Tanda register", "Mark of the register"), "text"),
    "difference": (WORDS["difference"], "decimal"),
    "percent": (WORDS["percent"], "percent"),
    "unit": (WORDS["unit"], "text"),
    "source": (WORDS["source"], "text"),
    "source_ref": (Text("Rujukan", "Reference"), "text"),
    "explanation": (WORDS["explanation"], "text"),
}


def download(found: Reconciliation, lines: Iterable[Line], lang: str, notes: tuple) -> Table:
    """Every line, one a row: marks beside the numbers, no total."""
    columns = [Column(key, text.say(lang), kind) for key, (text, kind) in COLUMNS.items()]
    rows = _rows(found, lines, lang)
    return Table(TITLE.say(lang), columns, rows, tuple(note.say(lang) for note in notes))


def _rows(found: Reconciliation, lines: Iterable[Line], lang: str) -> Iterator[tuple]:
    for line in lines:
        row, said = line.figure, line.register
        yield (
            *(row.series, label_of(line, lang), COUNTED[line.comparison.counted].say(lang)),
            *(str(row.year), day_of(row), line.district, found.places.names[line.district]),
            *(section_of(line, lang), row.value, row.mark, said.number, said.sign),
            *(line.difference, line.percent, unit_of(row, lang)),
            *(row.source, row.source_ref, explained(line, lang)),
        )
