"""Documents: judged by content, kept outside the web, served with permission, never rendered."""

import io
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from bengkalis.models import PersonalDataRead
from registry.documents import Unsuitable, describe, judge, keep, path_of, remove
from registry.models import AnnualMeeting, DeedAmendment, Document

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 50 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50 + b"IEND\xaeB`\x82"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.DOCUMENTS = tmp_path / "documents"
    return settings.DOCUMENTS


def upload(content=PDF, name="akta.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def make_document(make_cooperative):
    def make(cooperative=None, content=PDF, **fields):
        cooperative = cooperative or make_cooperative(district="Mandau")
        values = {"kind": "akta", "title": "Akta pendirian"} | fields
        document = Document(cooperative=cooperative, **values)
        file = upload(content)
        describe(document, file)
        return keep(document, file)

    return make


def content_of(answer) -> bytes:
    """The bytes of a download, read to the end, where the test client closes it."""
    return b"".join(answer.streaming_content)


def fill(**fields) -> dict:
    return {"kind": "berita_acara", "title": "Berita acara RAT 2019", "upload": upload()} | fields


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")],
)
def test_a_file_is_what_its_content_says(content, media_type):
    assert judge(upload(content, "surat.docx")) == media_type


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "berkas kosong"),
        (b"MZ program", "isi jenis lain"),
        (b"PK\x03\x04 docx", "isi jenis lain"),
        (b"<html><script>", "isi jenis lain"),
        (PDF.replace(b"%%EOF", b""), "PDF yang terpotong"),
        (PDF.replace(b"<<>>endobj", b"<</S/JavaScript>>endobj"), "PDF yang memuat program"),
        (JPEG[:-2], "foto JPEG yang terpotong"),
        (PNG[:-8], "gambar PNG yang terpotong"),
        (PDF + b"0" * 10 * 1024 * 1024, "berkas 10,0 MB"),
    ],
)
def test_what_is_no_document_is_refused_with_found_and_expected(content, found):
    with pytest.raises(Unsuitable) as refused:
        judge(upload(content))
    assert f"Ditemukan {found}" in refused.value.message
    assert "diharapkan PDF, JPEG, atau PNG, paling besar 10 MB" in refused.value.message


def test_a_document_is_added_on_its_page_and_downloaded(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(district="Mandau")
    meeting = AnnualMeeting.objects.create(cooperative=cooperative, book_year=2019)
    url = reverse("cooperative-documents", args=[cooperative.uid])
    client = sign_in(cast.upt_mandau)
    page = client.get(f"{url}?tentang=meeting:{meeting.pk}")
    assert f'value="meeting:{meeting.pk}" selected' in page.content.decode()
    answer = client.post(url, fill(about=f"meeting:{meeting.pk}"))
    assert answer.status_code == 302
    document = Document.objects.get()
    assert (document.meeting, document.uploaded_by) == (meeting, cast.upt_mandau)
    assert "Berita acara RAT 2019" in client.get(url).content.decode()
    assert content_of(client.get(reverse("document", args=[document.uid]))) == PDF


def test_a_download_is_an_attachment_that_no_browser_renders(cast, sign_in, make_document):
    document = make_document()
    answer = sign_in(cast.verifier).get(reverse("document", args=[document.uid]))
    assert answer["Content-Disposition"] == 'attachment; filename="akta.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert content_of(answer) == PDF


def test_each_download_is_recorded_with_who(cast, sign_in, make_document):
    document = make_document()
    content_of(sign_in(cast.verifier).get(reverse("document", args=[document.uid])))
    reading = PersonalDataRead.objects.get()
    assert (reading.user, reading.object_uid) == (cast.verifier, document.uid)


@pytest.mark.parametrize(("who", "code"), [("upt_rupat", 404), ("client", 403), ("planner", 403)])
def test_a_document_opens_only_to_who_may(cast, sign_in, make_document, who, code):
    document = make_document()
    client = sign_in(getattr(cast, who))
    for name, uid in (
        ("document", document.uid),
        ("cooperative-documents", document.cooperative.uid),
    ):
        answer = client.get(reverse(name, args=[uid]))
        assert answer.status_code == code
        assert document.title not in answer.content.decode()


def test_a_stranger_is_sent_to_the_sign_in(client, make_document):
    document = make_document()
    assert client.get(reverse("document", args=[document.uid])).status_code == 302
    assert client.get(
        "/" + str(path_of(document).relative_to(path_of(document).parents[2]))
    ).status_code in {302, 404}


def test_who_may_only_look_cannot_add_or_remove(cast, sign_in, make_document):
    document = make_document()
    client = sign_in(cast.verifier)
    url = reverse("cooperative-documents", args=[document.cooperative.uid])
    assert "Tambah dokumen" not in client.get(url).content.decode()
    assert client.post(url, fill()).status_code == 403
    assert client.post(reverse("document-remove", args=[document.uid])).status_code == 403
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"upload": upload(b"MZ")}, "Ditemukan isi jenis lain"),
        ({"title": " "}, "wajib"),
        ({"kind": "rahasia"}, "rahasia"),
        ({"about": "meeting:999999"}, "meeting:999999"),
        ({"upload": ""}, "wajib"),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    cast, sign_in, make_cooperative, store, fields, sentence
):
    cooperative = make_cooperative(district="Mandau")
    url = reverse("cooperative-documents", args=[cooperative.uid])
    answer = sign_in(cast.registrar).post(url, fill(**fields))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert sentence in page or "tidak tersedia" in page
    assert "title" in fields or "Berita acara RAT 2019" in page
    assert not Document.objects.exists()
    assert not list(store.rglob("*")) if store.exists() else True


def test_the_same_file_twice_is_said_and_kept_once(cast, sign_in, make_document):
    document = make_document()
    url = reverse("cooperative-documents", args=[document.cooperative.uid])
    answer = sign_in(cast.registrar).post(url, fill(kind="akta"))
    assert answer.status_code == 400
    assert "sudah tersimpan" in answer.content.decode()


def test_one_file_of_two_cooperatives_lies_once_and_goes_with_the_last(
    make_document, make_cooperative, django_capture_on_commit_callbacks
):
    first = make_document()
    second = make_document(make_cooperative("Koperasi Lain"))
    path = path_of(first)
    with django_capture_on_commit_callbacks(execute=True):
        remove(first, "Salah unggah berkas")
    assert path.read_bytes() == PDF
    with django_capture_on_commit_callbacks(execute=True):
        remove(second, "Salah unggah berkas")
    assert not path.exists()


def test_removing_asks_why_and_the_trail_keeps_it(
    cast, sign_in, make_document, django_capture_on_commit_callbacks
):
    document = make_document()
    url = reverse("document-remove", args=[document.uid])
    client = sign_in(cast.registrar)
    assert client.post(url, {"reason": "salah"}).status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"reason": "Berkas milik koperasi lain"}).status_code == 302
    event = Document.pgh_event_models["delete"].objects.get(pgh_label="delete")
    assert event.pgh_context.metadata["reason"] == "Berkas milik koperasi lain"
    assert not path_of(document).exists()


def test_a_name_cannot_lead_out_of_the_store_or_into_a_header(make_cooperative):
    document = Document(cooperative=make_cooperative(), kind="akta", title="Akta")
    describe(document, upload(name='a\r\nX: "y"<b>.exe'))
    assert document.filename == "aX yb.pdf"


def test_a_lost_file_is_said_and_is_no_error_of_the_portal(cast, sign_in, make_document):
    document = make_document()
    path_of(document).unlink()
    url = reverse("document", args=[document.uid])
    answer = sign_in(cast.registrar).get(url, follow=True)
    assert "hilang dari penyimpanan" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("document_kind_known", {"kind": "lain"}),
        ("document_title_given", {"title": " "}),
        ("document_hash_format", {"sha256": "x" * 64}),
        ("document_not_empty", {"size": 0}),
    ],
)
def test_the_database_refuses_what_is_no_document(make_document, name, fields):
    document = make_document()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**fields)


def test_a_document_is_about_one_thing_at_most(make_document):
    document = make_document()
    meeting = AnnualMeeting.objects.create(cooperative=document.cooperative, book_year=2019)
    deed = DeedAmendment.objects.create(cooperative=document.cooperative, number="1")
    with pytest.raises(IntegrityError, match="document_about_one_thing"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(meeting=meeting, amendment=deed)


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    cast, sign_in, make_document, make_cooperative, django_assert_num_queries, many
):
    cooperative = make_cooperative(district="Mandau")
    for number in range(many):
        meeting = AnnualMeeting.objects.create(cooperative=cooperative, book_year=2010 + number)
        make_document(cooperative, PDF + str(number).encode(), meeting=meeting)
    client = sign_in(cast.verifier)
    with django_assert_num_queries(6):
        client.get(reverse("cooperative-documents", args=[cooperative.uid]))


def test_over_rest_a_document_is_listed_and_fetched_by_who_may(
    client, cast, token_of, make_document
):
    document = make_document()
    headers = {"Authorization": f"Bearer {token_of(cast.upt_mandau)}"}
    [row] = client.get(reverse("api-documents"), headers=headers).json()["results"]
    assert row["cooperative"] == str(document.cooperative.uid)
    assert client.get(row["url"], headers=headers).json()["sha256"] == document.sha256
    content = client.get(reverse("api-document-content", args=[document.uid]), headers=headers)
    assert content_of(content) == PDF
    assert PersonalDataRead.objects.count() == 1


@pytest.mark.parametrize(("who", "code"), [("upt_rupat", 404), ("client", 403), (None, 401)])
def test_over_rest_nobody_else_learns_of_it(client, cast, token_of, make_document, who, code):
    document = make_document()
    headers = {"Authorization": f"Bearer {token_of(getattr(cast, who))}"} if who else {}
    for name in ("api-document", "api-document-content"):
        answer = client.get(reverse(name, args=[document.uid]), headers=headers)
        assert answer.status_code == code
        assert document.sha256 not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_keeping_and_removing_the_same_file_at_once_never_loses_it(make_document, make_cooperative):
    first, other = make_document(), make_cooperative("Koperasi Lain")
    gate = Barrier(2)

    def run(work):
        gate.wait()
        try:
            work()
        finally:
            connection.close()

    works = (lambda: remove(first, "Salah unggah"), lambda: make_document(other))
    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path_of(Document.objects.get()).read_bytes() == PDF


def test_the_file_is_readable_by_the_portal_alone(make_document):
    path = path_of(make_document())
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_write_that_breaks_leaves_neither_file_nor_row(make_cooperative, store, monkeypatch):
    document = Document(cooperative=make_cooperative(), kind="akta", title="Akta")
    file = upload()
    describe(document, file)
    monkeypatch.setattr(file, "chunks", lambda: iter([b"a", io.UnsupportedOperation]))
    with pytest.raises(TypeError):
        keep(document, file)
    assert not Document.objects.exists()
    assert [path for path in store.rglob("*") if path.is_file()] == []
