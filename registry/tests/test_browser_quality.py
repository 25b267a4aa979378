"""The registrar works through the findings in a real browser until a cooperative is clean."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from registry.tests.spotless import codes, due, spotless

pytestmark = pytest.mark.browser


@pytest.fixture
def soiled(make_cooperative):
    """Two findings, mended on two pages; and a neighbour with one."""
    spotless(make_cooperative, "Koperasi Zamrud", kind="serba_usaha")
    return spotless(
        make_cooperative, "Koperasi Dua Temuan", kind="serba_usaha", deed_date=date(1945, 8, 17)
    )


def save(page) -> None:
    page.locator("#entry").get_by_role("button", name="Simpan", exact=True).last.click()


def test_the_registrar_mends_a_cooperative_until_it_is_clean(open_page, cast, soiled):
    page = open_page("/mutu-data/", cast.registrar)
    clean = page.locator(".stat", has_text="Koperasi bersih").locator(".stat__value")
    expect(clean).to_have_text("0")
    page.get_by_role("link", name="Tanggal badan hukum 17 Agustus 1945").click()
    page.get_by_role("link", name="Benahi Koperasi Dua Temuan").click()
    page.fill("[name=deed_date]", f"5-1-{due()}")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("17 Agustus 1945")
    expect(page.get_by_text("Tidak ada koperasi dengan temuan ini")).to_be_visible()
    assert codes(soiled) == {"old_kind"}
    page.goto(f"/koperasi/{soiled.uid}/mutu/")
    page.get_by_role("link", name=re.compile("Benahi")).click()
    page.select_option("[name=kind]", "konsumen")
    save(page)
    expect(page.get_by_text("Tidak ada temuan terbuka pada koperasi ini")).to_be_visible()
    page.get_by_role("link", name="Ke daftar kerja").click()
    expect(clean).to_have_text("1")


def test_a_finding_is_set_aside_without_javascript(open_page, cast, soiled):
    page = open_page("/mutu-data/old_kind/", cast.registrar, java_script_enabled=False)
    page.get_by_role("link", name="Koperasi Dua Temuan", exact=True).click()
    page.fill("[name=reason]", "Begitu menurut akta")
    page.get_by_role("button", name="Sisihkan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Koperasi Zamrud")
    assert codes(soiled) == {"placeholder_deed_date"}


PAGES = [
    "/mutu-data/",
    "/mutu-data/tren/",
    "/mutu-data/old_kind/",
    "/mutu-data/old_kind/?disisihkan=1",
    "/mutu-data/old_kind/{uid}/",
    "/koperasi/{uid}/mutu/",
]


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, soiled, path):
    page = open_page(path.format(uid=soiled.uid), cast.registrar)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)
