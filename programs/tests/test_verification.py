"""The public check: what a stranger learns of a paper, and what never."""

import tempfile
from datetime import date
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programs import pacts, papers
from programs.fingerprints import FingerprintHandler
from programs.models import Paper, VerificationKey
from programs.tests.samples import agreement_of, approved, cascade, plan_of, put_in_force
from programs.tests.signers import in_force
from programs.views.verification import CheckThrottle
from registry.models import User
from registry.tests.test_cooperative_edit import text_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 perjanjian kinerja %%EOF"


@pytest.fixture
def people(cast):
    return cascade(cast)


@pytest.fixture
def plan(people):
    plan = plan_of()
    approved(plan)
    return plan


@pytest.fixture
def paper(people, plan) -> Paper:
    """The head's agreement, in force."""
    return put_in_force(agreement_of(plan, people["head"], people["regent"]).paper, PDF)


def page_of(code: str) -> str:
    return reverse("verification-code", args=[code])


def upload(client, address: str, content: bytes, name: str = "naskah.pdf"):
    return client.post(address, {"berkas": SimpleUploadedFile(name, content)})


# --- the answer ----------------------------------------------------------------------------------


def test_a_stranger_reads_that_a_paper_is_in_force(client, paper):
    page = text_of(client.get(page_of(paper.code)))
    assert 'badge--good badge--disc">BERLAKU' in page
    for words in ("Perjanjian Kinerja Kepala Dinas Tahun 2020", "Drs. Hasan, M.Si", "H. Amril",
                  "Pihak pertama", "27 Januari 2020", "hanya dicatat petugas",
                  "Tanpa segel elektronik", "Banyaknya koperasi aktif"):  # fmt: skip
        assert words in page
    assert sha256(PDF).hexdigest() in page
    assert paper.content_sha256 in page


def test_a_superseded_paper_leads_to_the_one_in_its_place(client, people, plan, paper):
    later = date(2020, 10, 5)
    second = agreement_of(plan, people["head"], people["regent"], later, supersedes=paper).paper
    assert "BERLAKU" in text_of(client.get(page_of(paper.code)))
    assert second.shown_code not in text_of(client.get(page_of(paper.code)))
    put_in_force(second)
    page = text_of(client.get(page_of(paper.code)))
    assert 'badge--warn badge--triangle">DIGANTIKAN' in page
    assert f'<a href="{page_of(second.code)}">{second.shown_code}</a>' in page
    assert "naskah tanggal 5 Oktober 2020" in page
    assert page_of(paper.code) in text_of(client.get(page_of(second.code)))


def test_a_revoked_paper_says_when_and_why(client, cast, paper):
    paper.state, paper.revoked_at, paper.revoked_by = "dicabut", timezone.now(), cast.head
    paper.reason = "Jabatan dihapus"
    paper.save()
    page = text_of(client.get(page_of(paper.code)))
    assert 'badge--bad badge--cross">DICABUT' in page
    assert "Alasan: Jabatan dihapus" in page
    assert "BERLAKU<" not in page


def test_a_pact_is_checked_as_an_agreement_is(client, people):
    pact = pacts.prepare(people["unit"], 2020, date(2020, 1, 27))
    put_in_force(pact.paper)
    page = text_of(client.get(page_of(pact.paper.code)))
    assert pact.template.points[6] in page
    assert "Pembuat pernyataan" in page
    assert "Menyaksikan" in page


def test_what_was_signed_in_the_portal_is_told_from_ink(client, cast, people, paper):
    page = text_of(client.get(page_of(paper.code)))
    assert page.count("Tinta basah; hanya dicatat petugas") == 2
    assert "Elektronik di portal" not in page
    pact = pacts.prepare(people["unit"], 2020, date(2020, 1, 27))
    signed = in_force(pact.paper, cast.head_upt_mandau, cast.division_head)
    page = text_of(client.get(page_of(signed.code)))
    assert page.count("Elektronik di portal, dengan kata sandi penanda tangan") == 2
    assert signed.file.get_seal_display() in page
    assert signed.file.certificate
    assert signed.file.certificate in page


def test_the_pdf_that_the_portal_made_is_known(client, cast, people):
    pact = pacts.prepare(people["unit"], 2020, date(2020, 1, 27))
    signed = in_force(pact.paper, cast.head_upt_mandau, cast.division_head)
    pdf = bytes(signed.file.content)
    assert pdf.startswith(b"%PDF")
    page = text_of(upload(client, reverse("verification"), pdf))
    assert 'callout__title">Cocok<' in page
    assert signed.shown_code in page
    spoilt = pdf[:-40] + bytes([pdf[-40] ^ 1]) + pdf[-39:]
    assert upload(client, reverse("verification"), spoilt).status_code == 404


def bare(page, code: str) -> str:
    """The page without what differs by nature: the code that was asked and the request's id."""
    return text_of(page).replace(code, "").replace(page.wsgi_request.request_id, "")


def test_an_example_is_said_to_be_one(client, people):
    pact = pacts.prepare(people["unit"], 2020, date(2020, 1, 27), is_demo=True)
    page = text_of(client.get(page_of(put_in_force(pact.paper).code)))
    assert "CONTOH" in page
    assert "bukan naskah dinas yang sebenarnya" in page


@pytest.mark.parametrize("state", ["rancangan", "ditandatangani"])
def test_what_is_not_yet_signed_is_not_found(client, people, plan, state):
    draft = agreement_of(plan, people["head"], people["regent"]).paper
    if state == "ditandatangani":
        draft.content = '{"rahasia":1}'
        draft.content_sha256 = papers.digest(draft.content)
        draft.state, draft.round, draft.opened_at = state, 1, timezone.now()
        draft.save()
    page = client.get(page_of(draft.code))
    assert page.status_code == 404
    assert "TIDAK DITEMUKAN" in text_of(page)
    assert "Kepala Dinas" not in text_of(page)
    unknown = client.get(page_of("0" * 12))
    assert bare(page, draft.code) == bare(unknown, "0" * 12)


def test_neither_nip_nor_account_is_ever_shown(client, cast, people, paper):
    pact = put_in_force(pacts.prepare(people["unit"], 2020, date(2020, 1, 27)).paper)
    nips = [one.official.nip for one in people.values() if one.official.nip]
    assert len(nips) == 3
    names = list(User.objects.values_list("username", "full_name"))
    assert names
    for one in (paper, pact):
        assert any(nip in one.content for nip in nips)
        page = text_of(client.get(page_of(one.code)))
        assert [nip for nip in nips if nip in page] == []
        assert [name for pair in names for name in pair if f">{name}<" in page] == []


# --- by code -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [str.lower, lambda code: f" {code[:4]}-{code[4:8]} {code[8:]}"])
def test_a_code_is_read_as_people_type_it(client, paper, shape):
    answer = client.get(reverse("verification"), {"kode": shape(paper.code)})
    assert answer["Location"] == page_of(paper.code)
    assert client.get(page_of(shape(paper.code)))["Location"] == page_of(paper.code)


def test_the_address_in_a_qr_code_is_read_too(client, paper):
    address = f"https://contoh.go.id{page_of(paper.code)}#AQEBAQ_-"
    answer = client.get(reverse("verification"), {"kode": address})
    assert answer["Location"] == page_of(paper.code)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "belum diisi"),
        ("7K3M-9QXR", "ditemukan 8"),
        ("7K3M-9QXR-2TD?", "ditemukan tanda lain"),
    ],
)
def test_a_code_that_cannot_be_one_is_said_and_kept(client, typed, sentence):
    page = client.get(reverse("verification"), {"kode": typed})
    assert page.status_code == 400
    assert sentence in text_of(page)
    assert f'value="{typed}"' in text_of(page)


@pytest.mark.parametrize("code", ["\0", "7K3M\09QXR2TDA", "😀" * 12, "9" * 4000, "../../etc"])
def test_what_is_no_code_is_not_found(client, paper, code):
    assert client.get(page_of(code) if "/" not in code else f"/verifikasi/{code}/").status_code in (
        301,
        404,
    )


def test_what_is_typed_is_shown_as_text(client):
    page = client.get(page_of('"><b>x'))
    assert page.status_code == 404
    assert "<b>x" not in text_of(page)


# --- by PDF --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("flipped", "title"), [(False, "Cocok"), (True, "Tidak cocok")])
def test_a_pdf_is_compared_bit_by_bit(client, paper, flipped, title):
    content = PDF[:9] + bytes([PDF[9] ^ flipped]) + PDF[10:]
    page = text_of(upload(client, page_of(paper.code), content))
    assert f'callout__title">{title}<' in page
    assert page.index(title) < page.index("Ditandatangani semua pihak")  # said before all else


def test_a_pdf_leads_to_its_paper(client, paper):
    page = text_of(upload(client, reverse("verification"), PDF))
    assert 'callout__title">Cocok<' in page
    assert paper.shown_code in page
    other = upload(client, reverse("verification"), PDF + b"\n")
    assert other.status_code == 404
    assert 'callout__title">Tidak cocok<' in text_of(other)


def test_a_hash_leads_to_its_paper(client, people, plan, paper):
    known = reverse("verification-hash", args=[sha256(PDF).hexdigest()])
    assert client.get(known)["Location"] == page_of(paper.code)
    for other in (sha256(b"lain").hexdigest(), "x", "%00"):
        assert client.get(reverse("verification-hash", args=[other])).status_code == 404


def test_no_file_is_said(client, paper):
    for address in (reverse("verification"), page_of(paper.code)):
        assert "Pilih dahulu PDF" in text_of(client.post(address))


def test_a_link_cannot_say_that_a_file_matches(client, paper):
    """Only a file that was really shown is called equal; no address can claim it."""
    known = reverse("verification-hash", args=[sha256(PDF).hexdigest()])
    page = text_of(client.get(known, follow=True))
    assert 'callout__title">Cocok<' not in page


def test_an_uploaded_file_is_kept_nowhere(client, paper, monkeypatch, settings, tmp_path):
    """Larger than Django keeps in memory: it would have gone to a temporary file."""

    def refuse(*args, **kwargs):
        raise AssertionError("a temporary file was made")

    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile", refuse)
    large = PDF * (3 * 1024 * 1024 // len(PDF))
    answer = upload(client, page_of(paper.code), large)
    assert "Tidak cocok" in text_of(answer)
    file = answer.wsgi_request.FILES["berkas"]
    assert (file.sha256, file.size) == (sha256(large).hexdigest(), len(large))
    assert list(tmp_path.iterdir()) == []


def test_a_hashed_file_has_no_content(rf):
    handler = FingerprintHandler(rf.post("/"))
    handler.new_file("berkas", "naskah.pdf", "application/pdf", None)
    assert [handler.receive_data_chunk(part, 0) for part in (PDF[:7], PDF[7:])] == [None, None]
    file = handler.file_complete(len(PDF))
    assert (file.sha256, file.read()) == (sha256(PDF).hexdigest(), b"")


def test_an_upload_from_another_site_is_refused(paper):
    client = Client(enforce_csrf_checks=True)
    assert upload(client, page_of(paper.code), PDF).status_code == 403
    token = client.get(page_of(paper.code)).cookies["csrftoken"].value
    data = {"berkas": SimpleUploadedFile("a.pdf", PDF), "csrfmiddlewaretoken": token}
    assert "Cocok" in text_of(client.post(page_of(paper.code), data))


def test_a_file_larger_than_any_is_refused_unread(client, paper, settings):
    settings.LARGEST_BODY = 100
    assert upload(client, page_of(paper.code), PDF * 100).status_code == 413


# --- around it -----------------------------------------------------------------------------------


def test_who_asks_too_often_waits(client, paper, monkeypatch):
    monkeypatch.setattr(CheckThrottle, "rate", "2/min")
    answers = [client.get(page_of(paper.code)) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 61


def test_the_answer_is_never_kept_by_a_cache(client, paper):
    assert "no-store" in client.get(page_of(paper.code))["Cache-Control"]


def test_the_public_keys_are_published(client):
    VerificationKey.objects.create(number=1, public_key=bytes(range(32)))
    (key,) = client.get(reverse("verification-keys")).json()["keys"]
    assert key["number"] == 1
    assert key["public_key"] == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    pem = client.get(reverse("verification-keys"), {"format": "pem"}).content
    assert load_pem_public_key(pem).public_bytes_raw() == bytes(range(32))
    assert load_pem_public_key(key["pem"].encode()).public_bytes_raw() == bytes(range(32))


def test_the_pages_are_small(client, paper):
    for address in (reverse("verification"), reverse("verification-offline"), page_of(paper.code)):
        assert len(client.get(address).content) < 40_000
