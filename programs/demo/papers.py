"""Demonstration agreements and pacts: signed with ink in January, renewed when the pagu changed,
one revoked, some waiting for a signature or not made at all. Nobody signed them; all is made up.

The agreements of 27 January 2020 are those of the office's meeting.
"""

from datetime import date
from decimal import Decimal

from programs import pacts, signing
from programs.agreements import prepare, renew
from programs.enums import Direction, PaperKind, PaperState, QuarterRule, SignatureKind
from programs.models import (
    Agreement,
    AgreementIndicator,
    BudgetVersion,
    IndicatorResult,
    Paper,
    Plan,
)
from registry.enums import Echelon
from registry.models import Incumbency, Position, User

SIGNED = {2020: date(2020, 1, 27), 2021: date(2021, 1, 25)}
RENEWED = {2020: date(2020, 10, 12), 2021: date(2021, 10, 4)}
NOT_RENEWED = {  # their agreements stay as they were, and their pages say why they should not
    2020: {"kasubbag-umpeg", "ka-upt-bantan"},
    2021: {"sekretaris", "kabid-usaha-mikro", "kasubbag-umpeg", "kasubbag-program"},
}
NOT_MADE, DRAFT, OPEN, REVOKED = (
    {"ka-upt-bengkalis"}, {"kasubbag-umpeg"}, {"ka-upt-mandau"}, {"ka-upt-pinggir"},
)  # fmt: skip
WAITS_AFTER_RENEWAL = "kabid-kelembagaan"  # in 2021: signing it makes the old one say so
HEAD_INDICATORS = (  # goal, indicator, unit, targets of 2020 and 2021, direction, quarter rule
    ("Meningkatnya koperasi yang aktif dan sehat", "Banyaknya koperasi aktif", "koperasi",
     350, 370, Direction.HIGHER, QuarterRule.LAST),
    ("Meningkatnya koperasi yang aktif dan sehat", "Koperasi aktif yang melaksanakan RAT",
     "persen", 45, 55, Direction.PERCENTAGE, QuarterRule.LAST),
    ("Meningkatnya koperasi yang aktif dan sehat", "Koperasi tanpa susunan pengurus",
     "koperasi", 120, 80, Direction.LOWER, QuarterRule.LAST),
    ("Meningkatnya usaha mikro yang tangguh dan mandiri", "UMKM yang dibina", "usaha",
     600, 900, Direction.HIGHER, QuarterRule.SUM),
)  # fmt: skip
TOPICS = {
    "koperasi": {"koperasi", "pengurus"},
    "umkm": {"umkm", "usaha", "wirausaha", "pelaku", "produk"},
}
REACHED = {2020: (Decimal("0.62"), Decimal("0.97"), 4), 2021: (Decimal("0.70"), Decimal("1.02"), 3)}
UNSIGNED_PACTS = {2020: {"kasubbag-umpeg", "ka-upt-rupat"}, 2021: {"ka-upt-pinggir"}}
OPEN_PACTS = {2020: set(), 2021: {"ka-upt-mandau", "kabid-kelembagaan", "kasi-kelembagaan"}}


def sign_for(budget: BudgetVersion) -> None:
    """What was promised once ``budget`` was in force: in January everybody's agreement, later the
    renewals."""
    plan, planner = budget.plan, User.objects.filter(username="perencana").first()
    if budget.sequence == 1:
        for incumbency in _holders(SIGNED[plan.year]):
            _first(plan, incumbency.position, planner)
    elif budget == plan.versions.order_by("-sequence").first() and _is_last(budget):
        _renew_all(plan, planner)


def _is_last(budget: BudgetVersion) -> bool:
    return budget.kind == "perubahan"


def _holders(day: date) -> list[Incumbency]:
    """Holders of the posts below the regent that day, from the top down."""
    held = Incumbency.objects.in_force(day).select_related("position")
    rungs = (Echelon.HEAD, Echelon.DIVISION, Echelon.SECTION)
    rows = held.filter(position__echelon__in=rungs, position__is_demo=True)
    return sorted(rows, key=lambda one: (rungs.index(one.position.echelon), one.position.code))


def _first(plan: Plan, position: Position, planner: User) -> None:
    late = plan.year == 2021
    if late and position.code in NOT_MADE:
        return
    agreement = prepare(plan, position, SIGNED[plan.year], planner)
    _write_indicators(agreement)
    if late and position.code in DRAFT:
        return
    paper = signing.open_for_signing(agreement.paper, None, planner)
    if late and position.code in OPEN:
        return
    _sign(paper, planner)
    if late and position.code in REVOKED:
        paper.refresh_from_db()
        head = User.objects.filter(username="kadis").first()
        signing.revoke(paper, None, head, "CONTOH: target disusun dari pagu yang keliru.")


def _write_indicators(agreement: Agreement) -> None:
    """The head's indicators in place of the proposed ones; below, each supports one above."""
    if agreement.position.echelon == Echelon.HEAD:
        agreement.indicators.all().delete()
        for place, row in enumerate(HEAD_INDICATORS, 1):
            goal, indicator, unit, first, second, direction, rule = row
            AgreementIndicator.objects.create(
                agreement=agreement,
                place=place,
                goal=goal,
                indicator=indicator,
                unit=unit,
                target=first if agreement.plan.year == 2020 else second,
                direction=direction,
                quarter_rule=rule,
            )
        return
    above = AgreementIndicator.objects.filter(
        agreement__plan=agreement.plan,
        agreement__position=agreement.position.superior,
        agreement__paper__state=PaperState.IN_FORCE,
    ).order_by("place")
    higher = list(above)
    for one in agreement.indicators.all():
        if aims := [other for other in higher if _about(one) & _about(other)]:
            one.supports = aims[one.place % len(aims)]
            one.save(update_fields=["supports"])


def _about(indicator: AgreementIndicator) -> set[str]:
    """What an indicator speaks of; nothing for those of the secretariat."""
    words = set(indicator.indicator.lower().split())
    return {topic for topic, names in TOPICS.items() if words & names}


def _sign(paper: Paper, planner: User) -> None:
    """Both parties with ink, as the planner recorded it."""
    for _ in range(paper.parties):
        paper.refresh_from_db()
        signing.record(paper, None, planner, SignatureKind.RECORDED, paper.dated_on)


def _renew_all(plan: Plan, planner: User) -> None:
    rows = Agreement.objects.with_parties().filter(plan=plan, paper__state=PaperState.IN_FORCE)
    rungs = [*Echelon]
    for agreement in sorted(rows, key=lambda one: rungs.index(one.position.echelon)):
        code = agreement.position.code
        if code in NOT_RENEWED[plan.year] or (plan.year == 2021 and code.startswith("ka-upt")):
            continue
        fresh = renew(agreement, planner, RENEWED[plan.year])
        paper = signing.open_for_signing(fresh.paper, None, planner)
        if plan.year == 2020 or code != WAITS_AFTER_RENEWAL:
            _sign(paper, planner)


def results(plan: Plan) -> int:
    """What was reached, quarter by quarter, on the indicators in force; how many rows."""
    low, high, quarters = REACHED[plan.year]
    rows = AgreementIndicator.objects.filter(
        agreement__plan=plan, agreement__paper__state=PaperState.IN_FORCE
    )
    found = [
        IndicatorResult(
            indicator=one,
            quarter=quarter,
            value=_reached(one, quarter, low + (high - low) * (place % 5) / 4),
            is_demo=True,
        )
        for place, one in enumerate(rows.order_by("pk"))
        for quarter in range(1, quarters + 1)
    ]
    IndicatorResult.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def _reached(one: AgreementIndicator, quarter: int, share: Decimal) -> Decimal:
    """A quarter's part of what is added up, or where the year stands by then."""
    if one.direction in (Direction.LOWER, Direction.LOWER_LINEAR):
        return (one.target * (2 - share)).quantize(Decimal(1))
    part = Decimal(1) / 4 if one.quarter_rule == QuarterRule.SUM else Decimal(quarter + 4) / 8
    return (one.target * share * part).quantize(Decimal(1))


def pact_all(year: int) -> int:
    """Everybody's pact of January, but for those who still have to; how many papers."""
    planner = User.objects.filter(username="perencana").first()
    made = 0
    for incumbency in _holders(SIGNED[year]):
        if incumbency.position.code in UNSIGNED_PACTS[year]:
            continue
        pact = pacts.prepare(incumbency, year, SIGNED[year], planner)
        paper = signing.open_for_signing(pact.paper, None, planner)
        if incumbency.position.code not in OPEN_PACTS[year]:
            _sign(paper, planner)
        made += 1
    return made


def count(year: int) -> int:
    return Paper.objects.filter(kind=PaperKind.AGREEMENT, year=year).count()
