"""PC-Axis files (PX, version 2013) in UTF-8, as PxWeb and PxWin read them.

A cell without a number is one of PX's symbols: ``"."`` not applicable (z), ``".."`` not available
(:), ``"..."`` confidential (c); DATASYMBOL1–3 show them as the portal's own marks. Flags on numbers
are DATANOTECELL, and NOTE explains all of them. Texts hold no quotation mark, PX cannot have them.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.timezone import localtime

from reports.statistics.cube import METRIC, TIME, Category, Cube, Dimension
from reports.statistics.fair_copy import decimals, written
from reports.statistics.layout import Layout, Options, arrange, codes, contents, legend
from reports.statistics.subject import SUBJECT, SUBJECT_CODE

SYMBOLS = {"z": ".", ":": "..", "c": "..."}
LONGEST_LINE = 256
# How a period is written in codes of the portal and in TIMEVAL.
PERIODS = {
    "A1": (r"(\d{4})", "{}"),
    "H1": (r"(\d{4})-?[HS](\d)", "{}{}"),
    "Q1": (r"(\d{4})-?Q(\d)", "{}{}"),
    "M1": (r"(\d{4})[-M](\d\d)", "{}{}"),
    "W1": (r"(\d{4})-?W(\d\d)", "{}{}"),
}


def write_px(cube: Cube, lang: str, options: Options) -> bytes:
    """The whole file; every keyword once, DATA last."""
    layout = arrange(cube, options)
    lines = [
        *_about(cube, lang),
        *_texts(cube, lang),
        *_variables(layout, lang),
        *_metrics(cube, lang),
        *_notes(cube, lang),
        *_flags(cube, layout),
        "DATA=",
        *_data(cube, layout),
    ]
    return ("\r\n".join(lines) + "\r\n;\r\n").encode()


def _about(cube: Cube, lang: str) -> Iterator[str]:
    table = cube.table
    yield from _line("CHARSET", "ANSI")
    yield from _line("AXIS-VERSION", "2013")
    yield from _line("CODEPAGE", "utf-8")
    yield from _line("LANGUAGE", lang)
    if table.updated:
        yield from _line("CREATION-DATE", _stamp(table.updated))
    if table.next_update:
        yield from _line("NEXT-UPDATE", f"{table.next_update:%Y%m%d} 00:00")
    yield from _numbers(cube)
    yield from _line("MATRIX", table.id)
    yield from _line("SUBJECT-CODE", SUBJECT_CODE)
    yield from _line("SUBJECT-AREA", SUBJECT.say(lang))


def _numbers(cube: Cube) -> Iterator[str]:
    """Stored with the decimals of the finest unit, shown with those of the coarsest."""
    places = _places(cube)
    yield f"DECIMALS={max(places)};"
    yield f"SHOWDECIMALS={min(places)};"


def _places(cube: Cube) -> list[int]:
    units = [c.unit for d in cube.dimensions if d.role == METRIC for c in d.categories]
    return [unit.decimals for unit in units if unit] or [0]


def _stamp(moment) -> str:
    """The portal's own time: PX knows no time zones."""
    return f"{localtime(moment):%Y%m%d %H:%M}"


def _texts(cube: Cube, lang: str) -> Iterator[str]:
    table, title = cube.table, cube.table.title.say(lang)
    yield from _line("TITLE", title)
    yield from _line("DESCRIPTION", table.description.say(lang) or title)
    yield from _line("CONTENTS", contents(cube.table, cube.dimensions, lang))


def _variables(layout: Layout, lang: str) -> Iterator[str]:
    for keyword, dimensions in (("STUB", layout.stub), ("HEADING", layout.heading)):
        if dimensions:
            yield from _line(keyword, *(d.label.say(lang) for d in dimensions))
    for dimension in (*layout.stub, *layout.heading):
        yield from _variable(dimension, lang)


def _variable(dimension: Dimension, lang: str) -> Iterator[str]:
    name, labels = dimension.label.say(lang), dimension.labels(lang)
    if dimension.role == METRIC:
        yield from _line("CONTVARIABLE", name)
    yield from _line("VALUES", *labels.values(), key=name)
    yield from _line("CODES", *labels, key=name)
    yield from _line("VARIABLECODE", dimension.code, key=name)
    if dimension.total in labels:
        yield from _line("ELIMINATION", labels[dimension.total], key=name)
    if dimension.role == TIME and (periods := timeval(dimension.codes)):
        kind, values = periods
        yield from _line("TIMEVAL", *values, key=name, before=[f"TLIST({kind})"])


def timeval(periods: Iterable[str]) -> tuple[str, list[str]] | None:
    """The time scale and its values as PX writes them; None where PX has no such scale (days)."""
    periods = list(periods)
    for kind, (pattern, form) in PERIODS.items():
        found = [re.fullmatch(pattern, period) for period in periods]
        if all(found):
            return kind, [form.format(*match.groups()) for match in found if match]
    return None


def _metrics(cube: Cube, lang: str) -> Iterator[str]:
    """Units, update, source and contact: once for each metric, as PX wants with CONTVARIABLE."""
    metrics = [(d, c) for d in cube.dimensions if d.role == METRIC for c in d.categories]
    if not metrics:
        yield from _line("UNITS", contents(cube.table, cube.dimensions, lang))
        yield from _origin(cube, lang)
    for _, category in metrics:
        name = category.label.say(lang)
        unit = category.unit.label.say(lang) if category.unit else name
        yield from _line("UNITS", unit, key=name)
        yield from _origin(cube, lang, name)
    yield from _precisions(cube, metrics, lang)


def _precisions(cube: Cube, metrics: list[tuple[Dimension, Category]], lang: str) -> Iterator[str]:
    for dimension, category in metrics:
        if category.unit and category.unit.decimals > min(_places(cube)):
            names = f'"{_bare(dimension.label.say(lang))}","{_bare(category.label.say(lang))}"'
            yield f"PRECISION({names})={category.unit.decimals};"


def _origin(cube: Cube, lang: str, key: str = "") -> Iterator[str]:
    table = cube.table
    if table.updated:
        yield from _line("LAST-UPDATED", _stamp(table.updated), key=key)
    yield from _line("SOURCE", table.source.say(lang), key=key)
    if contact := table.contact.say(lang):
        yield from _line("CONTACT", contact, key=key)


def _notes(cube: Cube, lang: str) -> Iterator[str]:
    """The marks shown for PX's symbols, and all notes in one text; # begins a new line there."""
    for mark, symbol in SYMBOLS.items():
        yield from _line(f"DATASYMBOL{len(symbol)}", mark)
    signs = [f"{sign} = {words}" for sign, words in legend(cube, lang).items()]
    notes = [note.say(lang).replace("#", "No. ") for note in cube.table.notes]
    if notes or signs:
        yield from _line("NOTE", "#".join([*notes, *signs]))


def _flags(cube: Cube, layout: Layout) -> Iterator[str]:
    """DATANOTECELL wants codes, stub first."""
    if not cube.flags:
        return
    columns = [codes(column) for column in layout.columns()]
    for row, cells in zip(layout.rows(), layout.cells(), strict=True):
        for column, cell in zip(columns, cells, strict=True):
            if flag := cube.flags.get(cell):
                yield f'DATANOTECELL({_list((*codes(row), *column))})="{flag}";'


def _list(texts: Iterable[str]) -> str:
    return ",".join(f'"{_bare(text)}"' for text in texts)


def _data(cube: Cube, layout: Layout) -> Iterator[str]:
    """A line for every row of the stub, each figure followed by a space."""
    places = decimals(cube)
    for cells in layout.cells():
        yield "".join(
            f'"{SYMBOLS.get(cube.marks[cell], "..")}" '
            if (value := cube.values[cell]) is None
            else f"{written(value, places(cell))} "
            for cell in cells
        )


def _line(keyword: str, *texts: str, key: str = "", before: Iterable[str] = ()) -> Iterator[str]:
    """``KEYWORD("key")="text","text";`` in lines of at most 256 characters.

    A list breaks after a comma; a text that is too long becomes several, one a line, which
    readers put together again.
    """
    start = f'{keyword}("{_bare(key)}")=' if key else f"{keyword}="
    line = start = start + "".join(f"{word}," for word in before)
    for number, text in enumerate(map(_bare, texts), 1):
        end = ";" if number == len(texts) else ","
        if line != start and len(line) + len(text) + 3 > LONGEST_LINE:
            yield line
            line = ""
        *full, rest = _pieces(text, LONGEST_LINE - 3 - len(line))
        for piece in full:
            yield f'{line}"{piece}"'
            line = ""
        line += f'"{rest}"{end}'
    yield line


def _pieces(text: str, room: int) -> Iterator[str]:
    """``text`` cut where the line ends: the first piece fits ``room``, others fill a line."""
    while len(text) > max(room, 1):
        yield text[: max(room, 1)]
        text, room = text[max(room, 1) :], LONGEST_LINE - 3
    yield text


def _bare(text: str) -> str:
    return text.replace('"', "'")
