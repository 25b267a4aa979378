"""The table of a page: what goes down and what across, so that a phone scrolls it in its frame."""

from dataclasses import replace
from math import prod

from django.utils.safestring import mark_safe

from reports.pages.asking import Asked
from reports.statistics.cube import METRIC, TIME, Cube, Dimension
from reports.statistics.fair_copy import fair_copy
from reports.statistics.formats.html_table import table_element
from reports.statistics.layout import Options, arrange, legend

MOST_COLUMNS = 14
FEW = 8


def table(asked: Asked) -> dict:
    """The table as HTML, and what its signs mean."""
    cube = squeezed(fair_copy(asked.cube.slice(asked.codes)))
    layout = arrange(cube, placed(cube))
    markup = table_element(cube, layout, asked.lang, css="table figures", brief=True)
    return {"markup": mark_safe(markup), "legend": legend(cube, asked.lang)}  # noqa: S308  escaped


def squeezed(cube: Cube) -> Cube:
    """The cube without the dimensions that have one category; what is counted stays."""
    kept = [n for n, d in enumerate(cube.dimensions) if d.role == METRIC or len(d.categories) > 1]

    def short(cells: dict) -> dict:
        return {tuple(cell[n] for n in kept): value for cell, value in cells.items()}

    return replace(
        cube,
        dimensions=tuple(cube.dimensions[n] for n in kept),
        values=short(cube.values),
        marks=short(cube.marks),
        flags=short(cube.flags),
    )


def placed(cube: Cube) -> Options:
    """What is counted goes across, with the years if they fit; a lone figure keeps company."""
    metric = next(d for d in cube.dimensions if d.role == METRIC)
    time = [d for d in cube.dimensions if d.role == TIME]
    rest = [d for d in cube.dimensions if d.role not in (METRIC, TIME)]
    across = [metric]
    if rest and _columns([metric, *time]) <= MOST_COLUMNS:
        across, time = [metric, *time], []
    if len(time) + len(rest) > 1 and _columns(across) == 1:
        across += _smallest(rest)
    down = [d.code for d in (*rest, *time) if d not in across]
    return Options(stub=tuple(down), heading=tuple(d.code for d in across))


def _columns(dimensions: list[Dimension]) -> int:
    return prod(len(dimension.categories) for dimension in dimensions)


def _smallest(dimensions: list[Dimension]) -> list[Dimension]:
    """The one with the fewest categories, if they are few."""
    few = [d for d in dimensions if len(d.categories) <= FEW]
    return sorted(few, key=lambda d: len(d.categories))[:1]
