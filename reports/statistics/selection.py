"""What a visitor chose to see, read from the address and written back into it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import QueryDict

from reports.statistics.cube import Cube, Text

LANGUAGES = ("id", "en")
FILTERS = ("district", "status", "kind")
UNKNOWN = Text(
    "Saringan {dimension} “{value}” tidak dikenal; pilihan yang ada: {known}.",
    "The {dimension} “{value}” is not known; there are: {known}.",
)


class UnknownChoice(ValueError):
    """The address names a category that the statistic does not have; the text is for people."""


def language(query: QueryDict) -> str:
    """``lang`` of the address if it is one of ours, else Indonesian."""
    return query.get("lang") if query.get("lang") in LANGUAGES else "id"


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
