"""Which uploaded files may be opened at all, judged by their content and never by their name.

A workbook is a zip of XML parts. Before the reader opens it, every part is unpacked here in small
pieces, so that a zip bomb, a cell at the far end of the sheet (which the reader would answer with
hundreds of gigabytes), a macro or a link to another file is refused with one sentence.
"""

import re
import zipfile
import zlib
from io import BytesIO

MAX_FILE_BYTES = 20 * 2**20
MAX_UNPACKED_BYTES = 300 * 2**20
MAX_RATIO = 300  # unpacked to packed, of a part larger than a megabyte
MAX_PARTS = 2000
PIECE = 2**20

_SAVE_AS = "Buka di Excel lalu simpan sebagai Buku Kerja Excel (.xlsx)."
_SIGNATURES = (
    (b"%PDF", "dokumen PDF, bukan lembar kerja. Mintalah berkas Excel aslinya."),
    (b"{\\rtf", "dokumen teks (RTF), bukan lembar kerja."),
    (b"\x89PNG", "gambar, bukan lembar kerja."),
    (b"\xff\xd8\xff", "gambar, bukan lembar kerja."),
    (b"GIF8", "gambar, bukan lembar kerja."),
    (b"Rar!", "arsip RAR. Unggah lembar kerja di dalamnya."),
    (b"7z\xbc\xaf", "arsip 7z. Unggah lembar kerja di dalamnya."),
    (b"\x1f\x8b", "arsip GZIP. Unggah lembar kerja di dalamnya."),
)
_WEB_PAGE = re.compile(rb"\s*(?:<!doctype html|<html|<table|<meta|<head|<\?xml|<Workbook)", re.I)
_FORBIDDEN_PARTS = (
    (re.compile(r"vbaproject|macrosheets/|^basic/|^scripts/", re.I), "memuat makro"),
    (re.compile(r"externallinks/", re.I), "memuat tautan ke berkas lain"),
)
_DOCUMENT_TYPE = tuple(
    word.encode(code)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for code in ("ascii", "utf-16-le", "utf-16-be")
)
# A reference outside A1:AZ99999 or none, a formula, a cell error, a hidden row: look closer.
_FAR_REFERENCE = re.compile(rb"""\sr\s*=\s*["'](?!(?:A?[A-Z])?[0-9]{1,5}["'])[^"']*["']""")
_NOTEWORTHY = (b"hidden", b'"e"', b"'e'", b"<f", b":f", b"<row>", b"<row/", b"<c>", b"<c/")


class UnreadableFile(Exception):
    """The file cannot be imported; ``str(error)`` is the one Indonesian sentence that says why."""


def kind_of(content: bytes, filename: str) -> str:
    """ "xlsx", "ods", "xls" or "text"; UnreadableFile when the content is none of them."""
    if not content.strip():
        raise UnreadableFile(f"Berkas {filename} kosong.")
    if len(content) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 2**20
        raise UnreadableFile(f"Berkas {filename} lebih besar dari {limit} MB. Bagi per kecamatan.")
    for signature, what in _SIGNATURES:
        if content.startswith(signature):
            raise UnreadableFile(f"Berkas {filename} ternyata {what}")
    if content.startswith(b"PK"):
        return _kind_of_zip(content, filename)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _kind_of_compound(content, filename)
    if _WEB_PAGE.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise UnreadableFile(f"Berkas {filename} ternyata halaman web atau XML. {_SAVE_AS}")
    return "text"


def _kind_of_compound(content: bytes, filename: str) -> str:
    """Old Excel files and encrypted new ones are both "compound files"."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableFile(f"Berkas {filename} terkunci kata sandi. Simpan tanpa kata sandi.")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise UnreadableFile(f"Berkas {filename} memuat makro. {_SAVE_AS}")
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise UnreadableFile(f"Berkas {filename} bukan lembar kerja. {_SAVE_AS}")
    return "xls"


def _kind_of_zip(content: bytes, filename: str) -> str:
    names = [part.filename for part in _parts(content, filename)]
    lowered = {name.lower() for name in names}
    if len(lowered) < len(names):
        raise UnreadableFile(f"Berkas {filename} rusak: ada bagian yang ganda. {_SAVE_AS}")
    for pattern, what in _FORBIDDEN_PARTS:
        if any(pattern.search(name) for name in names):
            raise UnreadableFile(f"Berkas {filename} {what}. Simpan nilainya saja, tanpa itu.")
    if "xl/workbook.xml" in lowered:
        return "xlsx"
    if {"content.xml", "mimetype"} <= lowered:
        return "ods"
    what = "dokumen Word" if "word/document.xml" in lowered else "bukan lembar kerja yang dikenal"
    raise UnreadableFile(f"Berkas {filename} {what}. {_SAVE_AS}")


def _parts(content: bytes, filename: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise UnreadableFile(f"Berkas {filename} rusak atau terpotong. Unggah ulang.") from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise _bomb(filename)
    return parts


def _bomb(filename: str) -> UnreadableFile:
    return UnreadableFile(
        f"Berkas {filename} mengembang terlalu besar bila dibuka; tidak diterima."
    )


def unpack_safely(content: bytes, filename: str) -> set[str]:
    """Unpacks every part in pieces, keeping none; returns the parts that deserve a closer look.

    Declared sizes can lie, so the bytes that come out are counted. UnreadableFile for a bomb, a
    damaged or encrypted part, and for XML with a document type.
    """
    noteworthy, total = set(), 0
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for part in archive.infolist():
                size, suspect = _unpack(archive, part, filename, MAX_UNPACKED_BYTES - total)
                total += size
                if suspect:
                    noteworthy.add(part.filename)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, zlib.error):
        raise UnreadableFile(f"Berkas {filename} rusak atau terkunci. Unggah ulang.") from None
    return noteworthy


def _unpack(archive, part, filename: str, room: int) -> tuple[int, bool]:
    """(bytes unpacked, whether something in it is worth reading)."""
    ceiling = min(room, max(PIECE, part.compress_size * MAX_RATIO))
    part.file_size = ceiling + 2 * PIECE  # read to the true end, whatever the file declares
    size, suspect, tail = 0, False, b""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > ceiling:
                raise _bomb(filename)
            piece = tail + piece
            if any(word in piece for word in _DOCUMENT_TYPE):
                raise UnreadableFile(f"Berkas {filename} memuat definisi XML. {_SAVE_AS}")
            suspect = suspect or _deserves_a_look(piece)
            tail = piece[-64:]
    return size, suspect


def _deserves_a_look(piece: bytes) -> bool:
    return any(sign in piece for sign in _NOTEWORTHY) or bool(_FAR_REFERENCE.search(piece))
