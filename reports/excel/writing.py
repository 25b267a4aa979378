"""The form of a report as an Excel workbook: what is asked, what is known, cells to fill in.

Column A and row 1 of every sheet are hidden and say what stands where: ``laporan`` with the path
of each question, or ``daftar:<list>`` with the name of each row and the key of each column. A
hidden sheet is the stamp: whose form it is, of which version, and the values at the download, so
that what was changed here and what was changed meanwhile can be told apart.
"""

import json
from dataclasses import dataclass
from io import BytesIO
from secrets import token_hex
from typing import Any
from uuid import uuid4

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bengkalis.values import squeeze
from reports.knowing import context_of, prefilled
from reports.models import ReportDuty, UnitReport
from reports.questionnaire.definition import Field, Questionnaire, Section
from reports.questionnaire.judging import shown
from reports.questionnaire.paths import NIL, rows_of

SCHEMA = 1
STAMP, CHOICES = "_portal", "_pilihan"
NIL_WHY = "why:nihil"
HEADS = ("Pertanyaan", "Satuan", "Menurut register", "Periode lalu", "Isian", "Penjelasan")
ANSWER, WHY = 6, 7  # columns of the sheet of questions
WIDTHS = (12, 52, 12, 18, 18, 24, 44)
SPARE = 20  # rows that a list offers
FORMATS = {"count": "#,##0", "money": "#,##0", "percent": "0.##", "date": "dd-mm-yyyy"}
OPEN = Protection(locked=False)
INPUT = PatternFill("solid", fgColor="FFF7DB")
HEAD = PatternFill("solid", fgColor="DDEBEA")
BOLD = Font(bold=True)
NIL_FIELD = Field(NIL, "Tidak ada yang dilaporkan (laporan nihil)", "yesno")


@dataclass(frozen=True)
class Known:
    """What the workbook is made from: the report as it stands, or as it would begin."""

    duty: ReportDuty
    report: UnitReport | None
    context: dict
    values: dict
    questionnaire: Questionnaire

    @classmethod
    def of(cls, duty: ReportDuty) -> "Known":
        rows = UnitReport.objects.filter(duty=duty).select_related("form").order_by("-revision")
        report, form = rows.first(), duty.period.form
        if report:
            return cls(duty, report, report.context, report.values, report.form.questionnaire)
        context = context_of(duty, form)
        return cls(duty, None, context, prefilled(context, form), form.questionnaire)

    @property
    def form_number(self) -> int:
        return self.report.form.number if self.report else self.duty.period.form.number


def workbook_of(known: Known) -> bytes:
    """The workbook for the report of ``known.duty``."""
    book = Workbook()
    choices = book.create_sheet(CHOICES)
    _write_questions(book.active, known, choices)
    for section in known.questionnaire.sections:
        if section.list:
            _write_list(book.create_sheet(_sheet_name(section, book)), section, known, choices)
    _write_stamp(book.create_sheet(STAMP), known)
    for sheet in book.worksheets:
        sheet.protection.sheet = True
    choices.sheet_state = book[STAMP].sheet_state = "veryHidden"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _sheet_name(section: Section, book: Workbook) -> str:
    plain = "".join(" " if letter in "[]:*?/\\'" else letter for letter in section.title)[:28]
    return plain if plain not in book.sheetnames else f"{plain[:20]} {section.list}"[:31]


def _put(sheet: Worksheet, row: int, column: int, value: Any, bold: bool = False):
    """Write a cell; text stays text, whatever sign it begins with."""
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = BOLD
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _write_questions(sheet: Worksheet, known: Known, choices: Worksheet) -> None:
    sheet.title = "Laporan"
    sheet["A1"] = "laporan"
    _put(sheet, 2, 2, f"Laporan {known.duty.office.name}, {known.duty.period}", bold=True)
    _put(sheet, 3, 2, "Isi sel berwarna saja, tanpa rumus. Daftar ada di lembar-lembar berikut.")
    for column, text in enumerate(HEADS, start=2):
        _put(sheet, 4, column, text, bold=True).fill = HEAD
    _question(sheet, 5, NIL_FIELD, known, choices)
    row = 6
    for section in known.questionnaire.sections:
        if section.list:
            continue
        _put(sheet, row, 2, section.title, bold=True)
        for offset, field in enumerate(section.fields, start=1):
            _question(sheet, row + offset, field, known, choices)
        row += len(section.fields) + 1
    _shape(sheet, WIDTHS, "B5")


def _question(sheet, row: int, field: Field, known: Known, choices: Worksheet) -> None:
    values, context = known.values, known.context
    sheet.cell(row, 1, field.key)
    _put(sheet, row, 2, field.label + (" *" if field.required else ""))
    _put(sheet, row, 3, field.unit)
    _put(sheet, row, 4, shown(field, context["known"].get(field.key)))
    _put(sheet, row, 5, shown(field, context["previous"].get(field.key)))
    _input(sheet, row, ANSWER, field, values.get(field.key), choices)
    _explanation(sheet, row, WHY, explanation_of(values, field.key, known.questionnaire))


def explanation_of(values: dict, path: str, questionnaire: Questionnaire) -> str:
    """What explains the value at ``path`` now: of several explanations the first."""
    if path == NIL:
        return values.get(NIL_WHY, "")
    _, _, rest = path.partition("/")
    row, _, key = rest.rpartition("/")
    key = key or path
    rules = [rule.key for rule in questionnaire.rules if rule.at[0] == key]
    whys = [f"why:{name}" + (f":{row}" if row else "") for name in (f"known:{key}", *rules)]
    return next((values[why] for why in whys if values.get(why)), "")


def _explanation(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = _put(sheet, row, column, squeeze(text))
    cell.protection, cell.number_format, cell.fill = OPEN, "@", INPUT


def _input(sheet, row: int, column: int, field: Field, value: Any, choices: Worksheet) -> None:
    cell = _put(sheet, row, column, _as_cell(field, value))
    cell.protection, cell.fill = OPEN, INPUT
    cell.number_format = FORMATS.get(field.kind, "@")
    _validation(sheet, field, choices).add(cell)


def _as_cell(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.kind == "percent":
        return value / 100
    return value if field.is_number else shown(field, value)


def _validation(sheet: Worksheet, field: Field, choices: Worksheet) -> DataValidation:
    """The rule of the cells of ``field`` on this sheet, made once."""
    for one in sheet.data_validations.dataValidation:
        if one.errorTitle == field.key[:32]:
            return one
    made = DataValidation(**_validation_of(field, choices), allow_blank=True)
    made.errorTitle = field.key[:32]
    sheet.add_data_validation(made)
    return made


def _validation_of(field: Field, choices: Worksheet) -> dict:
    least, most = field.bounds
    if field.kind in ("count", "money"):
        return {"type": "whole", "operator": "between", "formula1": least, "formula2": most}
    if field.kind == "percent":
        ends = {"formula1": least / 100, "formula2": most / 100}
        return {"type": "decimal", "operator": "between", **ends}
    if field.kind == "yesno":
        return {"type": "list", "formula1": '"ya,tidak"'}
    if field.kind == "choice":
        return {"type": "list", "formula1": _choices_of(field, choices)}
    ends = {"operator": "lessThanOrEqual", "formula1": 500}
    return {"type": "textLength", **ends}


def _choices_of(field: Field, choices: Worksheet) -> str:
    """The range, on the hidden sheet, that holds the labels to choose from."""
    column = choices.max_column + (1 if choices["A1"].value else 0)
    for row, (_, label) in enumerate(field.choices, start=1):
        _put(choices, row, column, label)
    letter = get_column_letter(column)
    return f"{quote_sheetname(CHOICES)}!${letter}$1:${letter}${len(field.choices)}"


def _write_list(sheet: Worksheet, section: Section, known: Known, choices: Worksheet) -> None:
    sheet["A1"] = f"daftar:{section.list}"
    _put(sheet, 2, 2, section.title, bold=True)
    _put(sheet, 3, 2, f"Satu {section.item} satu baris, paling banyak {section.most}.")
    titles = {one["row"]: one["title"] for one in known.context["rows"].get(section.list, [])}
    _put(sheet, 4, 2, section.item.capitalize(), bold=True).fill = HEAD
    for column, field in enumerate(section.fields, start=3):
        sheet.cell(1, column, field.key)
        unit = f" ({field.unit})" if field.unit else ""
        head = field.label + unit + (" *" if field.required else "")
        _put(sheet, 4, column, head, bold=True).fill = HEAD
    last = len(section.fields) + 3
    sheet.cell(1, last, "why")
    _put(sheet, 4, last, "Penjelasan", bold=True).fill = HEAD
    for at, name in enumerate(_row_names(section, known), start=5):
        sheet.cell(at, 1, name)
        _put(sheet, at, 2, squeeze(titles.get(name, "")) or f"{at - 4}")
        _write_row(sheet, at, section, name, known, choices)
    _shape(sheet, [12, 30 if section.fixed else 12] + [26] * (last - 2), "C5")


def _write_row(sheet, at: int, section: Section, name: str, known: Known, choices) -> None:
    texts = []
    for column, field in enumerate(section.fields, start=3):
        path = f"{section.list}/{name}/{field.key}"
        _input(sheet, at, column, field, known.values.get(path), choices)
        texts.append(explanation_of(known.values, path, known.questionnaire))
    _explanation(sheet, at, len(section.fields) + 3, next(filter(None, texts), ""))


def _row_names(section: Section, known: Known) -> list[str]:
    """The rows there are, then new names for the empty ones."""
    held = rows_of(known.values, section.list)
    if section.fixed:
        given = [one["row"] for one in known.context["rows"].get(section.list, [])]
        return given + [name for name in held if name not in given]
    spare = min(SPARE, section.most) - len(held)
    return held + [token_hex(4) for _ in range(spare)]


def _shape(sheet: Worksheet, widths, frozen: str) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[1].hidden = True
    sheet.freeze_panes = frozen
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_stamp(sheet: Worksheet, known: Known) -> None:
    office, period = known.duty.address
    stamp = {
        "office": office,
        "period": period,
        "form": known.form_number,
        "report": str(known.report.uid if known.report else uuid4()),
        "version": known.report.version if known.report else None,
        "schema": SCHEMA,
    }
    _put(sheet, 1, 1, "portal")
    _put(sheet, 1, 2, json.dumps(stamp))
    for row, (path, value) in enumerate(sorted(known.values.items()), start=2):
        _put(sheet, row, 1, path)
        _put(sheet, row, 2, json.dumps(value))
