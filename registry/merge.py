"""Two people changed the same row: which fields differ, and whose value is the newer thought."""

from dataclasses import dataclass
from typing import Any

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Difference:
    """One field on which the two versions disagree.

    ``chosen`` is the side that alone changed it since both began; "" when both did, or when the
    common beginning is not on record: then a person must choose.
    """

    name: str
    mine: Any
    theirs: Any
    chosen: str


def differences(base: dict | None, mine: dict, theirs: dict) -> list[Difference]:
    """The fields of ``mine`` that differ from ``theirs``, judged against their common ``base``.

    >>> [d.chosen for d in differences({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 3})]
    ['mine', 'theirs']
    """
    return [
        Difference(name, mine[name], theirs[name], _alone(base, name, mine, theirs))
        for name in mine
        if mine[name] != theirs[name]
    ]


def _alone(base: dict | None, name: str, mine: dict, theirs: dict) -> str:
    if base is None:
        return ""
    if base[name] == mine[name]:
        return THEIRS
    return MINE if base[name] == theirs[name] else ""
