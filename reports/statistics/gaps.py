"""Which desa and kelurahan have no cooperative, or none that is active, on any day.

A dissolved cooperative fills no gap. A cooperative whose village is not on record may fill one:
how many there are is said beside the figures and never guessed into a village.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.utils import timezone

from bengkalis.tables import Column, Table
from registry.asof import earlier_districts
from registry.enums import Status
from registry.models import District, Village
from reports.statistics.cube import GEO, METRIC, Category, Cube, Dimension, StatTable, Text, Unit
from reports.statistics.jsonstat import CONTENTS
from reports.statistics.measures import COOPERATIVES, day_dimension, described, grouped

NONE, INACTIVE, ACTIVE = "none", "inactive", "active"
STATES = {
    NONE: Text("tanpa koperasi", "no cooperative"),
    INACTIVE: Text("ada koperasi, tidak ada yang aktif", "cooperatives, none active"),
    ACTIVE: Text("ada koperasi aktif", "an active cooperative"),
}
STANDING, RUNNING = "koperasi", "aktif"
UNIT = Unit(Text("koperasi", "cooperatives"))
METRICS = Dimension(
    CONTENTS,
    Text("isi", "contents"),
    (
        Category(STANDING, Text("koperasi yang tidak dibubarkan", "not dissolved"), UNIT),
        Category(RUNNING, Text("koperasi aktif", "active"), UNIT),
    ),
    METRIC,
)
TABLE = StatTable(
    "desa-tanpa-koperasi",
    Text("Desa/kelurahan tanpa koperasi", "Villages without a cooperative"),
    COOPERATIVES.source,
    (
        Text(
            "Dihitung menurut desa/kelurahan kedudukan koperasi; satu koperasi dapat melayani "
            "desa lain juga.",
            "By the village in which a cooperative has its seat; it may serve others as well.",
        ),
        Text(
            "Koperasi yang sudah dibubarkan tidak dihitung.",
            "Dissolved cooperatives are not counted.",
        ),
    ),
)
PAST_NOTE = Text(
    "Status dan tempat menurut riwayat bertanggal dalam register sampai hari yang disebut; "
    "kecamatan menurut pembagian pada hari itu, kode desa menurut yang berlaku sekarang.",
    "Status and place by the dated history in the register up to the day stated; districts as "
    "divided on that day, village codes as they are now.",
)


@dataclass(frozen=True)
class Gap:
    """One village: in which kecamatan of the day it lies and how many cooperatives it has."""

    village: Village
    district: str
    standing: int
    running: int

    @property
    def state(self) -> str:
        if not self.standing:
            return NONE
        return ACTIVE if self.running else INACTIVE


@dataclass(frozen=True)
class GapMap:
    """All villages of a day by kecamatan code, what is not placed, and the texts beside it."""

    day: date
    districts: Mapping[str, str]
    villages: tuple[Gap, ...]
    unplaced: Mapping[str, int]
    table: StatTable

    def of(self, district: str) -> list[Gap]:
        return [gap for gap in self.villages if gap.district == district]

    def count(self, *states: str, district: str = "") -> int:
        """How many villages, of one kecamatan or of all, are in one of ``states``."""
        among = self.of(district) if district else self.villages
        return sum(gap.state in states for gap in among)

    def cube(self) -> Cube:
        """Cooperatives, and active ones, by village."""
        categories = tuple(_category(gap.village) for gap in self.villages)
        place = Dimension("village", Text("desa/kelurahan", "village"), categories, GEO)
        day = day_dimension(self.day)
        values = {}
        for gap in self.villages:
            where = (day.codes[0], gap.village.kemendagri_code)
            values[STANDING, *where], values[RUNNING, *where] = gap.standing, gap.running
        return Cube(self.table, (METRICS, day, place), values)

    def download(self, lang: str) -> Table:
        """One row a village, with its kecamatan and its state in words."""
        columns = [Column(key, text.say(lang), kind) for key, text, kind in COLUMNS]
        notes = [self.day_note(lang), *(note.say(lang) for note in self.table.notes)]
        rows = [self._row(gap, lang) for gap in self.villages]
        return Table(
            self.table.title.say(lang), columns, rows, tuple(notes), self.table.source.say(lang)
        )

    def _row(self, gap: Gap, lang: str) -> tuple:
        village = gap.village
        return (
            *(gap.district, self.districts[gap.district]),
            *(village.kemendagri_code, village.get_kind_display(), village.name),
            *(gap.standing, gap.running, STATES[gap.state].say(lang)),
        )

    def day_note(self, lang: str) -> str:
        words = day_dimension(self.day).categories[0].label.say(lang)
        return Text("Keadaan per {}.", "As of {}.").say(lang).format(words)


COLUMNS = (
    ("district_code", Text("Kode kecamatan", "District code"), "id"),
    ("district", Text("Kecamatan", "District"), "text"),
    ("village_code", Text("Kode desa/kelurahan", "Village code"), "id"),
    ("kind", Text("Desa atau kelurahan", "Kind of village"), "text"),
    ("village", Text("Nama desa/kelurahan", "Village"), "text"),
    (
        "cooperatives",
        Text("Koperasi (tidak dibubarkan)", "Cooperatives (not dissolved)"),
        "integer",
    ),
    ("active", Text("Koperasi aktif", "Active cooperatives"), "integer"),
    ("state", Text("Keadaan", "State"), "text"),
)


def village_gaps(day: date | None = None) -> GapMap:
    """The villages of ``day`` (today by default) with their cooperatives.

    Four queries, six for a day that is past.
    """
    day = day or timezone.localdate()
    groups = grouped(day, "village__kemendagri_code", "district__kemendagri_code", "status")
    homes = earlier_districts(day)
    villages = _villages(day)
    counts, unplaced = _counted(groups, {village.kemendagri_code for village in villages})
    gaps = tuple(
        Gap(
            village,
            homes.get(code := village.district.kemendagri_code, code),
            *counts.get(village.kemendagri_code, (0, 0)),
        )
        for village in villages
    )
    names = dict(
        District.objects.order_by("kemendagri_code").values_list("kemendagri_code", "name")
    )
    used = {gap.district for gap in gaps}
    districts = {code: name for code, name in names.items() if code in used}
    return GapMap(day, districts, gaps, unplaced, _texts(groups, day))


def _villages(day: date) -> list[Village]:
    """The villages of ``day``; those of a kecamatan that was split off later were there before,
    in the older kecamatan and with another code."""
    moved = Q(valid_from=F("district__valid_from"), district__split_from__isnull=False)
    rows = Village.objects.valid_on(day) | Village.objects.filter(moved)
    return list(rows.select_related("district").order_by("kemendagri_code"))


def _counted(groups: list[tuple], villages: set[str]) -> tuple[dict, dict]:
    """(standing, active) by village, and by kecamatan how many standing ones have no village."""
    counts: dict[str, tuple[int, int]] = {}
    unplaced: dict[str, int] = {}
    for village, district, status, number, *_ in groups:
        if status == Status.DISSOLVED:
            continue
        if village not in villages:
            unplaced[district] = unplaced.get(district, 0) + number
            continue
        standing, running = counts.get(village, (0, 0))
        active = number if status == Status.ACTIVE else 0
        counts[village] = (standing + number, running + active)
    return counts, unplaced


def _texts(groups: list[tuple], day: date) -> StatTable:
    table = described(groups, TABLE)
    if day >= timezone.localdate():
        return table
    return StatTable(table.id, table.title, table.source, (*table.notes, PAST_NOTE), table.updated)


def _category(village: Village) -> Category:
    return Category(village.kemendagri_code, Text(village.name, village.name))
