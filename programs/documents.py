"""The PDF of a paper: laid out by typst from its frozen content, sealed, tagged for reading aloud.

PDF/A-2a and PDF/UA-1. Data reach the layout as JSON and are printed as they are. The same content
and signatures always make the same pages; only the seal carries the moment it was set.
"""

import json
import logging
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from bengkalis.errors import DomainError
from bengkalis.templatetags.ui import number, tanggal, waktu
from programs import contents, papers, qr, sealing
from programs.enums import (
    FundSource,
    PaperKind,
    PaperState,
    Part,
    SealKind,
    SignatureKind,
    VersionKind,
)
from programs.models import Paper, Signature

LAYOUTS = Path(__file__).parent / "layouts"
STANDARDS = ["a-2a", "ua-1"]
OFFICE = "Dinas Koperasi, Usaha Kecil dan Menengah"
HOW = {
    SignatureKind.ELECTRONIC: "Ditandatangani secara elektronik di portal, dengan kata sandi"
    " penanda tangan, {at} WIB",
    SignatureKind.SCAN: "Ditandatangani dengan tinta basah pada {on}; pindaiannya disimpan di"
    " portal",
    SignatureKind.RECORDED: "Ditandatangani dengan tinta basah pada {on}; hanya dicatat petugas,"
    " tanpa pindaian",
}
SEALS = {
    SealKind.CERTIFIED: "PDF ini disegel secara elektronik (PAdES) dengan sertifikat {owner};"
    " perubahan apa pun sesudahnya merusak segel.",
    SealKind.DEMONSTRATION: "PDF ini disegel secara elektronik (PAdES) dengan sertifikat PERAGAAN"
    " {owner}: tanpa kekuatan hukum.",
    SealKind.NONE: "PDF ini TIDAK disegel secara elektronik; cocokkan SHA-256 berkas di halaman"
    " verifikasi.",
}
log = logging.getLogger(__name__)


class PdfFailed(DomainError):
    """The PDF could not be made or sealed; nothing was signed."""


@dataclass(frozen=True)
class Made:
    """A finished PDF: its bytes, what seals it, whose certificate."""

    pdf: bytes
    seal: SealKind
    certificate: str


def make(paper: Paper) -> Made:
    """The PDF of a paper that all have signed. Raises PdfFailed."""
    try:
        sealer = sealing.sealer()
        pdf = compiled(layout_of(paper), data_of(paper, sealer))
        return Made(sealer.seal(pdf, paper.title), sealer.kind, sealer.owner)
    except Exception as error:
        log.exception("no PDF of paper %s", paper.uid)
        raise PdfFailed(
            "PDF naskah ini tidak dapat dibuat, sehingga tanda tangan Anda belum dibubuhkan."
            " Hubungi pengelola portal."
        ) from error


def preview(paper: Paper) -> bytes:
    """How the paper looks so far, marked RANCANGAN, without QR code and seal. Raises PdfFailed."""
    try:
        return compiled(layout_of(paper), data_of(paper, None))
    except Exception as error:
        log.exception("no preview of paper %s", paper.uid)
        raise PdfFailed("Pratinjau naskah ini tidak dapat dibuat; hubungi pengelola portal.") from (
            error
        )


def unprintable(paper: Paper) -> list[str]:
    """Why the pages of a draft cannot be made, in a sentence; asked before anybody signs.

    PDF/A prints no sign that its fonts lack.
    """
    try:
        preview(paper)
    except PdfFailed as failed:
        sign = re.search(r'text `"(.+?)"`|codepoint `"(.+?)"`', str(failed.__cause__))
        if sign is None:
            return [str(failed)]
        found = f"Isi naskah memuat tanda yang tidak dapat dicetak ({sign[1] or sign[2]})"
        return [f"{found}; hapus atau ganti tanda itu."]
    return []


def filename(paper: Paper) -> str:
    """``PK-2020-7K3M-9QXR-2TDA.pdf``; a preview says that it is one."""
    draft = "-rancangan" if paper.state in (PaperState.DRAFT, PaperState.OPEN) else ""
    return f"{paper.kind.upper()}-{paper.year}-{paper.shown_code}{draft}.pdf"


def layout_of(paper: Paper) -> str:
    return "agreement.typ" if papers.is_agreement(paper) else "pact.typ"


def compiled(layout: str, data: dict) -> bytes:
    """The pages, unsealed. Raises typst's TypstError."""
    import typst

    day = date.fromisoformat(data["dated_on"])
    return typst.compile(
        LAYOUTS / layout,
        root=settings.BASE_DIR,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
    )


def content_of(paper: Paper) -> dict:
    """The frozen content as data; for a draft what it would be now."""
    return json.loads(paper.content or papers.canonical(contents.content_of(paper)))


def data_of(paper: Paper, sealer) -> dict:
    """What the layout prints. ``sealer`` is None for a preview."""
    content = content_of(paper)
    special = _agreement_data if papers.is_agreement(paper) else _pact_data
    return {
        "kind": PaperKind(paper.kind).label,
        "office": OFFICE,
        "title": content["title"],
        "code": paper.shown_code,
        "year": str(content["year"]),
        "dated_on": content["dated_on"],
        "day": tanggal(date.fromisoformat(content["dated_on"])),
        "place": content["signed_in"],
        "supersedes": content["supersedes"] and _in_fours(content["supersedes"]),
        "demo": paper.is_demo,
        "marks": _marks(paper, sealer),
        "parties": _parties(paper, content),
        **_check(paper, sealer),
        **special(content),
    }


def _marks(paper: Paper, sealer) -> list[str]:
    """What stands across the page."""
    marks = [] if sealer else ["RANCANGAN"]
    return [*marks, "CONTOH"] if paper.is_demo else marks


def _in_fours(code: str) -> str:
    return Paper(code=code).shown_code


def _check(paper: Paper, sealer) -> dict:
    """The box by which a stranger checks the paper."""
    return {
        "qr": qr.svg_file(paper) if sealer else None,
        "address": qr.address_of(paper),
        "sha256": paper.content_sha256,
        "seal": SEALS[sealer.kind].format(owner=sealer.owner) if sealer else "",
    }


def _parties(paper: Paper, content: dict) -> list[dict]:
    rows = paper.signatures.filter(round=paper.round) if paper.round and not paper.is_draft else ()
    signed = {row.part: how_signed(row) for row in rows}
    return [
        {
            "part": Part(party["part"]).label,
            "name": party["name"],
            "position": party["position"],
            "rank": party["rank"],
            "nip": party["nip"],
            "signature": signed.get(party["part"]),
        }
        for party in content["parties"]
    ]


def how_signed(row: Signature) -> str:
    """The kind and time of a signature, honestly, in words."""
    at = waktu(timezone.localtime(row.signed_at))
    return HOW[row.kind].format(on=tanggal(row.signed_on), at=at)


def _agreement_data(content: dict) -> dict:
    return {
        "quarters": any(_quarters(one) for one in content["indicators"]),
        "indicators": _indicators(content["indicators"]),
        "programs": [
            {
                "no": str(one["no"]),
                "code": one["code"],
                "name": one["name"],
                "amount": figure(one["amount"]),
                "source": _source(one["fund_source"]),
            }
            for one in content["programs"]
        ],
        "total": figure(content["total"]),
        "budget": _budget(content["budget"]),
    }


def _indicators(rows: list[dict]) -> list[dict]:
    shown = any(_quarters(one) for one in rows)
    return [
        {
            "no": str(one["no"]),
            "goal": one["goal"],
            "indicator": one["indicator"],
            "unit": one["unit"],
            "target": figure(one["target"]),
            "quarters": [figure(one[f"target_{n}"]) for n in range(1, 5)] if shown else [],
        }
        for one in rows
    ]


def _quarters(one: dict) -> bool:
    return any(one[f"target_{n}"] is not None for n in range(1, 5))


def figure(value) -> str:
    """A number as Indonesians write it, without needless places; nothing → a dash."""
    if value is None:
        return "–"
    amount = Decimal(str(value))
    return number(amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount)


def _source(code: str) -> str:
    return FundSource(code).label if code in FundSource.values else code


def _budget(budget: dict | None) -> str:
    """Which version of the pagu the amounts are from."""
    if not budget:
        return ""
    kind = VersionKind(budget["kind"]).label.lower()
    document = f" {budget['document_number']}" if budget["document_number"] else ""
    day = budget["document_date"]
    dated = f" tanggal {tanggal(date.fromisoformat(day))}" if day else ""
    return f"Anggaran menurut DPA {kind}{document}{dated}."


def _pact_data(content: dict) -> dict:
    return {
        "heading": "Pakta Integritas",
        "opening": content["opening"],
        "points": content["points"],
        "template": str(content["template"]),
        "source": content["source"],
    }
