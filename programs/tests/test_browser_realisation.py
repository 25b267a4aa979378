"""A quarter entered without a script, and the pages around it, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from programs.benefiting import add
from programs.models import Beneficiary, Realisation
from programs.tests.realised import CODE, OTHER, approved_plan, done, line_of
from programs.tests.test_beneficiaries import DAY
from registry.tests.coachings import coached

pytestmark = pytest.mark.browser
MONTHS = {n: (40_000, 8 * n) for n in range(1, 12)}


@pytest.fixture
def plan(db):
    plan = approved_plan(months=MONTHS)
    for month in (1, 2, 3):
        done(line_of(plan), month, 80_000 * month, 7 * month)
        done(line_of(plan, OTHER), month, 5_000 * month, 2 * month)
    return plan


def test_a_quarter_is_entered_on_a_phone_without_a_script(open_page, cast, plan):
    address = "/program/2020/realisasi/triwulan/2/"
    page = open_page(address, cast.planner, viewport=PHONE, java_script_enabled=False)
    page.get_by_label(f"{CODE} keuangan (Rp)").fill("2.000.000")
    page.get_by_label(f"{CODE} fisik (%)").fill("45,5")
    page.get_by_role("button", name=re.compile(f"Sama dengan Maret.*{OTHER}")).click()
    expect(page.get_by_label(f"{OTHER} keuangan (Rp)")).to_have_value("15.000")
    expect(page.get_by_label(f"{CODE} fisik (%)")).to_have_value("45,5")
    page.get_by_role("button", name="Simpan realisasi").click()
    expect(page.get_by_role("alert")).to_contain_text("paling banyak pagu yang berlaku")
    page.get_by_label(f"{CODE} keuangan (Rp)").fill("400.000")
    page.get_by_label(f"{CODE} fisik (%)").press("Enter")
    expect(page.get_by_text("Realisasi Juni 2020 tersimpan: 2 baris.")).to_be_visible()
    figures = Realisation.objects.filter(month=6).order_by("line__item__code")
    assert [(one.amount, one.physical) for one in figures] == [(400_000, 45.5), (15_000, 6)]


@pytest.fixture
def addresses(plan, make_cooperative):
    """The pages of this area with something on each."""
    cooperative, line = make_cooperative("Koperasi Duri Jaya", district="Mandau"), line_of(plan)
    add(Beneficiary(line=line, received_on=DAY, benefit="Pelatihan"), [cooperative], None)
    coached(cooperative, held_on=DAY, title="Bimtek Halal")
    of_line = f"/program/2020/penerima/{line.uid}/"
    one = Beneficiary.objects.get().uid
    return [
        *("/program/", "/program/2020/ringkasan/", "/program/2020/ringkasan/cetak/"),
        *("/program/2020/realisasi/?bulan=4", "/program/2020/realisasi/triwulan/2/"),
        *("/program/2020/realisasi/tutup/", "/program/2020/penerima/", of_line),
        *(f"{of_line}tambah/", f"{of_line}dari-pembinaan/", f"{of_line}{one}/hapus/"),
    ]


def test_the_pages_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, addresses):
    page = open_page("/beranda/", cast.planner)
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)
