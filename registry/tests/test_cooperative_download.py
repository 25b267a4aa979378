"""The list as it is filtered, as a file."""

import csv
import io
import json

import pytest
from django.urls import reverse

from bengkalis.audit import MANY, PersonalDataRead
from registry.tests.test_cooperative_pages import SECRETS, with_secrets

PHONE = SECRETS[0]


@pytest.fixture
def secretive(make_cooperative):
    return with_secrets(make_cooperative)


def download(client, **query):
    response = client.get(reverse("cooperatives-download"), query)
    body = response.getvalue() if response.streaming else response.content
    return response, body


def test_a_stranger_downloads_public_columns_only(client, secretive):
    _, body = download(client, format="csv-machine")
    rows = list(csv.DictReader(io.StringIO(body.decode())))
    assert list(rows[0]) == [
        "Nama Koperasi",
        "Nomor Badan Hukum",
        "Jenis",
        "Kecamatan",
        "Desa/Kelurahan",
        "Status",
        "Tautan",
    ]
    assert not [secret for secret in SECRETS if secret in body.decode()]


def test_staff_download_what_they_filtered_in_their_scope(cast, sign_in, make_cooperative):
    make_cooperative("Koperasi Duri", district="Mandau", pattern="syariah")
    make_cooperative("Koperasi Beku", district="Mandau", status="beku")
    make_cooperative("Koperasi Rupat", district="Rupat")
    _, body = download(sign_in(cast.upt_mandau), format="json", status="aktif")
    (row,) = json.loads(body)
    assert (row["name"], row["pattern"], row["district"]) == ("Koperasi Duri", "Syariah", "Mandau")
    assert "phone" not in row


def test_a_name_that_looks_like_a_formula_stays_text(client, make_cooperative):
    make_cooperative("=HYPERLINK(1)")
    _, body = download(client, format="csv")
    assert "'=HYPERLINK(1)" in body.decode("utf-8-sig")


def test_xlsx_is_a_workbook(client, secretive):
    response, body = download(client, format="xlsx")
    assert body[:2] == b"PK"
    assert ".xlsx" in response["Content-Disposition"]


def test_phones_are_downloaded_on_request_only_and_recorded_once(cast, sign_in, secretive):
    client = sign_in(cast.upt_mandau)
    assert PHONE not in download(client, format="csv")[1].decode()
    assert not PersonalDataRead.objects.exists()
    assert PHONE in download(client, format="csv", telepon="1")[1].decode()
    reading = PersonalDataRead.objects.get()
    assert (reading.user, reading.object_uid, reading.field) == (cast.upt_mandau, MANY, "phone")


@pytest.mark.parametrize("person", [None, "verifier", "upt_rupat"])
def test_phones_are_not_downloaded_by_others(client, cast, sign_in, secretive, person):
    client = sign_in(getattr(cast, person)) if person else client
    response, body = download(client, format="csv", telepon="1")
    assert PHONE not in body.decode()
    assert response.status_code == (200 if person == "upt_rupat" else 403)


def test_a_upt_that_looks_at_the_whole_regency_downloads_no_phones(cast, sign_in, secretive):
    response, body = download(sign_in(cast.upt_mandau), lingkup="semua", telepon="1", format="csv")
    assert response.status_code == 403
    assert PHONE not in body.decode()


@pytest.mark.parametrize("query", [{"format": "pdf"}, {"status": "rajin"}])
def test_a_download_that_is_not_understood_is_no_file(client, secretive, query):
    response, body = download(client, **query)
    assert response.status_code == 400
    assert "tidak dimengerti" in body.decode()
