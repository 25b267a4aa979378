"""What the database keeps beside MSMEs, whoever writes: words and the latest classes."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bengkalis.audit import attach
from registry.demo.copying import copy, reserve
from registry.models import (
    District,
    Enterprise,
    EnterpriseVocabulary,
    EnterpriseWord,
    EnterpriseYear,
)


def words(enterprise) -> dict[str, bool]:
    """The words by which it is found, and whether each is of the owner only."""
    rows = EnterpriseWord.objects.filter(enterprise=enterprise)
    return dict(rows.values_list("word", "of_owner"))


def latest(enterprise) -> tuple:
    enterprise.refresh_from_db()
    return enterprise.latest_year, enterprise.latest_uu20, enterprise.latest_pp7


def test_names_are_taken_apart_and_folded(make_enterprise):
    enterprise = make_enterprise("Kedai C.V. Maju-Jaya", owner_name="Siti  Maju")
    assert words(enterprise) == {
        **{"kedai": False, "cv": False, "maju": False, "jaya": False},
        "siti": True,
    }
    assert EnterpriseVocabulary.objects.filter(word__in=["siti", "jaya"]).count() == 2


def test_names_changed_in_bulk_are_found_by_their_new_words(make_enterprise):
    rows = [make_enterprise(name) for name in ("Kedai Satu", "Kedai Dua")]
    Enterprise.objects.update(name="Warung Baru")
    assert [words(row) for row in rows] == [{"warung": False, "baru": False}] * 2


def test_words_move_with_the_enterprise(make_enterprise):
    enterprise = make_enterprise("Kedai", district="Mandau")
    Enterprise.objects.update(district=District.objects.get(name="Rupat"))
    assert EnterpriseWord.objects.get(enterprise=enterprise).district.name == "Rupat"


def test_a_change_that_touches_no_name_leaves_the_words_alone(make_enterprise):
    enterprise = make_enterprise("Kedai")
    before = _places()
    Enterprise.objects.filter(pk=enterprise.pk).update(address="Jalan Baru")
    assert _places() == before


def _places() -> list:
    """Where the words lie: written anew, they lie elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid FROM registry_enterpriseword ORDER BY word")
        return cursor.fetchall()


def test_words_go_with_the_enterprise(make_enterprise):
    make_enterprise("Kedai").delete()
    assert not EnterpriseWord.objects.exists()


@pytest.fixture
def copied(db):
    """Two enterprises with three years, brought in by COPY."""
    place = District.objects.get(name="Mandau").pk
    with transaction.atomic():
        attach()
        keys = reserve(Enterprise, 2)
        copy(
            Enterprise,
            [
                {"id": key, "uid": uuid4(), "name": f"Warung {number}", "district_id": place}
                for number, key in enumerate(keys)
            ],
        )
        years = [(keys[0], 2020, 1), (keys[0], 2021, 300_000_001), (keys[1], 2019, 1)]
        copy(
            EnterpriseYear,
            [
                {
                    **{"uid": uuid4(), "enterprise_id": key, "year": year, "sales": sales},
                    **{"district_id": place, "pp7_basis": "unknown"},
                }
                for key, year, sales in years
            ],
        )
    return list(Enterprise.objects.order_by("pk"))


def test_what_comes_by_copy_is_found_and_classified(copied):
    first, second = copied
    assert words(first) == {"warung": False, "0": False}
    assert latest(first) == (2021, "kecil", "")
    assert latest(second) == (2019, "mikro", "mikro")


def test_the_last_year_follows_every_change(make_enterprise):
    enterprise = make_enterprise(started_year=2010, years={2020: 1, 2021: 300_000_001})
    assert latest(enterprise) == (2021, "kecil", "mikro")
    enterprise.years.update(sales=60_000_000_000)
    assert latest(enterprise) == (2021, "besar", "besar")
    enterprise.years.filter(year=2021).delete()
    assert latest(enterprise) == (2020, "besar", "besar")
    enterprise.years.update(year=2015)
    assert latest(enterprise)[0] == 2015
    enterprise.years.all().delete()
    assert latest(enterprise) == (None, "", "")


def test_figures_that_change_hands_leave_both_right(make_enterprise):
    giver, taker = make_enterprise("A", years={2021: 1}), make_enterprise("B")
    EnterpriseYear.objects.update(enterprise=taker)
    assert (latest(giver)[0], latest(taker)[0]) == (None, 2021)


def test_new_figures_are_no_edit_of_the_enterprise(make_enterprise):
    """Who has its form open may save it, and the trail is not filled with repetitions."""
    enterprise = make_enterprise(years={2020: 1})
    EnterpriseYear.objects.update(sales=60_000_000_000)
    assert latest(enterprise)[1] == "besar"
    assert enterprise.version == 1
    events = Enterprise.pgh_event_models["update"].objects.filter(pgh_obj=enterprise)
    assert [event.pgh_label for event in events] == ["insert"]


def test_a_bulk_update_is_one_statement_for_the_portal(make_enterprise):
    for name in "ABC":
        make_enterprise(name, years={2020: 1})
    with CaptureQueriesContext(connection) as asked:
        EnterpriseYear.objects.update(sales=2)
    assert len(asked) == 1
