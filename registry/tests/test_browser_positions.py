"""A change of the head of the office, without a script, and the pages around it, in a browser."""

import re
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from registry.models import OfficialRank
from registry.tests.posts import NIP, holder, official, post, top

pytestmark = pytest.mark.browser


@pytest.fixture
def head(db):
    return post("kadis", top(), title="Kepala Dinas Koperasi, Usaha Mikro, Kecil dan Menengah")


def test_a_new_head_takes_over_on_a_phone_without_a_script(open_page, cast, head):
    held = holder(head)
    official("Dra. Siti Aisyah, M.M.")
    address = reverse("positions")
    page = open_page(address, cast.admin, viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name=head.title).click()
    page.get_by_role("link", name="Tetapkan pemangku").click()
    page.get_by_label(re.compile("pejabat", re.IGNORECASE)).select_option("Dra. Siti Aisyah, M.M.")
    page.get_by_label(re.compile("Dasar")).fill("SK Bupati 821/15/2021")
    page.get_by_label(re.compile("Mulai")).fill("1 Maret 2021")
    page.get_by_role("button", name="Tetapkan").click()
    expect(page.get_by_text(re.compile("Masa jabatan Drs. Hasan"))).to_be_visible()
    held.refresh_from_db()
    assert held.valid_to == date(2021, 2, 28)


@pytest.fixture
def addresses(head):
    """The pages of this area with something on each."""
    holder(head, "Pejabat Lama", valid_to=date(2020, 12, 31), decree="SK Bupati 821/7/2018")
    term = holder(head, nip=NIP, valid_from=date(2021, 1, 4), standing="plt")
    post("kabid", head, title="Kepala Bidang Kelembagaan dan Pengawasan", echelon="III")
    OfficialRank.objects.create(official=term.official, rank="IV/a", valid_from=date(2018, 4, 1))
    own = reverse("position", args=[head.uid])
    one, person = f"{own}pemangku/{term.uid}/", reverse("official", args=[term.official.uid])
    return [
        *("/jabatan/", "/jabatan/baru/", own, f"{own}ubah/", f"{own}pemangku/"),
        *(f"{one}akhiri/", f"{one}ubah/", f"{one}hapus/"),
        *("/pejabat/", "/pejabat/baru/", person, f"{person}ubah/", f"{person}pangkat/"),
        *("/pengaturan/kantor/", "/pengaturan/pengguna/"),
    ]


def test_the_pages_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, addresses):
    page = open_page("/beranda/", cast.admin)
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)
