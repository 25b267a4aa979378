"""The Excel form of a report: out, filled in, shown, taken once; by the same rules."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from reports.models import Delivery, UnitReport
from reports.tests.unit_samples import REQUIRED, drafted, duty_of

pytestmark = pytest.mark.django_db


def download(client, duty):
    answer = client.get(reverse("unit-report-workbook", args=duty.address))
    return load_workbook(BytesIO(answer.content))


def fill(book, answers: dict, why: str = "Menurut buku UPT"):
    sheet = book["Laporan"]
    for row in range(5, sheet.max_row + 1):
        key = sheet.cell(row, 1).value
        if key in answers:
            sheet.cell(row, 6).value = answers[key]
            sheet.cell(row, 7).value = why
    return book


def upload(client, duty, book, name="laporan.xlsx"):
    content = BytesIO()
    book.save(content)
    file = SimpleUploadedFile(name, content.getvalue())
    return client.post(reverse("unit-report-excel", args=duty.address), {"berkas": file})


def decide(client, duty, page, step="kirim"):
    token = re.search(r'name="kiriman" value="([^"]+)"', page.content.decode())[1]
    address = reverse("unit-report-excel", args=duty.address)
    return client.post(address, {"kiriman": token, "langkah": step})


def test_a_filled_form_is_shown_and_then_handed_in_once(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    page = upload(client, duty, fill(download(client, duty), REQUIRED))
    assert not UnitReport.objects.exists()
    assert "isian akan berubah" in page.content.decode()
    for _ in range(2):
        assert decide(client, duty, page).url == duty.get_absolute_url()
    report = UnitReport.objects.get()
    assert (report.state, report.channel) == ("dikirim", "excel")
    assert report.values["coops_total"] == 40
    assert Delivery.objects.count() == 1


def test_what_was_downloaded_and_not_touched_changes_nothing(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    row = {"problems/ab12cd34/problem_what": "=1+1", "problems/ab12cd34/problem_help": False}
    drafted(duty, cast.upt_mandau, msmes_updated=1250, **row)
    page = upload(client, duty, download(client, duty)).content.decode()
    assert "Tidak ada yang berubah" in page


def test_a_cell_that_cannot_be_read_is_named(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    page = upload(client, duty, fill(download(client, duty), {**REQUIRED, "rat_held": "dua"}))
    text = page.content.decode()
    assert page.status_code == 400
    assert "dua" in text
    assert "bilangan bulat" in text
    assert re.search(r"\bF\d+\b", text), "the cell is named"
    assert not UnitReport.objects.exists()


def test_a_formula_is_refused(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    page = upload(client, duty, fill(download(client, duty), {**REQUIRED, "rat_held": "=1+1"}))
    assert page.status_code == 400
    assert "rumus" in page.content.decode()
    assert not UnitReport.objects.exists()


def test_the_form_of_another_period_or_office_is_refused(sign_in, cast):
    client, duty, other = sign_in(cast.upt_mandau), duty_of(), duty_of(number=2)
    page = upload(client, duty, fill(download(client, other), REQUIRED))
    assert page.status_code == 400
    assert "2020" in page.content.decode()
    assert not UnitReport.objects.exists()


def test_what_is_no_workbook_is_refused_with_one_sentence(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    address = reverse("unit-report-excel", args=duty.address)
    for content in (b"%PDF-1.7", b"PK\x03\x04rusak", b""):
        file = SimpleUploadedFile("laporan.xlsx", content)
        page = client.post(address, {"berkas": file})
        assert page.status_code == 400
        assert "Berkas tidak dibaca" in page.content.decode()


def test_a_broken_rule_is_shown_before_and_after(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    page = upload(client, duty, fill(download(client, duty), {**REQUIRED, "coops_active": 99}))
    assert "Koperasi aktif (99) melebihi" in page.content.decode()
    answer = decide(client, duty, page)
    assert "Koperasi aktif (99) melebihi" in answer.content.decode()
    assert UnitReport.objects.get().state == "draf"


@pytest.mark.parametrize(("who", "code"), [("upt_rupat", 404), ("verifier", 403), ("client", 403)])
def test_only_its_upt_has_the_form(sign_in, cast, who, code):
    duty = duty_of()
    drafted(duty, cast.upt_mandau, rat_held=777)
    for name in ("unit-report-excel", "unit-report-workbook"):
        answer = sign_in(getattr(cast, who)).get(reverse(name, args=duty.address))
        assert answer.status_code == code
        assert b"777" not in answer.content
