"""The size classes of both laws: what Python computes and what the database generates are one."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.enums import SizeBasis
from registry.size_classes import PP7, UU20, basis_of, law_of, size_pp7, size_uu20

LIMITS = sorted({*UU20.sales, *UU20.wealth, *PP7.sales, *PP7.wealth})
NEAR = [Decimal(limit) + step for limit in LIMITS for step in (-1, 0, 1)]
CENTS = [limit + Decimal("0.01") for limit in map(Decimal, LIMITS)]
AMOUNT = st.sampled_from([None, Decimal(0), *NEAR, *CENTS]) | st.decimals(0, 10**12, places=2)
YEAR = st.sampled_from([2019, 2020, 2021, 2022, 2026])
FIGURES = st.tuples(AMOUNT, AMOUNT, AMOUNT, st.sampled_from(SizeBasis.values), YEAR)
BEGINNING = st.tuples(
    st.none() | st.dates(date(2020, 12, 1), date(2021, 4, 1)),
    st.none() | st.sampled_from([1990, 2020, 2021, 2022]),
)
SLOWLY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
KINDS = {
    "sales": "numeric",
    "assets": "numeric",
    "capital": "numeric",
    "pp7_basis": "varchar",
    "year": "smallint",
    "started_on": "date",
    "started_year": "smallint",
}


def generated(table: str, column: str, names: tuple[str, ...], rows: list[tuple]) -> list[str]:
    """What the expression of a generated column, as the database has it, makes of ``rows``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute"
            " ON attrelid = adrelid AND attnum = adnum"
            " WHERE adrelid = %s::regclass AND attname = %s",
            [table, column],
        )
        expression = cursor.fetchone()[0]
        one = ", ".join(f"%s::{KINDS[name]}" for name in names)
        values = ", ".join(f"({number}, {one})" for number in range(len(rows)))
        cursor.execute(
            f"SELECT ({expression}) FROM (VALUES {values}) AS t (place, {', '.join(names)})"
            " ORDER BY place",
            [value for row in rows for value in row],
        )
        return [value for (value,) in cursor.fetchall()]


@SLOWLY
@given(rows=st.lists(FIGURES, min_size=20, max_size=60))
def test_the_database_classifies_as_python_does(db, rows):
    names = ("sales", "assets", "capital", "pp7_basis", "year")
    table = "registry_enterpriseyear"
    assert generated(table, "size_uu20", names, rows) == [size_uu20(row[0], row[1]) for row in rows]
    assert generated(table, "size_pp7", names, rows) == [
        size_pp7(year, basis, sales, capital) for sales, _, capital, basis, year in rows
    ]


@SLOWLY
@given(rows=st.lists(BEGINNING, min_size=5, max_size=30))
def test_the_database_finds_the_basis_as_python_does(db, rows):
    found = generated("registry_enterprise", "pp7_basis", ("started_on", "started_year"), rows)
    assert found == [basis_of(*row) for row in rows]


@pytest.mark.parametrize(
    ("amount", "uu20", "pp7"),
    [
        (299_999_999, "mikro", "mikro"),
        (300_000_000, "mikro", "mikro"),
        (300_000_001, "kecil", "mikro"),
        (1_999_999_999, "kecil", "mikro"),
        (2_000_000_000, "kecil", "mikro"),
        (2_000_000_001, "kecil", "kecil"),
        (2_500_000_000, "kecil", "kecil"),
        (2_500_000_001, "menengah", "kecil"),
        (15_000_000_000, "menengah", "kecil"),
        (15_000_000_001, "menengah", "menengah"),
        (50_000_000_000, "menengah", "menengah"),
        (50_000_000_001, "besar", "besar"),
    ],
)
def test_sales_fall_where_the_law_says(make_enterprise, amount, uu20, pp7):
    enterprise = make_enterprise(started_year=2010, years={2021: amount})
    year = enterprise.years.get()
    assert (year.size_uu20, year.size_pp7) == (uu20, pp7)
    assert (enterprise.latest_uu20, enterprise.latest_pp7) == (uu20, pp7)


@pytest.mark.parametrize(
    ("amount", "by_assets", "by_capital"),
    [
        (50_000_000, "mikro", "mikro"),
        (50_000_001, "kecil", "mikro"),
        (500_000_000, "kecil", "mikro"),
        (500_000_001, "menengah", "mikro"),
        (1_000_000_000, "menengah", "mikro"),
        (1_000_000_001, "menengah", "kecil"),
        (5_000_000_000, "menengah", "kecil"),
        (5_000_000_001, "menengah", "menengah"),
        (10_000_000_000, "menengah", "menengah"),
        (10_000_000_001, "besar", "besar"),
    ],
)
def test_wealth_falls_where_the_law_says(make_enterprise, amount, by_assets, by_capital):
    figures = {"assets": amount, "capital": amount}
    year = make_enterprise(started_on=date(2021, 2, 2), years={2022: figures}).years.get()
    assert (year.size_uu20, year.size_pp7) == (by_assets, by_capital)


@pytest.mark.parametrize(
    ("started_on", "started_year", "basis"),
    [
        (date(2021, 2, 1), 2021, SizeBasis.SALES),
        (date(2021, 2, 2), 2021, SizeBasis.CAPITAL),
        (None, 2020, SizeBasis.SALES),
        (None, 2021, SizeBasis.UNKNOWN),
        (None, 2022, SizeBasis.CAPITAL),
        (None, None, SizeBasis.UNKNOWN),
    ],
)
def test_what_decides_follows_from_the_beginning(make_enterprise, started_on, started_year, basis):
    enterprise = make_enterprise(started_on=started_on, started_year=started_year)
    assert enterprise.pp7_basis == basis


def test_the_law_changes_between_2020_and_2021():
    assert [law_of(year).code for year in (2019, 2020, 2021)] == ["uu20", "uu20", "pp7"]
