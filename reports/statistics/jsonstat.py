"""JSON-stat 2.0 in the profile that pxwebpy, pxstatspy, pyjstat and jsonstat-toolkit all read.

Dense values, ``category.index`` as an object, labels everywhere, a metric dimension
``ContentsCode``, sparse status. Source: json-stat.org/full, version 2.0.
"""

from datetime import UTC

from reports.statistics.cube import FLAGS, GEO, MARKS, METRIC, TIME, Cube, Dimension, Text

CONTENTS = "ContentsCode"
MIME = "application/json; charset=UTF-8"


def dataset(cube: Cube, lang: str = "id", href: str = "") -> dict:
    """The cube as a JSON-stat dataset, ready for ``json.dumps``."""
    table, dimensions = cube.table, cube.dimensions
    document = {
        "version": "2.0",
        "class": "dataset",
        "href": href,
        "label": table.title.say(lang),
        "note": [note.say(lang) for note in table.notes],
        "updated": _updated(cube),
        "source": table.source.say(lang),
        "id": [dimension.code for dimension in dimensions],
        "size": [len(dimension.categories) for dimension in dimensions],
        "role": {role: _with_role(cube, role) for role in (TIME, GEO, METRIC)},
        "dimension": {d.code: _dimension(d, lang) for d in dimensions},
        "value": cube.dense(),
        "status": _status(cube),
        "extension": _extension(cube, lang),
    }
    return {key: value for key, value in document.items() if value not in ("", [], {}, None)}


def _updated(cube: Cube) -> str | None:
    moment = cube.table.updated
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _with_role(cube: Cube, role: str) -> list[str]:
    return [dimension.code for dimension in cube.dimensions if dimension.role == role]


def _dimension(dimension: Dimension, lang: str) -> dict:
    category = {
        "index": {code: position for position, code in enumerate(dimension.codes)},
        "label": dimension.labels(lang),
    }
    if units := {c.code: _unit(c.unit, lang) for c in dimension.categories if c.unit}:
        category["unit"] = units
    return {"label": dimension.label.say(lang), "category": category}


def _unit(unit, lang: str) -> dict:
    return {"decimals": unit.decimals, "label": unit.label.say(lang)}


def _status(cube: Cube) -> dict[str, str]:
    cells = enumerate(cube.cells())
    return {str(position): sign for position, cell in cells if (sign := cube.sign(cell))}


def _extension(cube: Cube, lang: str) -> dict:
    extension: dict = {"tableid": cube.table.id}
    if used := sorted({*cube.marks.values(), *cube.flags.values()}):
        unknown = Text("tanda tanpa keterangan", "unexplained mark")
        labels = {sign: (MARKS | FLAGS).get(sign, unknown).say(lang) for sign in used}
        extension["status"] = {"label": labels}
    return extension
