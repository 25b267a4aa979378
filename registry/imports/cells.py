"""The cells of one row while they are read: as text, date or number, each with its problem."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from bengkalis import values
from bengkalis.values import Unparsable, is_blank, squeeze
from registry.imports.places import Places
from registry.imports.reading import is_error_cell
from registry.imports.understood import Understood

EARLIEST = date(1915, 1, 1)
FREE_TEXT = ("address", "business_sector", "business_activity", "note")
SECTION, HIDDEN = "_section", "_hidden"  # beside the cells of a line: where a value came from


@dataclass
class Listing:
    """What holds for all rows of one list: its headings, units, day, and the places known."""

    headings: dict[str, str]
    today: date
    scales: dict[str, Decimal] = field(default_factory=dict)
    as_of: date | None = None
    places: Places = field(default_factory=Places)

    @property
    def observed_on(self) -> date:
        """The day whose state the list describes; without one, the day it is brought in."""
        return self.as_of or self.today


class Cells:
    """One row of a list; what is found goes to ``said``."""

    def __init__(self, listing: Listing, raw: dict[str, Any]):
        self.listing, self.raw = listing, dict(raw)
        self.said = Understood(listing.headings)
        self.problem = self.said.problem
        self._mention_origin(self.raw.pop(SECTION, {}), self.raw.pop(HIDDEN, False))
        self._refuse_error_cells()

    def _mention_origin(self, section: dict[str, str], hidden: bool) -> None:
        for key, value in section.items():
            if self.raw.get(key) == value:
                sentence = f"Sel kosong; diisi “{value}” dari judul bagian di atasnya."
                self.problem(key, "filled_from_section", sentence)
        if hidden:
            self.problem("", "hidden_row", "Baris ini tersembunyi di lembar kerja.")

    def _refuse_error_cells(self) -> None:
        for key, value in self.raw.items():
            if is_error_cell(value):
                code = "formula_in_text" if key in FREE_TEXT else "formula_error"
                expected = "diharapkan nilainya; rumus di sel ini gagal dihitung"
                self.problem(key, code, f"Ditemukan {value[:40]}, {expected}.")
                self.raw[key] = ""

    def is_blank(self, key: str) -> bool:
        return is_blank(self.raw.get(key))

    def text(self, key: str) -> str:
        """The cell as one line of text, "" when blank."""
        value = self.raw.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if is_blank(value) else squeeze(value)

    def parsed(self, key: str, parse: Callable[[Any], Any]):
        """The parsed cell; None when blank, or unreadable with a problem on record."""
        if self.is_blank(key):
            return None
        try:
            return parse(self.raw[key])
        except Unparsable as error:
            self.problem(key, error.code, str(error), error.suggestion)
            return None

    def past_day(self, key: str) -> date | None:
        """A day between 1915 and today."""
        day = self.day(key)
        if day is None or EARLIEST <= day <= self.listing.today:
            return day
        found = f"Ditemukan {values.format_date(day)}"
        if day < EARLIEST:
            sentence = f"{found}, diharapkan tanggal sejak 1915; sebelumnya belum ada koperasi."
            self.problem(key, "unparsable_date", sentence)
        else:
            last = values.format_date(self.listing.today)
            self.problem(key, "future_date", f"{found}, diharapkan paling lambat hari ini, {last}.")
        return None

    def day(self, key: str) -> date | None:
        """A day, possibly still to come."""
        today = self.listing.today
        return self.parsed(key, lambda value: values.parse_date(value, today=today, excel=True))

    def fits(self, key: str, text: str, limit: int | None) -> bool:
        """Whether ``text`` is short enough for its column of the register; if not, says so."""
        if not limit or len(text) <= limit:
            return True
        sentence = (
            f"Ditemukan {len(text)} huruf (“{text[:30]}…”), diharapkan paling banyak {limit}."
        )
        self.problem(key, "too_long", sentence)
        return False

    def put(self, name: str, value: Any, key: str = "") -> None:
        """What the row says of ``name``, if it says anything and that fits."""
        if value in ("", None):
            return
        limit = limit_of(name) if isinstance(value, str) else None
        if self.fits(key or name, value, limit):
            self.said.cooperative[name] = value


def limit_of(name: str) -> int | None:
    """How many letters a field of the cooperative may hold; None for any number."""
    from registry.models import Cooperative

    return Cooperative._meta.get_field(name).max_length
