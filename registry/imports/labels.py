"""The office's words for what an import finds and changes."""

from datetime import date

from bengkalis import values
from registry.enums import (
    CertificateStatus,
    CooperativeForm,
    CooperativeKind,
    Group,
    Pattern,
    Position,
    Status,
)
from registry.models import AnnualMeeting, Cooperative

MEANINGS = {
    "unknown_village": "Desa/kelurahan tidak dikenal",
    "unknown_district": "Kecamatan tidak dikenal",
    "unknown_status": "Status tidak dikenal",
    "unknown_kind": "Jenis koperasi tidak dikenal",
    "unknown_form": "Bentuk tidak dikenal",
    "unknown_pattern": "Pola tidak dikenal",
    "unknown_group": "Kelompok tidak dikenal",
    "unparsable_date": "Tanggal tidak terbaca",
    "unparsable_number": "Angka tidak terbaca",
    "unparsable_value": "Isian tidak terbaca",
    "missing_value": "Isian wajib kosong",
    "negative_value": "Angka negatif",
    "future_date": "Tanggal yang belum tiba",
    "duplicate_in_file": "Baris ganda dalam berkas",
    "ambiguous_match": "Cocok dengan koperasi lain di register",
    "unknown_uid": "Kode portal tidak dikenal",
    "unknown_certificate": "Status sertifikat tidak dikenal",
    "unknown_grade": "Grade tidak dikenal",
    "against_register": "Bertentangan dengan register",
    "status_final": "Koperasi sudah dibubarkan",
    "nik_taken": "NIK koperasi milik koperasi lain",
    "nik_truncated": "NIK koperasi dipotong Excel",
    "cannot_split": "Isian gabungan tidak dapat dipisah",
    "formula_error": "Rumus yang gagal dihitung",
    "formula_in_text": "Rumus di kolom keterangan, dikosongkan",
    "too_long": "Isian terlalu panjang",
    "outside_office": "Di luar wilayah kerja kantor",
    "book_year_after_meeting": "Tahun buku sesudah RAT",
    "nik_length": "Panjang NIK koperasi keliru",
    "placeholder_date": "Tanggal isian sementara 17-08-1945",
    "deed_year_differs": "Tahun akta berbeda dari nomornya",
    "sum_mismatch": "Jumlah tidak cocok",
    "no_officers": "Pengurus kosong",
    "district_before_split": "Kecamatan sebelum pemekaran 2017",
    "probable_duplicate": "Mungkin koperasi yang sama",
    "unreadable_phone": "Telepon tidak berbentuk nomor",
    "filled_from_section": "Diisi dari judul bagian",
    "hidden_row": "Baris tersembunyi",
    "status_older": "Status lebih lama daripada register",
    "figures_older": "Angka lebih lama daripada register",
    "name_differs": "Nama lain daripada nomenklatur",
}
CODES = {
    "status": Status,
    "kind": CooperativeKind,
    "form": CooperativeForm,
    "pattern": Pattern,
    "group": Group,
    "certificate_status": CertificateStatus,
}
AMENDMENT = {"amendment": "Nomor PAD", "amendment_date": "Tanggal PAD"}
DAYS = {"deed_date", "certificate_valid_until", "amendment_date"}
DAYS |= {"meeting.held_on", "meeting.figures_as_of"}
PRIVATE = {"phone"}


def field_label(key: str) -> str:
    """``meeting.assets`` → ``RAT: aset``; ``board.ketua`` → ``Ketua``."""
    part, _, name = key.rpartition(".")
    if part == "board":
        return Position(name).label
    if part == "meeting":
        return f"RAT: {AnnualMeeting._meta.get_field(name).verbose_name}"
    if name in AMENDMENT:
        return AMENDMENT[name]
    return str(Cooperative._meta.get_field(name).verbose_name).capitalize()


def shown_value(key: str, value) -> str:
    """A stored value of a diff as people read it; private ones only as filled or not."""
    if value in (None, "", []):
        return ""
    if key in PRIVATE:
        return "(terisi)"
    if key in CODES:
        return CODES[key](value).label
    if key in DAYS:
        return values.format_date(date.fromisoformat(value))
    if isinstance(value, list):
        return "; ".join(value)
    if key.rpartition(".")[2] in AnnualMeeting.FIGURES:
        return values.format_number(value)
    return str(value)


def named_diff(diff: dict | None) -> list[dict]:
    """``[{label, old, new}]`` of a line's diff."""
    return [
        {
            "label": field_label(key),
            "old": shown_value(key, old),
            "new": shown_value(key, new),
        }
        for key, (old, new) in (diff or {}).items()
    ]
