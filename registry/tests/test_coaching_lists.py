"""The list of coachings, its file, and how far coaching reaches: filters, counts, scope."""

from datetime import date

import pytest
from django.urls import reverse

from registry.coached import reach_of
from registry.models import Coaching, Cooperative, District, Enterprise
from registry.models.people import today
from registry.tests.coachings import STEP, coached
from registry.tests.test_cooperative_edit import text_of

PAGES = ["coachings", "coachings-download", "coaching-overview", "coaching-missing"]


@pytest.fixture
def some(make_cooperative, make_enterprise):
    """A cooperative and an MSME of Mandau, an MSME of Rupat, each coached once in 2021."""
    cooperative = make_cooperative("Koperasi Duri Jaya", district="Mandau")
    melur = make_enterprise("Kedai Melur", district="Mandau")
    mawar = make_enterprise("Kedai Mawar", district="Rupat")
    return {
        "duri": coached(cooperative, **STEP),
        "melur": coached(melur, held_on=date(2021, 5, 6), topic="digital", coach="Budi"),
        "mawar": coached(mawar, held_on=date(2021, 7, 8), kind="kunjungan", title=""),
    }


def names(response) -> list[str]:
    return [row.subject.name.split()[-1].lower() for row in response.context["rows"]]


# --- the list ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["mawar", "melur", "jaya"]),
        ({"district": "14.03.09"}, ["melur", "jaya"]),
        ({"subject": "koperasi"}, ["jaya"]),
        ({"subject": "umkm"}, ["mawar", "melur"]),
        ({"topic": "digital"}, ["melur"]),
        ({"kind": "kunjungan"}, ["mawar"]),
        ({"coach": "bud"}, ["melur"]),
        ({"title": "bimtek pembukuan"}, ["melur", "jaya"]),
        ({"year": "2020"}, []),
        ({"held_from": "6-5-2021", "held_to": "7-7-2021"}, ["melur"]),
        ({"overdue": "true"}, ["jaya"]),
        ({"overdue": "false"}, ["mawar", "melur"]),
    ],
)
def test_the_list_is_narrowed_the_newest_first(cast, sign_in, some, asked, found):
    assert names(sign_in(cast.verifier).get(reverse("coachings"), asked)) == found


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"topic": "iseng"}, "diharapkan salah satu"),
        ({"year": "21"}, "sejak 1990"),
        ({"year": "x"}, "tahun empat angka"),
        ({"held_from": "31-2-2021"}, "tidak ada di kalender"),
        ({"cursor": "x"}, "cursor"),
    ],
)
def test_what_is_not_understood_is_said_and_left_out(cast, sign_in, some, asked, sentence):
    page = sign_in(cast.verifier).get(reverse("coachings"), asked)
    assert sentence in " ".join(page.context["problems"])
    assert len(page.context["rows"]) == 3


def test_what_is_set_can_be_unset(cast, sign_in, some):
    asked = {"topic": "digital", "overdue": "false"}
    page = sign_in(cast.verifier).get(reverse("coachings"), asked)
    assert {(chip["value"], chip["url"]) for chip in page.context["chips"]} == {
        ("Usaha digital", "?overdue=false"),
        ("tidak", "?topic=digital"),
    }


def test_the_list_comes_as_a_file_of_the_own_area(cast, sign_in, some):
    client, url = sign_in(cast.upt_mandau), reverse("coachings-download")
    answer = client.get(url, {"format": "csv-machine", "topic": "keuangan"})
    text = b"".join(answer.streaming_content).decode()
    assert "2021-03-04,Koperasi,Koperasi Duri Jaya,Mandau,Pelatihan" in text
    assert "Melur" not in text
    assert "Mawar" not in text
    assert client.get(url, {"format": "pdf"}).status_code == 400


def test_a_merged_cooperative_takes_its_coachings_off_the_list(cast, sign_in, some):
    of = some["duri"].cooperative
    other = Cooperative.objects.create(name="Lain", district=of.district, status="aktif")
    Cooperative.objects.filter(pk=of.pk).update(merged_into=other)
    assert names(sign_in(cast.verifier).get(reverse("coachings"))) == ["mawar", "melur"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_needs_the_same_queries_for_one_and_for_three(
    cast, sign_in, make_enterprise, django_assert_num_queries, many
):
    for n in range(many):
        coached(make_enterprise(f"Kedai {n}"), **STEP)
    client = sign_in(cast.registrar)
    # session, user, appointments, their kecamatan, kecamatan to choose from, rows, count
    with django_assert_num_queries(7):
        assert len(client.get(reverse("coachings"), {"overdue": "true"}).context["rows"]) == many


# --- how far it reaches ------------------------------------------------------------------------


def lines_of(page) -> dict:
    return {line.name: line for line in page.context["lines"]}


def test_the_overview_counts_each_subject_once(cast, sign_in, some, make_cooperative):
    coached(some["duri"].cooperative, held_on=date(2021, 9, 9))
    coached(some["melur"].enterprise, held_on=date(2020, 9, 9))
    make_cooperative("Koperasi Sepi", district="Mandau")
    page = sign_in(cast.verifier).get(reverse("coaching-overview"), {"year": 2021})
    line = lines_of(page)["Mandau"]
    assert (line.coachings, line.cooperatives, line.enterprises) == (3, 1, 1)
    assert (line.cooperatives_of, line.cooperatives_missing) == (2, 1)
    assert (line.enterprises_of, line.enterprises_missing) == (1, 0)
    assert page.context["total"].coachings == 4
    assert page.context["total"].enterprises == 2


def test_who_closed_since_was_reached_and_makes_nobody_else_so(cast, some):
    Enterprise.objects.filter(name="Kedai Melur").update(closed_on=date(2022, 1, 1))
    Cooperative.objects.update(status="tidak_aktif")
    scope = cast.registrar.scope_of("view_register")
    line = next(x for x in reach_of(Coaching.objects.all(), scope, 2021) if x.name == "Mandau")
    assert (line.cooperatives, line.cooperatives_of, line.cooperatives_missing) == (1, 0, 0)
    assert (line.enterprises, line.enterprises_of, line.enterprises_missing) == (1, 0, 0)


def test_a_upt_sees_the_lines_of_its_own_kecamatan(cast, sign_in, some):
    page = sign_in(cast.upt_rupat).get(reverse("coaching-overview"), {"year": 2021})
    assert set(lines_of(page)) == {"Rupat", "Rupat Utara"}
    assert "Mandau" not in text_of(page)


def test_a_year_that_can_not_be_is_said(cast, sign_in, some):
    page = sign_in(cast.verifier).get(reverse("coaching-overview"), {"year": "1066"})
    assert page.context["year"] == today().year
    assert "1066" in page.context["problem"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_overview_needs_the_same_queries_for_any_number(
    cast, sign_in, make_enterprise, django_assert_num_queries, many
):
    for n in range(many):
        coached(make_enterprise(f"Kedai {n}"))
    client = sign_in(cast.registrar)
    # session, user, appointments, their kecamatan, kecamatan, coachings, who there is
    with django_assert_num_queries(7):
        client.get(reverse("coaching-overview"), {"year": 2021})


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Koperasi Sepi"]),
        ({"year": str(today().year)}, ["Koperasi Duri Jaya", "Koperasi Sepi"]),
        ({"subject": "umkm"}, ["Kedai Sepi"]),
        ({"subject": "umkm", "district": "14.03.10"}, []),
    ],
)
def test_who_was_not_coached_is_listed_by_name(
    cast, sign_in, some, make_cooperative, make_enterprise, asked, found
):
    make_cooperative("Koperasi Sepi", district="Mandau")
    make_cooperative("Koperasi Mati", district="Mandau", status="tidak_aktif")
    make_enterprise("Kedai Sepi", district="Mandau")
    make_enterprise("Kedai Tutup", district="Mandau", closed_on=date(2020, 1, 1))
    page = sign_in(cast.registrar).get(reverse("coaching-missing"), asked)
    assert [row["name"] for row in page.context["rows"]] == found


def test_what_is_not_understood_there_is_said(cast, sign_in, some):
    asked = {"subject": "warung", "year": "1066", "cursor": "x"}
    page = sign_in(cast.registrar).get(reverse("coaching-missing"), asked)
    assert len(page.context["problems"]) == 3


@pytest.mark.parametrize("many", [1, 3])
def test_the_missing_need_the_same_queries_for_one_and_for_three(
    cast, sign_in, make_cooperative, django_assert_num_queries, many
):
    for n in range(many):
        make_cooperative(f"Koperasi {n}")
    client = sign_in(cast.registrar)
    # session, user, appointments, their kecamatan, kecamatan to choose from, rows
    with django_assert_num_queries(6):
        assert len(client.get(reverse("coaching-missing")).context["rows"]) == many


# --- for whom ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_only_the_office_sees_them_and_a_upt_its_own_area(cast, client, sign_in, some, name):
    assert client.get(reverse(name))["Location"].startswith(reverse("sign-in"))
    assert sign_in(cast.stranger).get(reverse(name)).status_code == 403
    page = sign_in(cast.upt_rupat).get(reverse(name), {"format": "csv", "subject": "umkm"})
    assert page.status_code == 200
    text = b"".join(page).decode()
    assert "Melur" not in text
    assert "Duri Jaya" not in text


def test_every_kecamatan_has_a_line_without_any_coaching(cast, sign_in):
    page = sign_in(cast.verifier).get(reverse("coaching-overview"))
    assert len(page.context["lines"]) == District.objects.count()
