"""Which cooperative of the register a row is about, and what it would change there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from registry.entry import EDITABLE
from registry.imports.rows import Understood
from registry.models import AnnualMeeting, BoardMember, Cooperative
from registry.search import core_name, deed_key, fold_name

CHUNK = 1000
MEETING_FIELDS = ("book_year", "held_on", "figures_as_of", *AnnualMeeting.FIGURES)


@dataclass
class OnRecord:
    """A cooperative as the register has it now, with the parts that a list can change."""

    cooperative: Cooperative
    officers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    meetings: dict[int | None, AnnualMeeting] = field(default_factory=dict)
    amendments: set[str] = field(default_factory=set)

    @property
    def pk(self) -> int:
        return self.cooperative.pk


class Register:
    """The part of the register that a file is about, read in a handful of queries a thousand rows.

    A row is matched by NIK koperasi, then by deed number together with name or village, then,
    where it has no deed number, by name and place.
    """

    def __init__(self, rows: Iterable[Understood]):
        self.by_nik: dict[str, OnRecord] = {}
        self.by_deed: dict[str, list[OnRecord]] = defaultdict(list)
        self.by_name: dict[str, list[OnRecord]] = defaultdict(list)
        self.neighbours: dict[tuple, list[tuple[int, str]]] = defaultdict(list)
        rows = list(rows)
        for start in range(0, len(rows), CHUNK):
            self._load(rows[start : start + CHUNK])
        self._load_neighbours(rows)

    def _load(self, rows: list[Understood]) -> None:
        said = [row.cooperative for row in rows]
        deeds = {deed_key(s["deed_number"]) for s in said if s.get("deed_number")}
        niks = {s["nik_koperasi"] for s in said if s.get("nik_koperasi")}
        names = {fold_name(s["name"]) for s in said if s.get("name") and not s.get("deed_number")}
        wanted = Q(deed_key__in=deeds) | Q(nik_koperasi__in=niks) | Q(search_name__in=names)
        found = Cooperative.objects.filter(wanted).select_related("district", "village")
        records = {one.pk: OnRecord(one) for one in found}
        self._load_parts(records)
        for record in records.values():
            self._index(record)

    def _load_parts(self, records: dict[int, OnRecord]) -> None:
        board = BoardMember.objects.filter(cooperative__in=records).order_by("id")
        for key, position, name in board.values_list("cooperative_id", "position", "person_name"):
            records[key].officers[position].append(name)
        for meeting in AnnualMeeting.objects.filter(cooperative__in=records):
            records[meeting.cooperative_id].meetings[meeting.book_year] = meeting
        amendments = Cooperative.amendments.rel.related_model.objects
        for key, number in amendments.filter(cooperative__in=records).values_list(
            "cooperative_id", "number"
        ):
            records[key].amendments.add(number)

    def _index(self, record: OnRecord) -> None:
        one = record.cooperative
        if one.nik_koperasi:
            self.by_nik[one.nik_koperasi] = record
        if one.deed_key:
            self.by_deed[one.deed_key].append(record)
        self.by_name[one.search_name].append(record)

    def _load_neighbours(self, rows: list[Understood]) -> None:
        """Names in the same villages, to notice the same cooperative under another spelling."""
        villages = {row.cooperative["village"].pk for row in rows if "village" in row.cooperative}
        places = Cooperative.objects.filter(village__in=villages).order_by()
        for pk, village, name in places.values_list("pk", "village_id", "name").iterator():
            self.neighbours[village, core_name(name)].append((pk, name))

    def match(self, row: Understood) -> tuple[OnRecord | None, str]:
        """The cooperative this row is about, or None; and a sentence where that is in doubt."""
        said = row.cooperative
        if record := self.by_nik.get(said.get("nik_koperasi", "")):
            return record, ""
        if said.get("deed_number"):
            return self._match_deed(said)
        return self._match_name(said)

    def _match_deed(self, said: dict) -> tuple[OnRecord | None, str]:
        same = self.by_deed.get(deed_key(said["deed_number"]), [])
        alike = [record for record in same if _alike(record.cooperative, said)]
        if len(alike) == 1:
            return alike[0], ""
        if alike:
            return None, "Nomor badan hukum ini cocok dengan lebih dari satu koperasi di register."
        if same:
            other = same[0].cooperative
            return None, f"Nomor badan hukum ini di register milik {other.name}, {other.district}."
        return None, ""

    def _match_name(self, said: dict) -> tuple[OnRecord | None, str]:
        same = [
            record
            for record in self.by_name.get(fold_name(said.get("name", "")), [])
            if _same_place(record.cooperative, said)
        ]
        if len(same) > 1:
            return None, "Nama ini cocok dengan lebih dari satu koperasi di tempat yang sama."
        return (same[0] if same else None), ""

    def spelt_otherwise(self, row: Understood) -> str:
        """The name of a cooperative in the same village that is probably this one, or nothing."""
        said = row.cooperative
        if "village" not in said or "name" not in said:
            return ""
        near = self.neighbours.get((said["village"].pk, core_name(said["name"])), [])
        return near[0][1] if near else ""


def _alike(one: Cooperative, said: dict) -> bool:
    same_name = core_name(one.name) == core_name(said.get("name", ""))
    return same_name or (one.village_id is not None and _same_place(one, said))


def _same_place(one: Cooperative, said: dict) -> bool:
    if "village" in said and one.village_id:
        return one.village_id == said["village"].pk
    return "district" not in said or one.district_id == said["district"].pk


def differences(record: OnRecord, row: Understood) -> dict[str, list[Any]]:
    """``{field: [on record, in the file]}`` of everything that the row would change."""
    found: dict[str, list[Any]] = {}
    for name, value in row.cooperative.items():
        old = getattr(record.cooperative, name)
        if name in {*EDITABLE, "status"} and old != value:
            found[name] = [_plain(old), _plain(value)]
    for position, names in row.officers.items():
        if record.officers.get(position, []) != names:
            found[f"board.{position}"] = [record.officers.get(position, []), names]
    found |= _meeting_differences(record, row)
    number = row.amendment.get("number")
    if number and number not in record.amendments:
        found["amendment"] = ["", number]
    return found


def _meeting_differences(record: OnRecord, row: Understood) -> dict[str, list[Any]]:
    if not row.meeting:
        return {}
    known = record.meetings.get(row.meeting.get("book_year"))
    changed = {}
    for name, value in row.meeting.items():
        old = getattr(known, name) if known else None
        if old != value and not (known and name == "figures_as_of"):
            changed[f"meeting.{name}"] = [_plain(old), _plain(value)]
    return changed


def _plain(value: Any) -> Any:
    return str(value) if hasattr(value, "_meta") else value
