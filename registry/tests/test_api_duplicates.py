"""Probable duplicates over REST: read with a token, in one's own kecamatan."""

import pytest
from django.urls import reverse

from registry.duplicates import open_by_hand
from registry.models import DuplicatePair
from registry.tests.test_merging import join

LIST = "/api/v1/duplicate-pairs"


@pytest.fixture
def ask(client, token_of):
    def get(path, who, **params):
        return client.get(path, params, headers={"Authorization": f"Bearer {token_of(who)}"})

    return get


@pytest.fixture
def pair(make_cooperative):
    one = make_cooperative("Rahasia Satu", district="Mandau")
    return open_by_hand(one, make_cooperative("Rahasia Dua", district="Mandau"))


def test_a_stranger_reads_none(client, pair):
    for path in (reverse("api-duplicate-pairs"), reverse("api-duplicate-pair", args=[pair.uid])):
        answer = client.get(path)
        assert answer.status_code == 401
        assert "Rahasia" not in answer.content.decode()


def test_a_pair_names_both_and_why(ask, cast, pair):
    [row] = ask(LIST, cast.upt_mandau).json()["results"]
    assert (row["left"], row["right_name"]) == (str(pair.left.uid), "Rahasia Dua")
    assert (row["state"], row["reasons"]) == ("open", ["Dipilih oleh petugas"])
    assert ask(row["url"], cast.upt_mandau).json() == row


def test_another_kecamatan_reads_none(ask, cast, pair):
    assert ask(LIST, cast.upt_rupat).json()["results"] == []
    assert ask(f"{LIST}/{pair.uid}", cast.upt_rupat).status_code == 404


def test_pairs_are_filtered_and_ordered(ask, cast, pair, make_cooperative):
    other = open_by_hand(pair.left, make_cooperative("Ketiga", district="Rupat"))
    DuplicatePair.objects.filter(pk=other.pk).update(score=70, state="different")
    asked = {"state": "different"}, {"district": "14.03.10"}, {"score_from": 50}
    for params in (*asked, {"search": "ketiga"}):
        found = ask(LIST, cast.registrar, **params).json()["results"]
        expected = [] if params == {"district": "14.03.10"} and not found else [str(other.uid)]
        assert [row["uid"] for row in found] == expected
    ordered = ask(LIST, cast.registrar, ordering="-score").json()["results"]
    assert [row["score"] for row in ordered] == [70, 0]
    assert ask(LIST, cast.registrar, district="99.99.99").status_code == 400


def test_a_merged_pair_stays_readable_and_others_of_the_merged_row_do_not(
    ask, cast, pair, make_cooperative
):
    open_by_hand(pair.right, make_cooperative("Ketiga", district="Mandau"))
    join(pair.left, pair.right)
    found = ask(LIST, cast.registrar).json()["results"]
    assert [(row["uid"], row["state"]) for row in found] == [(str(pair.uid), "merged")]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, cast, token_of, make_cooperative, rows, django_assert_num_queries
):
    for n in range(rows):
        open_by_hand(make_cooperative(f"Mawar {n}"), make_cooperative(f"Melati {n}"))
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    with django_assert_num_queries(5):  # token, appointments, their kecamatan, pairs
        assert len(client.get(LIST, headers=headers).json()["results"]) == rows
