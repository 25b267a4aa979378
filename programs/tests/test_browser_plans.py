"""The sheets by keyboard and from Excel, with a script and without, in a real browser."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from programs.budgets import next_version, submit
from programs.tests.samples import approved, plan_of
from programs.tests.sheets import FIRST, OTHER, SECOND, in_work, row

pytestmark = pytest.mark.browser
GRID, MONTHS = "/program/2021/isi/", "/program/2021/isi/kas/"
PASTE = """(cell, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    cell.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
}"""


@pytest.fixture
def plan(cast):
    with transaction.atomic():
        return plan_of(2021, {FIRST: 70_000_000, SECOND: 30_000_000, OTHER: 5_000_000})


def cell(page, plan, code: str, name: str):
    return page.locator(f"#r{row(plan, code).pk}-{name}")


def total(page, name: str = "all"):
    return page.locator(f"output[data-total='{name}']")


def test_a_range_from_excel_spreads_over_the_cells_and_is_summed(open_page, cast, plan):
    page = open_page(GRID, cast.planner)
    start = cell(page, plan, FIRST, "office")
    start.evaluate(PASTE, "UPT-MANDAU\t1.500.000\r\nUPT-MANDAU\t2.500.000,50\r\n")
    expect(cell(page, plan, SECOND, "pagu")).to_have_value("2.500.000,50")
    expect(page.get_by_text("4 sel ditempel.")).to_be_visible()
    expect(page.get_by_text("Rp 2.500.000,5", exact=True)).to_be_visible()
    expect(total(page)).to_have_text("9.000.000,5")
    page.get_by_role("button", name="Simpan semua").click()
    expect(page.get_by_text("2 baris tersimpan.")).to_be_visible()
    expect(total(page)).to_have_text("9.000.000,5")
    assert (row(plan).office.code, row(plan).pagu) == ("UPT-MANDAU", 1_500_000)


def test_a_paste_is_taken_back_whole_and_what_does_not_fit_is_counted(open_page, cast, plan):
    page = open_page(GRID, cast.planner)
    last = cell(page, plan, OTHER, "pagu")
    last.focus()
    last.evaluate(PASTE, "7\t8\n9\t10\n")
    expect(page.get_by_text("1 sel ditempel; 3 sel tidak muat")).to_be_visible()
    expect(total(page)).to_have_text("100.000.007")
    page.keyboard.press("Control+z")
    expect(last).to_have_value("5.000.000")
    expect(total(page)).to_have_text("105.000.000")
    last.evaluate(PASTE, '"dua\nbaris ""kutip"""\t1\n')
    expect(last).to_have_value('dua baris "kutip"')
    expect(total(page)).to_have_attribute("data-state", "unread")
    page.get_by_role("button", name="Simpan semua").click()
    expect(page.get_by_role("alert")).to_contain_text(f"{OTHER}, pagu")
    expect(cell(page, plan, OTHER, "pagu")).to_have_value('dua baris "kutip"')


def test_arrows_and_enter_move_between_the_cells(open_page, cast, plan):
    page = open_page(GRID, cast.planner)
    cell(page, plan, FIRST, "place").focus()
    for key, code, name in [
        ("Enter", SECOND, "place"),
        ("ArrowDown", OTHER, "place"),
        ("ArrowRight", OTHER, "fund_source"),
        ("ArrowLeft", OTHER, "place"),
        ("Shift+Enter", SECOND, "place"),
        ("ArrowUp", FIRST, "place"),
    ]:
        page.keyboard.press(key)
        expect(cell(page, plan, code, name)).to_be_focused()
    page.keyboard.type("Duri")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, plan, FIRST, "place")).to_be_focused()
    expect(cell(page, plan, FIRST, "place")).to_have_value("Duri")


def test_without_a_script_the_sheet_is_a_form(open_page, cast, plan):
    page = open_page(GRID, cast.planner, java_script_enabled=False)
    page.get_by_label(f"{FIRST} pagu").fill("tujuh")
    page.get_by_label(f"{SECOND} lokasi").fill("Duri")
    page.get_by_role("button", name="Simpan semua").click()
    page.get_by_role("link", name=re.compile("ditulis|tidak dikenali")).click()
    expect(page.get_by_label(f"{SECOND} lokasi")).to_have_value("Duri")
    page.get_by_label(f"{FIRST} pagu").fill("7.000.000")
    page.get_by_role("button", name="Simpan semua").click()
    expect(page.get_by_text("2 baris tersimpan.")).to_be_visible()
    assert (row(plan).pagu, row(plan, SECOND).place) == (7_000_000, "Duri")


def test_months_from_excel_show_whether_they_make_the_pagu(open_page, cast, plan):
    page = open_page(MONTHS, cast.planner)
    amounts = "\t".join(["5.000.000"] * 11)
    first = cell(page, plan, FIRST, "rp1")
    first.evaluate(PASTE, f"{amounts}\t15.000.000\n{amounts}\n")
    mine, other = (total(page, f"r{row(plan, code).pk}") for code in (FIRST, SECOND))
    expect(mine).to_have_attribute("data-state", "same")
    expect(other).to_have_attribute("data-state", "differs")
    cell(page, plan, FIRST, "fisik12").fill("100")
    for month in range(7, 12):
        cell(page, plan, SECOND, f"rp{month}").fill("")
    expect(other).to_have_attribute("data-state", "same")
    page.get_by_role("button", name="Simpan semua").click()
    expect(page.get_by_text("2 baris tersimpan.")).to_be_visible()
    assert row(plan).months.get(month=12).physical == 100


@pytest.fixture
def addresses(cast, plan) -> list[str]:
    """Every page of the area, one version approved and the next one a draft."""
    approved(plan, cast.head)
    fresh = next_version(plan, "perubahan")
    one, rows = "/program/2021/", fresh.rows.filter(item__code=FIRST)
    rows.update(place="", target=120)
    return [
        *("/program/2021/", f"{one}versi/2/", f"{one}versi/2/ajukan/", f"{one}versi/baru/"),
        *(f"{one}beda/", GRID, MONTHS, f"{one}baris/baru/", f"{one}cetak/"),
        *(f"{one}baris/{rows.get().uid}/hapus/", "/program/2022/", "/program/2022/mulai/"),
    ]


def test_the_pages_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, addresses):
    page = open_page("/beranda/", cast.planner)
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)


def test_the_head_approves_on_a_phone_and_errors_are_accessible(open_page, cast, plan):
    page = open_page(GRID, cast.planner, viewport=PHONE)
    cell(page, plan, FIRST, "pagu").fill("tujuh")
    page.get_by_role("button", name="Simpan semua").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    submit(in_work(plan), None, cast.planner)
    page = open_page("/program/2021/", cast.head, viewport=PHONE)
    page.get_by_role("link", name="Kembalikan").click()
    assert_accessible(page)
    page.go_back()
    page.get_by_role("link", name="Sahkan").click()
    assert_accessible(page)
    page.get_by_label(re.compile("Nomor DPA")).fill("DPA/12/2021")
    page.get_by_label(re.compile("Tanggal DPA")).fill("4 Januari 2021")
    page.get_by_role("button", name="Sahkan").click()
    expect(page.get_by_text("disahkan dan berlaku")).to_be_visible()
