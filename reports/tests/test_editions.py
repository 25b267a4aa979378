"""Editions: what is public, since when, and that it is the same for everybody."""

import zlib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from registry.models import Cooperative, District
from reports.models import Edition
from reports.statistics import editions
from reports.statistics.editions import NoEdition, as_of, changes, current, publish, withheld
from reports.statistics.storing import restored, stored
from reports.tests.enterprises import several, year_of

pytestmark = pytest.mark.django_db
MANDAU = {"law": ["pp7"], "year": ["2021"], "district": ["14.03.09"], "ContentsCode": ["usaha"]}


def later(**shift) -> None:
    """As if the editions had been published so much earlier."""
    for row in Edition.objects.all():
        moment = row.published_at - timedelta(**shift)
        Edition.objects.filter(pk=row.pk).update(published_at=moment, checked_at=moment)


def mandau(published=None) -> int | None:
    cube = (published or current("umkm")).cube
    return cube.slice(MANDAU, dropped=["section", "size"]).values[
        "pp7", "2021", "14.03.09", "usaha"
    ]


def test_the_first_question_publishes_the_first_edition():
    several(4)
    assert mandau() == 4
    assert Edition.objects.get(table="umkm").number == 1


def test_nothing_new_no_new_edition():
    several(4)
    current("umkm")
    assert publish("umkm") is None
    assert Edition.objects.filter(table="umkm").count() == 1


def test_a_change_is_published_when_the_register_is_looked_at_again():
    several(4)
    assert mandau() == 4
    several(1)
    assert mandau() == 4  # looked at a moment ago
    later(minutes=2)
    assert mandau() == 5


def test_a_clock_that_was_ahead_does_not_stop_the_figures():
    several(4)
    assert mandau() == 4
    several(1)
    later(days=-400)
    assert mandau() == 5


def test_another_name_of_a_place_is_published():
    several(4)
    publish("umkm")
    District.objects.filter(name="Mandau").update(name="Mandau Raya")
    places = restored(publish("umkm").content).dimension("district")
    assert places.labels("id")["14.03.09"] == "Mandau Raya"


def test_of_a_day_the_last_edition_stays():
    several(4)
    publish("umkm")
    several(1)
    publish("umkm")
    assert [row.number for row in Edition.objects.filter(table="umkm")] == [2]


def test_the_edition_of_an_earlier_day_can_be_read():
    several(4)
    publish("umkm")
    later(days=3)
    several(2)
    publish("umkm")
    assert mandau() == 6
    assert mandau(as_of("umkm", timezone.now() - timedelta(days=1))) == 4
    with pytest.raises(NoEdition):
        as_of("umkm", timezone.now() - timedelta(days=9))


def test_how_many_figures_changed_is_said():
    several(4)
    publish("umkm")
    later(days=1)
    several(1)
    publish("umkm")
    newest, first = changes()
    assert newest.changed > 0
    assert first.changed == 0


def test_what_was_withheld_stays_withheld():
    several(2, district="Rupat")
    several(9, district="Bantan")
    hidden = withheld(current("umkm").cube)
    assert hidden
    several(9, district="Rupat")
    publish("umkm")
    kept = withheld(current("umkm").cube)
    assert {cell for cell in hidden if cell[4] != "_U"} <= kept


def test_an_edition_is_stored_whole():
    several(2)
    several(5, district="Bantan")
    cube = current("umkm").cube
    again = restored(stored(cube))
    assert (again.dimensions, again.values) == (cube.dimensions, cube.values)
    assert (again.marks, again.flags, again.table) == (cube.marks, cube.flags, cube.table)


def test_a_withheld_figure_is_not_even_stored():
    year_of(several(1)[0].enterprise, year=2020, sales=987_654_321_000)
    several(5, district="Bantan")
    current("umkm")
    text = zlib.decompress(bytes(Edition.objects.get().content)).decode()
    assert "987654" not in text


def test_every_table_is_published_of_an_empty_register():
    for table in editions.TABLES:
        assert current(table).number == 1


def test_an_edition_in_force_costs_one_query(django_assert_num_queries):
    several(3)
    current("umkm")
    with django_assert_num_queries(1):
        current("umkm")


def test_the_command_rebuilds_and_says_what_changed(capsys, make_cooperative):
    several(3)
    make_cooperative()
    call_command("rebuild_statistics")
    assert f"{len(editions.TABLES)} di antaranya berubah" in capsys.readouterr().out
    Cooperative.objects.update(kind="jasa")
    call_command("rebuild_statistics")
    assert "2 di antaranya berubah" in capsys.readouterr().out
