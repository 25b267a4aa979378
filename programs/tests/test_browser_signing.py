"""A paper signed on a phone without a script; the pages around it, in a real browser."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from bengkalis.testing import PASSWORD
from programs.models import Paper
from programs.tests.signers import division_paper, in_force, opened, pact_between, signed
from registry.models import Incumbency

pytestmark = pytest.mark.browser


def test_an_agreement_is_signed_by_both_on_a_phone(open_page, cast):
    paper = opened(division_paper(cast))
    for user in (cast.division_head, cast.head):
        page = open_page("/naskah/", user, viewport=PHONE, java_script_enabled=False)
        page.get_by_role("link", name=re.compile("^Tanda tangani")).click()
        expect(page.get_by_text("Banyaknya koperasi aktif")).to_be_visible()
        page.get_by_label("Kata sandi Anda").fill("keliru")
        page.get_by_label(re.compile("^Saya, ")).check()
        page.get_by_role("button", name="Bubuhkan tanda tangan").click()
        expect(page.get_by_text("Kata sandi tidak cocok").first).to_be_visible()
        expect(page.get_by_label(re.compile("^Saya, "))).to_be_checked()
        page.get_by_label("Kata sandi Anda").fill(PASSWORD)
        page.get_by_role("button", name="Bubuhkan tanda tangan").click()
        expect(page.get_by_text("Tanda tangan Anda dibubuhkan")).to_be_visible()
    assert Paper.objects.get(pk=paper.pk).state == "berlaku"
    expect(page.get_by_role("link", name="Unduh PDF")).to_be_visible()


@pytest.fixture
def addresses(cast):
    """Each page with something on it, and who looks at it."""
    paper = signed(opened(division_paper(cast)), cast.division_head)
    done = in_force_pact(cast)
    one = f"/naskah/{paper.uid}/"
    return {
        cast.head: ["/naskah/", f"{one}tanda-tangan/", done, f"/naskah/{uid_in(done)}/cabut/"],
        cast.planner: [paper.get_absolute_url(), f"{one}catat/", f"{one}tarik/"],
    }


def in_force_pact(cast) -> str:
    maker, witness = (
        Incumbency.objects.get(official__user=user) for user in (cast.division_head, cast.head)
    )
    paper = in_force(pact_between(maker, witness), cast.division_head, cast.head)
    return paper.get_absolute_url()


def uid_in(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rpartition("/")[2]


def test_the_pages_are_accessible_on_a_desk_and_on_a_phone(open_page, addresses):
    for user, pages in addresses.items():
        page = open_page("/beranda/", user)
        for address in pages:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(address)
            assert_accessible(page)
            page.set_viewport_size(PHONE)
            assert_accessible(page)
