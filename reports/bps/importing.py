"""Keeping a saved BPS answer: what would come, and taking it in."""

import hashlib
from datetime import date

from reports.bps.keeping import Rehearsal, compare, keep
from reports.bps.reading import Answer, Cell, read_answer
from reports.models import CodeSystem, PublishedFigure

SOURCE = "BPS Kabupaten Bengkalis, WebAPI"
PLAIN_GROUPS = {"", "tidak ada", "tahun", "tahunan"}


def take_in(content: bytes, retrieved_on: date, user=None, commit: bool = False) -> Rehearsal:
    """Compare the answer with what is kept; with ``commit`` and no problem, keep what is new.

    Raises Unreadable.
    """
    if commit:
        return keep(lambda: rehearse(content, retrieved_on), user)
    return rehearse(content, retrieved_on)


def rehearse(content: bytes, retrieved_on: date) -> Rehearsal:
    """What ``take_in`` would do. Raises Unreadable."""
    answer = read_answer(content)
    variables = answer.variables
    seen = Rehearsal(
        hashlib.sha256(content).hexdigest(),
        retrieved_on,
        variables[0].val if len(variables) == 1 else "beberapa",
        "; ".join(item.label for item in variables),
        problems=list(answer.problems),
    )
    seen.notes += _other_places(answer)
    if not answer.cells:
        seen.problems.append("Jawaban BPS tidak memuat satu angka pun yang dapat dibaca.")
    return compare(seen, [figure_of(cell, answer, retrieved_on) for cell in answer.cells])


def _other_places(answer: Answer) -> list[str]:
    """A word on places beyond Bengkalis, whose BPS code is easily taken for Kemendagri's."""
    others = {cell.place for cell in answer.cells if not cell.place.val.startswith("1408")}
    if not others:
        return []
    said = f"{len(others)} wilayah di luar Kabupaten Bengkalis (BPS 1408) ikut dimuat"
    if any(place.val.startswith("1403") for place in others):
        said += "; 1403 pada BPS adalah Indragiri Hilir, bukan Bengkalis"
    return [f"{said}."]


def series_of(cell: Cell) -> str:
    """The name of the series that ``cell`` belongs to: variable, its split, part of the year."""
    return f"bps.{cell.variable.val}.{cell.group.val}.{cell.period.val}"


def figure_of(cell: Cell, answer: Answer, retrieved_on: date) -> PublishedFigure:
    """``cell`` as a figure that is not saved yet."""
    split = [i.label for i in (cell.group, cell.period) if i.label.lower() not in PLAIN_GROUPS]
    variable = cell.variable.val
    return PublishedFigure(
        series=series_of(cell),
        label=", ".join([cell.variable.label, *split]),
        year=cell.year,
        value=cell.value,
        mark=cell.mark,
        unit=answer.units[variable] or "tanpa satuan",
        code_system=CodeSystem.BPS,
        place_code=cell.place.val,
        place_name=cell.place.label,
        source=SOURCE,
        source_ref=f"variabel {variable}",
        retrieved_on=retrieved_on,
        note=answer.notes[variable][:500],
    )
