"""Accepted reports of all UPTs in one table, and how much of the regency they speak for.

Only the accepted version of a report counts. A nil report says 0 where months add up, and nothing
where the last one holds. In a year, months add up or the last accepted one holds, as each question
says. Coverage is counted per question: a report in which it stands unanswered does not cover it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from registry.models import District, Office, OfficeDistrict
from registry.rules import Rules
from reports.enums import ReportState, Rhythm
from reports.models import FormVersion, ReportDuty, ReportPeriod, UnitReport
from reports.models.periods import period_key
from reports.periods import NUMBERS, Standing, standings
from reports.questionnaire.definition import Field, Questionnaire, Section
from reports.questionnaire.paths import PHOTO, rows_of

ROWS, PHOTOS = "rows:", "photos:"
HELP = "problem_help"


@dataclass(frozen=True)
class Span:
    """What is summed up: one period, or the months of a year (``number`` None)."""

    rhythm: str
    year: int
    number: int | None = None

    @classmethod
    def of(cls, code: str) -> "Span | None":
        """``2020``, ``2020-01`` or ``2020-tw1``; None for a code that is none."""
        if re.fullmatch(r"[0-9]{4}", code, re.ASCII):
            return cls(Rhythm.MONTHLY, int(code))
        asked = period_key(code)
        return cls(**asked) if asked else None

    @classmethod
    def at(cls, period: ReportPeriod) -> "Span":
        return cls(period.rhythm, period.year, period.number)

    @property
    def is_year(self) -> bool:
        return self.number is None

    @property
    def period(self) -> ReportPeriod:
        """The last period of the span, unsaved: for its words and days."""
        return ReportPeriod(rhythm=self.rhythm, year=self.year, number=self.number or 12)

    @property
    def code(self) -> str:
        return str(self.year) if self.is_year else self.period.code

    @property
    def last_day(self) -> date:
        return self.period.last_day

    def __str__(self) -> str:
        return f"Tahun {self.year}" if self.is_year else str(self.period)

    @property
    def duties(self):
        rows = ReportDuty.objects.filter(period__rhythm=self.rhythm, period__year=self.year)
        rows = rows if self.is_year else rows.filter(period__number=self.number)
        return rows.order_by("period__number", "office__code")


@dataclass(frozen=True)
class Question:
    """One line of a recap: a question, or how many rows or photographs a list holds."""

    key: str
    label: str
    unit: str
    kind: str
    recap: str
    section: str
    list: str = ""

    @classmethod
    def of(cls, field: Field, section: Section) -> "Question":
        unit = field.unit
        return cls(
            field.key, field.label, unit, field.kind, field.recap, section.title, section.list
        )

    def answer(self, report: UnitReport) -> int | None:
        """What an accepted report says; None where it says nothing."""
        if report.is_nil:
            return 0 if self.recap == "sum" else None
        values = report.values
        if self.key.startswith(ROWS):
            return len(rows_of(values, self.list))
        if self.key.startswith(PHOTOS):
            found = map(PHOTO.fullmatch, values)
            return sum(1 for one in found if one and one[1] == self.list)
        return self._in_rows(values) if self.list else values.get(self.key)

    def _in_rows(self, values: dict) -> int | None:
        rows = rows_of(values, self.list)
        given = [values.get(f"{self.list}/{row}/{self.key}") for row in rows]
        known = [one for one in given if one is not None]
        return sum(known) if known or (self.recap == "sum" and not rows) else None


def questions_of(form: Questionnaire) -> Iterator[Question]:
    """What a form's reports add up to, in the order of the form."""
    for section in form.sections:
        if section.list and not section.fixed:
            yield _count(f"{ROWS}{section.list}", f"Jumlah {section.item}", section.item, section)
        if section.photos:
            yield _count(f"{PHOTOS}{section.list}", f"Foto {section.item}", "foto", section)
        for field in section.fields:
            if field.recap and field.kind != "percent":  # shares of different wholes do not add up
                yield Question.of(field, section)


def _count(key: str, label: str, unit: str, section: Section) -> Question:
    return Question(key, label, unit, "count", "sum", section.title, section.list)


@dataclass(frozen=True)
class Figure:
    """A value with what it rests on: reports that gave it, of those asked; kecamatan likewise.

    ``until`` is the period a last value is of; of a total, the oldest of them.
    """

    value: int | None
    given: int
    asked: int
    until: ReportPeriod | None = None
    places: int = 0
    places_asked: int = 0
    is_final: bool = False

    @property
    def is_provisional(self) -> bool:
        return self.asked > 0 and not self.is_final

    @property
    def percent(self) -> float | None:
        return round(100 * self.given / self.asked, 1) if self.asked else None

    @property
    def places_percent(self) -> float | None:
        return round(100 * self.places / self.places_asked, 1) if self.places_asked else None


@dataclass(frozen=True)
class Line:
    question: Question
    by_office: dict[int, Figure]
    total: Figure


@dataclass(frozen=True)
class Recap:
    """All that a page, a file and a statistic say of a span."""

    span: Span
    standings: list[Standing]
    forms: dict[int, Questionnaire]
    places: dict[int, int]
    all_places: int
    limit: int

    @cached_property
    def offices(self) -> list[Office]:
        found = {one.duty.office_id: one.duty.office for one in self.standings}
        return sorted(found.values(), key=lambda office: office.code)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Of every form of the span; a later version words a question anew."""
        found: dict[str, Question] = {}
        for form in self.forms.values():
            found |= {one.key: one for one in questions_of(form)}
        return found

    @cached_property
    def _asked(self) -> dict[int, set[str]]:
        return {pk: {one.key for one in questions_of(form)} for pk, form in self.forms.items()}

    @cached_property
    def lines(self) -> list[Line]:
        return [self._line(one) for one in self.questions.values()]

    @cached_property
    def overall(self) -> Figure:
        """Coverage by accepted reports, whatever they answer."""
        return self._figure(self.standings, lambda one: one.accepted is not None)

    def coverage(self, office: Office) -> Figure:
        return self._figure(self._of(office.pk), lambda one: one.accepted is not None)

    @property
    def missing(self) -> list[Standing]:
        return [one for one in self.standings if one.accepted is None]

    def _of(self, office: int) -> list[Standing]:
        return [one for one in self.standings if one.duty.office_id == office]

    def _line(self, question: Question) -> Line:
        by_office = {}
        for office in self.offices:
            by_office[office.pk] = self._answers(question, self._of(office.pk))
        values = [one.value for one in by_office.values() if one.value is not None]
        days = [one.until for one in by_office.values() if one.until]
        oldest = min(days, key=lambda one: one.first_day) if days else None
        total = self._covered(question, self.standings)
        total = replace(total, value=sum(values) if values else None, until=oldest)
        return Line(question, by_office, total)

    def _covered(self, question: Question, cells: list[Standing]) -> Figure:
        asked = [one for one in cells if question.key in self._asked[self._form(one)]]
        return self._figure(asked, lambda one: self._answer(question, one) is not None)

    def _answers(self, question: Question, cells: list[Standing]) -> Figure:
        told = [(one, self._answer(question, one)) for one in cells]
        said = [(one.duty.period, value) for one, value in told if value is not None]
        figure = self._covered(question, cells)
        if not said:
            return figure
        if question.recap == "sum":
            return replace(figure, value=sum(value for _, value in said))
        return replace(figure, value=said[-1][1], until=said[-1][0])

    def _form(self, one: Standing) -> int:
        return one.accepted.form_id if one.accepted else one.duty.period.form_id

    def _answer(self, question: Question, one: Standing) -> int | None:
        known = one.accepted and question.key in self._asked[one.accepted.form_id]
        return question.answer(one.accepted) if known else None

    def _figure(self, asked: list[Standing], gave) -> Figure:
        given = [one for one in asked if gave(one)]
        places = sum(self.places.get(one.duty.office_id, 0) for one in given)
        periods = {one.duty.period_id for one in asked}
        whole = not self.span.is_year or len(self._opened) == len(NUMBERS[Rhythm.MONTHLY])
        final = whole and 100 * len(given) >= self.limit * len(asked)
        return Figure(
            None, len(given), len(asked), None, places, len(periods) * self.all_places, final
        )

    @cached_property
    def _opened(self) -> set[int]:
        return {one.duty.period_id for one in self.standings}

    def problems(self, offices: set[int]) -> list[dict[str, Any]]:
        """The problems for which UPTs ask the dinas for help."""
        return [
            {"duty": one.duty, "what": what, "follow": follow}
            for one in self.standings
            if one.duty.office_id in offices and one.accepted and not one.accepted.is_nil
            for what, follow in _helped(one.accepted.values)
        ]


def _helped(values: dict) -> Iterator[tuple[str, str]]:
    for row in rows_of(values, "problems"):
        if values.get(f"problems/{row}/{HELP}") is True:
            start = f"problems/{row}/problem_"
            yield values.get(f"{start}what", ""), values.get(f"{start}follow", "")


def recap_of(span: Span) -> Recap:
    """The recap of ``span``, in six queries."""
    cells = standings(span.duties)
    used = {one.duty.period.form_id for one in cells}
    used |= {one.accepted.form_id for one in cells if one.accepted}
    forms = FormVersion.objects.filter(pk__in=used).order_by("number")
    links = OfficeDistrict.objects.filter(district__valid_to__isnull=True)
    places: dict[int, int] = {}
    for office in links.values_list("office_id", flat=True):
        places[office] = places.get(office, 0) + 1
    return Recap(
        span,
        cells,
        {form.pk: form.questionnaire for form in forms},
        places,
        District.objects.filter(valid_to__isnull=True).count(),
        Rules(span.last_day)["coverage_final"]["percent"],
    )


def newest(rhythm: str = "", year: int | None = None) -> Span | None:
    """The newest period with an accepted report."""
    rows = UnitReport.objects.filter(state=ReportState.ACCEPTED).select_related("duty__period")
    rows = rows.filter(duty__period__rhythm=rhythm) if rhythm else rows
    rows = rows.filter(duty__period__year=year) if year else rows
    last = rows.order_by("-duty__period__opens_on", "duty__period__rhythm").first()
    return Span.at(last.duty.period) if last else None
