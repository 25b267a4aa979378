"""Which cooperative of the register a row is about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from registry.imports.understood import Understood
from registry.models import AnnualMeeting, BoardMember, Cooperative, DeedAmendment
from registry.models.people import today
from registry.search import core_name, deed_key, fold_name

CHUNK = 1000


@dataclass(eq=False)
class OnRecord:
    """A cooperative as the register has it now, with the parts that a list can change."""

    cooperative: Cooperative
    absorbed: list[Cooperative] = field(default_factory=list)  # rows that were merged into it
    board: dict[str, list[BoardMember]] = field(default_factory=lambda: defaultdict(list))
    meetings: dict[int | None, AnnualMeeting] = field(default_factory=dict)
    amendments: dict[str, DeedAmendment] = field(default_factory=dict)

    @property
    def spellings(self) -> list[Cooperative]:
        """It and what was merged into it: a row about any of them is about this one."""
        return [self.cooperative, *self.absorbed]

    def officers(self, position: str) -> list[str]:
        """The names in one position."""
        return [member.person_name for member in self.board.get(position, [])]


@dataclass(frozen=True)
class Doubt:
    """Why a row cannot be matched: the cell, a code, a sentence."""

    key: str
    code: str
    message: str


class Register:
    """The part of the register that a file is about, read in a handful of queries a thousand rows.

    A row is matched by the portal's own code, by NIK koperasi, by deed number together with name
    or village, then, where either side has no deed number, by name and place.
    """

    def __init__(self, rows: Iterable[Understood]):
        self.records: dict[int, OnRecord] = {}
        self.by_uid: dict[str, OnRecord] = {}
        self.by_nik: dict[str, OnRecord] = {}
        self.by_deed: dict[str, list[OnRecord]] = defaultdict(list)
        self.by_name: dict[str, list[OnRecord]] = defaultdict(list)
        rows = list(rows)
        for start in range(0, len(rows), CHUNK):
            self._load(rows[start : start + CHUNK])

    def _load(self, rows: list[Understood]) -> None:
        said = [row.cooperative for row in rows]
        wanted = (
            Q(uid__in={row.uid for row in rows if row.uid})
            | Q(deed_key__in={deed_key(s["deed_number"]) for s in said if s.get("deed_number")})
            | Q(nik_koperasi__in={s["nik_koperasi"] for s in said if s.get("nik_koperasi")})
            | Q(search_name__in={fold_name(s["name"]) for s in said if s.get("name")})
        )
        places = Cooperative.objects.select_related("district", "village__district").order_by("pk")
        found = {one.pk: one for one in places.filter(wanted)}
        merged = {one.pk: one for one in found.values() if one.merged_into_id}
        missing = {one.merged_into_id for one in merged.values()} - set(found) - set(self.records)
        found |= {one.pk: one for one in places.filter(pk__in=missing)}
        new = {
            pk: OnRecord(one)
            for pk, one in sorted(found.items())
            if pk not in self.records and pk not in merged
        }
        _load_parts(new)
        self.records |= new
        for pk, record in new.items():
            self._index(found[pk], record)
        for one in merged.values():
            self._index_absorbed(one, self.records[one.merged_into_id])

    def _index_absorbed(self, one: Cooperative, record: OnRecord) -> None:
        if one.pk not in {row.pk for row in record.absorbed}:
            record.absorbed.append(one)
            self._index(one, record)

    def _index(self, one: Cooperative, record: OnRecord) -> None:
        self.by_uid[str(one.uid)] = record
        if one.nik_koperasi:
            self.by_nik[one.nik_koperasi] = record
        for index, key in ((self.by_deed, one.deed_key), (self.by_name, one.search_name)):
            if key and record not in index[key]:
                index[key].append(record)

    def match(self, row: Understood) -> tuple[OnRecord | None, Doubt | None]:
        """The cooperative this row is about, or None; or why that cannot be said."""
        record, doubt = self._find(row)
        holder = self.by_nik.get(row.cooperative.get("nik_koperasi", ""))
        if doubt or holder is None or holder is record:
            return record, doubt
        other = holder.cooperative
        same = any(_same_body(one, row.cooperative) for one in holder.spellings)
        if record is None and same:
            return holder, None
        sentence = f"Ditemukan NIK milik {other.name} ({other.district}) di register"
        sentence += "; diharapkan NIK koperasi ini sendiri."
        return None, Doubt("nik_koperasi", "nik_taken", sentence)

    def _find(self, row: Understood) -> tuple[OnRecord | None, Doubt | None]:
        if row.uid:
            record = self.by_uid.get(row.uid)
            sentence = "Ditemukan kode yang tidak ada di register; kosongkan bila koperasinya baru."
            return record, None if record else Doubt("uid", "unknown_uid", sentence)
        said = row.cooperative
        if said.get("deed_number") and (same := self.by_deed.get(deed_key(said["deed_number"]))):
            return _by_deed(same, said)
        return self._by_name(said)

    def _by_name(self, said: dict) -> tuple[OnRecord | None, Doubt | None]:
        same = [
            record
            for record in self.by_name.get(fold_name(said.get("name", "")), [])
            if any(_same_place(one, said) for one in record.spellings)
            and not (said.get("deed_number") and record.cooperative.deed_number)
        ]
        if len(same) > 1:
            sentence = "Nama ini cocok dengan lebih dari satu koperasi di tempat yang sama; "
            return None, _ambiguous("name", sentence + "diharapkan nomor badan hukumnya.")
        return (same[0] if same else None), None


def _by_deed(same: list[OnRecord], said: dict) -> tuple[OnRecord | None, Doubt | None]:
    wanted = core_name(_name(said))
    alike = [one for one in same if wanted in {core_name(row.name) for row in one.spellings}]
    alike = alike or [one for one in same if any(_same_village(x, said) for x in one.spellings)]
    if len(alike) == 1:
        return alike[0], None
    if alike:
        sentence = "Nomor badan hukum ini cocok dengan lebih dari satu koperasi di register."
        return None, _ambiguous("deed_number", sentence)
    other = same[0].cooperative
    sentence = f"Ditemukan nomor badan hukum milik {other.name} ({other.district}) di register; "
    return None, _ambiguous("deed_number", sentence + "diharapkan nomor koperasi ini sendiri.")


def _ambiguous(key: str, sentence: str) -> Doubt:
    return Doubt(key, "ambiguous_match", sentence)


def _name(said: dict) -> str:
    return said.get("name", "")


def _load_parts(records: dict[int, OnRecord]) -> None:
    board = BoardMember.objects.in_office(today()).filter(cooperative__in=records)
    for member in board.order_by("id"):
        records[member.cooperative_id].board[member.position].append(member)
    for meeting in AnnualMeeting.objects.filter(cooperative__in=records).order_by("id"):
        records[meeting.cooperative_id].meetings[meeting.book_year] = meeting
    for amendment in DeedAmendment.objects.filter(cooperative__in=records).order_by("id"):
        records[amendment.cooperative_id].amendments[amendment.number] = amendment


def _same_body(one: Cooperative, said: dict) -> bool:
    """The same name or the same deed."""
    deed = said.get("deed_number")
    same_deed = bool(deed) and one.deed_key == deed_key(deed)
    return same_deed or core_name(one.name) == core_name(_name(said))


def _same_village(one: Cooperative, said: dict) -> bool:
    return "village" in said and one.village_id == said["village"].pk


def _same_place(one: Cooperative, said: dict) -> bool:
    if "village" in said and one.village_id:
        return one.village_id == said["village"].pk
    return "district" not in said or one.district_id == said["district"].pk


def same_place_names(rows: Iterable[Understood]) -> dict[tuple[int, str], str]:
    """``{(village, core name): name}`` of the register in the villages of ``rows``: the same
    cooperative may stand there under another spelling."""
    villages = {row.cooperative["village"].pk for row in rows if "village" in row.cooperative}
    if not villages:
        return {}
    places = Cooperative.objects.standing().filter(village__in=villages).order_by("-pk")
    found = places.values_list("village_id", "name").iterator()
    return {(village, core_name(name)): name for village, name in found}
