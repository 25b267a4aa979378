"""The conditions of the rules: each a Q over cooperatives as ``prepared`` for a day.

Set-wise SQL, so that one cooperative and the whole register are judged by the same words.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, DateField, Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from bengkalis.days import years_before
from registry.compliance import NOT_GRADED, with_compliance
from registry.deeds import PLACEHOLDER_DATE, year_of
from registry.enums import CertificateStatus, CooperativeForm, Position, Status
from registry.models import AnnualMeeting, BoardMember, Member, Rule
from registry.models.cooperatives import CooperativeQuerySet
from registry.quality.sums import has_gap
from registry.rules import Rules

OFFICERS = (Position.CHAIR, Position.VICE_CHAIR, Position.SECRETARY, Position.TREASURER)


@dataclass(frozen=True)
class AsOf:
    """The day for which is asked, with the rules of law in force on it.

    ``wording`` tells one state of the dated rules from another: questions are built once for a
    day and a wording, because building one costs more than asking it.
    """

    day: date
    wording: tuple

    @classmethod
    def on(cls, day: date) -> "AsOf":
        return cls(day, tuple(Rule.objects.order_by("pk").values_list("pk", "updated_at")))

    @property
    def rules(self) -> Rules:
        return _rules(self)

    def minimum_members(self, form: str) -> int:
        return self.rules["minimum_members"][form or CooperativeForm.PRIMARY]

    @property
    def term_years(self) -> int:
        return self.rules["board_term_years"]["years"]

    @property
    def missed_most(self) -> int:
        return self.rules["active_needs"]["missed_meetings_most"]


@lru_cache(maxsize=4)
def _rules(as_of: AsOf) -> Rules:
    return Rules(as_of.day)


def prepared(rows: CooperativeQuerySet, as_of: AsOf) -> CooperativeQuerySet:
    """``rows`` with everything that the conditions and their words speak of."""
    told = AnnualMeeting.objects.filter(cooperative=OuterRef("pk"), members_total__isnull=False)
    told = told.order_by(*AnnualMeeting._meta.ordering)
    rows = with_compliance(rows, as_of.day).annotate(
        told_total=Subquery(told.values("members_total")[:1]),
        told_on=Coalesce(Subquery(told.values(on=_figures_day())[:1]), Value(as_of.day)),
        deed_year=year_of("deed_number"),
    )
    book = Member.objects.filter(cooperative=OuterRef("pk")).on(OuterRef("told_on"))
    counted = book.order_by().values("cooperative").annotate(n=Count("pk")).values("n")
    return rows.annotate(book_total=Coalesce(Subquery(counted), 0))


def _figures_day() -> Coalesce:
    """The day that the figures of a RAT speak of: as told, or the end of the book year."""
    year = Greatest("book_year", Value(1))
    end = Func(year, Value(12), Value(31), function="MAKE_DATE", output_field=DateField())
    return Coalesce("figures_as_of", end, "held_on")


def concerned(rows: CooperativeQuerySet) -> CooperativeQuerySet:
    """Cooperatives that can have findings: neither dissolved nor merged into another."""
    return rows.filter(merged_into__isnull=True).exclude(status=Status.DISSOLVED)


def _officers(as_of: AsOf, *positions: str):
    rows = BoardMember.objects.filter(cooperative=OuterRef("pk"))
    return rows.filter(position__in=positions or OFFICERS).in_office(as_of.day)


def no_officers(as_of: AsOf) -> Q:
    return Q(~Exists(_officers(as_of)))


def vacant(position: str):
    def condition(as_of: AsOf) -> Q:
        return Q(Exists(_officers(as_of))) & Q(~Exists(_officers(as_of, position)))

    return condition


def term_expired(as_of: AsOf) -> Q:
    """Elected until a day that has passed; without that day, longer ago than the law allows."""
    begun_before = years_before(as_of.day, as_of.term_years)
    over = Q(term_to__lt=as_of.day) | Q(term_to__isnull=True, term_from__lt=begun_before)
    return Q(Exists(_officers(as_of).filter(over)))


def deed_year_differs(as_of: AsOf) -> Q:
    """The year that the number ends in, and that of the date, where it is one."""
    differs = Q(deed_year__lt=F("founded_year")) | Q(deed_year__gt=F("founded_year"))
    return differs & ~Q(deed_date=PLACEHOLDER_DATE)


def missed(at_least: int):
    """So many book years due without RAT; who is proposed for dissolution is on the way already."""

    def condition(as_of: AsOf) -> Q:
        return Q(missed__gte=at_least) & ~Q(status=Status.PROPOSED)

    return condition


def active_without_evidence(as_of: AsOf) -> Q:
    lacking = Q(missed__gt=as_of.missed_most)
    if as_of.rules["active_needs"]["institution"]:
        lacking |= no_officers(as_of)
    return Q(status=Status.ACTIVE) & lacking


def no_book_year(as_of: AsOf) -> Q:
    rows = AnnualMeeting.objects.filter(cooperative=OuterRef("pk"), book_year__isnull=True)
    return Q(Exists(rows))


def sums_differ(as_of: AsOf) -> Q:
    return Q(has_gap())


def few_members(as_of: AsOf) -> Q:
    secondary = Q(form=CooperativeForm.SECONDARY)
    least = as_of.minimum_members
    return (secondary & Q(told_total__lt=least(CooperativeForm.SECONDARY))) | (
        ~secondary & Q(told_total__lt=least(CooperativeForm.PRIMARY))
    )


def members_differ(as_of: AsOf) -> Q:
    """The book, where there is one, as of the day of the latest figures."""
    has_book = Q(Exists(Member.objects.filter(cooperative=OuterRef("pk"))))
    return has_book & (Q(told_total__lt=F("book_total")) | Q(told_total__gt=F("book_total")))


def certificate_expired(as_of: AsOf) -> Q:
    certified = Q(certificate_status=CertificateStatus.CERTIFIED)
    return certified & Q(certificate_valid_until__lt=as_of.day)


def grade_differs(as_of: AsOf) -> Q:
    known = ~Q(recorded_grade="") & Q(computed_grade__isnull=False)
    known &= ~Q(computed_grade=NOT_GRADED)
    return known & ~Q(computed_grade=F("recorded_grade"))


def always(**fields):
    """A condition that asks the row alone, on whatever day."""

    def condition(as_of: AsOf) -> Q:
        return Q(**fields)

    return condition
