"""The reports of the UPTs in a browser: filled in without a script, returned, and accessible."""

import re

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import DESKTOP, PHONE, assert_accessible
from reports.models import UnitReport
from reports.tests.unit_samples import REQUIRED, duty_of, submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_a_report_is_filled_in_and_handed_in_without_javascript(open_page, cast):
    duty = duty_of()
    page = open_page(
        duty.get_absolute_url(), cast.upt_mandau, java_script_enabled=False, viewport=PHONE
    )
    page.get_by_role("link", name="Isi laporan").click()
    for key, value in REQUIRED.items():
        page.locator(f"[name='{key}']").fill(str(value))
    page.get_by_role("button", name="Kirim ke dinas").click()
    for box in page.locator("textarea[name^='why:known:']").all():
        box.fill("Menurut buku UPT")
    page.get_by_role("button", name="Kirim ke dinas").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Laporan Januari 2020")
    assert UnitReport.objects.get().state == "dikirim"


def test_a_report_is_returned_with_marks_in_the_browser(open_page, cast):
    report = submitted(duty_of(), cast.upt_mandau)
    page = open_page(report.get_absolute_url(), cast.verifier)
    page.get_by_role("link", name="Kembalikan").click()
    page.fill("[name=reason]", "Periksa RAT")
    page.locator("input[value=rat_held]").check()
    page.get_by_role("button", name="Kembalikan ke UPT").click()
    expect(page.get_by_text(re.compile("Periksa RAT")).first).to_be_visible()
    assert UnitReport.objects.get().state == "dikembalikan"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_pages_are_accessible(open_page, cast, size):
    report = submitted(duty_of(), cast.upt_mandau, rat_held=2)
    duty_of(number=2)
    address = report.get_absolute_url()
    page = open_page("/laporan/?tahun=2020", cast.upt_mandau, viewport=size)
    for path in ("/laporan/?tahun=2020", address, "/laporan/UPT-MANDAU/2020-02/isi/?periksa=1",
                 "/laporan/UPT-MANDAU/2020-02/excel/", f"{address}tarik/"):  # fmt: skip
        page.goto(path)
        assert_accessible(page)


def test_the_return_page_is_accessible_on_a_phone(open_page, cast):
    report = submitted(duty_of(), cast.upt_mandau)
    page = open_page(f"{report.get_absolute_url()}kembalikan/", cast.verifier, viewport=PHONE)
    assert_accessible(page)
