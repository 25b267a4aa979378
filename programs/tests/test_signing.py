"""Signing: in order, by the right person with the right password, once, on what they saw."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from bengkalis.errors import StaleVersion, TransitionRefused
from programs import documents, papers, signing
from programs.models import AgreementIndicator, Paper, PaperEvent, Signature
from programs.tests.samples import agreement_of
from programs.tests.signers import (
    division_paper,
    in_force,
    opened,
    pact_between,
    pact_paper,
    signed,
)
from registry.models import Incumbency
from registry.models.people import today

pytestmark = pytest.mark.django_db
REASON = "Target indikator pertama keliru"


def steps(paper: Paper) -> list[str]:
    return list(paper.events.order_by("id").values_list("step", flat=True))


@pytest.mark.parametrize("start", [division_paper, pact_paper])
def test_both_sign_in_order_and_the_paper_is_in_force(cast, start):
    paper = opened(start(cast), cast.planner)
    assert signing.next_to_sign(paper)[1].official.user == cast.division_head
    paper = signed(paper, cast.division_head)
    assert signing.next_to_sign(paper)[1].official.user == cast.head
    paper = signed(paper, cast.head)
    paper.refresh_from_db()
    assert (paper.state, signing.next_to_sign(paper)) == ("berlaku", None)
    assert bytes(paper.file.content).startswith(b"%PDF-")
    assert steps(paper) == ["dibuka", *["ditandatangani"] * 2, "berlaku"]
    kinds = paper.signatures.values_list("kind", "user", "recorded_by")
    assert list(kinds) == [
        ("portal", cast.division_head.pk, None),
        ("portal", cast.head.pk, None),
    ]


def test_nobody_signs_out_of_turn(cast):
    paper = opened(division_paper(cast))
    for user in (cast.head, cast.planner, cast.admin, cast.head_upt_mandau):
        with pytest.raises(PermissionDenied):
            signed(paper, user)
    assert not Signature.objects.exists()


def test_a_wrong_password_signs_nothing(cast):
    paper = opened(division_paper(cast))
    with pytest.raises(signing.WrongPassword):
        signed(paper, cast.division_head, "bukan-kata-sandinya")
    with pytest.raises(signing.WrongPassword):
        signed(paper, cast.division_head, "")
    assert not Signature.objects.exists()


def test_wrong_passwords_lock_out_as_at_the_door(cast):
    paper = opened(division_paper(cast))
    for _ in range(5):
        with pytest.raises(signing.WrongPassword):
            signed(paper, cast.division_head, "salah")
    with pytest.raises(signing.WrongPassword):
        signed(paper, cast.division_head)  # the right one, too late
    assert not Signature.objects.exists()


def test_the_same_signature_twice_is_one(cast):
    paper = signed(opened(division_paper(cast)), cast.division_head)
    with pytest.raises(signing.AlreadySigned, match="sudah menandatangani"):
        signed(paper, cast.division_head)
    paper = signed(paper, cast.head)
    with pytest.raises(signing.AlreadySigned):
        signed(paper, cast.head)
    assert Signature.objects.count() == 2


def test_a_signature_is_bound_to_the_content_that_was_seen(cast):
    paper = opened(division_paper(cast))
    seen = paper.content_sha256
    paper = signing.recall(paper, None, cast.planner, REASON)
    AgreementIndicator.objects.update(target=349)
    paper = opened(paper)
    with pytest.raises(signing.ContentChanged, match="berubah"):
        signed(paper, cast.division_head, seen=seen)
    signed(paper, cast.division_head, seen=paper.content_sha256)
    assert Signature.objects.get().content_sha256 == paper.content_sha256 != seen


def test_what_was_opened_is_what_the_data_said(cast):
    draft = division_paper(cast)
    before = papers.canonical(signing.contents.content_of(draft))
    paper = opened(draft)
    assert (paper.content, paper.round) == (before, 1)
    assert paper.content_sha256 == papers.digest(before)


def test_an_agreement_without_indicators_is_not_opened(cast):
    paper = division_paper(cast)
    paper.agreement.indicators.all().delete()
    with pytest.raises(TransitionRefused, match="Belum ada indikator"):
        opened(paper)


@pytest.mark.parametrize("sign", ["😀", "漢", "\ue000", "\x01"])
def test_what_cannot_be_printed_is_said_before_anybody_signs(cast, sign):
    paper = division_paper(cast)
    paper.agreement.indicators.update(indicator=f"Koperasi {sign} aktif")
    with pytest.raises(TransitionRefused, match="tidak dapat dicetak"):
        opened(paper)
    paper.refresh_from_db()
    assert (paper.state, paper.round) == ("rancangan", 0)


def test_whoever_holds_the_post_on_the_day_of_the_paper_signs(cast):
    paper = division_paper(cast)
    Incumbency.objects.filter(official__user=cast.head).update(
        valid_to=paper.dated_on - timedelta(days=1)
    )
    with pytest.raises(TransitionRefused, match=r"Pihak kedua: Drs\. Hasan.* tidak memangku"):
        opened(paper)


def test_a_second_agreement_that_replaces_nothing_is_not_opened(cast):
    first = in_force(division_paper(cast), cast.division_head, cast.head)
    of = first.agreement
    second = agreement_of(of.plan, of.first, of.second, date(2020, 6, 2)).paper
    with pytest.raises(TransitionRefused, match="Sudah ada naskah berlaku"):
        opened(second)


def test_names_are_those_of_the_frozen_paper(cast):
    paper = opened(division_paper(cast))
    official = signing.next_to_sign(paper)[1].official
    official.name = "Nurhayati, S.E., M.M."
    official.save()
    signed(paper, cast.division_head)
    assert Signature.objects.get().name == "Nurhayati, S.E."


def test_a_recalled_paper_is_signed_anew_and_the_record_stays(cast):
    paper = signed(opened(division_paper(cast)), cast.division_head)
    paper = signing.recall(paper, None, cast.planner, REASON)
    assert paper.is_draft
    AgreementIndicator.objects.update(target=349)
    paper = in_force(paper, cast.division_head, cast.head)
    assert (paper.state, paper.round) == ("berlaku", 2)
    assert list(paper.signatures.values_list("round", flat=True)) == [1, 2, 2]
    assert PaperEvent.objects.get(step="ditarik").note == REASON


def test_a_paper_in_force_is_not_recalled(cast):
    paper = in_force(division_paper(cast), cast.division_head, cast.head)
    with pytest.raises(TransitionRefused, match="menunggu tanda tangan"):
        signing.recall(paper, None, cast.planner, REASON)


def test_revoking_needs_a_reason_and_a_paper_in_force(cast):
    paper = opened(division_paper(cast))
    with pytest.raises(TransitionRefused, match="Hanya naskah yang berlaku"):
        signing.revoke(paper, None, cast.head, REASON)
    paper = signed(signed(paper, cast.division_head), cast.head)
    for reason in ("", "salah", "x" * 400):
        with pytest.raises(ValidationError):
            signing.revoke(paper, None, cast.head, reason)
    paper = signing.revoke(paper, None, cast.head, REASON)
    paper.refresh_from_db()
    assert (paper.state, paper.reason, paper.revoked_by) == ("dicabut", REASON, cast.head)
    assert steps(paper)[-1] == "dicabut"


def test_the_last_signature_supersedes_the_former_paper(cast):
    first = in_force(division_paper(cast), cast.division_head, cast.head)
    of = first.agreement
    second = agreement_of(of.plan, of.first, of.second, date(2020, 6, 2), first).paper
    second = signed(opened(second), cast.division_head)
    first.refresh_from_db()
    assert first.state == "berlaku"
    second = signed(second, cast.head)
    first.refresh_from_db()
    assert (first.state, second.state) == ("digantikan", "berlaku")
    assert steps(first)[-1] == "digantikan"


def test_a_former_paper_that_was_revoked_stays_revoked(cast):
    first = in_force(division_paper(cast), cast.division_head, cast.head)
    of = first.agreement
    second = agreement_of(of.plan, of.first, of.second, date(2020, 6, 2), first).paper
    signing.revoke(first, None, cast.head, REASON)
    second = in_force(second, cast.division_head, cast.head)
    first.refresh_from_db()
    assert (first.state, second.state) == ("dicabut", "berlaku")


def test_without_its_pdf_the_last_signature_was_never_given(cast, monkeypatch):
    paper = signed(opened(division_paper(cast)), cast.division_head)
    monkeypatch.setattr(documents, "compiled", lambda *_: 1 / 0)
    with pytest.raises(documents.PdfFailed, match="belum dibubuhkan"):
        signed(paper, cast.head)
    paper.refresh_from_db()
    assert (paper.state, paper.signatures.count()) == ("ditandatangani", 1)
    monkeypatch.undo()
    assert signed(paper, cast.head).state == "berlaku"


def test_results_so_far_are_carried_over_with_the_last_signature(cast, monkeypatch):
    seen = []
    monkeypatch.setattr(signing, "carry_results", seen.append)
    paper = in_force(division_paper(cast), cast.division_head, cast.head)
    assert seen == [paper.agreement]


def test_stale_versions_are_refused(cast):
    paper = division_paper(cast)
    with pytest.raises(StaleVersion):
        signing.open_for_signing(paper, paper.version + 1, cast.planner)
    assert Paper.objects.get().is_draft


# --- ink -----------------------------------------------------------------------------------------

PDF = b"%PDF-1.4 pindaian %%EOF"


def scan(content: bytes = PDF, name: str = "pindaian.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_ink_is_recorded_with_its_scan_and_said_to_be_ink(cast):
    paper = opened(division_paper(cast))
    paper = signing.record(paper, None, cast.planner, "pindaian", date(2020, 1, 28), scan())
    row = Signature.objects.get()
    assert (row.kind, row.user, row.recorded_by) == ("pindaian", None, cast.planner)
    assert bytes(row.scan.content) == PDF
    assert (row.scan.media_type, row.signed_on) == ("application/pdf", date(2020, 1, 28))
    assert signed(paper, cast.head).state == "berlaku"


def test_nobody_records_an_electronic_signature_for_another(cast):
    paper = opened(division_paper(cast))
    with pytest.raises(TransitionRefused, match="akun pemiliknya sendiri"):
        signing.record(paper, None, cast.planner, "portal", today())
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("kind", "day", "file", "sentence"),
    [
        ("pindaian", date(2020, 1, 28), None, "belum dipilih"),
        ("dicatat", date(2020, 1, 28), PDF, "Ada pindaian"),
        ("pindaian", date(2020, 1, 28), b"MZ program", "diharapkan PDF"),
        ("pindaian", date(2020, 1, 28), b"%PDF-1.4 /JavaScript %%EOF", "memuat program"),
        ("dicatat", today() + timedelta(days=1), None, "belum tiba"),
        ("dicatat", date(2020, 1, 26), None, "diharapkan sejak tanggal naskah, 27-01-2020"),
        ("dicatat", date(1999, 12, 31), None, "diharapkan sejak tanggal naskah"),
    ],
)
def test_ink_without_evidence_or_ahead_of_time_is_refused(cast, kind, day, file, sentence):
    paper = opened(division_paper(cast))
    upload = file and scan(file)
    with pytest.raises(ValidationError, match=sentence):
        signing.record(paper, None, cast.planner, kind, day, upload)
    assert not Signature.objects.exists()


def test_recording_twice_does_not_sign_for_the_next_party(cast):
    paper = opened(division_paper(cast))
    day = date(2020, 1, 28)
    signing.record(paper, paper.version, cast.planner, "dicatat", day)
    with pytest.raises(StaleVersion):
        signing.record(paper, paper.version, cast.planner, "dicatat", day)
    assert Signature.objects.count() == 1


def test_what_awaits_me_is_what_is_my_turn(cast):
    paper = opened(division_paper(cast))
    pact = opened(pact_of_same_people(cast))
    assert list(signing.awaiting(cast.division_head)) == [paper, pact]
    assert list(signing.awaiting(cast.head)) == []
    signed(paper, cast.division_head)
    assert list(signing.awaiting(cast.division_head)) == [pact]
    assert list(signing.awaiting(cast.head)) == [paper]


def pact_of_same_people(cast) -> Paper:
    maker, witness = (
        Incumbency.objects.get(official__user=user) for user in (cast.division_head, cast.head)
    )
    return pact_between(maker, witness)


def test_a_scan_is_stored_from_its_first_byte(cast):
    upload = scan()
    upload.seek(0, 2)
    paper = opened(division_paper(cast))
    signing.record(paper, None, cast.planner, "pindaian", date(2020, 1, 28), upload)
    assert BytesIO(bytes(Signature.objects.get().scan.content)).read() == PDF
