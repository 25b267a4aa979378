"""The rules of one row of a list of cooperatives: what it says, and everything wrong with it.

A row is understood without the register; whether it is new, changed or the same is found in
``staging``. An empty cell says nothing: it never erases what the register holds.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from bengkalis import values
from bengkalis.values import Unparsable, is_blank, squeeze
from registry import enums
from registry.imports import vocabulary
from registry.imports.headings import split_deed, split_meeting, split_officers
from registry.imports.problems import Problem
from registry.imports.reading import is_error_cell
from registry.models import AnnualMeeting, Cooperative

PLACEHOLDER = date(1945, 8, 17)
EARLIEST = date(1915, 1, 1)
COUNTS = {
    "members_male": "members_male",
    "members_female": "members_female",
    "members_total": "members_total",
    "managers_total": "managers",
    "employees": "employees",
}
AMOUNTS = ("assets", "own_capital", "outside_capital", "turnover", "surplus")
MAY_BE_NEGATIVE = {"own_capital", "surplus"}
OFFICERS = {
    "chair": enums.Position.CHAIR,
    "secretary": enums.Position.SECRETARY,
    "treasurer": enums.Position.TREASURER,
    "supervisors": enums.Position.SUPERVISOR,
    "manager": enums.Position.MANAGER,
}
TEXTS = ("address", "business_sector", "business_activity", "note", "deed_number")
_DEED_YEAR = re.compile(r"(?:TAHUN\s*|/\s*)((?:19|20)\d{2})\s*$", re.I)
_LISTED = re.compile(r"\s*[;\n]\s*|\s*,\s*(?=\d+[.)])|\s*/\s*")


@dataclass
class Understood:
    """What a row says, by part, ready for ``registry.entry``; and its problems."""

    cooperative: dict[str, Any] = field(default_factory=dict)
    officers: dict[str, list[str]] = field(default_factory=dict)
    meeting: dict[str, Any] = field(default_factory=dict)
    amendment: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)


class RowReader:
    """Reads rows of one table. ``headings`` gives each field's heading, ``scales`` its factor."""

    def __init__(
        self,
        headings: dict[str, str],
        scales: dict[str, Decimal] | None = None,
        *,
        today: date,
        as_of: date | None = None,
        places: vocabulary.Places | None = None,
    ):
        self.headings, self.scales = headings, scales or {}
        self.today, self.as_of = today, as_of
        self.places = places or vocabulary.Places()

    def read(self, raw: dict[str, Any]) -> Understood:
        """Everything that ``raw`` (field → cell) says, with every problem at once."""
        row = _Row(self, dict(raw), Understood())
        row.read()
        return row.found


class _Row:
    """One row while it is being read."""

    def __init__(self, reader: RowReader, raw: dict, found: Understood):
        self.reader, self.raw, self.found = reader, raw, found

    def read(self) -> None:
        self._refuse_error_cells()
        self._split_combined()
        self._read_identity()
        self._read_place()
        self._read_codes()
        self._read_deed()
        self._read_contact()
        self._read_certificate()
        self._read_officers()
        self._read_meeting()

    # --- small tools ---------------------------------------------------------------------

    def text(self, key: str) -> str:
        value = self.raw.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if is_blank(value) else squeeze(value)

    def problem(self, key: str, code: str, message: str, suggestion: str = "") -> None:
        column = self.reader.headings.get(key, LABELS.get(key, key))
        self.found.problems.append(Problem(column, code, message, key, suggestion))

    def parsed(self, key: str, parse: Callable[[Any], Any]):
        """The parsed cell, or None with a problem on record."""
        value = self.raw.get(key)
        if is_blank(value):
            return None
        try:
            return parse(value)
        except Unparsable as error:
            self.problem(key, error.code, str(error), getattr(error, "suggestion", ""))
            return None

    def date(self, key: str) -> date | None:
        today = self.reader.today
        day = self.parsed(key, lambda value: values.parse_date(value, today=today, excel=True))
        if day is None:
            return None
        if day > today:
            shown = values.format_date(day)
            self.problem(key, "future_date", f"Ditemukan {shown}, yang belum tiba.")
            return None
        if day < EARLIEST:
            shown = values.format_date(day)
            self.problem(key, "unparsable_date", f"Ditemukan {shown}, diharapkan sejak 1915.")
            return None
        return day

    # --- the parts of a row --------------------------------------------------------------

    def _refuse_error_cells(self) -> None:
        for key, value in self.raw.items():
            if is_error_cell(value):
                code = "formula_in_text" if key in TEXTS else "formula_error"
                self.problem(key, code, f"Ditemukan {value}; rumus di sel ini gagal dihitung.")
                self.raw[key] = ""

    def _split_combined(self) -> None:
        if "deed_date" not in self.reader.headings and "deed" not in self.raw:
            self.raw["deed"] = self.raw.pop("deed_number", "") if self._has_both() else ""
        parts = (
            ("deed", split_deed, ("deed_number", "deed_date"), "nomor dan tanggal badan hukum"),
            ("officers", split_officers, ("chair", "secretary", "treasurer"), "tiga nama pengurus"),
            ("meeting", split_meeting, ("last_meeting_on", "book_year"), "tanggal dan tahun buku"),
        )
        for key, split, targets, meaning in parts:
            if is_blank(self.raw.get(key)):
                continue
            pieces = split(self.text(key))
            if pieces is None:
                found = self.text(key)[:80]
                self.problem(
                    key, "cannot_split", f"Ditemukan “{found}”, diharapkan {meaning} yang terpisah."
                )
                continue
            for target, piece in zip(targets, pieces, strict=True):
                if is_blank(self.raw.get(target)):
                    self.raw[target] = piece
                    self.reader.headings.setdefault(target, self.reader.headings.get(key, key))

    def _has_both(self) -> bool:
        """A column headed "Badan Hukum" may hold number and date in one cell."""
        return bool(self.text("deed_number")) and split_deed(self.text("deed_number")) is not None

    def _read_identity(self) -> None:
        name = self.text("name")
        if not name:
            self.problem("name", "missing_value", "Nama koperasi kosong; nama wajib diisi.")
        self._put("name", name)
        for key in TEXTS:
            self._put(key, self.text(key))

    def _put(self, name: str, value: Any) -> None:
        if value in ("", None):
            return
        limit = Cooperative._meta.get_field(name).max_length if isinstance(value, str) else None
        if limit and len(value) > limit:
            self.problem(name, "too_long", f"Ditemukan {len(value)} huruf, paling banyak {limit}.")
            return
        self.found.cooperative[name] = value

    def _read_place(self) -> None:
        typed, village_typed = self.text("district"), self.text("village")
        places = self.reader.places
        district = places.district(typed) if typed else None
        if typed and district is None:
            self._unknown("district", typed, "kecamatan", places.like_district(typed))
        villages = places.village(village_typed, district) if village_typed else []
        if village_typed and not villages:
            near = places.like_village(village_typed, district)
            self._unknown("village", village_typed, "desa/kelurahan", near)
        if not typed and not village_typed:
            self.problem("district", "missing_value", "Kecamatan dan desa/kelurahan kosong.")
        village = self._agree(district, villages, typed) if villages else None
        if village is not None:
            self.found.cooperative |= {"village": village, "district": village.district}
        elif district is not None:
            self.found.cooperative["district"] = district

    def _unknown(self, key: str, typed: str, noun: str, near: str) -> None:
        hint = f" Mungkin maksudnya {near}?" if near else ""
        message = f"Ditemukan “{typed[:60]}”, diharapkan {noun} di Kabupaten Bengkalis.{hint}"
        self.problem(key, f"unknown_{key}", message, near)

    def _agree(self, district, villages: list, typed: str):
        """The village that fits the kecamatan; one that split off in 2017 is taken with a word."""
        village = villages[0]
        if district is None or village.district_id == district.pk:
            if len(villages) > 1 and district is None:
                self.problem("district", "missing_value", "Nama desa ini ada di dua kecamatan.")
                return None
            return village
        home = village.district
        if home.split_from_id == district.pk:
            self.problem(
                "district",
                "district_before_split",
                f"Ditemukan {typed}; {village.name} sejak {home.valid_from:%Y} masuk Kecamatan "
                f"{home.name}, pecahan {district.name}. Dicatat di {home.name}.",
                home.name,
            )
            return village
        self.problem(
            "village",
            "unknown_village",
            f"Ditemukan “{village.name}” di Kecamatan {typed}, padahal desa itu ada di Kecamatan "
            f"{home.name}.",
        )
        return None

    def _read_codes(self) -> None:
        lists = (
            ("status", vocabulary.STATUS, "unknown_status", "Aktif, Tidak Aktif, Beku, Bubar"),
            (
                "kind",
                vocabulary.KIND,
                "unknown_kind",
                "Konsumen, Produsen, Jasa, Pemasaran, Simpan Pinjam, atau Serba Usaha",
            ),
            ("form", vocabulary.FORM, "unknown_form", "Primer atau Sekunder"),
            ("pattern", vocabulary.PATTERN, "unknown_pattern", "Konvensional atau Syariah"),
            ("group", vocabulary.GROUP, "unknown_group", "salah satu kelompok koperasi"),
        )
        for key, known, code, expected in lists:
            self._read_code(key, known, code, expected)

    def _read_code(self, key: str, known: dict, code: str, expected: str, name: str = "") -> None:
        typed = self.text(key)
        if not typed:
            return
        value = known.get(vocabulary.folded(typed))
        if value is None:
            self.problem(key, code, f"Ditemukan “{typed[:60]}”, diharapkan {expected}.")
            return
        self.found.cooperative[name or key] = value

    def _read_deed(self) -> None:
        day = self.date("deed_date")
        self._put("deed_date", day)
        if day == PLACEHOLDER:
            self.problem(
                "deed_date",
                "placeholder_date",
                "Ditemukan 17 Agustus 1945, tanggal isian sementara; diharapkan tanggal akta.",
            )
        year = _DEED_YEAR.search(self.text("deed_number"))
        if day and year and int(year[1]) != day.year:
            self.problem(
                "deed_date",
                "deed_year_differs",
                f"Nomor badan hukum menyebut tahun {year[1]}, tanggalnya tahun {day.year}.",
            )
        if number := self.text("amendment_number"):
            self.found.amendment = {"number": number, "decided_on": self.date("amendment_date")}

    def _read_contact(self) -> None:
        if not is_blank(self.raw.get("phone")):
            self.found.cooperative["phone"] = self._phone()
        if email := self.text("email"):
            self._put_checked("email", email, EmailValidator(), "surel seperti nama@contoh.id")

    def _phone(self) -> str:
        try:
            return values.normalise_phone(self.raw["phone"])
        except Unparsable:
            self.problem(
                "phone",
                "unreadable_phone",
                "Nomor telepon ini tidak berbentuk nomor; disimpan seperti tertulis.",
            )
            return self.text("phone")[:60]

    def _put_checked(self, key: str, value: str, check, expected: str) -> None:
        try:
            check(value)
        except ValidationError:
            self.problem(
                key, "unparsable_value", f"Ditemukan “{value[:60]}”, diharapkan {expected}."
            )
        else:
            self._put(key, value)

    def _read_certificate(self) -> None:
        if nik := re.sub(r"[\s.'-]", "", self.text("nik_koperasi")):
            if re.fullmatch(r"\d{13}", nik):
                self._put("nik_koperasi", nik)
            else:
                self.problem(
                    "nik_koperasi",
                    "nik_length",
                    f"Ditemukan {len(nik)} karakter, diharapkan NIK koperasi 13 angka.",
                )
        self._read_code(
            "certificate_status",
            vocabulary.CERTIFICATE,
            "unknown_certificate",
            "Bersertifikat atau Belum Bersertifikat",
        )
        self._read_code(
            "grade", vocabulary.GRADE, "unknown_grade", "A, B, C1, C2, D", name="recorded_grade"
        )
        today = self.reader.today
        until = self.parsed(
            "certificate_valid_until",
            lambda value: values.parse_date(value, today=today, excel=True),
        )
        self._put("certificate_valid_until", until)

    def _read_officers(self) -> None:
        for key, position in OFFICERS.items():
            if text := self.text(key):
                several = position == enums.Position.SUPERVISOR
                names = _LISTED.split(str(self.raw[key])) if several else [text]
                names = [re.sub(r"^\d+[.)]\s*", "", squeeze(name)) for name in names]
                self.found.officers[position] = [name[:150] for name in names if name]
        core = ("chair", "secretary", "treasurer")
        listed = any(key in self.reader.headings for key in core)
        if listed and not any(self.text(key) for key in core):
            self.problem("chair", "no_officers", "Ketua, sekretaris, dan bendahara kosong.")

    def _read_meeting(self) -> None:
        figures = {name: self._count(key) for key, name in COUNTS.items()}
        figures |= {name: self._amount(name) for name in AMOUNTS}
        given = {name: value for name, value in figures.items() if value is not None}
        day, year = self.date("last_meeting_on"), self._book_year()
        if day and year and year > day.year:
            self.problem(
                "book_year",
                "book_year_after_meeting",
                f"Tahun buku {year} sesudah RAT tahun {day.year}; tahun buku mendahului RAT.",
            )
        if not (given or day or year):
            return
        self.found.meeting = {"book_year": year, **given}
        if day:
            self.found.meeting["held_on"] = day
        if given and self.reader.as_of:
            self.found.meeting["figures_as_of"] = self.reader.as_of
        self._compare_sums(given)

    def _count(self, key: str) -> int | None:
        return self._not_negative(key, self.parsed(key, values.parse_integer))

    def _amount(self, key: str) -> Decimal | None:
        scale = self.reader.scales.get(key, 1)
        amount = self.parsed(key, lambda value: values.parse_money(value, scale=scale))
        if amount is None:
            return None
        if abs(amount) >= Decimal(10) ** 16:
            self.problem(key, "unparsable_number", "Ditemukan angka yang terlalu besar.")
            return None
        return amount if key in MAY_BE_NEGATIVE else self._not_negative(key, amount)

    def _not_negative(self, key: str, number):
        if number is not None and number < 0:
            shown = values.format_number(number)
            self.problem(key, "negative_value", f"Ditemukan {shown}, diharapkan 0 atau lebih.")
            return None
        if number is not None and key in COUNTS and number > 2**31 - 1:
            self.problem(key, "unparsable_number", "Ditemukan angka yang terlalu besar.")
            return None
        return number

    def _book_year(self) -> int | None:
        typed = self.text("book_year")
        if not typed:
            return None
        if re.fullmatch(r"(19|20)\d\d", typed) and int(typed) <= self.reader.today.year:
            return int(typed)
        self.problem(
            "book_year", "unparsable_number", f"Ditemukan “{typed[:40]}”, diharapkan tahun: 2018."
        )
        return None

    def _compare_sums(self, given: dict) -> None:
        for sentence in AnnualMeeting(**given).gaps:
            key = "members_total" if sentence.startswith("Anggota") else "assets"
            self.problem(key, "sum_mismatch", sentence)


LABELS = {
    "name": "Nama Koperasi",
    "district": "Kecamatan",
    "village": "Desa/Kelurahan",
    "status": "Status",
    "deed_number": "Nomor Badan Hukum",
    "deed_date": "Tanggal Badan Hukum",
    "chair": "Ketua",
}
