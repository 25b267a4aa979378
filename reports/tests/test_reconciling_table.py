"""Published series and their difference to the register, as tables of the statistics service."""

import pytest

from reports.models import PublishedFigure
from reports.statistics.editions import current
from reports.statistics.tables.published import code_of
from reports.tests.enterprises import several

pytestmark = pytest.mark.django_db


def figure(series, value, year=2021, place="14.03", mark="", source="Uji"):
    return PublishedFigure.objects.create(
        series=series,
        label="UMKM",
        unit="usaha",
        year=year,
        value=value,
        mark=mark,
        code_system="kemendagri",
        place_code=place,
        place_name="x",
        source=source,
    )


def said(table: str, metric: str, source="Uji", year="2021", place="_T") -> tuple:
    cube = current(table).cube
    cell = (code_of("msme.total", source), year, place, metric)
    return cube.values[cell], cube.sign(cell)


def test_a_published_figure_stands_beside_the_register_with_its_difference():
    several(4)
    figure("msme.total", 10)
    table = "selisih-terbit"
    assert [said(table, m)[0] for m in ("terbit", "register", "selisih")] == [10, 4, -6]


def test_where_the_register_is_confidential_there_is_no_difference():
    several(2, district="Rupat")
    several(7, district="Bantan")
    figure("msme.total", 10, place="14.03.10")
    assert said("selisih-terbit", "register", place="14.03.10") == (None, "c")
    assert said("selisih-terbit", "selisih", place="14.03.10") == (None, "c")
    assert said("selisih-terbit", "terbit", place="14.03.10") == (10, None)


def test_a_dash_of_the_source_is_no_zero_and_a_zero_is_one():
    several(4)
    figure("msme.total", None, mark="-")
    figure("msme.total", 0, source="Lain")
    assert said("deret-terbit", "angka") == (None, "z")
    assert said("deret-terbit", "angka", source="Lain") == (0, None)
    assert said("selisih-terbit", "selisih") == (None, "z")


def test_two_sources_are_two_series():
    figure("msme.total", 10)
    figure("msme.total", 12, source="Lain")
    assert said("deret-terbit", "angka")[0] == 10
    assert said("deret-terbit", "angka", source="Lain")[0] == 12
