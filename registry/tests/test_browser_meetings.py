"""RAT and health in a real browser: a figure explained, pages readable by everybody."""

from datetime import date

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from registry.entry import record_meeting
from registry.health import assess
from registry.models import AnnualMeeting

pytestmark = pytest.mark.browser
MARKS = dict.fromkeys(("tata_kelola", "profil_risiko", "kinerja_keuangan", "permodalan"), 66)


@pytest.fixture
def savings(make_cooperative):
    cooperative = make_cooperative("KSP Bahari", kind="simpan_pinjam", deed_date="2001-02-03")
    record_meeting(cooperative, {"book_year": 2019, "members_total": 120, "surplus": 9_876_543})
    return cooperative


@pytest.mark.parametrize("scripts", [True, False])
def test_a_rat_with_a_warning_is_explained_and_saved(open_page, cast, savings, scripts):
    page = open_page(
        f"/koperasi/{savings.uid}/rat/baru/", cast.registrar, java_script_enabled=scripts
    )
    expect(page.get_by_text("Tahun buku 2019: 120")).to_be_visible()
    page.fill("[name=book_year]", "2020")
    page.fill("[name=members_total]", "90")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_role("link", name="Penjelasan: anggota berkurang").click()
    expect(page.locator("[name=members_total]")).to_have_value("90")
    page.fill("[name=explain_members_fell]", "Tiga puluh anggota pindah ke Dumai")
    if scripts:
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KSP Bahari")
    expect(page.get_by_text("Tiga puluh anggota pindah ke Dumai")).to_be_visible()
    assert AnnualMeeting.objects.get(book_year=2020).explanations == {
        "members_fell": "Tiga puluh anggota pindah ke Dumai"
    }


@pytest.mark.parametrize(
    "path", ["rat/", "{uid}/", "{uid}/rat/{pk}/", "{uid}/rat/{pk}/hapus/", "{uid}/kesehatan/",
             "{uid}/kesehatan/baru/"],
)  # fmt: skip
def test_the_pages_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, savings, path):
    meeting, _ = record_meeting(
        savings, {"book_year": 2020, "surplus": -5, "explanations": {"surplus_negative": "Rugi"}}
    )
    assess(savings, book_year=2021, assessed_on=date(2022, 5, 1), scores=MARKS)
    page = open_page(f"/koperasi/{path.format(uid=savings.uid, pk=meeting.pk)}", cast.registrar)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)


def test_the_public_face_is_accessible(open_page, savings):
    page = open_page(f"/koperasi/{savings.uid}/")
    page.get_by_text("Cara grade dihitung").click()
    expect(page.get_by_text("Grade menurut ODS adalah yang tercatat")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)
