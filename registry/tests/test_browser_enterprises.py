"""The register of MSMEs in a real browser: entered by keyboard, readable on a desk and a phone."""

from datetime import date

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from registry.models import Coaching, Enterprise

pytestmark = pytest.mark.browser
NIK = "1403094508900001"


def _tab_to(page, name: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_an_enterprise_is_entered_by_keyboard_and_its_owner_shown_once(open_page, cast, db):
    page = open_page("/umkm/", cast.upt_mandau)
    page.keyboard.press("n")
    page.wait_for_url("**/umkm/baru/")
    for name, text in (
        ("name", "Kedai Kopi Duri"),
        ("section", "I Penye"),
        ("started_year", "2015"),
        ("district", "Mandau"),
        ("owner_name", "Siti Aminah"),
        ("owner_nik", "1403 0945 0890 0001"),
        ("tahun-year", "2021"),
        ("tahun-sales", "2.000.000.001"),
    ):
        _tab_to(page, name)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kedai Kopi Duri")
    expect(page.get_by_text("Usaha kecil", exact=True).first).to_be_visible()
    made = Enterprise.objects.get()
    assert (made.owner_nik, made.latest_pp7, made.section.code) == (NIK, "kecil", "I")
    assert NIK not in page.content()
    page.select_option("[name=field]", "owner_nik")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_text(NIK)).to_be_visible()


@pytest.fixture
def full(make_enterprise):
    """One with everything that its pages can show."""
    years = {2020: {"sales": 299_123_456, "assets": 60_000_000}, 2021: {"sales": 310_000_000}}
    person = {"owner_name": "Siti Nurhaliza", "owner_nik": NIK, "phone": "081234567890"}
    place = {"latitude": "1.4712", "longitude": "102.1126", "address": "Jl. Sudirman 12"}
    full = make_enterprise("Kedai Kopi Selat Duri", "Mandau", "I", years, **person, **place)
    Coaching.objects.create(
        enterprise=full,
        **{"held_on": date(2021, 1, 1), "kind": "kunjungan", "topic": "keuangan"},
        **{"coach": "A", "result": "B"},
    )
    make_enterprise("Bengkel", "Rupat", closed_on=date(2022, 1, 1))
    return full


PARTS = ["", "ubah/", "tutup/", "tahun/baru/", "tahun/2021/ubah/", "tahun/2021/hapus/"]


def test_the_pages_of_enterprises_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, full):
    page = open_page("/umkm/", cast.registrar)
    lists = ["/umkm/", "/umkm/?search=tidakada&size=kecil", "/umkm/nik/", "/umkm/baru/"]
    for path in [*lists, *(f"{full.get_absolute_url()}{part}" for part in PARTS)]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)
