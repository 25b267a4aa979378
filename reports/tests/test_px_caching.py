"""What clients may keep of the statistics, and how often they may ask."""

from django.utils import timezone

from bengkalis.throttles import WindowThrottle
from reports.tests.px_tables import ALL, BASE, DATA, TABLE, px_cube, refusal, rows


def test_who_has_the_figures_gets_304(px, client):
    etag = px(DATA, ALL)["ETag"]
    assert etag.startswith('"2-')
    again = px(DATA, ALL | {"lang": "id"}, **{"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Cache-Control"] == "public, no-cache"
    assert client.head(DATA, ALL)["ETag"] == etag


def test_an_etag_is_of_one_edition_question_format_and_language(px, shelf):
    asked = [
        ALL,
        ALL | {"lang": "en"},
        ALL | {"outputFormat": "csv"},
        ALL | {"valuecodes[year]": "2020"},
        ALL | {"asOf": "2026-11-02"},
    ]
    etags = [px(DATA, query)["ETag"] for query in asked]
    shelf.issue("umkm", px_cube(start=100), 3, timezone.now())
    assert len({*etags, px(DATA, ALL)["ETag"]}) == 6


def test_a_warm_answer_is_not_written_again(px, monkeypatch):
    px(DATA, ALL)
    monkeypatch.setattr("reports.pxweb.answering.FORMATS", {})
    assert (
        px(DATA, {"valuecodes[time]": "202?", "valuecodes[contentscode]": "*"}).status_code == 200
    )


def test_a_new_edition_is_answered_at_once(px, shelf):
    before = rows(px(DATA, ALL))
    shelf.issue("umkm", px_cube(start=500), 3, timezone.now())
    assert rows(px(DATA, ALL))["omzet", "2021"] == before["omzet", "2021"] + 400


def test_the_past_stays_as_it_was_published(px):
    then = px(DATA, ALL | {"asOf": "2026-11-02"})
    assert rows(then)["omzet", "2021"] == px_cube().values["omzet", "T", "T", "2021"]
    assert then["Cache-Control"] == "public, max-age=86400"
    for moment in ("2026-11-02T08:00:00+07:00", "2026-11-02T08:00:00 07:00", "2026-11-02T08:00"):
        assert px(DATA, ALL | {"asOf": moment}).content == then.content
    assert px(TABLE, {"asOf": "2026-11-02"}).json()["updated"] == "2026-11-01T01:00:00Z"


def test_what_has_no_past_is_never_kept_for_a_day(px):
    answer = px(f"{BASE}/changes", {"asOf": "2026-11-02"})
    assert answer["Cache-Control"] == "public, no-cache"
    assert px(f"{BASE}/config", {"asOf": "x"}).status_code == 200


def test_today_as_of_is_the_current_edition(px):
    today = px(DATA, ALL | {"asOf": str(timezone.localdate())})
    assert today.content == px(DATA, ALL).content
    assert today["Cache-Control"] == "public, no-cache"


# --- limits -------------------------------------------------------------------------------------


def test_who_calls_too_often_is_told_when_to_come_back(client, db, shelf, monkeypatch):
    monkeypatch.setattr(WindowThrottle, "timer", staticmethod(lambda: 60_003.0))
    answers = [client.get(f"{BASE}/config") for _ in range(31)]
    assert answers[0].json()["maxCallsPerTimeWindow"] == 30
    assert answers[0].json()["timeWindow"] == 10
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert answers[-1]["Retry-After"] == "8"
    assert refusal(answers[-1])[0] == 429
    monkeypatch.setattr(WindowThrottle, "timer", staticmethod(lambda: 60_010.0))
    assert client.get(f"{BASE}/config").status_code == 200


def test_the_portals_own_api_is_not_counted_with_it(client, db, shelf, monkeypatch):
    monkeypatch.setattr(WindowThrottle, "timer", staticmethod(lambda: 60_003.0))
    for _ in range(31):
        client.get(f"{BASE}/config")
    assert client.get("/api/v1/districts").status_code == 200
