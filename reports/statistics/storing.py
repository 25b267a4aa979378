"""A cube as compressed JSON and back: the form in which editions are kept for good."""

import json
import zlib
from datetime import date, datetime
from itertools import product

from reports.statistics.cube import (
    Category,
    CodeList,
    Cube,
    Dimension,
    StatTable,
    Text,
    Unit,
)


def stored(cube: Cube) -> bytes:
    """What ``restored`` reads; cells without a number carry only their mark."""
    table = cube.table
    places = {cell: place for place, cell in enumerate(cube.cells())}
    document = {
        "table": {
            "id": table.id,
            "title": table.title,
            "source": table.source,
            "notes": table.notes,
            "updated": table.updated and table.updated.isoformat(),
            "description": table.description,
            "contact": table.contact,
            "next_update": table.next_update and table.next_update.isoformat(),
        },
        "dimensions": [_dimension(one) for one in cube.dimensions],
        "values": cube.dense(),
        "marks": {places[cell]: mark for cell, mark in cube.marks.items()},
        "flags": {places[cell]: flag for cell, flag in cube.flags.items()},
    }
    return zlib.compress(json.dumps(document, ensure_ascii=False).encode(), 6)


def _dimension(one: Dimension) -> dict:
    return {
        "code": one.code,
        "label": one.label,
        "role": one.role,
        "total": one.total,
        "lists": one.lists,
        "categories": [
            [c.code, c.label, c.unit and [c.unit.label, c.unit.decimals], c.members]
            for c in one.categories
        ],
    }


def restored(content: bytes) -> Cube:
    """The cube that ``stored`` wrote."""
    document = json.loads(zlib.decompress(content))
    dimensions = tuple(_dimension_of(one) for one in document["dimensions"])
    cells = list(product(*(one.codes for one in dimensions)))
    return Cube(
        _table_of(document["table"]),
        dimensions,
        dict(zip(cells, document["values"], strict=True)),
        {cells[int(place)]: mark for place, mark in document["marks"].items()},
        {cells[int(place)]: flag for place, flag in document["flags"].items()},
    )


def _table_of(data: dict) -> StatTable:
    return StatTable(
        data["id"],
        Text(*data["title"]),
        Text(*data["source"]),
        tuple(Text(*note) for note in data["notes"]),
        data["updated"] and datetime.fromisoformat(data["updated"]),
        Text(*data["description"]),
        Text(*data["contact"]),
        data["next_update"] and date.fromisoformat(data["next_update"]),
    )


def _dimension_of(data: dict) -> Dimension:
    return Dimension(
        data["code"],
        Text(*data["label"]),
        tuple(
            Category(code, Text(*label), unit and Unit(Text(*unit[0]), unit[1]), tuple(members))
            for code, label, unit, members in data["categories"]
        ),
        data["role"],
        data["total"],
        tuple(CodeList(key, Text(*label), tuple(codes)) for key, label, codes in data["lists"]),
    )
