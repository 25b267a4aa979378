"""A step asks first, acts only on what was seen, and four eyes see every report."""

import pytest
from django.urls import reverse

from reports import review
from reports.models import ReportEvent, UnitReport
from reports.tests.unit_samples import accepted, drafted, duty_of, submitted, verified

pytestmark = pytest.mark.django_db


def address(report, name: str) -> str:
    return reverse("unit-report-step", args=[*report.duty.address, name])


def test_asking_changes_nothing(sign_in, cast):
    report = submitted(duty_of(), cast.upt_mandau)
    for name in ("verifikasi", "kembalikan"):
        page = sign_in(cast.verifier).get(address(report, name)).content.decode()
        assert f'name="version" value="{report.version}"' in page
    assert UnitReport.objects.get().state == "dikirim"
    assert list(ReportEvent.objects.values_list("step", flat=True)) == ["mulai", "kirim"]


@pytest.mark.parametrize("version", [{}, {"version": ""}, {"version": "satu"}])
def test_a_step_that_does_not_say_what_it_saw_is_not_taken(sign_in, cast, version):
    report = submitted(duty_of(), cast.upt_mandau)
    answer = sign_in(cast.verifier).post(address(report, "verifikasi"), version)
    assert answer.status_code == 409
    assert "berubah sejak" in answer.content.decode()
    assert UnitReport.objects.get().state == "dikirim"


def test_a_stale_return_keeps_the_reason_and_goes_through_the_second_time(sign_in, cast):
    report, client = submitted(duty_of(), cast.upt_mandau), sign_in(cast.verifier)
    typed = {"reason": "Periksa RAT", "mark": "rat_held", "remark:rat_held": "RAT apa?"}
    seen = report.version
    review.verify(report, cast.division_head, None)
    page = client.post(address(report, "kembalikan"), {"version": seen, **typed}).content.decode()
    assert all(kept in page for kept in ("Periksa RAT</textarea>", 'value="RAT apa?"'))
    now = UnitReport.objects.get().version
    assert f'name="version" value="{now}"' in page
    client.post(address(report, "kembalikan"), {"version": now, **typed})
    assert UnitReport.objects.get().return_reason == "Periksa RAT"


def test_who_verified_does_not_accept(sign_in, cast):
    report = review.verify(submitted(duty_of(), cast.upt_mandau), cast.division_head, None)
    client = sign_in(cast.division_head)
    assert "Terima</a>" not in client.get(report.get_absolute_url()).content.decode()
    answer = client.post(address(report, "terima"), {"version": UnitReport.objects.get().version})
    assert "orang lain daripada verifikatornya" in answer.content.decode()
    assert UnitReport.objects.get().state == "terverifikasi"


def test_a_draft_is_thrown_away_only_while_it_was_never_filed(sign_in, cast):
    report = drafted(duty_of(), cast.upt_mandau)
    client = sign_in(cast.upt_mandau)
    client.post(address(report, "buang"), {"version": report.version})
    assert not UnitReport.objects.exists()
    report = submitted(report.duty, cast.upt_mandau)
    review.recall(report, cast.upt_mandau, None)
    now = UnitReport.objects.get().version
    answer = client.post(address(report, "buang"), {"version": now})
    assert "pernah dikirim tidak dapat dibuang" in answer.content.decode()
    assert UnitReport.objects.get().state == "draf"


def test_an_accepted_report_is_corrected_beside_it_with_a_reason(sign_in, cast):
    report = accepted(duty_of(), cast.upt_mandau, cast.verifier, cast.head)
    client, version = sign_in(cast.upt_mandau), UnitReport.objects.get().version
    refused = client.post(address(report, "koreksi"), {"version": version, "reason": "  "})
    assert "perlu dikoreksi" in refused.content.decode()
    assert UnitReport.objects.count() == 1
    client.post(address(report, "koreksi"), {"version": version, "reason": "Salah hitung"})
    states = UnitReport.objects.order_by("revision").values_list("state", flat=True)
    assert list(states) == ["diterima", "draf"]


def test_a_correction_in_work_is_hidden_from_the_dinas(sign_in, cast):
    report = accepted(duty_of(), cast.upt_mandau, cast.verifier, cast.head)
    fresh = review.correct(report, cast.upt_mandau, "Salah hitung")
    review.save(fresh, {**fresh.values, "rat_held": 777}, None)
    page = sign_in(cast.head).get(report.get_absolute_url()).content.decode()
    assert "777" not in page
    assert "Versi 2" not in page


def test_a_verified_report_is_still_returned_by_the_head(sign_in, cast):
    report = verified(duty_of(), cast.upt_mandau, cast.verifier)
    typed = {"version": UnitReport.objects.get().version, "reason": "Periksa RAT"}
    sign_in(cast.head).post(address(report, "kembalikan"), typed)
    found = UnitReport.objects.get()
    assert (found.state, found.verified_by) == ("dikembalikan", None)
