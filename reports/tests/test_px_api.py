"""PxWebApi 2 as its clients meet it: documents, questions, formats, errors, caching, limits."""

import csv
import io
import json
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from bengkalis.throttles import WindowThrottle
from reports.models import SavedQuery
from reports.tests.jsonstat_rules import findings
from reports.tests.px_tables import WIDE, Shelf, px_cube, years

BASE = "/api/px/v2"
TABLE = f"{BASE}/tables/umkm"
DATA = f"{TABLE}/data"
ALL = {"valuecodes[ContentsCode]": "*", "valuecodes[year]": "*"}
EVERYTHING = ALL | {"valuecodes[district]": "*", "valuecodes[size]": "*"}


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    """The table umkm in two editions: of 1 November 2026 and of today."""
    return Shelf().install(monkeypatch)


@pytest.fixture
def px(client, db, shelf, unlimited):
    """``px(path, **query)`` → the answer to a GET."""
    return lambda path, query=None, **headers: client.get(path, query or {}, headers=headers)


@pytest.fixture
def unlimited(monkeypatch):
    monkeypatch.setattr(WindowThrottle, "THROTTLE_RATES", WIDE)


def rows(answer) -> dict:
    """Cells of a JSON-stat answer by their codes."""
    document = answer.json()
    axes = [list(document["dimension"][name]["category"]["index"]) for name in document["id"]]
    return dict(zip(product(*axes), document["value"], strict=True))


@pytest.mark.parametrize(
    ("name", "args", "path", "code"),
    [
        ("px-config", [], "config", 200),
        ("px-tables", [], "tables", 200),
        ("px-table", ["umkm"], "tables/umkm", 200),
        ("px-metadata", ["umkm"], "tables/umkm/metadata", 200),
        ("px-default-selection", ["umkm"], "tables/umkm/defaultselection", 200),
        ("px-data", ["umkm"], "tables/umkm/data", 200),
        ("px-codelist", ["agg_daratan"], "codelists/agg_daratan", 200),
        ("px-changes", [], "changes", 200),
        ("px-saved-queries", [], "savedqueries", 405),
        ("px-saved-query", ["x"], "savedqueries/x", 404),
        ("px-saved-query-data", ["x"], "savedqueries/x/data", 404),
        ("px-saved-query-selection", ["x"], "savedqueries/x/selection", 404),
    ],
)
def test_each_address_is_open_to_strangers_and_to_other_sites(px, name, args, path, code):
    assert reverse(name, args=args) == f"{BASE}/{path}"
    answer = px(f"{BASE}/{path}")
    assert answer.status_code == code
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "json" in answer["Content-Type"]


# --- documents ----------------------------------------------------------------------------------


def test_the_configuration_says_what_clients_need(px):
    config = px(f"{BASE}/config").json()
    assert config["apiVersion"] >= "2.0.0"
    assert (config["maxDataCells"], config["timeWindow"]) == (50_000, 10)
    assert config["maxCallsPerTimeWindow"] == 99_999
    assert [language["id"] for language in config["languages"]] == ["id", "en"]
    assert config["defaultLanguage"] == "id"
    assert config["defaultDataFormat"] == "json-stat2"
    assert {"json-stat2", "csv", "xlsx", "html", "px", "json-px", "sdmx-csv"} <= set(
        config["dataFormats"]
    )
    assert {reference["language"] for reference in config["sourceReferences"]} == {"id", "en"}
    assert config["license"].startswith("https://")


def test_a_table_in_the_list_names_its_periods_variables_and_addresses(px):
    listed = px(f"{BASE}/tables").json()
    assert listed["page"] | {"links": 0} == {
        "pageNumber": 1,
        "pageSize": 20,
        "totalElements": 1,
        "totalPages": 1,
        "links": 0,
    }
    (table,) = listed["tables"]
    assert (table["firstPeriod"], table["lastPeriod"]) == ("2020", "2021")
    assert table["variableNames"] == ["isi", "kecamatan", "skala", "tahun"]
    assert table["timeUnit"] == "Annual"
    assert px(TABLE).json() == table | {"language": "id"}
    links = {link["rel"]: link for link in table["links"]}
    assert {"self", "metadata", "data", "alternate"} <= set(links)
    for link in table["links"]:
        assert px(link["href"].removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 1),
        ({"query": "kecamatan UMKM"}, 1),
        ({"query": "msmes district"}, 1),
        ({"query": "skala"}, 1),
        ({"query": "sapi"}, 0),
        ({"pastDays": "1"}, 1),
        ({"pageSize": "999999999", "includeDiscontinued": "true", "lain": "x"}, 1),
    ],
)
def test_tables_are_found_by_words_in_titles_and_variables(px, query, found):
    assert px(f"{BASE}/tables", query).json()["page"]["totalElements"] == found


def test_a_table_that_is_older_than_the_days_asked_for_is_left_out(px, shelf):
    shelf.issue("umkm", px_cube(), 3, timezone.now() - timedelta(days=3))
    assert px(f"{BASE}/tables", {"pastDays": "2"}).json()["tables"] == []
    assert len(px(f"{BASE}/tables", {"pastDays": "4"}).json()["tables"]) == 1


def test_a_list_comes_in_pages_that_are_linked(px, shelf):
    for number in range(5):
        shelf.issue(f"t{number}", px_cube(), 1, timezone.now())
    second = px(f"{BASE}/tables", {"pageSize": "2", "pageNumber": "2"}).json()
    assert [table["id"] for table in second["tables"]] == ["t1", "t2"]
    links = {link["rel"]: link["href"] for link in second["page"]["links"]}
    last = px(links["last"].removeprefix("http://testserver")).json()
    assert last["page"]["pageNumber"] == 3
    assert "next" not in {link["rel"] for link in last["page"]["links"]}
    assert "pageNumber=1" in links["previous"]


def test_a_table_never_published_is_not_listed(px, shelf):
    shelf.define("kosong")
    assert px(f"{BASE}/tables").json()["page"]["totalElements"] == 1
    assert refusal(px(f"{BASE}/tables/kosong")) == (404, "Non-existent edition")


def test_a_table_without_any_year_is_not_published_yet(px, shelf):
    shelf.issue(
        "umkm", replace(px_cube(), dimensions=(years(),), values={}, marks={}), 3, timezone.now()
    )
    assert px(f"{BASE}/tables").json()["tables"] == []
    assert refusal(px(DATA)) == (404, "Non-existent edition")


def test_metadata_is_json_stat_without_figures(px):
    document = px(f"{TABLE}/metadata", {"outputFormat": "json-stat2", "defaultSelection": "False"})
    document = document.json()
    assert document["value"] == []
    assert document["role"] == {"time": ["year"], "geo": ["district"], "metric": ["ContentsCode"]}
    district = document["dimension"]["district"]
    assert list(district["category"]["index"]) == ["T", "1", "2", "3"]
    extension = district["extension"]
    assert (extension["elimination"], extension["eliminationValueCode"]) == (True, "T")
    assert extension["codelists"] == extension["codeLists"]
    assert [one["id"] for one in extension["codelists"]] == ["agg_daratan"]
    assert not document["dimension"]["year"]["extension"]["elimination"]
    px_words = document["extension"]["px"]
    assert (px_words["tableid"], px_words["language"], px_words["decimals"]) == ("umkm", "id", 1)
    assert document["updated"].endswith("Z")


def test_a_code_list_says_what_its_codes_stand_for(px):
    document = px(f"{BASE}/codelists/AGG_daratan", {"lang": "en"}).json()
    assert (document["id"], document["type"]) == ("agg_daratan", "Aggregation")
    assert document["values"][0] == {"code": "A1", "label": "islands", "valueMap": ["1", "3"]}


def test_the_default_selection_gives_the_figures_that_come_without_one(px, client):
    document = px(f"{TABLE}/defaultselection").json()
    assert document["language"] == "id"
    assert [one["variableCode"] for one in document["selection"]] == [
        "ContentsCode",
        "district",
        "year",
    ]
    plain = px(DATA)
    posted = client.post(DATA, document, content_type="application/json")
    assert plain.content == posted.content
    assert findings(plain.json()) == set()


# --- figures ------------------------------------------------------------------------------------


def test_figures_are_those_of_the_cube_marks_and_flags_included(px):
    answer = px(DATA, EVERYTHING)
    cube = px_cube(start=100)
    plain = {d.code: d.plain for d in cube.dimensions}
    assert rows(answer) == cube.slice(plain).values
    status = answer.json()["status"]
    assert status["0"] == "c"


def test_what_is_left_out_is_its_total(px):
    cube = px_cube(start=100)
    found = rows(px(DATA, ALL))
    assert found["omzet", "2021"] == cube.values["omzet", "T", "T", "2021"]
    assert list(found) == list(cube.slice({}, ["district", "size"]).values)


def test_a_code_list_gives_its_groups(px):
    found = rows(px(DATA, ALL | {"codelist[district]": "agg_daratan"}))
    assert found["omzet", "A2", "2020"] == px_cube(start=100).values["omzet", "A2", "T", "2020"]


def test_get_and_post_answer_the_same_bytes(px, client):
    asked = EVERYTHING | {"valuecodes[time]": "[TOP(1,1)]", "valuecodes[district]": "BOTTOM(2)"}
    del asked["valuecodes[year]"]
    body = {
        "selection": [
            {"variableCode": "ContentsCode", "valueCodes": ["*"]},
            {"variableCode": "YEAR", "valueCodes": ["TOP(1,1)"]},
            {"variableCode": "district", "valueCodes": ["2", "3"]},
            {"variableCode": "size", "valueCodes": ["T", "mik*", "?"]},
        ]
    }
    posted = client.post(f"{DATA}?lang=en", json.dumps(body), content_type="application/json")
    assert px(DATA, asked | {"lang": "en"}).content == posted.content
    assert posted["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("fmt", "kind", "ending"),
    [
        ("json-stat2", "application/json; charset=UTF-8", "json"),
        ("csv", "text/csv; charset=utf-8", "csv"),
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ),
        ("html", "text/html; charset=utf-8", "html"),
        ("px", "application/octet-stream", "px"),
        ("json-px", "application/json; charset=UTF-8", "json"),
        ("sdmx-csv", "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8", "csv"),
    ],
)
def test_each_format_has_its_type_and_name(px, fmt, kind, ending):
    answer = px(DATA, ALL | {"outputFormat": fmt})
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert answer["Content-Disposition"] == f'inline; filename="umkm.{ending}"'
    assert answer.content == px(DATA, ALL | {"outputFormat": fmt.upper()}).content


def test_parameters_of_the_format_and_placement_shape_a_csv(px):
    query = ALL | {
        "outputFormat": "csv",
        "outputFormatParams": "UseTexts,SeparatorSemicolon",
        "stub": "year,ContentsCode",
    }
    lines = list(csv.reader(io.StringIO(px(DATA, query).content.decode()), delimiter=";"))
    assert lines[0][:2] == ["tahun", "isi"]
    assert lines[1][:2] == ["2020", "jumlah usaha"]


def test_english_is_english(px):
    answer = px(DATA, ALL | {"lang": "en"})
    assert answer.json()["label"] == "MSMEs by district and size"
    assert answer["Content-Language"] == "en"


# --- errors -------------------------------------------------------------------------------------


def refusal(answer) -> tuple[int, str]:
    """Status and title of a problem whose type resolves; it is never HTML."""
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["detail"]
    assert answer["Cache-Control"] == "no-store"
    return problem["status"], problem["title"]


@pytest.mark.parametrize(
    ("path", "query", "status", "title"),
    [
        ("tables/x", {}, 404, "Non-existent table"),
        ("tables/x/data", {}, 404, "Non-existent table"),
        ("tables/%00/metadata", {}, 404, "Non-existent table"),
        ("tables", {"pageNumber": "2"}, 404, "Non-existent page"),
        ("tables", {"pageNumber": "0"}, 404, "Non-existent page"),
        ("tables", {"pageNumber": "x"}, 400, "Parameter error"),
        ("tables", {"pageSize": "0"}, 400, "Parameter error"),
        ("tables", {"pastDays": "-1"}, 400, "Parameter error"),
        ("codelists/agg_x", {}, 404, "Non-existent codelist"),
        ("config", {"lang": "de"}, 400, "Unsupported language"),
        ("tables/umkm/data", {"lang": "no"}, 400, "Unsupported language"),
        ("tables/umkm/data", {"outputFormat": "pdf"}, 400, "Unsupported output format"),
        (
            "tables/umkm/data",
            {"outputFormat": "px", "outputFormatParams": "UseCodes"},
            400,
            "Unsupported output format",
        ),
        (
            "tables/umkm/data",
            {"outputFormat": "csv", "outputFormatParams": "Warna"},
            400,
            "Unsupported output format",
        ),
        ("tables/umkm/data", {"valuecodes[x]": "*"}, 400, "Non-existent variable"),
        ("tables/umkm/data", ALL | {"valuecodes[district]": "9"}, 400, "Non-existent value"),
        ("tables/umkm/data", ALL | {"codelist[size]": "agg_x"}, 400, "Non-existent codelist"),
        (
            "tables/umkm/data",
            {"valuecodes[year]": "*"},
            400,
            "Missing selection for mandantory variable",
        ),
        (
            "tables/umkm/data",
            ALL | {"valuecodes[year]": "RANGE(2020,2021)"},
            400,
            "Illegal selection expression",
        ),
        ("tables/umkm/data", ALL | {"stub": "year,year"}, 400, "Illegal placement selection"),
        ("tables/umkm/data", {"asOf": "kemarin"}, 400, "Parameter error"),
        ("tables/umkm/data", {"asOf": "2026-02-30"}, 400, "Parameter error"),
        ("tables/umkm/data", {"asOf": "9999-12-31"}, 400, "Parameter error"),
        ("tables/umkm/data", {"asOf": "0001-01-01T00:00:00+14:00"}, 400, "Parameter error"),
        ("tables/umkm/data", {"asOf": "2026-10-31"}, 404, "Non-existent edition"),
        ("savedqueries/%00", {}, 404, "Non-existent saved query"),
    ],
)
def test_what_is_wrong_is_said_with_the_title_that_clients_know(px, path, query, status, title):
    answer = px(f"{BASE}/{path}", query)
    assert refusal(answer) == (status, title)
    page = px(answer.json()["type"].removeprefix("http://testserver"))
    assert page.status_code == 200
    assert title in page.content.decode()


def test_too_many_cells_are_refused(px, monkeypatch):
    monkeypatch.setattr("reports.pxweb.questions.MAX_CELLS", 47)
    assert refusal(px(DATA, EVERYTHING)) == (400, "Too many cells selected")


def test_the_sentence_of_an_error_is_in_the_language_asked_for(px):
    query = ALL | {"valuecodes[district]": "9"}
    assert "tidak ada nilai" in px(DATA, query).json()["detail"]
    assert "there is no value" in px(DATA, query | {"lang": "en"}).json()["detail"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"selection":{}}', "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'"' + b"x" * 300_000 + b'"', "application/json", 413),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 200),
        (b"{}", "application/json", 200),
    ],
)
@pytest.mark.parametrize("path", [DATA, f"{BASE}/savedqueries"])
def test_no_body_makes_a_page_or_a_crash(px, client, path, body, kind, status):
    answer = client.post(path, body, content_type=kind)
    if status == 200 and path != DATA:
        status = 400
    assert answer.status_code == status
    if status != 200:
        assert refusal(answer)[0] == status


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(px, client, method):
    assert getattr(client, method)(DATA).status_code == 405


def test_a_slash_at_the_end_is_no_redirect(px):
    assert px(f"{DATA}/").status_code == 404


def test_any_accept_header_is_served(px):
    assert px(DATA, None, Accept="text/html").status_code == 200


def test_a_key_that_a_client_sends_along_is_no_matter(px):
    answer = px(DATA, None, Authorization="Bearer apa-saja")
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_browser_of_another_site_may_post(px, client):
    answer = client.options(DATA)
    assert answer.status_code == 204
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer["Access-Control-Allow-Headers"]


# --- caching ------------------------------------------------------------------------------------


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


# --- saved queries ------------------------------------------------------------------------------

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


# --- changes ------------------------------------------------------------------------------------


def test_what_changed_is_public_the_latest_first(px):
    changes = px(f"{BASE}/changes").json()["changes"]
    assert [(change["tableId"], change["edition"]) for change in changes] == [
        ("umkm", 2),
        ("umkm", 1),
    ]
    assert datetime.fromisoformat(changes[1]["published"]).year == 2026
    links = {link["rel"]: link["href"] for link in changes[0]["links"]}
    as_published = px(links["data"].removeprefix("http://testserver"))
    assert as_published.content == px(DATA).content
