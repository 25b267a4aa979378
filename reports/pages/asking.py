"""What a visitor chose of a table: read from the address, and written back into it.

An address such as ``?district=14.03.09&year=TOP(2)`` asks the same question as PxWebApi, with the
same expressions; what it does not name is as the table shows it by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from math import prod
from urllib.parse import quote, urlencode

from django.http import QueryDict
from django.urls import resolve, reverse
from django.utils import timezone

from reports.pxweb.problems import ParameterError, wrong_parameter
from reports.pxweb.questions import Choice, Question, Wanted, default_wanted, settle
from reports.pxweb.selecting import split_items
from reports.statistics import editions
from reports.statistics.cube import METRIC, TIME, CodeList, Cube, Dimension, Text
from reports.statistics.definitions import Definition
from reports.statistics.selection import UnknownChoice, asked_day, day_choice, language

ON_A_PAGE = 1000  # figures; more can be downloaded
NOT_YET_PUBLISHED = Text(
    "Tabel ini belum terbit pada {day}; di bawah ini edisi yang sekarang.",
    "This table had not been published on {day}; below is the present edition.",
)
TOO_MANY = Text(
    "Pilihan ini berisi {cells} angka; halaman ini memuat paling banyak {limit}. Kurangi pilihan, "
    "atau unduh semuanya.",
    "This choice has {cells} figures; this page shows at most {limit}. Choose fewer, or download "
    "all of them.",
)
Codes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """A settled question: the edition, the codes of every dimension, and what was refused."""

    definition: Definition
    edition: editions.Published
    lang: str
    day: date | None = None
    choice: Choice | None = None
    typed: tuple[str, ...] = ()
    refused: str = ""

    @property
    def cube(self) -> Cube:
        return self.edition.cube

    @property
    def is_empty(self) -> bool:
        """Nothing was ever counted: a dimension has no category."""
        return self.choice is None

    @property
    def codes(self) -> Codes:
        """The chosen codes of every dimension; the total of one that is left out."""
        chosen = self.choice.chosen
        return {d.code: chosen.get(d.code) or (d.total,) for d in self.cube.dimensions}

    @property
    def cells(self) -> int:
        return prod(map(len, self.codes.values()))

    @property
    def is_too_large(self) -> bool:
        return self.cells > ON_A_PAGE


def read(query: QueryDict, definition: Definition) -> Asked:
    """What the address asks; what it cannot mean is said in ``refused``, and shown is the table's
    own choice."""
    lang = language(query)
    day, edition, refused = _edition(query, definition.id, lang)
    if any(not dimension.categories for dimension in edition.cube.dimensions):
        return Asked(definition, edition, lang, day, refused=refused)
    try:
        wanted = _wanted(query, edition.cube)
        choice = _settled(wanted, edition.cube, definition)
    except ParameterError as error:
        wanted, refused = {}, error.text.say(lang)
        choice = _settled({}, edition.cube, definition)
    return Asked(definition, edition, lang, day, choice, tuple(wanted), refused)


def _edition(query: QueryDict, table: str, lang: str):
    """The day, the edition that was in force at its end, and why it is another."""
    try:
        day = asked_day(query)
        if day is None:
            return None, editions.current(table), ""
        end = datetime.combine(day, time.max, timezone.get_current_timezone())
        return day, editions.as_of(table, end), ""
    except UnknownChoice as error:
        return None, editions.current(table), str(error)
    except editions.NoEdition:
        said = NOT_YET_PUBLISHED.say(lang).format(day=f"{day:%d-%m-%Y}")
        return None, editions.current(table), said


def _settled(wanted: Mapping[str, Wanted], cube: Cube, definition: Definition) -> Choice:
    usual = default_wanted(cube, definition.default)
    return settle(Question(usual | wanted), cube, definition.default)


def _wanted(query: QueryDict, cube: Cube) -> dict[str, Wanted]:
    found = {}
    for dimension in cube.dimensions:
        typed = query.getlist(dimension.code)
        items = [item for text in typed for item in split_items(dimension.code, text)]
        if items:
            found[dimension.code] = _divided(dimension, items)
    return found


def _divided(dimension: Dimension, items: list[str]) -> Wanted:
    """The items with the code list that they belong to; its name stands for all of its codes."""
    for one in dimension.lists:
        own = [item for item in items if item == one.id or item in one.codes]
        if own and len(own) < len(items):
            raise _mixed(dimension, one, items)
        if own:
            return Wanted(() if one.id in own else tuple(own), one.id)
    return Wanted(tuple(items))


def _mixed(dimension: Dimension, one: CodeList, items: list[str]) -> ParameterError:
    name, group = dimension.label, one.label
    expected = Text(
        f"{name.id} satu per satu atau menurut {group.id}, tidak keduanya sekaligus",
        f"each {name.en} by itself or by {group.en}, not both at once",
    )
    return wrong_parameter(dimension.code, ", ".join(items), expected)


# --- writing addresses ----------------------------------------------------------------------------


def short(dimension: Dimension, codes: tuple[str, ...]) -> tuple[str, ...]:
    """``*`` or the name of a code list for all of its codes; years are always written out."""
    if dimension.role == TIME or len(codes) == 1:
        return codes
    if codes == dimension.plain:
        return ("*",)
    return next(((one.id,) for one in dimension.lists if codes == one.codes), codes)


def table_address(
    asked: Asked, only: tuple[str, ...] | None = None, lang: str = "", **more: str
) -> str:
    """The address of the page with this choice; ``only`` names the dimensions it says, ``more``
    says others or leaves them out."""
    codes = asked.codes if not asked.is_empty else {}
    said = {
        code: ",".join(short(asked.cube.dimension(code), codes[code]))
        for code in (codes if only is None else only)
    }
    lang = lang or asked.lang
    said |= {"lang": "" if lang == "id" else lang, **day_choice(asked.day), **more}
    pairs = [(name, text) for name, text in said.items() if text]
    query = urlencode(pairs, safe="*,", quote_via=quote)
    return address(asked.definition.id) + (f"?{query}" if query else "")


@cache
def address(table: str) -> str:
    """The address of a table's page without any choice: a step further where a page of its own,
    such as the register beside published figures, has the name of the table."""
    path = reverse("statistics-table", args=[table])
    if resolve(path).url_name == "statistics-table":
        return path
    return reverse("statistics-table-beside", args=[table])


def data_address(asked: Asked, fmt: str) -> str:
    """The same question to PxWebApi, answered as a file."""
    pairs = [("lang", asked.lang), ("outputFormat", fmt)]
    if not asked.is_empty:
        for code, codes in asked.choice.chosen.items():
            pairs += _px_pairs(asked, asked.cube.dimension(code), codes)
    if asked.day:
        pairs.append(("asOf", asked.day.isoformat()))
    path = reverse("px-data", args=[asked.definition.id])
    return f"{path}?{urlencode(pairs, safe='[]*,', quote_via=quote)}"


def _px_pairs(asked: Asked, dimension: Dimension, codes: tuple[str, ...]):
    if name := asked.choice.codelists.get(dimension.code):
        every = next(one for one in dimension.lists if one.id == name).codes
        yield f"codelist[{dimension.code}]", name
        yield f"valuecodes[{dimension.code}]", "*" if codes == every else ",".join(codes)
    else:
        yield f"valuecodes[{dimension.code}]", ",".join(short(dimension, codes))


# --- the form -------------------------------------------------------------------------------------


def fields(asked: Asked) -> list[dict]:
    """One group of boxes per dimension: all of it, each category, each way to group it."""
    return [_field(one, asked) for one in asked.cube.dimensions]


def _field(dimension: Dimension, asked: Asked) -> dict:
    codes, labels = asked.codes[dimension.code], dimension.labels(asked.lang)
    chosen = short(dimension, codes) if dimension.role != TIME else codes
    whole = Text("semua", "all").say(asked.lang)

    def options(every: str, some: tuple[str, ...]) -> list[dict]:
        first = [(every, f"{whole} ({len(some)})")] if len(some) > 1 else []
        pairs = first + [(code, labels[code]) for code in some]
        return [{"value": v, "label": capital(t), "checked": v in chosen} for v, t in pairs]

    return {
        "code": dimension.code,
        "label": capital(dimension.label.say(asked.lang)),
        "summary": in_words(dimension, codes, asked.lang),
        "options": options("*", dimension.plain),
        "groups": [
            {"label": capital(one.label.say(asked.lang)), "options": options(one.id, one.codes)}
            for one in dimension.lists
        ],
    }


def in_words(dimension: Dimension, codes: tuple[str, ...], lang: str) -> str:
    """The chosen categories for a line: their names, or how many they are."""
    labels = dimension.labels(lang)
    if len(codes) <= 2:
        return ", ".join(labels[code] for code in codes)
    if codes == dimension.plain:
        return Text("semua", "all").say(lang)
    for one in dimension.lists:
        if codes == one.codes:
            return Text(f"menurut {one.label.id}", f"by {one.label.en}").say(lang)
    return Text(f"{len(codes)} dipilih", f"{len(codes)} chosen").say(lang)


def chips(asked: Asked) -> list[dict]:
    """What differs from the table's own choice, each with the address without it."""
    usual = Asked(
        asked.definition,
        asked.edition,
        asked.lang,
        choice=_settled({}, asked.cube, asked.definition),
    ).codes
    named = [code for code in asked.typed if asked.codes[code] != usual[code]]
    return [
        {
            "label": asked.cube.dimension(code).label.say(asked.lang),
            "value": in_words(asked.cube.dimension(code), asked.codes[code], asked.lang),
            "url": table_address(asked, tuple(one for one in named if one != code)),
        }
        for code in named
    ]


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def metrics(cube: Cube) -> Dimension:
    """The dimension of what is counted."""
    return next(dimension for dimension in cube.dimensions if dimension.role == METRIC)
