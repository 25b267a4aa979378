"""The registrar's day in a real browser: find, enter by keyboard, correct beside somebody else."""

import re

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from bengkalis.testing import SAMPLES
from registry.models import Cooperative, FormDraft, ImportBatch

pytestmark = pytest.mark.browser


def test_a_misspelt_name_finds_the_cooperative(open_page, cast, make_cooperative):
    make_cooperative("KUD Tani Maju", kind="produsen")
    make_cooperative("Koperasi Nelayan Bahari")
    page = open_page("/koperasi/", cast.registrar)
    page.keyboard.press("/")
    page.keyboard.type("KUD tni maju")
    page.keyboard.press("Enter")
    expect(page.get_by_text("paling mirip")).to_be_visible()
    page.get_by_role("link", name="KUD Tani Maju").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KUD Tani Maju")


def _tab_to(page, name: str) -> None:
    """Press Tab until the control ``name`` has the focus, as a person without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_a_cooperative_is_entered_by_keyboard_alone(open_page, cast):
    page = open_page("/koperasi/", cast.registrar)
    page.keyboard.press("n")
    page.wait_for_url("**/koperasi/baru/")
    for name, text in (
        ("name", "Koperasi Papan Ketik"),
        ("kind", "Kons"),
        ("deed_number", "1/BH/KDK/II/2001"),
        ("deed_date", "17 agt 2001"),
        ("village", "Desa Temeran"),
        ("status-status", "Aktif"),
        ("status-effective_on", "1/3/2001"),
        ("pengurus-ketua", "Ahmad Contoh"),
    ):
        _tab_to(page, name)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Koperasi Papan Ketik")
    made = Cooperative.objects.get()
    assert (str(made.deed_date), made.village.name, made.status) == (
        "2001-08-17",
        "Temeran",
        "aktif",
    )
    assert made.board.get().person_name == "Ahmad Contoh"


def test_a_typed_date_is_echoed_as_understood(open_page, cast):
    page = open_page("/koperasi/baru/", cast.registrar)
    page.fill("[name=deed_date]", "5/10/96")
    expect(page.get_by_text("5 Oktober 1996")).to_be_visible()


def test_a_save_beside_another_tab_shows_both_versions_and_loses_nothing(
    open_page, cast, make_cooperative
):
    cooperative = make_cooperative("Koperasi Dua Tab", address="Jl. Lama")
    address = f"/koperasi/{cooperative.uid}/ubah/"
    mine = open_page(address, cast.registrar)
    Cooperative.objects.filter(pk=cooperative.pk).update(address="Jl. Mereka")
    mine.fill("[name=address]", "Jl. Saya")
    mine.fill("[name=business_sector]", "Perikanan")
    mine.locator("#entry").get_by_role("button", name="Simpan", exact=True).last.click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Data ini sudah diubah orang lain")
    expect(mine.get_by_text("Jl. Saya").first).to_be_visible()
    expect(mine.get_by_text("Jl. Mereka").first).to_be_visible()
    mine.check("[name=choice-address][value=mine]")
    mine.click("text=Simpan gabungan")
    expect(mine.get_by_role("heading", level=1)).to_have_text("Koperasi Dua Tab")
    cooperative.refresh_from_db()
    assert (cooperative.address, cooperative.business_sector) == ("Jl. Saya", "Perikanan")


def test_what_was_typed_survives_a_closed_tab(open_page, cast):
    page = open_page("/koperasi/baru/", cast.registrar)
    page.fill("[name=name]", "Koperasi Belum Jadi")
    expect(page.locator("[data-save-state]")).to_contain_text("draf tersimpan")
    assert FormDraft.objects.get().user == cast.registrar
    again = page.context.new_page()
    page.close()
    again.goto("/koperasi/baru/")
    again.get_by_text("Pakai", exact=True).click()
    expect(again.locator("[name=name]")).to_have_value("Koperasi Belum Jadi")


def test_the_form_keeps_a_copy_while_the_network_is_gone(open_page, cast):
    page = open_page("/koperasi/baru/", cast.registrar)
    page.context.set_offline(True)
    page.fill("[name=name]", "Koperasi Tanpa Sinyal")
    expect(page.locator("[data-save-state]")).to_contain_text("belum tersimpan")
    page.context.set_offline(False)
    page.fill("[name=business_sector]", "Jasa")
    expect(page.locator("[data-save-state]")).to_contain_text("draf tersimpan")


def test_the_offices_workbook_goes_in_and_comes_back_out(open_page, cast):
    page = open_page("/impor/", cast.registrar)
    page.set_input_files("[name=workbook]", SAMPLES / "daftar_koperasi.xlsx")
    page.get_by_role("button", name="Baca berkas").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("daftar_koperasi.xlsx")
    page.get_by_role("button", name=re.compile("Masukkan 171 baris")).click()
    expect(page.get_by_text("171 baris masuk register").first).to_be_visible(timeout=60_000)
    assert Cooperative.objects.count() == 171
    page.get_by_text("Batalkan impor ini").click()
    page.get_by_role("button", name="Ya, batalkan impor").click()
    expect(page.get_by_text("171 baris dikembalikan").first).to_be_visible(timeout=60_000)
    assert not Cooperative.objects.exists()
    assert ImportBatch.objects.get().state == "undone"


PAGES = [
    "/beranda/",
    "/koperasi/",
    "/koperasi/baru/",
    "/impor/",
    "/pengaturan/",
    "/pengaturan/kantor/",
    "/pengaturan/token/",
]


@pytest.mark.parametrize("path", PAGES)
def test_the_registrars_pages_are_accessible_on_a_desk_and_on_a_phone(
    open_page, cast, make_cooperative, path
):
    make_cooperative("Koperasi Tani Maju", kind="produsen", deed_number="AHU-0012345.AH.01.26")
    page = open_page(path, cast.registrar)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)


@pytest.mark.parametrize("part", ["", "ubah/", "status/", "pengurus/", "pad/", "rat/baru/"])
def test_the_pages_of_a_cooperative_are_accessible(open_page, cast, make_cooperative, part):
    cooperative = make_cooperative(deed_date="1945-08-17", phone="081100001111")
    page = open_page(f"/koperasi/{cooperative.uid}/{part}", cast.registrar)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)


@pytest.mark.parametrize("path", ["/koperasi/", "/masuk/", "/api/", "/tidak-ada/"])
def test_public_pages_are_accessible(open_page, make_cooperative, path):
    make_cooperative("Koperasi Tani Maju", kind="produsen")
    page = open_page(path)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)


def test_a_cooperative_is_entered_without_javascript(open_page, cast):
    page = open_page("/koperasi/baru/", cast.registrar, java_script_enabled=False)
    page.fill("[name=name]", "Koperasi Tanpa Skrip")
    page.select_option("[name=village]", label="Desa Temeran")
    page.select_option("[name=status-status]", "aktif")
    page.locator("#entry").get_by_role("button", name="Simpan", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Koperasi Tanpa Skrip")


def test_the_first_view_of_a_page_weighs_less_than_a_hundred_kilobytes(
    open_page, cast, make_cooperative
):
    for number in range(60):
        make_cooperative(f"Koperasi Nomor {number}")
    page = open_page("/masuk/", cast.registrar)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    weights = []
    session.on("Network.loadingFinished", lambda seen: weights.append(seen["encodedDataLength"]))
    page.goto("/koperasi/", wait_until="networkidle")
    # Scripts and styles come uncompressed here, so production sends still less.
    assert 0 < sum(weights) < 100_000
