"""The books of members in a real browser: entered by keyboard, readable on a desk and a phone."""

from datetime import date

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from registry.entry import record_meeting
from registry.models import Member, MemberSavings

pytestmark = pytest.mark.browser
NIK = "1403094508900001"


def _tab_to(page, name: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_a_member_is_entered_by_keyboard_alone(open_page, cast, make_cooperative):
    cooperative = make_cooperative(district="Mandau")
    page = open_page(f"/koperasi/{cooperative.uid}/anggota/", cast.upt_mandau)
    page.keyboard.press("n")
    page.wait_for_url("**/anggota/baru/")
    for name, text in (
        ("number", "7"),
        ("joined_on", "17 agt 2015"),
        ("name", "Siti Aminah"),
        ("nik", "1403 0945 0890 0001"),
        ("birth_date", "5/8/1990"),
        ("sex", "Per"),
        ("village", "Kelurahan Air Jamban"),
        ("occupation", "Pedagang"),
    ):
        _tab_to(page, name)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Siti Aminah")
    expect(page.get_by_text("••••••••••••0001")).to_be_visible()
    made = Member.objects.get()
    assert (made.nik, made.number, made.joined_on) == (NIK, "7", date(2015, 8, 17))
    assert (made.sex, made.village.name) == ("P", "Air Jamban")


def test_the_nik_is_shown_once_and_gone_on_the_next_visit(open_page, cast, make_member):
    member = make_member("Siti", nik=NIK)
    page = open_page(member.get_absolute_url(), cast.registrar)
    page.select_option("[name=field]", "nik")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_text(NIK)).to_be_visible()
    page.goto(member.get_absolute_url())
    assert NIK not in page.content()


@pytest.fixture
def full(make_member, make_cooperative):
    """A book with everything that its pages can show."""
    cooperative = make_cooperative("Koperasi Nelayan Selat Bengkalis", "Mandau")
    member = make_member(
        "Siti Nurhaliza binti Abdul Rahman Saleh",
        cooperative,
        nik=NIK,
        sex="L",
        phone="081234567890",
        birth_date=date(1990, 8, 5),
        address="Jl. Jenderal Sudirman Gang Mawar Nomor 12 RT 003 RW 002",
        occupation="Pedagang",
        joined_on=date(2015, 1, 1),
    )
    make_member("Siti", make_cooperative("Koperasi Lain"), nik=NIK)
    gone = {"joined_on": date(2015, 1, 1), "left_on": date(2018, 1, 1), "leave_reason": "pindah"}
    make_member("Ani", cooperative, **gone)
    MemberSavings.objects.create(member=member, as_of=date(2020, 12, 31), principal=100_000)
    record_meeting(cooperative, {"book_year": 2018, "members_total": 5})
    return member


PAGES = ["", "ubah/", "berhenti/", "simpanan/"]
BOOK = ["", "?pada=2017-12-31", "baru/", "cetak/"]


def _paths(member) -> list[str]:
    past = member.cooperative.members.get(name="Ani")
    one, book = member.get_absolute_url(), f"{member.cooperative.get_absolute_url()}anggota/"
    return [
        "/anggota/",
        "/anggota/?search=tidakada&sex=P",
        "/anggota/nik/",
        f"{past.get_absolute_url()}masuk-lagi/",
        *(f"{one}{part}" for part in PAGES),
        *(f"{book}{part}" for part in BOOK),
        member.cooperative.get_absolute_url(),
    ]


def test_the_pages_of_members_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, full):
    page = open_page("/anggota/", cast.registrar)
    for path in _paths(full):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)


def test_what_is_shown_after_a_post_is_accessible(open_page, cast, full):
    page = open_page(full.get_absolute_url(), cast.registrar, viewport=PHONE)
    page.select_option("[name=field]", "savings")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_text("Rp").first).to_be_visible()
    assert_accessible(page)
    page.goto("/anggota/nik/")
    page.fill("[name=nik]", NIK)
    page.get_by_role("button", name="Cari", exact=True).click()
    expect(page.get_by_text("2 keanggotaan ditemukan")).to_be_visible()
    assert_accessible(page)
    page.goto(f"{full.get_absolute_url()}ubah/")
    page.fill("[name=name]", "")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
