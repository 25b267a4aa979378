"""Who changed what in a cooperative or an MSME, when, in which request: from the audit trail.

The trail keeps a copy of every row at every change. Here copies of one row are laid beside each
other, what one request or command did becomes one entry, and codes become the words of the office.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q

from bengkalis.sealed import SealedTextField
from bengkalis.templatetags.ui import mask_phone, number, rupiah, tanggal_pendek
from registry.models import (
    AnnualMeeting,
    BoardMember,
    Coaching,
    Cooperative,
    DeedAmendment,
    DissolutionCase,
    District,
    Enterprise,
    EnterpriseYear,
    FieldVisit,
    FormerDetail,
    HealthAssessment,
    ImportBatch,
    KbliSection,
    StatusChange,
    Task,
    Training,
    User,
    Village,
)
from registry.nik import mask_nik

MOST = 300  # copies read per table; older ones stay in the trail
UNTOLD = {
    "id",
    "uid",
    "version",
    "created_at",
    "updated_at",
    "search_name",
    "core_name",
    "deed_key",
    "cooperative",
    "enterprise",
    "board_member",
    "recorded_at",
    "recorded_by",
    "assessed_by",
    "rule",
    "source_row",
    "opened_by",
    "closed_by",
    "proposed_by",
    "decided_by",
    "status_before",
    "visit",
    "search_owner",
    "owner_nik_index",
    "division",
    "pp7_basis",
    "latest_year",
    "latest_uu20",
    "latest_pp7",
    "size_uu20",
    "size_pp7",
}
PARTS: dict[type[Model], str] = {
    Cooperative: "pgh_obj_id",
    StatusChange: "cooperative_id",
    BoardMember: "cooperative_id",
    Training: "board_member__cooperative_id",
    AnnualMeeting: "cooperative_id",
    DeedAmendment: "cooperative_id",
    FieldVisit: "cooperative_id",
    Task: "cooperative_id",
    Coaching: "cooperative_id",
    DissolutionCase: "cooperative_id",
    FormerDetail: "cooperative_id",
    HealthAssessment: "cooperative_id",
}
OF_ENTERPRISE: dict[type[Model], str] = {
    Enterprise: "pgh_obj_id",
    EnterpriseYear: "enterprise_id",
    Coaching: "enterprise_id",
}
FIRST = {Cooperative: "Koperasi dicatat", Enterprise: "UMKM dicatat"}
DEEDS = {"insert": "ditambahkan", "update": "diubah", "delete": "dihapus"}


@dataclass(frozen=True)
class Change:
    """One field of one row: ``part`` names the row, ``before`` and ``after`` are words."""

    part: str
    label: str
    before: str
    after: str


@dataclass
class Entry:
    """What one person did in one request; ``who`` is a name, a command, or "" when unknown."""

    when: datetime
    who: str
    request: str
    title: str = ""
    changes: list[Change] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Nothing stood here before: there is only what was added."""
        return not any(change.before for change in self.changes)


def history(subject: Cooperative | Enterprise) -> list[Entry]:
    """The changes of the subject and its parts, newest first, in a fixed number of queries."""
    steps = sorted(_steps(subject), key=lambda step: step[1].pgh_created_at)
    words = _Words([event for _, event, _ in steps])
    entries: dict[Any, Entry] = {}
    for model, event, before in steps:
        changes = words.changes(model, event, before)
        if model is Cooperative and event.pgh_obj_id != subject.pk:
            changes = [replace(change, part=event.name) for change in changes]
        if changes:
            key = event.pgh_context_id or event.pgh_id
            entry = entries.setdefault(key, words.entry(event))
            entry.when = event.pgh_created_at
            entry.changes += changes if model in FIRST else _whole(changes, event)
            entry.title = entry.title or _title(model, event)
    return sorted(entries.values(), key=lambda entry: entry.when, reverse=True)


def _whole(changes: list[Change], event) -> list[Change]:
    """A part that came or went is told in one line, not field by field."""
    if event.pgh_label == "update":
        return changes
    before, after = (
        "; ".join(
            f"{change.label}: {text}" for change in changes if (text := getattr(change, side))
        )
        for side in ("before", "after")
    )
    return [Change("", changes[0].part, before, after)]


def changes_since(cooperative: Cooperative, row: Model, version: int) -> list[Entry]:
    """What happened to the cooperative after ``row`` (it or its RAT) had ``version``."""
    copies = type(row).pgh_event_models["update"].objects
    seen = copies.filter(pgh_obj_id=row.pk, version=version).order_by("-pgh_created_at").first()
    if seen is None:
        return []
    return [entry for entry in history(cooperative) if entry.when > seen.pgh_created_at]


def last_saved(cooperative: Cooperative) -> Entry | None:
    """Who saved the version that now stands, and when."""
    copies = Cooperative.pgh_event_models["update"].objects.filter(pgh_obj_id=cooperative.pk)
    newest = copies.select_related("pgh_context").order_by("-pgh_created_at").first()
    return _Words([newest]).entry(newest) if newest else None


def _steps(subject: Cooperative | Enterprise):
    """(model, copy, the copy before it) of every recorded change; None before an insert.

    The rows that were merged into the cooperative are part of its history.
    """
    rows, parts = [subject.pk], OF_ENTERPRISE
    if isinstance(subject, Cooperative):
        own = Q(pk=subject.pk) | Q(merged_into=subject.pk)
        rows, parts = Cooperative.objects.filter(own).values("pk"), PARTS
    for model, key in parts.items():
        copies = model.pgh_event_models["update"].objects.filter(**{f"{key}__in": rows})
        newest = copies.select_related("pgh_context").order_by("-pgh_created_at")[:MOST]
        known: dict[int, Any] = {}
        for event in reversed(newest):
            before = known.get(event.pgh_obj_id)
            if before is not None or event.pgh_label != "update":
                yield model, event, before
            known[event.pgh_obj_id] = event


def _title(model: type[Model], event) -> str:
    if model in FIRST and event.pgh_label == "insert":
        return FIRST[model]
    if model is StatusChange:
        return "Status diubah"
    name = "Data" if model in FIRST else str(model._meta.verbose_name)
    reason = _metadata(event).get("reason") if event.pgh_label == "delete" else ""
    told = f": {reason}" if reason else ""
    return f"{name[0].upper()}{name[1:]} {DEEDS[event.pgh_label]}{told}"


class _Words:
    """The names behind the keys in a list of copies, looked up once for all of them."""

    def __init__(self, events: list):
        metadata = [_metadata(event) for event in events]
        seen: dict[str, set] = defaultdict(set)
        for event in events:
            for name in ("village_id", "section_id", "source_batch_id", "merged_into_id"):
                seen[name].add(getattr(event, name, None))
        users = User.objects.filter(pk__in={data.get("user") for data in metadata} - {None})
        self.users = dict(users.values_list("pk", "full_name"))
        villages = Village.objects.filter(pk__in=seen["village_id"] - {None})
        sections = KbliSection.objects.filter(pk__in=seen["section_id"] - {None})
        batches = ImportBatch.objects.filter(pk__in=seen["source_batch_id"] - {None})
        survivors = Cooperative.objects.filter(pk__in=seen["merged_into_id"] - {None})
        self.names = {
            "district": dict(District.objects.values_list("pk", "name")),
            "section": {one.pk: str(one) for one in sections},
            "village": dict(villages.values_list("pk", "name")),
            "source_batch": dict(batches.values_list("pk", "filename")),
            "merged_into": dict(survivors.values_list("pk", "name")),
        }

    def entry(self, event) -> Entry:
        data = _metadata(event)
        who = self.users.get(data.get("user")) or _command(data)
        return Entry(event.pgh_created_at, who, str(data.get("request") or ""))

    def changes(self, model: type[Model], event, before) -> list[Change]:
        """Field by field; of a removed row, what it last held."""
        gone = event.pgh_label == "delete"
        part = self._part(model, event)
        found = []
        for column in model._meta.concrete_fields:
            if column.name in UNTOLD:
                continue
            old = None if before is None else getattr(before, column.attname)
            new = None if gone else getattr(event, column.attname)
            old = getattr(event, column.attname) if gone else old
            if old != new and not (_is_nothing(old) and _is_nothing(new)):
                found.append(
                    Change(
                        part,
                        _label(column),
                        self.word(model, column, old),
                        self.word(model, column, new),
                    )
                )
        return found

    def _part(self, model: type[Model], event) -> str:
        """Which row of which part, such as "RAT tahun buku 2019"."""
        if model is BoardMember:
            return f"Pengurus: {event.person_name}"
        if model is Training:
            return f"Pelatihan: {event.title}"
        if model is AnnualMeeting:
            return f"RAT tahun buku {event.book_year or '–'}"
        if model is DeedAmendment:
            return f"PAD {event.number}"
        if model is FieldVisit:
            return f"Kunjungan {tanggal_pendek(event.visited_on)}"
        if model is Coaching:
            return f"Pembinaan {tanggal_pendek(event.held_on)}"
        if model is Task:
            return f"Tugas: {event.reason}"
        if model is DissolutionCase:
            return "Usulan pembubaran"
        if model is FormerDetail:
            return f"Data semula sampai {tanggal_pendek(event.until)}"
        if model is HealthAssessment:
            return f"Kesehatan tahun buku {event.book_year}"
        if model is EnterpriseYear:
            return f"Angka tahun {event.year}"
        return "Riwayat status" if model is StatusChange else ""

    def word(self, model: type[Model], column, value) -> str:
        """A stored value as the office writes it; personal data stays masked."""
        if value is None or value == "":
            return ""
        if column.name in self.names:
            return self.names[column.name].get(value, f"#{value}")
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        return _plain_word(column, value)


def _is_nothing(value) -> bool:
    """Empty or a plain no; a zero is a figure."""
    return value is None or value is False or value in ("", {}, [])


def _plain_word(column, value) -> str:
    if isinstance(column, SealedTextField):
        return mask_nik(value) if "nik" in column.name else mask_phone(value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {part}" for key, part in value.items())
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, date):
        return tanggal_pendek(value)
    if isinstance(value, Decimal):
        return number(value) if column.name in {"latitude", "longitude"} else rupiah(value)
    if isinstance(value, int):
        return str(value) if "year" in column.name else number(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _label(column) -> str:
    names = {"source_batch": "asal data", "is_demo": "CONTOH"}
    text = names.get(column.name) or str(column.verbose_name)
    return f"{text[0].upper()}{text[1:]}"


def _metadata(event) -> dict:
    return event.pgh_context.metadata if event.pgh_context else {}


def _command(data: dict) -> str:
    return f"perintah {data['command']}" if data.get("command") else ""
