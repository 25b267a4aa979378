"""Visits, tasks and dissolution cases over REST: to read, with a token, in scope."""

import pytest
from django.urls import reverse

from registry import dissolution
from registry.models import FieldVisit
from registry.models.people import today
from registry.visits import open_task, record_visit

LISTS = ["api-visits", "api-tasks", "api-dissolution-cases"]


@pytest.fixture
def ask(client, token_of):
    def get(path, who, **params):
        return client.get(path, params, headers={"Authorization": f"Bearer {token_of(who)}"})

    return get


def fill(cooperative, by) -> dict:
    """One visit that closes a task, and one case."""
    task = open_task(cooperative, kind="keberadaan", reason="Memastikan", by=by)
    visit = FieldVisit(cooperative=cooperative, visited_on=today(), found="berhenti", result="Sepi")
    record_visit(visit, [task], by=by)
    case = dissolution.propose(cooperative, basis="tanpa_usaha", reason="Sepi", by=by)
    return {"api-visit": visit.uid, "api-task": task.uid, "api-dissolution-case": case.uid}


@pytest.mark.parametrize("name", LISTS)
def test_without_a_token_there_is_nothing(client, db, name):
    assert client.get(reverse(name)).status_code == 401


def test_each_row_names_its_cooperative_and_what_belongs_to_it(ask, cast, make_cooperative):
    cooperative = make_cooperative(district="Mandau")
    made = fill(cooperative, cast.registrar)
    rows = {name: ask(reverse(name, args=[uid]), cast.client).json() for name, uid in made.items()}
    for name, row in rows.items():
        assert (row["cooperative"], row["district"]) == (str(cooperative.uid), "14.03.09")
        assert row["url"].endswith(reverse(name, args=[row["uid"]]))
    assert rows["api-task"]["visit"] == str(made["api-visit"])
    assert [step["state"] for step in rows["api-dissolution-case"]["steps"]] == ["diusulkan"]
    assert rows["api-visit"]["found"] == "berhenti"


def test_a_upt_sees_its_own_places_only(ask, cast, make_cooperative):
    made = fill(make_cooperative(district="Mandau"), cast.registrar)
    for name in LISTS:
        assert ask(reverse(name), cast.upt_rupat).json()["results"] == []
        assert len(ask(reverse(name), cast.upt_mandau).json()["results"]) == 1
    for name, uid in made.items():
        assert ask(reverse(name, args=[uid]), cast.upt_rupat).status_code == 404


@pytest.mark.parametrize(
    ("name", "params", "found"),
    [
        ("api-visits", {"found": "berhenti"}, 1),
        ("api-visits", {"found": "berjalan"}, 0),
        ("api-visits", {"visited_on_from": "2099-01-01"}, 0),
        ("api-tasks", {"done": "true"}, 1),
        ("api-tasks", {"done": "false"}, 0),
        ("api-dissolution-cases", {"state": "diusulkan", "basis": "tanpa_usaha"}, 1),
        ("api-dissolution-cases", {"district": "14.03.10"}, 0),
    ],
)
def test_filters_narrow_the_lists(ask, cast, make_cooperative, name, params, found):
    fill(make_cooperative(district="Mandau"), cast.registrar)
    assert len(ask(reverse(name), cast.registrar, **params).json()["results"]) == found


def test_an_unknown_code_is_an_error_and_nothing_is_written(ask, send, cast, db):
    assert ask(reverse("api-tasks"), cast.registrar, kind="iseng").status_code == 400
    assert send("post", reverse("api-visits"), {}, cast.registrar).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("api-visits", 5), ("api-tasks", 6), ("api-dissolution-cases", 6)]
)
def test_a_list_needs_the_same_queries_for_one_and_for_three(
    client, token_of, cast, make_cooperative, django_assert_num_queries, name, queries, rows
):
    for number in range(rows):
        fill(make_cooperative(f"Koperasi {number}"), cast.registrar)
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    with django_assert_num_queries(queries):
        assert len(client.get(reverse(name), headers=headers).json()["results"]) == rows
