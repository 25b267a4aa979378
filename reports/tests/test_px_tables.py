"""The portal's own tables over PxWebApi: each is sound, agrees with its edition, and moves on."""

from itertools import product

import pytest

from bengkalis.throttles import WindowThrottle
from reports.statistics import editions
from reports.statistics.formats import FORMATS
from reports.statistics.tables import TABLES
from reports.tests.enterprises import several
from reports.tests.jsonstat_rules import findings
from reports.tests.px_tables import WIDE

BASE = "/api/px/v2/tables"
COUNT = {"valuecodes[ContentsCode]": "koperasi", "valuecodes[time]": "TOP(1)"}


@pytest.fixture
def px(client, db, make_cooperative, monkeypatch):
    """``px(path, **query)`` on a register of two cooperatives and some MSMEs."""
    monkeypatch.setattr(WindowThrottle, "THROTTLE_RATES", WIDE)
    make_cooperative()
    make_cooperative("Koperasi Dua", district="Mandau")
    several(4)
    several(5, district="Rupat", year=2020)
    return lambda path, query=None: client.get(f"{BASE}{path}", query or {})


def cells(document: dict) -> dict:
    axes = [document["dimension"][name]["category"]["index"] for name in document["id"]]
    return dict(zip(product(*axes), document["value"], strict=True))


def test_every_table_is_sound_in_every_format(px):
    listed = [table["id"] for table in px("", {"pageSize": 99}).json()["tables"]]
    assert set(listed) <= set(TABLES)
    assert {"koperasi-tahunan", "umkm"} <= set(listed)
    for table in listed:
        assert px(f"/{table}/metadata").json()["value"] == []
        answers = {fmt: px(f"/{table}/data", {"outputFormat": fmt}) for fmt in FORMATS}
        assert {answer.status_code for answer in answers.values()} == {200}
        assert findings(answers["json-stat2"].json()) == set()


def test_all_that_metadata_offers_is_what_the_edition_holds(px):
    for table in ("koperasi-tahunan", "umkm"):
        names = px(f"/{table}/metadata").json()["id"]
        query = {f"valuecodes[{name}]": "*" for name in names} | {"valuecodes[year]": "TOP(1)"}
        answer = px(f"/{table}/data", query)
        cube = editions.current(table).cube
        found = cells(answer.json())
        assert found == {cell: cube.values[cell] for cell in found}
        assert all(value is not None for value in found.values()) or answer.json()["status"]


def test_a_change_in_the_register_is_the_next_edition(px, make_cooperative, monkeypatch):
    before = px("/koperasi-tahunan/data", COUNT)
    assert before.json()["value"] == [2]
    make_cooperative("Koperasi Tiga", district="Rupat")
    editions.publish("koperasi-tahunan")
    after = px("/koperasi-tahunan/data", COUNT)
    assert after.json()["value"] == [3]
    assert after["ETag"] != before["ETag"]
    assert after.json()["extension"]["status"]["label"]["p"]


def test_a_warm_answer_asks_the_database_for_the_edition_alone(px, django_assert_num_queries):
    px("/koperasi-tahunan/data", COUNT)
    with django_assert_num_queries(1):
        px("/koperasi-tahunan/data", COUNT)
