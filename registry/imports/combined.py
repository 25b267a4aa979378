"""Cells that hold several values: number and date of a deed, three officers, a RAT and its year."""

import re
from datetime import date

from bengkalis.values import Unparsable, parse_date
from registry.imports.cells import Cells
from registry.imports.headings import split_deed, split_meeting, split_officers

_DEED_ALONE = re.compile(r"[\w.-]+(?:/[\w.-]+)+|AHU[\w.-]+(?:\s*TAHUN\s*[0-9]{4})?", re.I)


def split_combined(cells: Cells) -> None:
    """Put the parts of combined cells where single ones stand, unless those are filled."""
    if "deed" not in cells.raw and _holds_a_date_too(cells):
        cells.raw["deed"], cells.raw["deed_number"] = cells.raw["deed_number"], ""
        cells.said.origin["deed"] = "deed_number"
    _split(cells, "deed", ("deed_number", "deed_date"), "nomor dan tanggal badan hukum")
    _split(
        cells, "officers", ("chair", "secretary", "treasurer"), "nama ketua/sekretaris/bendahara"
    )
    _split(cells, "meeting", ("last_meeting_on", "book_year"), "tanggal RAT dan tahun bukunya")


def _holds_a_date_too(cells: Cells) -> bool:
    """A column headed "Badan Hukum" may hold number and date in one cell."""
    return cells.is_blank("deed_date") and split_deed(cells.text("deed_number")) is not None


def _split(cells: Cells, key: str, targets: tuple[str, ...], meaning: str) -> None:
    if cells.is_blank(key) or all(not cells.is_blank(target) for target in targets):
        return
    pieces = _PIECES[key](cells, key)
    if pieces is None:
        found = cells.text(key)[:80]
        sentence = f"Ditemukan “{found}”, diharapkan {meaning} yang jelas terpisah."
        cells.problem(key, "cannot_split", sentence)
        return
    for target, piece in zip(targets, pieces, strict=True):
        if cells.is_blank(target):
            cells.raw[target] = piece
            cells.said.origin[target] = cells.said.origin.get(key, key)


def _deed(cells: Cells, key: str) -> tuple[str, str] | None:
    text = cells.text(key)
    if pieces := split_deed(str(cells.raw[key])):
        return pieces
    alone = _DEED_ALONE.fullmatch(text) and _day(text, cells.listing.today) is None
    return (text, "") if alone else None


def _officers(cells: Cells, key: str) -> tuple[str, str, str] | None:
    return split_officers(str(cells.raw[key]))


def _meeting(cells: Cells, key: str) -> tuple[str, str] | None:
    text = cells.text(key)
    if re.fullmatch(r"[0-9]{4}", text):
        return "", text
    return (text, "") if _day(text, cells.listing.today) else split_meeting(text)


def _day(text: str, today: date) -> date | None:
    try:
        return parse_date(text, today=today)
    except Unparsable:
        return None


_PIECES = {"deed": _deed, "officers": _officers, "meeting": _meeting}
