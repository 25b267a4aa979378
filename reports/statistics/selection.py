"""What a visitor chose to see, read from the address and written back into it."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from bengkalis.values import Unparsable
from registry.asof import NotYet, read_day
from reports.statistics.cube import Cube, Text

LANGUAGES = ("id", "en")
FILTERS = ("district", "status", "kind")
UNKNOWN = Text(
    "Saringan {dimension} “{value}” tidak dikenal; pilihan yang ada: {known}.",
    "The {dimension} “{value}” is not known; there are: {known}.",
)


NOT_YET = (
    "The day {typed} has not come yet; figures are known up to today.",
    "“{typed}” is not a day; write 31-12-2020 or 2020-12-31.",
)


class UnknownChoice(ValueError):
    """The address names a category that the statistic does not have; the text is for people."""


def language(query: QueryDict) -> str:
    """``lang`` of the address if it is one of ours, else Indonesian."""
    return query.get("lang") if query.get("lang") in LANGUAGES else "id"


def asked_day(query: QueryDict) -> date | None:
    """The day in ``pada`` of the address, ``31-12-2020``; None: today. UnknownChoice."""
    typed = query.get("pada", "")
    try:
        return read_day(typed, timezone.localdate())
    except Unparsable as error:
        english = NOT_YET[not isinstance(error, NotYet)].format(typed=typed[:40])
        raise UnknownChoice(Text(str(error), english).say(language(query))) from error


def day_choice(day: date | None) -> dict[str, str]:
    """What ``query_string`` adds to an address so that it names ``day``."""
    return {"pada": f"{day:%d-%m-%Y}"} if day else {}


def choices(query: QueryDict, cube: Cube) -> dict[str, list[str]]:
    """Chosen codes by dimension; a dimension without a choice is left out. UnknownChoice."""
    chosen = {name: [code for code in query.getlist(name) if code] for name in FILTERS}
    for name, codes in chosen.items():
        dimension = cube.dimension(name)
        for code in codes:
            if code not in dimension.codes:
                raise _unknown(dimension, code, language(query))
    return {name: sorted(set(codes)) for name, codes in chosen.items() if codes}


def _unknown(dimension, code: str, lang: str) -> UnknownChoice:
    known = ", ".join(dimension.codes)
    sentence = UNKNOWN.say(lang)
    return UnknownChoice(
        sentence.format(dimension=dimension.label.say(lang), value=code[:40], known=known)
    )


def query_string(chosen: Mapping[str, list[str]], lang: str = "id", **more: str) -> str:
    """``?district=…`` for the chosen codes, the same for the same choice; empty when nothing is."""
    pairs = [(name, code) for name in FILTERS for code in chosen.get(name, ())]
    pairs += [("lang", lang)] if lang != "id" else []
    pairs += more.items()
    return f"?{urlencode(pairs)}" if pairs else ""


def without(chosen: Mapping[str, list[str]], name: str) -> dict[str, list[str]]:
    """The choice with one dimension whole again."""
    return {key: codes for key, codes in chosen.items() if key != name}
