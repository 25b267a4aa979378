"""Is the RAT held, due or late; which NIK grade follows: computed for any day by dated rules.

A book year is the calendar year. Its RAT is due so many months after its end as the rule of that
time says (UU 25/1992 art. 26; Permenkop 19/2015). Everything is one annotation, so that a list of
any length, its filters and a single page say the same.
"""

from calendar import monthrange
from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear, Greatest

from registry.enums import CooperativeForm, Grade
from registry.models import AnnualMeeting
from registry.models.cooperatives import CooperativeQuerySet
from registry.rules import NoRule, Rules

NEVER = -9999  # stands for "no RAT on record" where years are compared


class MeetingState(TextChoices):
    """Where a cooperative stands with its RAT on a day."""

    DONE = "done", "RAT sudah diadakan"
    DUE = "due", "RAT belum jatuh tempo"
    LATE = "late", "RAT terlambat"
    MISSED = "missed", "Dua tahun buku atau lebih tanpa RAT"
    EXEMPT = "exempt", "Belum wajib RAT"


NOT_GRADED = "none"  # older than three years with one RAT that is not this year's: no grade fits
GRADES = [*Grade.choices, (NOT_GRADED, "Tidak tergolong")]


def deadline(book_year: int, form: str) -> date:
    """The last day for the RAT of ``book_year``; a blank form counts as primer.

    Raises NoRule where no rule was in force at the end of that book year.
    """
    months = _months(Rules(date(book_year, 12, 31)), form)
    return date(book_year + 1, months, monthrange(book_year + 1, months)[1])


def _months(rules: Rules, form: str) -> int:
    return rules["rat_due_months"][form or CooperativeForm.PRIMARY]


def latest_due(day: date, form: str) -> int:
    """The latest book year whose deadline has passed on ``day``."""
    try:
        last = deadline(day.year - 1, form)
    except NoRule:
        return day.year - 2
    return day.year - 1 if day > last else day.year - 2


def with_compliance(rows: CooperativeQuerySet, day: date) -> CooperativeQuerySet:
    """``rows`` with what follows from the RAT held up to ``day``:

    ``last_held`` the latest book year with a RAT (None: none), ``missed`` the book years due since
    then without one, ``meeting_state`` a MeetingState, ``held_in_window`` how many of the last
    three book years, ``computed_grade`` a Grade or NOT_GRADED.
    """
    held = AnnualMeeting.objects.filter(
        cooperative=OuterRef("pk"), held_on__lte=day, book_year__lte=day.year - 1
    ).order_by()
    due = Case(
        When(form=CooperativeForm.SECONDARY, then=Value(latest_due(day, "sekunder"))),
        default=Value(latest_due(day, "primer")),
        output_field=IntegerField(),
    )
    rows = rows.annotate(
        last_held=Subquery(
            held.values("cooperative").annotate(last=Max("book_year")).values("last")
        ),
        due_year=due,
        founded_year=ExtractYear("deed_date"),
    )
    rows = rows.annotate(
        missed=Greatest(
            Value(0),
            F("due_year")
            - Greatest(
                Coalesce("last_held", Value(NEVER)), Coalesce(F("founded_year") - 1, Value(NEVER))
            ),
            output_field=IntegerField(),
        )
    )
    rows = rows.annotate(meeting_state=_state(day), window_end=_window_end(day))
    return _with_grade(rows, day)


def _state(day: date) -> Case:
    return Case(
        When(missed__gte=2, then=Value(MeetingState.MISSED.value)),
        When(missed=1, then=Value(MeetingState.LATE.value)),
        When(last_held=day.year - 1, then=Value(MeetingState.DONE.value)),
        When(founded_year__gte=day.year, then=Value(MeetingState.EXEMPT.value)),
        default=Value(MeetingState.DUE.value),
    )


def _window_end(day: date) -> Case:
    """The last book year counts from its deadline on, or as soon as its RAT is held."""
    return Case(
        When(last_held=day.year - 1, then=Value(day.year - 1)),
        default=F("due_year"),
        output_field=IntegerField(),
    )


def _with_grade(rows: CooperativeQuerySet, day: date) -> CooperativeQuerySet:
    years = Rules(day)["grade_window"]["years"]
    held = AnnualMeeting.objects.filter(cooperative=OuterRef("pk"), held_on__lte=day).order_by()
    window = held.filter(
        book_year__lte=OuterRef("window_end"), book_year__gt=OuterRef("window_end") - years
    )
    counted = window.values("cooperative").annotate(n=Count("pk")).values("n")
    this_year = window.filter(held_on__year=day.year)
    counted_now = this_year.values("cooperative").annotate(n=Count("pk")).values("n")
    rows = rows.annotate(
        held_in_window=Coalesce(Subquery(counted), Value(0)),
        held_this_year=Coalesce(Subquery(counted_now), Value(0)),
        is_young=ExpressionWrapper(
            Q(deed_date__isnull=False) & Q(deed_date__gt=_years_before(day, years)),
            output_field=BooleanField(),
        ),
    )
    return rows.annotate(
        computed_grade=Case(
            When(held_in_window__gte=years, then=Value(Grade.A.value)),
            When(held_in_window__gte=2, then=Value(Grade.B.value)),
            When(held_in_window=0, then=Value(Grade.D.value)),
            When(is_young=True, then=Value(Grade.C1.value)),
            When(held_this_year=1, then=Value(Grade.C2.value)),
            default=Value(NOT_GRADED),
        )
    )


def _years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 29 February becomes 28."""
    last = monthrange(day.year - years, day.month)[1]
    return date(day.year - years, day.month, min(day.day, last))
