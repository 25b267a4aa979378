"""Posts and officials over REST: names and posts, and never a NIP."""

from datetime import date

import pytest
from django.urls import reverse

from registry.tests.posts import NIP, holder, post, top

POSITIONS, OFFICIALS = "/api/v1/positions", "/api/v1/officials"


@pytest.fixture
def ask(client, token_of):
    def get(path, who, **params):
        return client.get(path, params, headers={"Authorization": f"Bearer {token_of(who)}"})

    return get


@pytest.fixture
def regent(db):
    return top()


def test_the_addresses_are_lists_of_posts_and_of_officials():
    assert (reverse("api-positions"), reverse("api-officials")) == (POSITIONS, OFFICIALS)


def test_a_stranger_learns_nobodys_name(client, regent):
    holder(regent)
    for path in (POSITIONS, OFFICIALS):
        answer = client.get(path)
        assert answer.status_code == 401
        assert b"Hasan" not in answer.content


def test_who_holds_no_appointment_learns_nobodys_name(ask, cast, regent):
    holder(regent)
    answer = ask(OFFICIALS, cast.stranger)
    assert answer.status_code == 403
    assert b"Hasan" not in answer.content


def test_a_post_names_its_holder_of_today_and_its_superior(ask, cast, regent):
    head = post("kadis", regent)
    holder(head, "Pejabat Lama", valid_to=date(2020, 1, 1))
    held = holder(head, nip=NIP, valid_from=date(2020, 1, 2), standing="plt")
    told = ask(reverse("api-position", args=[head.uid]), cast.client).json()
    assert (told["superior"], told["office"], told["echelon"]) == ("bupati", "DISKOPUKM", "II")
    assert told["holder"] == {
        "official": str(held.official.uid),
        "name": "Drs. Hasan, M.Si",
        "standing": "plt",
        "valid_from": "2020-01-02",
        "valid_to": None,
    }


def test_an_official_is_a_name_with_posts_and_no_nip(ask, cast, regent):
    held = holder(post("kadis", regent), nip=NIP)
    for who in (cast.client, cast.admin):
        answer = ask(reverse("api-official", args=[held.official.uid]), who)
        assert [one["position"] for one in answer.json()["posts"]] == ["kadis"]
        assert NIP not in answer.content.decode()
    assert ask(OFFICIALS, cast.client, search=NIP).status_code == 400
    assert ask(OFFICIALS, cast.client, fields="nip").status_code == 400


@pytest.mark.parametrize(
    ("params", "codes"),
    [
        ({"vacant": "true"}, ["kadis"]),
        ({"vacant": "false"}, ["bupati"]),
        ({"echelon": "II"}, ["kadis"]),
        ({"office": "DISKOPUKM"}, ["kadis"]),
        ({"code": "kadis,bupati", "ordering": "-code"}, ["kadis", "bupati"]),
        ({"search": "bengkalis"}, ["bupati"]),
    ],
)
def test_filters_narrow_the_posts(ask, cast, regent, params, codes):
    holder(regent)
    post("kadis", regent)
    rows = ask(POSITIONS, cast.client, **params).json()["results"]
    assert [row["code"] for row in rows] == codes


def test_officials_are_found_by_the_post_they_hold(ask, cast, regent):
    holder(regent, "H. Amril")
    holder(post("kadis", regent))
    rows = ask(OFFICIALS, cast.client, position="kadis").json()["results"]
    assert [row["name"] for row in rows] == ["Drs. Hasan, M.Si"]


@pytest.mark.parametrize("path", [POSITIONS, OFFICIALS])
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_queries_for_any_number(
    client, cast, token_of, regent, django_assert_num_queries, path, rows
):
    holder(regent)
    for number in range(rows - 1):
        holder(post(f"post-{number}", regent), f"Pejabat {number}")
    headers = {"Authorization": f"Bearer {token_of(cast.planner)}"}
    with django_assert_num_queries(6):
        assert len(client.get(path, headers=headers).json()["results"]) == rows
