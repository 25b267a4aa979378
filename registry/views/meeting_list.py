"""RAT on a day: how many are held, due, late; and whose are missing, longest first."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import Count, F, QuerySet
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands, scope_of
from bengkalis.exports import MIME, download_response
from bengkalis.forms import DateField
from bengkalis.paging import BadCursor, Keyset, Page
from bengkalis.tables import Column, Table
from registry.compliance import OVERDUE, MeetingState, with_compliance
from registry.models import Cooperative, District
from registry.models.people import today
from registry.views.cooperatives import DOWNLOADS

PAGE = 50
EARLIEST = date(1993, 1, 1)  # before the first book year whose RAT a rule knows
KEYSET = Keyset("longest", then=("search_name",))
COLUMNS = (
    *("id", "uid", "name", "search_name", "district_id", "is_demo", "form"),
    *("last_held", "missed", "meeting_state", "longest"),
)
STATES = [(state.value, state.label) for state in MeetingState]
FILE = (
    Column("name", "Nama Koperasi"),
    Column("district", "Kecamatan"),
    Column("form", "Bentuk"),
    Column("last_held", "Tahun Buku RAT Terakhir", "id"),
    Column("missed", "Tahun Buku Tanpa RAT", "integer"),
    Column("state", "Keadaan RAT"),
    Column("uid", "Tautan", "id"),
)


@dataclass
class Meetings:
    """What one request asks: whose cooperatives, on which day, of which kecamatan.

    ``problems`` are sentences about parameters that were not understood and are left out.
    """

    request: object

    def __post_init__(self):
        self.problems: list[str] = []
        self.day = self._day(self.request.GET.get("pada", ""))
        self.districts = self._districts()
        self.district = self._district(self.request.GET.get("district", ""))

    def _day(self, text: str) -> date:
        try:
            day = DateField(required=False).clean(text) or today()
        except ValidationError as error:
            self.problems.append(f"Pada tanggal: {' '.join(error.messages)}")
            return today()
        if not EARLIEST <= day <= today():
            self.problems.append(
                f"Pada tanggal: ditemukan {day:%d-%m-%Y}, diharapkan {EARLIEST:%d-%m-%Y} sampai "
                "hari ini."
            )
            return today()
        return day

    def _districts(self) -> list[District]:
        scope = scope_of(self.request.user, Permission.VIEW_REGISTER)
        return [place for place in District.objects.all() if scope.covers(place.pk)]

    def _district(self, code: str) -> District | None:
        found = next((one for one in self.districts if one.kemendagri_code == code), None)
        if code and found is None:
            self.problems.append(f"Kecamatan “{code[:20]}” tidak ada di wilayah kerja Anda.")
        return found

    @cached_property
    def rows(self) -> QuerySet:
        """The cooperatives in scope that were founded by then, with their RAT on that day."""
        rows = Cooperative.objects.visible_to(self.request.user)
        rows = rows.exclude(deed_date__gt=self.day)
        return with_compliance(rows, self.day)

    @cached_property
    def overdue(self) -> QuerySet:
        """Whose RAT is late or missing; ``longest`` rises from the longest missing on."""
        rows = self.rows.filter(meeting_state__in=OVERDUE)
        if self.district:
            rows = rows.filter(district=self.district)
        return rows.annotate(longest=-F("missed"))

    def counts(self) -> tuple[list[dict], dict]:
        """One line a kecamatan with its counts per state, and the line of all."""
        found = self.rows.order_by().values_list("district_id", "meeting_state")
        counts = {(place, state): n for place, state, n in found.annotate(n=Count("pk"))}
        lines = [
            self._line(place.name, place.kemendagri_code, [place.pk], counts)
            for place in self.districts
        ]
        keys = [place.pk for place in self.districts]
        return lines, self._line("Semua", "", keys, counts)

    def _line(self, name: str, code: str, keys: list[int], counts: dict) -> dict:
        cells = [
            {
                "state": state,
                "label": label,
                "count": sum(counts.get((key, state), 0) for key in keys),
            }
            for state, label in STATES
        ]
        total = sum(cell["count"] for cell in cells)
        return {"name": name, "code": code, "cells": cells, "total": total}

    def count_overdue(self, lines: list[dict], total: dict) -> int:
        """How many cooperatives the list of the overdue has."""
        code = self.district.kemendagri_code if self.district else ""
        line = next((line for line in lines if line["code"] == code), total)
        return sum(cell["count"] for cell in line["cells"] if cell["state"] in OVERDUE)

    def page(self) -> Page:
        rows = self.overdue.values(*COLUMNS)
        try:
            return KEYSET.page(rows, PAGE, self.request.GET.get("cursor"))
        except BadCursor as error:
            self.problems.append(str(error))
            return KEYSET.page(rows, PAGE)

    def readable(self, row: dict) -> dict:
        """A row with the words behind its codes and keys."""
        names = {place.pk: place.name for place in self.districts}
        row["district"] = names.get(row["district_id"], "")
        row["state"] = MeetingState(row["meeting_state"]).label
        return row

    def address(self, **changes) -> str:
        """This page with some parameters changed (None drops one)."""
        query = self.request.GET.copy()
        query.pop("cursor", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"


@demands(Permission.VIEW_REGISTER)
@require_safe
def meeting_states(request):
    """Counts per state and kecamatan, and the list of the overdue."""
    return _page(request, Meetings(request))


def _page(request, asked: Meetings, status: int = 200):
    lines, total = asked.counts()
    page = asked.page()
    context = {
        "asked": asked,
        "is_today": asked.day == today(),
        "states": STATES,
        "lines": lines,
        "total": total,
        "overdue": asked.count_overdue(lines, total),
        "rows": [asked.readable(row) for row in page.rows],
        "next": page.next and asked.address(cursor=page.next),
        "previous": page.previous and asked.address(cursor=page.previous),
        "downloads": [
            (label, f"{reverse('meetings-download')}{asked.address(format=fmt)}")
            for fmt, label in DOWNLOADS
        ],
    }
    return render(request, "registry/meetings/list.html", context, status=status)


@demands(Permission.VIEW_REGISTER)
@require_safe
def meetings_download(request):
    """The list of the overdue as a file."""
    asked = Meetings(request)
    fmt = request.GET.get("format", "xlsx")
    if fmt not in MIME:
        asked.problems.append(f"Format “{fmt[:20]}” tidak ada; pilih {', '.join(MIME)}.")
    if asked.problems:
        return _page(request, asked, status=400)
    table = Table(
        f"RAT terlambat per {asked.day:%d-%m-%Y}",
        FILE,
        _file_rows(asked, request.build_absolute_uri("/koperasi/")),
        notes=_notes(asked),
        source="Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis",
    )
    return download_response(table, fmt, f"rat-terlambat-{asked.day:%Y-%m-%d}")


def _file_rows(asked: Meetings, base: str):
    rows = asked.overdue.order_by(*KEYSET.columns).values(*COLUMNS)
    for row in rows.iterator(chunk_size=2000):
        row = asked.readable(row)
        row["uid"] = f"{base}{row['uid']}/"
        yield row


def _notes(asked: Meetings) -> tuple[str, ...]:
    lines = [f"Diunduh {timezone.localtime():%d-%m-%Y %H.%M}."]
    if asked.district:
        lines.append(f"Kecamatan {asked.district.name}.")
    if asked.overdue.filter(is_demo=True).exists():
        lines.append("Memuat data CONTOH untuk peragaan, bukan koperasi yang sebenarnya.")
    return tuple(lines)
