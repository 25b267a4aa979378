"""The recap in a real browser: readable, and no wider than a phone outside its frames."""

import pytest

from bengkalis.browsing import PHONE, assert_accessible
from reports.tests.unit_samples import accepted, duty_of

pytestmark = pytest.mark.browser


@pytest.fixture
def report(cast):
    accepted(duty_of("UPT-RUPAT"), cast.upt_rupat, cast.verifier, cast.head, msmes_new=9)
    return accepted(duty_of(), cast.upt_mandau, cast.verifier, cast.head)


@pytest.mark.parametrize("size", [None, PHONE])
@pytest.mark.parametrize("code", ["2020-01", "2020"])
def test_the_recap_is_accessible_and_fits(open_page, cast, report, code, size):
    page = open_page(f"/laporan/rekap/{code}/", cast.verifier)
    if size:
        page.set_viewport_size(size)
    assert_accessible(page)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
