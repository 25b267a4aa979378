"""Made-up lists as offices keep them, with faults planted at random: all are found, and no other.

Each seed gives another layout: other headings, another order, titles, a heading in two rows,
sections, repeated headings, totals, signatures, another kind of file, other ways to write a date
or an amount. A fault is a change of one cell, with the code that it must give.
"""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook

from bengkalis.values import format_number
from registry.imports.staging import rehearse
from registry.models import Village
from registry.tests.test_reading import ods

pytestmark = pytest.mark.django_db
HEADINGS = {
    "name": ["Nama Koperasi", "NAMA KOPERASI", "Nama Kop.", "Nm. Kop"],
    "address": ["Alamat", "Alamat Lengkap", "Almt"],
    "village": ["Kel/Desa", "Desa/Kelurahan", "DESA", "Ds./Kel."],
    "district": ["Kecamatan", "KEC.", "Kec"],
    "deed_number": ["No. Badan Hukum", "Nomor BH", "BH No."],
    "deed_date": ["Tgl. Badan Hukum", "Tanggal BH", "Tgl Pengesahan"],
    "kind": ["Jenis", "Jenis Koperasi", "Jns"],
    "status": ["Status", "Aktif/Tidak Aktif", "Sts"],
    "chair": ["Ketua", "Nama Ketua"],
    "secretary": ["Sekretaris", "Sekr."],
    "treasurer": ["Bendahara", "Bend."],
    "phone": ["Telepon", "No. HP", "Telp/HP"],
    "last_meeting_on": ["Tgl RAT Terakhir", "Tanggal RAT"],
    "book_year": ["Tahun Buku", "Thn Buku"],
    "members_male": ["Anggota L", "Jml Anggota Laki-laki"],
    "members_female": ["Anggota P", "Jml Anggota Perempuan"],
    "members_total": ["Jumlah Anggota", "Anggota Total (L+P)"],
    "assets": ["Asset", "Total Aset", "Aktiva"],
    "own_capital": ["Modal Sendiri", "Mdl Sendiri"],
    "outside_capital": ["Modal Luar", "Modal Pinjaman"],
    "surplus": ["SHU", "Sisa Hasil Usaha (Rp)"],
    "note": ["Ket.", "Keterangan", "Catatan"],
}
MEMBERS = ("members_male", "members_female", "members_total")
STATUSES = ["Aktif", "AKTIF", "aktif ", "Tidak Aktif", "TDK. AKTIF", "Non-Aktif", "Beku", "Bubar"]
KINDS = ["Konsumen", "PRODUSEN", "Jasa", "Pemasaran", "Simpan Pinjam", "KSP", "Serba Usaha", "KSU"]
MONTHS = "Januari Pebruari Maret April Mei Juni Juli Agustus September Oktober Nopember Desember"
FAULTS = [
    ("village", "Antah Berantah", "unknown_village"),
    ("district", "Dumai Timur", "unknown_district"),
    ("status", "MACET", "unknown_status"),
    ("kind", "Lain-lain", "unknown_kind"),
    ("deed_date", "31 Februari 2008", "unparsable_date"),
    ("deed_date", "Senin kemarin", "unparsable_date"),
    ("deed_date", date.today() + timedelta(days=400), "future_date"),
    ("deed_date", date(1945, 8, 17), "placeholder_date"),
    ("last_meeting_on", "32/01/2019", "unparsable_date"),
    ("members_male", "-3", "negative_value"),
    ("members_total", "empat puluh", "unparsable_number"),
    ("assets", "dua milyar", "unparsable_number"),
    ("assets", "2.6", "unparsable_number"),
    ("surplus", "1,500", "unparsable_number"),
    ("members_total", 100_000, "sum_mismatch"),
    ("name", "", "missing_value"),
    ("status", "", "missing_value"),
    ("deed_number", "BH/TAHUN 1999", "deed_year_differs"),
]
FOLLOWS = {"placeholder_date": {"deed_year_differs"}}  # what such a fault may bring along


@dataclass
class Made:
    """A list: lines of cells, and (sheet row, code) of what is wrong in it."""

    lines: list[list] = field(default_factory=list)
    expected: set[tuple[int, str]] = field(default_factory=set)
    rows: int = 0


class Maker:
    """Draws one list; everything random comes from the seed."""

    def __init__(self, seed: int):
        self.rng = Random(seed)
        self.columns = list(HEADINGS)
        self.rng.shuffle(self.columns)
        if self.rng.random() < 0.5:
            self.columns.remove("note")
        if self.rng.random() < 0.3:
            self.columns.remove("address")
        self.two_rows = self.rng.random() < 0.3
        if self.two_rows:
            self.columns = [key for key in self.columns if key not in MEMBERS] + list(MEMBERS)
        self.sections = self.rng.random() < 0.3
        self.villages = list(Village.objects.select_related("district").order_by("pk"))
        self.made = Made()

    def make(self) -> Made:
        for title in self.rng.sample(["DAFTAR KOPERASI", "KABUPATEN BENGKALIS", ""], 2):
            self.made.lines.append([title])
        if self.rng.random() < 0.6:
            self.made.lines.append(["KEADAAN PER 31 DESEMBER 2019"])
        self.heading = ["No", *[self.rng.choice(HEADINGS[key]) for key in self.columns]]
        self._head()
        if self.rng.random() < 0.3:
            self.made.lines.append([str(n + 1) for n in range(len(self.heading))])
        for number in range(1, 26):
            self._page_break(number)
            self._row(number)
        self._close()
        return self.made

    def _head(self) -> None:
        """The heading, in two rows where "Jumlah Anggota" stands over L, P and Jml."""
        if not self.two_rows:
            self.made.lines.append(self.heading)
            return
        single = self.heading[: -len(MEMBERS)]
        self.made.lines.append([*single, "Jumlah Anggota", "", ""])
        self.made.lines.append([*[""] * len(single), "L", "P", "Jml"])

    def _page_break(self, number: int) -> None:
        if number in (9, 18) and self.rng.random() < 0.4:
            self._head()
        if self.sections and number % 8 == 1:
            self.home = self.rng.choice(self.villages).district
            self.made.lines.append(["", f"KECAMATAN {self.home.name.upper()}"])
        if number == 12 and self.rng.random() < 0.5:
            self.made.lines.append([])

    def _row(self, number: int) -> None:
        cells = self._cooperative(number)
        if self.rng.random() < 0.35:
            self._plant(cells)
        row = [number, *[cells[key] for key in self.columns]]
        self.made.lines.append(row)
        self.made.rows += 1
        at = len(self.made.lines)
        self.made.expected = {
            (at if where is None else where, code) for where, code in self.made.expected
        }

    def _plant(self, cells: dict) -> None:
        key, value, code = self.rng.choice(FAULTS)
        if self.sections and key == "district":
            return
        cells[key] = value
        self.made.expected.add((None, code))
        if key == "deed_number":
            cells["deed_number"] = f"{self.made.rows}/{value}"
            cells["deed_date"] = date(1998, 1, 2)
        elif key == "deed_date":
            cells["deed_number"] = f"{self.rng.random()}/BH/IX"
        elif key == "members_total" and code == "sum_mismatch":
            cells["members_male"], cells["members_female"] = 1, 2
        elif key == "village":
            cells["village"] = f"{value} {self.rng.random()}"

    def _cooperative(self, number: int) -> dict:
        rng, village = self.rng, self.rng.choice(self.villages)
        if self.sections:
            village = rng.choice([v for v in self.villages if v.district_id == self.home.pk])
        deed = date(rng.randint(1960, 2018), rng.randint(1, 12), rng.randint(1, 28))
        men, women, capital = rng.randint(5, 60), rng.randint(5, 60), rng.randint(100, 900)
        return {
            "name": self._spaced(f"KUD Bahagia {number} {rng.choice(['Jaya', 'Maju II', ''])}"),
            "address": rng.choice(["Jl. Antara No. 3", "-", ""]),
            "village": rng.choice(["", "Ds. ", "Kel. "]) + self._spaced(village.name),
            "district": "" if self.sections else rng.choice(["", "Kec. "]) + village.district.name,
            "deed_number": f"{number}/BH/{rng.choice(['IV', 'KDK.4.5'])}/{deed.year}",
            "deed_date": self._day(deed),
            "kind": rng.choice(KINDS),
            "status": rng.choice(STATUSES),
            "chair": "Ahmad Fauzi, S.E.",
            "secretary": rng.choice(["Siti", "-"]),
            "treasurer": "Budi",
            "phone": rng.choice(["0821-3778-2993", "", "'082137782993", "+62 821 3778 2993"]),
            "last_meeting_on": self._day(date(2019, rng.randint(1, 6), rng.randint(1, 28))),
            "book_year": rng.choice([2018, "2018", "", 2018.0]),
            "members_male": men,
            "members_female": rng.choice([women, str(women), f"{women} orang"]),
            "members_total": rng.choice([men + women, ""]),
            "assets": self._money(3 * capital * 1_000_000),
            "own_capital": self._money(2 * capital * 1_000_000),
            "outside_capital": self._money(capital * 1_000_000),
            "surplus": rng.choice(["(12.500.000)", 3_000_000, "Rp -", "nihil", "-Rp 1.000.000"]),
            "note": rng.choice(["", "baik", "=baik"]) if self.rng.random() < 0.5 else "",
        }

    def _spaced(self, text: str) -> str:
        return self.rng.choice([text, text.replace(" ", "\u00a0"), text.upper(), f" {text}  "])

    def _day(self, day: date):
        month = MONTHS.split()[day.month - 1]
        ways = [day, f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"{day.day} {month} {day.year}"]
        return self.rng.choice([*ways, day.isoformat(), (day - date(1899, 12, 30)).days])

    def _money(self, amount: int):
        dotted = format_number(amount)
        ways = [amount, float(amount), dotted, f"Rp {dotted}", f"Rp. {dotted},00", f"{dotted},-"]
        return self.rng.choice(ways)

    def _close(self) -> None:
        width = len(self.heading)
        self.made.lines.append([])
        if self.rng.random() < 0.7:
            self.made.lines.append(["", "JUMLAH", *[""] * (width - 3), 12345])
        self.made.lines += [[], ["", "", "Bengkalis, 31 Desember 2019"]]
        self.made.lines += [["", "", "Kepala Dinas Koperasi, UKM"], ["", "", "NIP 19600101 1990"]]


def as_xlsx(lines: list[list]) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(["'=baik" if cell == "=baik" else cell for cell in line])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_csv(lines: list[list]) -> bytes:
    """As Excel saves it: dates as shown, everything text."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    for line in lines:
        writer.writerow([f"{c:%d/%m/%Y}" if isinstance(c, date) else _plain(c) for c in line])
    return ("\ufeff" + text.getvalue()).encode()


def as_ods(lines: list[list]) -> bytes:
    rows = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>" for line in lines
    )
    return ods(f'<table:table table:name="Daftar">{rows}</table:table>')


def _ods_cell(cell) -> str:
    text = f"<text:p>{escape(str(cell))}</text:p>"
    if isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, (int, float)):
        kind = f'office:value-type="float" office:value="{cell}"'
    else:
        kind, text = ('office:value-type="string"', text) if cell else ("", "")
    return f"<table:table-cell {kind}>{text}</table:table-cell>"


def _plain(cell):
    return int(cell) if isinstance(cell, float) else cell


def judged(seed: int) -> tuple[set, set, int, int]:
    maker = Maker(seed)
    made = maker.make()
    kind, write = [("xlsx", as_xlsx), ("csv", as_csv), ("ods", as_ods)][seed % 3]
    if kind == "csv":  # a serial number is a date only where it is a number
        made.lines = [[_shown(cell) for cell in line] for line in made.lines]
    lines = rehearse(write(made.lines), f"daftar.{kind}").lines
    quiet = {"filled_from_section", "no_officers"}
    found = {(line.row, p.code) for line in lines for p in line.problems if p.code not in quiet}
    return made.expected, found, made.rows, len(lines)


def _shown(cell):
    serial = isinstance(cell, int) and 20_000 < cell < 50_000
    return date(1899, 12, 30) + timedelta(days=cell) if serial else cell


@pytest.mark.parametrize("seed", range(36))
def test_every_planted_fault_is_found_and_nothing_else(seed):
    expected, found, rows, read = judged(seed)
    excused = {(row, more) for row, code in expected for more in FOLLOWS.get(code, ())}
    assert read == rows
    assert expected - found == set(), "not found"
    assert found - expected - excused == set(), "false alarms"


def test_faults_of_every_kind_are_planted():
    planted = {code for seed in range(36) for _, code in Maker(seed).make().expected}
    assert planted == {code for _, _, code in FAULTS}
