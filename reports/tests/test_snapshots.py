"""Cooperatives by year: the table says what the register of each day says, whatever was done."""

from datetime import date, timedelta

import pytest
from django.db import connection

from registry.models import (
    AnnualMeeting,
    BoardMember,
    Cooperative,
    District,
    ImportBatch,
    Merge,
    Training,
)
from registry.models.people import today
from registry.status import change_status
from registry.tests.parts import person
from registry.tests.test_merging import join
from registry.tests.workbooks import run, saved
from registry.unmerging import unmerge
from reports.models import CooperativeYear, StaleCooperative
from reports.statistics import snapshots
from reports.statistics.editions import current
from reports.statistics.measures import cooperatives_by_district_status_kind
from reports.statistics.tables.cooperatives import COUNTS

pytestmark = pytest.mark.django_db
THIS = today().year


def table(name: str):
    """The cube of what the register says now."""
    one = next(counts for counts in COUNTS if counts.id == name)
    return one.build(one.gather(), ())


def agrees_with_the_register() -> None:
    """Every year's counts are those that the register of that day gives by itself."""
    cube = table("koperasi-tahunan")
    for year in range(snapshots.FIRST_YEAR, THIS + 1):
        day = min(date(year, 12, 31), today())
        direct = cooperatives_by_district_status_kind(day)
        for _, _, *cell in (c for c, number in direct.values.items() if number):
            counted = direct.values["jumlah", day.isoformat(), *cell]
            assert cube.values[str(year), *cell, "koperasi"] == counted, (year, cell)
        assert cube.values[str(year), "_T", "_T", "_T", "koperasi"] == direct.total()


@pytest.fixture
def register(make_cooperative):
    """A few cooperatives with some history."""
    for number, place in enumerate(("Mandau", "Bengkalis", "Rupat", "Bathin Solapan")):
        deed = date(2012 + number, 5, 1)
        make_cooperative(f"Koperasi {number}", district=place, kind="jasa", deed_date=deed)
    return list(Cooperative.objects.order_by("pk"))


def test_counts_are_those_of_the_register_of_each_day(register):
    agrees_with_the_register()


def test_a_day_of_edits_imports_undos_and_merges_leaves_no_difference(register, tmp_path):
    agrees_with_the_register()
    change_status(register[0], "tidak_aktif", effective_on=date(2019, 3, 1), reason="RAT tidak ada")
    Cooperative.objects.filter(pk=register[1].pk).update(kind="produsen")
    path = saved(tmp_path, {}, {"Nama Koperasi": "KSU Baru", "No. Badan Hukum": "7/BH"})
    assert run(path, "--commit")[0] == 0
    agrees_with_the_register()
    merged = join(register[2], register[3])
    agrees_with_the_register()
    unmerge(Merge.objects.get(pk=merged.pk), reason="Bukan satu koperasi")
    from registry.imports.undo import undo

    undo(ImportBatch.objects.get())
    agrees_with_the_register()


def test_before_its_split_a_kecamatan_counts_with_its_parent(register):
    cube = table("koperasi-tahunan")
    split, parent = "14.03.16", "14.03.09"
    assert cube.values["2016", split, "_T", "_T", "koperasi"] == 0
    assert cube.values["2016", parent, "_T", "_T", "koperasi"] == 2
    assert cube.values["2018", split, "_T", "_T", "koperasi"] == 1


def test_raw_sql_marks_what_it_touches(register):
    snapshots.refresh()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_cooperative SET kind = 'pemasaran'")
    assert StaleCooperative.objects.count() == len(register)
    agrees_with_the_register()
    assert not StaleCooperative.objects.exists()


def test_only_what_changed_is_derived_anew(register, django_assert_max_num_queries):
    current("koperasi-rat")
    Cooperative.objects.filter(pk=register[0].pk).update(kind="produsen")
    kept = set(CooperativeYear.objects.exclude(cooperative=register[0]).values_list("pk"))
    with django_assert_max_num_queries(170):
        snapshots.refresh()
    assert kept == set(CooperativeYear.objects.exclude(cooperative=register[0]).values_list("pk"))


def test_a_rat_counts_in_the_year_it_was_held(register):
    AnnualMeeting.objects.create(cooperative=register[0], book_year=2019, held_on=date(2020, 3, 1))
    cube = table("koperasi-rat")
    held = [cube.values[str(year), "_T", "rat"] for year in (2019, 2020, 2021)]
    assert held == [0, 1, 0]
    assert cube.values["2020", "_T", "persen"] == 25.0


def test_a_trained_board_counts_while_its_certificate_holds(register):
    chair = BoardMember.objects.create(
        cooperative=register[0], position="ketua", person_name="Ani", term_from=date(2018, 1, 1)
    )
    Training.objects.create(
        board_member=chair,
        title="Manajer koperasi",
        finished_on=date(2019, 6, 1),
        is_certified=True,
        certificate_number="1",
        valid_until=date(2021, 6, 1),
    )
    cube = table("pengurus-terlatih")
    assert [cube.values[str(y), "_T", "terlatih"] for y in (2018, 2019, 2020, 2021)] == [0, 1, 1, 0]


def test_the_running_year_is_provisional(register):
    cube = table("koperasi-tahunan")
    assert cube.flags[str(THIS), "_T", "_T", "_T", "koperasi"] == "p"
    assert (str(THIS - 1), "_T", "_T", "_T", "koperasi") not in cube.flags


def test_the_running_year_is_derived_once_a_day(register, monkeypatch):
    current("koperasi-tahunan")
    renewed = []
    monkeypatch.setattr(snapshots, "renew_running_year", lambda: renewed.append(1))
    snapshots.refresh()
    assert renewed == []
    monkeypatch.setattr(snapshots, "today", lambda: today() + timedelta(days=1))
    snapshots.refresh()
    assert renewed == [1]


def test_a_member_book_changes_no_statistic(register):
    snapshots.refresh()
    person(register[0], "Ani", "1403096501900001")
    assert not StaleCooperative.objects.exists()


def test_rebuilding_gives_the_same_rows(register):
    snapshots.refresh()
    columns = [f.attname for f in CooperativeYear._meta.concrete_fields if f.name != "id"]
    before = set(CooperativeYear.objects.values_list(*columns))
    snapshots.rebuild()
    assert set(CooperativeYear.objects.values_list(*columns)) == before
    assert District.objects.count() == 11
