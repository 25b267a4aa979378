"""A training of many on a phone, without a script, and the pages around it, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from registry.models import Coaching
from registry.tests.coachings import STEP, coached

pytestmark = pytest.mark.browser


def test_a_training_is_recorded_for_all_that_took_part(
    open_page, cast, make_cooperative, make_enterprise
):
    make_cooperative("Koperasi Duri Jaya", district="Mandau")
    make_enterprise("Kedai Melur", district="Mandau", nib="9120001112223")
    page = open_page("/pembinaan/", cast.upt_mandau, viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Catat kegiatan bersama").click()
    page.get_by_label(re.compile("Nama kegiatan")).fill("Bimtek Halal")
    page.get_by_label("Cari koperasi atau UMKM").fill("duri")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_label(re.compile("Koperasi Duri Jaya")).check()
    page.get_by_label(re.compile("Tempel daftar")).fill("9120001112223")
    page.get_by_role("button", name="Baca daftar itu").click()
    expect(page.get_by_label(re.compile("Kedai Melur"))).to_be_checked()
    expect(page.get_by_label(re.compile("Nama kegiatan"))).to_have_value("Bimtek Halal")
    page.get_by_label(re.compile("Bentuk pembinaan")).select_option("pelatihan")
    page.get_by_label(re.compile("Pokok bahasan")).select_option("perizinan")
    page.get_by_label(re.compile("Pembina")).fill("Rina")
    page.get_by_label(re.compile("Hasil")).fill("Berkas halal lengkap")
    page.get_by_role("button", name="Simpan pembinaan").click()
    expect(page.get_by_text("Pembinaan tersimpan untuk 2 peserta.")).to_be_visible()
    assert Coaching.objects.filter(title="Bimtek Halal").count() == 2


@pytest.fixture
def addresses(make_cooperative, make_enterprise):
    """The pages of this area with something on each."""
    cooperative = make_cooperative("Koperasi Sepi")
    row = coached(cooperative, **STEP)
    for n in range(2):
        make_enterprise(f"Kedai {n}", years={2020: 1, 2021: 400 * 10**6}, started_year=2015)
    one = row.get_absolute_url()
    return [
        *("/pembinaan/", "/pembinaan/bersama/", "/pembinaan/ringkasan/?year=2021"),
        *("/pembinaan/belum/?subject=umkm", one, f"{one}ubah/", f"{one}hapus/", "/beranda/"),
        *(f"/koperasi/{cooperative.uid}/", f"/koperasi/{cooperative.uid}/pembinaan/baru/"),
        "/umkm/naik-kelas/?aturan=uu20",
    ]


def test_the_pages_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, addresses):
    page = open_page("/beranda/", cast.registrar)
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)
