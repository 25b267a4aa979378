"""Whom a line of the plan reached: added one by one, taken over from a coaching, removed, counted.

A cooperative or an MSME is recorded once a line, and counted once wherever it is counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from bengkalis.access import Permission, Scope, scope_of
from bengkalis.audit import acting
from bengkalis.errors import TransitionRefused
from programs.enums import Level
from programs.models import Beneficiary, BudgetVersion, Plan, PlanLine, PlanRow
from registry.coaching import MOST_TOGETHER
from registry.explaining import reason_given
from registry.models import Coaching, Cooperative, Enterprise
from registry.models.people import today

Subject = Cooperative | Enterprise
KEEPS = Permission.RECORD_REALISATION


@transaction.atomic
def add(
    about: Beneficiary, subjects: Iterable[Subject], by, coachings: dict | None = None
) -> tuple[int, int]:
    """Record ``about``, unsaved and with its line, for each of ``subjects``.

    Says how many are new, and how many the line had reached already; those stay as they are.
    ``coachings`` names by subject the coaching it was taken from. Raises ValidationError,
    TransitionRefused for nobody, too many, or one that was merged or closed by then.
    """
    wanted = list(dict.fromkeys(subjects))
    _refuse_number(len(wanted))
    line = PlanLine.objects.select_for_update(of=("self",), no_key=True).get(pk=about.line_id)
    _refuse_day(line.plan, about.received_on)
    rows = [_row_of(about, one, by, coachings or {}) for one in _locked(wanted)]
    known = set(line.beneficiaries.order_by().values_list("cooperative", "enterprise"))
    fresh = [row for row in rows if (row.cooperative_id, row.enterprise_id) not in known]
    if fresh:
        fresh[0].full_clean()  # the others differ in their subject only, which is under lock
        Beneficiary.objects.bulk_create(fresh)
    return len(fresh), len(rows) - len(fresh)


def _refuse_number(found: int) -> None:
    if not found:
        raise TransitionRefused("Belum ada koperasi atau UMKM yang dipilih.")
    if found > MOST_TOGETHER:
        raise TransitionRefused(f"Dipilih {found}, diharapkan paling banyak {MOST_TOGETHER}.")


def _refuse_day(plan: Plan, day: date | None) -> None:
    if day and day.year != plan.year:
        raise ValidationError(
            {"received_on": f"Ditemukan {day:%d-%m-%Y}, diharapkan tanggal dalam {plan.year}."}
        )
    if day and day > today():
        raise ValidationError({"received_on": f"Tanggal {day:%d-%m-%Y} belum tiba."})


def _locked(wanted: list[Subject]) -> list[Subject]:
    """Under lock, in one order for everybody. Raises TransitionRefused for one that is gone."""
    found: list[Subject] = []
    for model in (Cooperative, Enterprise):
        keys = [one.pk for one in wanted if isinstance(one, model)]
        rows = model.objects.filter(pk__in=keys).order_by("pk")
        found += rows.select_for_update(of=("self",), no_key=True) if keys else []
    for one in found:
        if isinstance(one, Cooperative) and one.merged_into_id:
            raise TransitionRefused(f"{one} sudah digabung ke koperasi lain.")
    return found


def _row_of(about: Beneficiary, subject: Subject, by, coachings: dict) -> Beneficiary:
    kind = "cooperative" if isinstance(subject, Cooperative) else "enterprise"
    return Beneficiary(
        line_id=about.line_id,
        received_on=about.received_on,
        benefit=about.benefit,
        coaching=coachings.get(subject),
        recorded_by=by,
        **{kind: subject},
    )


@transaction.atomic
def remove(beneficiary: Beneficiary, version: int | None, reason: str) -> None:
    """Delete one that was entered by mistake; the trail keeps it, and ``reason`` with it.

    Raises StaleVersion, ValidationError for a reason that is none.
    """
    current = Beneficiary.locked(beneficiary.pk, version)
    with acting(reason=reason_given(reason)):
        current.delete()


# --- from coachings ------------------------------------------------------------------------------


def trainings(user, plan: Plan) -> QuerySet:
    """Trainings of the plan's year in the user's reach: title, day, how many took part."""
    rows = Coaching.objects.within(scope_of(user, KEEPS)).filter(
        held_on__year=plan.year, title__gt=""
    )
    return (
        rows.order_by("-held_on", "title")
        .values("title", "held_on")
        .annotate(cooperatives=Count("cooperative", distinct=True))
        .annotate(enterprises=Count("enterprise", distinct=True))
    )


def take_over(line: PlanLine, title: str, day: date, benefit: str, user) -> tuple[int, int]:
    """Everybody in the user's reach that took part in the training ``title`` on ``day``.

    As ``add``.
    """
    rows = Coaching.objects.within(scope_of(user, KEEPS)).filter(title=title, held_on=day)
    found = {row.subject: row for row in rows.with_subject().order_by("pk")}
    about = Beneficiary(line=line, received_on=day, benefit=benefit)
    return add(about, found, user, found)


# --- which rows, and how many --------------------------------------------------------------------


def standing(rows: QuerySet) -> QuerySet:
    """Without rows that stayed with a cooperative that was merged: the survivor has the same."""
    return rows.filter(Q(cooperative__isnull=True) | Q(cooperative__merged_into__isnull=True))


def within(rows: QuerySet, scope: Scope) -> QuerySet:
    """Rows whose cooperative or MSME lies where ``scope`` reaches."""
    if scope.everywhere:
        return rows
    in_reach = Q(cooperative__district__in=scope.districts)
    return rows.filter(in_reach | Q(enterprise__district__in=scope.districts))


@dataclass(frozen=True)
class Reached:
    """How many different cooperatives and MSMEs."""

    cooperatives: int = 0
    enterprises: int = 0

    @property
    def total(self) -> int:
        return self.cooperatives + self.enterprises


_DISTINCT = {
    "cooperatives": Count(Coalesce("cooperative__merged_into", "cooperative"), distinct=True),
    "enterprises": Count("enterprise", distinct=True),
}
_PROGRAM = Case(
    When(line__item__level=Level.SUBACTIVITY, then=F("line__item__parent__parent")),
    default=F("line__item__parent"),
)


def reached(rows: QuerySet) -> Reached:
    """Of all ``rows``, each once."""
    return Reached(**rows.aggregate(**_DISTINCT))


def reached_by(rows: QuerySet, key) -> dict:
    """By ``key``, an expression: each cooperative and MSME once in each group."""
    groups = rows.order_by().annotate(group=key).values("group").annotate(**_DISTINCT)
    return {one["group"]: Reached(one["cooperatives"], one["enterprises"]) for one in groups}


def reached_by_plan(rows: QuerySet) -> dict[int, Reached]:
    return reached_by(rows, F("line__plan"))


def reached_by_program(rows: QuerySet) -> dict[int, Reached]:
    """By key of the program item."""
    return reached_by(rows, _PROGRAM)


def reached_by_office(rows: QuerySet, budget: BudgetVersion) -> dict[int, Reached]:
    """By key of the office that answers for the line in ``budget``."""
    of_line = PlanRow.objects.filter(budget=budget, line=OuterRef("line"))
    return reached_by(rows, Subquery(of_line.order_by("pk").values("office")[:1]))


def reached_by_line(rows: QuerySet) -> dict[int, Reached]:
    return reached_by(rows, F("line"))
