"""What a row would change in the register, and whether the result could stand there."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from bengkalis.values import squeeze
from registry.entry import EDITABLE
from registry.imports.matching import OnRecord
from registry.imports.understood import Understood
from registry.models import AnnualMeeting, Cooperative

CELL_OF = {"held_on": "last_meeting_on", "managers": "managers_total", "recorded_grade": "grade"}
_FOREIGN = ("district", "village", "source_batch", "cooperative")


def differences(record: OnRecord, row: Understood) -> dict[str, list[Any]]:
    """``{field: [on record, in the file]}`` of everything that the row would change.

    White space and the signs within a telephone number make no difference.
    """
    found: dict[str, list[Any]] = {}
    for name, value in row.cooperative.items():
        old = getattr(record.cooperative, name)
        if name in {*EDITABLE, "status"} and not _same(name, old, value):
            found[name] = [old, value]
    for position, names in row.officers.items():
        if sorted(map(squeeze, record.officers(position))) != sorted(names):
            found[f"board.{position}"] = [record.officers(position), names]
    return found | _meeting_differences(record, row) | _amendment_differences(record, row)


def _same(name: str, old: Any, new: Any) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        if name == "phone":
            old, new = re.sub(r"[\s().–-]", "", old), re.sub(r"[\s().–-]", "", new)
        return squeeze(old) == squeeze(new)
    return old == new


def _meeting_differences(record: OnRecord, row: Understood) -> dict[str, list[Any]]:
    """Of the RAT of the same book year. The day of the list alone is no difference."""
    if not row.meeting:
        return {}
    known = record.meetings.get(row.meeting["book_year"])
    changed = {
        f"meeting.{name}": [getattr(known, name, None), value]
        for name, value in row.meeting.items()
        if getattr(known, name, None) != value
    }
    return {} if known and set(changed) == {"meeting.figures_as_of"} else changed


def _amendment_differences(record: OnRecord, row: Understood) -> dict[str, list[Any]]:
    if not row.amendment:
        return {}
    number, day = row.amendment["number"], row.amendment["decided_on"]
    known = record.amendments.get(number)
    if known is None:
        return {"amendment": ["", number]}
    dated = day is not None and known.decided_on != day
    return {"amendment_date": [known.decided_on, day]} if dated else {}


def changed_cooperative(record: OnRecord | None, said: dict[str, Any]) -> Cooperative:
    """The cooperative as it would be: a new one, or a copy of the one on record."""
    if record is None:
        return Cooperative(**said)
    one = copy.copy(record.cooperative)
    one._state = copy.copy(one._state)
    one._state.fields_cache = dict(one._state.fields_cache)
    for name, value in said.items():
        setattr(one, name, value)
    return one


def changed_meeting(record: OnRecord | None, said: dict[str, Any]) -> AnnualMeeting:
    """The RAT as it would be: a new one, or a copy of the one on record."""
    known = record.meetings.get(said["book_year"]) if record else None
    one = copy.copy(known) if known else AnnualMeeting()
    for name, value in said.items():
        setattr(one, name, value)
    return one


def violations(record: OnRecord | None, row: Understood) -> Iterator[tuple[str, str]]:
    """(cell, sentence) of what the register would refuse of the changed cooperative and RAT.

    All that can be known without asking the database; the CHECK constraints that compare two
    fields are asked here as well, because only the register has the other half.
    """
    one = changed_cooperative(record, row.cooperative)
    yield from _refused(one)
    if one.certificate_status == "bersertifikat" and not one.nik_koperasi:
        yield "nik_koperasi", _sentence_of("cooperative_certificate_has_nik")
    if row.meeting:
        yield from _refused(changed_meeting(record, row.meeting))


def _refused(instance: Model) -> Iterator[tuple[str, str]]:
    for step in (lambda: instance.clean_fields(exclude=_FOREIGN), instance.clean):
        try:
            step()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                yield CELL_OF.get(name, name), " ".join(sentences)


def _sentence_of(constraint: str) -> str:
    found = next(one for one in Cooperative._meta.constraints if one.name == constraint)
    return found.violation_error_message
