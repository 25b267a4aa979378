"""An agreement made, edited without a script, and its pages around it, in a real browser."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import DESKTOP, PHONE, assert_accessible
from programs.agreements import renew
from programs.models import Agreement
from programs.results import Entry, record
from programs.tests.agreements import in_force_of, shared_plan
from programs.tests.samples import cascade

pytestmark = pytest.mark.browser


def test_an_agreement_is_prepared_and_edited_without_a_script(open_page, cast):
    people = cascade(cast)
    shared_plan()
    page = open_page(
        "/perjanjian-kinerja/", cast.planner, viewport=PHONE, java_script_enabled=False
    )
    page.get_by_role("link", name="Siapkan perjanjian Kepala UPTD Mandau").click()
    page.get_by_label(re.compile("Tanggal naskah")).fill("27-1-2021")
    page.get_by_role("button", name="Buat rancangan").click()
    page.get_by_label(re.compile("Triwulan IV")).first.fill("5")
    page.get_by_role("button", name="Tambah baris").click()
    expect(page.get_by_label(re.compile("Triwulan IV")).first).to_have_value("5")
    row = page.get_by_role("group", name="Indikator baru").first
    row.get_by_label(re.compile("Sasaran strategis")).fill("Tertib")
    row.get_by_label(re.compile("Indikator kinerja")).fill("Koperasi ber-RAT")
    row.get_by_label(re.compile("Satuan")).fill("koperasi")
    row.get_by_label(re.compile("Target setahun")).fill("12")
    row.get_by_role("button", name="Naik").click()
    page.get_by_role("button", name="Simpan rancangan").last.click()
    expect(page.get_by_text("Rancangan tersimpan.")).to_be_visible()
    made = Agreement.objects.get()
    assert made.first == people["unit"]
    assert made.indicators.first().indicator == "Koperasi ber-RAT"


@pytest.fixture
def addresses(cast):
    """The pages of this area with something on each."""
    people = cascade(cast)
    plan = shared_plan()
    top = in_force_of(plan, people["head"])
    middle = in_force_of(
        plan, people["division"], target_1=10, target_2=8, target_3=2, target_4=20, target=40
    )
    for quarter, value in ((1, 9), (2, 7), (4, 30)):
        entries = [Entry(one, Decimal(value), "Sesuai rencana") for one in middle.indicators.all()]
        record(middle, quarter, entries, cast.planner)
    fresh = renew(top, cast.planner)
    one, new = middle.get_absolute_url(), fresh.get_absolute_url()
    return [
        *("/perjanjian-kinerja/", "/perjanjian-kinerja/baru/", "/perjanjian-kinerja/jenjang/"),
        *("/perjanjian-kinerja/capaian/", one, f"{one}realisasi/", f"{one}perbarui/", new),
        *(f"{new}ubah/", f"{new}hapus/"),
    ]


def test_the_pages_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, addresses):
    page = open_page("/beranda/", cast.planner)
    for address in addresses:
        page.set_viewport_size(DESKTOP)
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)
