"""The pages of a paper: who sees and may do what, what is said, what the files are."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bengkalis.testing import PASSWORD
from programs import signing
from programs.models import AgreementIndicator, Paper, Signature
from programs.tests.signers import (
    division_paper,
    in_force,
    opened,
    pact_between,
    pact_paper,
    signed,
)
from registry.models import Official, Position

pytestmark = pytest.mark.django_db
REASON = "Target indikator pertama keliru"
STEPS = ("paper-open", "paper-recall", "paper-record", "paper-revoke", "paper-sign")


def address(name: str, paper: Paper) -> str:
    return reverse(name, args=[paper.uid])


def fresh(paper: Paper) -> Paper:
    return Paper.objects.get(pk=paper.pk)


def form_of(paper: Paper, **values) -> dict:
    paper = fresh(paper)
    return {"version": paper.version, "content_sha256": paper.content_sha256, **values}


def signature_of(paper: Paper, password: str = PASSWORD) -> dict:
    return form_of(paper, agreed="on", password=password)


def test_a_paper_is_opened_signed_by_both_and_in_force(cast, sign_in):
    paper = division_paper(cast)
    client = sign_in(cast.planner)
    assert "Banyaknya koperasi aktif" in client.get(address("paper-open", paper)).content.decode()
    answer = client.post(address("paper-open", paper), form_of(paper), follow=True)
    assert "Menunggu tanda tangan" in answer.content.decode()
    for user in (cast.division_head, cast.head):
        client = sign_in(user)
        page = client.get(address("paper-sign", paper)).content.decode()
        assert fresh(paper).content_sha256 in page
        assert "Saya, " in page
        answer = client.post(address("paper-sign", paper), signature_of(paper), follow=True)
        assert "Tanda tangan Anda dibubuhkan" in answer.content.decode()
    assert fresh(paper).state == "berlaku"
    assert "Unduh PDF" in answer.content.decode()


@pytest.mark.parametrize("name", STEPS)
def test_strangers_do_nothing(cast, client, sign_in, name):
    paper = opened(division_paper(cast))
    assert client.get(address(name, paper)).status_code == 302
    client = sign_in(cast.stranger)
    for answer in (client.get(address(name, paper)), client.post(address(name, paper))):
        assert answer.status_code == 403
        assert "Banyaknya koperasi aktif" not in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "who"),
    [
        *((name, "division_head") for name in ("paper-open", "paper-recall", "paper-record")),
        *((name, "head") for name in ("paper-open", "paper-recall", "paper-sign")),
        *((name, "planner") for name in ("paper-revoke", "paper-sign")),
        *((name, "admin") for name in STEPS),
    ],
)
def test_everybody_does_their_own_part_only(cast, sign_in, name, who):
    paper = opened(division_paper(cast))
    client = sign_in(getattr(cast, who))
    form = signature_of(paper) | {"reason": REASON}
    assert client.get(address(name, paper)).status_code == 403
    assert client.post(address(name, paper), form).status_code == 403
    assert fresh(paper).state == "ditandatangani"
    assert not Signature.objects.exists()


def test_a_wrong_password_is_said_and_never_shown_again(cast, sign_in):
    paper = opened(division_paper(cast))
    client = sign_in(cast.division_head)
    answer = client.post(address("paper-sign", paper), signature_of(paper, "salah-sekali"))
    assert answer.status_code == 400
    assert "Kata sandi tidak cocok" in answer.content.decode()
    assert 'href="#id_password"' in answer.content.decode()
    assert "salah-sekali" not in answer.content.decode()
    assert not Signature.objects.exists()


def test_guessing_passwords_is_locked_out(cast, sign_in):
    paper = opened(division_paper(cast))
    client = sign_in(cast.division_head)
    for _ in range(5):
        answer = client.post(address("paper-sign", paper), signature_of(paper, "salah"))
    assert answer.status_code == 429
    answer = client.post(address("paper-sign", paper), signature_of(paper))
    assert answer.status_code == 429
    assert not Signature.objects.exists()


def test_the_second_click_is_answered_kindly(cast, sign_in):
    paper = opened(division_paper(cast))
    client = sign_in(cast.division_head)
    form = signature_of(paper)
    client.post(address("paper-sign", paper), form)
    answer = client.post(address("paper-sign", paper), form, follow=True)
    assert answer.status_code == 200
    assert "Anda sudah menandatangani naskah ini" in answer.content.decode()
    assert Signature.objects.count() == 1


def test_content_that_changed_meanwhile_is_not_signed_unseen(cast, sign_in):
    paper = opened(division_paper(cast))
    form = signature_of(paper)
    sign_in(cast.planner).post(address("paper-recall", paper), form_of(paper, reason=REASON))
    AgreementIndicator.objects.update(target=349)
    opened(fresh(paper))
    client = sign_in(cast.division_head)
    answer = client.post(address("paper-sign", paper), form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Isi naskah berubah" in page
    assert fresh(paper).content_sha256 in page
    assert not Signature.objects.exists()


def test_without_agreeing_nothing_is_signed(cast, sign_in):
    paper = opened(division_paper(cast))
    form = form_of(paper, password=PASSWORD)
    answer = sign_in(cast.division_head).post(address("paper-sign", paper), form)
    assert answer.status_code == 400
    assert "Centang pernyataan" in answer.content.decode()
    assert not Signature.objects.exists()


def test_what_is_missing_is_said_before_opening(cast, sign_in):
    paper = division_paper(cast)
    AgreementIndicator.objects.all().delete()
    client = sign_in(cast.planner)
    assert "Belum ada indikator" in client.get(address("paper-open", paper)).content.decode()
    answer = client.post(address("paper-open", paper), form_of(paper))
    assert (answer.status_code, fresh(paper).state) == (409, "rancangan")


def test_a_stale_step_is_refused_with_its_words_kept(cast, sign_in):
    paper = opened(division_paper(cast))
    form = form_of(paper, reason=REASON)
    signed(paper, cast.division_head)
    client = sign_in(cast.planner)
    answer = client.post(address("paper-recall", paper), form)
    assert answer.status_code == 409
    assert REASON in answer.content.decode()
    assert fresh(paper).state == "ditandatangani"
    client.post(address("paper-recall", paper), form_of(paper, reason=REASON))
    assert fresh(paper).state == "rancangan"


def test_ink_is_recorded_and_its_scan_handed_out_as_it_came(cast, sign_in):
    paper = opened(division_paper(cast))
    content = b"%PDF-1.4 pindaian %%EOF"
    form = form_of(paper, kind="pindaian", signed_on="28 Januari 2020")
    client = sign_in(cast.planner)
    scan = SimpleUploadedFile("../x.exe", content)
    client.post(address("paper-record", paper), form | {"scan": scan})
    row = Signature.objects.get()
    assert (row.kind, row.signed_on) == ("pindaian", date(2020, 1, 28))
    answer = client.get(reverse("paper-scan", args=[paper.uid, row.uid]))
    assert answer.content == content
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "Unduh pindaian" in client.get(paper.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("head", 200), ("division_head", 200), ("client", 403), ("upt_mandau", 403)],
)
def test_a_handwriting_is_not_for_everybody_to_copy(cast, sign_in, who, status):
    paper = opened(division_paper(cast))
    file = SimpleUploadedFile("pindaian.pdf", b"%PDF-1.4 pindaian %%EOF")
    signing.record(paper, None, cast.planner, "pindaian", date(2020, 1, 28), file)
    client = sign_in(getattr(cast, who))
    row = Signature.objects.get()
    answer = client.get(reverse("paper-scan", args=[paper.uid, row.uid]))
    assert answer.status_code == status
    page = client.get(paper.get_absolute_url()).content.decode()
    assert ("Unduh pindaian" in page) == (status == 200)


def test_the_panel_names_the_parties_as_they_signed(cast, sign_in):
    paper = in_force(division_paper(cast), cast.division_head, cast.head)
    Official.objects.filter(user=cast.head).update(name="Nama Baru")
    Position.objects.filter(code="kabid").update(title="Jabatan Baru")
    client = sign_in(cast.planner)
    panel = client.get(paper.get_absolute_url()).context["places"]
    assert [(one["name"], one["position"]) for one in panel] == [
        ("Nurhayati, S.E.", "Kepala Bidang Kelembagaan"),
        ("Drs. Hasan, M.Si", "Kepala Dinas"),
    ]


def test_a_file_that_is_no_scan_is_refused_and_the_rest_kept(cast, sign_in):
    paper = opened(division_paper(cast))
    form = form_of(paper, kind="pindaian", signed_on="28 Januari 2020")
    scan = SimpleUploadedFile("pindaian.pdf", b"MZ program")
    answer = sign_in(cast.planner).post(address("paper-record", paper), form | {"scan": scan})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Ditemukan isi jenis lain, diharapkan PDF" in page
    assert "28 Januari 2020" in page
    assert not Signature.objects.exists()


def test_a_scan_of_another_paper_is_not_found(cast, sign_in):
    paper = opened(division_paper(cast))
    answer = sign_in(cast.planner).get(reverse("paper-scan", args=[paper.uid, paper.uid]))
    assert answer.status_code == 404


def test_the_head_revokes_with_a_reason_that_everybody_reads(cast, sign_in):
    paper = in_force(division_paper(cast), cast.division_head, cast.head)
    client = sign_in(cast.head)
    assert client.post(address("paper-revoke", paper), form_of(paper)).status_code == 400
    answer = client.post(address("paper-revoke", paper), form_of(paper, reason=REASON), follow=True)
    assert fresh(paper).state == "dicabut"
    assert REASON in answer.content.decode()


def test_the_stored_pdf_is_handed_out_byte_for_byte_and_only_once(cast, sign_in):
    paper = in_force(division_paper(cast), cast.division_head, cast.head)
    client = sign_in(cast.upt_mandau)
    answer = client.get(address("paper-pdf", paper))
    assert answer.content == bytes(paper.file.content)
    assert answer["ETag"] == f'"{paper.file.sha256}"'
    assert answer["Content-Disposition"] == (
        f'attachment; filename="PK-2020-{paper.shown_code}.pdf"'
    )
    again = client.get(address("paper-pdf", paper), HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304
    client.logout()
    assert client.get(address("paper-pdf", paper)).status_code == 302


def test_a_stranger_learns_nothing_from_the_mark_of_a_pdf(cast, sign_in):
    paper = in_force(division_paper(cast), cast.division_head, cast.head)
    answer = sign_in(cast.stranger).get(
        address("paper-pdf", paper), HTTP_IF_NONE_MATCH=f'"{paper.file.sha256}"'
    )
    assert answer.status_code == 403
    assert "ETag" not in answer


def test_before_that_the_pdf_is_a_preview_kept_by_no_cache(cast, sign_in):
    paper = division_paper(cast)
    answer = sign_in(cast.planner).get(address("paper-pdf", paper))
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]
    assert "rancangan" in answer["Content-Disposition"]


def test_the_list_shows_what_is_my_turn(cast, sign_in):
    paper = opened(division_paper(cast))
    page = sign_in(cast.division_head).get(reverse("papers-mine")).content.decode()
    assert paper.title in page
    assert paper.title not in sign_in(cast.head).get(reverse("papers-mine")).content.decode()
    signed(paper, cast.division_head)
    page = sign_in(cast.division_head).get(reverse("papers-mine")).content.decode()
    assert "Tidak ada yang menunggu" in page
    assert "Sudah saya tandatangani" in page


def test_the_list_asks_as_often_for_one_paper_as_for_three(cast, sign_in):
    first = opened(pact_paper(cast)).pact
    client, where = sign_in(cast.division_head), reverse("papers-mine")
    client.get(where)
    with CaptureQueriesContext(connection) as one:
        client.get(where)
    for year in (2021, 2022):
        opened(pact_between(first.maker, first.witness, year))
    with CaptureQueriesContext(connection) as three:
        assert "2022" in client.get(where).content.decode()
    assert len(three) == len(one)


def test_the_panel_offers_each_what_they_may_do(cast, sign_in):
    paper = division_paper(cast)
    where = paper.get_absolute_url()
    assert "Buka untuk ditandatangani" in sign_in(cast.planner).get(where).content.decode()
    assert "Buka untuk" not in sign_in(cast.division_head).get(where).content.decode()
    opened(paper)
    assert "Giliran Anda" in sign_in(cast.division_head).get(where).content.decode()
    page = sign_in(cast.planner).get(where).content.decode()
    assert "Giliran Anda" not in page
    assert "Tarik kembali" in page
    assert "Catat tanda tangan basah" in page


def test_a_pact_is_shown_with_its_points(cast, sign_in):
    paper = opened(pact_paper(cast))
    page = sign_in(cast.division_head).get(address("paper-sign", paper)).content.decode()
    assert "siap menghadapi konsekuensinya" in page
