"""The list of MSMEs: search, filters, pages, columns by permission, download, search by NIK."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from bengkalis.access import Role
from bengkalis.audit import PersonalDataRead
from registry.models import Appointment

NIK = "1403094508900001"
OWNER, SALES = "Siti Rahasia", 299_123_456
LIST = "/umkm/"  # "enterprises"
FILE = "/umkm/unduh/"  # "enterprises-download"


def text_of(response) -> str:
    return response.content.decode()


def names_in(response) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


def file_of(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


@pytest.fixture
def kedai(make_enterprise):
    """In Mandau, with an owner and figures that not everybody may see."""
    return make_enterprise(
        "Kedai Kopi Duri",
        "Mandau",
        "I",
        years={2020: 1, 2021: {"sales": SALES, "workers_male": 2, "workers_female": 3}},
        owner_name=OWNER,
        owner_nik=NIK,
        nib="1234567890123",
        started_year=2015,
    )


@pytest.fixture
def both(kedai, make_enterprise):
    """Beside it one of Rupat that is closed, with large sales and no NIB."""
    years = {2019: 2_000_000_001}
    rupat = make_enterprise(
        "Bengkel Rupat", "Rupat", "G", years, started_year=2010, closed_on=date(2022, 1, 1)
    )
    return kedai, rupat


def test_enterprises_are_found_by_name_and_filter(cast, sign_in, both):
    client = sign_in(cast.registrar)
    for params, expected in (
        ({}, ["Bengkel Rupat", "Kedai Kopi Duri"]),
        ({"search": "kopi"}, ["Kedai Kopi Duri"]),
        ({"search": "rahasia"}, ["Kedai Kopi Duri"]),
        ({"search": "1234567890123"}, ["Kedai Kopi Duri"]),
        ({"district": "14.03.09"}, ["Kedai Kopi Duri"]),
        ({"section": "G"}, ["Bengkel Rupat"]),
        ({"size": "mikro"}, ["Kedai Kopi Duri"]),
        ({"size": "kecil"}, ["Bengkel Rupat"]),
        ({"size": "kecil", "law": "pp7"}, ["Bengkel Rupat"]),
        ({"size": "mikro", "law": "uu20"}, ["Kedai Kopi Duri"]),
        ({"has_nib": "true"}, ["Kedai Kopi Duri"]),
        ({"has_nib": "false"}, ["Bengkel Rupat"]),
        ({"open": "false"}, ["Bengkel Rupat"]),
        ({"latest_year": "2019"}, ["Bengkel Rupat"]),
        ({"ordering": "-name"}, ["Kedai Kopi Duri", "Bengkel Rupat"]),
    ):
        assert names_in(client.get(LIST, params)) == expected, params


def test_the_class_of_the_list_is_that_of_the_chosen_law(cast, sign_in, both):
    client = sign_in(cast.registrar)
    for law, size in (("uu20", "Usaha kecil"), ("pp7", "Usaha kecil")):
        row = client.get(LIST, {"law": law}).context["rows"][0]
        assert row["size"] == size
    assert "menurut UU 20/2008" in text_of(client.get(LIST, {"law": "uu20"}))


def test_what_is_set_can_be_unset(cast, sign_in, both):
    params = {"district": "14.03.09", "section": ["I", "G"], "size": "mikro", "open": "true"}
    page = sign_in(cast.registrar).get(LIST, params)
    chips = {(chip["label"], chip["value"]) for chip in page.context["chips"]}
    assert ("Kecamatan", "Mandau") in chips
    assert ("Golongan", "Usaha mikro") in chips
    assert len(chips) == 5
    assert "district" not in page.context["chips"][0]["url"]


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"size": "raksasa"}, "salah satu dari"),
        ({"section": "Z"}, "huruf KBLI"),
        ({"law": "x"}, "uu20 atau pp7"),
        ({"latest_year": "dua"}, "antara 1900 dan 2100"),
        ({"ordering": "sales"}, "tidak dikenal"),
        ({"cursor": "x"}, "cursor"),
    ],
)
def test_what_is_not_understood_is_said_and_left_out(cast, sign_in, kedai, params, told):
    response = sign_in(cast.registrar).get(LIST, params)
    assert told in text_of(response)
    assert names_in(response) == [kedai.name]


def test_a_nik_in_the_name_box_is_refused_and_not_repeated(cast, sign_in, kedai):
    response = sign_in(cast.registrar).get(LIST, {"search": NIK})
    assert "Cari dengan NIK" in text_of(response)
    assert NIK not in text_of(response)


def test_owner_and_sales_are_for_who_may_see_them(cast, sign_in, kedai):
    for user in (cast.registrar, cast.upt_mandau, cast.verifier, cast.planner, cast.head):
        page = text_of(sign_in(user).get(LIST))
        assert OWNER in page, user
        assert "299.123.456" in page, user
    for user in (cast.client, cast.admin):
        page = text_of(sign_in(user).get(LIST))
        assert kedai.name in page, user
        assert OWNER not in page, user
        assert "299.123.456" not in page, user


def test_who_may_not_see_owners_does_not_find_by_them(cast, sign_in, kedai):
    response = sign_in(cast.client).get(LIST, {"search": "rahasia"})
    assert names_in(response) == []


def test_an_upt_sees_its_own_kecamatan(cast, sign_in, both):
    assert names_in(sign_in(cast.upt_mandau).get(LIST)) == ["Kedai Kopi Duri"]
    assert names_in(sign_in(cast.upt_rupat).get(LIST)) == ["Bengkel Rupat"]


def test_a_stranger_is_sent_to_sign_in_and_shown_the_public_statistics(client, kedai):
    response = client.get(LIST, follow=True)
    assert response.redirect_chain[0][0].startswith("/masuk/")
    assert f'href="{reverse("statistics-home")}"' in text_of(response)
    assert kedai.name not in text_of(response)


def test_an_empty_register_says_how_to_begin(cast, sign_in, db):
    assert "Catat UMKM yang pertama" in text_of(sign_in(cast.registrar).get(LIST))
    page = text_of(sign_in(cast.planner).get(LIST))
    assert "Belum ada UMKM" in page
    assert "/umkm/baru/" not in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    cast, sign_in, make_enterprise, django_assert_num_queries, many
):
    for number in range(many):
        make_enterprise(f"Kedai {number}", section="I", years={2020: 1, 2021: 2})
    client = sign_in(cast.registrar)
    with django_assert_num_queries(8):
        client.get(LIST)


def test_the_next_page_goes_on_where_the_first_ends(cast, sign_in, make_enterprise):
    for number in range(52):
        make_enterprise(f"Kedai {number:02}")
    client = sign_in(cast.registrar)
    first = client.get(LIST)
    second = client.get(LIST + first.context["next"])
    assert len(names_in(first)) == 50
    assert names_in(second) == ["Kedai 50", "Kedai 51"]


def test_counting_stops_where_it_would_cost(cast, sign_in, both, monkeypatch):
    monkeypatch.setattr("registry.views.narrowed.MOST_COUNTED", 1)
    assert "Lebih dari 1 usaha" in text_of(sign_in(cast.registrar).get(LIST))


# --- download ----------------------------------------------------------------------------------


def test_a_file_holds_the_business_only(cast, sign_in, both):
    response = sign_in(cast.registrar).get(FILE, {"format": "csv-machine", "size": "mikro"})
    rows = list(csv.reader(io.StringIO(file_of(response))))
    assert rows[0][0] == "Nama Usaha"
    assert [row[0] for row in rows[1:] if len(row) == len(rows[0])] == ["Kedai Kopi Duri"]
    assert OWNER not in str(rows)
    assert not PersonalDataRead.objects.exists()


def test_owners_and_figures_are_asked_for_and_recorded(cast, sign_in, kedai):
    response = sign_in(cast.upt_mandau).get(FILE, {"format": "csv-machine", "pemilik": "1"})
    text = file_of(response)
    assert OWNER in text
    assert "299123456" in text
    assert NIK not in text
    noted = PersonalDataRead.objects.get()
    assert (noted.user, noted.model, noted.field) == (
        cast.upt_mandau,
        "registry.enterprise",
        "owner_name",
    )


def test_who_may_not_see_owners_gets_no_such_file(cast, sign_in, kedai):
    client = sign_in(cast.client)
    assert client.get(FILE, {"pemilik": "1"}).status_code == 403
    assert not PersonalDataRead.objects.exists()
    assert OWNER not in file_of(client.get(FILE, {"format": "csv"}))


def test_a_file_of_an_unknown_kind_or_filter_is_refused(cast, sign_in, kedai):
    client = sign_in(cast.registrar)
    assert client.get(FILE, {"format": "doc"}).status_code == 400
    assert client.get(FILE, {"format": "csv", "size": "raksasa"}).status_code == 400


def test_an_excel_file_is_given(cast, sign_in, kedai):
    response = sign_in(cast.registrar).get(FILE, {"pemilik": "1"})
    assert b"".join(response.streaming_content).startswith(b"PK")


@pytest.mark.parametrize("many", [1, 3])
def test_a_file_takes_the_same_queries_for_any_number(
    cast, sign_in, make_enterprise, django_assert_num_queries, many
):
    for number in range(many):
        make_enterprise(f"Kedai {number}", section="I", years={2021: 2})
    client = sign_in(cast.registrar)
    with django_assert_num_queries(7):
        file_of(client.get(FILE, {"format": "csv", "pemilik": "1"}))


# --- by NIK ------------------------------------------------------------------------------------


def test_enterprises_of_a_nik_are_found_and_the_search_is_recorded(cast, sign_in, kedai):
    client, url = sign_in(cast.upt_mandau), reverse("enterprises-by-nik")
    page = client.post(url, {"nik": NIK, "purpose": "Mencocokkan data"})
    assert "1 UMKM ditemukan" in text_of(page)
    assert NIK not in text_of(page)
    assert PersonalDataRead.objects.get().field == "owner_nik"
    other = sign_in(cast.upt_rupat).post(url, {"nik": NIK, "purpose": "Mencocokkan data"})
    assert "Tidak ditemukan" in text_of(other)


def test_only_who_may_reveal_searches_by_nik(cast, sign_in, kedai):
    url = reverse("enterprises-by-nik")
    for user in (cast.planner, cast.client, cast.head, cast.admin):
        assert sign_in(user).get(url).status_code == 403
    assert sign_in(cast.registrar).post(url, {"nik": NIK}).status_code == 400


def test_a_nik_is_searched_only_where_it_may_be_revealed(cast, sign_in, kedai):
    """Who plans for the regency and serves the UPT of Rupat reveals nothing of Mandau."""
    place = cast.upt_rupat.appointments.get().office
    Appointment.objects.create(
        user=cast.planner, office=place, role=Role.UPT_OFFICER, valid_from=date(2020, 1, 1)
    )
    asked = {"nik": NIK, "purpose": "Mencocokkan data"}
    found = sign_in(cast.planner).post(reverse("enterprises-by-nik"), asked)
    assert "Tidak ditemukan" in text_of(found)
    assert kedai.name not in text_of(found)
