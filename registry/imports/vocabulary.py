"""How the office's lists write statuses, kinds and grades; an unknown word is never guessed."""

import re
from difflib import get_close_matches

from django.db.models import TextChoices

from bengkalis.values import fold
from registry import enums

NEAR = 0.8


def _words(choices: type[TextChoices], **others: str) -> dict[str, str]:
    """{folded word: value}: what the portal itself writes, and what lists write otherwise."""
    known = {fold(value): value for value in choices.values}
    known |= {fold(written(choices, value)): value for value in choices.values}
    for value, words in others.items():
        known |= {fold(word): value for word in words.split("|")}
    return known


def written(choices: type[TextChoices], value: str) -> str:
    """A code in the office's word, as an export writes it and an import reads it back."""
    return str(choices(value).label).split(" (")[0] if value else ""


STATUS = _words(
    enums.Status,
    tidak_aktif="tdk aktif|tdk aktip|t aktif|non aktif|nonaktif|pasif",
    beku="dibekukan",
    diusulkan_bubar="usul bubar|usulan bubar|diusulkan pembubaran",
    dibubarkan="bubar",
)
KIND = _words(
    enums.CooperativeKind,
    konsumen="konsumsi",
    produsen="produksi",
    simpan_pinjam="ksp",
    serba_usaha="ksu",
)
FORM = _words(enums.CooperativeForm, sekunder="skunder")
PATTERN = _words(enums.Pattern, syariah="syari ah")
GROUP = _words(
    enums.Group,
    kpri="pegawai negeri|pns",
    karyawan="kopkar",
    kud="unit desa",
    pasar="pedagang pasar|pedagang",
    pondok_pesantren="pontren|pesantren",
    tani="petani",
    perkebunan="pekebun",
    lainnya="lain lain",
)
CERTIFICATE = _words(enums.CertificateStatus, bersertifikat="sudah bersertifikat")
GRADE = _words(enums.Grade)

CODES = (
    ("status", "status", STATUS, "unknown_status", "Aktif, Tidak Aktif, Beku, atau Bubar"),
    (
        "kind",
        "kind",
        KIND,
        "unknown_kind",
        "Konsumen, Produsen, Jasa, Pemasaran, Simpan Pinjam, atau Serba Usaha",
    ),
    ("form", "form", FORM, "unknown_form", "Primer atau Sekunder"),
    ("pattern", "pattern", PATTERN, "unknown_pattern", "Konvensional atau Syariah"),
    ("group", "group", GROUP, "unknown_group", "salah satu kelompok koperasi"),
    (
        "certificate_status",
        "certificate_status",
        CERTIFICATE,
        "unknown_certificate",
        "Bersertifikat atau Belum Bersertifikat",
    ),
    ("grade", "recorded_grade", GRADE, "unknown_grade", "A, B, C1, C2, atau D"),
)


def folded(text) -> str:
    """``fold`` with the filler word that some lists put before a code taken off."""
    return re.sub(r"^(?:koperasi|jenis|status)\s+(?=\S)", "", fold(text))


def read_codes(cells) -> None:
    """The coded cells of a row: status, jenis, bentuk, pola, kelompok, sertifikat, grade."""
    for key, name, known, code, expected in CODES:
        typed = cells.text(key)
        value = known.get(folded(typed)) if typed else None
        if value:
            cells.said.cooperative[name] = value
        elif typed:
            message = f"Ditemukan “{typed[:60]}”, diharapkan {expected}."
            cells.problem(key, code, message, _near(typed, known))


def _near(typed: str, known: dict[str, str]) -> str:
    """The one word that is spelt nearly so."""
    near = get_close_matches(folded(typed), known, 1, NEAR)
    return near[0].title() if near else ""
