"""The registrar lays two rows side by side, makes them one, and takes it back."""

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from registry.entry import set_officers
from registry.models import AnnualMeeting, Cooperative, DuplicatePair

pytestmark = pytest.mark.browser


@pytest.fixture
def pair(make_cooperative):
    one = make_cooperative("KSP Sejahtera Bersama", deed_number="518/BH/XII/1987")
    other = make_cooperative(
        "Koperasi Simpan Pinjam Sejahtera Bersama",
        deed_number="518 - BH - XII - 1987",
        address="Jl. Jenderal Sudirman 12",
    )
    set_officers(other, {"ketua": ["Ahmad Contoh"], "sekretaris": ["Siti Contoh"]})
    for row in (one, other):
        AnnualMeeting.objects.create(cooperative=row, book_year=2019, assets=row.pk)
    return DuplicatePair.objects.get()


def test_two_rows_become_one_and_two_again(open_page, cast, pair):
    page = open_page("/mutu-data/kembar/", cast.registrar)
    assert_accessible(page)
    page.get_by_role("link", name="KSP Sejahtera Bersama").click()
    expect(page.locator("[name=survivor][value=right]")).to_be_checked()
    expect(page.locator("[name=choice-address][value=right]")).to_be_checked()
    assert_accessible(page)
    page.locator("[name=choice-name][value=left]").check()
    page.locator("[name=reason]").first.fill("Akta dan alamatnya sama")
    page.get_by_role("button", name="Gabung", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KSP Sejahtera Bersama")
    expect(page.get_by_text("Gabungan beberapa data")).to_be_visible()
    assert_accessible(page)
    merged = page.locator(".callout", has_text="Gabungan beberapa data")
    merged.get_by_role("link").click()
    expect(page.get_by_text("Semua isian kembali seperti sebelum digabung.")).to_be_visible()
    assert_accessible(page)
    page.fill("[name=reason]", "Ternyata dua koperasi")
    page.get_by_role("button", name="Pisahkan kembali").click()
    expect(page.get_by_text("Sudah dipisah kembali")).to_be_visible()
    names = set(Cooperative.objects.standing().values_list("name", flat=True))
    assert names == {"KSP Sejahtera Bersama", "Koperasi Simpan Pinjam Sejahtera Bersama"}


def test_the_pages_fit_a_telephone(open_page, cast, pair):
    page = open_page("/mutu-data/kembar/", cast.registrar, viewport=PHONE)
    assert_accessible(page)
    for path in (f"/mutu-data/kembar/{pair.uid}/", f"/koperasi/{pair.left.uid}/kembar/?search=ksp"):
        page.goto(path)
        assert_accessible(page)
