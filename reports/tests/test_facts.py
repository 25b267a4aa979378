"""Facts of MSMEs: whatever is written, however, the sums say what the register says."""

import io

import pytest
from django.db import connection
from django.db.models import Sum

from registry.models import District, Enterprise, EnterpriseYear
from reports.models import EnterpriseFact
from reports.statistics import facts
from reports.tests.enterprises import enterprise, several, year_of

pytestmark = pytest.mark.django_db


def units() -> int:
    return EnterpriseFact.objects.aggregate(Sum("units"))["units__sum"] or 0


def test_a_new_year_appends_one_fact():
    year_of(enterprise(), workers_male=3)
    fact = EnterpriseFact.objects.get()
    assert (fact.year, fact.units, fact.sales, fact.workers_male) == (2021, 1, 100_000_000, 3)
    assert facts.differences() == []


def test_what_is_not_known_counts_as_a_unit_and_not_as_zero():
    year_of(enterprise(), sales=None, assets=1)
    fact = EnterpriseFact.objects.get()
    assert (fact.units, fact.sales_known, fact.workers_known) == (1, 0, 0)


def test_a_changed_figure_moves_the_enterprise_to_its_new_class():
    row = year_of(enterprise())
    row.sales = 3_000_000_000
    row.save(update_fields=["sales"])
    assert {f[3:5]: f[5] for f in facts.sums()} == {("menengah", "kecil"): 1}
    assert facts.differences() == []


def test_a_change_that_says_nothing_appends_nothing():
    row = year_of(enterprise())
    row.source = "buku kas"
    row.save(update_fields=["source"])
    assert EnterpriseFact.objects.count() == 1


@pytest.mark.parametrize("statement", [
    "UPDATE registry_enterpriseyear SET sales = sales * 30",
    "UPDATE registry_enterpriseyear SET district_id = (SELECT max(id) FROM registry_district)",
    "UPDATE registry_enterprise SET started_year = 2022",
    "DELETE FROM registry_enterpriseyear WHERE year = 2021",
    "UPDATE registry_enterpriseyear SET sales = NULL, workers_male = 7",
])  # fmt: skip
def test_raw_sql_is_in_the_facts(statement):
    several(3)
    several(2, year=2020, section="C", district="Rupat")
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert facts.differences() == []


def test_no_workers_where_nothing_was_known_is_in_the_facts():
    row = year_of(enterprise())
    row.workers_male = 0
    row.save(update_fields=["workers_male"])
    assert facts.differences() == []


def test_copy_is_in_the_facts():
    row = enterprise()
    place = District.objects.get(name="Mandau").pk
    line = f"{row.pk}\t2020\t{place}\tsales\t5\t6bd7c3b0-8c0b-4f5e-9d0a-6f1f0c3f7a11\t\n"
    with connection.cursor() as cursor:
        cursor.copy_expert(
            "COPY registry_enterpriseyear (enterprise_id, year, district_id, pp7_basis,"
            " workers_male, uid, source) FROM STDIN",
            io.StringIO(line),
        )
    assert units() == 1
    assert facts.differences() == []


def test_removing_an_enterprise_takes_its_years_away():
    several(2)
    Enterprise.objects.first().delete()
    assert units() == 1
    assert facts.differences() == []


def test_folding_keeps_every_sum(monkeypatch):
    monkeypatch.setattr(facts, "SLACK", 1)
    for row in several(4):
        row.sales = 400_000_000
        row.save(update_fields=["sales"])
    before = facts.sums()
    assert facts.fold() == 8 + 4 - 2
    assert EnterpriseFact.objects.count() == 1
    assert facts.sums() == before


def test_few_rows_are_not_folded():
    several(3)
    assert facts.fold() == 0
    assert EnterpriseFact.objects.count() == 3


def test_rebuilding_gives_the_same_numbers():
    several(3)
    several(2, year=2020, district="Rupat")
    EnterpriseYear.objects.filter(year=2020).update(sales=2_600_000_000)
    before = facts.sums()
    facts.rebuild()
    assert facts.sums() == before


def test_a_difference_is_found():
    several(2)
    EnterpriseFact.objects.filter(units=1).update(units=5)
    assert facts.differences() != []
    facts.rebuild()
    assert facts.differences() == []


def test_the_two_largest_of_a_cell_are_known():
    for sales in (5, 9, 7, None):
        year_of(enterprise(), sales=sales, assets=1)
    year_of(enterprise(section=None), sales=4)
    found = {cell[2]: two for cell, two in facts.largest().items()}
    assert found == {"G": (9, 7), None: (4, 0)}


def test_the_sums_cost_two_queries(django_assert_num_queries):
    several(1)
    with django_assert_num_queries(2):
        facts.sums(), facts.largest()
    several(3, district="Bantan")
    with django_assert_num_queries(2):
        facts.sums(), facts.largest()


def test_nobody_writes_or_folds_while_sums_are_made_anew():
    facts.rebuild()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relation::regclass::text FROM pg_locks"
            " WHERE pid = pg_backend_pid() AND mode = 'ShareRowExclusiveLock'"
        )
        locked = {name for (name,) in cursor.fetchall()}
    assert {EnterpriseFact._meta.db_table, EnterpriseYear._meta.db_table} <= locked
