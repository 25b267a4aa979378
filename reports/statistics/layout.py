"""How a cube lies on a sheet: which dimensions go down (stub), which across (heading).

And what a reader may ask of a file: codes or texts, a title, a separator.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from operator import itemgetter

from reports.statistics.cube import (
    FLAGS,
    MARKS,
    METRIC,
    TIME,
    Category,
    Cube,
    Dimension,
    StatTable,
    Text,
)

CODES, TEXTS, BOTH = "UseCodes", "UseTexts", "UseCodesAndTexts"
SHOWN = {CODES, TEXTS, BOTH}
TITLE = "IncludeTitle"
SEPARATORS = {"SeparatorTab": "\t", "SeparatorSpace": " ", "SeparatorSemicolon": ";"}
FOR_TABLES = SHOWN | {TITLE}
ALLOWED = {"csv": FOR_TABLES | set(SEPARATORS), "xlsx": FOR_TABLES, "html": FOR_TABLES}
Dimensions = tuple[Dimension, ...]
UNEXPLAINED = Text("tanda tanpa keterangan", "unexplained mark")


class UnknownParameter(ValueError):
    """An output parameter that the format does not have; says which ones it has."""


@dataclass(frozen=True)
class Options:
    """What a reader asks of a file. ``shown`` empty: as the format does by itself.

    ``stub`` and ``heading`` are codes of dimensions; when only one of them is given, all others
    go into the other. ``href`` is the address of the answer, ``codelist_href`` that of a code list
    with ``{id}`` for its identity.
    """

    shown: str = ""
    title: bool = False
    separator: str = ","
    stub: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    href: str = ""
    codelist_href: str = ""


def read_parameters(fmt: str, names: Iterable[str]) -> dict:
    """Keywords for Options from PxWebApi's ``outputFormatParams``. UnknownParameter otherwise."""
    allowed = {name.lower(): name for name in ALLOWED.get(fmt, ())}
    found: dict = {}
    for name in filter(None, (name.strip() for name in names)):
        known = allowed.get(name.lower())
        if known is None:
            there = ", ".join(sorted(allowed.values())) or "-"
            raise UnknownParameter(f"outputFormatParams {name[:40]!r} ({fmt}); ada: {there}")
        found |= _meaning(known)
    return found


def _meaning(name: str) -> dict:
    if name in SHOWN:
        return {"shown": name}
    return {"title": True} if name == TITLE else {"separator": SEPARATORS[name]}


@dataclass(frozen=True)
class Layout:
    """Rows and columns of a sheet; ``cell`` puts codes of a row and a column back into order."""

    stub: tuple[Dimension, ...]
    heading: tuple[Dimension, ...]
    cell: Callable[[tuple[str, ...], tuple[str, ...]], tuple[str, ...]]

    def rows(self) -> Iterator[tuple[Category, ...]]:
        return product(*(dimension.categories for dimension in self.stub))

    def columns(self) -> list[tuple[Category, ...]]:
        return list(product(*(dimension.categories for dimension in self.heading)))

    def cells(self) -> Iterator[list[tuple[str, ...]]]:
        """The cells of the cube, a list for every row."""
        columns = [codes(column) for column in self.columns()]
        for row in self.rows():
            row_codes = codes(row)
            yield [self.cell(row_codes, column) for column in columns]


def arrange(cube: Cube, options: Options | None = None) -> Layout:
    """The layout that was asked for; of its own accord metric and time go across.

    KeyError for a dimension that is not there, ValueError for one that is named twice.
    """
    return arrange_dimensions(cube.dimensions, options or Options())


def arrange_dimensions(dimensions: Dimensions, options: Options) -> Layout:
    """The same for dimensions without figures."""
    stub, heading = _placed(dimensions, options)
    order, by_code = [*stub, *heading], {dimension.code: dimension for dimension in dimensions}
    return Layout(
        tuple(by_code[code] for code in stub),
        tuple(by_code[code] for code in heading),
        _reorder([order.index(code) for code in by_code]),
    )


def _placed(dimensions: Dimensions, options: Options) -> tuple[list[str], list[str]]:
    stub, heading = list(options.stub), list(options.heading)
    named, there = [*stub, *heading], [dimension.code for dimension in dimensions]
    if unknown := set(named) - set(there):
        raise KeyError(", ".join(sorted(unknown)))
    if len(set(named)) != len(named):
        raise ValueError(f"{', '.join(named)}: named twice")
    for dimension in dimensions:
        if dimension.code not in named:
            across = dimension.role in (METRIC, TIME) if not named else not options.heading
            (heading if across else stub).append(dimension.code)
    return stub, heading


def _reorder(places: list[int]) -> Callable:
    if len(places) < 2:
        return lambda row, column: row + column
    pick = itemgetter(*places)
    return lambda row, column: pick(row + column)


def codes(categories: Iterable[Category]) -> tuple[str, ...]:
    return tuple(category.code for category in categories)


def shown(one: Category | Dimension, how: str, lang: str) -> str:
    """A category or dimension as code, as text, or as both in one cell as PxWeb writes them."""
    if how == CODES:
        return one.code
    return f"{one.code} - {one.label.say(lang)}" if how == BOTH else one.label.say(lang)


def contents(table: StatTable, dimensions: Dimensions, lang: str) -> str:
    """What the figures count: the lone metric, or the title."""
    metrics = [c for d in dimensions if d.role == METRIC for c in d.categories]
    return metrics[0].label.say(lang) if len(metrics) == 1 else table.title.say(lang)


def sign_words(sign: str, lang: str) -> str:
    """What a mark or flag means; a compound one, “bp”, is said letter by letter."""
    return ", ".join((MARKS | FLAGS).get(letter, UNEXPLAINED).say(lang) for letter in sign)


def legend(cube: Cube, lang: str) -> dict[str, str]:
    """Every single sign that stands in the cube with its meaning, marks before flags."""
    used = {letter for sign in (*cube.marks.values(), *cube.flags.values()) for letter in sign}
    order = [*MARKS, *FLAGS, *sorted(used - set(MARKS | FLAGS))]
    return {sign: sign_words(sign, lang) for sign in order if sign in used}
