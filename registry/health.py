"""Assessing the health of a savings-and-loan cooperative, under the rule of the day it is done.

The rule ``health_assessment`` names the aspects with their weights and how they are scored:
``points`` from 0 to the weight (Perdep 06/2016), or ``percent`` from 0 to 100 of which the weight
counts (Permenkop 9/2020). Total and predicate follow and are kept: a later rule changes nothing.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from bengkalis.errors import TransitionRefused
from bengkalis.values import format_number
from registry.entry import touch
from registry.enums import CooperativeKind, Pattern
from registry.models import Cooperative, HealthAssessment, Rule
from registry.rules import NoRule

KEY = "health_assessment"
ASSESSED_KINDS = (CooperativeKind.SAVINGS_AND_LOAN, CooperativeKind.MULTI_PURPOSE)
CENT = Decimal("0.01")
KEPT = ["rule", "book_year", "assessed_on", "scores", "total", "predicate", "note", "assessed_by"]
NOT_ASSESSED = (
    "Penilaian kesehatan hanya untuk koperasi simpan pinjam dan koperasi serba usaha yang "
    "punya unit simpan pinjam."
)


@dataclass(frozen=True)
class Aspect:
    """One aspect of a rule; ``most`` is the highest score, ``weight`` what it counts in 100."""

    code: str
    label: str
    weight: Decimal
    most: Decimal


def rule_on(day: date) -> Rule:
    """The wording under which is assessed on ``day``. Raises NoRule."""
    rule = Rule.objects.in_force(day).filter(key=KEY).order_by("pk").first()
    if rule is None:
        raise NoRule(f"Pada {day:%d-%m-%Y} belum ada aturan penilaian kesehatan.")
    return rule


def aspects(rule: Rule, pattern: str) -> list[Aspect]:
    """What is scored; a blank pattern counts as konvensional."""
    points = rule.value["method"] == "points"
    return [
        Aspect(code, label, Decimal(str(weight)), Decimal(str(weight)) if points else Decimal(100))
        for code, label, weight in rule.value["aspects"][pattern or Pattern.CONVENTIONAL]
    ]


def judge(rule: Rule, pattern: str, scores: dict[str, Decimal]) -> tuple[Decimal, str]:
    """Total, rounded half up to two places, and predicate.

    Raises ValidationError with a sentence for every aspect that is missing, unknown or out of
    its range.
    """
    wanted = aspects(rule, pattern)
    scores = {code: None if one is None else Decimal(str(one)) for code, one in scores.items()}
    _refuse_wrong(wanted, scores)
    total = sum((scores[one.code] * one.weight / one.most for one in wanted), Decimal(0))
    total = total.quantize(CENT, ROUND_HALF_UP)
    bands = sorted(rule.value["bands"], key=lambda band: -band[1])
    return total, next(name for name, lowest in bands if total >= Decimal(str(lowest)))


def _refuse_wrong(wanted: list[Aspect], scores: dict[str, Decimal]) -> None:
    errors = {}
    for one in wanted:
        score = scores.get(one.code)
        if score is None:
            errors[one.code] = f"{one.label}: nilai wajib diisi."
        elif not 0 <= score <= one.most or score != score.quantize(CENT):
            errors[one.code] = (
                f"{one.label}: ditemukan {format_number(score)}, diharapkan 0 sampai "
                f"{format_number(one.most)} dengan paling banyak dua desimal."
            )
    for code in scores.keys() - {one.code for one in wanted}:
        errors[code] = f"Aspek “{code}” tidak ada dalam aturan ini."
    if errors:
        raise ValidationError(errors)


def mark(one: HealthAssessment, scores: dict[str, Decimal]) -> None:
    """Set rule, scores, total and predicate by the day that ``one`` says; unsaved.

    Raises TransitionRefused for a kind that is not assessed, NoRule before the first rule,
    ValidationError for scores and book year.
    """
    refuse_kind(one.cooperative)
    _refuse_years(one.book_year, one.assessed_on)
    one.rule = rule_on(one.assessed_on)
    one.total, one.predicate = judge(one.rule, one.cooperative.pattern, scores)
    one.scores = {code: _plain(Decimal(str(score))) for code, score in scores.items()}


def refuse_kind(cooperative: Cooperative) -> None:
    """Raises TransitionRefused for a kind of cooperative whose health is not assessed."""
    if cooperative.kind not in ASSESSED_KINDS:
        raise TransitionRefused(NOT_ASSESSED)


@transaction.atomic
def assess(
    cooperative: Cooperative,
    *,
    book_year: int,
    assessed_on: date,
    scores: dict[str, Decimal],
    note: str = "",
    by=None,
) -> HealthAssessment:
    """Record the assessment of one book year. Raises what ``mark`` raises."""
    one = HealthAssessment(
        cooperative=cooperative, book_year=book_year, assessed_on=assessed_on, note=note
    )
    mark(one, scores)
    one.assessed_by = by
    one.full_clean()
    return keep(one)


@transaction.atomic
def keep(one: HealthAssessment, version: int | None = None) -> HealthAssessment:
    """Save a marked and cleaned assessment, new or corrected. Raises StaleVersion."""
    refuse_kind(Cooperative.locked(one.cooperative_id, None))
    if one.pk:
        HealthAssessment.locked(one.pk, version)
        one.save(update_fields=KEPT)
    else:
        one.save(force_insert=True)
    touch(one.cooperative)
    return one


def _refuse_years(book_year: int, assessed_on: date) -> None:
    if not 1945 <= book_year <= assessed_on.year:
        sentence = (
            f"Ditemukan tahun buku {book_year}, diharapkan 1945 sampai {assessed_on.year}, "
            "tahun penilaiannya."
        )
        raise ValidationError({"book_year": sentence})


def _plain(score: Decimal) -> int | float:
    """As JSON keeps it; two decimals survive there."""
    return int(score) if score == score.to_integral_value() else float(score)
