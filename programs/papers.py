"""Papers before they are signed: a fresh draft with its code, and what it will say, canonically."""

import hashlib
import json
import secrets
from datetime import date
from decimal import Decimal

from programs.enums import PaperKind, PaperState
from programs.models import Paper

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
LOOKALIKES = str.maketrans("ILOU", "110V")


def new_code() -> str:
    """Twelve letters and digits that nobody guesses: 60 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def read_code(text: str) -> str:
    """A verification code as people type it: lower case, spaces, dashes, I for 1, O for 0."""
    return "".join(text.split()).replace("-", "").upper().translate(LOOKALIKES)


def new_paper(
    kind: str,
    year: int,
    subject: str,
    title: str,
    dated_on: date,
    supersedes: Paper | None = None,
    is_demo: bool = False,
) -> Paper:
    """A draft with two parties, saved. Raises ValidationError: one is in work already."""
    paper = Paper(
        code=new_code(),
        kind=kind,
        year=year,
        subject=subject,
        title=title,
        dated_on=dated_on,
        parties=2,
        supersedes=supersedes,
        is_demo=is_demo,
    )
    paper.full_clean()
    paper.save()
    return paper


def current(kind: str, year: int, subject: str) -> Paper | None:
    """The paper in force for ``subject`` that year."""
    return Paper.objects.filter(
        kind=kind, year=year, subject=subject, state=PaperState.IN_FORCE
    ).first()


def canonical(content: dict) -> str:
    """JSON with sorted keys and no white space: the same content is always the same text.

    Decimals are text without needless zeros, days are ISO 8601 (after RFC 8785).
    """
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def _plain(value) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no canonical form")


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 of ``text``, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_agreement(paper: Paper) -> bool:
    return paper.kind == PaperKind.AGREEMENT
