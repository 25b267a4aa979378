"""The life of a paper: opened for signatures, signed in order, in force, superseded or revoked.

Each step locks the paper, asks whether it may be taken, takes it, and writes it down; all or
nothing. The last signature makes the PDF, supersedes the former paper and puts this one in force
in one transaction: where the PDF fails, that signature was never given.
"""

import json
from datetime import date
from hashlib import sha256

from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from bengkalis.errors import DomainError, TransitionRefused
from programs import contents, documents, papers
from programs.agreements import carry_results
from programs.enums import PaperState, PaperStep, Part, SignatureKind
from programs.models import Paper, PaperEvent, PaperFile, Signature, SignatureScan
from programs.models.papers import PaperQuerySet
from programs.papers import is_agreement
from registry.documents import judge
from registry.explaining import reason_given
from registry.models import Incumbency
from registry.models.people import today

INK = (SignatureKind.SCAN, SignatureKind.RECORDED)
LONGEST_REASON = 300


class WrongPassword(DomainError):
    """The password given with the signature is not the signer's."""

    slug = "forbidden"


class AlreadySigned(TransitionRefused):
    """The same signature a second time: two clicks, or two windows. Nothing changed."""


class ContentChanged(TransitionRefused):
    """The paper was recalled and opened anew since the signer looked at it."""


# --- opening and recalling -----------------------------------------------------------------------


def gaps(paper: Paper) -> list[str]:
    """What is missing before ``paper`` can be opened for signatures, one sentence a gap."""
    found = []
    if papers.is_agreement(paper) and not paper.agreement.indicators.exists():
        found.append("Belum ada indikator kinerja.")
    for part, incumbency in contents.signatories(paper):
        if not incumbency.holds(paper.dated_on):
            day = f"{paper.dated_on:%d-%m-%Y}"
            post = f"{incumbency.official} tidak memangku jabatan {incumbency.position}"
            found.append(f"{Part(part).label}: {post} pada tanggal naskah, {day}.")
    found += _former_gap(paper)
    return found or documents.unprintable(paper)


def _former_gap(paper: Paper) -> list[str]:
    former = papers.current(paper.kind, paper.year, paper.subject)
    if former is None or former.pk == paper.supersedes_id:
        return []
    return [f"Sudah ada naskah berlaku ({former.shown_code}); buat perubahannya."]


@transaction.atomic
def open_for_signing(paper: Paper, version: int | None, by) -> Paper:
    """Freeze what the paper says and wait for signatures.

    Raises StaleVersion, TransitionRefused with what is missing.
    """
    paper = Paper.locked(paper.pk, version)
    if paper.state != PaperState.DRAFT:
        raise TransitionRefused("Hanya rancangan yang dapat dibuka untuk ditandatangani.")
    if missing := gaps(paper):
        raise TransitionRefused(" ".join(missing))
    paper.content = papers.canonical(contents.content_of(paper))
    paper.content_sha256 = papers.digest(paper.content)
    paper.state, paper.round, paper.opened_at = PaperState.OPEN, paper.round + 1, timezone.now()
    paper.save(update_fields=["content", "content_sha256", "state", "round", "opened_at"])
    _note(paper, PaperStep.OPENED, by, f"Putaran {paper.round}")
    return paper


@transaction.atomic
def recall(paper: Paper, version: int | None, by, reason: str) -> Paper:
    """Back to a draft, to be corrected and signed anew; what was signed stays on record.

    Raises StaleVersion, ValidationError, TransitionRefused once it is in force.
    """
    paper = Paper.locked(paper.pk, version)
    if paper.state != PaperState.OPEN:
        raise TransitionRefused("Hanya naskah yang menunggu tanda tangan dapat ditarik kembali.")
    words = _reason(reason)
    paper.state, paper.content, paper.content_sha256 = PaperState.DRAFT, "", ""
    paper.save(update_fields=["state", "content", "content_sha256"])
    _note(paper, PaperStep.RECALLED, by, words)
    return paper


@transaction.atomic
def revoke(paper: Paper, version: int | None, by, reason: str) -> Paper:
    """End a paper in force without another. Raises StaleVersion, ValidationError,
    TransitionRefused."""
    paper = Paper.locked(paper.pk, version)
    if paper.state != PaperState.IN_FORCE:
        raise TransitionRefused("Hanya naskah yang berlaku dapat dicabut.")
    paper.state, paper.revoked_at, paper.revoked_by = PaperState.REVOKED, timezone.now(), by
    paper.reason = _reason(reason)
    paper.save(update_fields=["state", "revoked_at", "revoked_by", "reason"])
    _note(paper, PaperStep.REVOKED, by, paper.reason)
    return paper


def _reason(words: str) -> str:
    words = reason_given(words)
    if len(words) > LONGEST_REASON:
        found = f"Ditemukan {len(words)} huruf dan tanda"
        raise ValidationError(f"{found}, diharapkan paling banyak {LONGEST_REASON}.")
    return words


def _note(paper: Paper, step: PaperStep, by, note: str = "") -> None:
    PaperEvent.objects.create(paper=paper, step=step, by=by, note=note)


# --- whose turn it is ----------------------------------------------------------------------------


def next_to_sign(paper: Paper) -> tuple[Part, Incumbency] | None:
    """Whose signature is awaited; None where the paper awaits none."""
    if paper.state != PaperState.OPEN:
        return None
    given = paper.signatures.filter(round=paper.round).count()
    waiting = contents.signatories(paper)[given:]
    return waiting[0] if waiting else None


def awaiting(user) -> PaperQuerySet:
    """Papers that wait for the signature of ``user`` now, the one opened first on top."""
    given = Count("signatures", filter=Q(signatures__round=F("round")))
    of = {"agreement__first": 0, "agreement__second": 1, "pact__maker": 0, "pact__witness": 1}
    turn = Q()
    for path, place in of.items():
        turn |= Q(given=place, **{f"{path}__official__user": user})
    rows = Paper.objects.filter(state=PaperState.OPEN).annotate(given=given)
    return rows.filter(turn).order_by("opened_at", "id")


def signed_by(paper: Paper, user) -> bool:
    """Whether ``user`` signed in this round."""
    return paper.signatures.filter(round=paper.round, user=user).exists()


def demand_turn(paper: Paper, user) -> tuple[Part, Incumbency]:
    """Raises AlreadySigned, TransitionRefused, or PermissionDenied for anybody else."""
    if paper.round and not paper.is_draft and signed_by(paper, user):
        raise AlreadySigned("Anda sudah menandatangani naskah ini; tidak ada yang berubah.")
    turn = next_to_sign(paper)
    if turn is None:
        raise TransitionRefused("Naskah ini tidak sedang menunggu tanda tangan.")
    if turn[1].official.user_id != user.pk:
        raise PermissionDenied("Tanda tangan berikutnya bukan giliran Anda.")
    return turn


# --- signing -------------------------------------------------------------------------------------


def sign(
    paper: Paper, version: int | None, user, password: str, request, seen: str | None = None
) -> Paper:
    """The next party's own signature, given with their password on the content they saw.

    ``seen`` is the SHA-256 of that content. Raises PermissionDenied for anybody else,
    WrongPassword (counted, and locking out as at the door), AlreadySigned, ContentChanged,
    StaleVersion, TransitionRefused, documents.PdfFailed.
    """
    demand_turn(paper, user)
    _demand_seen(paper, seen)
    _demand_password(user, password, request)  # outside: a failure is counted and stays counted
    with transaction.atomic():
        paper = Paper.locked(paper.pk, None)
        demand_turn(paper, user)
        _demand_seen(paper, seen)
        paper = Paper.locked(paper.pk, version)
        _add(paper, SignatureKind.ELECTRONIC, today(), user, user=user)
        return _settle(paper, user)


def _demand_seen(paper: Paper, seen: str | None) -> None:
    if seen is not None and seen != paper.content_sha256:
        raise ContentChanged(
            "Isi naskah berubah sejak Anda membukanya; baca isinya yang baru, lalu tanda tangani."
        )


def _demand_password(user, password: str, request) -> None:
    found = authenticate(request, username=user.get_username(), password=password)
    if found is None or found.pk != user.pk:
        raise WrongPassword("Kata sandi tidak cocok; tanda tangan belum dibubuhkan.")


@transaction.atomic
def record(paper: Paper, version: int | None, by, kind: str, signed_on: date, scan=None) -> Paper:
    """The next party's signature in ink, written down by ``by``; ``scan`` is an uploaded file.

    Raises StaleVersion, ValidationError, TransitionRefused, documents.PdfFailed.
    """
    paper = Paper.locked(paper.pk, version)
    if kind not in INK:
        raise TransitionRefused("Tanda tangan elektronik dibubuhkan akun pemiliknya sendiri.")
    if next_to_sign(paper) is None:
        raise TransitionRefused("Naskah ini tidak sedang menunggu tanda tangan.")
    _demand_day(paper, signed_on)
    media_type = _judged(kind, scan)
    signature = _add(paper, kind, signed_on, by, recorded_by=by)
    if scan is not None:
        _keep_scan(signature, scan, media_type)
    return _settle(paper, by)


def _demand_day(paper: Paper, signed_on: date) -> None:
    """Raises ValidationError for a day to come, or before the paper's own."""
    if signed_on > today():
        raise ValidationError({"signed_on": "Tanggal itu belum tiba."})
    if signed_on < paper.dated_on:
        expected = f"diharapkan sejak tanggal naskah, {paper.dated_on:%d-%m-%Y}"
        raise ValidationError({"signed_on": f"Ditemukan {signed_on:%d-%m-%Y}, {expected}."})


def _judged(kind: str, scan) -> str:
    """The scan's media type; "" without one. Raises ValidationError."""
    if kind == SignatureKind.SCAN and scan is None:
        raise ValidationError({"scan": "Pindaian belum dipilih."})
    if kind == SignatureKind.RECORDED and scan is not None:
        raise ValidationError({"scan": "Ada pindaian; pilih jenis tinta basah dengan pindaian."})
    return judge(scan) if scan is not None else ""


def _keep_scan(signature: Signature, scan, media_type: str) -> None:
    scan.seek(0)
    content = scan.read()
    digest = sha256(content).hexdigest()
    SignatureScan.objects.create(
        signature=signature, content=content, sha256=digest, media_type=media_type
    )


def _add(paper: Paper, kind: str, signed_on: date, by, **whose) -> Signature:
    """The next signature, with name and position as the frozen paper has them."""
    part, incumbency = next_to_sign(paper)
    place = 1 + paper.signatures.filter(round=paper.round).count()
    party = json.loads(paper.content)["parties"][place - 1]
    signature = Signature.objects.create(
        paper=paper,
        round=paper.round,
        place=place,
        part=part,
        kind=kind,
        official=incumbency.official,
        content_sha256=paper.content_sha256,
        signed_on=signed_on,
        **{name: party[name] for name in ("name", "nip", "rank", "position")},
        **whose,
    )
    note = f"{part.label}: {signature.name} – {SignatureKind(kind).label.lower()}"
    _note(paper, PaperStep.SIGNED, by, note[:LONGEST_REASON])
    return signature


def _settle(paper: Paper, by) -> Paper:
    """Into force after the last signature; else only a new version, against a second click."""
    if paper.signatures.filter(round=paper.round).count() < paper.parties:
        paper.save(update_fields=["state"])
        return paper
    made = documents.make(paper)
    PaperFile.objects.create(
        paper=paper,
        content=made.pdf,
        sha256=sha256(made.pdf).hexdigest(),
        seal=made.seal,
        certificate=made.certificate[:300],
    )
    _supersede(paper, by)
    paper.state, paper.in_force_at = PaperState.IN_FORCE, timezone.now()
    paper.save(update_fields=["state", "in_force_at"])
    _note(paper, PaperStep.IN_FORCE, by)
    if is_agreement(paper):
        carry_results(paper.agreement)
    return paper


def _supersede(paper: Paper, by) -> None:
    """The former paper ends here, unless it was revoked before."""
    if paper.supersedes_id is None:
        return
    former = Paper.locked(paper.supersedes_id, None)
    if former.state != PaperState.IN_FORCE:
        return
    former.state, former.superseded_at = PaperState.SUPERSEDED, timezone.now()
    former.save(update_fields=["state", "superseded_at"])
    _note(former, PaperStep.SUPERSEDED, by, f"Digantikan {paper.shown_code}")
