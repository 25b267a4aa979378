"""A few documents on file: one-page PDFs that say of themselves that they are made up."""

from hashlib import sha256
from uuid import uuid5

from django.core.files.base import ContentFile

from registry.demo import copying
from registry.documents import path_of, write
from registry.enums import DocumentKind, Status
from registry.models import AnnualMeeting, Document

MOST = 60  # every further one would only cost disk
BOOK_YEAR = 2019


def seed() -> int:
    """Minutes of the RAT of 2019 for the first aktif cooperatives; how many were stored."""
    held = AnnualMeeting.objects.filter(
        cooperative__is_demo=True,
        cooperative__status=Status.ACTIVE,
        book_year=BOOK_YEAR,
        held_on__isnull=False,
    )
    rows = [_minutes(row) for row in held.select_related("cooperative").order_by("pk")[:MOST]]
    return copying.copy(Document, rows)


def _minutes(meeting: AnnualMeeting) -> dict:
    title = f"Berita acara RAT tahun buku {meeting.book_year}"
    lines = [
        "CONTOH: dokumen peragaan, bukan dokumen yang sebenarnya",
        title,
        meeting.cooperative.name,
        f"Diadakan pada {meeting.held_on:%d-%m-%Y}",
    ]
    content = pdf(lines)
    document = Document(sha256=sha256(content).hexdigest())
    write(path_of(document), ContentFile(content))
    return {
        "uid": uuid5(meeting.cooperative.uid, title),
        "cooperative_id": meeting.cooperative_id,
        "meeting_id": meeting.pk,
        "kind": DocumentKind.MINUTES,
        "title": title,
        "filename": f"berita-acara-rat-{meeting.book_year}.pdf",
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": document.sha256,
        "uploaded_at": f"{meeting.held_on} 09:00:00+07",
        "is_demo": True,
    }


def pdf(lines: list[str]) -> bytes:
    """One A4 page of Helvetica; each of ``lines`` in Latin-1."""
    text = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
    page = f"BT /F1 14 Tf 60 760 Td 22 TL {text} ET".encode("latin-1", "replace")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
        b"/Resources<</Font<</F1 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(page), page),
    ]
    found, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(found))
        found += b"%d 0 obj%b endobj\n" % (number, part)
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    found += b"".join(b"%010d 00000 n \n" % place for place in places)
    found += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return bytes(found)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
