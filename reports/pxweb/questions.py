"""A question about a table: read from an address or a JSON body, then settled against its cube."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

from reports.pxweb.problems import (
    illegal_placement,
    no_codelist,
    no_variable,
    nothing_selected,
    too_many_cells,
    wrong_parameter,
)
from reports.pxweb.selecting import Offer, choose, split_items, unwrapped
from reports.statistics.cube import METRIC, TIME, CodeList, Cube, Dimension, Text

MAX_CELLS = 50_000
OF_A_VARIABLE = re.compile(r"(valuecodes|codelist)\[([^\[\]]+)\]", re.IGNORECASE)
TIME_ALIAS = "time"


class Wanted(NamedTuple):
    """What is wanted of one variable: codes and expressions, and the code list they belong to."""

    items: tuple[str, ...] = ()
    codelist: str = ""


@dataclass(frozen=True)
class Question:
    """What a caller asked of a table, in the caller's own words.

    ``wanted`` by variable code; ``heading`` and ``stub`` place the variables, both empty: as the
    table has them.
    """

    wanted: Mapping[str, Wanted] = field(default_factory=dict)
    heading: tuple[str, ...] = ()
    stub: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing selected: the default selection of the table is meant."""
        return not any(wanted.items or wanted.codelist for wanted in self.wanted.values())

    def as_body(self) -> dict:
        """What a POST of the same question carries."""
        return {
            "selection": [
                {"variableCode": code, "codelist": wanted.codelist or None}
                | {"valueCodes": list(wanted.items)}
                for code, wanted in self.wanted.items()
            ],
            "placement": {"heading": list(self.heading), "stub": list(self.stub)},
        }


@dataclass(frozen=True)
class Choice:
    """A question settled: the codes per variable, variables and codes in the table's order.

    ``dropped`` variables are left out, their total is taken. ``codelists`` by variable.
    """

    chosen: Mapping[str, tuple[str, ...]]
    dropped: tuple[str, ...]
    codelists: Mapping[str, str]
    heading: tuple[str, ...]
    stub: tuple[str, ...]

    @property
    def key(self) -> tuple:
        """The same for every spelling of the same question."""
        return tuple(self.chosen.items()), self.heading, self.stub


# --- reading ------------------------------------------------------------------------------------


def from_query(pairs: Iterable[tuple[str, str]]) -> Question:
    """``valuecodes[VAR]=a,b``, ``codelist[VAR]=agg_x``, ``heading=``, ``stub=``; others are not
    ours to judge. ParameterError."""
    items: dict[str, tuple[str, ...]] = {}
    lists: dict[str, str] = {}
    places: dict[str, tuple[str, ...]] = {"heading": (), "stub": ()}
    for name, text in pairs:
        if found := OF_A_VARIABLE.fullmatch(name):
            kind, code = found[1].lower(), found[2].strip()
            if kind == "codelist":
                lists[code] = text.strip()
            else:
                items[code] = (*items.get(code, ()), *split_items(code, text))
        elif name.lower() in places:
            places[name.lower()] += tuple(split_items(name, text))
    codes = dict.fromkeys([*items, *lists])
    wanted = {code: Wanted(items.get(code, ()), lists.get(code, "")) for code in codes}
    return Question(wanted, **places)


SELECTION = Text(
    'objek JSON {"selection":[{"variableCode":…,"valueCodes":[…]}]}',
    'a JSON object {"selection":[{"variableCode":…,"valueCodes":[…]}]}',
)
TEXTS = Text("senarai teks", "a list of texts")
A_TEXT = Text("teks", "a text")
ONCE = Text("tiap variabel satu kali", "each variable once")


def from_body(body: object) -> Question:
    """The JSON object of a POST. ParameterError."""
    if not isinstance(body, dict):
        raise wrong_parameter("selection", type(body).__name__, SELECTION)
    rows = member(body, "selection", list, SELECTION) or []
    placement = member(body, "placement", dict, SELECTION) or {}
    wanted: dict[str, Wanted] = {}
    for row in rows:
        if not isinstance(row, dict):
            raise wrong_parameter("selection", row, SELECTION)
        code = member(row, "variableCode", str, A_TEXT)
        if not code or code in wanted:
            raise wrong_parameter("variableCode", code, ONCE if code else A_TEXT)
        codelist = member(row, "codelist", str, A_TEXT) or ""
        wanted[code] = Wanted(texts(row, "valueCodes"), codelist)
    return Question(wanted, texts(placement, "heading"), texts(placement, "stub"))


def member(row: Mapping, name: str, kind: type, expected: Text):
    """The member ``name``, in any case (both codelist and codeList are in use); None: absent."""
    value = row.get(name)
    if value is None:
        value = next((row[key] for key in row if key.lower() == name.lower()), None)
    if value is not None and not isinstance(value, kind):
        raise wrong_parameter(name, value, expected)
    return value


def texts(row: Mapping, name: str) -> tuple[str, ...]:
    values = member(row, name, list, TEXTS) or []
    if wrong := [value for value in values if not isinstance(value, str)]:
        raise wrong_parameter(name, wrong[0], TEXTS)
    return tuple(item for value in values if (item := unwrapped(value)))


# --- settling -----------------------------------------------------------------------------------


def settle(question: Question, cube: Cube, default: Mapping[str, Collection[str]]) -> Choice:
    """Which codes the question means in this cube. Nothing selected means ``default``.

    ParameterError for what the cube does not have, for a mandatory variable left out, and for
    more than MAX_CELLS.
    """
    wanted = _by_dimension(question, cube)
    if question.is_empty:
        wanted = default_wanted(cube, default)
    chosen: dict[str, tuple[str, ...]] = {}
    for dimension in cube.dimensions:
        if codes := codes_of(dimension, wanted.get(dimension.code, Wanted())):
            chosen[dimension.code] = codes
    cells = prod(map(len, chosen.values()))
    if cells > MAX_CELLS:
        raise too_many_cells(cells, MAX_CELLS)
    heading, stub = _placed(question, cube, tuple(chosen))
    dropped = tuple(d.code for d in cube.dimensions if d.code not in chosen)
    lists = {
        code: codelist_named(cube.dimension(code), wanted[code].codelist).id
        for code in chosen
        if wanted[code].codelist
    }
    return Choice(chosen, dropped, lists, heading, stub)


def default_wanted(cube: Cube, default: Mapping[str, Collection[str]]) -> dict[str, Wanted]:
    """What a table shows by itself: its ``default``, and all of what cannot be left out."""
    found = {code: Wanted(tuple(items)) for code, items in default.items()}
    for dimension in cube.dimensions:
        if not dimension.total:
            found.setdefault(dimension.code, Wanted(("*",)))
    return found


def _by_dimension(question: Question, cube: Cube) -> dict[str, Wanted]:
    """``question.wanted`` with the codes of the dimensions themselves. ParameterError."""
    found: dict[str, Wanted] = {}
    for name, wanted in question.wanted.items():
        code = dimension_named(name, cube.dimensions).code
        if code in found:
            raise wrong_parameter(name, name, ONCE)
        found[code] = wanted
    return found


def dimension_named(name: str, dimensions: Collection[Dimension]) -> Dimension:
    """The dimension with this code, whatever its case; ``time`` is the one of time."""
    for dimension in dimensions:
        if dimension.code.casefold() == name.casefold():
            return dimension
    for dimension in dimensions:
        if dimension.role == TIME and name.casefold() == TIME_ALIAS:
            return dimension
    raise no_variable(name, [dimension.code for dimension in dimensions])


def codes_of(dimension: Dimension, wanted: Wanted) -> tuple[str, ...]:
    """The chosen codes; none: the dimension is left out. ParameterError.

    A code list without codes means all of its codes.
    """
    if wanted.codelist:
        codes = codelist_named(dimension, wanted.codelist).codes
        return choose(Offer(dimension.code, codes), wanted.items or ("*",))
    if not wanted.items:
        if not dimension.total:
            raise nothing_selected(dimension.code)
        return ()
    return choose(Offer(dimension.code, dimension.plain, dimension.role == TIME), wanted.items)


def codelist_named(dimension: Dimension, name: str) -> CodeList:
    for codelist in dimension.lists:
        if codelist.id.casefold() == name.casefold():
            return codelist
    raise no_codelist(dimension.code, name, [codelist.id for codelist in dimension.lists])


# --- placing ------------------------------------------------------------------------------------

ABOVE = {TIME, METRIC}
EVERY_ONCE = Text(
    "heading dan stub bersama-sama memuat tiap variabel yang dipilih satu kali",
    "heading and stub together name each selected variable once",
)


def _placed(question: Question, cube: Cube, codes: tuple[str, ...]) -> tuple[tuple, tuple]:
    """Heading and stub. Only one of them given: the other holds the rest. ParameterError."""
    heading = _named(question.heading, cube, codes)
    stub = _named(question.stub, cube, codes)
    if not heading and not stub:
        return usual_placement(cube, codes)
    rest = tuple(code for code in codes if code not in {*heading, *stub})
    heading, stub = heading or rest, stub or rest
    if sorted((*heading, *stub)) != sorted(codes):
        raise illegal_placement(EVERY_ONCE)
    return heading, stub


def _named(names: Collection[str], cube: Cube, codes: tuple[str, ...]) -> tuple[str, ...]:
    shown = [dimension for dimension in cube.dimensions if dimension.code in codes]
    return tuple(dimension_named(name, shown).code for name in names)


def usual_placement(cube: Cube, codes: Collection[str]) -> tuple[tuple, tuple]:
    """Contents and time above, the rest beside, each in the order of the table."""
    roles = {dimension.code: dimension.role for dimension in cube.dimensions}
    heading = tuple(code for code in roles if code in codes and roles[code] in ABOVE)
    return heading, tuple(code for code in roles if code in codes and code not in heading)
