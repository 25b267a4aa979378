"""Boards and rules in a real browser: accessible on a desk and a phone, usable without script."""

from datetime import date

import pytest
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from registry.entry import set_officers
from registry.models import Rule
from registry.tests.test_terms import certify

pytestmark = pytest.mark.browser


@pytest.fixture
def led(make_cooperative):
    """A cooperative with every mark that a board can carry."""
    cooperative = make_cooperative("Koperasi Nelayan Selat", "Mandau")
    set_officers(cooperative, {"ketua": ["Lama"], "sekretaris": ["Siti Aminah"]})
    set_officers(cooperative, {"ketua": ["Baru"]}, date(2021, 3, 1))
    cooperative.board.filter(person_name="Baru").update(
        term_from=date(2010, 1, 1), term_to=date(2016, 1, 1)
    )
    certify(cooperative.board.get(position="sekretaris"))
    certify(cooperative.board.get(person_name="Baru"), valid_until=date(2021, 1, 1))
    return cooperative


def check(page) -> None:
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)


@pytest.mark.parametrize("part", ["", "pengurus/"])
def test_the_board_is_accessible(open_page, cast, led, part):
    page = open_page(f"/koperasi/{led.uid}/{part}", cast.registrar)
    if not part:
        page.get_by_text("Pernah menjabat (1)").click()
    check(page)


def test_a_training_is_recorded_and_its_page_is_accessible(open_page, cast, led):
    page = open_page(f"/koperasi/{led.uid}/", cast.registrar, java_script_enabled=False)
    page.get_by_role("link", name="Ubah pelatihan Siti Aminah").click()
    page.fill("[name=trainings-1-title]", "Perpajakan koperasi")
    page.fill("[name=trainings-1-finished_on]", "5 Mei 2020")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Perpajakan koperasi, 05-05-2020")).to_be_visible()
    member = led.board.get(position="sekretaris")
    check(open_page(f"/koperasi/{led.uid}/pengurus/{member.uid}/pelatihan/", cast.registrar))


def test_the_trained_boards_are_accessible(open_page, cast, led):
    page = open_page("/koperasi/pengurus-terlatih/", cast.registrar)
    expect(page.get_by_role("row", name="Mandau")).to_contain_text("100,0 %")
    check(page)


@pytest.mark.parametrize("part", ["", "board_term_years/", "active_needs/baru/"])
def test_the_rules_are_accessible(open_page, cast, part):
    check(open_page(f"/pengaturan/aturan/{part}", cast.admin))


def test_a_wording_is_corrected_on_an_accessible_page(open_page, cast):
    rule = Rule.objects.get(key="board_term_years")
    page = open_page(f"/pengaturan/aturan/{rule.key}/{rule.pk}/koreksi/", cast.admin)
    check(page)
    page.fill("[name=value_years]", "4")
    page.get_by_role("button", name="Simpan koreksi").click()
    expect(page.get_by_text("Masa jabatan paling lama: 4 tahun").first).to_be_visible()
