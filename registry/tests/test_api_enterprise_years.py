"""``/api/v1/enterprises/<uid>/years``: the figures of an MSME by year."""

import json

import pytest

from registry.models import EnterpriseYear
from registry.tests.test_api_enterprises import OTHER, address, ask, kedai

__all__ = ["ask", "kedai"]  # fixtures


def test_the_years_have_both_classes_and_their_own_place(ask, cast, kedai):
    response = ask(address(kedai, "years"), cast.upt_mandau, ordering="-year")
    latest, before = response.json()["results"]
    assert (latest["year"], before["year"]) == (2021, 2020)
    assert (latest["size_uu20"], latest["size_pp7"]) == ("mikro", "mikro")
    assert (latest["district"], latest["section"]) == ("14.03.09", "I")
    assert latest["enterprise"] == str(kedai.uid)
    assert latest["url"] == f"http://testserver{address(kedai, 'years', 2021)}"
    assert ask(latest["url"].removeprefix("http://testserver"), cast.head).json() == latest
    assert response["Cache-Control"] == "private, no-store"


def test_a_year_is_recorded_once(send, cast, kedai):
    data = {"year": 2022, "sales": 3_000_000_000}
    path = address(kedai, "years")
    response = send("post", path, data, cast.upt_mandau, key="k-1")
    assert response.status_code == 201
    assert response["Location"] == f"http://testserver{address(kedai, 'years', 2022)}"
    assert (response.json()["size_uu20"], response.json()["size_pp7"]) == ("menengah", "kecil")
    again = send("post", path, data, cast.upt_mandau, key="k-1")
    assert again.content == response.content
    twice = send("post", path, data, cast.upt_mandau)
    assert "sudah tercatat" in json.dumps(twice.json()["errors"])
    kedai.refresh_from_db()
    assert (kedai.latest_year, kedai.latest_pp7) == (2022, "kecil")


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"sales": -1}, "_", "negatif"),
        ({"sales": None}, "_", "sedikitnya satu angka"),
        ({"year": 1999}, "year", "antara 2000"),
        ({"workers_male": 1.5}, "workers_male", "bulat"),
        ({"size_pp7": "mikro"}, "size_pp7", "hanya dapat dibaca"),
        ({"source": f"dari {OTHER}"}, "source", "Jangan menulis NIK"),
    ],
)
def test_a_year_that_can_not_be_is_refused(send, cast, kedai, fields, field, told):
    data = {"year": 2022, "sales": 1} | fields
    response = send("post", address(kedai, "years"), data, cast.registrar)
    assert response.status_code == 400
    assert told in response.json()["errors"][field][0]
    assert EnterpriseYear.objects.count() == 2


def test_a_year_is_corrected_under_its_own_etag(send, ask, cast, kedai):
    path = address(kedai, "years", 2021)
    read = ask(path, cast.upt_mandau)
    response = send("put", path, read.json() | {"sales": 5}, cast.upt_mandau, read["ETag"])
    assert (response.status_code, response.json()["sales"]) == (200, 5)
    stale = send("patch", path, {"sales": 6}, cast.upt_mandau, read["ETag"])
    assert (stale.status_code, stale["ETag"]) == (412, response["ETag"])
    fixed = send("patch", path, {"year": 2019}, cast.upt_mandau, "*")
    assert "hanya dapat dibaca" in fixed.json()["errors"]["year"][0]
    assert send("patch", path, {"workers_male": 1}, cast.upt_mandau).status_code == 428
    assert send("patch", path + "0", {"sales": 6}, cast.upt_mandau, "*").status_code == 404
    assert kedai.years.get(year=2021).sales == 5
