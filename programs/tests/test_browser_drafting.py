"""2021 is drafted from 2020 on a phone, without a script; the pages around it, in a browser."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from programs import drafting
from programs.imports.kind import keep, rehearse
from programs.models import CrosswalkLink, Plan, PlanRow
from programs.tests.samples import approved, item, plan_of
from programs.tests.test_drafting import NEW, OLD
from programs.tests.test_plan_import import row, sheet

pytestmark = pytest.mark.browser


@pytest.fixture
def former(db):
    """The plan of 2020 in force, and sub kegiatan of 2021 to go to."""
    with transaction.atomic():
        plan = plan_of(2020, OLD)
        approved(plan)
        for code in NEW:
            item(code, f"Sub kegiatan {code}")
    return plan


def test_the_planner_drafts_a_year_from_the_year_before(former, open_page, cast):
    page = open_page(
        "/program/2021/susun/", cast.planner, viewport=PHONE, java_script_enabled=False
    )
    page.get_by_label("2.11.15.01 dilanjutkan ke", exact=True).select_option(NEW[2])
    page.get_by_role("button", name=re.compile("Pecah ke kode lain +dari 2.11.18")).click()
    expect(page.get_by_label("2.11.15.01 dilanjutkan ke", exact=True)).to_have_value(NEW[2])
    for place, (code, pagu) in enumerate(((NEW[0], "70.000.000"), (NEW[1], "25.000.000")), 1):
        part = f"2.11.18.01 bagian {place}"
        page.get_by_label(f"{part} dilanjutkan ke").select_option(code)
        page.get_by_label(f"Pagu {part}").fill(pagu)
    page.get_by_role("button", name="Periksa").last.click()
    split = page.get_by_role("row").filter(has_text="dipecah menjadi 2")
    expect(split).to_contain_text("-5.000.000")
    page.get_by_role("button", name="Simpan ke rancangan").click()
    expect(page.get_by_text("3 baris disusun ke rancangan 2021.")).to_be_visible()
    rows = PlanRow.objects.leaves().filter(budget__plan__year=2021)
    assert sorted(rows.values_list("pagu", flat=True)) == [25_000_000, 40_000_000, 70_000_000]


@pytest.fixture
def addresses(former):
    """The pages of this area with something on each."""
    (first, *_) = drafting.formers(drafting.source_of(2021), 2021)
    drafting.carry(2021, [drafting.Share(first.row, first.targets[0], first.row.pagu)])
    rows = row(NEW[2], 5, Target=2.65, Satuan="orang"), row("2.17.07", 7), row(NEW[3], 9)
    batch = keep(rehearse(sheet(*rows), "program.xlsx", year=2021), year=2021)
    approved(Plan.objects.get(year=2021))
    link = f"/program/padanan/{CrosswalkLink.objects.earliest('pk').pk}/"
    codes = "/program/nomenklatur/"
    return [
        *("/program/padanan/", "/program/padanan/tambah/", link, f"{link}hapus/"),
        *(codes, f"{codes}permendagri-90-2019/tambah/?induk=2.17.05.2.01"),
        f"{codes}permendagri-13-2006/2.11.18/",
        *("/program/banding/", "/program/2021/susun/", "/program/2021/asal/"),
        *("/program/2021/impor/", f"/program/2021/impor/{batch.uid}/"),
    ]


def test_the_pages_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, addresses):
    page = open_page("/beranda/", cast.planner)
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)
