"""Coachings over REST: read in scope, recorded once, corrected against a version."""

from uuid import UUID

import pytest
from django.urls import reverse

from registry.models import Coaching
from registry.tests.coachings import SAID, STEP, coached

SENT = SAID | {"held_on": "2021-03-04"}
LIST = "/api/v1/coachings"


@pytest.fixture
def ask(client, token_of):
    def get(path, who, **params):
        return client.get(path, params, headers={"Authorization": f"Bearer {token_of(who)}"})

    return get


@pytest.fixture
def in_mandau(make_cooperative):
    return make_cooperative("Koperasi Duri Jaya", district="Mandau")


@pytest.fixture
def kedai(make_enterprise):
    return make_enterprise("Kedai Melur", district="Mandau")


def one(row) -> str:
    return reverse("api-coaching", args=[row.uid])


def test_without_a_token_there_is_nothing(client, in_mandau):
    for path in (reverse("api-coachings"), one(coached(in_mandau))):
        assert client.get(path).status_code == 401


def test_a_row_names_whom_it_is_of(ask, cast, in_mandau, kedai):
    row = ask(one(coached(kedai, **STEP)), cast.client).json()
    assert (row["enterprise"], row["cooperative"]) == (str(kedai.uid), None)
    assert (row["subject_name"], row["district"]) == ("Kedai Melur", "14.03.09")
    assert (row["next_on"], row["title"]) == ("2021-06-01", "Bimtek pembukuan")
    row = ask(one(coached(in_mandau)), cast.client).json()
    assert (row["cooperative"], row["subject_name"]) == (str(in_mandau.uid), "Koperasi Duri Jaya")
    assert row["url"].endswith(one(Coaching.objects.get(cooperative=in_mandau)))


def test_a_upt_sees_its_own_places_only(ask, cast, in_mandau, kedai):
    row = coached(in_mandau)
    coached(kedai)
    assert ask(LIST, cast.upt_rupat).json()["results"] == []
    assert ask(one(row), cast.upt_rupat).status_code == 404
    assert len(ask(LIST, cast.upt_mandau).json()["results"]) == 2


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"subject": "umkm"}, 1),
        ({"district": "14.03.10"}, 0),
        ({"overdue": "true"}, 1),
        ({"year": "2021", "topic": "keuangan,digital"}, 2),
        ({"held_from": "2021-03-05"}, 0),
        ({"ordering": "-next_on"}, 2),
    ],
)
def test_filters_narrow_the_list(ask, cast, in_mandau, kedai, params, found):
    coached(in_mandau, **STEP)
    coached(kedai)
    assert len(ask(LIST, cast.registrar, **params).json()["results"]) == found


def test_an_unknown_code_is_an_error(ask, cast, db):
    assert ask(LIST, cast.registrar, topic="iseng").status_code == 400
    assert ask(LIST, cast.registrar, year="x").status_code == 400


def test_a_coaching_is_recorded_once_for_one_key(send, cast, kedai):
    body = SENT | {"enterprise": str(kedai.uid)}
    first, second = (send("post", LIST, body, cast.upt_mandau, key="k-1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    row = Coaching.objects.get()
    assert (row.enterprise, row.recorded_by) == (kedai, cast.upt_mandau)
    assert first["Location"].endswith(one(row))
    assert UUID(first.json()["uid"]) == row.uid


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"enterprise": None}, "_"),
        ({"result": ""}, "result"),
        ({"held_on": "2099-01-01"}, "held_on"),
        ({"next_on": "2021-05-01"}, "_"),
        ({"coach": "NIK 1403094508900001"}, "coach"),
        ({"is_demo": True}, "is_demo"),
        ({"enterprise": "00000000-0000-4000-8000-000000000000"}, "enterprise"),
    ],
)
def test_what_can_not_be_is_refused_by_field(send, cast, kedai, changes, field):
    body = SENT | {"enterprise": str(kedai.uid)} | changes
    answer = send("post", LIST, body, cast.registrar)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Coaching.objects.exists()


def test_who_may_not_record_there_is_refused(send, cast, in_mandau, kedai):
    row = coached(in_mandau)
    body = SENT | {"enterprise": str(kedai.uid)}
    for who in (cast.upt_rupat, cast.verifier, cast.head):
        assert send("post", LIST, body, who).status_code == 403
    assert send("post", LIST, body, cast.registrar, scope="read").status_code == 403
    answers = [
        send("patch", one(row), {"result": "x"}, who, match="*").status_code
        for who in (cast.upt_rupat, cast.verifier, cast.head)
    ]
    assert answers == [404, 403, 403]
    assert Coaching.objects.get().result == "Buku kas mulai diisi"


def test_a_change_needs_the_version_it_was_made_from(send, etag_of, cast, in_mandau):
    row = coached(in_mandau)
    path, etag = one(row), etag_of(one(row), cast.upt_mandau)
    assert send("patch", path, {"result": "x"}, cast.upt_mandau).status_code == 428
    done = send("patch", path, {"result": "Neraca tersusun"}, cast.upt_mandau, match=etag)
    assert (done.status_code, done.json()["version"]) == (200, 2)
    stale = send("patch", path, {"result": "Lain"}, cast.upt_mandau, match=etag)
    assert (stale.status_code, stale["ETag"]) == (412, done["ETag"])
    assert Coaching.objects.get().result == "Neraca tersusun"


def test_a_coaching_does_not_move_to_another(send, cast, in_mandau, kedai):
    path = one(coached(in_mandau))
    moved = {"enterprise": str(kedai.uid), "cooperative": None}
    answer = send("patch", path, moved, cast.registrar, match="*")
    assert answer.json()["errors"].keys() == {"enterprise", "cooperative"}
    same = {"cooperative": str(in_mandau.uid), "result": "Lain"}
    assert send("patch", path, same, cast.registrar, match="*").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_needs_the_same_queries_for_one_and_for_three(
    client, token_of, cast, make_enterprise, django_assert_num_queries, rows
):
    for number in range(rows):
        coached(make_enterprise(f"Kedai {number}"))
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    with django_assert_num_queries(5):
        assert len(client.get(LIST, headers=headers).json()["results"]) == rows


@pytest.mark.parametrize("name", ["coach", "title"])
def test_a_nik_is_not_looked_for_by_address(client, cast, token_of, name):
    head = {"authorization": f"Bearer {token_of(cast.registrar)}"}
    answer = client.get(f"/api/v1/coachings?{name}=1403096501900001", headers=head)
    assert answer.status_code == 400
    assert "alamat" in str(answer.json()["errors"][name])
