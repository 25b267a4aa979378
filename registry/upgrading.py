"""Naik kelas: which enterprises moved to another size class between two years, under ONE law.

No law defines it; the office's own activity (2.17.08.2.01) means micro to small. A class of 2020
under UU 20/2008 beside one of 2021 under PP 7/2021 says nothing about a business: PP 7 raised the
limits, so that small firms became micro on paper. So both years are read under the law that is
chosen, and ``by_law_alone`` shows what the change of law does by itself.

A class rests on sales, assets or capital (``registry.size_classes``). Where it rests on another of
them in the other year, the two are not compared: such enterprises are counted apart.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    FilteredRelation,
    Max,
    Min,
    Q,
    QuerySet,
    Value,
    When,
)

from registry.enums import SizeBasis, SizeClass
from registry.models import EnterpriseYear
from registry.size_classes import PP7, UU20, Law

RANK = {size: rank for rank, size in enumerate(SizeClass.values)}
UP, SAME, DOWN = "naik", "tetap", "turun"


@dataclass
class Moves:
    """Enterprises by class in two columns of figures, and those that can not be compared.

    ``cells`` counts by (class before, class after). Left out: ``other_basis`` were classed by
    different criteria, ``unclassed`` have figures of both that give no class in one of them,
    ``only_before`` and ``only_after`` have figures of one year only.
    """

    cells: Counter = field(default_factory=Counter)
    other_basis: int = 0
    unclassed: int = 0
    only_before: int = 0
    only_after: int = 0

    @property
    def compared(self) -> int:
        return sum(self.cells.values())

    @property
    def left_out(self) -> int:
        return self.other_basis + self.unclassed + self.only_before + self.only_after

    @property
    def up(self) -> int:
        return self._went(UP)

    @property
    def same(self) -> int:
        return self._went(SAME)

    @property
    def down(self) -> int:
        return self._went(DOWN)

    @property
    def micro_to_small(self) -> int:
        """What the office's activity is measured by."""
        return self.cells[SizeClass.MICRO, SizeClass.SMALL]

    @property
    def small_to_micro(self) -> int:
        return self.cells[SizeClass.SMALL, SizeClass.MICRO]

    def _went(self, way: str) -> int:
        return sum(n for (was, now), n in self.cells.items() if _way(was, now) == way)

    def rows(self) -> list[dict]:
        """The matrix: one line a class before, one cell a class after."""
        return [
            {
                "label": SizeClass(was).label,
                "cells": [
                    {"now": now, "count": self.cells[was, now], "way": _way(was, now)}
                    for now in SizeClass.values
                ],
                "total": sum(self.cells[was, now] for now in SizeClass.values),
            }
            for was in SizeClass.values
        ]

    def totals(self) -> list[int]:
        """How many there are of each class after."""
        return [sum(self.cells[was, now] for was in SizeClass.values) for now in SizeClass.values]


def _way(was: str, now: str) -> str:
    if was == now:
        return SAME
    return UP if RANK[now] > RANK[was] else DOWN


def years_on_record() -> list[int]:
    """The years between the first and the last with figures, the latest first."""
    found = EnterpriseYear.objects.aggregate(first=Min("year"), last=Max("year"))
    if found["first"] is None:
        return []
    return list(range(found["last"], found["first"] - 1, -1))


class Reading(NamedTuple):
    """The figures of one year, read under one law."""

    law: Law
    year: int


def moves(rows: QuerySet, before: Reading, after: Reading) -> Moves:
    """Which classes the enterprises ``rows`` are in, before and after. One query."""
    counted = (
        _paired(rows, before, after)
        .order_by()
        .values_list("was", "now", "was_by", "now_by")
        .annotate(n=Count("pk"))
    )
    found = Moves()
    for was, now, was_by, now_by, count in counted:
        _count(found, was, now, was_by == now_by, count)
    return found


def _count(found: Moves, was: str | None, now: str | None, alike: bool, count: int) -> None:
    """``was`` and ``now``: None without figures, empty where they give no class."""
    if was is None or now is None:
        found.only_before += count if was is not None else 0
        found.only_after += count if now is not None else 0
    elif not was or not now:
        found.unclassed += count
    elif not alike:
        found.other_basis += count
    else:
        found.cells[was, now] += count


def by_law_alone(rows: QuerySet, year: int) -> Moves:
    """The same figures of ``year`` under UU 20/2008 and under PP 7/2021."""
    return moves(rows, Reading(UU20, year), Reading(PP7, year))


def upgraded(rows: QuerySet, before: Reading, after: Reading) -> QuerySet:
    """The enterprises that moved up, with ``was``, ``now``, ``sales_was`` and ``sales_now``."""
    higher = Q()
    for was, rank in RANK.items():
        higher |= Q(was=was, now__in=SizeClass.values[rank + 1 :])
    found = _paired(rows, before, after).filter(higher, was_by=F("now_by"))
    return found.annotate(sales_was=F("earlier__sales"), sales_now=F("later__sales"))


def _paired(rows: QuerySet, before: Reading, after: Reading) -> QuerySet:
    """``rows`` with the class of both readings (None: no figures) and what each rests on."""
    rows = _joined(rows, "earlier", before)
    second = "earlier"
    if after.year != before.year:
        second, rows = "later", _joined(rows, "later", after)
    return rows.annotate(
        was=F(f"earlier__size_{before.law.code}"),
        now=F(f"{second}__size_{after.law.code}"),
        was_by=_criterion("earlier", before),
        now_by=_criterion(second, after),
    )


def _joined(rows: QuerySet, name: str, reading: Reading) -> QuerySet:
    """``rows`` beside their figures of one year, under ``name``."""
    figures = FilteredRelation("years", condition=Q(years__year=reading.year))
    return rows.annotate(**{name: figures})


def _criterion(joined: str, reading: Reading) -> Case:
    """What the class rests on: ``sales``, ``assets``, ``capital``, or ``both`` agreeing."""
    if reading.law is UU20:
        known = When(**{f"{joined}__sales__isnull": False}, then=Value("sales"))
        return Case(known, default=Value("assets"), output_field=CharField())
    by_sales = Q(**{f"{joined}__pp7_basis": SizeBasis.SALES})
    if reading.year < PP7.valid_from.year:
        by_sales |= Q(**{f"{joined}__pp7_basis": SizeBasis.UNKNOWN})
    return Case(
        When(by_sales, then=Value("sales")),
        When(**{f"{joined}__pp7_basis": SizeBasis.CAPITAL}, then=Value("capital")),
        default=Value("both"),
        output_field=CharField(),
    )
