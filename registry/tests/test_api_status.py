"""Changing the status of a cooperative over REST."""

import pytest

from registry.models import Cooperative

LIST = "/api/v1/cooperatives"
FROZEN = {"status": "beku", "effective_on": "2021-06-30", "reason": "Tiga tahun tanpa RAT"}


@pytest.fixture
def mandau(make_cooperative):
    return make_cooperative("KUD Tani Maju", "Mandau", phone="081299990993", note="Lama")


def address(cooperative, tail=""):
    return f"{LIST}/{cooperative.uid}{tail}"


def test_a_registrar_changes_the_status_with_date_and_reason(send, cast, mandau):
    response = send("post", address(mandau, "/status"), FROZEN, cast.registrar, "*")
    assert response.status_code == 200
    assert response.json()["status"] == "beku"
    assert response.json()["status_since"] == "2021-06-30"
    step = mandau.status_history.first()
    assert (step.reason, step.recorded_by) == ("Tiga tahun tanpa RAT", cast.registrar)


def test_a_status_sent_twice_with_one_key_is_recorded_once(send, etag_of, cast, mandau):
    etag = etag_of(address(mandau), cast.registrar)
    path = address(mandau, "/status")
    answers = [send("post", path, FROZEN, cast.registrar, etag, key="s-1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert mandau.status_history.filter(status="beku").count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"status": "mati"}, "status"),
        ({"effective_on": "2090-01-01"}, "effective_on"),
        ({"effective_on": "30-06-2021"}, "effective_on"),
        ({"recorded_by": 1}, "recorded_by"),
    ],
)
def test_a_status_change_that_cannot_be_is_refused(send, cast, mandau, change, field):
    response = send("post", address(mandau, "/status"), FROZEN | change, cast.registrar, "*")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert mandau.status_history.count() == 1


def test_the_date_of_a_status_change_must_be_given_even_if_unknown(send, cast, mandau):
    data = {"status": "beku", "reason": "Sebab"}
    path = address(mandau, "/status")
    assert send("post", path, data, cast.registrar, "*").status_code == 400
    assert send("post", path, data | {"effective_on": None}, cast.registrar, "*").status_code == 200


def test_a_dissolved_cooperative_stays_dissolved(send, cast, make_cooperative):
    gone = make_cooperative(status="dibubarkan")
    response = send("post", address(gone, "/status"), FROZEN, cast.registrar, "*")
    assert response.status_code == 409
    assert "dibubarkan" in response.json()["detail"]


@pytest.mark.parametrize(("who", "code"), [("upt_mandau", 403), ("head", 403), ("stranger", 403)])
def test_others_may_not_change_the_status(send, cast, mandau, who, code):
    response = send("post", address(mandau, "/status"), FROZEN, getattr(cast, who), "*")
    assert response.status_code == code
    assert mandau.status_history.count() == 1


def test_a_stale_or_blind_status_change_is_refused(send, etag_of, cast, mandau):
    path = address(mandau, "/status")
    assert send("post", path, FROZEN, cast.registrar).status_code == 428
    etag = etag_of(address(mandau), cast.registrar)
    Cooperative.objects.filter(pk=mandau.pk).update(note="Baru")
    assert send("post", path, FROZEN, cast.registrar, etag).status_code == 412
    assert mandau.status_history.count() == 1
