"""Findings and their rules over REST."""

import pytest
from django.urls import reverse

from registry.quality.dismissing import dismiss
from registry.quality.rules import RULES
from registry.tests.spotless import change, spotless

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client, token_of):
    """``ask(who, **query)`` → the answer of the list of findings."""

    def get(who, name="api-findings", **query):
        headers = {"Authorization": f"Bearer {token_of(who)}"} if who else {}
        return client.get(reverse(name), query, headers=headers)

    return get


@pytest.fixture
def three(cast, make_cooperative):
    """One open finding, one set aside, one that is gone."""
    found = [
        spotless(make_cooperative, f"Koperasi {name}", "Mandau", kind="serba_usaha")
        for name in ("Terbuka", "Tersisih", "Selesai")
    ]
    dismiss(found[1], "old_kind", "Begitu adanya", cast.registrar)
    change(found[2], kind="jasa")
    return found


def names(response) -> list[str]:
    return [row["cooperative_name"] for row in response.json()["results"]]


def test_a_finding_is_told_with_what_was_found(cast, ask, three):
    rows = {
        row["cooperative_name"].split()[1]: row for row in ask(cast.registrar).json()["results"]
    }
    row = rows["Terbuka"]
    assert row["cooperative"] == str(three[0].uid)
    assert (row["district"], row["rule"], row["severity"]) == ("14.03.09", "old_kind", "periksa")
    assert (row["open"], row["found"]) == (True, "Serba Usaha")
    assert row["url"].endswith(reverse("api-cooperative", args=[three[0].uid]))
    assert rows["Tersisih"]["dismissal_reason"] == "Begitu adanya"
    assert (rows["Selesai"]["open"], rows["Selesai"]["found"]) == (False, None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"open": "true"}, {"Terbuka"}),
        ({"open": "false"}, {"Tersisih", "Selesai"}),
        ({"rule": "old_kind"}, {"Terbuka", "Tersisih", "Selesai"}),
        ({"rule": "no_kind"}, set()),
        ({"severity": "periksa,salah", "open": "true"}, {"Terbuka"}),
        ({"severity": "kurang"}, set()),
        ({"district": "14.03.10"}, set()),
    ],
)
def test_the_list_is_narrowed(cast, ask, three, query, expected):
    assert {name.split()[1] for name in names(ask(cast.registrar, **query))} == expected


def test_one_cooperative_is_asked_for(cast, ask, three):
    assert names(ask(cast.registrar, cooperative=str(three[1].uid))) == ["Koperasi Tersisih"]


@pytest.mark.parametrize(
    "query", [{"open": "ya"}, {"rule": "apa"}, {"cooperative": "1"}, {"umur": "3"}]
)
def test_a_bad_question_is_answered_in_words(cast, ask, three, query):
    answer = ask(cast.registrar, **query)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == list(query)


def test_a_stranger_is_told_nothing_and_another_upt_sees_nothing(cast, ask, three):
    for name in ("api-findings", "api-finding-rules"):
        assert ask(None, name).status_code == 401
    assert names(ask(cast.upt_rupat)) == []
    assert len(names(ask(cast.upt_mandau))) == 3


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    cast, ask, make_cooperative, django_assert_num_queries, many
):
    for n in range(many):
        spotless(make_cooperative, f"Koperasi {n}", kind="serba_usaha")
    ask(cast.client)
    with django_assert_num_queries(15):
        assert len(names(ask(cast.client))) == many


def test_the_rules_are_told_with_why_and_how(cast, ask):
    answer = ask(cast.client, "api-finding-rules")
    rows = answer.json()["results"]
    assert [row["rule"] for row in rows] == [rule.code for rule in RULES]
    assert all(row["why"] and row["mend"] and row["source"] for row in rows)
    assert answer["ETag"]
    assert ask(cast.client, "api-finding-rules", umur="3").status_code == 400
