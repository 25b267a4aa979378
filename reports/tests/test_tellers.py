"""Persons of whom two enterprises or cooperatives told: either would know the other's number."""

from datetime import date

import pytest

from registry.models import AnnualMeeting
from reports.statistics.axes import TOTAL
from reports.statistics.tables import enterprises, finances
from reports.tests.enterprises import enterprise, several, year_of

pytestmark = pytest.mark.django_db
WORKERS = ("tenaga_kerja", "tenaga_kerja_l", "tenaga_kerja_p")


def everywhere(metric: str) -> tuple[str, ...]:
    return ("uu20", "2021", TOTAL, TOTAL, TOTAL, metric)


def test_workers_of_two_among_five_enterprises_are_withheld():
    for workers in (4, 6, None, None, None):
        year_of(enterprise(), workers_male=workers)
    cube = enterprises.build(enterprises.gather(), ())
    assert cube.values[everywhere("usaha")] == 5
    assert {cube.marks.get(everywhere(one)) for one in WORKERS} == {"c"}


def test_workers_of_three_are_told_though_others_are_not_known():
    several(3)
    year_of(enterprise())
    cube = enterprises.build(enterprises.gather(), ())
    assert [cube.values[everywhere(one)] for one in ("usaha", *WORKERS)] == [4, 9, 6, 3]


@pytest.mark.parametrize(("told", "shown"), [((40, 50, None), None), ((40, 50, 60), 150)])
def test_members_of_two_among_three_cooperatives_are_withheld(make_cooperative, told, shown):
    for number, members in enumerate(told):
        AnnualMeeting.objects.create(
            cooperative=make_cooperative(f"Koperasi {number}"),
            book_year=2023,
            held_on=date(2024, 3, 1),
            members_total=members,
            turnover=10**9,
        )
    cube = finances.build(finances.gather(), ())
    assert cube.values["2023", TOTAL, TOTAL, "melapor"] == 3
    assert cube.values["2023", TOTAL, TOTAL, "anggota"] == shown
