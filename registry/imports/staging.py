"""Rehearsal: what each row of a file would do, and everything wrong with it, before anything does.

The same function rehearses and prepares the commit, so that the preview cannot lie.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from bengkalis.access import Permission, scope_of
from registry.enums import Outcome
from registry.imports.headings import COOPERATIVES
from registry.imports.matching import OnRecord, Register, differences
from registry.imports.problems import WARNINGS, Problem
from registry.imports.reading import read_workbook
from registry.imports.rows import RowReader, Understood
from registry.imports.tables import Table, choose_table
from registry.models import ImportBatch, ImportLine, Office
from registry.models.people import today
from registry.search import core_name, deed_key, fold_name

KINDS = {"cooperatives": COOPERATIVES}


@dataclass
class Line:
    """One row on its way: what it says, what it would do, what is wrong with it."""

    row: int
    raw: dict[str, Any]
    said: Understood
    outcome: str = Outcome.ERROR
    diff: dict[str, list] = field(default_factory=dict)
    target: OnRecord | None = None

    @property
    def problems(self) -> list[Problem]:
        return self.said.problems

    @property
    def label(self) -> str:
        return str(self.said.cooperative.get("name") or self.raw.get("name") or "")[:200]


@dataclass
class Rehearsal:
    """A file read through: where its table stands, and its lines."""

    kind: str
    filename: str
    sha256: str
    table: Table
    lines: list[Line]

    def counts(self) -> dict[str, Any]:
        return count(self.lines)


def count(lines: Iterable[Line]) -> dict[str, Any]:
    """Lines by outcome, how many carry a warning, and the problems grouped by kind with rows."""
    lines = list(lines)
    counted = Counter(str(line.outcome) for line in lines)
    warned = sum(any(not problem.is_error for problem in line.problems) for line in lines)
    return {
        "rows": len(lines),
        "warnings": warned,
        **{name: counted.get(name, 0) for name in Outcome.values},
        "groups": _groups(lines),
    }


def _groups(lines: list[Line]) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        for problem in line.problems:
            rows.setdefault((problem.code, problem.column), []).append(line.row)
    groups = [
        {"code": code, "column": column, "rows": found} for (code, column), found in rows.items()
    ]
    return sorted(groups, key=lambda group: (group["code"] in WARNINGS, -len(group["rows"])))


def rehearse(
    source: bytes | Path, filename: str, kind: str = "cooperatives", office: Office | None = None
) -> Rehearsal:
    """Read a workbook and say what each row would do. Writes nothing. Raises UnreadableFile."""
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    sheets = read_workbook(content, filename)
    table = choose_table(sheets, KINDS[kind], today=today())
    reader = _reader(table)
    lines = []
    for row in table:
        raw = {key: plain_cell(value) for key, value in row.values.items()}
        line = Line(row.number, raw, reader.read(raw))
        _mention_origin(line, row, reader)
        lines.append(line)
    settle(lines, _reach(office))
    return Rehearsal(kind, filename, hashlib.sha256(content).hexdigest(), table, lines)


def _reader(table: Table) -> RowReader:
    headings = {key: column.heading for key, column in table.columns.items()}
    scales = {key: column.scale for key, column in table.columns.items() if column.scale != 1}
    return RowReader(headings, scales, today=today(), as_of=table.as_of)


def plain_cell(value: Any) -> Any:
    """A cell as JSON keeps it: dates as ISO text, everything else as it is."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _mention_origin(line: Line, row, reader: RowReader) -> None:
    for key in row.from_section:
        line.problems.append(
            Problem(
                reader.headings.get(key, key),
                "filled_from_section",
                f"Sel kosong; diisi “{row.values[key]}” dari judul bagian di atasnya.",
                key,
            )
        )
    if row.hidden:
        line.problems.append(Problem("", "hidden_row", "Baris ini tersembunyi di lembar kerja."))


def _reach(office: Office | None) -> set[int] | None:
    """The kecamatan that a UPT may bring in; None for the whole regency."""
    if office is None or office.kind != "upt":
        return None
    return set(office.districts.values_list("pk", flat=True))


def settle(lines: list[Line], reach: set[int] | None = None) -> None:
    """Give every line its outcome, target and diff, and note what only the whole file shows."""
    register = Register(line.said for line in lines)
    first: dict[Any, int] = {}
    for line in lines:
        _check_reach(line, reach)
        _check_in_file(line, first)
        _settle_line(line, register)


def _check_reach(line: Line, reach: set[int] | None) -> None:
    district = line.said.cooperative.get("district")
    if reach is not None and district is not None and district.pk not in reach:
        line.problems.append(
            Problem(
                "Kecamatan",
                "outside_office",
                f"Ditemukan Kecamatan {district}, di luar wilayah kerja kantor ini.",
                "district",
            )
        )


def match_keys(said: dict[str, Any]) -> list[tuple]:
    """What makes two rows of one file the same cooperative: deed and name, or name and place."""
    name = core_name(said.get("name", ""))
    keys = []
    if said.get("deed_number"):
        keys.append(("deed", deed_key(said["deed_number"]), name))
    elif name and "district" in said:
        keys.append(("name", name, said["district"].pk, getattr(said.get("village"), "pk", None)))
    if said.get("nik_koperasi"):
        keys.append(("nik", said["nik_koperasi"]))
    return keys


def _check_in_file(line: Line, first: dict[Any, tuple[int, str]]) -> None:
    said = line.said.cooperative
    seen = [first[key] for key in match_keys(said) if key in first]
    if seen:
        row, name = seen[0]
        line.problems.append(
            Problem(
                "Nama Koperasi",
                "duplicate_in_file",
                f"Koperasi ini sudah ada di baris {row} ({name}).",
                "name",
            )
        )
        if fold_name(name) != fold_name(said.get("name", "")):
            line.problems.append(_spelt_otherwise(name, f"baris {row}"))
    for key in match_keys(said):
        first.setdefault(key, (line.row, line.label))


def _spelt_otherwise(name: str, where: str) -> Problem:
    return Problem(
        "Nama Koperasi",
        "probable_duplicate",
        f"Mungkin ejaan lain dari {name} ({where}).",
        "name",
    )


def _settle_line(line: Line, register: Register) -> None:
    target, doubt = register.match(line.said)
    if doubt:
        line.problems.append(Problem("No. Badan Hukum", "ambiguous_match", doubt, "deed_number"))
    if target is None and not doubt:
        _check_new(line, register)
    line.target = target
    if line.said.has_errors:
        line.outcome = Outcome.ERROR
    elif target is None:
        line.outcome = Outcome.CREATE
    else:
        line.diff = differences(target, line.said)
        line.outcome = Outcome.UPDATE if line.diff else Outcome.UNCHANGED


def _check_new(line: Line, register: Register) -> None:
    """A new cooperative needs a name, a place and a state."""
    known = {problem.field for problem in line.problems if problem.is_error}
    said = line.said.cooperative
    for key, label in (("district", "Kecamatan"), ("status", "Status")):
        if key not in said and key not in known:
            line.problems.append(
                Problem(label, "missing_value", f"{label} kosong; koperasi baru perlu itu.", key)
            )
    if other := register.spelt_otherwise(line.said):
        line.problems.append(_spelt_otherwise(other, "sudah di register"))


@transaction.atomic
def stage(rehearsal: Rehearsal, *, by=None, office: Office | None = None) -> ImportBatch:
    """Keep a rehearsal as a batch of lines, to be looked at and decided on."""
    table = rehearsal.table
    batch = ImportBatch.objects.create(
        kind=rehearsal.kind,
        filename=rehearsal.filename[:255],
        sha256=rehearsal.sha256,
        office=office,
        uploaded_by=by,
        sheet=str(table.sheet.name)[:100],
        header_row=table.header_row,
        as_of=table.as_of,
        columns={
            key: {
                "letter": column.letter,
                "heading": column.heading,
                "scale": str(column.scale),
                "guessed": column.guessed,
            }
            for key, column in table.columns.items()
        },
        notes=_notes(table),
        counts=rehearsal.counts(),
    )
    ImportLine.objects.bulk_create([as_row(batch, line) for line in rehearsal.lines], 500)
    return batch


def _notes(table: Table) -> list[str]:
    """What a person should know about how the sheet was read."""
    labels = table.headings.labels
    guessed = [
        f"Kolom {one.letter} “{one.heading}” dibaca sebagai {labels[one.field]}; periksa."
        for one in table.guessed
    ]
    unread = [f"{one.letter} “{one.heading}”" for one in table.unrecognised]
    ignored = [f"Kolom yang tidak dikenal dan tidak dibaca: {', '.join(unread)}."] if unread else []
    skipped = [f"{one.number} ({one.text[:40]})" for one in table.skipped]
    left_out = [f"Baris bukan data, dilewati: {'; '.join(skipped[:20])}."] if skipped else []
    return [*table.notes, *table.conflicts, *guessed, *ignored, *left_out]


def as_row(batch: ImportBatch, line: Line) -> ImportLine:
    """A line as it is stored."""
    return ImportLine(batch=batch, row=line.row, raw=line.raw, **stored(line))


def stored(line: Line) -> dict[str, Any]:
    """The columns of ImportLine that a (re-)settled line sets."""
    keys = match_keys(line.said.cooperative)
    digest = hashlib.sha256(repr(keys[0]).encode()).hexdigest() if keys else ""
    return {
        "label": line.label,
        "outcome": line.outcome,
        "values": as_json(line.said),
        "diff": line.diff,
        "problems": [problem.as_dict() for problem in line.problems],
        "match_key": digest,
        "has_warnings": any(not problem.is_error for problem in line.problems),
        "target": line.target.cooperative if line.target else None,
        "target_version": line.target.cooperative.version if line.target else None,
    }


def as_json(said: Understood) -> dict[str, Any]:
    """What a row says, with places as their official codes."""
    cooperative = {
        name: value.kemendagri_code if hasattr(value, "kemendagri_code") else value
        for name, value in said.cooperative.items()
    }
    return {
        "cooperative": cooperative,
        "officers": said.officers,
        "meeting": said.meeting,
        "amendment": said.amendment,
    }


def may_import(user) -> bool:
    """Only an office that reaches the whole regency brings in workbooks of the regency."""
    return scope_of(user, Permission.IMPORT).everywhere
