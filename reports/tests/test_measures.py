from datetime import date

import pytest

from registry.enums import CooperativeKind, Status
from registry.models import Cooperative
from reports.statistics.measures import (
    DEMONSTRATION,
    KIND,
    NOT_RECORDED,
    STATUS,
    cooperatives_by_district_status_kind,
)


def test_every_status_and_kind_of_the_register_has_its_category():
    assert STATUS.codes == tuple(Status.values)
    assert KIND.codes == (*CooperativeKind.values, NOT_RECORDED)


def test_cooperatives_are_counted_by_place_status_and_kind(make_cooperative):
    make_cooperative("A", "Mandau", "aktif", kind="jasa")
    make_cooperative("B", "Mandau", "aktif", kind="jasa")
    make_cooperative("C", "Rupat", "beku", kind="")
    rows = cooperatives_by_district_status_kind().margins("district", "status", "kind")
    assert {cell: value for cell, value in rows.values.items() if value} == {
        ("14.03.09", "aktif", "jasa"): 2,
        ("14.03.10", "beku", NOT_RECORDED): 1,
    }


def test_the_total_is_the_number_of_rows_in_the_register(make_cooperative):
    for number in range(5):
        make_cooperative(f"Koperasi {number}", status=Status.values[number])
    assert cooperatives_by_district_status_kind().total() == Cooperative.objects.count() == 5


@pytest.mark.django_db
def test_an_empty_register_lists_all_eleven_kecamatan_with_zero():
    cube = cooperatives_by_district_status_kind()
    assert cube.margins("district").dense() == [0] * 11
    assert cube.table.updated is None


def test_the_number_of_queries_does_not_grow(make_cooperative, django_assert_num_queries):
    for size in (1, 3):
        while Cooperative.objects.count() < size:
            make_cooperative(f"Koperasi {Cooperative.objects.count()}")
        with django_assert_num_queries(2):
            assert cooperatives_by_district_status_kind().total() == size


@pytest.mark.django_db
def test_a_kecamatan_that_ended_is_listed_only_while_it_has_cooperatives(make_cooperative):
    cooperative = make_cooperative(district="Rupat")
    cooperative.district.valid_to = date(2019, 12, 31)
    cooperative.district.save(update_fields=["valid_to"])
    assert "14.03.10" in cooperatives_by_district_status_kind().dimension("district").codes
    cooperative.district = cooperative.district.__class__.objects.get(name="Mandau")
    cooperative.save(update_fields=["district"])
    assert "14.03.10" not in cooperatives_by_district_status_kind().dimension("district").codes


def test_demonstration_data_is_announced_as_such(make_cooperative):
    make_cooperative("A")
    assert DEMONSTRATION not in cooperatives_by_district_status_kind().table.notes
    make_cooperative("B", is_demo=True)
    assert cooperatives_by_district_status_kind().table.notes[0] == DEMONSTRATION


def test_the_day_is_said_in_both_languages(db):
    day = cooperatives_by_district_status_kind(date(2026, 8, 17)).dimension("date").categories[0]
    assert day.code == "2026-08-17"
    assert day.label == ("17 Agustus 2026", "17 August 2026")
