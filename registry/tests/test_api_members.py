"""Members over REST: who may, what is masked, how it is changed."""

import json
from datetime import date

import pytest
from django.urls import reverse

from registry.models import Member

LIST = "/api/v1/members"
NIK, OTHER = "1403094508900001", "1403011203850002"


@pytest.fixture
def siti(make_member, make_cooperative):
    return make_member(
        "Siti Aminah",
        make_cooperative("KUD Tani Maju", "Mandau"),
        nik=NIK,
        sex="P",
        phone="081299990993",
        note="Lama",
        joined_on=date(2015, 1, 1),
    )


@pytest.fixture
def rupat(make_member, make_cooperative):
    return make_member("Budi", make_cooperative("Koperasi Rupat", "Rupat"), nik=OTHER, sex="L")


@pytest.fixture
def ask(client, token_of):
    def call(path, who, **params):
        headers = {"Authorization": f"Bearer {token_of(who)}"}
        return client.get(path, params, headers=headers)

    return call


def address(member) -> str:
    return f"{LIST}/{member.uid}"


def names(response) -> list[str]:
    return [row["name"] for row in response.json()["results"]]


# --- reading -----------------------------------------------------------------------------------


def test_a_row_shows_the_person_with_nik_and_phone_masked(ask, cast, siti):
    (row,) = ask(LIST, cast.upt_mandau).json()["results"]
    assert row["nik_masked"] == "••••••••••••0001"
    assert row["phone"] == "0812-••••-•993"
    assert row["cooperative"] == str(siti.cooperative.uid)
    assert row["district"] == "14.03.09"
    assert "nik" not in row
    assert not [name for name in row if "saving" in name]


def test_the_addresses_are_those_of_the_contract(siti):
    assert reverse("api-members") == LIST
    assert reverse("api-member", args=[siti.uid]) == address(siti)


def test_strangers_need_a_token_and_a_data_client_may_not(client, ask, cast, siti):
    assert client.get(LIST).status_code == 401
    assert client.get(address(siti)).status_code == 401
    for who in (cast.client, cast.verifier, cast.admin, cast.head, cast.stranger):
        for path in (LIST, address(siti)):
            response = ask(path, who)
            assert response.status_code == 403
            assert "Siti" not in response.content.decode()


def test_a_upt_sees_nothing_of_another(ask, cast, siti, rupat):
    assert names(ask(LIST, cast.upt_mandau)) == ["Siti Aminah"]
    assert names(ask(LIST, cast.upt_mandau, search="Budi")) == []
    assert names(ask(LIST, cast.upt_mandau, district="14.03.10")) == []
    assert names(ask(LIST, cast.upt_mandau, cooperative=str(rupat.cooperative.uid))) == []
    response = ask(address(rupat), cast.upt_mandau)
    assert response.status_code == 404
    assert "Budi" not in response.content.decode()
    assert ask(LIST, cast.upt_mandau, count="true").json()["count"] == 1


def test_filters_narrow_as_on_the_page(ask, cast, siti, rupat):
    Member.objects.filter(pk=rupat.pk).update(left_on=date(2018, 1, 1))
    for params, expected in (
        ({"sex": "L"}, ["Budi"]),
        ({"sex": "L,P"}, ["Budi", "Siti Aminah"]),
        ({"district": "14.03.09"}, ["Siti Aminah"]),
        ({"current": "true"}, ["Siti Aminah"]),
        ({"current": "false"}, ["Budi"]),
        ({"as_of": "2017-12-31"}, ["Budi", "Siti Aminah"]),
        ({"joined_from": "2015-01-01", "joined_to": "2015-01-01"}, ["Siti Aminah"]),
        ({"left_from": "2018-01-01", "left_to": "2018-01-01"}, ["Budi"]),
        ({"search": "siti"}, ["Siti Aminah"]),
        ({"cooperative": str(siti.cooperative.uid)}, ["Siti Aminah"]),
        ({"ordering": "-name"}, ["Siti Aminah", "Budi"]),
    ):
        assert names(ask(LIST, cast.registrar, **params)) == expected, params


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"nik": NIK}, "tidak dikenal"),
        ({"search": NIK}, "NIK tidak boleh"),
        ({"current": "ya"}, "true atau false"),
        ({"sex": "X"}, "salah satu dari"),
        ({"cooperative": "x"}, ""),
        ({"joined_from": "1-1-2019"}, "2019-12-31"),
        ({"fields": "nik"}, "nik"),
    ],
)
def test_a_wrong_parameter_is_named(ask, cast, siti, params, told):
    response = ask(LIST, cast.registrar, **params)
    assert response.status_code == 400
    (name,) = params
    assert told in response.json()["errors"][name][0]
    assert NIK not in response.content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_a_list_takes_the_same_queries_for_any_number(
    ask, client, cast, token_of, make_member, many, django_assert_num_queries
):
    book = make_member("Orang").cooperative
    for number in range(many):
        make_member(f"Orang {number}", book)
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    client.get(LIST, headers=headers)  # notes when the token was last used
    with django_assert_num_queries(4):  # token, appointments, their kecamatan, rows
        client.get(LIST, headers=headers)


# --- entering ----------------------------------------------------------------------------------


def new(cooperative, **fields) -> dict:
    return {"cooperative": str(cooperative.uid), "name": "Ani", **fields}


def test_a_member_is_entered_and_the_nik_is_not_repeated(send, cast, siti):
    data = new(siti.cooperative, nik=OTHER, phone="0812 9999 0993", joined_on="2019-12-31")
    response = send("post", LIST, data, cast.upt_mandau)
    assert response.status_code == 201
    member = Member.objects.get(name="Ani")
    assert (member.nik, member.phone) == (OTHER, "081299990993")
    assert response["Location"] == f"http://testserver{address(member)}"
    assert response.json()["nik_masked"] == "••••••••••••0002"
    assert OTHER not in response.content.decode()
    assert list(Member.objects.with_nik(OTHER)) == [member]


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"nik": "1403"}, "nik", "Ditemukan 4 angka"),
        ({"nik": 1403016505820000}, "nik", "berformat teks"),
        ({"nik": True}, "nik", "16 angka"),
        ({"nik": 1.40301650582e15}, "nik", "berformat teks"),
        ({"nik": "1403016505820000"}, "nik", "0000"),
        ({"nik": ["x"]}, "nik", "teks"),
        ({"nik": NIK}, "_", "sudah tercatat sebagai anggota"),
        ({"name": " "}, "name", "kosong"),
        ({"name": f"Ani {OTHER}"}, "name", "Jangan menulis NIK"),
        ({"phone": "abc"}, "phone", "telepon"),
        ({"phone": OTHER}, "phone", "Jangan menulis NIK"),
        ({"joined_on": "2090-01-01"}, "joined_on", "belum tiba"),
        ({"left_on": "2019-01-01", "joined_on": "2020-01-01"}, "left_on", "sebelum masuk"),
        ({"cooperative": "x"}, "cooperative", "tidak dikenal"),
        ({"cooperative": None}, "cooperative", "null"),
        ({"nik_masked": "x"}, "nik_masked", "hanya dapat dibaca"),
        ({"principal": 5}, "principal", "tidak dikenal"),
    ],
)
def test_what_can_not_be_is_refused_with_a_sentence(send, cast, siti, fields, field, told):
    response = send("post", LIST, new(siti.cooperative) | fields, cast.registrar)
    assert response.status_code == 400
    assert told in response.json()["errors"][field][0]
    assert not [nik for nik in (NIK, OTHER) if nik in response.content.decode()]
    assert Member.objects.count() == 1


def test_a_book_outside_the_scope_is_unknown_and_tells_nothing_of_its_members(
    send, cast, siti, rupat
):
    answers = [
        send("post", LIST, new(rupat.cooperative, nik=nik), cast.upt_mandau) for nik in (NIK, OTHER)
    ]
    assert {answer.status_code for answer in answers} == {400}
    errors = [answer.json()["errors"] for answer in answers]
    assert errors[0] == errors[1]
    assert "di luar wilayah kerja" in errors[0]["cooperative"][0]
    assert Member.objects.count() == 2


def test_the_same_key_makes_no_second_member(send, cast, siti):
    data = new(siti.cooperative, nik=OTHER)
    first = send("post", LIST, data, cast.registrar, key="k-1")
    again = send("post", LIST, data, cast.registrar, key="k-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert Member.objects.count() == 2


# --- correcting --------------------------------------------------------------------------------


def test_patch_changes_what_is_named(send, etag_of, cast, siti):
    etag = etag_of(address(siti), cast.upt_mandau)
    response = send("patch", address(siti), {"note": "Baru"}, cast.upt_mandau, etag)
    assert response.status_code == 200
    siti.refresh_from_db()
    assert (siti.note, siti.nik, siti.phone) == ("Baru", NIK, "081299990993")


def test_a_change_needs_the_present_etag(send, etag_of, cast, siti):
    etag = etag_of(address(siti), cast.registrar)
    assert send("patch", address(siti), {"note": "x"}, cast.registrar).status_code == 428
    Member.objects.filter(pk=siti.pk).update(note="Orang lain")
    stale = send("patch", address(siti), {"note": "x"}, cast.registrar, etag)
    assert stale.status_code == 412
    assert stale["ETag"] == etag_of(address(siti), cast.registrar)
    siti.refresh_from_db()
    assert siti.note == "Orang lain"


def test_put_takes_back_what_was_read_without_the_nik(send, ask, cast, siti):
    read = ask(address(siti), cast.registrar)
    data = read.json() | {"note": None, "left_on": "2020-02-01", "leave_reason": "pindah"}
    response = send("put", address(siti), data, cast.registrar, read["ETag"])
    assert response.status_code == 200
    siti.refresh_from_db()
    assert (siti.note, siti.nik, siti.left_on) == ("", NIK, date(2020, 2, 1))
    assert siti.phone == "081299990993"
    gaps = send("put", address(siti), {"name": "Lain"}, cast.registrar, "*")
    assert "phone" in gaps.json()["errors"]
    assert "nik" not in gaps.json()["errors"]


@pytest.mark.parametrize(("nik", "kept"), [(OTHER, OTHER), (None, ""), ("", "")])
def test_a_nik_is_replaced_or_removed_by_name(send, cast, siti, nik, kept):
    assert send("patch", address(siti), {"nik": nik}, cast.registrar, "*").status_code == 200
    siti.refresh_from_db()
    assert siti.nik == kept
    assert Member.objects.with_nik(NIK).count() == 0


def test_a_member_stays_in_its_book(send, cast, siti, rupat):
    data = {"cooperative": str(rupat.cooperative.uid)}
    response = send("patch", address(siti), data, cast.registrar, "*")
    assert response.json()["errors"]["cooperative"] == ["Isian ini hanya dapat dibaca."]


@pytest.mark.parametrize(
    ("who", "code"),
    [("upt_rupat", 404), ("verifier", 403), ("admin", 403), ("client", 403), ("stranger", 403)],
)
def test_others_may_neither_enter_nor_correct(send, cast, siti, who, code):
    user = getattr(cast, who)
    response = send("patch", address(siti), {"note": "Baru"}, user, "*")
    assert response.status_code == code
    assert "Siti" not in json.dumps(response.json())
    assert send("post", LIST, new(siti.cooperative), user).status_code in {400, 403}
    siti.refresh_from_db()
    assert siti.note == "Lama"
    assert Member.objects.count() == 1
