"""Saved queries: questions with an address of their own, that move with time."""

import pytest
from django.utils import timezone

from bengkalis.throttles import WindowThrottle
from reports.models import SavedQuery
from reports.tests.px_tables import BASE, px_cube, refusal

QUERY = {
    "tableId": "UMKM",
    "language": "en",
    "outputFormat": "csv",
    "outputFormatParams": ["UseTexts"],
    "selection": {
        "selection": [
            {"variableCode": "ContentsCode", "valueCodes": ["jumlah"]},
            {"variableCode": "time", "valueCodes": ["TOP(2)"]},
        ]
    },
}


@pytest.fixture
def saved(px, client):
    """The path of a saved query."""
    answer = client.post(f"{BASE}/savedqueries", QUERY, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json()["id"] in answer["Location"]
    return answer["Location"].removeprefix("http://testserver").partition("?")[0]


def test_a_saved_query_keeps_its_expressions(px, saved):
    document = px(saved).json()
    assert document["tableId"] == "umkm"
    assert document["selection"]["selection"][1]["valueCodes"] == ["TOP(2)"]
    assert (document["language"], document["outputFormat"]) == ("en", "csv")
    selection = px(f"{saved}/selection").json()
    assert selection["selection"][1]["valueCodes"] == ["TOP(2)"]
    assert selection["resolved"][1]["valueCodes"] == ["2020", "2021"]


def test_a_saved_query_moves_with_time(px, saved, shelf):
    assert "2020" in px(f"{saved}/data").content.decode()
    shelf.issue("umkm", px_cube("2020", "2021", "2022"), 3, timezone.now())
    text = px(f"{saved}/data").content.decode()
    assert "2022" in text
    assert "2020" not in text


def test_a_saved_query_answers_in_its_own_form_unless_asked_otherwise(px, saved):
    answer = px(f"{saved}/data")
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Language"] == "en"
    other = px(f"{saved}/data", {"outputFormat": "json-stat2", "lang": "id"})
    assert other.json()["label"].startswith("UMKM menurut")


def test_the_same_query_saved_twice_is_kept_once(px, client, saved):
    again = client.post(f"{BASE}/savedqueries", QUERY, content_type="application/json")
    assert saved in again["Location"]
    assert SavedQuery.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"tableId": "x"}, "Non-existent table"),
        ({"tableId": None}, "Parameter error"),
        ({"tableId": 1}, "Parameter error"),
        ({"language": "de"}, "Unsupported language"),
        ({"outputFormat": "pdf"}, "Unsupported output format"),
        ({"outputFormatParams": ["Warna"]}, "Unsupported output format"),
        ({"selection": []}, "Parameter error"),
        (
            {"selection": {"selection": [{"variableCode": "x", "valueCodes": ["1"]}]}},
            "Non-existent variable",
        ),
        (
            {"selection": {"selection": [{"variableCode": "x", "valueCodes": ["1" * 20_000]}]}},
            "Parameter error",
        ),
    ],
)
def test_a_query_that_would_not_answer_is_not_kept(px, client, change, title):
    answer = client.post(f"{BASE}/savedqueries", QUERY | change, content_type="application/json")
    assert refusal(answer)[1] == title
    assert not SavedQuery.objects.exists()


def test_saving_has_a_limit_of_its_own(client, db, shelf, monkeypatch):
    rates = {"px": "1000/s", "px_save": "1/h"}
    monkeypatch.setattr(WindowThrottle, "THROTTLE_RATES", rates)
    codes = [
        client.post(f"{BASE}/savedqueries", QUERY, content_type="application/json").status_code
        for _ in range(2)
    ]
    assert codes == [201, 429]
    assert client.get(f"{BASE}/config").status_code == 200
