"""The plain form read: what a person typed, as the values of a report, nothing lost.

The page sends along what it was filled from (``base``, signed) and a number of its own (``op``):
saving is the same operation as from a device, so that a double click files once and the edit of
another person is found field by field.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import QueryDict

from bengkalis.values import squeeze
from reports.questionnaire.definition import LONGEST, Field, Questionnaire
from reports.questionnaire.paths import IN_ROW, NIL, WHY, split
from reports.questionnaire.reading import Unread, read
from reports.receiving import same

SALT = "reports.base"


def sign_base(values: dict) -> str:
    """``values`` as the hidden field of a form carries them."""
    return signing.dumps(values, salt=SALT, compress=True)


def read_base(text: str) -> dict | None:
    """What a form was filled from; None where that was tampered with."""
    try:
        return signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None


@dataclass(frozen=True)
class Posted:
    """What a form said. ``undecided``: where two people differ and nobody has chosen yet."""

    values: dict
    undecided: list[str]


def read_posted(questionnaire: Questionnaire, data: QueryDict, base: dict) -> Posted:
    """The values of the whole report as ``data`` states them; photographs stay as in ``base``."""
    values = {path: value for path, value in base.items() if "/photo/" in path}
    for path in data:
        _take(questionnaire, path, data.get(path, ""), values)
    for name in [name.removeprefix("drop:") for name in data if name.startswith("drop:")]:
        values = {path: value for path, value in values.items() if not _inside(path, name)}
    if data.get(NIL):
        values[NIL] = True
    undecided = []
    for path in data.getlist("conflict"):
        choice = data.get(f"choose:{path}")
        if choice == "theirs":
            replace(values, path, base.get(path))
        elif choice != "mine":
            undecided.append(path)
    return Posted(values, undecided)


def replace(values: dict, path: str, value: Any) -> None:
    """Set what stands at ``path``; None takes it away."""
    values.pop(path, None)
    _put(values, path, value)


def rebased(values: dict, base: dict, theirs: dict, conflicting: set[str]) -> dict:
    """What was typed over what another person saved meanwhile, where the two do not meet."""
    result = dict(values)
    for path in {*base, *theirs} - conflicting:
        if same(values.get(path), base.get(path)):
            replace(result, path, theirs.get(path))
    return result


def _inside(path: str, row: str) -> bool:
    """Whether ``path``, or what it is about, is part of the row ``list/name``."""
    prefix, bare = split(path)
    if prefix == "why":
        return path.endswith(f":{row.rpartition('/')[2]}")
    return bare.startswith(f"{row}/")


def _take(questionnaire: Questionnaire, path: str, typed: str, values: dict) -> None:
    prefix, bare = split(path)
    if prefix == "why" and WHY.fullmatch(path):
        _put(values, path, squeeze(typed)[:LONGEST])
    elif prefix in ("note", "mark") and questionnaire.field_at(bare):
        _put(values, path, True if prefix == "mark" else squeeze(typed)[:LONGEST])
    elif not prefix and (field := _field(questionnaire, path)):
        try:
            _put(values, path, read(field, typed))
        except Unread:
            values[f"raw:{path}"] = squeeze(typed)[:LONGEST]


def _field(questionnaire: Questionnaire, path: str) -> Field | None:
    if "/" in path and not IN_ROW.fullmatch(path):
        return None
    return questionnaire.field_at(path)


def _put(values: dict, path: str, value: Any) -> None:
    if value not in (None, ""):
        values[path] = value


def operation_of(duty, base: dict, posted: Posted, version: int | None, data: QueryDict) -> dict:
    """The operation that turns ``base`` into what was typed, with what was decided."""
    wanted = posted.values
    paths = sorted({*base, *wanted})
    changes = {
        path: {"from": base.get(path), "to": wanted.get(path)}
        for path in paths
        if not same(base.get(path), wanted.get(path))
    }
    office, period = duty.address
    return {
        "op": str(_uuid(data.get("op"))),
        "report": str(_uuid(data.get("report"))),
        "office": office,
        "period": period,
        "base": version,
        "changes": changes,
        "action": "submit" if "kirim" in data else "save",
        "resolves": str(_uuid(data["resolves"])) if data.get("resolves") else None,
        "device": {},
    }


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        return uuid4()
