"""Cooperatives by kecamatan, status and jenis on a day that is past."""

from datetime import date, timedelta

import pytest

from registry.models import FormerDetail
from registry.models.people import today
from registry.status import change_status
from reports.statistics.measures import cooperatives_by_district_status_kind as measure
from reports.tests.jsonstat_rules import findings

TABLE, DATA = "/statistik/koperasi/", "/statistik/koperasi/data"
EVE, NEW_YEAR = date(2020, 12, 31), date(2021, 1, 1)
DEED, SPLIT = date(2010, 1, 1), date(2017, 2, 9)


def counted(day, *keep) -> dict:
    return {cell: n for cell, n in measure(day).margins(*keep).values.items() if n}


def test_status_and_kind_are_those_of_the_day(make_cooperative):
    cooperative = make_cooperative("A", "Mandau", kind="jasa", deed_date=DEED)
    change_status(cooperative, "beku", effective_on=NEW_YEAR, reason="uji")
    FormerDetail.objects.create(
        cooperative=cooperative, field="kind", value="serba_usaha", until=EVE, basis="PAD"
    )
    assert counted(EVE, "status", "kind") == {("aktif", "serba_usaha"): 1}
    assert counted(NEW_YEAR, "status", "kind") == {("beku", "jasa"): 1}


def test_a_cooperative_counts_from_the_day_of_its_deed(make_cooperative):
    make_cooperative("A", deed_date=NEW_YEAR)
    assert (measure(EVE).total(), measure(NEW_YEAR).total()) == (0, 1)


def test_before_the_split_there_are_eight_kecamatan_and_nothing_is_lost(make_cooperative):
    for name in ("Mandau", "Bathin Solapan", "Talang Muandau", "Bandar Laksamana"):
        make_cooperative(name, name, deed_date=DEED)
    before = measure(SPLIT - timedelta(days=1))
    assert len(before.dimension("district").codes) == 8
    assert counted(SPLIT - timedelta(days=1), "district") == {
        ("14.03.03",): 1,
        ("14.03.09",): 2,
        ("14.03.13",): 1,
    }
    assert len(counted(SPLIT, "district")) == 4
    assert "8 kecamatan" in before.table.notes[-1].id


def test_yesterday_is_read_from_history_and_today_from_the_register(
    make_cooperative, django_assert_num_queries
):
    for number in range(3):
        make_cooperative(f"K {number}")
        with django_assert_num_queries(2):
            assert measure().total() == number + 1
        with django_assert_num_queries(4):
            assert measure(today() - timedelta(days=1)).total() == number + 1


def test_the_page_says_the_day_and_how_it_is_known(client, make_cooperative):
    make_cooperative("A", "Mandau", deed_date=DEED)
    page = client.get(TABLE, {"pada": "31-12-2020", "district": "14.03.09"}).content.decode()
    assert "31 Desember 2020" in page
    assert "riwayat bertanggal" in page
    assert "?district=14.03.09&amp;pada=31-12-2020" in page
    assert 'href="/statistik/koperasi/?district=14.03.09"' in page


@pytest.mark.parametrize(("lang", "said"), [("id", "belum tiba"), ("en", "not come yet")])
def test_a_future_day_is_refused_in_the_reader_s_language(client, db, lang, said):
    query = {"pada": f"{today() + timedelta(days=1):%d-%m-%Y}", "lang": lang}
    answer = client.get(TABLE, query)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert client.get(DATA, query).status_code == 400


def test_json_stat_of_a_day_is_sound_and_names_it(client, make_cooperative):
    make_cooperative("A", "Bathin Solapan", deed_date=DEED)
    document = client.get(DATA, {"pada": "2016-12-31"}).json()
    assert findings(document) == set()
    assert document["dimension"]["date"]["category"]["index"] == {"2016-12-31": 0}
    assert (document["size"][2], sum(document["value"])) == (8, 1)


def test_a_download_of_a_day_carries_it_in_its_name(client, make_cooperative):
    answer = client.get(DATA, {"pada": "31-12-2020", "format": "csv"})
    assert "koperasi-bengkalis-2020-12-31.csv" in answer["Content-Disposition"]
