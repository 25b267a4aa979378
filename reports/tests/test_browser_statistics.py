"""The public statistics in a real browser."""

import pytest
from django.urls import reverse

from bengkalis.browsing import PHONE, assert_accessible

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["home", "statistics-home", "statistics-cooperatives"])
def test_public_figures_are_accessible_on_a_desk_and_on_a_phone(open_page, make_cooperative, name):
    make_cooperative(kind="konsumen", district="Rupat")
    page = open_page(reverse(name))
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)


def test_a_stranger_downloads_the_figures(client, make_cooperative):
    make_cooperative(kind="konsumen", district="Rupat")
    answer = client.get(reverse("statistics-cooperatives-data"), {"format": "json-stat2"})
    assert sum(answer.json()["value"]) == 1


def test_the_figures_are_there_without_javascript(open_page, make_cooperative):
    make_cooperative(kind="konsumen", district="Rupat")
    page = open_page("/statistik/koperasi/", java_script_enabled=False)
    assert page.locator("svg").count() >= 1
    assert page.locator("table").first.is_visible()
