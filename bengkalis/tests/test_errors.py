"""Every error of the API is problem+json with one Indonesian sentence, and never HTML."""

import json
import logging

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, DataError, IntegrityError, OperationalError
from django.test import Client
from rest_framework import exceptions

from bengkalis.api_errors import describe
from bengkalis.errors import PROBLEMS, TransitionRefused, error_dict
from registry.api.places import DistrictList
from registry.models import Cooperative

PLACES = "/api/v1/districts"
NEW = "/api/v1/cooperatives"


def problem_of(response, status, slug):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == status
    assert body["type"].endswith(f"/masalah/{slug}/")
    assert body["title"] == PROBLEMS[slug][1]
    assert body["detail"]
    assert response["Cache-Control"] == "no-store"
    return body


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize(
    "path", ["/api/v1/entah", "/api/entah/", "/api/v1/districts/%00", "/api/v1"]
)
def test_an_unknown_address_is_404_for_every_method(client, db, method, path):
    problem_of(getattr(client, method)(path), 404, "not-found")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_a_method_that_is_not_there_is_405_and_says_which_are(client, db, method):
    response = getattr(client, method)(PLACES)
    problem_of(response, 405, "method-not-allowed")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_only_json_is_served_and_a_browser_may_read_it(client, db):
    problem_of(client.get(PLACES, headers={"Accept": "text/html"}), 406, "not-acceptable")
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get(PLACES, headers={"Accept": browser}).status_code == 200


def test_what_a_problem_is_stands_behind_its_type(client, db):
    body = problem_of(client.get("/api/v1/entah"), 404, "not-found")
    assert body["type"].startswith("http://testserver/")
    page = client.get(body["type"].removeprefix("http://testserver"))
    assert page.status_code == 200
    assert "Tidak ditemukan" in page.content.decode()


def test_the_problem_names_the_request_as_the_header_does(client, db):
    response = client.get("/api/v1/entah")
    assert response.json()["instance"] == f"urn:request:{response['X-Request-ID']}"


def test_a_bug_is_500_without_a_word_of_its_cause(client, db, monkeypatch, caplog):
    monkeypatch.setattr(DistrictList, "rows", lambda self, request: 1 / 0)
    with caplog.at_level(logging.ERROR):
        body = problem_of(client.get(PLACES), 500, "server-error")
    assert "zero" not in json.dumps(body)
    assert "division by zero" in caplog.text


def test_a_bug_outside_the_view_is_problem_json_too(db, monkeypatch):
    def broken(self, request, response, *args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(DistrictList, "finalize_response", broken)
    response = Client(raise_request_exception=False).get(PLACES)
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"


def test_a_wrong_host_is_a_problem_and_no_crash(client, db, settings):
    settings.ALLOWED_HOSTS = ["portal.example"]
    response = client.get(PLACES, headers={"Host": "jahat.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        (IntegrityError("x"), "conflict"),
        (DatabaseError("deferred constraint at COMMIT"), "conflict"),
        (DataError("x"), "bad-request"),
        (OperationalError("x"), "unavailable"),
        (TransitionRefused("Sudah."), "conflict"),
        (PermissionDenied("Bukan Anda."), "forbidden"),
        (exceptions.Throttled(wait=3), "too-many-requests"),
        (KeyError("x"), "server-error"),
    ],
)
def test_each_kind_of_error_has_its_problem(error, slug):
    assert describe(error)[0] == slug


def test_a_domain_error_speaks_its_own_sentence():
    assert describe(TransitionRefused("Sudah dibubarkan."))[1] == "Sudah dibubarkan."


def test_errors_stand_under_their_field_and_the_rest_under_an_underscore():
    error = ValidationError({"name": ["Wajib."], "__all__": ["Bertentangan."]})
    assert error_dict(error) == {"name": ["Wajib."], "_": ["Bertentangan."]}
    assert error_dict(ValidationError("Salah.")) == {"_": ["Salah."]}


def test_the_sentence_of_a_constraint_on_one_column_stands_under_that_column():
    sentence = "NIK koperasi terdiri dari 13 angka."
    both = "Koperasi yang bersertifikat harus punya NIK koperasi."
    error = ValidationError({"__all__": [sentence, both]})
    assert error_dict(error, Cooperative) == {"nik_koperasi": [sentence], "_": [both]}


DEEP = '{"name":' + "[" * 50_000 + "]" * 50_000 + "}"
UNREADABLE = {
    "cut off": "{",
    "no constant": '{"name": NaN}',
    "twice": '{"name": "a", "name": "b"}',
    "too deep": DEEP,
    "too many digits": '{"name": %s}' % ("1" * 5000),
    "not UTF-8": b'{"name": "\xff"}',
    "byte order mark": b"\xef\xbb\xbf{}",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_is_no_json_is_400(client, cast, token_of, body):
    response = _post(client, token_of(cast.registrar, "write"), body)
    problem_of(response, 400, "bad-request")


@pytest.mark.parametrize("body", ["[]", '"x"', "null", "5", "true", '[{"name": "a"}]'])
def test_a_body_that_is_no_object_is_400(client, cast, token_of, body):
    found = problem_of(_post(client, token_of(cast.registrar, "write"), body), 400, "invalid")
    assert found["errors"] == {"_": ["Diharapkan satu objek JSON."]}


def test_a_form_is_415(client, cast, token_of):
    token = token_of(cast.registrar, "write")
    response = _post(client, token, "a=1", "application/x-www-form-urlencoded")
    problem_of(response, 415, "unsupported-media-type")


def test_too_large_a_body_is_413(client, cast, token_of, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = _post(client, token_of(cast.registrar, "write"), '{"name": "Koperasi"}')
    problem_of(response, 413, "too-large")


def test_too_many_parameters_are_400(client, db, settings):
    many = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1
    problem_of(client.get(PLACES, {f"a{n}": 1 for n in range(many)}), 400, "bad-request")


def _post(client, token, body, content_type="application/json"):
    headers = {"Authorization": f"Bearer {token}"}
    return client.post(NEW, body, content_type=content_type, headers=headers)
