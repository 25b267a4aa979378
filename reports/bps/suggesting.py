"""What a sheet itself suggests of its table; a person confirms or changes it."""

import re
from dataclasses import dataclass

from bengkalis.values import is_blank, squeeze
from registry.imports.reading import Sheet
from reports.bps.places import PlaceReader, PlaceRefused, UnknownName
from reports.bps.tables import MOST_COLUMNS, Described, Meaning, rows_of

HEAD_ROWS = 4  # rows above the first place that may say what a column means
YEAR = re.compile(r"(?<![0-9])(19[4-9][0-9]|20[0-9]{2})(?![0-9])")
SECTION = re.compile(r"([A-U])(?:[\s.:)-]|$)")


@dataclass(frozen=True)
class Suggestion:
    """Where places stand, where figures begin, and what each column seems to say."""

    place_column: int
    first_row: int
    heads: dict[int, str]
    columns: dict[int, Meaning]


def suggest(sheet: Sheet, code_system: str) -> Suggestion:
    """What to put into the form before a person looks. Raises UnreadableFile."""
    rows, reader = rows_of(sheet), PlaceReader(code_system)
    found = [
        (at, number)
        for number, row in enumerate(rows, start=1)
        for at, cell in enumerate(row)
        if isinstance(cell, str | float | int) and reader.is_place(cell)
    ]
    counted = {at: sum(column == at for column, _ in found) for at, _ in found}
    place = max(counted, key=lambda at: counted[at], default=0)
    known = next((number for at, number in found if at == place), 2)
    first = _first_beside(rows, place, known)
    heads = _heads(sheet, rows, first)
    years = {at: year for at, text in heads.items() if (year := _year(text)) and at != place}
    alone = next(iter(set(years.values()) | _years_of_title(rows, first)), None)
    columns = {}
    for at, text in heads.items():
        section = _section(text)
        year = years.get(at) or (alone if section else None)
        if year and at != place:
            columns[at] = Meaning(year, section)
    return Suggestion(place, first, heads, columns)


def _first_beside(rows: list[list], place: int, known: int) -> int:
    """The row of the first place, which may be misspelt: above ``known``, the first one that is
    recognised, as long as a name stands beside a number that is no year."""
    first = known
    while first > 1 and _is_of_a_place(rows[first - 2], place):
        first -= 1
    return first


def _is_of_a_place(row: list, place: int) -> bool:
    name, others = row[place], [cell for at, cell in enumerate(row) if at != place]
    numbers = [cell for cell in others if isinstance(cell, float | int) or str(cell).strip() == "-"]
    return isinstance(name, str) and bool(name.strip()) and any(map(_is_no_year, numbers))


def _is_no_year(cell) -> bool:
    return not YEAR.fullmatch(words([cell]))


def unknown_names(sheet: Sheet, said: Described) -> dict[str, str]:
    """Names in the place column, beside figures, that must be asked about → the near miss."""
    reader, found = PlaceReader(said.code_system), {}
    for row in rows_of(sheet)[said.first_row - 1 :]:
        cell = row[said.place_column] if said.place_column < len(row) else ""
        if is_blank(cell) or all(is_blank(row[at]) for at in said.columns if at < len(row)):
            continue
        try:
            reader.read(cell)
        except UnknownName as error:
            found[error.typed] = error.near
        except PlaceRefused:
            continue  # a code: nothing to ask, the rehearsal refuses it
    return found


def _heads(sheet: Sheet, rows: list[list], first: int) -> dict[int, str]:
    """The words above each column, those of a merged cell above all it covers."""
    above = {number: list(row) for number, row in enumerate(rows[: first - 1])}
    for (top, left), (_, right) in sheet.merged:
        if top in above and right < MOST_COLUMNS:
            for at in range(left, min(right + 1, len(above[top]))):
                above[top][at] = above[top][left]
    last = list(above)[-HEAD_ROWS:]
    width = max(map(len, rows), default=0)
    return {at: words(above[number][at] for number in last) for at in range(width)}


def words(cells) -> str:
    """Cells as a person reads them, each once: a year is 2020 and not 2020.0."""
    texts = []
    for cell in cells:
        if isinstance(cell, float) and cell == int(cell):
            cell = int(cell)
        text = squeeze(str(cell)) if cell not in ("", None) else ""
        if text and text not in texts:
            texts.append(text)
    return " / ".join(texts)


def _year(text: str) -> int | None:
    """The one year that ``text`` names, if it names one."""
    found = set(YEAR.findall(text))
    return int(found.pop()) if len(found) == 1 else None


def _years_of_title(rows: list[list], first: int) -> set[int]:
    title = " ".join(
        str(cell) for row in rows[: first - 1] for cell in row if isinstance(cell, str)
    )
    year = _year(title)
    return {year} if year else set()


def _section(text: str) -> str:
    """The letter of a section where the last words above a column begin with one."""
    match = SECTION.match(text.rpartition(" / ")[2])
    return match[1] if match else ""
