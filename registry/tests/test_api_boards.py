"""Boards and trainings over REST: read with a token, within its reach."""

from datetime import date

import pytest
from django.urls import reverse

from registry.entry import set_officers
from registry.models import Cooperative
from registry.tests.test_terms import certify

NAMES = ["api-board-members", "api-trainings"]


@pytest.fixture
def ask(client, token_of):
    """``ask(who, address, **params)`` → the answer."""

    def call(who, address, **params):
        return client.get(address, params, headers={"Authorization": f"Bearer {token_of(who)}"})

    return call


@pytest.fixture
def boards(make_cooperative):
    """Two cooperatives, in Mandau and Rupat, each with a certified chair."""
    made = {}
    for district in ("Mandau", "Rupat"):
        made[district] = make_cooperative(f"Koperasi {district}", district)
        set_officers(made[district], {"ketua": [f"Ketua {district}"], "pengawas": ["P"]})
        certify(made[district].board.get(position="ketua"), valid_until=date(2022, 1, 1))
    return made


@pytest.mark.parametrize("name", NAMES)
def test_without_a_token_there_is_nothing_to_read(client, boards, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 401
    assert "Ketua Mandau" not in answer.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_token_reads_its_own_kecamatan_only(ask, cast, boards, name):
    text = ask(cast.upt_mandau, reverse(name)).content.decode()
    assert "Ketua Mandau" in text
    assert "Rupat" not in text


def test_one_person_and_one_training_are_read_by_their_code(ask, cast, boards):
    member = boards["Mandau"].board.get(position="ketua")
    training = member.trainings.get()
    for name, row in (("api-board-member", member), ("api-training", training)):
        address = reverse(name, args=[row.uid])
        answer = ask(cast.upt_mandau, address)
        assert answer.json()["cooperative"] == str(boards["Mandau"].uid)
        assert answer.json()["url"].endswith(address)
        assert ask(cast.upt_rupat, address).status_code == 404


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"position": "ketua"}, ["Ketua Mandau", "Ketua Rupat"]),
        ({"district": "14.03.09", "position": "pengawas"}, ["P"]),
        ({"in_office": "2020-12-31", "position": "ketua"}, ["Ketua Mandau", "Ketua Rupat"]),
        ({"in_office": "2021-01-01", "position": "ketua"}, ["Ketua Rupat"]),
    ],
)
def test_people_are_found_by_position_place_and_day(ask, cast, boards, params, names):
    boards["Mandau"].board.filter(position="ketua").update(left_on=date(2021, 1, 1))
    rows = ask(cast.registrar, reverse("api-board-members"), **params).json()["results"]
    assert [row["person_name"] for row in rows] == names


def test_people_and_trainings_of_one_cooperative(ask, cast, boards):
    asked = {"cooperative": str(boards["Rupat"].uid)}
    people = ask(cast.registrar, reverse("api-board-members"), **asked).json()["results"]
    assert {row["person_name"] for row in people} == {"Ketua Rupat", "P"}
    [training] = ask(cast.registrar, reverse("api-trainings"), **asked).json()["results"]
    assert (training["person_name"], training["valid_until"]) == ("Ketua Rupat", "2022-01-01")
    later = asked | {"certified_on": "2022-01-02"}
    assert ask(cast.registrar, reverse("api-trainings"), **later).json()["results"] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_nonsensical_day_or_order_is_a_problem(ask, cast, name):
    for params in ({"in_office": "kemarin"}, {"ordering": "phone"}, {"certified_on": "x"}):
        assert ask(cast.registrar, reverse(name), **params).status_code == 400


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_of_a_merged_cooperative_are_left_out(ask, cast, boards, name):
    Cooperative.objects.filter(pk=boards["Rupat"].pk).update(merged_into=boards["Mandau"])
    assert "Ketua Rupat" not in ask(cast.registrar, reverse(name)).content.decode()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(
    client, cast, token_of, make_cooperative, django_assert_num_queries, name, rows
):
    for number in range(rows):
        cooperative = make_cooperative(f"Koperasi {number}")
        set_officers(cooperative, {"ketua": ["A"]})
        certify(cooperative.board.get())
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    client.get(reverse(name), headers=headers)
    with django_assert_num_queries(4):  # token, appointments, their kecamatan, rows
        assert len(client.get(reverse(name), headers=headers).json()["results"]) == rows


def test_cooperatives_are_narrowed_by_their_board_with_a_token_only(client, ask, cast, boards):
    boards["Rupat"].board.update(term_to=date(2020, 1, 1))
    asked = {"board": "expired"}
    assert client.get("/api/v1/cooperatives", asked).status_code == 400
    [found] = ask(cast.registrar, "/api/v1/cooperatives", **asked).json()["results"]
    assert found["name"] == "Koperasi Rupat"


def test_pages_follow_each_other(ask, cast, boards):
    seen, cursor = [], {}
    for order in ("cooperative", "-term_to", "left_on"):
        seen, cursor = [], {"limit": 3, "ordering": order}
        first = ask(cast.registrar, reverse("api-board-members"), **cursor).json()
        seen += [row["uid"] for row in first["results"]]
        rest = ask(cast.registrar, first["next"].removeprefix("http://testserver"))
        seen += [row["uid"] for row in rest.json()["results"]]
        assert len(set(seen)) == 4
