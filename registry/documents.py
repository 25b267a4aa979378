"""Keeping documents: judged by content, stored once under their hash, removed with the last row.

Files lie in ``settings.DOCUMENTS`` outside the web root, named by the SHA-256 of what is in them. A
row and its file come and go under one lock per hash, so that of two people who keep and remove the
same file at the same moment neither is left without it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from bengkalis.audit import acting
from bengkalis.errors import DomainError
from registry.entry import touch
from registry.models import Document, Training

LARGEST = 10 * 1024 * 1024  # bytes: a scan of some forty pages
EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
EXPECTED = f"PDF, JPEG, atau PNG, paling besar {LARGEST // 2**20} MB"
TAIL = 2048
LIVELY = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


class Unsuitable(ValidationError):
    """The file is not one that is kept; the sentence says what was found and expected."""


class FileLost(DomainError):
    """The row is there and its file is not: somebody touched the store."""

    slug = "not-found"


def judge(upload: UploadedFile) -> str:
    """The media type of ``upload`` by its content, whatever its name says. Raises Unsuitable."""
    if upload.size > LARGEST:
        raise _unsuitable(f"berkas {upload.size / 2**20:.1f} MB".replace(".", ","))
    if not upload.size:
        raise _unsuitable("berkas kosong")
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    return _media_type(content)


def _media_type(content: bytes) -> str:
    head, tail = content[:1024], content[-TAIL:]
    if b"%PDF-" in head:
        if b"%%EOF" not in tail:
            raise _unsuitable("PDF yang terpotong")
        if any(word in content for word in LIVELY):
            raise _unsuitable("PDF yang memuat program atau berkas lain")
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        if b"\xff\xd9" not in tail:
            raise _unsuitable("foto JPEG yang terpotong")
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        if b"IEND" not in tail:
            raise _unsuitable("gambar PNG yang terpotong")
        return "image/png"
    raise _unsuitable("isi jenis lain")


def _unsuitable(found: str) -> Unsuitable:
    return Unsuitable(f"Ditemukan {found}, diharapkan {EXPECTED}.", code="unsuitable_file")


def describe(document: Document, upload: UploadedFile) -> None:
    """Set what the server knows of the file. Raises Unsuitable."""
    document.media_type = judge(upload)
    document.size = upload.size
    document.sha256 = sha256(upload.read()).hexdigest()
    upload.seek(0)
    document.filename = _clean_name(upload.name, document.media_type)


def _clean_name(name: str, media_type: str) -> str:
    """The last part of the name, printable, with the extension that its content has."""
    stem = Path(name.replace("\\", "/")).stem
    stem = "".join(letter for letter in stem if letter.isprintable() and letter not in '<>:"|?*/')
    return f"{stem.strip('. ')[:200] or 'dokumen'}{EXTENSIONS[media_type]}"


@transaction.atomic
def keep(document: Document, upload: UploadedFile, by=None) -> Document:
    """Store the file and its row, described and cleaned before; both or neither.

    Raises ValidationError when the cooperative has this file already.
    """
    with _one_at_a_time(document.sha256):
        document.uploaded_by = by
        document.full_clean()
        write(path_of(document), upload)
        document.save(force_insert=True)
        touch(document.cooperative)
    return document


@transaction.atomic
def remove(document: Document, reason: str) -> None:
    """Forget a document; its file goes too, when no other row needs it. The trail keeps the row
    and ``reason``."""
    with acting(reason=reason):
        document.delete()
        touch(document.cooperative)
    transaction.on_commit(lambda: sweep(document))


@transaction.atomic
def sweep(document: Document) -> None:
    """Delete the file of ``document`` if no row of any cooperative needs it."""
    with _one_at_a_time(document.sha256):
        if not Document.objects.filter(sha256=document.sha256).exists():
            path_of(document).unlink(missing_ok=True)


def open_file(document: Document):
    """The file, opened for reading. Raises FileLost."""
    try:
        return path_of(document).open("rb")
    except FileNotFoundError as error:
        raise FileLost(
            f"Berkas “{document}” hilang dari penyimpanan; hubungi pengelola portal."
        ) from error


def path_of(document: Document) -> Path:
    return settings.DOCUMENTS / document.sha256[:2] / document.sha256


@contextmanager
def _one_at_a_time(digest: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || %s, 0))",
            [f".document.{digest}"],
        )
    yield


def write(path: Path, upload: File) -> None:
    """Whole or not at all: written beside and renamed; what lies there already is the same."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def about_choices(cooperative) -> list[tuple[str, str]]:
    """What a document of ``cooperative`` may be about, as ``meeting:12`` and words."""
    parts = {
        "meeting": cooperative.meetings.all(),
        "amendment": cooperative.amendments.all(),
        "training": _trainings(cooperative),
        "visit": cooperative.visits.all(),
        "case": cooperative.cases.all(),
        "assessment": cooperative.assessments.all(),
    }
    words = {"amendment": "PAD {}", "training": "Pelatihan {}"}
    return [
        (f"{name}:{row.pk}", words.get(name, "{}").format(row))
        for name, rows in parts.items()
        for row in rows
    ]


def _trainings(cooperative):
    return Training.objects.filter(board_member__cooperative=cooperative)
