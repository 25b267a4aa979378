"""SDMX-CSV: 2.0 (STRUCTURE, STRUCTURE_ID, ACTION first) and 1.0 (DATAFLOW first).

Why a cell has no number is said in the codes of CL_OBS_STATUS, each in its own sense: ``:`` is O
(missing value), ``z`` is M (missing value; data cannot exist), ``c`` is Q (missing value;
suppressed) and CONF_STATUS C. A number is A (normal), P (provisional) or B (break); where both
are true B stands, as the SDMX guideline on the observation status ranks them, and OBS_FLAG, which
repeats the portal's own sign, has both. ACTION is R, as advised for answers to a question: what
is in the file replaces what the reader had.
"""

import csv
import io
import re
from collections.abc import Iterator

from reports.statistics.cube import METRIC, TIME, Category, Cube
from reports.statistics.fair_copy import decimals, written
from reports.statistics.layout import Options

AGENCY, VERSION = "ID_BENGKALIS_DISKOPUKM", "1.0.0"
TIME_PERIOD = "TIME_PERIOD"
MISSING = {":": "O", "c": "Q", "z": "M"}
ATTRIBUTES = ("OBS_STATUS", "CONF_STATUS", "UNIT_MEASURE", "DECIMALS", "OBS_FLAG")


def write_sdmx_csv(cube: Cube, lang: str, options: Options) -> bytes:
    """SDMX-CSV 2.0 with ids only; it reads the same in every language."""
    head = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
    return _file(cube, head, ("dataflow", f"{AGENCY}:{dataflow_id(cube)}({VERSION})", "R"))


def write_sdmx_csv_1(cube: Cube, lang: str, options: Options) -> bytes:
    """SDMX-CSV 1.0, for readers of SDMX 2.1."""
    return _file(cube, ("DATAFLOW",), (f"{AGENCY}:{dataflow_id(cube)}({VERSION})",))


def dataflow_id(cube: Cube) -> str:
    return identifier(cube.table.id)


def identifier(text: str) -> str:
    """The text as an SDMX id: capital letters, digits, underscore."""
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")


def component_ids(cube: Cube) -> list[str]:
    """Ids of the dimensions: their codes, but for time, which SDMX names TIME_PERIOD."""
    return [TIME_PERIOD if d.role == TIME else d.code for d in cube.dimensions]


def _file(cube: Cube, head: tuple[str, ...], start: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((*head, *component_ids(cube), "OBS_VALUE", *ATTRIBUTES))
    writer.writerows((*start, *row) for row in _rows(cube))
    return out.getvalue().encode()


def _rows(cube: Cube) -> Iterator[tuple]:
    places, units = decimals(cube), _units(cube)
    for cell in cube.cells():
        value, sign, number = cube.values[cell], cube.sign(cell) or "", places(cell)
        figure = "" if value is None else written(value, number)
        confidential = "C" if sign == "c" else "F"
        shown = "" if number is None else number
        yield (*cell, figure, _status(sign), confidential, units(cell), shown, sign)


def _status(sign: str) -> str:
    if not sign:
        return "A"
    return MISSING.get(sign) or ("B" if "b" in sign else "P" if "p" in sign else "A")


def _units(cube: Cube):
    """UNIT_MEASURE of a cell: the Indonesian name of its unit as an id, whatever the language."""
    for position, dimension in enumerate(cube.dimensions):
        if dimension.role == METRIC:
            names = {c.code: _unit(c) for c in dimension.categories}
            return lambda cell: names[cell[position]]
    return lambda cell: ""


def _unit(category: Category) -> str:
    return identifier(category.unit.label.id) if category.unit else ""
