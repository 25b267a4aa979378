"""``/api/v1/enterprises``, their years, and the sections of KBLI."""

import json
from datetime import date

import pytest
from django.urls import reverse

from bengkalis.access import Role
from registry import enterprise_search
from registry.models import Appointment, Enterprise

LIST = "/api/v1/enterprises"
NIK, OTHER = "1403012501800001", "1403012501800002"
PHONE = "081299990993"
SECRET = ("Siti Aminah", NIK, PHONE, "250000000", "Rajin")


@pytest.fixture
def ask(client, token_of):
    def get(path, who, held=None, **params):
        headers = {"Authorization": f"Bearer {token_of(who)}"}
        headers |= {"If-None-Match": held} if held else {}
        return client.get(path, params, headers=headers)

    return get


@pytest.fixture
def kedai(make_enterprise):
    owner = {"owner_name": "Siti Aminah", "owner_nik": NIK, "phone": PHONE, "note": "Rajin"}
    figures = {2020: 250_000_000, 2021: {"sales": 250_000_000, "workers_female": 2}}
    return make_enterprise(
        "Kedai Berkah", "Mandau", "I", figures, started_year=2015, kbli_code="56", **owner
    )


@pytest.fixture
def rupat(make_enterprise):
    return make_enterprise("Toko Selat", "Rupat", "G", owner_name="Budi")


def address(enterprise, *more) -> str:
    return "/".join([LIST, str(enterprise.uid), *map(str, more)])


def names(response) -> list[str]:
    return [row["name"] for row in response.json()["results"]]


# --- reading -----------------------------------------------------------------------------------


def test_the_addresses_are_those_of_the_contract(kedai):
    assert reverse("api-enterprises") == LIST
    assert reverse("api-enterprise", args=[kedai.uid]) == address(kedai)
    assert reverse("api-enterprise-years", args=[kedai.uid]) == address(kedai, "years")
    assert reverse("api-enterprise-year", args=[kedai.uid, 2021]) == address(kedai, "years", 2021)
    assert reverse("api-kbli-sections") == "/api/v1/kbli-sections"


def test_a_row_shows_business_owner_figures_and_both_classes(ask, cast, kedai):
    response = ask(LIST, cast.upt_mandau)
    (row,) = response.json()["results"]
    assert (row["district"], row["section"], row["section_name"][:10]) == (
        *("14.03.09", "I"),
        "Penyediaan",
    )
    assert (row["owner_name"], row["owner_nik_masked"]) == ("Siti Aminah", "••••••••••••0001")
    assert row["phone"] == "0812-••••-•993"
    assert (row["latest_year"], row["latest_uu20"], row["latest_pp7"]) == (2021, "mikro", "mikro")
    assert row["latest_figures"]["sales"] == 250_000_000
    assert row["latest_figures"]["workers_female"] == 2
    assert row["latest_figures"]["workers_male"] is None
    assert response["Cache-Control"] == "private, no-store"
    assert row["url"] == f"http://testserver{address(kedai)}"
    assert "owner_nik" not in row


def test_who_sees_the_register_only_gets_no_owner_and_no_figure(ask, cast, kedai):
    hidden = {"owner_name", "owner_sex", "owner_nik_masked", "phone", "note", "latest_figures"}
    for who in (cast.client, cast.admin):
        for path in (LIST, address(kedai)):
            response = ask(path, who)
            body = response.json()
            row = body["results"][0] if path == LIST else body
            assert not hidden & set(row)
            assert row["latest_pp7"] == "mikro"
            assert not [word for word in SECRET if word in response.content.decode()]
            assert response["Cache-Control"] == "private, no-cache"
        assert ask(LIST, who, fields="name,owner_name").status_code == 400
        assert ask(address(kedai), who, fields="latest_figures").status_code == 400
        assert names(ask(LIST, who, search="aminah")) == []


def test_owners_are_seen_only_in_the_kecamatan_of_that_appointment(ask, cast, kedai, rupat):
    upt = cast.upt_mandau.appointments.get().office
    Appointment.objects.create(
        user=cast.client, office=upt, role=Role.UPT_OFFICER, valid_from=date(2020, 1, 1)
    )
    first, second = ask(LIST, cast.client).json()["results"]
    assert first["owner_name"] == "Siti Aminah"
    assert "owner_name" not in second
    assert "Budi" not in ask(address(rupat), cast.client, fields="owner_name").content.decode()


def test_strangers_need_a_token_and_an_appointment(client, ask, cast, kedai):
    years = (address(kedai, "years"), address(kedai, "years", 2021))
    for path in (LIST, address(kedai), *years, "/api/v1/kbli-sections"):
        assert client.get(path).status_code == 401
        assert ask(path, cast.stranger).status_code == 403
    for path in years:
        response = ask(path, cast.client)
        assert response.status_code == 403
        assert "250000000" not in response.content.decode()


def test_a_upt_sees_nothing_of_another(ask, cast, kedai, rupat):
    who = cast.upt_mandau
    assert names(ask(LIST, who)) == ["Kedai Berkah"]
    assert names(ask(LIST, who, search="selat")) == []
    assert names(ask(LIST, who, search="budi")) == []
    assert names(ask(LIST, who, district="14.03.10")) == []
    assert ask(LIST, who, count="true").json()["count"] == 1
    for path in (address(rupat), address(rupat, "years"), address(rupat, "years", 2021)):
        response = ask(path, who)
        assert response.status_code == 404
        assert "Selat" not in response.content.decode()


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"district": "14.03.09"}, ["Kedai Berkah"]),
        ({"district": "14.03.09,14.03.10"}, ["Kedai Berkah", "Toko Selat"]),
        ({"section": "G"}, ["Toko Selat"]),
        ({"size": "mikro"}, ["Kedai Berkah"]),
        ({"size": "mikro,kecil", "law": "uu20"}, ["Kedai Berkah"]),
        ({"size": "kecil", "law": "pp7"}, []),
        ({"law": "uu20"}, ["Kedai Berkah", "Toko Selat"]),
        ({"nib": "9120001234567"}, ["Toko Selat"]),
        ({"has_nib": "true"}, ["Toko Selat"]),
        ({"has_nib": "false"}, ["Kedai Berkah"]),
        ({"open": "true"}, ["Kedai Berkah"]),
        ({"open": "false"}, ["Toko Selat"]),
        ({"latest_year": "2021"}, ["Kedai Berkah"]),
        ({"started_year_from": "2015", "started_year_to": "2015"}, ["Kedai Berkah"]),
        ({"started_year_from": "2016"}, []),
        ({"updated_since": "2100-01-01T00:00:00Z"}, []),
        ({"search": "aminah"}, ["Kedai Berkah"]),
        ({"search": "9120001234567"}, ["Toko Selat"]),
        ({"search": "kedai", "district": "14.03.10"}, []),
        ({"search": "toko", "open": "true"}, []),
        ({"ordering": "-name"}, ["Toko Selat", "Kedai Berkah"]),
    ],
)
def test_filters_narrow(ask, cast, kedai, rupat, params, expected):
    Enterprise.objects.filter(pk=rupat.pk).update(closed_on="2022-01-01", nib="9120001234567")
    assert names(ask(LIST, cast.registrar, **params)) == expected


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"owner_nik": NIK}, "tidak dikenal"),
        ({"search": NIK}, "NIK dan nomor telepon"),
        ({"search": PHONE}, "NIK dan nomor telepon"),
        ({"search": "a b c d e f g h i"}, "paling banyak 8"),
        ({"open": "ya"}, "true atau false"),
        ({"size": "sedang"}, "salah satu dari: mikro"),
        ({"law": "uu9"}, "uu20 atau pp7"),
        ({"section": "Z"}, "A sampai U"),
        ({"nib": "12"}, "13 angka"),
        ({"latest_year": "2021.5"}, "antara 1900 dan 2100"),
        ({"started_year_from": "21"}, "antara 1900 dan 2100"),
        ({"fields": "owner_nik"}, "owner_nik"),
    ],
)
def test_a_wrong_parameter_is_named(ask, cast, kedai, params, told):
    response = ask(LIST, cast.registrar, **params)
    assert response.status_code == 400
    (name,) = params
    assert told in response.json()["errors"][name][0]
    assert NIK not in response.content.decode()


def test_the_answer_says_when_there_are_more_or_only_similar_names(
    ask, cast, kedai, make_enterprise, monkeypatch
):
    make_enterprise("Kedai Lain", "Mandau")
    assert "capped" not in ask(LIST, cast.registrar, search="kedai").json()
    monkeypatch.setattr(enterprise_search, "GIVEN", 1)
    capped = ask(LIST, cast.registrar, search="kedai", count="true").json()
    assert (capped["capped"], capped["count"]) == (True, 1)
    monkeypatch.undo()
    alike = ask(LIST, cast.registrar, search="kdai", limit=1).json()
    assert alike["approximate"]
    assert alike["next"]


def test_pages_follow_each_other_and_an_unchanged_one_is_not_sent_again(
    ask, client, cast, kedai, rupat
):
    first = ask(LIST, cast.registrar, limit=1, ordering="-updated_at", fields="name")
    second = ask(first.json()["next"].removeprefix("http://testserver"), cast.registrar)
    assert names(first) + names(second) == ["Toko Selat", "Kedai Berkah"]
    assert ask(LIST, cast.registrar, first["ETag"], limit=2).status_code == 200
    again = ask(address(kedai), cast.registrar, ask(address(kedai), cast.registrar)["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(("params", "queries"), [({}, 5), ({"search": "kedai"}, 8)])
def test_a_list_takes_the_same_queries_for_any_number(
    client, cast, token_of, make_enterprise, many, params, queries, django_assert_num_queries
):
    for number in range(many):
        make_enterprise(f"Kedai {number}", years={2020: 1, 2021: 2})
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    client.get(LIST, headers=headers)  # notes when the token was last used
    with django_assert_num_queries(queries):  # token, appointments, kecamatan, rows, figures
        assert len(client.get(LIST, params, headers=headers).json()["results"]) == many


@pytest.mark.parametrize("many", [1, 3])
def test_years_take_the_same_queries_for_any_number(
    client, cast, token_of, make_enterprise, many, django_assert_num_queries
):
    enterprise = make_enterprise(years={2018 + number: 1 for number in range(many)})
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    client.get(LIST, headers=headers)
    with django_assert_num_queries(5):  # token, appointments, kecamatan, enterprise, rows
        found = client.get(address(enterprise, "years"), headers=headers).json()["results"]
    assert len(found) == many


def test_the_sections_of_kbli_with_their_divisions(ask, cast):
    found = ask("/api/v1/kbli-sections", cast.client).json()["results"]
    assert [row["code"] for row in found] == list("ABCDEFGHIJKLMNOPQRSTU")
    assert (found[0]["divisions"], found[0]["edition"]) == (["01", "02", "03"], 2020)


# --- writing -----------------------------------------------------------------------------------


def new(**fields) -> dict:
    return {"name": "Kedai Baru", "district": "14.03.09", **fields}


def test_an_enterprise_is_entered_and_the_nik_is_not_repeated(send, cast):
    data = new(owner_name="Ani", owner_nik=OTHER, phone="0812 9999 0993", section="I")
    response = send("post", LIST, data, cast.upt_mandau)
    assert response.status_code == 201
    enterprise = Enterprise.objects.get()
    assert (enterprise.owner_nik, enterprise.phone) == (OTHER, PHONE)
    assert response["Location"] == f"http://testserver{address(enterprise)}"
    assert response["Cache-Control"] == "private, no-store"
    assert response.json()["owner_nik_masked"] == "••••••••••••0002"
    assert OTHER not in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"owner_nik": "1403"}, "owner_nik", "Ditemukan 4 angka"),
        ({"owner_name": f"Ani {OTHER}"}, "owner_name", "Jangan menulis NIK"),
        ({"owner_sex": OTHER}, "owner_sex", "Jangan menulis NIK"),
        ({"phone": OTHER}, "phone", "Jangan menulis NIK"),
        ({"name": " "}, "name", "kosong"),
        ({"nib": "12"}, "nib", "13 angka"),
        ({"district": "99.99.99"}, "district", "tidak dikenal"),
        ({"village": "14.03.01.1001"}, "village", "Bengkalis"),
        ({"section": "Z"}, "section", "tidak dikenal"),
        ({"section": "I", "kbli_code": "47"}, "kbli_code", "tidak termasuk"),
        ({"latitude": 1.5}, "_", "diisi bersama"),
        ({"started_year": 1850}, "started_year", "1900"),
        ({"latest_pp7": "kecil"}, "latest_pp7", "hanya dapat dibaca"),
        ({"size": "kecil"}, "size", "tidak dikenal"),
        ({"since": 2020}, "since", "tidak dikenal"),
    ],
)
def test_what_can_not_be_is_refused_with_a_sentence(send, cast, fields, field, told):
    response = send("post", LIST, new() | fields, cast.registrar)
    assert response.status_code == 400
    assert told in response.json()["errors"][field][0]
    assert OTHER not in response.content.decode()
    assert not Enterprise.objects.exists()


def test_the_same_key_makes_no_second_enterprise(send, cast):
    first = send("post", LIST, new(), cast.registrar, key="k-1")
    again = send("post", LIST, new(), cast.registrar, key="k-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert Enterprise.objects.count() == 1


def test_a_nib_of_another_is_refused(send, cast, kedai):
    Enterprise.objects.filter(pk=kedai.pk).update(nib="9120001234567")
    response = send("post", LIST, new(nib="9120001234567"), cast.registrar)
    assert "sudah dipakai UMKM lain" in json.dumps(response.json()["errors"])


def test_patch_changes_what_is_named_and_put_takes_back_what_was_read(send, ask, cast, kedai):
    read = ask(address(kedai), cast.upt_mandau)
    patched = send("patch", address(kedai), {"note": "Baru"}, cast.upt_mandau, read["ETag"])
    assert patched.status_code == 200
    data = patched.json() | {"name": "Kedai Berkah Jaya"}
    put = send("put", address(kedai), data, cast.upt_mandau, patched["ETag"])
    assert put.status_code == 200
    kedai.refresh_from_db()
    assert (kedai.name, kedai.note) == ("Kedai Berkah Jaya", "Baru")
    assert (kedai.owner_nik, kedai.phone) == (NIK, PHONE)
    gaps = send("put", address(kedai), {"name": "Lain"}, cast.registrar, "*").json()["errors"]
    assert "phone" in gaps
    assert "owner_nik" not in gaps


def test_a_change_needs_the_present_etag(send, etag_of, cast, kedai):
    etag = etag_of(address(kedai), cast.registrar)
    assert send("patch", address(kedai), {"note": "x"}, cast.registrar).status_code == 428
    Enterprise.objects.filter(pk=kedai.pk).update(note="Orang lain")
    stale = send("patch", address(kedai), {"note": "x"}, cast.registrar, etag)
    assert stale.status_code == 412
    assert stale["ETag"] == etag_of(address(kedai), cast.registrar)
    kedai.refresh_from_db()
    assert kedai.note == "Orang lain"


def test_a_move_says_since_which_year(send, cast, kedai):
    data = {"district": "14.03.10", "since": 2021}
    assert send("patch", address(kedai), data, cast.registrar, "*").status_code == 200
    places = dict(kedai.years.values_list("year", "district__name"))
    assert places == {2020: "Mandau", 2021: "Rupat"}
    response = send("patch", address(kedai), {"note": "x", "since": 2021}, cast.registrar, "*")
    assert response.status_code == 400
    assert "since" in response.json()["errors"]


@pytest.mark.parametrize(
    ("who", "code"),
    [("upt_rupat", 404), ("verifier", 403), ("head", 403), ("client", 403), ("stranger", 403)],
)
def test_others_may_neither_enter_nor_change(send, cast, kedai, who, code):
    user, year = getattr(cast, who), address(kedai, "years", 2021)
    for path, data in ((address(kedai), {"note": "Baru"}), (year, {"sales": 1})):
        response = send("patch", path, data, user, "*")
        assert response.status_code == code
        assert "Siti" not in json.dumps(response.json())
    assert send("post", LIST, new(), user).status_code == 403
    years = send("post", address(kedai, "years"), {"year": 2019, "sales": 1}, user)
    assert years.status_code == code
    kedai.refresh_from_db()
    assert (Enterprise.objects.count(), kedai.years.count(), kedai.note) == (1, 2, "Rajin")


def test_nobody_moves_an_enterprise_out_of_their_reach(send, cast, kedai):
    data = {"district": "14.03.10", "since": None}
    response = send("patch", address(kedai), data, cast.upt_mandau, "*")
    assert response.status_code == 403
    kedai.refresh_from_db()
    assert kedai.district.name == "Mandau"
