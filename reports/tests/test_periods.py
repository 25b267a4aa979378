"""Periods are opened by the dated rule, extended with a reason, and met or missed by the day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.enums import Rhythm, Timeliness
from reports.models import FormVersion, ReportDuty, ReportPeriod
from reports.models.periods import period_key
from reports.periods import extend, timeliness
from reports.tests.unit_samples import drafted, duty_of, open_until, submitted

pytestmark = pytest.mark.django_db


def open_year(client, year, rhythm="bulanan"):
    return client.post(reverse("report-periods-open"), {"year": year, "rhythm": rhythm})


def test_a_year_is_opened_once_by_the_rule_of_its_days(sign_in, cast):
    client = sign_in(cast.verifier)
    assert cast.upt_mandau
    for _ in range(2):
        assert open_year(client, 2020).status_code == 302
    january = ReportPeriod.objects.get(year=2020, number=1)
    days = (date(2020, 1, 26), date(2020, 2, 10), date(2020, 2, 25))
    assert (january.opens_on, january.due_on, january.closes_on) == days
    assert ReportPeriod.objects.count() == 12
    assert ReportDuty.objects.count() == 12


def test_each_period_has_the_form_of_its_day(sign_in, cast):
    client = sign_in(cast.head)
    open_year(client, 2020, Rhythm.QUARTERLY)
    open_year(client, 2021, Rhythm.QUARTERLY)
    numbers = {one.year: one.form.number for one in ReportPeriod.objects.select_related("form")}
    assert numbers == {2020: 1, 2021: 2}
    assert FormVersion.on(Rhythm.MONTHLY, date(2014, 1, 1)) is None


@pytest.mark.parametrize("year", ["", "20", "dua ribu", "1990", "2999"])
def test_a_year_that_is_none_is_said_and_opens_nothing(sign_in, cast, year):
    answer = open_year(sign_in(cast.verifier), year)
    assert answer.status_code == 400
    assert "Tahun" in answer.content.decode()
    assert not ReportPeriod.objects.exists()


def test_days_out_of_order_and_stale_saves_keep_what_was_typed(sign_in, cast):
    period, client = duty_of().period, sign_in(cast.verifier)
    address = reverse("report-period-edit", args=[period.code])
    typed = {"opens_on": "26-01-2020", "due_on": "20-01-2020", "closes_on": "1-3-2020"}
    page = client.post(address, {**typed, "version": period.version}).content.decode()
    assert "Batas waktu sebelum dibuka." in page
    typed["due_on"] = "15-02-2020"
    stale = client.post(address, {**typed, "version": period.version - 1})
    assert stale.status_code == 409
    assert 'value="15-02-2020"' in stale.content.decode()
    period.refresh_from_db()
    client.post(address, {**typed, "version": period.version})
    period.refresh_from_db()
    assert period.due_on == date(2020, 2, 15)


def test_an_extension_needs_a_later_day_and_a_reason(sign_in, cast):
    duty, client = duty_of(), sign_in(cast.verifier)
    address = reverse("report-extend", args=duty.address)
    early = {"extended_to": "1-1-2020", "extension_reason": "Jaringan", "version": duty.version}
    assert "diharapkan sesudah batas waktu" in client.post(address, early).content.decode()
    later = (duty.period.due_on + timedelta(days=9)).strftime("%d-%m-%Y")
    said = client.post(address, {**early, "extended_to": later, "extension_reason": ""})
    assert "Alasan" in said.content.decode()
    client.post(address, {**early, "extended_to": later})
    duty.refresh_from_db()
    assert (duty.extension_reason, duty.extended_by) == ("Jaringan", cast.verifier)
    page = sign_in(cast.upt_mandau).get(duty.get_absolute_url()).content.decode()
    assert "Jaringan" in page


@pytest.mark.parametrize(
    ("name", "who", "code"),
    [("report-period-edit", "planner", 403), ("report-period-edit", "upt_mandau", 403),
     ("report-extend", "upt_mandau", 403), ("report-extend", "registrar", 403)],
)  # fmt: skip
def test_days_are_set_by_those_who_may(sign_in, cast, name, who, code):
    duty = duty_of()
    args = duty.address if name == "report-extend" else [duty.period.code]
    assert sign_in(getattr(cast, who)).get(reverse(name, args=args)).status_code == code
    page = sign_in(getattr(cast, who)).get(reverse("report-periods")).content.decode()
    assert "Buka periode setahun" not in page


def test_lateness_goes_by_the_day_of_filing_and_an_extension_counts_apart(cast):
    duty, day = duty_of(), timezone.localdate()
    report = submitted(duty, cast.upt_mandau)
    assert timeliness(duty, report) == Timeliness.ON_TIME
    open_until(duty.period, day - timedelta(days=1))
    duty = duty_of_again(duty)
    assert timeliness(duty, report) == Timeliness.LATE
    duty = extend(duty, day + timedelta(days=2), "Jaringan", cast.verifier, None)
    assert timeliness(duty, report) == Timeliness.EXTENDED


def duty_of_again(duty) -> ReportDuty:
    return ReportDuty.objects.select_related("period", "office").get(pk=duty.pk)


@pytest.mark.parametrize(
    ("due", "closes", "wanted"),
    [(1, 5, "ditunggu"), (-1, 5, "lewat"), (-9, -1, "tidak_ada")],
)
def test_a_draft_is_no_report_until_it_is_filed(cast, due, closes, wanted):
    duty, day = duty_of(), timezone.localdate()
    report = drafted(duty, cast.upt_mandau)
    open_until(duty.period, day + timedelta(days=due), day + timedelta(days=closes))
    assert timeliness(duty_of_again(duty), report) == wanted


@pytest.mark.parametrize("code", ["2020-1", "2020-13", "2020-tw5", "20-01", "٢٠٢٠-01", "", "x"])
def test_what_is_no_period_is_found_nowhere(code):
    assert period_key(code) is None
    assert not ReportDuty.objects.named("UPT-MANDAU", code).exists()
