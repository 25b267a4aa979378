"""A visit on a phone in the field, and the pages around it, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from registry import dissolution
from registry.models import FieldVisit, Task
from registry.models.people import today
from registry.visits import open_task, record_visit

pytestmark = pytest.mark.browser


def test_a_visit_on_a_phone_closes_its_task(open_page, cast, make_cooperative):
    cooperative = make_cooperative("Koperasi Duri Jaya", district="Mandau")
    open_task(cooperative, kind="keberadaan", reason="Tanpa RAT sejak 2017", by=cast.registrar)
    page = open_page("/beranda/", cast.upt_mandau, viewport=PHONE)
    page.get_by_role("link", name="Koperasi Duri Jaya").click()
    page.get_by_role("link", name="Catat kunjungan").click()
    expect(page.get_by_label(re.compile("Tanpa RAT sejak 2017"))).to_be_checked()
    assert_accessible(page)
    target = page.get_by_text("Ditemukan, usaha berhenti")
    assert target.bounding_box()["height"] >= 44
    target.click()
    page.get_by_text("Ya", exact=True).click()
    page.get_by_label(re.compile("Hasil kunjungan")).fill("Kantor tutup, papan nama masih ada.")
    page.get_by_role("button", name="Simpan kunjungan").click()
    expect(page.get_by_text("Kunjungan tersimpan. 1 tugas selesai.")).to_be_visible()
    assert_accessible(page)
    visit = FieldVisit.objects.get()
    assert (visit.found, visit.has_board, Task.objects.get().visit) == ("berhenti", True, visit)


@pytest.fixture
def addresses(make_cooperative, cast):
    """The pages of this area with something on each."""
    cooperative = make_cooperative("Koperasi Sepi", deed_number="1/BH/2001")
    make_cooperative("Koperasi Sepi Kedua", deed_number="2/BH/2001")
    task = open_task(cooperative, kind="keberadaan", reason="Memastikan", by=cast.registrar)
    visit = FieldVisit(cooperative=cooperative, visited_on=today(), found="berhenti", result="Sepi")
    record_visit(visit)
    case = dissolution.propose(cooperative, basis="lainnya", reason="Sepi", by=cast.registrar)
    parts = ("", "tugas/baru/", "kunjungan/baru/")
    return [
        "/koperasi/usulan-status/",
        "/tugas/",
        "/pembubaran/",
        f"/tugas/{task.uid}/",
        f"/kunjungan/{visit.uid}/",
        f"/kunjungan/{visit.uid}/ubah/",
        f"/pembubaran/{case.uid}/",
        *(f"/koperasi/{cooperative.uid}/{part}" for part in parts),
    ]


def test_the_pages_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, addresses):
    page = open_page("/beranda/", cast.registrar)
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)


def test_two_boxes_and_one_button_give_two_tasks(open_page, cast, addresses):
    page = open_page("/koperasi/usulan-status/", cast.registrar)
    page.get_by_label("Pilih Koperasi Sepi Kedua").check()
    page.get_by_role("button", name="Beri tugas kunjungan").click()
    expect(page.get_by_text("1 tugas diberikan.")).to_be_visible()
