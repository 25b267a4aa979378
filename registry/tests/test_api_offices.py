"""Offices over REST: for token holders only, with their kecamatan."""

import pytest

from registry.models import Office

LIST = "/api/v1/offices"


@pytest.fixture
def ask(client, token_of):
    def get(path, who, **params):
        return client.get(path, params, headers={"Authorization": f"Bearer {token_of(who)}"})

    return get


@pytest.mark.parametrize("single", [True, False])
def test_a_stranger_sees_no_office(client, db, single):
    office = Office.objects.first()
    response = client.get(f"{LIST}/{office.uid}" if single else LIST)
    assert response.status_code == 401
    assert office.name not in response.content.decode()


def test_who_holds_no_appointment_sees_no_office(ask, cast):
    response = ask(LIST, cast.stranger)
    assert response.status_code == 403
    assert "DISKOPUKM" not in response.content.decode()


def test_every_office_comes_with_its_parent_and_its_kecamatan(ask, cast):
    rows = {row["code"]: row for row in ask(LIST, cast.upt_mandau).json()["results"]}
    assert rows["DISKOPUKM"]["parent"] is None
    assert rows["DISKOPUKM"]["districts"] == []
    assert rows["UPT-MANDAU"]["parent"] == "DISKOPUKM"
    assert "14.03.09" in rows["UPT-MANDAU"]["districts"]


def test_offices_are_found_by_kind_and_name(ask, cast):
    rows = ask(LIST, cast.verifier, kind="upt", search="mandau").json()["results"]
    assert {row["kind"] for row in rows} <= {"upt"}
    assert ask(LIST, cast.verifier, kind="cabang").status_code == 400


def test_one_office_has_an_etag_that_changes_with_it(client, cast, token_of):
    office = Office.objects.get(code="DISKOPUKM")
    headers = {"Authorization": f"Bearer {token_of(cast.verifier)}"}
    path = f"{LIST}/{office.uid}"
    headers["If-None-Match"] = client.get(path, headers=headers)["ETag"]
    assert client.get(path, headers=headers).status_code == 304
    Office.objects.filter(pk=office.pk).update(address="Jalan Antara")
    assert client.get(path, headers=headers).json()["address"] == "Jalan Antara"


def test_offices_cannot_be_changed_over_rest(client, cast, token_of):
    headers = {"Authorization": f"Bearer {token_of(cast.admin, 'write')}"}
    response = client.post(LIST, "{}", content_type="application/json", headers=headers)
    assert response.status_code == 405


@pytest.mark.parametrize("limit", [1, 3])
def test_a_list_of_offices_takes_the_same_queries_for_any_number(
    client, cast, token_of, limit, django_assert_num_queries
):
    headers = {"Authorization": f"Bearer {token_of(cast.verifier)}"}
    client.get(LIST, headers=headers)
    with django_assert_num_queries(5):  # token, appointments, their kecamatan, offices, kecamatan
        answer = client.get(LIST, {"limit": limit}, headers=headers).json()
    assert len(answer["results"]) == limit
