"""The matrix tells nobody at the dinas what a UPT has not handed in, and adds up both ways."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reports import review
from reports.tests.unit_samples import accepted, drafted, duty_of, open_until, submitted

pytestmark = pytest.mark.django_db
YEAR = "/laporan/?tahun=2020"
NIL = {"nihil": True, "why:nihil": "Banjir, kantor tutup"}


def matrix(client) -> str:
    page = client.get(YEAR).content.decode()
    start = page.index('aria-label="Laporan tiap UPT menurut periode"')
    return page[start : page.index("</table>", start)]


def test_a_draft_that_says_nil_is_no_news_to_the_dinas(sign_in, cast):
    report = drafted(duty_of(), cast.upt_mandau)
    review.save(report, NIL, None)
    assert "nihil" not in matrix(sign_in(cast.head)).lower()


def test_what_is_mended_after_a_return_is_not_seen_in_the_matrix(sign_in, cast):
    report = submitted(duty_of(), cast.upt_mandau)
    report = review.send_back(report, cast.verifier, None, "Periksa RAT", {})
    review.save(report, NIL, None)
    shown = matrix(sign_in(cast.head)).lower()
    assert "nihil" not in shown
    assert "dikembalikan" in shown


def test_a_nil_report_that_was_handed_in_is_marked_as_one(sign_in, cast):
    report = drafted(duty_of(), cast.upt_mandau)
    review.submit(review.save(report, NIL, None), cast.upt_mandau, None)
    assert "nihil" in matrix(sign_in(cast.head)).lower()


def test_an_accepted_report_stays_accepted_while_its_correction_is_written(sign_in, cast):
    report = accepted(duty_of(), cast.upt_mandau, cast.verifier, cast.head)
    fresh = review.correct(report, cast.upt_mandau, "Salah hitung")
    review.save(fresh, NIL, None)
    shown = matrix(sign_in(cast.head)).lower()
    assert ">diterima</small>" in shown
    assert "nihil" not in shown


def test_each_period_says_how_many_came_and_how_many_in_time(sign_in, cast):
    submitted(duty_of(number=1), cast.upt_mandau)
    duty_of("UPT-RUPAT")
    late = submitted(duty_of(number=2), cast.upt_mandau)
    open_until(late.duty.period, timezone.localdate() - timedelta(days=1))
    shown = matrix(sign_in(cast.head))
    foot = " ".join(shown[shown.index("<tfoot>") : shown.index("</tfoot>")].split())
    assert "<td>1/1<br><small>1 tepat waktu</small></td>" in foot
    assert "<td>1/2<br><small>0 tepat waktu</small></td>" in foot
    assert all(share in foot for share in ("67%", "33%"))
