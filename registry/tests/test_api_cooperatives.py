"""Reading cooperatives over REST: who sees which rows and fields, filters, order, ETag, speed."""

from datetime import date
from decimal import Decimal

import pytest

from registry.api.serializers import PUBLIC_FIELDS, STAFF_FIELDS
from registry.models import AnnualMeeting, BoardMember, Cooperative, District, Village

LIST = "/api/v1/cooperatives"
SECRETS = {
    "address": "Jalan Rahasia 7",
    "business_activity": "Simpanan berjangka",
    "phone": "081299990993",
    "email": "ketua@rahasia.example",
    "website": "https://rahasia.example",
    "note": "Catatan intern",
}
OFFICER = "Siti Rahasiawati"


def address(cooperative):
    return f"{LIST}/{cooperative.uid}"


@pytest.fixture
def ask(client, token_of):
    """``ask(path, who=None, **params)`` → the answer to a GET."""

    def get(path, who=None, headers=None, **params):
        headers = dict(headers or {})
        if who is not None:
            headers["Authorization"] = f"Bearer {token_of(who)}"
        return client.get(path, params, headers=headers)

    return get


@pytest.fixture
def names(ask):
    """``names(who=None, **params)`` → the names in the list, in its order."""
    return lambda who=None, **params: [
        row["name"] for row in ask(LIST, who, **params).json()["results"]
    ]


@pytest.fixture
def full(make_cooperative):
    """A cooperative in Mandau with something in every field a stranger must not see."""
    cooperative = make_cooperative("KUD Tani Maju", "Mandau", deed_date=date(2019, 3, 9), **SECRETS)
    BoardMember.objects.create(cooperative=cooperative, position="sekretaris", person_name="Budi")
    BoardMember.objects.create(cooperative=cooperative, position="ketua", person_name=OFFICER)
    for year in (2019, 2021, 2020):
        AnnualMeeting.objects.create(cooperative=cooperative, book_year=year, assets=year * 1000)
    return cooperative


# --- who sees what ------------------------------------------------------------------------------


@pytest.mark.parametrize("single", [True, False])
def test_a_stranger_sees_the_public_fields_and_nothing_else(ask, full, single):
    response = ask(address(full) if single else LIST)
    row = response.json() if single else response.json()["results"][0]
    assert tuple(row) == PUBLIC_FIELDS
    text = response.content.decode()
    for secret in (*SECRETS.values(), OFFICER, "0993"):
        assert secret not in text


@pytest.mark.parametrize("name", sorted(set(STAFF_FIELDS) - set(PUBLIC_FIELDS)))
@pytest.mark.parametrize("single", [True, False])
def test_a_stranger_cannot_ask_for_a_staff_field(ask, full, name, single):
    response = ask(address(full) if single else LIST, fields=f"name,{name}")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["fields"]


@pytest.mark.parametrize("params", [{"finding": "no_officers"}, {"ordering": "phone"}])
def test_a_stranger_cannot_filter_or_order_by_what_they_do_not_see(ask, full, params):
    assert ask(LIST, **params).status_code == 400


def test_searching_finds_no_staff_field(names, full, make_cooperative):
    make_cooperative("Koperasi Lain")
    for secret in ("081299990993", "Rahasia", OFFICER):
        assert "KUD Tani Maju" not in names(search=secret)


def test_an_officer_sees_all_fields_and_the_phone_masked(ask, cast, full):
    response = ask(address(full), cast.upt_mandau)
    row = response.json()
    assert tuple(row) == (*STAFF_FIELDS, "meeting_state", "computed_grade")
    assert row["phone"] == "0812-••••-•993"
    assert "081299990993" not in response.content.decode()
    assert row["note"] == "Catatan intern"


def test_officers_come_by_rank_and_the_figures_of_the_latest_meeting(ask, cast, full):
    row = ask(LIST, cast.verifier).json()["results"][0]
    assert [member["person_name"] for member in row["officers"]] == [OFFICER, "Budi"]
    assert row["latest_meeting"]["book_year"] == 2021
    assert row["latest_meeting"]["assets"] == Decimal("2021000")


def test_a_upt_sees_its_kecamatan_and_nothing_outside(ask, names, cast, make_cooperative):
    inside, outside = make_cooperative("Dalam", "Mandau"), make_cooperative("Luar", "Rupat")
    assert names(cast.upt_mandau) == ["Dalam"]
    assert ask(address(inside), cast.upt_mandau).status_code == 200
    response = ask(address(outside), cast.upt_mandau)
    assert response.status_code == 404
    assert "Luar" not in response.content.decode()
    assert names(cast.upt_mandau, search="Luar") == []
    assert ask(LIST, cast.upt_mandau, count="true").json()["count"] == 1


def test_the_dinas_and_a_data_client_see_the_whole_regency(names, cast, make_cooperative):
    for place in ("Mandau", "Rupat"):
        make_cooperative(f"Koperasi {place}", place)
    assert len(names(cast.registrar)) == len(names(cast.client)) == 2


def test_a_token_whose_owner_holds_no_appointment_is_refused_with_a_sentence(ask, cast, full):
    response = ask(LIST, cast.stranger)
    assert response.status_code == 403
    assert response.json()["detail"] == "Penugasan pemilik token tidak mencakup melihat register."


def test_what_is_empty_is_null_and_places_carry_both_codes(ask, make_cooperative):
    village = Village.objects.select_related("district").filter(district__name="Bantan").first()
    row = ask(address(make_cooperative(district="Bantan", village=village))).json()
    assert row["kind"] is row["deed_number"] is row["deed_date"] is None
    assert (row["district"], row["district_name"]) == (village.district.kemendagri_code, "Bantan")
    assert row["district_bps"] == village.district.bps_code
    assert (row["village"], row["village_bps"]) == (village.kemendagri_code, village.bps_code)


def test_the_url_of_a_row_leads_to_it(client, ask, full):
    url = ask(LIST).json()["results"][0]["url"]
    assert client.get(url.removeprefix("http://testserver")).json()["uid"] == str(full.uid)


# --- filters, order, pages ----------------------------------------------------------------------


def test_filters_are_those_of_the_page(names, make_cooperative):
    make_cooperative("A", "Mandau", kind="jasa")
    make_cooperative("B", "Mandau", kind="produsen", status="beku")
    make_cooperative("C", "Rupat", kind="produsen")
    mandau = District.objects.get(name="Mandau").kemendagri_code
    assert names(district=mandau) == ["A", "B"]
    assert names(kind="produsen", status="aktif") == ["C"]
    assert names(status=["aktif", "beku"]) == names(status="aktif,beku") == ["A", "B", "C"]
    assert names(status="", search="") == ["A", "B", "C"]


def test_a_misspelt_name_is_found_and_said_to_be_only_alike(ask, make_cooperative):
    make_cooperative("Koperasi Tani Maju")
    make_cooperative("Koperasi Nelayan Rupat")
    exact, alike = ask(LIST, search="koprasi tani maju"), ask(LIST, search="tanni majuu")
    assert [row["name"] for row in exact.json()["results"]] == ["Koperasi Tani Maju"]
    assert "approximate" not in exact.json()
    assert alike.json()["results"][0]["name"] == "Koperasi Tani Maju"
    assert alike.json()["approximate"] is True


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"warna": "merah"}, "status"),
        ({"status": "mati"}, "tidak_aktif"),
        ({"district": "99"}, "99"),
        ({"deed_date_from": "31-12-2019"}, "2019-12-31"),
        ({"deed_date_to": "2019-02-30"}, "2019-02-30"),
        ({"updated_since": "kemarin"}, ""),
        ({"ordering": "warna"}, "deed_date"),
        ({"ordering": "--name"}, "deed_date"),
        ({"fields": "name,warna"}, "warna"),
        ({"limit": "0"}, "500"),
        ({"limit": "501"}, "500"),
        ({"limit": "-1"}, "500"),
        ({"limit": "٣"}, "500"),
        ({"count": "ya"}, "true"),
        ({"limit": ["1", "2"]}, "satu kali"),
        ({"search": "a\0"}, "nol"),
        ({"kind": "jasa\0"}, "nol"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_was_expected(ask, db, params, told):
    response = ask(LIST, **params)
    assert response.status_code == 400
    name = next(iter(params))
    assert name in response.json()["detail"]
    assert told in response.json()["errors"][name][0]


def test_every_wrong_parameter_is_told_at_once(ask, db):
    response = ask(LIST, warna="merah", limit="x", ordering="y")
    assert set(response.json()["errors"]) == {"warna", "limit", "ordering"}


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        (None, ["A", "B", "C"]),
        ("-name", ["C", "B", "A"]),
        ("deed_date", ["B", "A", "C"]),
        ("-deed_date", ["A", "B", "C"]),
    ],
)
def test_order_is_by_name_unless_asked_otherwise(names, make_cooperative, ordering, expected):
    make_cooperative("C")
    make_cooperative("A", deed_date=date(2020, 1, 1))
    make_cooperative("B", deed_date=date(2010, 1, 1))
    params = {"ordering": ordering} if ordering else {}
    assert names(**params) == expected


def test_following_next_gives_every_row_once_and_previous_leads_back(client, make_cooperative):
    for name in "ABCDE":
        make_cooperative(f"Koperasi {name}", "Mandau")
    url, seen, answers = f"{LIST}/?limit=2&status=aktif&fields=name", [], []
    while url:
        answers.append(client.get(url.removeprefix("http://testserver")).json())
        seen += [row["name"][-1] for row in answers[-1]["results"]]
        url = answers[-1]["next"]
    assert seen == list("ABCDE")
    assert answers[1]["next"].startswith(f"http://testserver{LIST}?")
    back = client.get(answers[1]["previous"].removeprefix("http://testserver")).json()
    assert back["results"] == answers[0]["results"]
    assert back["previous"] is None


def test_a_cursor_of_another_order_is_a_problem(client, ask, make_cooperative):
    for name in "ABC":
        make_cooperative(name)
    url = ask(LIST, limit=1).json()["next"].removeprefix("http://testserver")
    response = client.get(f"{url}&ordering=-name")
    assert response.status_code == 400
    assert "cursor" in response.json()["detail"]


def test_the_count_is_there_only_when_asked_for(ask, make_cooperative):
    make_cooperative("A"), make_cooperative("B", status="beku")
    assert "count" not in ask(LIST).json()
    assert ask(LIST, count="true", limit=1).json()["count"] == 2
    assert ask(LIST, count="true", status="beku").json()["count"] == 1


def test_only_the_chosen_fields_come_in_the_chosen_order(ask, cast, full):
    assert ask(LIST, fields="status,name").json()["results"] == [
        {"status": "aktif", "name": "KUD Tani Maju"}
    ]
    row = ask(address(full), cast.verifier, fields="phone").json()
    assert row == {"phone": "0812-••••-•993"}


# --- ETag ---------------------------------------------------------------------------------------


def test_an_unchanged_cooperative_is_304_and_a_changed_one_is_not(ask, cast, full):
    etag = ask(address(full), cast.verifier)["ETag"]
    held = {"If-None-Match": etag}
    assert ask(address(full), cast.verifier, held).status_code == 304
    Cooperative.objects.filter(pk=full.pk).update(note="Baru")
    assert ask(address(full), cast.verifier, held).status_code == 200


def test_audiences_and_choices_of_fields_have_etags_of_their_own(ask, cast, full):
    tags = {
        ask(address(full))["ETag"],
        ask(address(full), fields="name")["ETag"],
        ask(address(full), cast.verifier)["ETag"],
    }
    assert len(tags) == 3


def test_a_renamed_kecamatan_is_another_etag(ask, full):
    before = ask(address(full))["ETag"]
    District.objects.filter(pk=full.district_id).update(name="Mandau Baru")
    assert ask(address(full), headers={"If-None-Match": before}).status_code == 200


# --- speed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_a_public_list_is_one_query(ask, make_cooperative, rows, django_assert_num_queries):
    for number in range(rows):
        make_cooperative(f"Koperasi {number}", "Mandau")
    with django_assert_num_queries(1):
        assert len(ask(LIST).json()["results"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_staff_list_is_one_query_a_kind_of_part(
    client, cast, token_of, make_cooperative, rows, django_assert_num_queries
):
    for number in range(rows):
        cooperative = make_cooperative(f"Koperasi {number}", "Mandau", phone="081234567890")
        BoardMember.objects.create(cooperative=cooperative, position="ketua", person_name="Budi")
    headers = {"Authorization": f"Bearer {token_of(cast.upt_mandau)}"}
    client.get(LIST, headers=headers)  # notes when the token was last used
    with django_assert_num_queries(7):  # token, posts, kecamatan, rows, boards, RAT, past
        assert len(client.get(LIST, headers=headers).json()["results"]) == rows


def test_a_stranger_reads_one_cooperative_in_one_query(ask, full, django_assert_num_queries):
    with django_assert_num_queries(1):
        ask(address(full))
