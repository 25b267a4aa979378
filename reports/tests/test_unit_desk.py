"""The report, its steps and the matrix, as each person sees them."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from reports import review
from reports.enums import ReportStep
from reports.models import ReportEvent, UnitReport
from reports.tests.unit_samples import (
    accepted,
    drafted,
    duty_of,
    open_until,
    period_of,
    submitted,
    verified,
)

pytestmark = pytest.mark.django_db


def step(client, report, name, **typed):
    address = reverse("unit-report-step", args=[*report.duty.address, name])
    return client.post(address, {"version": report.version, **typed})


def test_the_dinas_sees_a_report_once_it_was_handed_in(sign_in, cast):
    report = drafted(duty_of(), cast.upt_mandau, rat_held=777)
    page = sign_in(cast.verifier).get(report.get_absolute_url()).content.decode()
    assert "777" not in page
    assert "Laporan ini belum masuk" in page
    review.submit(
        review.save(report, {**report.values, "rat_held": 2}, None), cast.upt_mandau, None
    )
    assert "Dikirim" in sign_in(cast.verifier).get(report.get_absolute_url()).content.decode()


def test_what_is_typed_after_a_return_stays_at_the_upt_until_it_comes_again(sign_in, cast):
    report = submitted(duty_of(), cast.upt_mandau)
    report = review.send_back(report, cast.verifier, None, "Periksa RAT", {"rat_held": "RAT apa?"})
    review.save(report, {**report.values, "rat_held": 777}, None)
    page = sign_in(cast.verifier).get(report.get_absolute_url()).content.decode()
    assert "777" not in page
    own = sign_in(cast.upt_mandau).get(report.get_absolute_url()).content.decode()
    assert all(words in own for words in ("777", "Periksa RAT", "RAT apa?"))


def test_a_report_goes_through_its_pages(sign_in, cast):
    report = submitted(duty_of(), cast.upt_mandau)
    step(sign_in(cast.verifier), report, "verifikasi")
    report.refresh_from_db()
    step(sign_in(cast.head), report, "terima")
    assert UnitReport.objects.get().state == "diterima"
    page = sign_in(cast.upt_mandau).get(report.get_absolute_url()).content.decode()
    assert "Buka koreksi" in page


def test_a_return_without_a_reason_keeps_the_marks(sign_in, cast):
    report = submitted(duty_of(), cast.upt_mandau)
    typed = {"mark": "rat_held", "remark:rat_held": "Yang mana?", "reason": " "}
    answer = step(sign_in(cast.verifier), report, "kembalikan", **typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Yang mana?" in page
    assert 'value="rat_held" checked' in page
    step(sign_in(cast.verifier), report, "kembalikan", **{**typed, "reason": "Periksa"})
    assert UnitReport.objects.get().state == "dikembalikan"


def test_the_second_submission_shows_what_changed(sign_in, cast):
    report = submitted(duty_of(), cast.upt_mandau)
    report = review.send_back(report, cast.verifier, None, "Periksa", {})
    report = review.save(report, {**report.values, "rat_held": 2}, None)
    review.submit(report, cast.upt_mandau, None)
    page = sign_in(cast.verifier).get(report.get_absolute_url()).content.decode()
    assert "Beda dengan kiriman sebelumnya" in page
    assert "<td>1</td><td>2</td>" in page


def test_a_step_on_a_report_that_changed_is_not_taken(sign_in, cast):
    report = submitted(duty_of(), cast.upt_mandau)
    report.version -= 1
    answer = step(sign_in(cast.verifier), report, "verifikasi")
    assert answer.status_code == 409
    assert "berubah sejak" in answer.content.decode()
    assert UnitReport.objects.get().state == "dikirim"


@pytest.mark.parametrize(
    ("name", "who", "code"),
    [
        ("verifikasi", "upt_mandau", 403), ("verifikasi", "planner", 403),
        ("verifikasi", "upt_rupat", 404), ("terima", "verifier", 403), ("tarik", "verifier", 403),
        ("kembalikan", "head_upt_mandau", 403), ("koreksi", "head", 403), ("buang", "client", 403),
        ("hapus", "head", 404),
    ],
)  # fmt: skip
def test_a_step_is_for_those_who_may(sign_in, cast, name, who, code):
    report = submitted(duty_of(), cast.upt_mandau)
    duty_of("UPT-RUPAT")
    answer = step(sign_in(getattr(cast, who)), report, name, reason="Sebab")
    assert answer.status_code == code
    assert UnitReport.objects.get().state == "dikirim"


def test_another_upt_and_strangers_see_nothing(client, sign_in, cast):
    report = submitted(duty_of(), cast.upt_mandau, rat_held=7)
    duty_of("UPT-RUPAT")
    for name in ("unit-report", "unit-report-form"):
        answer = sign_in(cast.upt_rupat).get(reverse(name, args=report.duty.address))
        assert answer.status_code == 404
    assert "UPT-MANDAU" not in sign_in(cast.upt_rupat).get("/laporan/").content.decode()
    assert sign_in(cast.stranger).get(reverse("unit-reports")).status_code == 403
    client.logout()
    assert client.get(report.get_absolute_url()).url.startswith("/masuk/")


def test_the_matrix_tells_lateness_extension_and_absence_apart(sign_in, cast):
    submitted(duty_of(number=1), cast.upt_mandau)
    late = submitted(duty_of(number=2), cast.upt_mandau)
    open_until(late.duty.period, timezone.localdate() - timedelta(days=1))
    missing = duty_of(number=3).period
    gone = timezone.localdate() - timedelta(days=40)
    open_until(missing, gone, gone)
    page = sign_in(cast.head).get("/laporan/?tahun=2020").content.decode()
    assert all(word in page for word in (">Tepat<", ">Terlambat<", ">Tidak ada<"))
    assert "3 laporan yang sudah jatuh tempo, 2 masuk, 1 di antaranya tepat waktu" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_equally_often(
    sign_in, cast, count, django_assert_max_num_queries
):
    for number in range(1, count + 1):
        submitted(duty_of(number=number), cast.upt_mandau)
    client = sign_in(cast.verifier)
    with django_assert_max_num_queries(14):
        client.get("/laporan/?tahun=2020")


def test_what_waits_is_shown_to_those_who_can_do_it(sign_in, cast):
    submitted(duty_of(number=1), cast.upt_mandau)
    verified(duty_of(number=2), cast.upt_mandau, cast.verifier)
    pages = {
        who: sign_in(getattr(cast, who)).get("/laporan/").content.decode()
        for who in ("verifier", "head", "planner")
    }
    assert [("Menunggu Anda" in page) for page in pages.values()] == [True, True, False]


def test_mail_tells_the_next_and_no_figures(cast, mailoutbox, django_capture_on_commit_callbacks):
    for who in (cast.verifier, cast.upt_mandau):
        who.email = f"{who.username}@contoh.go.id"
        who.save(update_fields=["email"])
    with django_capture_on_commit_callbacks(execute=True):
        report = submitted(duty_of(), cast.upt_mandau, msmes_new=34)
        review.send_back(report, cast.verifier, None, "Periksa RAT", {})
    assert [mail.to for mail in mailoutbox] == [[cast.verifier.email], [cast.upt_mandau.email]]
    assert "Periksa RAT" in mailoutbox[1].body
    assert "34" not in "".join(mail.body for mail in mailoutbox).replace("2034", "")


def test_an_earlier_version_stays_readable(sign_in, cast):
    report = accepted(duty_of(), cast.upt_mandau, cast.verifier, cast.head)
    fresh = review.correct(report, cast.upt_mandau, "Salah hitung")
    review.submit(review.save(fresh, {**fresh.values, "rat_held": 2}, None), cast.upt_mandau, None)
    page = sign_in(cast.head).get(f"{report.get_absolute_url()}?versi=1").content.decode()
    assert "Versi 2: dikirim" in page
    assert "Diterima" in page


@pytest.mark.django_db(transaction=True)
def test_two_people_who_verify_at_once_leave_one_step(cast):
    report = submitted(duty_of(), cast.upt_mandau)
    gate, said = threading.Barrier(2), []

    def press(who):
        gate.wait()
        try:
            said.append(review.verify(report, who, report.version).state)
        except Exception as error:
            said.append(type(error).__name__)
        finally:
            connection.close()

    people = [cast.verifier, cast.division_head]
    threads = [threading.Thread(target=press, args=[who]) for who in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["StaleVersion", "terverifikasi"]
    assert ReportEvent.objects.filter(step=ReportStep.VERIFY).count() == 1


def test_periods_are_made_once_with_a_duty_for_each_upt(cast):
    period = period_of(2020, 5)
    assert period_of(2020, 5) == period
    assert period.duties.count() == 1


@pytest.mark.parametrize("text", ["a\x00b", "x" * 501, "<script>alert(1)</script>"])
def test_a_hostile_reason_breaks_nothing(sign_in, cast, text):
    report = submitted(duty_of(), cast.upt_mandau)
    typed = {"reason": text, "mark": text[:120], "remark:" + text[:120]: text[:300]}
    answer = step(sign_in(cast.verifier), report, "kembalikan", **typed)
    assert answer.status_code in (302, 400, 409)
    page = sign_in(cast.upt_mandau).get(report.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
