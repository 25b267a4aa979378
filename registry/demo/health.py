"""Health assessments of a third of the savings-and-loan cooperatives, under the rule of the day."""

import uuid
from datetime import date
from decimal import Decimal
from random import Random

from registry.demo.plan import LAST_YEAR
from registry.enums import CooperativeKind, Pattern
from registry.models import Rule

SHARE = 0.36
# Book years whose assessment falls under the same rule as their end: none of 2020.
YEARS = tuple(year for year in range(2016, LAST_YEAR) if year != 2020)


def wordings() -> list[Rule]:
    return list(Rule.objects.filter(key="health_assessment").order_by("valid_from"))


def of(rng: Random, rules: list[Rule], row: dict, meetings: list[dict]) -> list[dict]:
    """Rows for the cooperative ``row``: book years that have a RAT, some of them."""
    if row["kind"] != CooperativeKind.SAVINGS_AND_LOAN or rng.random() > SHARE:
        return []
    quality = rng.uniform(0.45, 0.93)
    held = {one["book_year"] for one in meetings}
    years = [year for year in YEARS if year in held and rng.random() < 0.6]
    return [_assessment(rng, rules, row["pattern"], year, quality) for year in years]


def _assessment(rng: Random, rules: list[Rule], pattern: str, year: int, quality: float) -> dict:
    day = date(year + 1, rng.randint(7, 11), rng.randint(1, 28))
    rule = next(one for one in rules if _holds(one, day))
    aspects = rule.value["aspects"][pattern or Pattern.CONVENTIONAL]
    scores = {code: _score(rng, rule, weight, quality) for code, _, weight in aspects}
    reached = total(rule, aspects, scores)
    return {
        "uid": uuid.UUID(int=rng.getrandbits(128), version=4),
        "rule_id": rule.pk,
        "book_year": year,
        "assessed_on": day,
        "scores": scores,
        "total": reached,
        "predicate": predicate(rule, reached),
        "note": "CONTOH",
        "is_demo": True,
    }


def _holds(rule: Rule, day: date) -> bool:
    return rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)


def _score(rng: Random, rule: Rule, weight: int, quality: float) -> int:
    """Points up to the weight, or percent of the aspect, as the rule has it."""
    most = weight if rule.value["method"] == "points" else 100
    return round(most * min(max(rng.gauss(quality, 0.08), 0.2), 1))


def total(rule: Rule, aspects: list, scores: dict) -> Decimal:
    """0 to 100: the sum of points, or of percent times weight."""
    if rule.value["method"] == "points":
        return Decimal(sum(scores.values()))
    return sum(Decimal(scores[code] * weight) / 100 for code, _, weight in aspects)


def predicate(rule: Rule, reached: Decimal) -> str:
    return next(name for name, least in rule.value["bands"] if reached >= least)
