"""One small HTML document with one table that a screen reader can walk: no script, no style.

Every cell of a row or column of heads has its scope; the stub is repeated in every row, so that
no cell hangs on a merged one. Numbers are written as the language writes them, and ``<data
value>`` keeps them for machines.
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from django.utils.dateformat import format as date_format
from django.utils.timezone import localdate
from django.utils.translation import override

from reports.statistics.cube import METRIC, Category, Cube, Dimension, Text
from reports.statistics.fair_copy import decimals, written
from reports.statistics.layout import (
    TEXTS,
    Layout,
    Options,
    arrange,
    contents,
    legend,
    shown,
    sign_words,
)

ACROSS = Text("Kolom", "Columns")
SIGNS = Text("Keterangan tanda", "Signs")
NOTES = Text("Catatan", "Notes")
SOURCE = Text("Sumber", "Source")
UPDATED = Text("Diperbarui", "Updated")
SWAPPED = str.maketrans(",.", ".,")


def write_html(cube: Cube, lang: str, options: Options) -> bytes:
    """A whole page in UTF-8; the title is always there, a page must have one."""
    layout, how = arrange(cube, options), options.shown or TEXTS
    title = escape(cube.table.title.say(lang))
    parts = [
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{title}</title>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n",
        table_element(cube, layout, lang, how),
        *_below(cube, lang),
        "</main>\n</body>\n</html>\n",
    ]
    return "".join(parts).encode()


def table_element(
    cube: Cube, layout: Layout, lang: str, how: str = TEXTS, css: str = "", brief: bool = False
) -> str:
    """The table alone, every text in it escaped; ``css`` names its classes. ``brief``: what is
    counted stands in the caption only, where it is one thing."""
    levels = [n for n, d in enumerate(layout.heading) if not (brief and _is_said(d))]
    across = ", ".join(layout.heading[n].label.say(lang) for n in levels)
    levels = levels or list(range(len(layout.heading)))
    parts = [
        f'<table class="{css}">\n' if css else "<table>\n",
        f"<caption>{escape(_caption(cube, across, lang))}</caption>\n<thead>\n",
        *_head(cube, layout, lang, how, levels),
        "</thead>\n<tbody>\n",
        *_body(cube, layout, lang, how),
        "</tbody>\n</table>\n",
    ]
    return "".join(parts)


def _is_said(dimension: Dimension) -> bool:
    """Whether the caption says all of it."""
    return dimension.role == METRIC and len(dimension.categories) == 1


def _caption(cube: Cube, across: str, lang: str) -> str:
    """What is counted and in what, when that is one thing; and what goes across."""
    said = [f"{ACROSS.say(lang)}: {across}"] if across else []
    if len(metrics := _metrics(cube)) == 1:
        said.insert(0, metrics[0].label.say(lang) + _unit(metrics[0], lang))
    return ". ".join(said) or contents(cube.table, cube.dimensions, lang)


def _metrics(cube: Cube) -> list[Category]:
    return [c for d in cube.dimensions if d.role == METRIC for c in d.categories]


def _unit(category: Category, lang: str) -> str:
    return f" ({category.unit.label.say(lang)})" if category.unit else ""


def _head(
    cube: Cube, layout: Layout, lang: str, how: str, shown_levels: list[int]
) -> Iterator[str]:
    """A line of heads for every dimension that goes across; the stub's names stand in the first."""
    levels = shown_levels or [0]
    span = f' rowspan="{len(levels)}"'
    names = (escape(shown(dimension, how, lang)) for dimension in layout.stub)
    first = "".join(f'<th scope="col"{span}>{name}</th>' for name in names)
    if not layout.heading:
        first += f'<th scope="col">{escape(contents(cube.table, cube.dimensions, lang))}</th>'
    for level in levels:
        yield f"<tr>{first}{_spanning(layout, level, lang, how)}</tr>\n"
        first = ""


def _spanning(layout: Layout, level: int, lang: str, how: str) -> str:
    prefixes = [column[: level + 1] for column in layout.columns()]
    cells = []
    for prefix, same in groupby(prefixes):
        if prefix:
            width = len(list(same))
            scope = f'scope="colgroup" colspan="{width}"' if width > 1 else 'scope="col"'
            text = shown(prefix[-1], how, lang) + _unit(prefix[-1], lang)
            cells.append(f"<th {scope}>{escape(text)}</th>")
    return "".join(cells)


def _body(cube: Cube, layout: Layout, lang: str, how: str) -> Iterator[str]:
    places, signs = decimals(cube), _signs(cube, lang)
    labels = [_row_heads(dimension, lang, how) for dimension in layout.stub]
    for row, cells in zip(layout.rows(), layout.cells(), strict=True):
        heads = "".join(label[c.code] for label, c in zip(labels, row, strict=True))
        figures = "".join(_figure(cube, cell, places(cell), lang, signs) for cell in cells)
        yield f"<tr>{heads}{figures}</tr>\n"


def _row_heads(dimension: Dimension, lang: str, how: str) -> dict[str, str]:
    return {
        category.code: f'<th scope="row">{escape(shown(category, how, lang))}</th>'
        for category in dimension.categories
    }


def _signs(cube: Cube, lang: str) -> dict[str, str]:
    """Every mark and flag as it stands in a cell, with its meaning in a title."""
    used = {*cube.marks.values(), *cube.flags.values()}
    words = {sign: escape(sign_words(sign, lang)) for sign in used}
    return {sign: f'<abbr title="{words[sign]}">{escape(sign)}</abbr>' for sign in used}


def _figure(
    cube: Cube, cell: tuple[str, ...], places: int | None, lang: str, signs: dict[str, str]
) -> str:
    if (value := cube.values[cell]) is None:
        return f"<td>{signs[cube.marks[cell]]}</td>"
    plain = written(value, places)
    flag = f" {signs[cube.flags[cell]]}" if cell in cube.flags else ""
    return f'<td><data value="{plain}">{_for_people(plain, lang)}</data>{flag}</td>'


def _for_people(plain: str, lang: str) -> str:
    """1.234,5 in Indonesian and 1,234.5 in English."""
    whole, point, part = plain.partition(".")
    grouped = f"{int(whole):,}{point}{part}" if len(whole) > 3 else plain
    return grouped if lang == "en" else grouped.translate(SWAPPED)


def _below(cube: Cube, lang: str) -> Iterator[str]:
    """What a reader must know: signs, notes, source, when it was updated."""
    table, signs = cube.table, legend(cube, lang)
    if signs:
        pairs = "".join(
            f"<dt>{escape(s)}</dt><dd>{escape(words)}</dd>" for s, words in signs.items()
        )
        yield f"<h2>{SIGNS.say(lang)}</h2>\n<dl>{pairs}</dl>\n"
    if table.notes:
        items = "".join(f"<li>{escape(note.say(lang))}</li>" for note in table.notes)
        yield f"<h2>{NOTES.say(lang)}</h2>\n<ul>{items}</ul>\n"
    yield f"<p>{SOURCE.say(lang)}: {escape(table.source.say(lang))}</p>\n"
    if table.updated:
        day = localdate(table.updated)
        with override(lang):
            words = date_format(day, "j F Y")
        yield f'<p>{UPDATED.say(lang)}: <time datetime="{day}">{words}</time></p>\n'
