"""The register of another day on pages, in downloads and over REST."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from registry.models import AnnualMeeting, BoardMember, FormerDetail, Member
from registry.models.people import today
from registry.status import change_status

LIST, FILE, API = "/koperasi/", "/koperasi/unduh/", "/api/v1/cooperatives"
DAY, ISO = "31-12-2020", "2020-12-31"
CHANGED = date(2021, 3, 1)
TOMORROW = today() + timedelta(days=1)
INSIDE = ["Siti Rahasiawati", "Jalan Lama 1", "7.654.321", "orang menurut buku"]


@pytest.fixture
def changed(make_cooperative):
    """KUD Lama, a producer, active in 2020; since March 2021 Koperasi Baru, a service, frozen."""
    cooperative = make_cooperative(
        "Koperasi Baru", "Mandau", deed_date=date(2010, 1, 1), kind="jasa", address="Jalan Baru 2"
    )
    past = {"name": "KUD Lama", "kind": "produsen", "address": "Jalan Lama 1"}
    for field, value in past.items():
        FormerDetail.objects.create(
            cooperative=cooperative,
            field=field,
            value=value,
            until=CHANGED - timedelta(days=1),
            basis="PAD 7",
        )
    change_status(cooperative, "beku", effective_on=CHANGED, reason="uji")
    _board_meetings_members(cooperative)
    return cooperative


def _board_meetings_members(cooperative) -> None:
    terms = {"Siti Rahasiawati": (None, CHANGED), "Budi Kemudian": (CHANGED, None)}
    for name, (start, end) in terms.items():
        BoardMember.objects.create(
            cooperative=cooperative,
            position="ketua",
            person_name=name,
            term_from=start,
            left_on=end,
        )
    for year, surplus in ((2019, 7654321), (2020, 1111111)):
        AnnualMeeting.objects.create(
            cooperative=cooperative,
            book_year=year,
            held_on=date(year + 1, 3, 20),
            surplus=surplus,
        )
    Member.objects.create(cooperative=cooperative, name="A", joined_on=date(2020, 5, 1))
    Member.objects.create(cooperative=cooperative, name="B", joined_on=date(2021, 5, 1))


def page_of(client, path, status=200, **params):
    answer = client.get(path, params)
    assert answer.status_code == status
    return answer.content.decode()


# --- the list ----------------------------------------------------------------------------------


def test_the_list_says_the_day_and_shows_its_values_to_anybody(client, changed):
    page = page_of(client, LIST, pada=DAY)
    assert "Keadaan per 31 Desember 2020" in page
    assert "KUD Lama" in page
    assert "Koperasi Baru" not in page
    assert f"{changed.get_absolute_url()}?pada={DAY}" in page
    assert 'href="/koperasi/"' in page


@pytest.mark.parametrize(
    ("query", "then", "now"),
    [
        ({"status": "aktif"}, True, False),
        ({"status": "beku"}, False, True),
        ({"kind": "produsen"}, True, False),
        ({"search": "kud lama"}, True, True),  # today by its former name
        ({"search": "baru"}, False, True),
        ({"district": "14.03.09"}, True, True),
        ({"village": "14.03.09.1001"}, False, False),
    ],
)
def test_filters_and_search_work_on_the_values_of_the_day(client, changed, query, then, now):
    found = client.get(LIST, query | {"pada": DAY}).context["total"]
    assert (found, client.get(LIST, query).context["total"]) == (int(then), int(now))


def test_a_upt_filters_by_the_kecamatan_of_the_day(cast, sign_in, make_cooperative):
    make_cooperative("Duri", "Bathin Solapan", deed_date=date(2010, 1, 1))
    for day, kecamatan in (("08-02-2017", "14.03.09"), ("09-02-2017", "14.03.16")):
        query = {"pada": day, "district": kecamatan, "ordering": "-district"}
        answer = sign_in(cast.registrar).get(LIST, query)
        assert [row["name"] for row in answer.context["rows"]] == ["Duri"]


@pytest.mark.parametrize(
    "order", ["name", "-district", "status", "kind", "deed_date", "updated_at"]
)
def test_pages_of_every_order_hold_together(client, make_cooperative, order, monkeypatch):
    monkeypatch.setattr("registry.views.cooperatives.PAGE", 2)
    for number in range(5):
        make_cooperative(f"K {number}", ("Mandau", "Rupat")[number % 2], kind="jasa")
    names, url = [], f"{LIST}?pada={DAY}&ordering={order}"
    while url:
        answer = client.get(url if url.startswith("/") else LIST + url)
        names += [row["name"] for row in answer.context["rows"]]
        url = answer.context["next"]
    assert sorted(names) == [f"K {number}" for number in range(5)]


@pytest.mark.parametrize("typed", [f"{TOMORROW:%d-%m-%Y}", "31-31-2020", "kemarin"])
def test_a_day_that_cannot_be_is_refused_with_a_sentence(client, changed, typed):
    page = page_of(client, LIST, pada=typed)
    assert "Saringan Keadaan per" in page
    assert "Koperasi Baru" in page
    assert page_of(client, FILE, 400, pada=typed)


def test_what_only_todays_register_knows_is_refused_for_another_day(cast, sign_in, changed):
    page = page_of(sign_in(cast.registrar), LIST, pada=DAY, finding="no_officers")
    assert "Hanya dapat dipakai untuk keadaan sekarang" in page


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_a_day_costs_the_same_for_any_number_of_rows(
    client, make_cooperative, django_assert_max_num_queries, size
):
    for number in range(size):
        make_cooperative(f"K {number}")
    with django_assert_max_num_queries(8):
        assert client.get(LIST, {"pada": DAY}).context["total"] == size


# --- one cooperative ---------------------------------------------------------------------------


def test_the_office_reads_board_rat_members_and_steps_of_the_day(cast, sign_in, changed):
    page = page_of(sign_in(cast.registrar), changed.get_absolute_url(), pada=DAY)
    for text in [*INSIDE, "KUD Lama", "Keadaan per 31 Desember 2020", "sekarang: Koperasi Baru"]:
        assert text in page
    for later in ["Budi Kemudian", "1.111.111", "Dibekukan"]:
        assert later not in page
    assert "1 orang menurut buku anggota" in page


def test_nothing_of_another_day_can_be_changed(cast, sign_in, changed):
    page = page_of(sign_in(cast.registrar), changed.get_absolute_url(), pada=DAY)
    for way in ("/ubah/", "/status/", "/pengurus/", "/rat/", 'method="post"'):
        assert way not in page.split("<main")[1]


@pytest.mark.parametrize("who", [None, "upt_rupat"])
def test_whoever_may_not_see_it_in_full_reads_public_fields_only(
    client, cast, sign_in, changed, who
):
    client = sign_in(getattr(cast, who)) if who else client
    page = page_of(client, changed.get_absolute_url(), pada=DAY)
    assert "KUD Lama" in page
    assert not [secret for secret in INSIDE if secret in page]


def test_before_its_deed_the_page_says_that_it_did_not_exist(client, changed):
    assert "belum berdiri pada 31 Desember 2009" in page_of(
        client, changed.get_absolute_url(), 404, pada="31-12-2009"
    )


def test_a_future_day_of_one_cooperative_is_refused(client, changed):
    page = page_of(client, changed.get_absolute_url(), 400, pada=f"{TOMORROW:%d-%m-%Y}")
    assert "belum tiba" in page


# --- download ----------------------------------------------------------------------------------


def test_a_download_states_its_day_and_holds_its_values(cast, sign_in, changed):
    client = sign_in(cast.registrar)
    answer = client.get(FILE, {"pada": DAY, "format": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "koperasi-per-2020-12-31.csv" in answer["Content-Disposition"]
    assert ("KUD Lama" in text, "Jalan Lama 1" in text, "Aktif" in text) == (True, True, True)
    assert "Baru" not in text


def test_a_download_of_another_day_never_holds_phone_numbers(cast, sign_in, changed):
    assert sign_in(cast.registrar).get(FILE, {"pada": DAY, "telepon": "1"}).status_code == 403


# --- REST --------------------------------------------------------------------------------------


def test_rest_lists_the_values_of_the_day(client, changed):
    row = client.get(API, {"as_of": ISO, "kind": "produsen"}).json()["results"][0]
    assert (row["name"], row["kind"], row["status"]) == ("KUD Lama", "produsen", "aktif")
    assert (row["district"], row["district_name"], row["village"]) == ("14.03.09", "Mandau", None)
    assert client.get(API, {"as_of": ISO, "status": "beku"}).json()["results"] == []


@pytest.mark.parametrize("order", ["name", "-name", "status", "kind", "-district", "deed_date"])
def test_rest_orders_by_the_values_of_the_day(client, changed, order):
    assert client.get(API, {"as_of": ISO, "ordering": order}).json()["results"][0]["name"]


def test_rest_shows_one_cooperative_with_board_and_rat_of_the_day(client, changed, cast, token_of):
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    path = reverse("api-cooperative", args=[changed.uid])
    row = client.get(path, {"as_of": ISO}, headers=headers).json()
    assert [member["person_name"] for member in row["officers"]] == ["Siti Rahasiawati"]
    assert (row["latest_meeting"]["book_year"], row["address"]) == (2019, "Jalan Lama 1")
    assert client.get(path, {"as_of": "2009-12-31"}).status_code == 404


@pytest.mark.parametrize("typed", [f"{TOMORROW}", DAY, "2020-02-30"])
def test_rest_refuses_a_day_that_cannot_be(client, changed, typed):
    for path in (API, reverse("api-cooperative", args=[changed.uid])):
        answer = client.get(path, {"as_of": typed})
        assert answer.status_code == 400
        assert answer.json()["errors"]["as_of"]


def test_rest_refuses_filters_that_only_know_today(client, changed):
    answer = client.get(API, {"as_of": ISO, "updated_since": "2020-01-01T00:00:00Z"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["updated_since"])


def test_a_change_is_made_against_the_etag_of_any_day(send, client, changed, cast, token_of):
    path = reverse("api-cooperative", args=[changed.uid])
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    etag = client.get(path, {"as_of": ISO}, headers=headers)["ETag"]
    answer = send("patch", path, {"note": "uji"}, cast.registrar, match=etag)
    assert (answer.status_code, answer.json()["name"]) == (200, "Koperasi Baru")


def test_rest_records_a_real_change_and_shows_what_was(send, cast, changed):
    path = reverse("api-cooperative", args=[changed.uid])
    data = {"kind": "konsumen", "effective_from": "2022-05-01", "basis": "PAD 9"}
    row = send("patch", path, data, cast.registrar, match="*").json()
    latest = {"field": "kind", "value": "jasa", "until": "2022-04-30", "basis": "PAD 9"}
    assert (row["kind"], row["former_details"][0]) == ("konsumen", latest)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"effective_from": f"{TOMORROW}", "basis": "PAD 9"}, "effective_from"),
        ({"effective_from": "2022-05-01"}, "basis"),
    ],
)
def test_rest_refuses_a_real_change_that_cannot_be(send, cast, changed, data, field):
    path = reverse("api-cooperative", args=[changed.uid])
    answer = send("patch", path, {"kind": "konsumen", **data}, cast.registrar, match="*")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
