"""Soft rules of an MSME's yearly figures: what is seldom true and a person should look at again.

Nothing is refused for it. ``doubts`` is pure; ``doubts_of`` brings the year before and the rule.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bengkalis.templatetags.ui import number, rupiah
from registry.figures import Doubt
from registry.models import EnterpriseYear
from registry.rules import Wordings

JUMP = "figure_jump"
CODES = (*(f"jump_{name}" for name in EnterpriseYear.FIGURES), "before_start", "after_closing")


def year_before(year: EnterpriseYear) -> EnterpriseYear | None:
    """The figures of the latest year before this one; the latest of all where it has none yet."""
    others = EnterpriseYear.objects.filter(enterprise=year.enterprise_id).exclude(pk=year.pk)
    if year.year:
        others = others.filter(year__lt=year.year)
    return others.order_by("-year").first()


def doubts_of(year: EnterpriseYear, before: EnterpriseYear | None) -> list[Doubt]:
    """What a person should look at again, under the rule of the end of that year."""
    rule = Wordings(JUMP).on(date(year.year, 12, 31), JUMP)
    return doubts(year, before, rule and Decimal(str(rule["times"])))


def doubts(
    year: EnterpriseYear, before: EnterpriseYear | None, times: Decimal | None
) -> list[Doubt]:
    """Figures many times larger or smaller than before, and years without a business."""
    jumps = _jumps(year, before, times) if before and times else ()
    return [*jumps, *_outside_life(year)]


def _jumps(year: EnterpriseYear, before: EnterpriseYear, times: Decimal) -> Iterator[Doubt]:
    for name in EnterpriseYear.FIGURES:
        old, new = getattr(before, name), getattr(year, name)
        if not old or not new or (old <= new * times and new <= old * times):
            continue
        show = rupiah if name in EnterpriseYear.MONEY else number
        label = EnterpriseYear._meta.get_field(name).verbose_name
        yield Doubt(
            f"jump_{name}",
            f"{label[0].upper()}{label[1:]} {show(new)}, tahun {before.year} {show(old)}; "
            f"diharapkan berubah paling banyak {number(times)} kali lipat.",
            (name,),
        )


def _outside_life(year: EnterpriseYear) -> Iterator[Doubt]:
    enterprise = year.enterprise
    if enterprise.started_year and year.year < enterprise.started_year:
        yield Doubt(
            "before_start",
            f"Angka tahun {year.year}, tetapi usaha ini tercatat berdiri tahun "
            f"{enterprise.started_year}.",
            ("year",),
        )
    if enterprise.closed_on and year.year > enterprise.closed_on.year:
        yield Doubt(
            "after_closing",
            f"Angka tahun {year.year}, tetapi usaha ini tercatat tutup sejak "
            f"{enterprise.closed_on:%d-%m-%Y}.",
            ("year",),
        )
