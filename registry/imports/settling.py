"""What each line of a file would do, judged against the register and against the other lines."""

from dataclasses import dataclass
from typing import Any

from bengkalis import values
from registry.enums import Outcome, Status
from registry.imports.changes import differences, violations
from registry.imports.lines import Line
from registry.imports.matching import OnRecord, Register, same_place_names
from registry.imports.places import before_split
from registry.imports.understood import Understood, identities
from registry.models import Office
from registry.search import core_name, fold_name

NEEDED = {"district": "Kecamatan", "status": "Status"}


def reach_of(office: Office | None) -> set[int] | None:
    """The kecamatan that a UPT may bring in; None for the whole regency."""
    if office is None or office.kind != "upt":
        return None
    return set(office.districts.values_list("pk", flat=True))


def settle(lines: list[Line], observed_on, reach: set[int] | None = None) -> None:
    """Give every line its target, diff and outcome, and note what only the whole file shows.

    ``observed_on`` is the day whose state the list describes; ``reach`` the kecamatan that the
    office may bring in, None for all. A line left out is judged, but is in nobody's way.
    """
    register = Register(line.said for line in lines)
    seen = Seen()
    strangers = [line for line in lines if _is_new(line, register)]
    for line in lines:
        if not line.excluded:
            seen.check(line)
    neighbours = same_place_names(line.said for line in strangers)
    for line in strangers:
        _check_new(line, neighbours)
    for line in lines:
        _check_reach(line, reach)
        if line.target:
            _check_against(line.target, line.said, observed_on)
        _conclude(line)


def _is_new(line: Line, register: Register) -> bool:
    """Match the line; True when the register does not have it, False also when that is in doubt."""
    line.target, doubt = register.match(line.said)
    if doubt:
        line.said.problem(doubt.key, doubt.code, doubt.message)
    return line.target is None and doubt is None


@dataclass(frozen=True)
class Earlier:
    """A line that came first under some identity."""

    row: int
    name: str
    deed: tuple | None


class Seen:
    """The identities of the lines so far, to find the same cooperative twice in one file."""

    def __init__(self):
        self.by_key: dict[tuple, Earlier] = {}
        self.by_target: dict[int, Earlier] = {}

    def check(self, line: Line) -> None:
        """Note on the line that an earlier one is the same cooperative, then remember it."""
        keys = identities(line.said.plain())
        me = Earlier(line.row, line.label, keys.get("deed"))
        target = line.target.cooperative.pk if line.target else None
        if not self._same_number(line, keys):
            self._same_body(line, keys, target)
        for key in keys.values():
            self.by_key.setdefault(key, me)
        if target:
            self.by_target.setdefault(target, me)

    def _same_number(self, line: Line, keys: dict[str, tuple]) -> bool:
        other = self.by_key.get(keys.get("nik", ()))
        if other:
            sentence = f"Ditemukan NIK yang sudah dipakai baris {other.row} ({other.name}); "
            sentence += "diharapkan NIK koperasi ini sendiri."
            line.said.problem("nik_koperasi", "duplicate_in_file", sentence)
        return bool(other)

    def _same_body(self, line: Line, keys: dict[str, tuple], target: int | None) -> None:
        by_deed, by_place = self.by_key.get(keys.get("deed", ())), self._at_place(keys)
        same = self.by_key.get(keys.get("uid", ())) or self.by_target.get(target or 0)
        if by_deed and (by_deed is by_place or core_name(by_deed.name) == core_name(line.label)):
            same = same or by_deed
        elif by_place and not (by_place.deed and keys.get("deed")):
            same = same or by_place
        if same:
            _note_duplicate(line.said, same)
        elif other := by_deed or by_place:
            _note_likeness(line.said, other.name, f"baris {other.row}")

    def _at_place(self, keys: dict[str, tuple]) -> Earlier | None:
        return self.by_key.get(keys.get("place", ()))


def _note_duplicate(said: Understood, other: Earlier) -> None:
    sentence = f"Koperasi ini sudah ada di baris {other.row} ({other.name}); diharapkan satu baris."
    said.problem("name", "duplicate_in_file", sentence)
    if fold_name(other.name) != fold_name(said.cooperative.get("name", "")):
        _note_likeness(said, other.name, f"baris {other.row}")


def _note_likeness(said: Understood, name: str, where: str) -> None:
    sentence = f"Mungkin koperasi yang sama dengan {name} ({where}); periksa sebelum memasukkan."
    said.problem("name", "probable_duplicate", sentence)


def _check_new(line: Line, neighbours: dict[tuple[int, str], str]) -> None:
    """A cooperative that is not in the register needs a place and a state."""
    said = line.said
    known = {problem.field for problem in said.problems if problem.is_error}
    if "village" in known:
        known.add("district")
    for key, label in NEEDED.items():
        if key not in said.cooperative and key not in known:
            sentence = f"{label} kosong; diharapkan terisi, karena koperasi ini belum di register."
            said.problem(key, "missing_value", sentence)
    village = getattr(said.cooperative.get("village"), "pk", None)
    if other := neighbours.get((village, core_name(line.label))):
        _note_likeness(said, other, "sudah di register")


def _check_reach(line: Line, reach: set[int] | None) -> None:
    """A UPT brings in what lies in its kecamatan, and takes nothing from another."""
    if reach is None:
        return
    places: list[Any] = [line.said.cooperative.get("district")]
    places += [line.target.cooperative.district] if line.target else []
    outside = [place for place in places if place is not None and place.pk not in reach]
    if outside:
        sentence = (
            f"Ditemukan Kecamatan {outside[0]}, diharapkan kecamatan wilayah kerja kantor ini."
        )
        line.said.problem("district", "outside_office", sentence)


def _check_against(record: OnRecord, said: Understood, observed_on) -> None:
    """Rules between a row and what the register already holds."""
    _check_district(record, said)
    _check_status(record, said, observed_on)
    _check_age_of_figures(record, said)


def _check_district(record: OnRecord, said: Understood) -> None:
    """A list from before the 2017 split that names only the kecamatan moves nobody back."""
    home, district = record.cooperative.district, said.cooperative.get("district")
    if district is None or "village" in said.cooperative or home.split_from_id != district.pk:
        return
    sentence = before_split(district, home, "koperasi ini")
    said.problem("district", "district_before_split", sentence, home.name)
    said.cooperative["district"] = home


def _check_status(record: OnRecord, said: Understood, observed_on) -> None:
    """The register may know a later state than the list; a dissolved cooperative stays so."""
    one, status = record.cooperative, said.cooperative.get("status")
    if status is None or status == one.status:
        return
    known = f"{one.get_status_display()}"
    if one.status_since:
        known += f" sejak {values.format_date(one.status_since)}"
    found = f"Ditemukan {Status(status).label}"
    if one.status_since and one.status_since > observed_on:
        day = values.format_date(observed_on)
        sentence = f"{found} per {day}, tetapi di register {known}; status di register tetap."
        said.problem("status", "status_older", sentence)
        del said.cooperative["status"]
    elif one.status == Status.DISSOLVED:
        sentence = f"{found}, diharapkan Dibubarkan: di register koperasi ini {known}, "
        said.problem("status", "status_final", sentence + "dan itu tidak berubah lagi.")


def _check_age_of_figures(record: OnRecord, said: Understood) -> None:
    """Figures without a book year do not go back in time."""
    if not said.meeting or said.meeting["book_year"] is not None:
        return
    known, mine = record.meetings.get(None), said.meeting.get("figures_as_of")
    if known and known.figures_as_of and mine and mine < known.figures_as_of:
        days = [values.format_date(day) for day in (mine, known.figures_as_of)]
        sentence = f"Ditemukan angka keadaan {days[0]}, di register sudah {days[1]}; tidak dipakai."
        said.problem("members_total", "figures_older", sentence)
        said.meeting = {}


def _conclude(line: Line) -> None:
    said = line.said
    if not said.has_errors:
        for key, sentence in violations(line.target, said):
            said.problem(key, "against_register", sentence)
    if said.has_errors:
        line.outcome, line.diff = Outcome.ERROR, {}
        return
    line.diff = differences(line.target, said) if line.target else {}
    changed = Outcome.UPDATE if line.diff else Outcome.UNCHANGED
    line.outcome = changed if line.target else Outcome.CREATE
