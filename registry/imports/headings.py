"""What the offices' column headings mean: headings to field keys, units, and combined cells.

A heading is compared in folded form: first exactly, then by close spelling. A close match is
marked ``guessed`` so that the user can be asked. Two-line headings are read from their path, such
as ("Jumlah Anggota", "L").
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

from bengkalis.values import fold, squeeze

CLOSE = 0.88  # spelling likeness from which a heading is proposed as a guess

LONGEST = 200  # characters of a heading or combined cell that are looked at


def _listed(texts: str) -> list[str]:
    return texts.split("|")


# Headings that group others without changing their meaning.
NEUTRAL = frozenset(
    fold(text)
    for text in _listed(
        "Identitas|Identitas Koperasi|Data Koperasi|Profil Koperasi|Koperasi|Kelembagaan"
        "|Data Kelembagaan|Usaha|Data Usaha|Keuangan|Data Keuangan|Perkembangan Usaha"
        "|Indikator Usaha|Kinerja Usaha|Kinerja Keuangan|Kontak|Lokasi|Data Umum|Umum|Keragaan"
    )
)

_UNIT_WORDS = {"rp", "rupiah", "idr", "org", "orang", "jiwa", "unit", "dalam", "satuan", "dlm", "x"}
_SCALE_WORDS = {
    "000": 1000,
    "1000": 1000,
    "1 000": 1000,
    "ribu": 1000,
    "ribuan": 1000,
    "rb": 1000,
    "000000": 1_000_000,
    "000 000": 1_000_000,
    "1000000": 1_000_000,
    "1 000 000": 1_000_000,
    "juta": 1_000_000,
    "jutaan": 1_000_000,
    "jt": 1_000_000,
    "milyar": 1_000_000_000,
    "miliar": 1_000_000_000,
    "milyaran": 1_000_000_000,
    "miliaran": 1_000_000_000,
}
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_BARE_UNIT = re.compile(
    r"\b((?:dalam|dlm)\s+(?:rp\.?\s*)?[\w.]+(?:\s+rupiah)?|rp\.?[\s0.,]*)\s*$", re.I
)


@dataclass(frozen=True)
class Match:
    """A recognised heading: the field, what amounts are multiplied by, whether it was guessed."""

    field: str
    scale: int = 1
    guessed: bool = False


class HeadingDictionary:
    """The headings of one kind of list.

    ``variants`` maps a field key to its headings, separated by "|"; ``labels`` gives the
    heading shown to users; ``required`` names the fields without which the list cannot be read;
    ``amounts`` the fields in rupiah, to which "dalam ribuan" in a title applies;
    ``generic`` names the fields whose heading is too general to stand below another ("Nama"
    below "Ketua" is not the name of the cooperative).
    """

    def __init__(
        self,
        variants: Mapping[str, str],
        *,
        required: Iterable[str],
        amounts: Iterable[str] = (),
        generic: Iterable[str] = (),
    ):
        self.required = tuple(required)
        self.amounts = frozenset(amounts)
        self.generic = frozenset(generic)
        self.labels = {field: _listed(texts)[0].strip() for field, texts in variants.items()}
        self._fields: dict[str, str] = {}
        for field, texts in variants.items():
            for text in _listed(texts):
                self._learn(fold(text), field)

    def _learn(self, heading: str, field: str) -> None:
        other = self._fields.setdefault(heading, field)
        if not heading or other != field:
            raise ValueError(f"heading {heading!r} stands for both {other} and {field}")

    def recognise(self, *path: str, guess: bool = True) -> Match | None:
        """The meaning of a heading, given its lines from top to bottom; None when unknown."""
        lines, scale = _without_units(path)
        while len(lines) > 1 and fold(lines[0]) in NEUTRAL:
            lines = lines[1:]
        if field := self._exact(lines):
            return Match(field, scale)
        if guess and (field := self._closest(fold(" ".join(lines)))):
            return Match(field, scale, guessed=True)
        return None

    def _exact(self, lines: list[str]) -> str | None:
        """All lines together, else the last ones, where they do not need the first to be clear."""
        for start in range(len(lines)):
            field = self._fields.get(fold(" ".join(lines[start:])))
            if field and (start == 0 or field not in self.generic):
                return field
        return None

    def _closest(self, text: str) -> str | None:
        """The one field with a heading spelt nearly so; None when there is none or several."""
        near = {field for heading, field in self._fields.items() if _spelt_alike(text, heading)}
        return near.pop() if len(near) == 1 else None


def _spelt_alike(text: str, heading: str) -> bool:
    """True for a slip of spelling; a word more or less, or an L for a P, is not one."""
    if len(text) < 5 or abs(len(text) - len(heading)) > 3:
        return False
    if text.replace(" ", "") == heading.replace(" ", ""):
        return True
    pairs = list(zip(text.split(), heading.split(), strict=False))
    return (
        text.count(" ") == heading.count(" ")
        and _likeness(text, heading) >= CLOSE
        and all(_likeness(*pair) > 0.6 for pair in pairs)
    )


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > 0.6 else 0.0


def unit_scale(text: str) -> int | None:
    """1 for a pure unit such as "(Rp)", 1000 for "Rp. 000" or "dalam ribuan"; None for others."""
    words = fold(text)
    rest = " ".join(word for word in words.split() if word not in _UNIT_WORDS)
    if not words or (rest and rest not in _SCALE_WORDS):
        return None
    return _SCALE_WORDS.get(rest, 1)


def _without_units(path: Iterable[str]) -> tuple[list[str], int]:
    """The lines of a heading without their units, and the scale that the units stated."""
    lines, scale = [], 1
    for line in path:
        text = squeeze(line)[:LONGEST]
        for pattern in (_BRACKETS, _BARE_UNIT):
            for unit in pattern.finditer(text):
                found = unit_scale(unit[1])
                if found:
                    text, scale = text.replace(unit[0], " "), max(scale, found)
        if text.strip() and fold(text):
            lines.append(text)
    return lines, scale


def _either_way(ones: str, others: str) -> str:
    """Every "No. Badan Hukum" and "Badan Hukum No." of the words given."""
    pairs = [(one, other) for one in _listed(ones) for other in _listed(others)]
    return "|".join(f"{one} {other}|{other} {one}" for one, other in pairs)


def _counted(nouns: str, suffixes: str) -> str:
    """Every "Jumlah Anggota L", "Jml Anggota Laki-laki"… of the nouns and suffixes given."""
    counts = ("", "Jumlah ", "Jml ", "Jlh ", "Jmlh ", "Total ", "Banyaknya ")
    triples = product(_listed(nouns), counts, _listed(suffixes))
    return "|".join(f"{count}{noun} {suffix}" for noun, count, suffix in triples)


def _of_money(names: str) -> str:
    """The names of an amount, also with the words that often stand before or after them."""
    before = ("", "Jumlah ", "Jml ", "Total ", "Besar ", "Nilai ")
    triples = product(_listed(names), before, ("", " Tahun Ini", " Koperasi"))
    return "|".join(f"{first}{name}{last}" for name, first, last in triples)


_MALE = "L|Lk|Laki-laki|Laki|Pria"
_FEMALE = "P|Pr|Perempuan|Wanita"
_SUM = "|Jumlah|Jml|Jlh|Total|L+P|L/P|Seluruhnya|Keseluruhan|Orang"
_MEMBERS = "Anggota|Anggota Koperasi|Agt"
_DEED = (
    "Badan Hukum|BH|B.H|Bdn Hukum|Badan Hkm|Badan Hukum Koperasi|Badan Hukum Pendirian"
    "|BH Pendirian|Akta Pendirian|Akta"
)
_AMENDMENT = (
    "PAD|PAD Terbaru|PAD (terbaru)|PAD Terakhir|BH Perubahan|Badan Hukum Perubahan"
    "|Perubahan Anggaran Dasar|Akta Perubahan"
)
_NUMBER = "No.|Nomor|Nomer|Nmr"
_DATE = "Tgl.|Tanggal|Tg."
_BOTH = (
    "No & Tgl|No dan Tgl|Nomor dan Tanggal|Nomor Tanggal|No Tanggal|Nomor Tgl|No dan Tanggal"
    "|Tgl & No|Tanggal dan Nomor|Tanggal Nomor|Tgl dan No"
)

COOPERATIVES = HeadingDictionary(
    {
        "number": "No|Nomor|No Urut|No. Urt|Nomor Urut|Nmr|Urut",
        "name": "Nama Koperasi|Nama Kop.|Nama|Nama Koperasi/KUD|Koperasi|Nm Koperasi|Nm. Kop"
        "|Nama Lembaga Koperasi|Nama-nama Koperasi",
        "address": "Alamat|Alamat Koperasi|Alamat Kantor|Alamat Lengkap|Alamat Jalan|Jalan"
        "|Almt|Alamat Kop.|Tempat Kedudukan",
        "village": "Desa/Kelurahan|Kel/Desa|Kel./Desa|Desa/Kel|Desa|Kelurahan|Kelurahan/Desa"
        "|Ds/Kel|Desa Kelurahan|Nama Desa|Nama Desa/Kelurahan|Kel|Desa atau Kelurahan"
        "|Alamat Desa/Kelurahan|Alamat Desa|Alamat Kel/Desa|Ds./Kel.|Kel/Ds",
        "district": "Kecamatan|Kec.|Kec|Nama Kecamatan|Kcmtn|Alamat Kecamatan|Wilayah Kecamatan",
        "deed_number": _either_way(_NUMBER, _DEED) + "|Badan Hukum|No. SK BH|Nomor SK Badan Hukum",
        "deed_date": _either_way(_DATE, _DEED) + "|Tanggal SK BH|Tgl Pengesahan|Tanggal Pengesahan",
        "deed": _either_way(_BOTH, _DEED),
        "amendment_number": _either_way(_NUMBER, _AMENDMENT),
        "amendment_date": _either_way(_DATE, _AMENDMENT),
        "form": "Bentuk|Bentuk Koperasi|Bentuk Kop|Primer/Sekunder|Bentuk (Primer/Sekunder)",
        "kind": "Jenis|Jenis Koperasi|Jenis Kop.|Jns Koperasi|Jns Kop|Jns|Jenis Usaha Koperasi",
        "pattern": "Pola|Pola Pengelolaan|Pola Usaha|Pola Koperasi|Konvensional/Syariah"
        "|Pola (Konvensional/Syariah)",
        "group": "Kelompok|Kelompok Koperasi|Klp|Kelompok Kop.",
        "business_sector": "Sektor Usaha|Sektor|Lapangan Usaha|Bidang Usaha|Sektor Usaha Koperasi",
        "business_activity": "Kegiatan Usaha|Usaha|Jenis Usaha|Unit Usaha|Usaha yang Dijalankan"
        "|Keg. Usaha|Jenis Kegiatan Usaha|Usaha Pokok|Kegiatan Usaha Koperasi|Usaha Koperasi",
        "status": "Status|Status Koperasi|Aktif/Tidak Aktif|Keaktifan|Aktif/Tdk Aktif|Sts"
        "|Status (Aktif/Tidak Aktif)|Status Kop.|Status Keaktifan|Aktif/Pasif",
        "chair": "Ketua|Nama Ketua|Ketua Koperasi|Ketua Pengurus|Nm Ketua|Nama Ketua Koperasi"
        "|Ketua Umum|Pengurus Ketua|Ketua Nama",
        "secretary": "Sekretaris|Nama Sekretaris|Sekr.|Sekretaris Koperasi|Sekretaris Pengurus"
        "|Seketaris|Sekertaris|Pengurus Sekretaris|Sekretaris Nama",
        "treasurer": "Bendahara|Nama Bendahara|Bend.|Bendahara Koperasi|Bendahara Pengurus|Bdhr"
        "|Pengurus Bendahara|Bendahara Nama",
        "officers": "Ketua/Sekretaris/Bendahara|Pengurus|Nama Pengurus|Susunan Pengurus"
        "|Pengurus (Ketua/Sekretaris/Bendahara)|Ketua, Sekretaris, Bendahara|Pengurus Koperasi"
        "|Nama Ketua/Sekretaris/Bendahara|Ketua Sekretaris dan Bendahara|Ketua/Sekr/Bend"
        "|Nama Pengurus (K/S/B)",
        "supervisors": "Pengawas|Nama Pengawas|Badan Pengawas|Dewan Pengawas|Pengawas Koperasi",
        "manager": "Manajer|Nama Manajer|Manager|Nama Manager|Manajer Koperasi",
        "phone": "Telepon|Telp|Tlp|No. HP|No. Telp|No Telepon|Nomor Telepon|Nomor HP|HP|Telp/HP"
        "|No. Telp/HP|No. Telepon/HP|Telpon|No Hp/Wa|No. WA|Nomor Kontak|Kontak|No Kontak"
        "|Contact Person|CP|Telepon/HP|No. Tlp|Tlp/HP|Nomor Telepon/HP|No. HP/Telp",
        "email": "Email|E-mail|Surel|Alamat Email|Alamat Surel|Alamat E-mail",
        "last_meeting_on": "Tgl RAT Terakhir|Tanggal RAT Terakhir|Tgl RAT|Tanggal RAT|RAT Terakhir"
        "|RAT Tanggal|RAT Tgl|Pelaksanaan RAT|Tanggal Pelaksanaan RAT|Tgl Pelaksanaan RAT"
        "|RAT Terakhir Tanggal|Tgl. Pelaks. RAT|Waktu Pelaksanaan RAT"
        "|Tanggal Rapat Anggota Tahunan",
        "book_year": "Tahun Buku|Thn Buku|Th. Buku|RAT Tahun Buku|Tahun Buku RAT|Thn. Buku RAT"
        "|Tutup Buku|TB|RAT Thn Buku|Tahun Buku RAT Terakhir|RAT Terakhir Tahun Buku",
        "meeting": "Tgl RAT Tahun Buku|Tanggal RAT Tahun Buku|Tgl RAT & Tahun Buku"
        "|Tanggal RAT dan Tahun Buku|RAT (Tgl/Tahun Buku)|Tgl. RAT Thn Buku|Tgl RAT Th Buku"
        "|Tgl RAT dan Tahun Buku",
        "members_male": _counted(_MEMBERS, _MALE) + f"|{_MALE}",
        "members_female": _counted(_MEMBERS, _FEMALE) + f"|{_FEMALE}",
        "members_total": _counted(_MEMBERS, _SUM) + "|Anggota Total (L+P)",
        "managers_total": "Jumlah Manajer|Jml Manajer|Jlh Manajer|Total Manajer|Manajer Jumlah"
        "|Jumlah Manager|Jml Manager|Jlh Manager|Total Manager|Manager Jumlah|Manajer (L+P)",
        "employees": _counted("Karyawan|Tenaga Kerja|Pegawai|Kary.", _SUM),
        "assets": _of_money("Aset|Asset|Aktiva|Assets|Kekayaan|Harta"),
        "own_capital": _of_money("Modal Sendiri|Mdl Sendiri|MS|Modal Sdri|Ekuitas|Modal Sdr"),
        "outside_capital": _of_money("Modal Luar|Mdl Luar|ML|Modal Pinjaman|Modal dari Luar"),
        "turnover": _of_money(
            "Volume Usaha|Vol. Usaha|Omset|Omzet|Vol Ush|Volume Ush|Volume|VU|Omzet Usaha"
            "|Volume Usaha (Omset)|Volume Usaha/Omzet"
        ),
        "surplus": _of_money(
            "SHU|Sisa Hasil Usaha|S.H.U|Sisa Hasil Usaha (SHU)|SHU Tahun Berjalan|SHU Bersih"
            "|Sisa Hasil Ush"
        ),
        "nik_koperasi": "NIK Koperasi|NIK|Nomor Induk Koperasi|No. NIK|NIK Kop.|No Induk Koperasi"
        "|Nomor Induk Koperasi (NIK)|No. NIK Koperasi|Nomor NIK|NIK Nomor|NIK No",
        "certificate_status": "Status NIK|Sertifikat NIK|Status Sertifikat|Status Sertifikat NIK"
        "|Sertifikat|Sertifikat Status|NIK Status|Sertifikat NIK Status|Bersertifikat",
        "certificate_valid_until": "Tanggal Berlaku Sertifikat|Berlaku Sertifikat|Masa Berlaku NIK"
        "|Masa Berlaku Sertifikat|Tgl Berlaku Sertifikat|Sertifikat Berlaku Sampai|Masa Berlaku"
        "|Sertifikat Tanggal Berlaku|Berlaku s/d|Masa Berlaku Sertifikat NIK|NIK Masa Berlaku",
        "grade": "Grade|Status Grade|Peringkat|Grade NIK|Grade Koperasi|Nilai Grade|NIK Grade",
        "note": "Keterangan|Ket.|Catatan|Keterangan Lain|Lain-lain|Keterangan/Catatan",
        "uid": "Kode Portal|ID Portal",
    },
    required=("name",),
    amounts=("assets", "own_capital", "outside_capital", "turnover", "surplus"),
    generic=_listed(
        "number|name|address|phone|email|members_male|members_female|status|note|form|kind"
        "|nik_koperasi|book_year"
    ),
)


# Cells that hold more than one value

_DATE_TEXT = r"[0-9]{1,2}(?:\s*[A-Za-z][A-Za-z.]*\s*|\s*[-/.]\s*[0-9]{1,2}\s*[-/.]\s*)[0-9]{2,4}"
_LABELLED_DEED = re.compile(
    r"(?P<number>.+?)[\s,;/(–-]*(?:\b(?:tanggal|tgl|tg)\b[\s.:]*|[;\n]\s*)(?P<date>[^()]*[0-9]{2,4})\)?",
    re.IGNORECASE | re.DOTALL,
)
_DEED_THEN_DATE = re.compile(rf"(?P<number>\S*/\S*)[\s,;(]+(?:/\s+)?(?P<date>{_DATE_TEXT})\)?")
_DEED_LABEL = re.compile(r"(?:bh\s*)?no(?:mor|\.|\b)[\s.:]*", re.IGNORECASE)
_MEETING = re.compile(
    rf"(?P<date>{_DATE_TEXT}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})"
    r"(?:[\s,;/(–-]*(?:tahun|thn|th|t)\.?\s*(?:buku|b)\.?[\s.:]*|\s*[/,;(]\s*)(?P<year>[0-9]{4})\)?",
    re.IGNORECASE,
)
_OFFICER_ROLE = re.compile(
    r"(?:[0-9]+\s*[.)]\s*)?(?:(?:ketua|sekretaris|sekertaris|sekr|bendahara|bend|[ksb])\.?\s*[:=]\s*)?",
    re.IGNORECASE,
)


def split_deed(text: str) -> tuple[str, str] | None:
    """(number, date as typed) of "518.08/96/BH/2008 tgl 12 Agustus 2008"; None when unclear."""
    text = str(text).strip()[:LONGEST]
    match = _LABELLED_DEED.fullmatch(text) or _DEED_THEN_DATE.fullmatch(squeeze(text))
    if not match:
        return None
    number = squeeze(match["number"])
    if label := _DEED_LABEL.match(number):
        number = number[label.end() :]
    return (number.strip(" ,;:–-"), squeeze(match["date"])) if number else None


def split_meeting(text: str) -> tuple[str, str] | None:
    """(date as typed, book year) of "28 Februari 2019 / Tahun Buku 2018"; None when unclear."""
    match = _MEETING.fullmatch(squeeze(text)[:LONGEST])
    return (match["date"], match["year"]) if match else None


def split_officers(text: str) -> tuple[str, str, str] | None:
    """(chair, secretary, treasurer) of "Ahmad / Siti / Budi"; None unless there are exactly three.

    Separated by a line break, semicolon or slash; never by a comma, which precedes a degree.
    A dash in place of a name gives "".
    """
    for separator in ("\n", ";", "/"):
        parts = str(text).strip()[:LONGEST].split(separator)
        if len(parts) == 3:
            names = tuple(_officer_name(part) for part in parts)
            return names if any(names) else None
    return None


def _officer_name(text: str) -> str:
    name = squeeze(text)
    return name[_OFFICER_ROLE.match(name).end() :].strip(" –-")
