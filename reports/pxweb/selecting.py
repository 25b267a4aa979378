"""Selection expressions of PxWebApi 2: which codes of a variable a caller means.

A code stands for itself, however its letters are cased. ``*``, ``ab*``, ``*ab`` and ``*ab*`` stand
for what begins, ends or has a part so, ``?`` for one character; TOP, BOTTOM, RANGE, FROM and TO
count along the order of the table. Along time TOP is the latest, elsewhere the first.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from reports.pxweb.problems import illegal_expression, no_value
from reports.statistics.cube import Text

LONGEST = 200  # characters of an expression; no code is longer
MOST_EXPRESSIONS = 100  # in one variable; codes that are written out are not counted
FUNCTION = re.compile(r"(TOP|BOTTOM|RANGE|FROM|TO)\((.*)", re.IGNORECASE | re.DOTALL)
COUNT = re.compile(r"\s*([1-9][0-9]{0,8})\s*(?:,\s*([0-9]{1,9})\s*)?")
STARS = Text(
    "paling banyak dua * dan hanya di awal atau akhir: *, ab*, *ab, *ab*",
    "at most two * and only at the beginning or end: *, ab*, *ab, *ab*",
)
SHAPES = Text(
    "diharapkan TOP(n), BOTTOM(n), [TOP(n,lewati)], [RANGE(a,b)], FROM(a), atau TO(a); "
    "bentuk yang memuat koma ditulis dalam [ ]",
    "expected TOP(n), BOTTOM(n), [TOP(n,offset)], [RANGE(a,b)], FROM(a) or TO(a); "
    "what holds a comma is written in [ ]",
)
BRACKETS = Text("tanda [ dan ] harus berpasangan", "[ and ] must come in pairs")
TOO_MANY = Text(
    f"paling banyak {MOST_EXPRESSIONS} ungkapan dalam satu variabel",
    f"at most {MOST_EXPRESSIONS} expressions in one variable",
)


class Offer(NamedTuple):
    """What can be chosen of a variable: its codes in the order of the table."""

    variable: str
    codes: tuple[str, ...]
    is_time: bool = False

    def refuse(self, item: str, expected: Text = SHAPES):
        raise illegal_expression(self.variable, item, expected)

    def position(self, code: str) -> int:
        """Where ``code`` stands, whatever the case of its letters. ParameterError."""
        if code in self.codes:
            return self.codes.index(code)
        folded = [known.casefold() for known in self.codes]
        if code.casefold() not in folded:
            raise no_value(self.variable, code, self.codes)
        return folded.index(code.casefold())


def split_items(variable: str, text: str) -> list[str]:
    """``a,[TOP(5,1)]`` → ``a`` and ``TOP(5,1)``: a comma inside [ ] divides nothing."""
    items, start, inside = [], 0, False
    for place, sign in enumerate(text):
        if sign in "[]":
            if inside != (sign == "]"):
                raise illegal_expression(variable, text, BRACKETS)
            inside = not inside
        elif sign == "," and not inside:
            items.append(text[start:place])
            start = place + 1
    if inside:
        raise illegal_expression(variable, text, BRACKETS)
    return [item for raw in (*items, text[start:]) if (item := unwrapped(raw))]


def unwrapped(item: str) -> str:
    """The item without the spaces and the one pair of brackets around it."""
    item = item.strip()
    return item[1:-1].strip() if item.startswith("[") and item.endswith("]") else item


def choose(offer: Offer, items: Iterable[str]) -> tuple[str, ...]:
    """The codes that ``items`` mean, each once, in the order of the table. ParameterError."""
    by_name = {code.casefold(): code for code in offer.codes} | {c: c for c in offer.codes}
    chosen, expressions = set(), []
    for item in dict.fromkeys(items):
        code = by_name.get(item) or by_name.get(item.casefold())
        chosen.add(code) if code else expressions.append(item)
    if len(expressions) > MOST_EXPRESSIONS:
        offer.refuse(expressions[-1], TOO_MANY)
    for item in expressions:
        chosen.update(meant(offer, item))
    return tuple(code for code in offer.codes if code in chosen)


def meant(offer: Offer, item: str) -> list[str]:
    """The codes that one expression means, at least one. ParameterError."""
    if len(item) > LONGEST:
        offer.refuse(item)
    if function := FUNCTION.fullmatch(item):
        name, rest = function[1].upper(), function[2]
        if not rest.endswith(")"):
            offer.refuse(item)
        found = FUNCTIONS[name](offer, item, rest[:-1])
    else:
        found = matching(offer, item) if "*" in item or "?" in item else []
    if not found:
        raise no_value(offer.variable, item, offer.codes)
    return list(found)


def matching(offer: Offer, item: str) -> list[str]:
    """The codes that fit a pattern of ``*`` at its ends and ``?``."""
    body = item.removeprefix("*").removesuffix("*")
    if "*" in body:
        offer.refuse(item, STARS)
    middle = "".join("." if sign == "?" else re.escape(sign) for sign in body)
    before = ".*" if item.startswith("*") else ""
    after = ".*" if item.endswith("*") else ""
    pattern = re.compile(f"{before}{middle}{after}", re.IGNORECASE | re.DOTALL)
    return [code for code in offer.codes if pattern.fullmatch(code)]


def _from_an_end(latest_or_first: bool) -> Callable[[Offer, str, str], tuple[str, ...]]:
    """TOP (True) or BOTTOM: so many codes from one end, after leaving out ``offset``."""

    def take(offer: Offer, item: str, arguments: str) -> tuple[str, ...]:
        if not (numbers := COUNT.fullmatch(arguments)):
            offer.refuse(item)
        count, offset = int(numbers[1]), int(numbers[2] or 0)
        from_the_start = latest_or_first != offer.is_time
        codes = offer.codes if from_the_start else offer.codes[::-1]
        return codes[offset : offset + count]

    return take


def _range(offer: Offer, item: str, arguments: str) -> tuple[str, ...]:
    ends = [end.strip() for end in arguments.split(",")]
    if len(ends) != 2 or not all(ends):
        offer.refuse(item)
    first, last = sorted(offer.position(end) for end in ends)
    return offer.codes[first : last + 1]


def _from(offer: Offer, item: str, argument: str) -> tuple[str, ...]:
    return offer.codes[_only(offer, item, argument) :]


def _to(offer: Offer, item: str, argument: str) -> tuple[str, ...]:
    return offer.codes[: _only(offer, item, argument) + 1]


def _only(offer: Offer, item: str, argument: str) -> int:
    if not argument.strip() or "," in argument:
        offer.refuse(item)
    return offer.position(argument.strip())


FUNCTIONS: dict[str, Callable[[Offer, str, str], tuple[str, ...]]] = {
    "TOP": _from_an_end(True),
    "BOTTOM": _from_an_end(False),
    "RANGE": _range,
    "FROM": _from,
    "TO": _to,
}
