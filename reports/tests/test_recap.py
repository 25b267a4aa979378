"""The recap: accepted reports only, what adds up and what holds last, and coverage."""

import io
import json

import openpyxl
import pytest
from django.urls import reverse

from registry.models import Office
from reports import review
from reports.models import ReportDuty
from reports.recap import Span, newest, recap_of
from reports.tests.unit_samples import REQUIRED, accepted, drafted, duty_of, submitted

pytestmark = pytest.mark.django_db
JANUARY = "/laporan/rekap/2020-01/"
QUERIES = 11
NAMES = ("report-recap-period", "report-recap-print", "report-recap-download")


@pytest.fixture(autouse=True)
def two_units(cast):
    """Only Mandau and Rupat owe reports."""
    assert cast.upt_mandau
    assert cast.upt_rupat
    units = Office.objects.filter(kind="upt")
    units.exclude(code__in=["UPT-MANDAU", "UPT-RUPAT"]).update(is_active=False)


def mandau(cast, number=1, year=2020, **values):
    return accepted(
        duty_of("UPT-MANDAU", year, number), cast.upt_mandau, cast.verifier, cast.head, **values
    )


def rupat(cast, number=1, year=2020, **values):
    return accepted(
        duty_of("UPT-RUPAT", year, number), cast.upt_rupat, cast.verifier, cast.head, **values
    )


def nil(cast, number=1):
    """An accepted nil report that still holds what was filled in before."""
    report = drafted(duty_of("UPT-RUPAT", 2020, number), cast.upt_rupat)
    values = {**report.values, "nihil": True, "why:nihil": "Banjir"}
    report = review.submit(review.save(report, values, None), cast.upt_rupat, None)
    return review.accept(review.verify(report, cast.verifier, None), cast.head, None)


def line(code: str, key: str):
    return next(one for one in recap_of(Span.of(code)).lines if one.question.key == key)


def value(code: str, key: str):
    return line(code, key).total.value


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("code", ["", "20", "2020-13", "2020-1", "2020-tw5", "x", "2020-", "٢٠٢٠"])
def test_a_code_that_names_no_span_is_none(code):
    assert Span.of(code) is None


def test_only_accepted_reports_count(cast):
    mandau(cast, msmes_new=12)
    submitted(duty_of("UPT-RUPAT"), cast.upt_rupat, msmes_new=900)
    found = line("2020-01", "msmes_new")
    assert (found.total.value, found.total.given, found.total.asked) == (12, 1, 2)
    assert found.total.is_provisional


def test_a_correction_counts_from_when_it_is_accepted_and_then_alone(cast):
    report = mandau(cast, rat_held=1)
    fresh = review.correct(report, cast.upt_mandau, "Salah hitung RAT")
    fresh = review.save(fresh, {**fresh.values, "rat_held": 7}, None)
    assert value("2020-01", "rat_held") == 1
    fresh = review.verify(review.submit(fresh, cast.upt_mandau, None), cast.verifier, None)
    review.accept(fresh, cast.head, None)
    assert value("2020-01", "rat_held") == 7


def test_a_nil_report_is_zero_where_months_add_up_and_silent_where_the_last_holds(cast):
    mandau(cast, coops_total=40, msmes_new=12)
    nil(cast)
    added, last = line("2020-01", "msmes_new"), line("2020-01", "coops_total")
    assert (added.total.value, added.total.given) == (12, 2)
    assert not added.total.is_provisional
    assert (last.total.value, last.total.given) == (40, 1)
    assert last.total.is_provisional


def test_a_year_adds_months_up_or_takes_the_last_one_and_says_which(cast):
    mandau(cast, 1, coops_total=40, msmes_new=12)
    mandau(cast, 3, coops_total=42, msmes_new=5, coops_active=21)
    rupat(cast, 1, coops_total=30, msmes_new=2)
    found = line("2020", "coops_total")
    assert value("2020", "msmes_new") == 19
    offices = recap_of(Span.of("2020")).offices
    months = {one.code: str(found.by_office[one.pk].until) for one in offices}
    assert months == {"UPT-MANDAU": "Maret 2020", "UPT-RUPAT": "Januari 2020"}
    assert (found.total.value, str(found.total.until)) == (72, "Januari 2020")


def test_a_year_with_few_months_is_provisional_however_complete_these_are(cast):
    mandau(cast)
    rupat(cast)
    assert not line("2020-01", "msmes_new").total.is_provisional
    assert line("2020", "msmes_new").total.is_provisional


def test_a_question_that_an_earlier_form_does_not_ask_is_not_missing_there(cast):
    mandau(cast, 12, 2020)
    mandau(cast, 1, 2021, msmes_online=4)
    assert "msmes_online" not in recap_of(Span.of("2020")).questions
    assert value("2021-01", "msmes_online") == 4


def test_rows_of_lists_are_counted_and_their_columns_added(cast):
    visit = {"visit_on": "2020-01-09", "visit_to": "Koperasi", "visit_by": "A", "visit_result": "B"}
    rows = {f"visits/aaaa/{key}": said for key, said in visit.items()}
    rows |= {"visits/aaaa/visit_topic": "keuangan"}
    course = {"training_on": "2020-01-10", "training_title": "Buku", "training_male": 3}
    rows |= {f"trainings/bbbb/{key}": said for key, said in course.items()}
    mandau(cast, **rows, **{"trainings/bbbb/training_female": 9})
    assert value("2020-01", "rows:visits") == value("2020-01", "rows:trainings") == 1
    assert (value("2020-01", "training_male"), value("2020-01", "training_female")) == (3, 9)


def test_the_newest_period_with_accepted_reports_is_shown_first(cast, sign_in):
    client = sign_in(cast.verifier)
    assert "Belum ada laporan yang diterima" in page(client, reverse("report-recap"))
    mandau(cast, 2)
    submitted(duty_of("UPT-MANDAU", 2020, 5), cast.upt_mandau)
    assert newest().code == "2020-02"
    assert client.get("/laporan/rekap/").url == "/laporan/rekap/2020-02/"
    assert client.get("/laporan/rekap/?tahun=2020&irama=tahun").url == "/laporan/rekap/2020/"


def test_the_dinas_sees_every_column_and_who_is_missing(cast, sign_in):
    mandau(cast, msmes_new=4711)
    drafted(duty_of("UPT-RUPAT"), cast.upt_rupat)
    html = page(sign_in(cast.verifier), JANUARY)
    assert "4.711" in html
    assert "1 dari 2 laporan sudah diterima (50,0%)" in html
    assert "Belum dikirim" in html  # a draft is not shown to the dinas as one
    assert ">Draf<" not in html


@pytest.mark.parametrize("name", NAMES)
def test_a_upt_sees_its_own_column_and_the_total_only(cast, sign_in, name):
    trouble = {"problem_what": "RAHASIA", "problem_follow": "x", "problem_help": True}
    rows = {f"problems/aaaa/{key}": said for key, said in trouble.items()}
    mandau(cast, msmes_new=4711, **rows)
    rupat(cast, msmes_new=1)
    Office.objects.filter(code="UPT-MANDAU").update(name="KANTOR LAIN")
    answer = sign_in(cast.upt_rupat).get(reverse(name, args=["2020-01"]), {"format": "csv"})
    text = answer.getvalue().decode()
    assert "4712" in text.replace(".", "")
    for secret in ("4711", "RAHASIA", "KANTOR LAIN"):
        assert secret not in text.replace(".", "")


@pytest.mark.parametrize("name", NAMES)
def test_nobody_and_the_wrong_role_see_nothing(cast, client, sign_in, name):
    mandau(cast, msmes_new=4711)
    url = reverse(name, args=["2020-01"])
    assert "/masuk/" in client.get(url).url
    assert "4.711" not in page(sign_in(cast.stranger), url, 403)
    assert "/masuk/" in type(client)().get(reverse("report-recap")).url
    assert "4.711" not in page(client, reverse("report-recap"), 403)


def test_a_period_that_is_none_is_404(cast, sign_in):
    client = sign_in(cast.verifier)
    for code in ("2020-13", "1999", "2020-tw9", "abc"):
        assert client.get(f"/laporan/rekap/{code}/").status_code == 404


def test_problems_that_need_help_stand_with_their_office(cast, sign_in):
    rows = {}
    for row, what, helped in (("aaaa", "<b>Air</b>", True), ("bbbb", "Listrik", False)):
        rows |= {f"problems/{row}/problem_what": what, f"problems/{row}/problem_follow": "x"}
        rows[f"problems/{row}/problem_help"] = helped
    mandau(cast, **rows)
    html = page(sign_in(cast.head), JANUARY)
    assert "&lt;b&gt;Air&lt;/b&gt;" in html
    assert "Listrik" not in html


def test_files_say_what_the_page_says_and_run_no_formula(cast, sign_in):
    Office.objects.filter(code="UPT-MANDAU").update(name="=1+1")
    mandau(cast, msmes_new=12)
    client, url = sign_in(cast.verifier), reverse("report-recap-download", args=["2020-01"])
    book = openpyxl.load_workbook(io.BytesIO(client.get(url).getvalue()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert ";'=1+1;" in client.get(url, {"format": "csv"}).getvalue().decode()
    assert "12" in json.dumps(json.loads(client.get(url, {"format": "json"}).getvalue()))
    assert "Format “doc” tidak ada" in page(client, f"{url}?format=doc", 400)


def test_a_page_asks_as_much_of_one_report_as_of_many(cast, sign_in, django_assert_num_queries):
    client = sign_in(cast.verifier)
    for size in (1, 3):
        for number in range(1, size + 1):
            if not ReportDuty.objects.named("UPT-RUPAT", f"2020-{number:02d}").filter(
                reports__isnull=False
            ):
                rupat(cast, number, **{**REQUIRED, "rat_held": 2})
        client.get("/laporan/rekap/2020/")
        with django_assert_num_queries(QUERIES):
            client.get("/laporan/rekap/2020/")
