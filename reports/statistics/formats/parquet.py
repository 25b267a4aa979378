"""Parquet as PxWeb writes it: codes only, a row for every cell that the metrics share.

One metric: ``value`` and ``value_symbol``. Several: ``ContentsCode_<code>`` and its ``_symbol``.
A metric without decimals is a column of integers. No number is null, and the symbol says why.
"""

import tempfile
from itertools import chain
from pathlib import Path

from reports.statistics.cube import METRIC, Category, Cube
from reports.statistics.layout import Layout, Options, arrange

Cells = list[tuple[str, ...]]


def write_parquet(cube: Cube, lang: str, options: Options) -> bytes:
    """The same bytes in every language: there are no texts in it."""
    import fastparquet
    import pandas

    frame = pandas.DataFrame(_columns(cube, pandas))
    numbers = frame.select_dtypes("number").columns
    texts = [name for name in frame if name not in numbers]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.parquet")
        fastparquet.write(
            str(path),
            frame,
            compression="SNAPPY",
            object_encoding=dict.fromkeys(texts, "utf8"),
            write_index=False,
            stats=False,
        )
        return path.read_bytes()


def _columns(cube: Cube, pandas) -> dict:
    metrics = [dimension for dimension in cube.dimensions if dimension.role == METRIC]
    stub = [dimension.code for dimension in cube.dimensions if dimension.role != METRIC]
    layout = arrange(cube, Options(stub=tuple(stub), heading=tuple(d.code for d in metrics)))
    by_metric = zip(*layout.cells(), strict=True)
    columns = _keys(layout, pandas)
    for column, cells in zip(layout.columns(), by_metric, strict=True):
        columns |= _figures(cube, column, list(cells), pandas)
    return columns


def _keys(layout: Layout, pandas) -> dict:
    rows = zip(*layout.rows(), strict=True)
    return {
        dimension.code: pandas.Series([category.code for category in row], dtype=object)
        for dimension, row in zip(layout.stub, rows, strict=True)
    }


def _figures(cube: Cube, column: tuple[Category, ...], cells: Cells, pandas) -> dict:
    name = column_name(cube, column)
    values = [cube.values[cell] for cell in cells]
    return {
        name: pandas.Series(values, dtype=_kind(column, values)),
        f"{name}_symbol": pandas.Series([cube.sign(cell) for cell in cells], dtype=object),
    }


def column_name(cube: Cube, column: tuple[Category, ...]) -> str:
    """``value`` where there is one metric at most, ``ContentsCode_<code>`` for several."""
    several = any(d.role == METRIC and len(d.categories) > 1 for d in cube.dimensions)
    metrics = [dimension.code for dimension in cube.dimensions if dimension.role == METRIC]
    return "_".join(chain(metrics, (c.code for c in column))) if several else "value"


def _kind(column: tuple[Category, ...], values: list) -> str:
    """Nullable integers where the unit has no decimals, doubles elsewhere."""
    units = [category.unit for category in column if category.unit]
    is_whole = (
        all(unit.decimals == 0 for unit in units)
        if units
        else not any(isinstance(value, float) for value in values)
    )
    return "Int64" if is_whole else "Float64"
