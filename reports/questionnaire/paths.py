"""The names of values in a report, which is one flat map from path to value.

``coops_new``                  the answer to a question
``visits/a1b2c3d4/topic``      the answer in one row of a list; the row's name is random
``visits/a1b2c3d4/photo/<uid>`` SHA-256 of a photograph that belongs to the row
``nihil``                      true: there was nothing to report
``raw:<path>``                 what was typed and could not be read as a value
``note:<path>``                what the reporter remarks on a value
``mark:<path>``                true: the reporter wants to come back to it
``why:<rule>`` ``why:<rule>:<row>``   why a soft rule may be broken here

An empty value is no value: the path is not there.
"""

import re

KEY = r"[a-z][a-z0-9_]{0,39}"
ROW = r"[a-z0-9]{4,12}"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ANSWER = re.compile(rf"{KEY}")
IN_ROW = re.compile(rf"({KEY})/({ROW})/({KEY})")
PHOTO = re.compile(rf"({KEY})/({ROW})/photo/({UUID})")
PREFIXES = ("raw", "note", "mark")
WHY = re.compile(rf"why:([a-z][a-z0-9_:]{{0,79}})(?::({ROW}))?")
NIL = "nihil"


def rows_of(values: dict, name: str) -> list[str]:
    """The rows of the list ``name``, in the order of their names' first appearance."""
    found: dict[str, None] = {}
    for path in values:
        plain = path.partition(":")[2] if path.partition(":")[0] in PREFIXES else path
        parts = plain.split("/")
        if len(parts) >= 3 and parts[0] == name:
            found[parts[1]] = None
    return sorted(found)


def split(path: str) -> tuple[str, str]:
    """``("note", "coops_new")``; ``("", path)`` without a prefix."""
    prefix, colon, rest = path.partition(":")
    return (prefix, rest) if colon else ("", path)
