"""The "json" answer of PxWebApi 1: columns, comments, and rows of keys with their values as text.

A value that is no number is its mark. A row with a mark or flag also has ``status``, one for
every value. Both are explained in ``metadata``.
"""

import json
from collections.abc import Iterator

from reports.statistics.cube import METRIC, TIME, Cube, Dimension
from reports.statistics.fair_copy import decimals, written
from reports.statistics.layout import Options, arrange, codes, contents, legend


def write_json_px(cube: Cube, lang: str, options: Options) -> bytes:
    """Metrics are the values of a row, every other dimension is part of its key."""
    document = {
        "columns": _columns(cube, lang),
        "comments": [],
        "data": list(_data(cube)),
        "metadata": [_metadata(cube, lang)],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _columns(cube: Cube, lang: str) -> list[dict]:
    keys = [_column(d, "t" if d.role == TIME else "d", lang) for d in _keys(cube)]
    values = [_column(c, "c", lang) for d in _metrics(cube) for c in d.categories]
    lone = {"code": cube.table.id, "text": contents(cube.table, cube.dimensions, lang), "type": "c"}
    return [*keys, *(values or [lone])]


def _column(one, kind: str, lang: str) -> dict:
    column = {"code": one.code, "text": one.label.say(lang), "type": kind}
    unit = getattr(one, "unit", None)
    return column | {"unit": unit.label.say(lang)} if unit else column


def _metrics(cube: Cube) -> list[Dimension]:
    return [dimension for dimension in cube.dimensions if dimension.role == METRIC]


def _keys(cube: Cube) -> list[Dimension]:
    return [dimension for dimension in cube.dimensions if dimension.role != METRIC]


def _data(cube: Cube) -> Iterator[dict]:
    metrics = tuple(dimension.code for dimension in _metrics(cube))
    keys = tuple(dimension.code for dimension in _keys(cube))
    layout, places = arrange(cube, Options(stub=keys, heading=metrics)), decimals(cube)
    for row, cells in zip(layout.rows(), layout.cells(), strict=True):
        values = [
            cube.marks[cell]
            if (value := cube.values[cell]) is None
            else written(value, places(cell))
            for cell in cells
        ]
        line: dict = {"key": list(codes(row)), "values": values}
        signs = [cube.sign(cell) or "" for cell in cells]
        yield line | {"status": signs} if any(signs) else line


def _metadata(cube: Cube, lang: str) -> dict:
    table = cube.table
    return {
        "label": table.title.say(lang),
        "source": table.source.say(lang),
        "updated": table.updated.isoformat() if table.updated else "",
        "note": [note.say(lang) for note in table.notes],
        "status": legend(cube, lang),
    }
