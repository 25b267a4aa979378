"""Is the RAT held, due or late; which NIK grade follows: computed for any day by dated rules.

A book year is the calendar year. Its RAT is due so many months after its end as the rule of that
time says (UU 25/1992 art. 26; Permenkop 19/2015); nothing is owed for book years before the first
such rule, nor by a dissolved cooperative. A RAT whose book year was never written down counts for
the year before it was held. Everything is one annotation, so that a list of any length, its
filters and a single page say the same.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear, Greatest
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual

from bengkalis.days import years_before
from registry.enums import CertificateStatus, CooperativeForm, Grade, Status
from registry.models import AnnualMeeting, Cooperative
from registry.models.cooperatives import CooperativeQuerySet
from registry.rules import NoRule, Wordings

DUE, WINDOW = "rat_due_months", "grade_window"


class MeetingState(TextChoices):
    """Where a cooperative stands with its RAT on a day."""

    DONE = "done", "RAT sudah diadakan"
    DUE = "due", "RAT belum jatuh tempo"
    LATE = "late", "RAT terlambat"
    MISSED = "missed", "Tanpa RAT 2 tahun buku lebih"
    EXEMPT = "exempt", "Tidak wajib RAT"


NOT_GRADED = "none"  # older than three years with one RAT that is not this year's: no grade fits
GRADES = [*Grade.choices, (NOT_GRADED, "Tidak tergolong")]
ComputedGrade = TextChoices(
    "ComputedGrade", [(code.upper(), (code, str(label))) for code, label in GRADES]
)


class CertificateState(TextChoices):
    """Whether the NIK certificate of a cooperative holds on a day."""

    VALID = "valid", "Sertifikat berlaku"
    EXPIRED = "expired", "Sertifikat tidak berlaku lagi"
    NONE = "none", "Belum bersertifikat"


def deadline(book_year: int, form: str, wordings: Wordings | None = None) -> date:
    """The last day for the RAT of ``book_year``; a blank form counts as primer.

    Raises NoRule where no rule was in force at the end of that book year.
    """
    last_day = date(book_year, 12, 31)
    months = (wordings or Wordings(DUE)).on(last_day, DUE)
    if months is None:
        raise NoRule(f"Aturan “{DUE}” tidak berlaku pada {last_day:%d-%m-%Y}.")
    return _end_of_month(book_year + 1, months[form or CooperativeForm.PRIMARY])


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def latest_due(day: date, form: str, wordings: Wordings | None = None) -> int:
    """The latest book year whose deadline has passed on ``day``."""
    try:
        last = deadline(day.year - 1, form, wordings)
    except NoRule:
        return day.year - 2
    return day.year - 1 if day > last else day.year - 2


def with_compliance(
    rows: CooperativeQuerySet, day: date, wordings: Wordings | None = None
) -> CooperativeQuerySet:
    """``rows`` with what follows from the RAT held up to ``day``: besides ``with_missed``
    ``held_in_window``, how many of the last three book years, and ``computed_grade``, a Grade or
    NOT_GRADED, None where no rule of the grade was in force.
    """
    wordings = wordings or Wordings(DUE, WINDOW)
    return _with_grade(with_missed(rows, day, wordings), day, wordings)


def with_missed(
    rows: CooperativeQuerySet, day: date, wordings: Wordings | None = None
) -> CooperativeQuerySet:
    """``rows`` with ``last_held``, the latest book year with a RAT up to ``day`` (None: none),
    ``missed``, the book years due since then (or since its founding) without one, and
    ``meeting_state``, a MeetingState."""
    wordings = wordings or Wordings(DUE)
    rows = rows.annotate(
        due_year=Case(
            When(
                form=CooperativeForm.SECONDARY,
                then=Value(latest_due(day, "sekunder", wordings)),
            ),
            default=Value(latest_due(day, "primer", wordings)),
            output_field=IntegerField(),
        ),
        founded_year=ExtractYear("deed_date"),
        unborn_year=ExtractYear("deed_date") - 1,
    )
    return _with_state(rows, day, wordings)


# What is said of a cooperative is one subquery each that groups its RAT once: a subquery that is
# named twice in an expression is run twice a row, which a register of 86,600 does not bear.
# (Of the outer row only bare columns go in: Django would group by anything longer.)


def _held(day: date) -> QuerySet:
    """The RAT of the outer cooperative held up to ``day``, grouped, with the book ``year`` they
    count for and the latest of these, ``last``."""
    held = AnnualMeeting.objects.filter(cooperative=OuterRef("pk"), held_on__lte=day)
    held = _with_year(held).filter(year__lte=day.year - 1).order_by()
    return held.values("cooperative").annotate(last=Max("year"))


def _with_year(meetings: QuerySet) -> QuerySet:
    return meetings.annotate(year=Coalesce("book_year", ExtractYear("held_on") - 1))


def _told(held: QuerySet, expression) -> Subquery:
    """What ``expression`` says of the RAT of a cooperative; NULL where it has none."""
    return Subquery(held.annotate(told=expression).values("told"))


def _with_state(rows: CooperativeQuerySet, day: date, wordings: Wordings) -> CooperativeQuerySet:
    free = Value(_last_free_year(day, wordings))
    # PostgreSQL's GREATEST passes over what is NULL.
    accounted = Greatest(F("last"), OuterRef("unborn_year"), free)
    held = _held(day).annotate(
        none_since=Greatest(Value(0), OuterRef("due_year") - accounted, output_field=IntegerField())
    )
    rows = rows.annotate(
        last_held=_told(held, F("last")),
        none_since=Greatest(
            Value(0),
            F("due_year") - Greatest(F("unborn_year"), free),
            output_field=IntegerField(),
        ),
    )
    founded_now = Q(founded_year__gte=day.year)
    with_some = _told(
        held, _state(Q(last=day.year - 1), GreaterThanOrEqual(OuterRef("founded_year"), day.year))
    )
    return rows.annotate(
        missed=Coalesce(_told(held, F("none_since")), F("none_since")),
        meeting_state=Case(
            When(_gone(day), then=Value(MeetingState.EXEMPT.value)),
            default=Coalesce(with_some, _state(None, founded_now)),
        ),
        window_end=Case(  # the last book year counts from its deadline on, or from its RAT on
            When(last_held=day.year - 1, then=Value(day.year - 1)),
            default=F("due_year"),
            output_field=IntegerField(),
        ),
    )


def _last_free_year(day: date, wordings: Wordings) -> int:
    """The last book year for which no RAT was owed yet, because no rule is on record."""
    first = wordings.first_day(DUE)
    return first.year - 1 if first else day.year


def _gone(day: date) -> Q:
    """Dissolved on or before ``day``, or at an unknown time."""
    since = Q(status_since__isnull=True) | Q(status_since__lte=day)
    return Q(status=Status.DISSOLVED) & since


def _state(held_last: Q | None, founded_now) -> Case:
    """By ``none_since``; ``held_last`` is None for who never held a RAT."""
    return Case(
        When(none_since__gte=2, then=Value(MeetingState.MISSED.value)),
        When(none_since=1, then=Value(MeetingState.LATE.value)),
        *([When(held_last, then=Value(MeetingState.DONE.value))] if held_last else []),
        When(founded_now, then=Value(MeetingState.EXEMPT.value)),
        default=Value(MeetingState.DUE.value),
    )


def _with_grade(rows: CooperativeQuerySet, day: date, wordings: Wordings) -> CooperativeQuerySet:
    rule = wordings.on(day, WINDOW)
    if rule is None:
        nothing = Value(None, output_field=CharField())
        return rows.annotate(held_in_window=Value(0), computed_grade=nothing)
    years = rule["years"]
    held = _counted(day, years)
    return rows.annotate(
        held_in_window=Coalesce(_told(held, F("held")), Value(0)),
        computed_grade=Coalesce(_told(held, _grade(day, years)), Value(Grade.D.value)),
    )


def _counted(day: date, years: int) -> QuerySet:
    """``held`` book years of the window, ``now`` of them by a RAT of this year; two RAT of one
    book year are one."""
    windows = {
        "open": Q(year__gt=day.year - 1 - years),
        "due": Q(year__gt=OuterRef("due_year") - years, year__lte=OuterRef("due_year")),
    }
    counts = {
        f"{name}_{of}": Count("year", distinct=True, filter=window & when)
        for name, window in windows.items()
        for of, when in {"held": Q(), "now": Q(held_on__year=day.year)}.items()
    }
    held = _held(day).annotate(**counts)
    is_open = Q(last=day.year - 1)  # the last book year counts from its RAT on
    return held.annotate(
        held=Case(When(is_open, then=F("open_held")), default=F("due_held")),
        now=Case(When(is_open, then=F("open_now")), default=F("due_now")),
    )


def _grade(day: date, years: int) -> Case:
    young = GreaterThan(OuterRef("deed_date"), Value(years_before(day, years)))
    return Case(
        When(held__gte=years, then=Value(Grade.A.value)),
        When(held__gte=2, then=Value(Grade.B.value)),
        When(held=0, then=Value(Grade.D.value)),
        When(young, then=Value(Grade.C1.value)),
        When(now=1, then=Value(Grade.C2.value)),
        default=Value(NOT_GRADED),
    )


# --- the NIK certificate ------------------------------------------------------------------------


def with_certificate(rows: CooperativeQuerySet, day: date) -> CooperativeQuerySet:
    """``rows`` with ``certificate_state``, a CertificateState.

    Where no last day is on record, the ministry's own page says it: bersertifikat with grade D.
    """
    over = Q(certificate_valid_until__lt=day)
    graded_out = Q(certificate_valid_until__isnull=True, recorded_grade=Grade.D)
    return rows.annotate(
        certificate_state=Case(
            When(~Q(certificate_status=CertificateStatus.CERTIFIED), then=Value("none")),
            When(over | graded_out, then=Value("expired")),
            default=Value("valid"),
        )
    )


# --- one cooperative, in words ------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How one cooperative stands on ``day``. ``due_on`` is the last day for the RAT of book year
    ``owed`` (None without a rule); ``window`` is ``(book year, held on or None)``, latest first.
    """

    day: date
    state: str
    missed: int
    last_held: int | None
    owed: int
    due_on: date | None
    grade: str | None
    window: list[tuple[int, date | None]]
    certificate: str

    @property
    def certificate_label(self) -> str:
        return CertificateState(self.certificate).label

    @property
    def state_label(self) -> str:
        return MeetingState(self.state).label

    @property
    def grade_label(self) -> str:
        return dict(GRADES).get(self.grade, "")

    @property
    def is_overdue(self) -> bool:
        return self.state in OVERDUE

    @property
    def reason(self) -> str:
        """Why the grade is what it is, in one sentence."""
        return GRADE_REASONS.get(self.grade, "Tidak ada aturan grade yang berlaku pada hari itu.")


OVERDUE = (MeetingState.LATE, MeetingState.MISSED)
GRADE_REASONS = {
    Grade.A: "RAT ketiga tahun buku terakhir diadakan.",
    Grade.B: "RAT dua dari tiga tahun buku terakhir diadakan.",
    Grade.C1: "Berdiri dalam tiga tahun terakhir, dengan satu RAT.",
    Grade.C2: "Lebih dari tiga tahun berdiri, dengan satu RAT yang diadakan tahun ini.",
    Grade.D: "Tidak ada RAT dalam tiga tahun buku terakhir.",
    NOT_GRADED: "Lebih dari tiga tahun berdiri, dengan satu RAT yang tidak diadakan tahun ini.",
}
STANDING = (
    *("meeting_state", "missed", "last_held", "due_year", "window_end", "computed_grade"),
    "certificate_state",
)


def standing(cooperative: Cooperative, day: date, wordings: Wordings | None = None) -> Standing:
    """How ``cooperative`` stands on ``day``, with the book years that were counted."""
    wordings = wordings or Wordings(DUE, WINDOW)
    rows = with_compliance(Cooperative.objects.filter(pk=cooperative.pk), day, wordings)
    row = with_certificate(rows, day).order_by("pk").values(*STANDING).get()
    owed = _owed(row, day)
    rule = wordings.on(day, WINDOW)
    return Standing(
        day=day,
        state=row["meeting_state"],
        missed=row["missed"],
        last_held=row["last_held"],
        owed=owed,
        due_on=_deadline_or_none(owed, cooperative.form, wordings),
        grade=row["computed_grade"],
        window=_window(cooperative, row["window_end"], day, rule["years"]) if rule else [],
        certificate=row["certificate_state"],
    )


def _owed(row: dict, day: date) -> int:
    """The book year whose RAT comes next: the first one missing since the last RAT on record; where
    none is, the latest that fell due."""
    if row["missed"] and row["last_held"]:
        return row["due_year"] - row["missed"] + 1
    return row["due_year"] if row["missed"] else day.year - 1


def _deadline_or_none(book_year: int, form: str, wordings: Wordings) -> date | None:
    try:
        return deadline(book_year, form, wordings)
    except NoRule:
        return None


def _window(cooperative, last: int, day: date, years: int) -> list[tuple[int, date | None]]:
    meetings = AnnualMeeting.objects.filter(cooperative=cooperative, held_on__lte=day)
    held = dict(_with_year(meetings).order_by("held_on").values_list("year", "held_on"))
    return [(year, held.get(year)) for year in range(last, last - years, -1)]
