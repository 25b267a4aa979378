"""Performance agreements made from data: prepared, edited, renewed; held against how things stand.

The parties are the holders of two posts on the paper's day, its money the pagu in force. Signing
is ``programs/signing.py``'s; what was signed is never edited, a renewal supersedes it.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from bengkalis.errors import TransitionRefused
from programs import papers
from programs.achievement import DEFAULT_RULE
from programs.ageing import outdated
from programs.allotting import promises, shares
from programs.enums import PaperKind, PaperState
from programs.holding import day_in, parties
from programs.lineage import Lineage
from programs.models import (
    Agreement,
    AgreementIndicator,
    AgreementProgram,
    BudgetVersion,
    IndicatorResult,
    Paper,
    Plan,
)
from programs.paper_changes import difference
from registry.enums import Echelon
from registry.models import Incumbency, Position

__all__ = [
    "above",
    "carry_results",
    "difference",
    "outdated",
    "prepare",
    "refresh",
    "remove",
    "renew",
    "revise",
    "without_one",
]
KIND = PaperKind.AGREEMENT
RUNGS_WITH_ONE = (Echelon.HEAD, Echelon.DIVISION, Echelon.SECTION)
IN_WORK = (PaperState.DRAFT, PaperState.OPEN)
WRITTEN = (
    *("place", "goal", "indicator", "unit", "target", "target_1", "target_2", "target_3"),
    *("target_4", "direction", "quarter_rule", "cap", "supports_id"),
)
COPIED = WRITTEN[:-1]


# --- prepared ------------------------------------------------------------------------------------


@transaction.atomic
def prepare(plan: Plan, position: Position, dated_on: date, by=None) -> Agreement:
    """A draft for the holder of ``position`` on ``dated_on``; who made it stands in the trail.

    Raises TransitionRefused where a holder, the pagu or the turn is missing, ValidationError.
    """
    plan = Plan.locked(plan.pk, None)
    _demand_a_post(position)
    if papers.current(KIND, plan.year, position.code):
        raise TransitionRefused(
            f"{position} sudah punya perjanjian kinerja {plan.year} yang berlaku; "
            "perbarui yang itu."
        )
    agreement = _draft(plan, position, dated_on)
    for place, one in enumerate(promises(position, agreement.budget), 1):
        _add_indicator(agreement, place, **vars(one), quarter_rule=DEFAULT_RULE[one.direction])
    _suggest_support(agreement)
    return agreement


def _demand_a_post(position: Position) -> None:
    if position.echelon not in RUNGS_WITH_ONE:
        raise TransitionRefused(
            f"{position}: perjanjian kinerja dibuat di sini untuk eselon II sampai IV."
        )
    if not position.is_active:
        raise TransitionRefused(f"Jabatan {position} tidak ada lagi.")


def _draft(plan: Plan, position: Position, day: date, former: Paper | None = None) -> Agreement:
    """Paper, parties and programs; no indicators yet."""
    first, second = parties(plan.year, position, day)
    budget = budget_of(plan)
    if Paper.objects.filter(
        kind=KIND, year=plan.year, subject=position.code, state__in=IN_WORK
    ).exists():
        raise TransitionRefused(
            f"{position} sudah punya rancangan perjanjian kinerja {plan.year} yang belum berlaku."
        )
    title = f"Perjanjian Kinerja {position} Tahun {plan.year}"
    paper = papers.new_paper(
        KIND, plan.year, position.code, title[:250], day, former, is_demo=plan.is_demo
    )
    agreement = Agreement(
        paper=paper, plan=plan, budget=budget, position=position, first=first, second=second
    )
    agreement.full_clean()
    agreement.save()
    _fill_programs(agreement)
    return agreement


def budget_of(plan: Plan) -> BudgetVersion:
    """The pagu in force. Raises TransitionRefused."""
    budget = plan.in_force
    if budget is None:
        raise TransitionRefused(f"Program kerja {plan.year} belum punya pagu yang disahkan.")
    return budget


def _fill_programs(agreement: Agreement) -> None:
    for place, share in enumerate(shares(agreement.position, agreement.budget), 1):
        row = AgreementProgram(
            agreement=agreement,
            place=place,
            item=share.item,
            line=share.line,
            code=share.item.code,
            name=share.item.name,
            amount=share.amount,
            fund_source=share.fund_source,
        )
        row.full_clean(exclude=None if share.line else {"line"})
        row.save()


def _add_indicator(agreement: Agreement, place: int, **values) -> AgreementIndicator:
    row = AgreementIndicator(agreement=agreement, place=place, **values)
    row.full_clean()
    row.save()
    return row


def above(agreement: Agreement) -> Agreement | None:
    """The agreement of the post above that is in force, else the one in work."""
    rows = Agreement.objects.filter(
        plan=agreement.plan_id, position=agreement.position.superior_id
    ).select_related("paper")
    found = {row.paper.state: row for row in rows}
    order = (PaperState.IN_FORCE, PaperState.OPEN, PaperState.DRAFT)
    return next((found[state] for state in order if state in found), None)


def _suggest_support(agreement: Agreement) -> None:
    """An indicator supports the one above that says the same; the planner looks it over."""
    higher = above(agreement)
    if higher is None:
        return
    same = {one.indicator.casefold(): one for one in higher.indicators.all()}
    for row in agreement.indicators.all():
        if row.indicator.casefold() in same:
            row.supports = same[row.indicator.casefold()]
            row.save(update_fields=["supports"])


# --- renewed -------------------------------------------------------------------------------------


@transaction.atomic
def renew(agreement: Agreement, by=None, dated_on: date | None = None) -> Agreement:
    """A draft that supersedes the one in force: holders of the new day, pagu of now, indicators
    as they were, each supporting what the superior promises now.

    ``dated_on`` is today, or the end of a year that is over. Raises TransitionRefused.
    """
    plan = Plan.locked(agreement.plan_id, None)
    paper = Paper.objects.get(pk=agreement.paper_id)
    if paper.state != PaperState.IN_FORCE:
        raise TransitionRefused("Hanya perjanjian yang berlaku yang dapat diperbarui.")
    day = dated_on or day_in(plan.year)
    if day < paper.dated_on:
        raise TransitionRefused(
            f"Tanggal naskah: ditemukan {day:%d-%m-%Y}, diharapkan sejak "
            f"{paper.dated_on:%d-%m-%Y}, tanggal perjanjian yang digantikan."
        )
    _demand_a_post(agreement.position)
    fresh = _draft(plan, agreement.position, day, former=paper)
    _copy_indicators(agreement, fresh)
    return fresh


def _copy_indicators(old: Agreement, fresh: Agreement) -> None:
    higher = above(fresh)
    line = Lineage(fresh.plan_id)
    now = {line.root(one.pk): one for one in higher.indicators.all()} if higher else {}
    for row in old.indicators.all():
        copied = {name: getattr(row, name) for name in COPIED}
        supports = now.get(line.root(row.supports_id)) if row.supports_id else None
        _add_indicator(fresh, **copied, replaces=row, supports=supports)


@transaction.atomic
def carry_results(agreement: Agreement) -> int:
    """Take over what was recorded for the agreement that this one, now in force, supersedes.

    Says how many were. Not where the unit changed: the number would mean something else.
    """
    carried = 0
    for row in agreement.indicators.select_related("replaces").prefetch_related("results"):
        if row.replaces is None or row.replaces.unit != row.unit:
            continue
        there = {one.quarter for one in row.results.all()}
        for one in row.replaces.results.exclude(quarter__in=there):
            IndicatorResult.objects.create(
                indicator=row,
                quarter=one.quarter,
                value=one.value,
                note=one.note,
                recorded_by=one.recorded_by,
                is_demo=one.is_demo,
            )
            carried += 1
    return carried


# --- drafts --------------------------------------------------------------------------------------


def _locked_draft(agreement: Agreement, version: int | None) -> Agreement:
    """Raises StaleVersion, TransitionRefused once it was opened for signatures."""
    agreement = Agreement.locked(agreement.pk, version)
    if not Paper.locked(agreement.paper_id, None).is_draft:
        raise TransitionRefused(
            "Perjanjian ini sudah dibuka untuk ditandatangani; tarik kembali sebelum mengubahnya."
        )
    return agreement


@transaction.atomic
def revise(
    agreement: Agreement,
    version: int | None,
    signed_in: str,
    dated_on: date,
    indicators: Iterable[AgreementIndicator] = (),
    removed: Iterable[AgreementIndicator] = (),
    programs: Iterable[AgreementProgram] = (),
) -> Agreement:
    """Save a draft: place and day, its cleaned indicators in their order, sources of its money.

    Another day may mean other parties. Indicators that are not named stay, after the named ones.
    Raises StaleVersion, TransitionRefused, ValidationError.
    """
    agreement = _locked_draft(agreement, version)
    for row in removed:
        _demand_unsupported(AgreementIndicator.objects.filter(supports=row))
        row.delete()
    _set_day(agreement, dated_on)
    agreement.signed_in = signed_in
    agreement.full_clean()
    agreement.save(update_fields=["signed_in", "first", "second"])
    _in_order(agreement, list(indicators))
    for row in programs:
        row.save(update_fields=["fund_source"])
    return agreement


def _set_day(agreement: Agreement, day: date) -> None:
    paper, year = agreement.paper, agreement.plan.year
    former = paper.supersedes
    if former and day < former.dated_on:
        raise TransitionRefused(
            f"Tanggal naskah: ditemukan {day:%d-%m-%Y}, diharapkan sejak "
            f"{former.dated_on:%d-%m-%Y}, tanggal perjanjian yang digantikan."
        )
    if day != paper.dated_on:
        paper.dated_on = day
        paper.save(update_fields=["dated_on"])
        agreement.first, agreement.second = parties(year, agreement.position, day)


def _in_order(agreement: Agreement, named: list[AgreementIndicator]) -> None:
    stored = {row.pk: row for row in agreement.indicators.all()}
    rest = agreement.indicators.exclude(pk__in=[row.pk for row in named if row.pk])
    for place, row in enumerate([*named, *rest], 1):
        row.agreement, row.place = agreement, place
        if row.pk is None:
            row.save()
        elif changed := [n for n in WRITTEN if getattr(row, n) != getattr(stored[row.pk], n)]:
            row.save(update_fields=changed)


def _demand_unsupported(pointing) -> None:
    """Raises TransitionRefused where an indicator of ``pointing`` supports what is to go."""
    held = pointing.select_related("agreement__position", "agreement__plan").first()
    if held is not None:
        raise TransitionRefused(
            f"Indikator “{held}” pada {held.agreement} mendukungnya; ubah yang itu dulu."
        )


@transaction.atomic
def refresh(agreement: Agreement, version: int | None) -> Agreement:
    """Take parties and programs anew, from the holders of its day and the pagu in force.

    Raises StaleVersion, TransitionRefused.
    """
    agreement = _locked_draft(agreement, version)
    day = agreement.paper.dated_on
    agreement.first, agreement.second = parties(agreement.plan.year, agreement.position, day)
    agreement.budget = budget_of(agreement.plan)
    agreement.save(update_fields=["first", "second", "budget"])
    agreement.programs.all().delete()
    _fill_programs(agreement)
    return agreement


@transaction.atomic
def remove(agreement: Agreement, version: int | None) -> None:
    """Delete a draft that was never opened. Raises StaleVersion, TransitionRefused."""
    agreement = _locked_draft(agreement, version)
    paper = agreement.paper
    if paper.round:
        raise TransitionRefused(
            "Perjanjian yang pernah dibuka untuk ditandatangani tidak dapat dihapus."
        )
    _demand_unsupported(AgreementIndicator.objects.filter(supports__agreement=agreement))
    agreement.indicators.all().delete()
    agreement.programs.all().delete()
    agreement.delete()
    paper.delete()


# --- who has none --------------------------------------------------------------------------------


def without_one(plan: Plan) -> list[Position]:
    """Posts of echelon II to IV that have none in force or in work that year; ``holder`` is who
    holds them on the nearest day of the year, or None."""
    has_one = Paper.objects.filter(
        kind=KIND,
        year=plan.year,
        subject=OuterRef("code"),
        state__in=[*IN_WORK, PaperState.IN_FORCE],
    )
    posts = Position.objects.filter(~Exists(has_one), is_active=True, echelon__in=RUNGS_WITH_ONE)
    posts = list(posts.select_related("office").order_by("echelon", "code"))
    held = Incumbency.objects.in_force(day_in(plan.year)).select_related("official")
    holders = {one.position_id: one for one in held}
    for post in posts:
        post.holder = holders.get(post.pk)
    return posts
