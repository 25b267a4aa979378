"""RAT and health assessments over REST: tokens only, warnings explained, If-Match, retries."""

from datetime import date

import pytest
from django.urls import reverse

from registry.entry import record_meeting
from registry.health import assess
from registry.models import AnnualMeeting

LIST, HEALTH = "/api/v1/annual-meetings", "/api/v1/health-assessments"
WORDS = "Kredit macet anggota sejak banjir"
MARKS = dict.fromkeys(("tata_kelola", "profil_risiko", "kinerja_keuangan", "permodalan"), 66)


@pytest.fixture
def mandau(make_cooperative):
    return make_cooperative("KUD Tani Maju", "Mandau", kind="serba_usaha")


@pytest.fixture
def meeting(mandau):
    fields = {"book_year": 2019, "held_on": date(2020, 2, 1), "surplus": 100, "employees": 4321}
    return record_meeting(mandau, fields)[0]


@pytest.fixture
def ask(client, token_of):
    def get(path, who, **params):
        return client.get(path, params, headers={"Authorization": f"Bearer {token_of(who)}"})

    return get


def new(cooperative, **fields) -> dict:
    return {"cooperative": str(cooperative.uid), "book_year": 2019, **fields}


# --- reading -----------------------------------------------------------------------------------


def test_the_addresses_are_those_of_the_contract(meeting):
    assert reverse("api-annual-meetings") == LIST
    assert reverse("api-health-assessments") == HEALTH
    for name, path in (("api-annual-meeting", LIST), ("api-health-assessment", HEALTH)):
        assert reverse(name, args=[meeting.uid]) == f"{path}/{meeting.uid}"


def test_a_rat_is_read_with_its_cooperative_and_kecamatan(ask, cast, meeting):
    row = ask(LIST, cast.client).json()["results"][0]
    assert (row["cooperative_name"], row["district"]) == ("KUD Tani Maju", "14.03.09")
    assert (row["held_on"], row["surplus"], row["explanations"]) == ("2020-02-01", 100, {})
    answer = ask(row["url"], cast.client)
    assert answer.json() == row
    assert answer["ETag"].startswith(f'"{meeting.version}.')


@pytest.mark.parametrize("path", [LIST, HEALTH])
def test_without_a_token_nothing_is_read(client, meeting, path):
    for address in (path, f"{path}/{meeting.uid}"):
        response = client.get(address)
        assert response.status_code == 401
        assert "4321" not in response.content.decode()


def test_a_upt_reads_its_own_kecamatan_only(ask, cast, meeting):
    assert ask(LIST, cast.upt_rupat).json()["results"] == []
    assert ask(f"{LIST}/{meeting.uid}", cast.upt_rupat).status_code == 404
    assert len(ask(LIST, cast.upt_mandau).json()["results"]) == 1


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"district": "14.03.09"}, 1),
        ({"district": "14.03.10"}, 1),
        ({"book_year": "2019"}, 1),
        ({"held_from": "2020-02-02"}, 1),
        ({"held_to": "2020-02-01"}, 1),
        ({"ordering": "-book_year", "count": "true"}, 2),
    ],
)
def test_filters_narrow_the_list(ask, cast, meeting, make_cooperative, asked, count):
    record_meeting(
        make_cooperative(district="Rupat"), {"book_year": 2020, "held_on": date(2021, 1, 1)}
    )
    assert len(ask(LIST, cast.client, **asked).json()["results"]) == count


def test_the_rat_of_one_cooperative_are_asked_for_by_its_uid(ask, cast, meeting, mandau):
    assert len(ask(LIST, cast.client, cooperative=mandau.uid).json()["results"]) == 1
    assert ask(LIST, cast.client, cooperative=meeting.uid).json()["results"] == []
    assert ask(LIST, cast.client, cooperative="tidak").status_code == 400


@pytest.mark.parametrize("path", [LIST, HEALTH])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_needs_the_same_queries_for_any_number(
    client, token_of, cast, mandau, django_assert_num_queries, rows, path
):
    for n in range(rows):
        record_meeting(mandau, {"book_year": 2018 + n})
        assess(mandau, book_year=2018 + n, assessed_on=date(2022, 1, 1), scores=MARKS)
    headers = {"Authorization": f"Bearer {token_of(cast.client)}"}
    client.get(path, headers=headers)  # notes when the token was last used
    with django_assert_num_queries(4):  # token, appointments, their kecamatan, rows
        assert len(client.get(path, headers=headers).json()["results"]) == rows


# --- recording ---------------------------------------------------------------------------------


def test_a_rat_is_recorded_once_however_often_it_is_sent(send, cast, mandau):
    data = new(mandau, held_on="2020-02-28", principal_savings=1500000)
    first = send("post", LIST, data, cast.upt_mandau, key="k1")
    again = send("post", LIST, data, cast.upt_mandau, key="k1")
    assert (first.status_code, again.content) == (201, first.content)
    made = AnnualMeeting.objects.get()
    assert first["Location"] == f"http://testserver{LIST}/{made.uid}"
    assert made.principal_savings == 1_500_000
    refused = send("post", LIST, data, cast.upt_mandau)
    assert refused.json()["errors"] == {"_": ["RAT tahun buku ini sudah tercatat."]}


def test_a_warning_without_words_is_named_by_its_code(send, cast, mandau):
    data = new(mandau, surplus=-5, members_male=1, members_female=1, members_total=3)
    errors = send("post", LIST, data, cast.registrar).json()["errors"]
    assert set(errors) == {"explanations.surplus_negative", "explanations.members_by_sex"}
    assert "diharapkan nol atau lebih" in errors["explanations.surplus_negative"][0]
    assert not AnnualMeeting.objects.exists()
    data["explanations"] = {"surplus_negative": WORDS, "members_by_sex": "Satu badan hukum lain"}
    answer = send("post", LIST, data, cast.registrar)
    assert answer.status_code == 201
    assert answer.json()["explanations"] == data["explanations"]


@pytest.mark.parametrize(
    "words", [{"bukan_kode": WORDS}, {"surplus_negative": ""}, {"surplus_negative": [1]}, [], "x"]
)
def test_words_of_the_wrong_shape_are_refused(send, cast, mandau, words):
    data = new(mandau, surplus=-5, explanations=words)
    response = send("post", LIST, data, cast.registrar)
    assert response.status_code == 400
    assert any(name.startswith("explanations") for name in response.json()["errors"])


@pytest.mark.parametrize("who", ["upt_rupat", "verifier", "client", "stranger"])
def test_others_record_nothing(send, cast, mandau, who):
    assert send("post", LIST, new(mandau), getattr(cast, who)).status_code == 403
    assert not AnnualMeeting.objects.exists()


def test_a_rat_of_a_cooperative_that_is_none_is_refused(send, cast, mandau, meeting):
    data = new(mandau) | {"cooperative": str(meeting.uid)}
    assert "cooperative" in send("post", LIST, data, cast.registrar).json()["errors"]


# --- correcting --------------------------------------------------------------------------------


@pytest.fixture
def address(meeting):
    return f"{LIST}/{meeting.uid}"


def test_a_change_needs_the_present_version(send, etag_of, cast, meeting, address):
    assert send("patch", address, {"employees": 5}, cast.upt_mandau).status_code == 428
    etag = etag_of(address, cast.upt_mandau)
    assert send("patch", address, {"employees": 5}, cast.upt_mandau, etag).status_code == 200
    stale = send("patch", address, {"employees": 6}, cast.upt_mandau, etag)
    assert stale.status_code == 412
    assert stale["ETag"] == etag_of(address, cast.upt_mandau)
    meeting.refresh_from_db()
    assert meeting.employees == 5


def test_a_changed_figure_wants_words_of_its_own(send, cast, meeting, address):
    def patch(**data):
        return send("patch", address, data, cast.registrar, "*")

    assert "explanations.surplus_negative" in patch(surplus=-5).json()["errors"]
    assert patch(surplus=-5, explanations={"surplus_negative": WORDS}).status_code == 200
    assert patch(employees=5).json()["explanations"] == {"surplus_negative": WORDS}
    assert patch(surplus=-500_000).status_code == 400
    assert patch(surplus=5).json()["explanations"] == {}


def test_put_replaces_the_whole_and_names_what_is_not_there(send, ask, cast, meeting, address):
    whole = ask(address, cast.registrar).json()
    answer = send("put", address, whole | {"employees": None}, cast.registrar, "*")
    assert answer.status_code == 200
    meeting.refresh_from_db()
    assert meeting.employees is None
    errors = send("put", address, {"employees": 3}, cast.registrar, "*").json()["errors"]
    assert {"surplus", "cooperative", "explanations"} <= set(errors)


def test_a_rat_does_not_move_to_another_cooperative(send, cast, address, make_cooperative):
    other = {"cooperative": str(make_cooperative("Lain").uid)}
    errors = send("patch", address, other, cast.registrar, "*").json()["errors"]
    assert errors == {"cooperative": ["RAT tidak berpindah koperasi."]}


@pytest.mark.parametrize(("who", "code"), [("upt_rupat", 404), ("client", 403)])
def test_others_change_nothing(send, cast, meeting, address, who, code):
    response = send("patch", address, {"employees": 5}, getattr(cast, who), "*")
    assert response.status_code == code
    assert "4321" not in response.content.decode()
    meeting.refresh_from_db()
    assert meeting.employees == 4321


# --- health, and the state of one cooperative ----------------------------------------------------


def test_an_assessment_is_read_with_its_rule(ask, cast, mandau):
    one = assess(mandau, book_year=2021, assessed_on=date(2022, 5, 1), scores=MARKS)
    row = ask(HEALTH, cast.client, predicate="cukup_sehat").json()["results"][0]
    assert (row["total"], row["predicate"], row["scores"]) == (66, "cukup_sehat", MARKS)
    assert row["rule_source"].startswith("Permenkop 9/2020")
    assert ask(f"{HEALTH}/{one.uid}", cast.client).json() == row
    assert ask(f"{HEALTH}/{one.uid}", cast.upt_rupat).status_code == 404


def test_assessments_are_read_only(send, cast, mandau):
    assert send("post", HEALTH, {}, cast.registrar).status_code == 405


def test_one_cooperative_says_where_it_stands(ask, client, cast, mandau):
    address = f"/api/v1/cooperatives/{mandau.uid}"
    row = ask(address, cast.client).json()
    assert (row["meeting_state"], row["computed_grade"]) == ("missed", "D")
    assert "meeting_state" not in client.get(address).json()
