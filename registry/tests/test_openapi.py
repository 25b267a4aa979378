"""The OpenAPI document is true: generated without a warning, valid, and kept by the running API."""

import json

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bengkalis.api_docs import schema as document
from bengkalis.throttles import WindowThrottle

PATHS = {
    "/api/v1/agreements": {"get"},
    "/api/v1/agreements/{uid}": {"get"},
    "/api/v1/agreements/{uid}/pdf": {"get"},
    "/api/v1/annual-meetings": {"get", "post"},
    "/api/v1/annual-meetings/{uid}": {"get", "put", "patch"},
    "/api/v1/beneficiaries": {"get"},
    "/api/v1/beneficiaries/{uid}": {"get"},
    "/api/v1/board-members": {"get"},
    "/api/v1/budget-versions": {"get"},
    "/api/v1/budget-versions/{uid}": {"get"},
    "/api/v1/coachings": {"get", "post"},
    "/api/v1/coachings/{uid}": {"get", "patch"},
    "/api/v1/cooperatives": {"get", "post"},
    "/api/v1/cooperatives/{uid}": {"get", "put", "patch"},
    "/api/v1/cooperatives/{uid}/status": {"post"},
    "/api/v1/crosswalk": {"get"},
    "/api/v1/dissolution-cases": {"get"},
    "/api/v1/districts": {"get"},
    "/api/v1/districts/{code}": {"get"},
    "/api/v1/documents": {"get"},
    "/api/v1/duplicate-pairs": {"get"},
    "/api/v1/enterprises": {"get", "post"},
    "/api/v1/enterprises/{uid}": {"get", "put", "patch"},
    "/api/v1/enterprises/{uid}/years": {"get", "post"},
    "/api/v1/enterprises/{uid}/years/{year}": {"get", "put", "patch"},
    "/api/v1/finding-rules": {"get"},
    "/api/v1/findings": {"get"},
    "/api/v1/health-assessments": {"get"},
    "/api/v1/health-assessments/{uid}": {"get"},
    "/api/v1/kbli-sections": {"get"},
    "/api/v1/members": {"get", "post"},
    "/api/v1/members/{uid}": {"get", "put", "patch"},
    "/api/v1/nomenclature": {"get"},
    "/api/v1/offices": {"get"},
    "/api/v1/offices/{uid}": {"get"},
    "/api/v1/officials": {"get"},
    "/api/v1/officials/{uid}": {"get"},
    "/api/v1/pacts": {"get"},
    "/api/v1/pacts/{uid}": {"get"},
    "/api/v1/pacts/{uid}/pdf": {"get"},
    "/api/v1/plans": {"get"},
    "/api/v1/plans/{uid}": {"get"},
    "/api/v1/positions": {"get"},
    "/api/v1/positions/{uid}": {"get"},
    "/api/v1/realisations": {"get"},
    "/api/v1/realisations/{uid}": {"get"},
    "/api/v1/tasks": {"get"},
    "/api/v1/trainings": {"get"},
    "/api/v1/trainings/{uid}": {"get"},
    "/api/v1/villages": {"get"},
    "/api/v1/villages/{code}": {"get"},
    "/api/v1/visits": {"get"},
}


def parameters(path, method):
    return {p["name"]: p for p in document()["paths"][path][method]["parameters"]}


def test_the_schema_is_generated_without_a_warning_and_is_valid(tmp_path):
    target = tmp_path / "schema.json"
    call_command(
        "spectacular", "--fail-on-warn", "--validate", "--format=openapi-json", f"--file={target}"
    )
    assert json.loads(target.read_text())["openapi"].startswith("3.1")


def test_every_address_is_in_it_once_without_a_slash_at_the_end():
    found = {path: set(methods) for path, methods in document()["paths"].items()}
    assert found.items() >= PATHS.items()
    assert not [path for path in found if path.endswith("/")]


def test_the_schema_is_served_to_strangers_with_an_etag(client, db):
    response = client.get("/api/schema/")
    assert response.json()["info"]["title"].startswith("Portal Koperasi")
    held = {"If-None-Match": response["ETag"]}
    assert client.get("/api/schema", headers=held).status_code == 304


def test_reading_in_public_needs_no_token_and_the_rest_does():
    security = {
        (path, method): {} in operation["security"]
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }
    assert security["/api/v1/cooperatives", "get"]
    assert security["/api/v1/villages/{code}", "get"]
    assert not security["/api/v1/cooperatives", "post"]
    assert not security["/api/v1/offices", "get"]


def test_headers_filters_and_controls_are_described():
    listing = parameters("/api/v1/cooperatives", "get")
    assert {"status", "district", "search", "fields", "ordering", "cursor", "limit"} <= set(listing)
    assert listing["limit"]["schema"]["maximum"] == 500
    assert "tidak_aktif" in listing["status"]["schema"]["items"]["enum"]
    assert parameters("/api/v1/cooperatives/{uid}", "patch")["If-Match"]["required"]
    assert "Idempotency-Key" in parameters("/api/v1/cooperatives", "post")


def test_answers_and_problems_are_described():
    answers = document()["paths"]["/api/v1/cooperatives/{uid}"]["patch"]["responses"]
    assert {"200", "400", "401", "403", "404", "409", "412", "415", "428", "429"} <= set(answers)
    assert "ETag" in answers["200"]["headers"]
    assert list(answers["412"]["content"]) == ["application/problem+json"]


def test_the_page_lists_every_operation_with_an_example_to_copy(client, db, make_cooperative):
    cooperative = make_cooperative()
    page = client.get("/api/").content.decode()
    for path, methods in document()["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in page
    assert f"http://testserver/api/v1/cooperatives/{cooperative.uid}" in page
    assert "<script>" not in page


def test_the_page_shows_a_stranger_no_office(client, db):
    assert "/api/v1/offices/$ID" in client.get("/api/").content.decode()


# --- fuzzing ------------------------------------------------------------------------------------

# Not every text is the code of a kecamatan, which a schema cannot say.
KEPT = [check for check in CHECKS.get_all() if check is not positive_data_acceptance]


@pytest.fixture
def api(db, make_cooperative):
    """The schema bound to the WSGI application, in the transaction of the test."""
    make_cooperative()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/schema/", WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def unlimited(monkeypatch):
    rates = {"anon": "100000/min", "user": "100000/min"}
    monkeypatch.setattr(WindowThrottle, "THROTTLE_RATES", rates)


def _is_blank(value) -> bool:
    """A blank parameter counts as not given, so that it is no wrong one."""
    return value in (None, "", [], [None], [""])


OPERATIONS = [(path, method) for path in PATHS for method in sorted(PATHS[path])]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("who", [None, "registrar"])
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_the_api_answers_what_the_schema_says(
    api, unlimited, cast, token_of, path, method, who, mode
):
    headers = {}
    if who:
        headers["Authorization"] = f"Bearer {token_of(getattr(cast, who), 'write')}"

    @given(case=api[path][method].as_strategy(generation_mode=mode))
    @settings(
        max_examples=5,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def run(case):
        assume(not any(_is_blank(value) for value in (case.query or {}).values()))
        case.call_and_validate(checks=KEPT, headers=headers)

    run()
