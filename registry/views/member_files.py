"""Books and lists of members as files: NIK masked, in full only on request, and recorded."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bengkalis.access import NOWHERE, Permission, Scope, scope_of
from bengkalis.audit import note_download
from bengkalis.exports import MIME, download_response
from bengkalis.tables import Column, Table
from registry import enums
from registry.models import Member
from registry.models.members import MemberQuerySet
from registry.nik import mask_nik

DOWNLOADS = (
    ("xlsx", "Excel (.xlsx)"),
    ("csv", "CSV untuk Excel Indonesia"),
    ("csv-machine", "CSV untuk program"),
    ("json", "JSON"),
)
COLUMNS = (
    Column("cooperative__name", "Koperasi"),
    Column("number", "Nomor Anggota", "id"),
    Column("name", "Nama"),
    Column("nik", "NIK", "id"),
    Column("birth_place", "Tempat Lahir"),
    Column("birth_date", "Tanggal Lahir", "date"),
    Column("sex", "L/P"),
    Column("address", "Alamat"),
    Column("village__name", "Desa/Kelurahan"),
    Column("occupation", "Pekerjaan"),
    Column("joined_on", "Masuk", "date"),
    Column("left_on", "Berhenti", "date"),
    Column("leave_reason", "Sebab Berhenti"),
    Column("note", "Keterangan"),
)
FIELDS = (
    "id",
    "uid",
    "search_name",
    "is_demo",
    "cooperative__uid",
    "cooperative__district_id",
    *(column.key for column in COLUMNS),
)
REASONS = dict(enums.LeaveReason.choices)


def wrong_format(request) -> str:
    """The sentence about a format that does not exist; "" when it does."""
    fmt = request.GET.get("format", "xlsx")
    return "" if fmt in MIME else f"Format “{fmt[:20]}” tidak ada; pilih {', '.join(MIME)}."


def member_file(request, rows: MemberQuerySet, title: str, basename: str, notes: Iterable[str]):
    """``rows``, in their order, in the format that was asked for."""
    fmt = request.GET.get("format", "xlsx")
    lines = [f"Diunduh {timezone.localtime():%d-%m-%Y %H.%M}.", *notes]
    if rows.filter(is_demo=True).exists():
        lines.append("Memuat data CONTOH untuk peragaan, bukan orang yang sebenarnya.")
    table = Table(
        title,
        COLUMNS,
        _cells(rows, _reach_of_nik(request, title, fmt)),
        notes=tuple(lines),
        source="Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis",
    )
    return download_response(table, fmt, f"{basename}-{timezone.localdate():%Y-%m-%d}")


def _reach_of_nik(request, title: str, fmt: str) -> Scope:
    """Where NIK may stand in full; asking for them is recorded. Raises PermissionDenied."""
    if request.GET.get("nik") != "1":
        return NOWHERE
    scope = scope_of(request.user, Permission.REVEAL_PERSONAL)
    if not scope:
        raise PermissionDenied("Penugasan Anda tidak mencakup melihat data pribadi.")
    note_download(request, Member, "nik", f"Unduh ({fmt}): {title}"[:200])
    return scope


def _cells(rows: MemberQuerySet, full: Scope):
    for row in rows.values(*FIELDS).iterator(chunk_size=2000):
        if not full.covers(row["cooperative__district_id"]):
            row["nik"] = mask_nik(row["nik"])
        row["leave_reason"] = REASONS.get(row["leave_reason"], "")
        yield row
