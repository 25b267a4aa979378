"""PxWebApi 2 as its clients meet it: configuration, tables, metadata, figures, what changed."""

import csv
import io
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.tests.jsonstat_rules import findings
from reports.tests.px_tables import (
    ALL,
    BASE,
    DATA,
    EVERYTHING,
    TABLE,
    px_cube,
    refusal,
    rows,
    years,
)


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
