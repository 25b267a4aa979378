"""Micro, small, medium or large: the dated code list of the two laws, in Python and in SQL.

UU 20/2008 art. 6 goes by assets without land and buildings or by yearly sales; which of the two
counts where they disagree the law leaves open. PP 7/2021 art. 35 goes by capital without land and
buildings for a unit that is set up since it holds, and by yearly sales for one that was there
before. An amount on a limit still belongs to the lower class. Amounts are rupiah.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, CharField, Q, Value, When

from registry.enums import SizeBasis, SizeClass

MILLION, BILLION = 10**6, 10**9


@dataclass(frozen=True)
class Law:
    """One law of size classes: the largest amounts of micro, small and medium, in rupiah."""

    code: str
    title: str
    source: str
    valid_from: date
    valid_to: date | None
    sales: tuple[int, int, int]
    wealth: tuple[int, int, int]
    wealth_field: str  # the column of the yearly figures that ``wealth`` limits

    def by_sales(self, amount: Decimal | None) -> str:
        return _class_of(amount, self.sales)

    def by_wealth(self, amount: Decimal | None) -> str:
        return _class_of(amount, self.wealth)


UU20 = Law(
    "uu20",
    "UU 20/2008",
    "UU 20/2008 tentang UMKM, pasal 6",
    date(2008, 7, 4),
    date(2021, 2, 1),
    (300 * MILLION, 2_500 * MILLION, 50 * BILLION),
    (50 * MILLION, 500 * MILLION, 10 * BILLION),
    "assets",
)
PP7 = Law(
    "pp7",
    "PP 7/2021",
    "PP 7/2021, pasal 35",
    date(2021, 2, 2),
    None,
    (2 * BILLION, 15 * BILLION, 50 * BILLION),
    (1 * BILLION, 5 * BILLION, 10 * BILLION),
    "capital",
)
LAWS = {law.code: law for law in (UU20, PP7)}


def law_of(year: int) -> Law:
    """The law in force at the end of ``year``; figures of 2020 and 2021 are under two laws."""
    return PP7 if date(year, 12, 31) >= PP7.valid_from else UU20


def _class_of(amount: Decimal | None, limits: tuple[int, int, int]) -> str:
    """The class of ``amount``; empty where it is not known."""
    if amount is None:
        return ""
    for size, limit in zip(SizeClass.values, limits, strict=False):
        if amount <= limit:
            return size
    return SizeClass.LARGE.value


def size_uu20(sales: Decimal | None, assets: Decimal | None) -> str:
    """By sales, as BPS and the office count; by assets where sales are not known."""
    return UU20.by_sales(sales) or UU20.by_wealth(assets)


def size_pp7(
    year: int, basis: str, sales: Decimal | None = None, capital: Decimal | None = None
) -> str:
    """By what art. 35 says for the unit. A unit that has figures of 2020 was there before it.

    Where the beginning is not known, only what sales and capital agree on; else empty.
    """
    by_sales, by_capital = PP7.by_sales(sales), PP7.by_wealth(capital)
    if basis == SizeBasis.CAPITAL:
        return by_capital
    if basis == SizeBasis.SALES or year < PP7.valid_from.year:
        return by_sales
    return by_sales if by_sales == by_capital else ""


def basis_of(started_on: date | None, started_year: int | None) -> str:
    """What decides under PP 7/2021, from when the unit began; 2021 alone does not say."""
    if started_on:
        return SizeBasis.CAPITAL if started_on >= PP7.valid_from else SizeBasis.SALES
    if started_year is None or started_year == PP7.valid_from.year:
        return SizeBasis.UNKNOWN
    return SizeBasis.CAPITAL if started_year > PP7.valid_from.year else SizeBasis.SALES


# --- the same in SQL, for the generated columns; a test holds the two beside each other ---------


def _class_sql(field: str, limits: tuple[int, int, int]) -> Case:
    steps = [
        When(**{f"{field}__lte": limit}, then=Value(size))
        for size, limit in zip(SizeClass.values, limits, strict=False)
    ]
    return Case(
        *steps,
        When(**{f"{field}__isnull": False}, then=Value(SizeClass.LARGE.value)),
        default=Value(""),
        output_field=CharField(max_length=8),
    )


def uu20_sql() -> Case:
    return Case(
        When(sales__isnull=False, then=_class_sql("sales", UU20.sales)),
        default=_class_sql("assets", UU20.wealth),
        output_field=CharField(max_length=8),
    )


def pp7_sql() -> Case:
    by_sales, by_capital = _class_sql("sales", PP7.sales), _class_sql("capital", PP7.wealth)
    agreed = [
        When(Q(**{"sales__gt": low} if low else {}) & _up_to("sales", high)
             & Q(**{"capital__gt": least} if least else {}) & _up_to("capital", most),
             then=Value(size))
        for size, low, high, least, most in _bands()
    ]  # fmt: skip
    return Case(
        When(pp7_basis=SizeBasis.CAPITAL, then=by_capital),
        When(Q(pp7_basis=SizeBasis.SALES) | Q(year__lt=PP7.valid_from.year), then=by_sales),
        *agreed,
        default=Value(""),
        output_field=CharField(max_length=8),
    )


def _up_to(field: str, limit: int | None) -> Q:
    return Q(**{f"{field}__lte": limit}) if limit else Q(**{f"{field}__isnull": False})


def _bands():
    """Class with the amounts of sales and capital between which both criteria give it."""
    sales, wealth = (0, *PP7.sales, None), (0, *PP7.wealth, None)
    for place, size in enumerate(SizeClass.values):
        yield size, sales[place], sales[place + 1], wealth[place], wealth[place + 1]


def basis_sql() -> Case:
    first, year = PP7.valid_from, PP7.valid_from.year
    return Case(
        When(started_on__gte=first, then=Value(SizeBasis.CAPITAL.value)),
        When(started_on__isnull=False, then=Value(SizeBasis.SALES.value)),
        When(started_year__gt=year, then=Value(SizeBasis.CAPITAL.value)),
        When(started_year__lt=year, then=Value(SizeBasis.SALES.value)),
        default=Value(SizeBasis.UNKNOWN.value),
        output_field=CharField(max_length=8),
    )
