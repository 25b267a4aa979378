"""What every answer of the portal has: headers, ids, health, and clear error pages."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from bengkalis.middleware import client_address


@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_health_answers_without_signing_in(client, db, name):
    response = client.get(reverse(name))
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_needs_no_database(client, django_db_blocker):
    assert client.get("/healthz").status_code == 200


def test_every_answer_has_a_strict_policy_and_an_id(client, db):
    response = client.get("/healthz")
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Request-ID"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def test_an_unknown_page_says_so_in_indonesian_with_a_number_to_quote(client, db):
    response = client.get("/tidak-ada/")
    assert response.status_code == 404
    assert response["X-Request-ID"] in response.content.decode()


def test_a_page_for_staff_sends_a_stranger_to_the_sign_in(client, db):
    response = client.get(reverse("parse"), {"kind": "date", "value": "1/2/2020"})
    assert response.status_code == 302
    assert response["Location"].startswith("/masuk/")


@pytest.mark.parametrize(
    ("kind", "value", "understood"),
    [
        ("date", "17 agt 2019", "17 Agustus 2019"),
        ("rupiah", "1.500.000,-", "Rp 1.500.000"),
        ("integer", "1.200", "1.200"),
    ],
)
def test_what_was_typed_is_echoed_as_understood(sign_in, cast, kind, value, understood):
    client = sign_in(cast.verifier)
    answer = client.get(reverse("parse"), {"kind": kind, "value": value}).json()
    assert answer["understood"].replace("\xa0", " ") == understood


def test_what_cannot_be_understood_says_what_was_expected(sign_in, cast):
    client = sign_in(cast.verifier)
    answer = client.get(reverse("parse"), {"kind": "date", "value": "31/02/2019"}).json()
    assert answer["understood"] is None
    assert "31/02/2019" in answer["message"]


def test_each_problem_type_resolves_to_a_page_that_explains_it(client, db):
    assert client.get(reverse("problem", args=["stale"])).status_code == 200
    assert client.get(reverse("problem", args=["entah"])).status_code == 404


def test_the_portal_speaks_indonesian_to_an_english_browser(client, make_cooperative):
    cooperative = make_cooperative(deed_date="2018-10-11")
    response = client.get(cooperative.get_absolute_url(), headers={"accept-language": "en-US"})
    page = response.content.decode()
    assert "Oktober 2018" in page
    assert "October" not in page


def test_pages_travel_compressed_and_a_strong_etag_stays_strong(client, make_cooperative):
    cooperative = make_cooperative()
    squeezed = {"accept-encoding": "gzip"}
    assert client.get("/koperasi/", headers=squeezed)["Content-Encoding"] == "gzip"
    answer = client.get(f"/api/v1/cooperatives/{cooperative.uid}", headers=squeezed)
    assert answer["ETag"].startswith('"')


def test_a_signed_in_page_is_kept_by_no_cache(sign_in, cast):
    assert "no-store" in sign_in(cast.registrar).get("/koperasi/")["Cache-Control"]


def test_a_body_larger_than_any_workbook_is_refused_unread(client, db):
    answer = client.post("/masuk/", {"username": "x"}, headers={"content-length": "99000000"})
    assert answer.status_code == 413


def test_the_loser_of_a_race_is_told_so_on_a_page(sign_in, cast, monkeypatch):
    def clash(*args, **kwargs):
        raise IntegrityError("duplicate key")

    monkeypatch.setattr("registry.views.cooperatives.Listing.page", clash)
    answer = sign_in(cast.registrar).get("/koperasi/")
    assert answer.status_code == 409
    assert "Sudah dimasukkan orang lain" in answer.content.decode()


def test_behind_a_proxy_the_nearest_hop_is_the_address(rf, settings):
    request = rf.get("/", headers={"x-forwarded-for": "6.6.6.6, 10.0.0.9"})
    assert client_address(request) == "127.0.0.1"
    settings.BEHIND_TLS = True
    assert client_address(request) == "10.0.0.9"
