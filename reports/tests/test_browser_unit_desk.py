"""The matrix and the list of reports on a phone and on a desk: readable, nothing runs sideways."""

import pytest

from bengkalis.browsing import DESKTOP, PHONE, assert_accessible
from reports import review
from reports.tests.unit_samples import accepted, drafted, duty_of, submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_desk_of_the_dinas_fits_and_is_accessible(open_page, cast, size):
    submitted(duty_of(number=1), cast.upt_mandau)
    nil = drafted(duty_of(number=2), cast.upt_mandau)
    nil = review.save(nil, {"nihil": True, "why:nihil": "Banjir, kantor tutup"}, None)
    review.submit(nil, cast.upt_mandau, None)
    report = accepted(duty_of(number=3), cast.upt_mandau, cast.verifier, cast.head)
    page = open_page("/laporan/?tahun=2020", cast.head, viewport=size)
    paths = ("/laporan/?tahun=2020", "/laporan/daftar/?state=dikirim", report.get_absolute_url())
    for path in paths:
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate(WIDER) <= 0, path
