"""A report on paper, filled and empty, for those who may see it."""

import pytest
from django.urls import reverse

from reports import review
from reports.tests.unit_samples import drafted, duty_of, submitted

pytestmark = pytest.mark.django_db
NAMES = ("unit-report-print", "unit-report-empty")


def read(client, name, duty):
    return client.get(reverse(name, args=duty.address)).content.decode()


def test_the_filled_report_says_its_answers_and_rows(sign_in, cast):
    row = {
        "problems/ab12cd34/problem_what": "Jalan putus",
        "problems/ab12cd34/problem_follow": "-x",
    }
    report = submitted(
        duty_of(), cast.upt_mandau, rat_held=17, **row, **{"problems/ab12cd34/problem_help": True}
    )
    page = read(sign_in(cast.head), NAMES[0], report.duty)
    assert all(words in page for words in ("17", "Jalan putus", "dikirim", "Penjelasan"))


def test_the_empty_form_has_lines_and_no_answers(sign_in, cast):
    report = drafted(duty_of(), cast.upt_mandau, rat_held=777)
    page = read(sign_in(cast.upt_mandau), NAMES[1], report.duty)
    assert "777" not in page
    assert page.count("unit-line") > 20


@pytest.mark.parametrize("name", NAMES)
def test_another_upt_prints_nothing_and_the_dinas_no_draft(sign_in, cast, name):
    duty = duty_of()
    drafted(duty, cast.upt_mandau, rat_held=777)
    assert "777" not in read(sign_in(cast.head), name, duty)
    assert sign_in(cast.upt_rupat).get(reverse(name, args=duty.address)).status_code == 404
    assert sign_in(cast.stranger).get(reverse(name, args=duty.address)).status_code == 403


def test_a_nil_report_is_printed_as_one(sign_in, cast):
    report, _ = review.start(duty_of(), cast.upt_mandau)
    report = review.save(report, {"nihil": True, "why:nihil": "Banjir"}, None)
    page = read(sign_in(cast.upt_mandau), NAMES[0], report.duty)
    assert "Laporan nihil." in page
    assert "Banjir" in page
