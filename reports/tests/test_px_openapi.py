"""What OpenAPI says of PxWebApi is true: every address is in it, and fuzzing finds no lie."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from bengkalis.api_docs import schema as document
from bengkalis.throttles import WindowThrottle
from reports.api.px.urls import ROUTES
from reports.tests.px_tables import WIDE, Shelf

BASE = "/api/px/v2"
# Which codes a table has, no schema can say; and what PxWebApi does not know it tolerates.
UNKNOWABLE = (positive_data_acceptance, negative_data_rejection)
KEPT = [check for check in CHECKS.get_all() if check not in UNKNOWABLE]


def paths() -> dict[str, dict]:
    return {path: found for path, found in document()["paths"].items() if path.startswith(BASE)}


def test_every_address_is_described_and_needs_no_token():
    described = {path.removeprefix(f"{BASE}/") for path in paths()}
    assert described == {route.replace("<str:", "{").replace(">", "}") for route, _, _ in ROUTES}
    for methods in paths().values():
        for operation in methods.values():
            assert operation["security"] == [{}]
            assert operation["tags"] == ["px"]


def test_the_ways_to_ask_are_described():
    data = paths()[f"{BASE}/tables/{{table}}/data"]
    asked = {parameter["name"]: parameter for parameter in data["get"]["parameters"]}
    assert asked["valuecodes"]["style"] == "deepObject"
    assert "sdmx-csv" in asked["outputFormat"]["schema"]["enum"]
    assert {"asOf", "lang", "codelist", "heading", "stub"} <= set(asked)
    assert "text/csv" in data["get"]["responses"]["200"]["content"]
    assert "application/json" in data["post"]["requestBody"]["content"]
    assert {"400", "404", "429"} <= set(data["post"]["responses"])
    assert "201" in paths()[f"{BASE}/savedqueries"]["post"]["responses"]


@pytest.fixture
def api(db, monkeypatch):
    """The schema bound to the WSGI application, with the sample table and no limit."""
    Shelf().install(monkeypatch)
    monkeypatch.setattr(WindowThrottle, "THROTTLE_RATES", WIDE)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/schema/", WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


OPERATIONS = [
    (f"{BASE}/{route.replace('<str:', '{').replace('>', '}')}", method)
    for route, view, _ in ROUTES
    for method in ("get", "post")
    if hasattr(view, method)
]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_the_api_answers_what_the_schema_says(api, path, method, mode):
    @given(case=api[path][method].as_strategy(generation_mode=mode))
    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def run(case):
        if "table" in (case.path_parameters or {}) and mode is GenerationMode.POSITIVE:
            case.path_parameters["table"] = "umkm"
        case.call_and_validate(checks=KEPT)

    run()
