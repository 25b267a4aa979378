"""JSON-stat 2.0 in the profile that pxwebpy, pxstatspy, pyjstat and jsonstat-toolkit all read.

Dense values, ``category.index`` as an object, labels everywhere, a metric dimension
``ContentsCode``, sparse status. Source: json-stat.org/full, version 2.0; what PxWebApi 2 adds
stands in ``extension``, the only place that JSON-stat leaves open.
"""

from collections.abc import Iterable
from datetime import UTC

from reports.statistics.cube import FLAGS, GEO, MARKS, METRIC, TIME, Cube, Dimension, StatTable
from reports.statistics.fair_copy import fair_copy, fair_texts
from reports.statistics.layout import (
    Layout,
    Options,
    arrange,
    arrange_dimensions,
    contents,
    sign_words,
)
from reports.statistics.subject import SUBJECT, SUBJECT_CODE

CONTENTS = "ContentsCode"
MIME = "application/json; charset=UTF-8"
Dimensions = tuple[Dimension, ...]


def dataset(cube: Cube, lang: str = "id", href: str = "") -> dict:
    """The cube as a JSON-stat dataset, ready for ``json.dumps``."""
    return document(fair_copy(cube), lang, Options(href=href))


def document(cube: Cube, lang: str, options: Options) -> dict:
    """The dataset of a cube that is a fair copy already."""
    head = _head(cube.table, cube.dimensions, lang, options, arrange(cube, options))
    signs = {*cube.marks.values(), *cube.flags.values()}
    parts = _filled({**head, "status": _status(cube)}, _explained(signs, lang))
    return {**parts, "value": cube.dense()}


def metadata(
    table: StatTable, dimensions: Dimensions, lang: str = "id", options: Options | None = None
) -> dict:
    """The same document before any figure is asked for: ``value`` is empty.

    Categories that belong to a code list are left to that list.
    """
    options = options or Options()
    table, dimensions = fair_texts(table, dimensions)
    dimensions = tuple(dimension.only(dimension.plain) for dimension in dimensions)
    layout = arrange_dimensions(dimensions, options)
    head = _head(table, dimensions, lang, options, layout)
    return {**_filled(head, _explained([*MARKS, *FLAGS], lang)), "value": []}


def _filled(parts: dict, explained: dict) -> dict:
    parts["extension"] |= explained
    return {key: part for key, part in parts.items() if part not in ("", [], {}, None)}


def _head(
    table: StatTable, dimensions: Dimensions, lang: str, options: Options, layout: Layout
) -> dict:
    return {
        "version": "2.0",
        "class": "dataset",
        "href": options.href,
        "label": table.title.say(lang),
        "note": [note.say(lang) for note in table.notes],
        "updated": _updated(table),
        "source": table.source.say(lang),
        "id": [dimension.code for dimension in dimensions],
        "size": [len(dimension.categories) for dimension in dimensions],
        "role": _roles(dimensions),
        "dimension": {d.code: _dimension(d, dimensions, lang, options) for d in dimensions},
        "extension": {"px": _px(table, layout, lang), **_contact(table, lang)},
    }


def _updated(table: StatTable) -> str | None:
    moment = table.updated
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _roles(dimensions: Dimensions) -> dict[str, list[str]]:
    return {role: [d.code for d in dimensions if d.role == role] for role in (TIME, GEO, METRIC)}


def _dimension(dimension: Dimension, others: Dimensions, lang: str, options: Options) -> dict:
    category = {
        "index": {code: position for position, code in enumerate(dimension.codes)},
        "label": dimension.labels(lang),
    }
    if units := {c.code: _unit(c.unit, lang) for c in dimension.categories if c.unit}:
        category["unit"] = units
    return {
        "label": dimension.label.say(lang),
        "category": category,
        "extension": _elimination(dimension)
        | (_measured(dimension, others, lang) if dimension.role == METRIC else {})
        | _codelists(dimension, lang, options),
    }


def _unit(unit, lang: str) -> dict:
    return {"decimals": unit.decimals, "label": unit.label.say(lang)}


def _elimination(dimension: Dimension) -> dict:
    """Whether the dimension may be left out; what stands for it then, if it is among the codes."""
    extension: dict = {"elimination": bool(dimension.total), "show": "value"}
    if dimension.total in dimension.codes:
        extension["eliminationValueCode"] = dimension.total
    return extension


def _measured(dimension: Dimension, others: Dimensions, lang: str) -> dict:
    """The period that each metric speaks of. What kind of measure it is, no cube says yet."""
    periods = [label for d in others if d.role == TIME for label in d.labels(lang).values()]
    extension: dict = {"measuringType": dict.fromkeys(dimension.codes, "Other")}
    if periods:
        span = periods[0] if len(periods) == 1 else f"{periods[0]}–{periods[-1]}"
        extension["refperiod"] = dict.fromkeys(dimension.codes, span)
    return extension


def _codelists(dimension: Dimension, lang: str, options: Options) -> dict:
    """Under both spellings: PxWebApi says ``codelists``, pxwebpy 0.6 reads ``codeLists``."""
    lists = [
        {
            "id": one.id,
            "label": one.label.say(lang),
            "type": "Aggregation",
            "links": _codelist_links(one.id, lang, options),
        }
        for one in dimension.lists
    ]
    return {"codelists": lists, "codeLists": lists}


def _codelist_links(identity: str, lang: str, options: Options) -> list[dict]:
    if not options.codelist_href:
        return []
    href = options.codelist_href.replace("{id}", identity)
    return [{"rel": "metadata", "hreflang": lang, "href": href}]


def _px(table: StatTable, layout: Layout, lang: str) -> dict:
    """PX's keywords in the spelling of PxWebApi 2."""
    dimensions = (*layout.stub, *layout.heading)
    units = [c.unit for d in dimensions if d.role == METRIC for c in d.categories if c.unit]
    keywords = {
        "tableid": table.id,
        "decimals": max((unit.decimals for unit in units), default=0),
        "contents": contents(table, dimensions, lang),
        "description": table.description.say(lang),
        "stub": [dimension.code for dimension in layout.stub],
        "heading": [dimension.code for dimension in layout.heading],
        "language": lang,
        "matrix": table.id,
        "subject-code": SUBJECT_CODE,
        "subject-area": SUBJECT.say(lang),
    }
    if table.next_update:
        keywords["nextUpdate"] = f"{table.next_update}T00:00:00Z"
    return {keyword: said for keyword, said in keywords.items() if said != ""}


def _contact(table: StatTable, lang: str) -> dict:
    contact = table.contact.say(lang)
    return {"contact": [{"name": contact, "raw": contact}]} if contact else {}


def _status(cube: Cube) -> dict[str, str]:
    cells = enumerate(cube.cells())
    return {str(position): sign for position, cell in cells if (sign := cube.sign(cell))}


def _explained(signs: Iterable[str], lang: str) -> dict:
    labels = {sign: sign_words(sign, lang) for sign in sorted(signs)}
    return {"status": {"label": labels}} if labels else {}
