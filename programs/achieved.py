"""A year of achievements at a glance: every agreement in force, office by office."""

from dataclasses import dataclass

from programs.achievement import Mark, Scale, Scored, mean
from programs.enums import PaperState, Quarter
from programs.models import Agreement, Plan


@dataclass
class Line:
    """One agreement: the average achievement of its indicators by quarter and for the year.

    ``counted`` of ``of`` indicators have a result; the others are left out of the average.
    """

    agreement: Agreement
    quarters: list[Mark | None]
    year: Mark | None
    counted: int
    of: int


@dataclass
class Year:
    """All lines, by office and rung, with the average of all indicators."""

    scale: Scale
    lines: list[Line]
    total: Mark | None
    counted: int
    of: int


def of_year(plan: Plan, scale: Scale) -> Year:
    """In a fixed number of queries."""
    rows = Agreement.objects.filter(plan=plan, paper__state=PaperState.IN_FORCE)
    rows = rows.select_related("paper", "position__office", "first__official")
    rows = rows.prefetch_related("indicators__results")
    rows = rows.order_by("position__echelon", "position__office__name", "position__code")
    scored = [(row, [Scored(one, scale) for one in row.indicators.all()]) for row in rows]
    lines = [_line(row, found, scale) for row, found in scored]
    marks = [one.year for _, found in scored for one in found]
    counted = sum(mark is not None for mark in marks)
    return Year(scale, lines, mean(marks, scale), counted, len(marks))


def _line(row: Agreement, scored: list[Scored], scale: Scale) -> Line:
    marks = [one.year for one in scored]
    return Line(
        agreement=row,
        quarters=[mean([one.quarter(q) for one in scored], scale) for q in Quarter.values],
        year=mean(marks, scale),
        counted=sum(mark is not None for mark in marks),
        of=len(marks),
    )
