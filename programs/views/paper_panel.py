"""What the page of an agreement and of a pact show of their paper."""

import json
from dataclasses import asdict

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe

from bengkalis.access import Permission
from bengkalis.templatetags.ui import jam
from programs import contents, qr, signing
from programs.enums import PaperState, Part
from programs.models import Paper, PaperFile, Signature, SignatureScan
from programs.views.paper_files import may_see_scans

TONES = {
    PaperState.DRAFT: "neutral",
    PaperState.OPEN: "warn",
    PaperState.IN_FORCE: "good",
    PaperState.SUPERSEDED: "info",
    PaperState.REVOKED: "bad",
}


def panel(request, paper: Paper) -> dict:
    """Context of ``programs/papers/_panel.html``."""
    user, turn = request.user, signing.next_to_sign(paper)
    signatures = signatures_of(paper)
    file = PaperFile.objects.filter(paper=paper).defer("content").first()
    return {
        "paper": paper,
        "tone": TONES[paper.state],
        "signatures": signatures,
        "places": places(paper, signatures),
        "turn": turn,
        "my_turn": turn is not None and turn[1].official.user_id == user.pk,
        "events": events_of(paper),
        "file": file,
        "qr": mark_safe(qr.svg(paper)) if file else "",  # noqa: S308, drawn by segno
        "check_url": _check_url(paper),
        "sees_scans": may_see_scans(user, paper),
        "successor": Paper.objects.filter(supersedes=paper).exclude(state="rancangan").first(),
        **_may(user, paper),
    }


def _may(user, paper: Paper) -> dict:
    prepares = user.may(Permission.PREPARE_PAPERS)
    is_open = paper.state == PaperState.OPEN
    in_force = paper.state == PaperState.IN_FORCE
    return {
        "may_open": prepares and paper.is_draft,
        "may_recall": prepares and is_open,
        "may_revoke": in_force and user.may(Permission.REVOKE_PAPERS),
    }


def signatures_of(paper: Paper) -> list[Signature]:
    """Those of this round, with ``has_scan``; none for a draft, whose former ones do not count."""
    if paper.is_draft:
        return []
    rows = list(paper.signatures.filter(round=paper.round).select_related("recorded_by"))
    scanned = set(
        SignatureScan.objects.filter(signature__in=rows).values_list("signature", flat=True)
    )
    for row in rows:
        row.has_scan = row.pk in scanned
    return rows


def places(paper: Paper, signatures: list[Signature]) -> list[dict]:
    """Every party in order, as the paper names it, with the signature that is there."""
    given = {row.part: row for row in signatures}
    return [
        {
            "part": Part(party["part"]).label,
            "name": party["name"],
            "position": party["position"],
            "signature": given.get(party["part"]),
        }
        for party in _parties(paper)
    ]


def _parties(paper: Paper) -> list[dict]:
    """As frozen; of a draft as they would be now."""
    if not paper.is_draft:
        return json.loads(paper.content)["parties"]
    named = contents.signatories(paper)
    return [{"part": part, **asdict(one.party(paper.dated_on))} for part, one in named]


def events_of(paper: Paper) -> list[dict]:
    """The timeline, newest first."""
    rows = paper.events.select_related("by").order_by("-id")
    return [
        {
            "when": row.at,
            "title": row.get_step_display(),
            "text": row.note,
            "who": f"{row.by.full_name if row.by else 'Portal'}, pukul {jam(row.at)} WIB",
        }
        for row in rows
    ]


def _check_url(paper: Paper) -> str:
    """The public page of the code, for a paper that strangers may ask about."""
    if paper.state in (PaperState.DRAFT, PaperState.OPEN):
        return ""
    try:
        return reverse("verification-code", args=[paper.code])
    except NoReverseMatch:
        return ""
