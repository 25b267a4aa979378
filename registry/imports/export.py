"""The register as a workbook that ``import_workbook`` reads back with no change.

In the office's own headings and words, with the latest RAT and the portal's code of each
cooperative, by which a row finds its cooperative again whatever else was corrected in it.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch

from bengkalis.tables import Column, Table
from registry import enums
from registry.imports.headings import COOPERATIVES
from registry.imports.rows import OFFICERS
from registry.imports.vocabulary import written
from registry.models import AnnualMeeting, BoardMember, Cooperative
from registry.models.people import today

AT_ONCE = 500
KINDS = {
    "deed_date": "date",
    "amendment_date": "date",
    "certificate_valid_until": "date",
    "last_meeting_on": "date",
    "phone": "id",
    "nik_koperasi": "id",
    "deed_number": "id",
    "amendment_number": "id",
    "book_year": "id",
    "uid": "id",
    "members_male": "integer",
    "members_female": "integer",
    "members_total": "integer",
    "managers_total": "integer",
    "employees": "integer",
    "assets": "money",
    "own_capital": "money",
    "outside_capital": "money",
    "turnover": "money",
    "surplus": "money",
}
COLUMNS = (
    *("name", "address", "village", "district", "deed_number", "deed_date"),
    *("amendment_number", "amendment_date", "form", "kind", "pattern", "group"),
    *("business_sector", "business_activity", "status"),
    *("chair", "secretary", "treasurer", "supervisors", "manager", "phone", "email"),
    *("last_meeting_on", "book_year", "members_male", "members_female", "members_total"),
    *("managers_total", "employees"),
    *("assets", "own_capital", "outside_capital", "turnover", "surplus"),
    *("nik_koperasi", "certificate_status", "certificate_valid_until", "grade", "note", "uid"),
)


def cooperatives_table() -> Table:
    """Every cooperative of the register; it holds telephone numbers in clear."""
    columns = tuple(
        Column(key, COOPERATIVES.labels[key], kind=KINDS.get(key, "text")) for key in COLUMNS
    )
    return Table("Daftar koperasi Kabupaten Bengkalis", columns, _rows())


def _rows() -> Iterator[dict[str, Any]]:
    standing = Cooperative.objects.standing()
    found = standing.select_related("district", "village").order_by("pk")
    board = Prefetch("board", BoardMember.objects.in_office(today()))
    parts = found.prefetch_related(board, "meetings", "amendments")
    for cooperative in parts.iterator(AT_ONCE):
        yield _cooperative(cooperative) | _officers(cooperative) | _meeting(cooperative)


def _cooperative(one: Cooperative) -> dict[str, Any]:
    plain = ("name", "address", "deed_number", "deed_date", "business_sector", "business_activity")
    plain += ("phone", "email", "nik_koperasi", "certificate_valid_until", "note")
    latest = next(iter(one.amendments.all()), None)
    return {
        **{name: getattr(one, name) or None for name in plain},
        "uid": str(one.uid),
        "village": one.village.name if one.village else None,
        "district": one.district.name,
        "status": written(enums.Status, one.status),
        "form": written(enums.CooperativeForm, one.form),
        "kind": written(enums.CooperativeKind, one.kind),
        "pattern": written(enums.Pattern, one.pattern),
        "group": written(enums.Group, one.group),
        "certificate_status": written(enums.CertificateStatus, one.certificate_status),
        "grade": one.recorded_grade,
        "amendment_number": latest.number if latest else None,
        "amendment_date": latest.decided_on if latest else None,
    }


def _officers(one: Cooperative) -> dict[str, Any]:
    board = list(one.board.all())
    return {
        key: "; ".join(member.person_name for member in board if member.position == position)
        for key, position in OFFICERS.items()
    }


def _meeting(one: Cooperative) -> dict[str, Any]:
    """The latest RAT: that of the last book year, else the one whose book year is not known."""
    latest = next(iter(one.meetings.all()), None) or AnnualMeeting()
    return {
        "last_meeting_on": latest.held_on,
        "book_year": latest.book_year,
        "managers_total": latest.managers,
        **{name: getattr(latest, name) for name in AnnualMeeting.FIGURES if name != "managers"},
    }
