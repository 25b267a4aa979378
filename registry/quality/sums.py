"""Sums of a RAT that should add up: each defined once, for SQL and for words."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, Exists, F, OuterRef, Q
from django.db.models.functions import Cast

from bengkalis.templatetags.ui import number, rupiah
from registry.models import AnnualMeeting

_WIDE = DecimalField(max_digits=22, decimal_places=2)  # two largest counts do not overflow


@dataclass(frozen=True)
class Sum:
    """``parts`` should add up to ``whole``, give or take ``tolerance``.

    ``code`` is the key under which a person explains the gap in ``AnnualMeeting.explanations``.
    """

    code: str
    whole: str
    parts: tuple[str, ...]
    says: str
    is_money: bool = True
    tolerance: Decimal = Decimal(1)  # rupiah: books are rounded

    def broken(self) -> Q:
        """Condition over AnnualMeeting; a figure that is not given breaks nothing."""
        first, *others = [Cast(F(part), _WIDE) for part in self.parts]
        total = sum(others, first)
        over = Q(**{f"{self.whole}__gt": total + self.tolerance})
        under = Q(**{f"{self.whole}__lt": total - self.tolerance})
        return (over | under) & ~Q(explanations__has_key=self.code)

    def gap(self, meeting: AnnualMeeting) -> tuple[str, str] | None:
        """What the parts add up to and what is recorded, as words; None where they agree."""
        whole = getattr(meeting, self.whole)
        parts = [getattr(meeting, part) for part in self.parts]
        if self.code in meeting.explanations or None in (whole, *parts):
            return None
        if abs(sum(parts) - whole) <= self.tolerance:
            return None
        show = rupiah if self.is_money else number
        return f"{self.says}: tercatat {show(whole)}", f"hitungan {show(sum(parts))}"


SUMS = (
    Sum(
        "members_by_sex",
        "members_total",
        ("members_male", "members_female"),
        "jumlah anggota",
        is_money=False,
        tolerance=Decimal(0),
    ),
    Sum("assets_balance", "assets", ("own_capital", "outside_capital"), "aset"),
    Sum("own_capital_sum", "own_capital", AnnualMeeting.OWN_CAPITAL_PARTS, "modal sendiri"),
)


def has_gap() -> Exists:
    """Cooperatives with a RAT whose sums do not add up and are not explained."""
    broken = Q()
    for one in SUMS:
        broken |= one.broken()
    return Exists(AnnualMeeting.objects.filter(broken, cooperative=OuterRef("pk")))


def gaps_of(meeting: AnnualMeeting) -> list[tuple[str, str]]:
    return [gap for one in SUMS if (gap := one.gap(meeting))]
