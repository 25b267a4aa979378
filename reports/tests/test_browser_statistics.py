"""The public statistics in a real browser."""

import pytest
from django.urls import reverse

from bengkalis.browsing import PHONE, assert_accessible
from registry.models import Village
from reports.tests.enterprises import several

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["home", "statistics-home", "statistics-cooperatives"])
def test_public_figures_are_accessible_on_a_desk_and_on_a_phone(open_page, make_cooperative, name):
    make_cooperative(kind="konsumen", district="Rupat")
    page = open_page(reverse(name))
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)


@pytest.mark.parametrize(
    "path",
    [
        "/statistik/umkm/?year=*&size=*",
        "/statistik/koperasi-tahunan/?year=*",
        "/statistik/data/",
        "/statistik/perubahan/",
        "/statistik/kerahasiaan/",
    ],
)
def test_a_table_and_the_pages_about_figures_are_accessible(open_page, make_cooperative, path):
    make_cooperative(kind="konsumen", district="Rupat")
    for year in (2020, 2021):
        several(6, year, district="Rupat")
    page = open_page(path)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)


def test_a_choice_is_made_without_javascript(open_page):
    for year in (2020, 2021):
        several(6, year, district="Rupat")
    page = open_page("/statistik/umkm/", java_script_enabled=False)
    page.get_by_role("heading", name="Pilih yang ditampilkan").click()
    page.locator("summary", has_text="Golongan usaha").last.click()
    page.locator("input[name=size][value='*']").uncheck()
    page.locator("input[name=size][value=mikro]").check()
    page.get_by_role("button", name="Tampilkan").click()
    page.get_by_role("link", name="Lepas saringan golongan usaha").wait_for()
    assert "size=mikro" in page.url


def test_a_stranger_downloads_the_figures(client, make_cooperative):
    make_cooperative(kind="konsumen", district="Rupat")
    answer = client.get(reverse("statistics-cooperatives-data"), {"format": "json-stat2"})
    assert sum(answer.json()["value"]) == 1


def test_the_figures_are_there_without_javascript(open_page, make_cooperative):
    make_cooperative(kind="konsumen", district="Rupat")
    page = open_page("/statistik/koperasi/", java_script_enabled=False)
    assert page.locator("svg").count() >= 1
    assert page.locator("table").first.is_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/koperasi/?pada=31-12-2020",
        "/statistik/koperasi/?pada=31-12-2020",
        "/statistik/desa-tanpa-koperasi/?pada=31-12-2020",
        "/statistik/desa-tanpa-koperasi/",
    ],
)
def test_another_day_and_the_gap_map_are_accessible(open_page, make_cooperative, path):
    village = Village.objects.filter(district__name="Rupat").first()
    make_cooperative("Koperasi Rupat", "Rupat", village=village, kind="jasa")
    make_cooperative("Koperasi Mandau", "Mandau", "beku")
    page = open_page(path)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)


def test_an_officer_leaves_the_day_by_its_chip(open_page, cast, make_cooperative):
    cooperative = make_cooperative("KUD Tani", "Rupat")
    page = open_page("/koperasi/?pada=31-12-2020", cast.registrar)
    page.goto("/koperasi/?pada=31-12-2020")
    page.get_by_role("link", name="KUD Tani").click()
    page.get_by_role("heading", name="KUD Tani").wait_for()
    assert f"{cooperative.uid}/?pada=31-12-2020" in page.url
    assert_accessible(page)
    page.goto("/koperasi/?pada=31-12-2020")
    page.locator(".chips a").first.click()
    page.wait_for_url("**/koperasi/")
    page.goto(f"{cooperative.get_absolute_url()}data-semula/")
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)
