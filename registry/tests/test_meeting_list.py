"""RAT held, due and late: counts, the overdue list, filters of the register, the public face."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from registry.entry import record_meeting
from registry.models import Cooperative
from registry.models.people import today
from registry.tests.test_cooperative_edit import text_of

FOUNDED = date(2000, 5, 4)
PADA = {"pada": "1-6-2020"}


@pytest.fixture
def meeting_of(make_cooperative):
    """``meeting_of(name, {book year: held on}, district=…)`` → a cooperative with its RAT."""

    def make(name, held, **fields):
        cooperative = make_cooperative(
            name, **{"deed_date": FOUNDED, "district": "Mandau"} | fields
        )
        for year, on in held.items():
            record_meeting(cooperative, {"book_year": year, "held_on": on})
        return cooperative

    return make


@pytest.fixture
def four(meeting_of):
    """One that held its RAT of 2019, one late, one missing for long, one never."""
    meeting_of("Koperasi Tepat", {2019: date(2020, 2, 1)})
    meeting_of("Koperasi Terlambat", {2018: date(2019, 2, 1)})
    meeting_of("Koperasi Lama", {2015: date(2016, 2, 1)}, district="Rupat")
    meeting_of("Koperasi Tanpa", {})


def names(response) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


def test_the_longest_missing_comes_first_on_the_day_asked_for(cast, sign_in, four):
    response = sign_in(cast.verifier).get(reverse("meetings"), PADA)
    assert names(response) == ["Koperasi Tanpa", "Koperasi Lama", "Koperasi Terlambat"]
    assert [row["missed"] for row in response.context["rows"]] == [20, 4, 1]
    total = {cell["state"]: cell["count"] for cell in response.context["total"]["cells"]}
    assert total == {"done": 1, "due": 0, "late": 1, "missed": 2, "exempt": 0}
    assert "tidak tercatat" in text_of(response)


def test_the_counts_stand_per_kecamatan_and_the_list_is_narrowed_by_one(cast, sign_in, four):
    client = sign_in(cast.verifier)
    response = client.get(reverse("meetings"), PADA | {"district": "14.03.10"})
    totals = {line["name"]: line["total"] for line in response.context["lines"] if line["total"]}
    assert totals == {"Mandau": 3, "Rupat": 1}
    assert names(response) == ["Koperasi Lama"]
    assert response.context["overdue"] == 1


def test_a_upt_sees_its_own_kecamatan_only(cast, sign_in, four):
    response = sign_in(cast.upt_rupat).get(reverse("meetings"), PADA)
    assert names(response) == ["Koperasi Lama"]
    assert response.context["total"]["total"] == 1
    page = text_of(response)
    assert "Koperasi Tanpa" not in page
    assert "Mandau" not in page


def test_who_was_founded_later_or_is_dissolved_owes_nothing(cast, sign_in, meeting_of):
    meeting_of("Koperasi Kemudian", {}, deed_date=date(2020, 9, 1))
    gone = meeting_of("Koperasi Bubar", {}, status="dibubarkan")
    Cooperative.objects.filter(pk=gone.pk).update(status_since=date(2020, 5, 1))
    client = sign_in(cast.verifier)
    assert names(client.get(reverse("meetings"), PADA)) == []
    assert names(client.get(reverse("meetings"), {"pada": "30-4-2020"})) == ["Koperasi Bubar"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"pada": "kemarin"}, "Pada tanggal"),
        ({"pada": "1-1-2999"}, "Pada tanggal"),
        ({"pada": "31-12-1992"}, "diharapkan 01-01-1993 sampai hari ini"),
        ({"district": "14.03.99"}, "tidak ada di wilayah kerja Anda"),
        ({"cursor": "x"}, "Penanda halaman"),
    ],
)
def test_what_is_not_understood_is_said_and_left_out(cast, sign_in, four, asked, told):
    assert told in text_of(sign_in(cast.verifier).get(reverse("meetings"), asked))


def test_pages_follow_each_other_without_gaps(cast, sign_in, meeting_of, monkeypatch):
    monkeypatch.setattr("registry.views.meeting_list.PAGE", 2)
    for n in range(5):
        meeting_of(f"Koperasi {n}", {2015 + n // 2: date(2017 + n // 2, 2, 1)})
    client, url, seen = sign_in(cast.verifier), f"{reverse('meetings')}?pada=1-6-2020", []
    while url:
        response = client.get(url)
        seen += names(response)
        url = response.context["next"] and reverse("meetings") + response.context["next"]
    assert seen == [f"Koperasi {n}" for n in range(5)]


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_needs_the_same_queries_for_any_number_of_rows(
    cast, sign_in, meeting_of, django_assert_num_queries, many
):
    for n in range(many):
        meeting_of(f"Koperasi {n}", {})
    client = sign_in(cast.verifier)
    with django_assert_num_queries(8):
        client.get(reverse("meetings"))


def test_the_overdue_are_downloaded_as_they_are_listed(cast, sign_in, four):
    client, url = sign_in(cast.upt_mandau), reverse("meetings-download")
    rows = client.get(url, PADA | {"format": "csv"}).getvalue().decode().splitlines()
    assert [row.split(";")[0] for row in rows[1:]] == ["Koperasi Tanpa", "Koperasi Terlambat"]
    assert client.get(url, {"format": "pdf"}).status_code == 400


@pytest.mark.parametrize("name", ["meetings", "meetings-download"])
def test_strangers_are_kept_out(client, cast, sign_in, four, name):
    assert client.get(reverse(name)).status_code == 302
    response = sign_in(cast.stranger).get(reverse(name))
    assert response.status_code == 403
    assert "Koperasi Lama" not in text_of(response)


# --- filters of the register -------------------------------------------------------------------


@pytest.fixture
def register(make_cooperative):
    year = today().year

    def make(name, held=(), **fields):
        cooperative = make_cooperative(name, **{"deed_date": FOUNDED} | fields)
        for n in held:
            record_meeting(
                cooperative, {"book_year": year - n, "held_on": date(year - n + 1, 1, 2)}
            )
        return cooperative

    make("Tertib", (1, 2, 3), nik_koperasi="1403000000001", certificate_status="bersertifikat")
    make("Dua", (1, 2), nik_koperasi="1403000000002", certificate_status="bersertifikat",
         certificate_valid_until=today() - timedelta(days=1))  # fmt: skip
    make("Tidur", nik_koperasi="1403000000003", certificate_status="bersertifikat",
         recorded_grade="D")  # fmt: skip
    make("Baru", deed_date=date(year, 1, 1))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"meeting": "done"}, {"Tertib", "Dua"}),
        ({"meeting": ["missed", "exempt"]}, {"Tidur", "Baru"}),
        ({"grade": "A"}, {"Tertib"}),
        ({"grade": ["B", "D"]}, {"Dua", "Tidur", "Baru"}),
        ({"certificate": "valid"}, {"Tertib"}),
        ({"certificate": "expired"}, {"Dua", "Tidur"}),
        ({"certificate": "none"}, {"Baru"}),
        ({"meeting": "done", "grade": "B", "certificate": "expired"}, {"Dua"}),
    ],
)
def test_the_register_is_narrowed_by_rat_grade_and_certificate(
    cast, sign_in, token_of, register, asked, found
):
    client = sign_in(cast.verifier)
    assert set(names(client.get(reverse("cooperatives"), asked))) == found
    headers = {"Authorization": f"Bearer {token_of(cast.verifier)}"}
    answer = client.get("/api/v1/cooperatives", asked, headers=headers).json()
    assert {row["name"] for row in answer["results"]} == found


def test_strangers_do_not_narrow_by_what_is_the_office_s_work(client, register):
    for name, value in {"meeting": "done", "grade": "A", "certificate": "valid"}.items():
        response = client.get(reverse("cooperatives"), {name: value})
        assert len(names(response)) == 4
        assert "hanya terbuka bagi petugas" in text_of(response)
        assert client.get("/api/v1/cooperatives", {name: value}).status_code == 400


# --- the faces of one cooperative ----------------------------------------------------------------


def test_the_public_face_tells_state_grade_and_how_it_was_computed(client, register):
    Cooperative.objects.filter(name="Dua").update(recorded_grade="A")
    page = text_of(client.get(Cooperative.objects.get(name="Dua").get_absolute_url()))
    assert "RAT sudah diadakan" in page
    assert "RAT dua dari tiga tahun buku terakhir diadakan." in page
    assert f"Tahun buku {today().year - 3}: tidak ada RAT yang tercatat" in page
    assert "Grade menurut ODS" in page
    assert "Sertifikat tidak berlaku lagi" in page


def test_without_any_rat_the_latest_deadline_is_told(cast, sign_in, meeting_of):
    cooperative = meeting_of("Koperasi Tanpa", {}, deed_date=None)
    page = text_of(sign_in(cast.verifier).get(cooperative.get_absolute_url()))
    assert "tanpa RAT yang tercatat" in page
    assert "1993" not in page


def test_the_staff_face_tells_what_is_owed_since_when(cast, sign_in, meeting_of):
    cooperative = meeting_of("Koperasi Lama", {2015: date(2016, 2, 1)})
    page = text_of(sign_in(cast.verifier).get(cooperative.get_absolute_url()))
    assert "Tanpa RAT 2 tahun buku lebih" in page
    assert "31 Maret 2017" in page
    assert "sesudah tahun buku 2015" in page
    assert "Tidak ada RAT dalam tiga tahun buku terakhir." in page
