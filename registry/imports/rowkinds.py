"""Telling data rows from the other rows of a list: sums, sections, notes, signatures, headings."""

import re
from datetime import date
from itertools import pairwise

from bengkalis.values import Unparsable, fold, is_blank, parse_number, squeeze
from registry.imports.header import Column, cell_text, heading_keys, is_enumeration
from registry.imports.reading import is_error_cell

REASONS = {
    "heading": "judul kolom yang berulang",
    "title": "judul daftar yang berulang",
    "numbering": "nomor kolom",
    "section": "judul bagian",
    "group": "judul kelompok",
    "total": "baris jumlah",
    "signature": "tempat, tanggal, dan tanda tangan",
    "note": "keterangan di luar daftar",
}

_TOTAL = re.compile(r"(?:sub ?|grand )?(?:total|jumlah|jml|jlh|jmlh)\b|rata rata\b")
_ONLY_TOTAL = re.compile(
    r"(?:(?:sub|grand|total|subtotal|jumlah|jml|jlh|jmlh|rata|seluruh|seluruhnya|keseluruhan|umum"
    r"|koperasi|dipindahkan|pindahan|halaman|ini)\s?)+"
)
_COUNT = re.compile(r"[0-9][0-9.,]*\s*(?:koperasi|kop|unit|buah|bh|orang|org|jiwa)\.?", re.I)
_ORDINAL = re.compile(r"(?:[ivxlc]+|[a-z]|[0-9]{1,3})[.)]?", re.I)
_SECTION = re.compile(
    r"(?:(?:[ivxlc]+|[a-z]|[0-9]{1,3})[.)]\s*|(?:[ivxlc]+)\s+)?(?:wilayah\s+)?"
    r"(?P<word>kecamatan|kec|desa|ds|kelurahan|kel)\b[\s.:]*(?P<place>[^:]*?)\s*(?:\([^()]*\))?",
    re.I,
)
_GROUP = re.compile(
    r"(?:(?:[ivxlc]+|[a-z]|[0-9]{1,2}) )?(?:daftar |kelompok |jenis )?koperasi "
    r"(?:aktif|tidak aktif|primer|sekunder|konsumen|produsen|jasa|pemasaran|simpan pinjam"
    r"|serba usaha|konvensional|syariah)|(?:aktif|tidak aktif|primer|sekunder)"
)
_PLACE_AND_DATE = re.compile(r"[A-Za-z][A-Za-z .]{2,30},\s.*\b(?:19|20)[0-9]{2}")
_OFFICE = re.compile(
    r"(?:mengetahui|menyetujui|disetujui|diketahui|dibuat oleh|yang membuat|pembuat daftar|petugas"
    r"|kepala|kabid|kasi|kabag|plt|plh|an|a n|sekretaris dinas|pembina|penata|nip|tembusan|camat"
    r"|bupati)\b|.*\bnip [0-9]"
)
_NOTE = re.compile(r"(?:keterangan|catatan|ket|cat|sumber|note|nb|n b|penjelasan)\b|\*", re.I)


class RowKinds:
    """Decides row by row, from the top down; ``restart`` before reading the sheet again."""

    def __init__(self, columns: dict[str, Column], titles: list[list], heading: list[list]):
        self.number_index = columns["number"].index if "number" in columns else None
        self.name_index = columns["name"].index if "name" in columns else None
        self.place_indexes = {
            columns[name].index for name in ("district", "village", "address") if name in columns
        }
        self.titles = [key for key in heading_keys(titles) if key]
        self.heading = heading_keys(heading)
        self.ended = False

    def restart(self) -> None:
        """Forgets what the previous reading saw."""
        self.ended = False

    def reason_to_skip(self, cells: list) -> str | None:
        """A key of REASONS for a row that is not data, None for data."""
        if self._is_plain_data(cells):
            self.ended = False
            return None
        filled = {index: cell for index, cell in enumerate(cells) if not is_blank(cell)}
        reason = _printed_again(filled, self) or self._by_its_words(filled)
        if reason in (None, "section", "group"):
            self.ended = False
        elif reason in ("signature", "note"):
            self.ended = True  # names and ranks follow
        return reason

    def _is_plain_data(self, cells: list) -> bool:
        """The quick answer for nearly every row: named, and with more cells than a remark has."""
        if self.name_index is None or self.name_index >= len(cells):
            return False
        name = cells[self.name_index]
        return (
            len(cells) - cells.count("") >= 5
            and isinstance(name, str)
            and _starts_like_a_name(name)
            and all(fold(name) != row.get(self.name_index) for row in self.heading)
        )

    def _by_its_words(self, filled: dict) -> str | None:
        words = {index: cell_text(cell) for index, cell in filled.items() if is_wordy(cell)}
        if not words or any(isinstance(cell, date) for cell in filled.values()):
            return None
        first = next(iter(words.values()))
        if self._is_total(fold(first), filled, words):
            return "total"
        if self._is_section(filled, words):
            return "section"
        numbered = not is_blank(filled.get(self.number_index)) and self.number_index not in words
        if numbered or len(words) > 3 or len(filled) > len(words):
            return None
        return self._closing(list(words.values()), filled)

    def _is_total(self, first: str, filled: dict, words: dict) -> bool:
        if len(words) > 1 or not _TOTAL.match(first):
            return False
        unnumbered = self.number_index in words or self.number_index not in filled
        return unnumbered or bool(_ONLY_TOTAL.fullmatch(first))

    def _is_section(self, filled: dict, words: dict) -> bool:
        if len(words) > 1 or len(filled) > 2:
            return False
        index, text = next(iter(words.items()))
        match = _SECTION.fullmatch(text)
        return bool(match and match["place"]) and (
            len(filled) == 1 or index not in self.place_indexes
        )

    def _closing(self, texts: list[str], filled: dict) -> str | None:
        """Signature, note or group heading: rows of words only, without a number."""
        folded = [fold(text) for text in texts]
        if any(_PLACE_AND_DATE.fullmatch(text) for text in texts) or any(
            _OFFICE.match(text) for text in folded
        ):
            return "signature"
        if _NOTE.match(texts[0]) or _NOTE.match(folded[0]):
            return "note"
        if len(texts) == 1 and _GROUP.fullmatch(folded[0]):
            return "group"
        return "signature" if self.ended and len(texts) <= 2 else None

    def section_after(self, section: dict[str, str], cells: list) -> dict[str, str]:
        """The context below a section heading; a new district forgets the village."""
        text = next(cell_text(cell) for cell in cells if is_wordy(cell))
        match = _SECTION.fullmatch(text)
        place = squeeze(match["place"]).strip(" .:-")
        if match["word"].lower().startswith("kec"):
            return {"district": place}
        return {**section, "village": place}


def _printed_again(filled: dict, kinds: RowKinds) -> str | None:
    """Headings, titles and column numbers that each printed page repeats."""
    texts = {index: fold(cell_text(cell)) for index, cell in filled.items()}
    if len(texts) >= 2 and any(texts.items() <= row.items() for row in kinds.heading):
        return "heading"
    if texts in kinds.titles:
        return "title"
    numbers = [cell_text(cell) for cell in filled.values()]
    if len(numbers) >= 3 and all(map(is_enumeration, numbers)) and _ascending(numbers):
        return "numbering"
    return None


def _ascending(texts: list[str]) -> bool:
    numbers = [int(re.search("[0-9]+", text)[0]) for text in texts]
    return numbers[0] <= 2 and all(later == earlier + 1 for earlier, later in pairwise(numbers))


def _starts_like_a_name(text: str) -> bool:
    words = text.split(maxsplit=1)
    return bool(words) and words[0][0].isalpha() and not _TOTAL.match(words[0].casefold())


def is_wordy(cell) -> bool:
    """True for text that is no number, ordinal, count of things or failed formula."""
    if not isinstance(cell, str) or is_blank(cell) or is_error_cell(cell):
        return False
    text = squeeze(cell)
    if _COUNT.fullmatch(text) or _ORDINAL.fullmatch(text):
        return False
    try:
        parse_number(text)
    except Unparsable:
        return True
    return False
