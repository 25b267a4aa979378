"""One row on its way in, as it is judged and as it is stored."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from bengkalis.values import is_blank
from registry.enums import Outcome
from registry.imports.cells import HIDDEN, SECTION, Listing
from registry.imports.matching import OnRecord
from registry.imports.problems import WARNINGS, Problem
from registry.imports.rows import read_row
from registry.imports.tables import Row
from registry.imports.understood import Understood, identities
from registry.models import ImportBatch, ImportLine
from registry.models.people import today

WRITABLE = (Outcome.CREATE, Outcome.UPDATE)


@dataclass
class Line:
    """What a row says, what it would do, and what is wrong with it."""

    row: int
    raw: dict[str, Any]
    said: Understood
    excluded: bool = False
    outcome: str = Outcome.ERROR
    diff: dict[str, list] = field(default_factory=dict)
    target: OnRecord | None = None

    @property
    def problems(self) -> list[Problem]:
        return self.said.problems

    @property
    def label(self) -> str:
        return str(self.said.cooperative.get("name") or "")[:200]

    def stored(self) -> dict[str, Any]:
        """The columns of ImportLine that judging sets."""
        plain = as_json(self.said.plain())
        keys = identities(plain)
        digest = hashlib.sha256(repr(sorted(keys.values())).encode()).hexdigest() if keys else ""
        return {
            "label": self.label,
            "outcome": self.outcome,
            "values": plain,
            "diff": as_json(self.diff),
            "problems": [problem.as_dict() for problem in self.problems],
            "match_key": digest,
            "has_warnings": any(not problem.is_error for problem in self.problems),
            "target": self.target.cooperative if self.target else None,
            "target_version": self.target.cooperative.version if self.target else None,
        }


def line_of(row: Row, listing: Listing) -> Line:
    """A row of a table, read."""
    raw = {key: plain_cell(value) for key, value in row.values.items()}
    if row.from_section:
        raw[SECTION] = {key: raw[key] for key in row.from_section}
    if row.hidden:
        raw[HIDDEN] = True
    return Line(row.number, raw, read_row(listing, raw))


def plain_cell(value: Any) -> Any:
    """A cell as JSON keeps it: days as ISO text, hours as text, everything else as it is."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, (time, timedelta)) else value


def as_json(value: Any) -> Any:
    """A value of the register as JSON keeps it: days and amounts as text, places by name."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value) if hasattr(value, "_meta") else value


def as_row(batch: ImportBatch, line: Line) -> ImportLine:
    """A line as it is stored."""
    return ImportLine(batch=batch, row=line.row, raw=line.raw, **line.stored())


def listing_of(batch: ImportBatch) -> Listing:
    """The headings, units and day with which the batch was read."""
    scales = {key: Decimal(column["scale"]) for key, column in batch.columns.items()}
    headings = {key: column["heading"] for key, column in batch.columns.items()}
    return Listing(headings, today(), scales, batch.as_of)


def read_again(batch: ImportBatch, rows: Iterable[ImportLine]) -> list[Line]:
    """Stored lines as they are understood now."""
    listing = listing_of(batch)
    return [Line(row.row, row.raw, read_row(listing, row.raw), row.excluded) for row in rows]


def wrong_rows(batch: ImportBatch):
    """The sheet rows that have an error and were not left out, in order."""
    wrong = batch.lines.filter(outcome=Outcome.ERROR, excluded=False).order_by("row")
    return wrong.values_list("row", flat=True)


def shown(value: Any) -> str:
    """A raw cell as a person reads it, and as it can be read again: 1234,5 and not 1234.5."""
    if is_blank(value):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return str(value)


def count(lines: Iterable[Line | ImportLine]) -> dict[str, Any]:
    """Lines by outcome, how many carry a warning, and the problems grouped by kind with rows.

    A line that a person left out counts as ``excluded`` and as nothing else.
    """
    lines = list(lines)
    kept = [(line, _problems(line)) for line in lines if not line.excluded]
    counted = Counter(str(line.outcome) for line, _ in kept)
    warned = sum(any(code in WARNINGS for code, _ in problems) for _, problems in kept)
    return {
        "rows": len(lines),
        "excluded": len(lines) - len(kept),
        "warnings": warned,
        **{name: counted.get(name, 0) for name in Outcome.values},
        "groups": _groups((line.row, problems) for line, problems in kept),
    }


def _problems(line: Line | ImportLine) -> list[tuple[str, str]]:
    """(code, column) of a line's problems, stored or fresh."""
    if isinstance(line, ImportLine):
        return [(problem["code"], problem["column"]) for problem in line.problems]
    return [(problem.code, problem.column) for problem in line.problems]


def _groups(found: Iterable[tuple[int, list[tuple[str, str]]]]) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str], list[int]] = {}
    for row, problems in found:
        for kind in dict.fromkeys(problems):
            rows.setdefault(kind, []).append(row)
    groups = [
        {"code": code, "column": column, "rows": numbers}
        for (code, column), numbers in rows.items()
    ]
    return sorted(groups, key=lambda group: (group["code"] in WARNINGS, -len(group["rows"])))
