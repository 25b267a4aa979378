"""The legal papers of a row: deed, amendment, NIK and certificate."""

import re

from registry.deeds import PLACEHOLDER_DATE, year_in
from registry.imports.cells import Cells
from registry.models import DeedAmendment

_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.I)


def read_deed(cells: Cells) -> None:
    """Number and date of the badan hukum, which should agree, and of the latest amendment."""
    number, day = cells.text("deed_number"), cells.past_day("deed_date")
    cells.put("deed_number", number)
    cells.put("deed_date", day)
    if day == PLACEHOLDER_DATE:
        sentence = "Ditemukan 17 Agustus 1945, tanggal isian sementara; diharapkan tanggal akta."
        cells.problem("deed_date", "placeholder_date", sentence)
    year = year_in(number)
    if day and year and year != day.year:
        sentence = (
            f"Ditemukan tanggal tahun {day.year}, diharapkan {year} seperti nomor badan hukum."
        )
        cells.problem("deed_date", "deed_year_differs", sentence)
    _read_amendment(cells)


def _read_amendment(cells: Cells) -> None:
    number, day = cells.text("amendment_number"), cells.past_day("amendment_date")
    if not number and day:
        sentence = "Nomor PAD kosong, padahal tanggalnya terisi; diharapkan keduanya."
        cells.problem("amendment_number", "missing_value", sentence)
    limit = DeedAmendment._meta.get_field("number").max_length
    if number and cells.fits("amendment_number", number, limit):
        cells.said.amendment = {"number": number, "decided_on": day}


def read_certificate(cells: Cells) -> None:
    """NIK koperasi, 13 digits, and until when its certificate holds."""
    typed = cells.text("nik_koperasi")
    nik = re.sub(r"[\s.'-]", "", typed)
    if re.fullmatch(r"[0-9]{13}", nik):
        cells.put("nik_koperasi", nik)
    elif _SHORTENED.fullmatch(typed):
        sentence = f"Ditemukan “{typed}”: Excel memotong angkanya; diharapkan 13 angka utuh."
        cells.problem("nik_koperasi", "nik_truncated", sentence)
    elif nik:
        sentence = f"Ditemukan “{typed[:40]}” ({len(nik)} karakter), diharapkan 13 angka."
        cells.problem("nik_koperasi", "nik_length", sentence)
    cells.put("certificate_valid_until", cells.day("certificate_valid_until"))
