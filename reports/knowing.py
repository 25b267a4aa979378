"""What the portal knows when a UPT fills in a report: from the register, and from reports before.

``context`` of a report: ``known`` (key of a field → number), ``rows`` (list → rows that the
register has: their name, a title, ``known`` numbers, and for coachings their values), ``previous``
(key → what the period before said), ``history`` (the three periods before, for the eye),
``period`` (``first_day`` and ``last_day``) and ``known_on``. What is known is known of the end of
the period, as far as the register is dated.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count, OuterRef, Q, Subquery

from programs.models import PlanRow, Realisation
from registry.asof import as_of
from registry.enums import Status
from registry.models import (
    AnnualMeeting,
    BoardMember,
    Coaching,
    Cooperative,
    Enterprise,
    Member,
    Training,
)
from registry.models.people import today
from reports.enums import ReportState
from reports.models import FormVersion, ReportDuty, UnitReport
from reports.questionnaire.definition import Section

SHOWN_BEFORE = 3  # periods


def context_of(duty: ReportDuty, form: FormVersion) -> dict:
    """Everything known for the report of ``duty`` on ``form``, as JSON."""
    period, questionnaire = duty.period, form.questionnaire
    known = Known(duty)
    before = history(duty)
    return {
        "period": {
            "first_day": period.first_day.isoformat(),
            "last_day": period.last_day.isoformat(),
        },
        "known_on": today().isoformat(),
        "known": {
            one.key: getattr(known, one.knows)
            for one in questionnaire.fields
            if one.knows and not one.list
        },
        "rows": {
            name: rows
            for name, section in questionnaire.lists.items()
            if (rows := _rows(known, section))
        },
        "previous": before[0]["values"] if before and before[0]["adjacent"] else {},
        "history": before,
    }


def _rows(known: "Known", section: Section) -> list[dict]:
    if section.list == "programs":
        return known.programs
    return known.visits if section.list == "visits" else []


def history(duty: ReportDuty) -> list[dict]:
    """What the periods just before said, the latest first: label, numbers, whether adjacent."""
    period = duty.period
    rows = UnitReport.objects.filter(
        Q(duty__period__year=period.year, duty__period__number__lt=period.number)
        | Q(duty__period__year=period.year - 1),
        duty__office=duty.office_id,
        duty__period__rhythm=period.rhythm,
        first_filed_at__isnull=False,
    ).exclude(state=ReportState.SUPERSEDED)
    rows = rows.select_related("duty__period").order_by(
        "-duty__period__year", "-duty__period__number", "-revision"
    )
    found: dict[int, dict] = {}
    for row in rows[: 2 * SHOWN_BEFORE]:
        found.setdefault(
            row.duty_id,
            {
                "label": str(row.duty.period),
                "adjacent": row.duty.period.last_day + timedelta(days=1) == period.first_day,
                "values": {k: v for k, v in row.values.items() if "/" not in k and ":" not in k},
            },
        )
    return list(found.values())[:SHOWN_BEFORE]


def prefilled(context: dict, form: FormVersion) -> dict:
    """The values that a fresh report begins with: what the register knows."""
    values = {key: value for key, value in context["known"].items() if value is not None}
    for name, section in form.questionnaire.lists.items():
        for row in context["rows"].get(name, []):
            for field in section.fields:
                value = row.get("values", {}).get(field.key, row["known"].get(field.key))
                if value is not None:
                    values[f"{name}/{row['row']}/{field.key}"] = value
    return values


@dataclass(frozen=True)
class Known:
    """What the register knows of the kecamatan of an office at the end of a period.

    Each name is what a field's ``knows`` may say.
    """

    duty: ReportDuty

    @cached_property
    def first(self) -> date:
        return self.duty.period.first_day

    @cached_property
    def last(self) -> date:
        """The last day of the period, or today where that has not come."""
        return min(self.duty.period.last_day, today())

    @cached_property
    def within(self) -> tuple[date, date]:
        return self.first, self.duty.period.last_day

    @cached_property
    def districts(self) -> list[int]:
        return list(self.duty.office.districts.values_list("pk", flat=True))

    @cached_property
    def _cooperatives(self):
        codes = list(self.duty.office.districts.values_list("kemendagri_code", flat=True))
        return as_of(Cooperative.objects.all(), self.last).filter(district_on__in=codes)

    @cached_property
    def _counted(self) -> dict[str, int]:
        rows = self._cooperatives.order_by().values_list("status_on")
        return dict(rows.annotate(Count("pk")))

    @property
    def cooperatives(self) -> int:
        return sum(n for status, n in self._counted.items() if status != Status.DISSOLVED)

    @property
    def cooperatives_active(self) -> int:
        return self._counted.get(Status.ACTIVE, 0)

    @cached_property
    def _here(self) -> Q:
        return Q(cooperative__district__in=self.districts, cooperative__merged_into__isnull=True)

    @property
    def cooperatives_founded(self) -> int:
        rows = Cooperative.objects.filter(district__in=self.districts, merged_into__isnull=True)
        return rows.filter(deed_date__range=self.within).count()

    @property
    def cooperatives_dissolved(self) -> int:
        rows = Cooperative.objects.filter(district__in=self.districts, merged_into__isnull=True)
        return rows.filter(status=Status.DISSOLVED, status_since__range=self.within).count()

    @property
    def meetings_held(self) -> int:
        rows = AnnualMeeting.objects.filter(self._here, held_on__range=self.within)
        return rows.order_by().values("cooperative").distinct().count()

    @property
    def meetings_year(self) -> int:
        year = date(self.last.year, 1, 1), self.duty.period.last_day
        rows = AnnualMeeting.objects.filter(self._here, held_on__range=year)
        return rows.order_by().values("cooperative").distinct().count()

    @cached_property
    def _members(self) -> dict[str, int]:
        rows = Member.objects.filter(self._here).on(self.last)
        return dict(rows.order_by().values_list("sex").annotate(Count("pk")))

    @property
    def members_male(self) -> int | None:
        return self._members.get("L", 0) if self._members else None

    @property
    def members_female(self) -> int | None:
        return self._members.get("P", 0) if self._members else None

    @property
    def members_joined(self) -> int:
        return Member.objects.filter(self._here, joined_on__range=self.within).count()

    @property
    def members_left(self) -> int:
        return Member.objects.filter(self._here, left_on__range=self.within).count()

    @property
    def enterprises_closed(self) -> int:
        rows = Enterprise.objects.filter(district__in=self.districts)
        return rows.filter(closed_on__range=self.within).count()

    @property
    def enterprises_coached(self) -> int:
        rows = Coaching.objects.filter(enterprise__district__in=self.districts)
        return (
            rows.filter(held_on__range=self.within)
            .order_by()
            .values("enterprise")
            .distinct()
            .count()
        )

    @property
    def cooperatives_coached(self) -> int:
        rows = Coaching.objects.filter(self._here, held_on__range=self.within)
        return rows.order_by().values("cooperative").distinct().count()

    @property
    def boards_whole(self) -> int:
        """Cooperatives with chair, secretary and treasurer in office."""
        wanted = ["ketua", "sekretaris", "bendahara"]
        rows = BoardMember.objects.filter(self._here, position__in=wanted).filter(self._in_office)
        rows = rows.order_by().values("cooperative")
        return rows.annotate(n=Count("position", distinct=True)).filter(n=3).count()

    @property
    def boards_trained(self) -> int:
        trained = Training.objects.filter(finished_on__lte=self.last)
        rows = BoardMember.objects.filter(self._here, trainings__in=trained)
        return rows.filter(self._in_office).distinct().count()

    @property
    def _in_office(self) -> Q:
        return (Q(term_from__isnull=True) | Q(term_from__lte=self.last)) & (
            Q(left_on__isnull=True) | Q(left_on__gt=self.last)
        )

    @cached_property
    def visits(self) -> list[dict]:
        """Coachings of the period: at most as many rows as a form may hold."""
        here = Q(cooperative__district__in=self.districts) | Q(
            enterprise__district__in=self.districts
        )
        rows = Coaching.objects.filter(here, held_on__range=self.within)
        return [_visit(one) for one in rows.with_subject().order_by("held_on", "id")[:40]]

    @cached_property
    def programs(self) -> list[dict]:
        """The UPT's lines of the plan in force, with what was realised by the end."""
        rows = PlanRow.objects.filter(
            budget__in=_in_force(self.last.year), office=self.duty.office_id
        )
        told = Realisation.objects.filter(
            line=OuterRef("line"), month__lte=self.duty.period.last_day.month
        ).order_by("-month")
        rows = (
            rows.leaves()
            .select_related("item", "line")
            .annotate(
                amount=Subquery(told.values("amount")[:1]),
                physical=Subquery(told.values("physical")[:1]),
            )
        )
        return [_program(row) for row in rows.order_by("item__code", "id")]


def _in_force(year: int):
    from programs.enums import VersionState
    from programs.models import BudgetVersion

    rows = BudgetVersion.objects.filter(plan__year=year, state=VersionState.APPROVED)
    return rows.order_by("-sequence")[:1]


def _visit(coaching: Coaching) -> dict:
    return {
        "row": coaching.uid.hex[:8],
        "title": "",
        "known": {},
        "values": {
            "visit_on": coaching.held_on.isoformat(),
            "visit_to": coaching.subject.name,
            "visit_by": coaching.coach,
            "visit_topic": coaching.topic,
            "visit_result": coaching.result,
            **({"visit_next": coaching.next_step} if coaching.next_step else {}),
        },
    }


def _program(row) -> dict:
    known = {
        "program_amount": None if row.amount is None else int(row.amount),
        "program_physical": None if row.physical is None else int(row.physical * 100),
    }
    return {
        "row": row.line.uid.hex[:8],
        "title": f"{row.item.code} {row.item.name}",
        "known": known,
        "pagu": int(row.pagu),
    }
