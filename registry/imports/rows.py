"""The rules of one row of a list of cooperatives: what it says, and everything wrong with it.

A row is understood without the register; whether it is new, changed or the same is found in
``settling``. An empty cell says nothing: it never erases what the register holds.
"""

import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from bengkalis import values
from bengkalis.values import Unparsable, squeeze
from registry.enums import Position
from registry.imports.cells import FREE_TEXT, Cells, Listing
from registry.imports.combined import split_combined
from registry.imports.deeds import read_certificate, read_deed
from registry.imports.figures import read_meeting
from registry.imports.places import read_place
from registry.imports.understood import Understood
from registry.imports.vocabulary import read_codes
from registry.models import BoardMember

OFFICERS = {
    "chair": Position.CHAIR,
    "secretary": Position.SECRETARY,
    "treasurer": Position.TREASURER,
    "supervisors": Position.SUPERVISOR,
    "manager": Position.MANAGER,
}
CORE = ("chair", "secretary", "treasurer")
LONGEST_PHONE = 200
_SEVERAL = re.compile(r"\s*[;\n]\s*")
_SEVERAL_SUPERVISORS = re.compile(r"\s*[;\n]\s*|\s*,\s*(?=\d+[.)])|\s*/\s*")
_NUMBERED = re.compile(r"^\d+[.)]\s*")
_valid_email = EmailValidator()


def read_row(listing: Listing, raw: dict[str, Any]) -> Understood:
    """Everything that ``raw`` (field → cell) says, with every problem at once."""
    cells = Cells(listing, raw)
    split_combined(cells)
    _read_identity(cells)
    read_place(cells)
    read_codes(cells)
    read_deed(cells)
    _read_contact(cells)
    read_certificate(cells)
    _read_officers(cells)
    read_meeting(cells)
    return cells.said


def _read_identity(cells: Cells) -> None:
    if typed := cells.text("uid"):
        _read_uid(cells, typed)
    if cells.is_blank("name"):
        sentence = "Nama koperasi kosong; diharapkan nama seperti pada aktanya."
        cells.problem("name", "missing_value", sentence)
    for key in ("name", *FREE_TEXT):
        cells.put(key, cells.text(key))


def _read_uid(cells: Cells, typed: str) -> None:
    try:
        cells.said.uid = str(uuid.UUID(typed))
    except ValueError:
        sentence = f"Ditemukan “{typed[:40]}”, diharapkan kode dari ekspor portal, atau kosong."
        cells.problem("uid", "unknown_uid", sentence)


def _read_contact(cells: Cells) -> None:
    if not cells.is_blank("phone"):
        phone = _phone(cells)
        if cells.fits("phone", phone, LONGEST_PHONE):
            cells.put("phone", phone)
    if email := cells.text("email"):
        try:
            _valid_email(email)
        except ValidationError:
            sentence = f"Ditemukan “{email[:60]}”, diharapkan surel seperti nama@contoh.id."
            cells.problem("email", "unparsable_value", sentence)
        else:
            cells.put("email", email)


def _phone(cells: Cells) -> str:
    """Digits; what is no number is kept as written, for it may still help to reach somebody."""
    try:
        return values.normalise_phone(cells.raw["phone"])
    except Unparsable as error:
        sentence = f"{error} Disimpan seperti tertulis."
        cells.problem("phone", "unreadable_phone", sentence, error.suggestion)
        return cells.text("phone")


def _read_officers(cells: Cells) -> None:
    for key, position in OFFICERS.items():
        names = _names(cells, key)
        limit = BoardMember._meta.get_field("person_name").max_length
        if names and all(cells.fits(key, name, limit) for name in names):
            cells.said.officers[position] = names
    listed = any(key in cells.listing.headings for key in (*CORE, "officers"))
    if listed and all(cells.is_blank(key) for key in (*CORE, "officers")):
        sentence = "Ketua, sekretaris, dan bendahara kosong; diharapkan nama mereka."
        cells.problem("chair", "no_officers", sentence)


def _names(cells: Cells, key: str) -> list[str]:
    """The names in a cell, each once."""
    if cells.is_blank(key):
        return []
    apart = _SEVERAL_SUPERVISORS if key == "supervisors" else _SEVERAL
    parts = apart.split(str(cells.raw[key]).strip())
    names = [_NUMBERED.sub("", squeeze(part)) for part in parts]
    return [name for name in dict.fromkeys(names) if not values.is_blank(name)]
