"""A filled-in workbook read back: its stamp, every cell as the portal reads it, what changed."""

import json
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID, uuid5

from openpyxl.utils import get_column_letter

from bengkalis.values import squeeze
from registry.imports.files import UnreadableFile, kind_of
from registry.imports.reading import Sheet, is_error_cell, read_workbook
from reports.excel.writing import ANSWER, NIL_FIELD, NIL_WHY, SCHEMA, WHY, Known, explanation_of
from reports.models import ReportDuty
from reports.questionnaire.definition import LONGEST, Field, Questionnaire
from reports.questionnaire.judging import EXPECTED, Problem, problems
from reports.questionnaire.paths import NIL, ROW
from reports.questionnaire.reading import Unread, read
from reports.receiving import merged, same

LARGEST = 5 * 2**20
NUMBERED = UUID("6f0f4c52-6f5c-5d0a-9c7e-8a4f1f6f2d10")  # names of operations from workbooks
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
FIRST = 5  # the first row of answers


@dataclass(frozen=True)
class CellProblem:
    """A cell that says nothing the question can hold."""

    sheet: str
    cell: str
    found: str
    expected: str


@dataclass
class Filled:
    """What a workbook says. ``base``: the values at its download."""

    sha256: str
    stamp: dict
    base: dict
    values: dict = field(default_factory=dict)
    whys: dict = field(default_factory=dict)
    wrong: list[CellProblem] = field(default_factory=list)


def read_back(content: bytes, filename: str, known: Known) -> Filled:
    """The workbook, made for the duty of ``known``. Raises UnreadableFile."""
    if len(content) > LARGEST:
        raise UnreadableFile(f"Berkas {filename} lebih besar dari {LARGEST // 2**20} MB.")
    if kind_of(content, filename) != "xlsx":
        raise UnreadableFile("Unggah formulir Excel (.xlsx) yang diunduh dari halaman ini.")
    sheets = {_mark(one): one for one in read_workbook(content, filename)}
    _refuse_formulas(content)
    filled = _stamped(sheets, sha256(content).hexdigest(), known)
    for mark, sheet in sheets.items():
        if mark == "laporan":
            _read_questions(sheet, filled, known.questionnaire)
        elif mark.startswith("daftar:"):
            _read_list(sheet, mark.partition(":")[2], filled, known.questionnaire)
    return filled


def _mark(sheet: Sheet) -> str:
    first: list = next(iter(sheet), [])
    return str(first[0]) if first else ""


def _refuse_formulas(content: bytes) -> None:
    """After ``read_workbook``, which has refused what unpacks too far."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and FORMULA.search(archive.read(name)):
                raise UnreadableFile("Berkas memuat rumus; tulis nilainya saja, lalu unggah lagi.")


def _stamped(sheets: dict[str, Sheet], digest: str, known: Known) -> Filled:
    try:
        head, *rows = [row for row in sheets["portal"] if row and row[0]]
        stamp = json.loads(head[1])
        base = {str(row[0]): json.loads(row[1]) for row in rows}
        stamp["report"] = str(UUID(stamp["report"]))
        office, period, schema = stamp["office"], stamp["period"], stamp["schema"]
        version, form = stamp["version"], stamp["form"]
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        said = "Berkas ini bukan formulir dari halaman ini. Unduh formulirnya, isi, lalu unggah."
        raise UnreadableFile(said) from error
    _demand_fitting(office, period, known.duty)
    whole = isinstance(version, int | None) and not isinstance(version, bool)
    if schema != SCHEMA or form != known.form_number or not whole or "laporan" not in sheets:
        raise UnreadableFile("Formulir ini dari versi lain. Unduh yang baru, lalu salin isinya.")
    return Filled(digest, stamp, base)


def _demand_fitting(office: Any, period: Any, duty: ReportDuty) -> None:
    if (office, period) != duty.address:
        raise UnreadableFile(
            f"Formulir ini untuk {str(office)[:30]} periode {str(period)[:10]}; halaman ini untuk "
            f"{duty.address[0]} periode {duty.address[1]}."
        )


def _read_questions(sheet: Sheet, filled: Filled, questionnaire: Questionnaire) -> None:
    for number, row in enumerate(sheet, start=1):
        key = str(row[0]) if row and number >= FIRST else ""
        one = NIL_FIELD if key == NIL else questionnaire.get(key)
        if one is None or one.list:
            continue
        _read_cell(sheet, number, ANSWER, row, one, key, filled)
        _read_why(sheet, number, WHY, row, [key], filled)
    if filled.values.get(NIL) is False:
        filled.values[NIL] = None


def _read_list(sheet: Sheet, name: str, filled: Filled, questionnaire: Questionnaire) -> None:
    section = questionnaire.lists.get(name)
    rows = list(sheet)
    if section is None:
        return
    keys = {str(key): at for at, key in enumerate(rows[0], start=1) if key and at > 1}
    for number, row in enumerate(rows, start=1):
        named = str(row[0]) if row and number >= FIRST else ""
        if not re.fullmatch(ROW, named):
            continue
        columns = [(keys[one.key], one) for one in section.fields if one.key in keys]
        paths = [f"{name}/{named}/{one.key}" for _, one in columns]
        for (column, one), path in zip(columns, paths, strict=True):
            _read_cell(sheet, number, column, row, one, path, filled)
        if "why" in keys:
            _read_why(sheet, number, keys["why"], row, paths, filled)


def _cell(row: list, column: int) -> Any:
    return row[column - 1] if len(row) >= column else ""


def _read_cell(sheet, number, column, row, one: Field, path: str, filled: Filled) -> None:
    value = _cell(row, column)
    text = typed(one, value)
    try:
        if is_error_cell(value):
            raise Unread(text)
        filled.values[path] = read(one, text)
    except Unread:
        at = f"{get_column_letter(column)}{number}"
        found = CellProblem(sheet.name, at, squeeze(text)[:80], EXPECTED[one.kind])
        filled.wrong.append(found)


def typed(one: Field, value: Any) -> str:
    """What a person would have typed for what the cell holds."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else _decimal(one, value)
    if isinstance(value, (datetime, date)):
        return f"{value:%d-%m-%Y}"
    text = squeeze(value)
    if one.kind == "choice":
        return next((code for code, label in one.choices if squeeze(label) == text), text)
    return text


def _decimal(one: Field, value: float) -> str:
    """As Excel shows it: 0.1 + 0.2 is 0,3."""
    return f"{value:.12g}".replace(".", ",")


def _read_why(sheet, number, column, row, paths: list[str], filled: Filled) -> None:
    text = squeeze(_cell(row, column))
    if len(text) > LONGEST:
        at = f"{get_column_letter(column)}{number}"
        filled.wrong.append(CellProblem(sheet.name, at, text[:80], EXPECTED["text"]))
    else:
        filled.whys.update(dict.fromkeys(paths, text))


# --- what it would change ---------------------------------------------------------------------


def changes_in(filled: Filled, known: Known) -> dict[str, dict]:
    """``{path: {"from", "to"}}``: what the workbook says otherwise than at its download."""
    found = _differences(filled.values, filled.base)
    after = merged(filled.base, {path: (one["from"], one["to"]) for path, one in found.items()})
    wanted = _explained(problems(known.questionnaire, after, known.context), filled, known)
    if after.get(NIL) and (text := filled.whys.get(NIL)):
        wanted[NIL_WHY] = text
    return {**found, **_differences(wanted, filled.base)}


def _differences(values: dict, base: dict) -> dict[str, dict]:
    return {
        path: {"from": base.get(path), "to": value}
        for path, value in values.items()
        if not same(base.get(path), value)
    }


def _explained(found: list[Problem], filled: Filled, known: Known) -> dict[str, str]:
    """The text beside a value explains every soft rule that is broken there; a text that was not
    touched since the download keeps the explanations there are."""
    wanted = {}
    for one in found:
        text = next((filled.whys[path] for path in one.paths if filled.whys.get(path)), "")
        old = explanation_of(filled.base, one.paths[0], known.questionnaire)
        if one.why and text and not (one.explained and text == squeeze(old)):
            wanted[one.why] = text
    return wanted


def operation_of(filled: Filled, known: Known, action: str) -> dict:
    """The operation for ``reports.receiving``: the same file and step give the same number."""
    office, period = known.duty.address
    name = f"{filled.sha256}:{known.duty.pk}"
    return {
        "op": operation_number(name, action),
        "report": filled.stamp["report"],
        "office": office,
        "period": period,
        "base": filled.stamp["version"],
        "changes": changes_in(filled, known),
        "action": action,
        "resolves": None,
        "device": {},
    }


def operation_number(name: str, action: str) -> str:
    return str(uuid5(NUMBERED, f"{name}:{action}"))
