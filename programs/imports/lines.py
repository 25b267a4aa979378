"""One row of a work programme's workbook: what it says, and how it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bengkalis import values
from bengkalis.values import fold
from programs.enums import FundSource
from programs.imports.headings import PLANS, TEXTS
from programs.models import NomenclatureItem, PlanRow
from registry.enums import Outcome
from registry.imports.cells import HIDDEN, Cells, Listing
from registry.imports.lines import as_json, plain_cell
from registry.imports.problems import Problem
from registry.imports.tables import Row, Table
from registry.models import ImportBatch, ImportLine, Office
from registry.models.people import today

FUNDS = {fold(word): one for one in FundSource for word in (one.value, one.label, one.name)}
# What is counted in fractions; of anything else 2.6 is more likely 2.600 read as a fraction.
DIVISIBLE = {
    *("persen", "indeks", "skor", "nilai", "poin", "rasio", "kg", "ton", "km", "m", "m2", "ha"),
    *("hektare", "hektar", "meter", "liter"),
}
THOUSAND = 1000


@dataclass
class Line:
    """What a row says, what it would do, and what is wrong with it."""

    row: int
    raw: dict[str, Any]
    headings: dict[str, str] = field(repr=False)
    code: str = ""
    name: str = ""
    uid: str = ""
    office_text: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    excluded: bool = False
    outcome: str = Outcome.ERROR
    diff: dict[str, list] = field(default_factory=dict)
    item: NomenclatureItem | None = None
    office: Office | None = None
    target: PlanRow | None = None

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    def problem(self, key: str, code: str, message: str) -> None:
        """Put a finding about the cell ``key`` on record."""
        heading = self.headings.get(key) or PLANS.labels.get(key, "")
        self.problems.append(Problem(heading, code, message, key))

    def stored(self) -> dict[str, Any]:
        """The columns of ImportLine that judging sets."""
        return {
            "label": f"{self.code} {self.item.name if self.item else self.name}".strip()[:200],
            "outcome": self.outcome,
            "values": as_json(self.said),
            "diff": as_json(self.diff),
            "problems": [problem.as_dict() for problem in self.problems],
            "has_warnings": any(not problem.is_error for problem in self.problems),
            "target_version": self.target.version if self.target else None,
        }


def listing_of(table: Table) -> Listing:
    """Headings and units of a list that was found."""
    headings = {key: column.heading for key, column in table.columns.items()}
    scales = {key: Decimal(one.scale) for key, one in table.columns.items()}
    return Listing(headings, today(), scales, table.as_of, places=None)


def line_of(row: Row, listing: Listing) -> Line:
    """A row of a table, read."""
    raw = {key: plain_cell(value) for key, value in row.values.items()}
    if row.hidden:
        raw[HIDDEN] = True
    return _read(row.number, raw, listing)


def read_again(batch: ImportBatch, rows: Iterable[ImportLine]) -> list[Line]:
    """Stored lines as they are understood now."""
    scales = {key: Decimal(column["scale"]) for key, column in batch.columns.items()}
    headings = {key: column["heading"] for key, column in batch.columns.items()}
    listing = Listing(headings, today(), scales, batch.as_of, places=None)
    lines = [_read(row.row, row.raw, listing) for row in rows]
    ask_about_fractions(lines)
    return lines


def _read(number: int, raw: dict, listing: Listing) -> Line:
    cells = Cells(listing, raw)
    line = Line(number, raw, listing.headings)
    line.code = cells.text("code").strip(". ")
    line.name, line.office_text = cells.text("name"), cells.text("office")
    line.uid = cells.text("uid")
    for key in TEXTS:
        text = cells.text(key)
        if text and cells.fits(key, text, PlanRow._meta.get_field(key).max_length):
            line.said[key] = text
    scale = int(listing.scales.get("pagu", 1))
    _amount(line, cells, "pagu", lambda cell: values.parse_money(cell, scale=scale))
    _amount(line, cells, "target", values.parse_number)
    line.problems += cells.said.problems
    _fund(line, cells.text("fund_source"))
    return line


def _amount(line: Line, cells: Cells, key: str, parse) -> None:
    amount = cells.parsed(key, parse)
    if amount is None:
        return
    if amount < 0:
        shown = values.format_number(amount)
        line.problem(key, "negative_value", f"Ditemukan {shown}, diharapkan 0 atau lebih.")
        return
    line.said[key] = amount.quantize(Decimal("0.01"))


def _fund(line: Line, text: str) -> None:
    if not text:
        return
    if fold(text) in FUNDS:
        line.said["fund_source"] = str(FUNDS[fold(text)].value)
        return
    known = ", ".join(one.label for one in FundSource)
    line.problem(
        "fund_source", "unknown_fund_source", f"Ditemukan “{text[:40]}”, diharapkan: {known}."
    )


def ask_about_fractions(lines: list[Line]) -> None:
    """A cell that a spreadsheet turned into 2,6 may have been 2.600: an error that asks.

    Text "2,6" with a comma says a fraction; a number cell 2.6 says so only of what is measured in
    fractions, and not beside thousands of the same unit.
    """
    large = {
        fold(line.said.get("unit", ""))
        for line in lines
        if line.said.get("target", Decimal(0)) >= THOUSAND
    }
    for line in lines:
        cell, unit = line.raw.get("target"), line.said.get("unit", "")
        if not isinstance(cell, float) or cell.is_integer() or "target" not in line.said:
            continue
        key = "persen" if unit.strip() == "%" else fold(unit)
        if key in DIVISIBLE and fold(unit) not in large:
            continue
        del line.said["target"]
        shown = str(cell).replace(".", ",")
        line.problem("target", "unparsable_number", _asking(cell, shown, unit))


def _asking(cell: float, shown: str, unit: str) -> str:
    thousands = values.format_number(round(cell * THOUSAND))
    return (
        f"Ditemukan {shown} {unit}".rstrip()
        + f": titik ribuan mungkin terbaca sebagai koma. Tulis {thousands} bila itu maksudnya, "
        f"atau {shown} sebagai teks bila memang pecahan."
    )
