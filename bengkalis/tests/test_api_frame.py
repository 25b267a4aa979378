"""What every address of the API has in common: who may call, what may be kept, how often."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse

from bengkalis.api import ApiView
from bengkalis.conditional import to_json
from bengkalis.throttles import WindowThrottle

PLACES = "/api/v1/districts"
OFFICES = "/api/v1/offices"


UID = "00000000-0000-0000-0000-000000000000"


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("name", "args", "path", "code"),
    [
        ("api-docs", [], "/api/", 200),
        ("api-schema", [], "/api/schema/", 200),
        ("api-cooperatives", [], "/api/v1/cooperatives", 200),
        ("api-cooperative", [UID], f"/api/v1/cooperatives/{UID}", 404),
        ("api-cooperative-status", [UID], f"/api/v1/cooperatives/{UID}/status", 405),
        ("api-districts", [], "/api/v1/districts", 200),
        ("api-district", ["14.03.09"], "/api/v1/districts/14.03.09", 200),
        ("api-villages", [], "/api/v1/villages", 200),
        ("api-village", ["14.03.01.1001"], "/api/v1/villages/14.03.01.1001", 200),
        ("api-offices", [], "/api/v1/offices", 401),
        ("api-office", [UID], f"/api/v1/offices/{UID}", 401),
    ],
)
def test_each_address_answers_a_stranger_as_it_should(client, db, name, args, path, code):
    assert reverse(name, args=args) == path
    assert client.get(path).status_code == code


def test_every_other_address_is_answered_by_the_one_that_knows_none(client, db):
    assert resolve("/api/v1/anything").url_name == "api-unknown"
    assert client.get("/api/v1/anything").status_code == 404


def test_a_stranger_reads_what_is_public_and_any_site_may_fetch_it(client, db):
    response = client.get(PLACES)
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, no-cache"
    assert "Authorization" in response["Vary"]


def test_what_a_token_reads_is_kept_by_nobody_else(client, cast, token_of):
    response = client.get(PLACES, headers=bearer(token_of(cast.verifier)))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in response
    assert "Authorization" in response["Vary"]


@pytest.mark.parametrize("path", [PLACES, OFFICES, "/api/v1/cooperatives"])
@pytest.mark.parametrize("header", ["Bearer salah", "Bearer", "Basic YTpi", "bks_x", "Bearer a b"])
def test_a_wrong_token_is_401_on_public_addresses_too(client, db, path, header):
    response = client.get(path, headers={"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["title"] == "Token diperlukan"


def test_an_expired_or_revoked_token_is_401(client, cast, token_of):
    text = token_of(cast.verifier)
    cast.verifier.tokens.update(expires_at="2020-01-01T00:00:00+07:00")
    assert client.get(OFFICES, headers=bearer(text)).status_code == 401


def test_the_token_of_a_dismissed_person_is_401(client, cast, token_of):
    text = token_of(cast.verifier)
    cast.verifier.is_active = False
    cast.verifier.save(update_fields=["is_active"])
    assert client.get(OFFICES, headers=bearer(text)).status_code == 401


def test_signing_in_by_browser_opens_nothing_in_the_api(sign_in, cast):
    assert sign_in(cast.registrar).get(OFFICES).status_code == 401


def test_a_preflight_needs_no_token_and_allows_reading_only(client, db):
    response = client.options(PLACES, headers={"Origin": "https://contoh.example"})
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Authorization" not in response["Access-Control-Allow-Headers"]
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_preflight_of_what_needs_a_token_allows_no_other_site(client, db):
    response = client.options(OFFICES)
    assert response.status_code == 204
    assert not [name for name in response.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("path", [PLACES, "/api/v1/villages", "/api/v1/cooperatives"])
def test_a_slash_at_the_end_changes_nothing_and_redirects_nowhere(client, db, path):
    plain, slashed = client.get(path), client.get(f"{path}/")
    assert plain.status_code == slashed.status_code == 200
    assert plain.content == slashed.content


def test_head_answers_the_headers_of_get(client, db):
    get, head = client.get(PLACES), client.head(PLACES)
    assert (head.status_code, head["ETag"], head.content) == (200, get["ETag"], b"")


@pytest.mark.parametrize("form", ["{}", "W/{}", '"lain", {}', "*"])
def test_who_has_the_answer_already_gets_304_without_a_body(client, db, form):
    etag = client.get(PLACES)["ETag"]
    response = client.get(PLACES, headers={"If-None-Match": form.format(etag)})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert response["Cache-Control"] == "public, no-cache"
    assert "Content-Type" not in response


def test_another_etag_gets_the_whole_answer(client, db):
    response = client.get(PLACES, headers={"If-None-Match": '"lain"'})
    assert (response.status_code, len(response.json()["results"])) == (200, 11)


def test_an_etag_is_strong(client, db):
    assert client.get(PLACES)["ETag"].startswith('"')


def test_the_language_of_the_browser_does_not_change_the_sentences(client, db):
    response = client.get(PLACES, {"limit": "x"}, headers={"Accept-Language": "en"})
    assert "diharapkan bilangan" in response.json()["errors"]["limit"][0]
    assert response["Content-Language"] == "id"


@pytest.fixture
def rates(monkeypatch):
    """``rates(anon=2, user=9)`` a minute, on a clock that stands 20 seconds before the minute."""

    def set_rates(**numbers):
        texts = {scope: f"{number}/min" for scope, number in numbers.items()}
        monkeypatch.setattr(WindowThrottle, "THROTTLE_RATES", texts)

    monkeypatch.setattr(WindowThrottle, "timer", staticmethod(lambda: 60_040.0))
    return set_rates


def test_who_asks_too_often_is_told_how_long_to_wait(client, db, rates):
    rates(anon=2, user=9)
    assert [client.get(PLACES).status_code for _ in range(3)] == [200, 200, 429]
    response = client.get(PLACES)
    assert response["Retry-After"] == "21"
    assert response["Content-Type"] == "application/problem+json"
    assert "21 detik" in response.json()["detail"]


def test_a_limit_ends_with_the_minute(client, db, rates, monkeypatch):
    rates(anon=1, user=9)
    assert [client.get(PLACES).status_code for _ in range(2)] == [200, 429]
    monkeypatch.setattr(WindowThrottle, "timer", staticmethod(lambda: 60_060.0))
    assert client.get(PLACES).status_code == 200


def test_an_invented_origin_does_not_escape_the_limit(client, db, rates):
    rates(anon=1, user=9)
    client.get(PLACES)
    response = client.get(PLACES, headers={"X-Forwarded-For": "203.0.113.9"})
    assert response.status_code == 429


def test_a_token_has_a_limit_of_its_own(client, cast, token_of, rates):
    rates(anon=1, user=2)
    headers = bearer(token_of(cast.verifier))
    codes = [client.get(OFFICES, headers=headers).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


class Unnamed(ApiView):
    """Names neither ``public`` nor a permission."""

    def get(self, request):
        raise AssertionError("reached")

    post = get


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_names_no_permission_is_open_to_nobody(cast, token_of, method):
    make = getattr(RequestFactory(), method)
    assert Unnamed.as_view()(make("/")).status_code == 401
    token = token_of(cast.registrar, "write")
    response = Unnamed.as_view()(make("/", headers=bearer(token)))
    assert response.status_code == 403


def test_a_public_address_is_public_for_reading_only(cast, token_of):
    class Readable(Unnamed):
        public = True

    assert Readable.as_view()(RequestFactory().post("/")).status_code == 401
    token = token_of(cast.registrar, "write")
    response = Readable.as_view()(RequestFactory().post("/", headers=bearer(token)))
    assert response.status_code == 403


def test_money_is_a_number_and_a_day_is_iso():
    payload = {"a": Decimal("1500000.00"), "b": Decimal("0.5"), "c": date(2019, 12, 31), "d": "é"}
    assert to_json(payload).decode() == '{"a":1500000,"b":0.5,"c":"2019-12-31","d":"é"}'
