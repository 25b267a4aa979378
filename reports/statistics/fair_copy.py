"""The fair copy of a cube: what every file of it shows alike, whatever its format.

Texts lose control characters and line breaks, which break rows of a file; two categories or two
dimensions that would read the same say their code too; figures have the decimals of their unit,
so that no format is more exact than another.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from reports.statistics.cube import METRIC, NOTHING, Category, Cube, Dimension, StatTable, Text

UNPRINTABLE = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def fair_copy(cube: Cube) -> Cube:
    """The same cube with clean, distinct texts and figures as published. Copying twice is safe."""
    table, dimensions = fair_texts(cube.table, cube.dimensions)
    return replace(cube, table=table, dimensions=dimensions, values=_values(cube))


def fair_texts(
    table: StatTable, dimensions: tuple[Dimension, ...]
) -> tuple[StatTable, tuple[Dimension, ...]]:
    """The texts alone, for what is said before any figure is asked for."""
    labelled = zip(dimensions, _distinct(dimensions), strict=True)
    return _clean_table(table), tuple(
        replace(_clean_dimension(dimension), label=label) for dimension, label in labelled
    )


def _clean(text: Text) -> Text:
    return Text(*(UNPRINTABLE.sub(" ", words).strip() for words in text))


def _clean_dimension(dimension: Dimension) -> Dimension:
    labels = _distinct(dimension.categories)
    return replace(
        dimension,
        categories=tuple(
            _clean_category(category, label)
            for category, label in zip(dimension.categories, labels, strict=True)
        ),
        lists=tuple(codes._replace(label=_clean(codes.label)) for codes in dimension.lists),
    )


def _clean_category(category: Category, label: Text) -> Category:
    unit = category.unit and replace(category.unit, label=_clean(category.unit.label))
    return replace(category, label=label, unit=unit)


def _distinct(named: tuple[Category, ...] | tuple[Dimension, ...]) -> list[Text]:
    """Clean labels of ``named``: never empty, and never one label twice in one language."""
    cleaned = [_clean(one.label) for one in named]
    said = [Counter(words) for words in zip(*cleaned, strict=True)]
    return [
        Text(*(_told_apart(text, one.code, n) for text, n in zip(label, said, strict=True)))
        for one, label in zip(named, cleaned, strict=True)
    ]


def _told_apart(text: str, code: str, said: Counter) -> str:
    if not text:
        return code
    return text if said[text] == 1 else f"{text} ({code})"


def _clean_table(table: StatTable) -> StatTable:
    return replace(
        table,
        title=_clean(table.title),
        source=_clean(table.source),
        notes=tuple(note for text in table.notes if (note := _clean(text)) != NOTHING),
        description=_clean(table.description),
        contact=_clean(table.contact),
    )


def _values(cube: Cube) -> dict[tuple[str, ...], int | float | None]:
    places = decimals(cube)
    return {cell: _published(value, places(cell)) for cell, value in cube.values.items()}


def _published(value, places: int | None) -> int | float | None:
    if value is None or isinstance(value, int):
        return value
    if places is not None:
        value = round(value, places)
    return int(value) if value == int(value) else float(value)


def decimals(cube: Cube) -> Callable[[tuple[str, ...]], int | None]:
    """How many decimals a cell shows, by its metric; None where no unit says so."""
    for position, dimension in enumerate(cube.dimensions):
        if dimension.role == METRIC:
            places = {c.code: c.unit.decimals if c.unit else None for c in dimension.categories}
            return lambda cell: places[cell[position]]
    return lambda cell: None


def written(value: int | float, places: int | None) -> str:
    """The number as files write it: decimal point, no thousands, the decimals of its unit."""
    if isinstance(value, int):
        return f"{value}.{'0' * places}" if places else str(value)
    return str(value) if places is None else f"{value:.{places}f}"
