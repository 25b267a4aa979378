"""The dimensions that published tables share, and how base categories add up to published ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from registry.enums import SizeClass
from registry.models import District, KbliSection
from reports.statistics.cube import (
    GEO,
    METRIC,
    TIME,
    Category,
    CodeList,
    Dimension,
    Text,
    Unit,
)
from reports.statistics.jsonstat import CONTENTS

TOTAL = "_T"  # as in SDMX; T alone is a section of KBLI
UNKNOWN = "_U"
REGENCY = Text("Kabupaten Bengkalis", "Bengkalis Regency")
NOT_RECORDED = Text("belum tercatat", "not recorded")

LANDS = {
    "Pulau Bengkalis": ("pulau_bengkalis", Text("Pulau Bengkalis", "Bengkalis island")),
    "Pulau Rupat": ("pulau_rupat", Text("Pulau Rupat", "Rupat island")),
    "daratan": ("daratan_sumatera", Text("daratan Sumatera", "Sumatra mainland")),
}
ELSEWHERE = ("lain", Text("daratan lain", "elsewhere"))
SECTORS = {
    "pertanian": (Text("pertanian dan perikanan", "agriculture and fishing"), "A"),
    "industri": (Text("pertambangan, industri, konstruksi", "mining, industry"), "BCDEF"),
    "perdagangan": (Text("perdagangan", "trade"), "G"),
    "jasa": (Text("jasa", "services"), "HIJKLMNOPQRSTU"),
}
SIZES = {
    SizeClass.MICRO: Text("usaha mikro", "micro"),
    SizeClass.SMALL: Text("usaha kecil", "small"),
    SizeClass.MEDIUM: Text("usaha menengah", "medium"),
    SizeClass.LARGE: Text("usaha besar", "large"),
}


@dataclass(frozen=True)
class Level:
    """One published division of a base axis: its codes, and which of them each category is in."""

    codes: tuple[str, ...]
    of: tuple[int, ...]


@dataclass(frozen=True)
class Side:
    """One axis of a base table: its categories, and every division that is published of it."""

    base: tuple
    levels: tuple[Level, ...]

    def at(self) -> dict:
        """Position of each base category."""
        return {one: place for place, one in enumerate(self.base)}


def divided(dimension: Dimension) -> Side:
    """The side behind a dimension: itself, each of its code lists, its total."""
    by_code = {one.code: one for one in dimension.categories}
    base = tuple(code for code in dimension.plain if code != dimension.total)
    levels = [Level(base, tuple(range(len(base))))]
    for one in dimension.lists:
        homes = {m: at for at, code in enumerate(one.codes) for m in by_code[code].members}
        levels.append(Level(one.codes, tuple(homes[code] for code in base)))
    if dimension.total:
        levels.append(Level((dimension.total,), (0,) * len(base)))
    return Side(base, tuple(levels))


def contents(*metrics: tuple[str, Text, Text, int]) -> Dimension:
    """The metric dimension: code, label, unit, decimals of each."""
    categories = tuple(
        Category(code, label, Unit(unit, decimals)) for code, label, unit, decimals in metrics
    )
    return Dimension(CONTENTS, Text("isi", "contents"), categories, METRIC)


def years(of: Iterable[int]) -> Dimension:
    categories = tuple(Category(str(year), Text(str(year), str(year))) for year in sorted(set(of)))
    return Dimension("year", Text("tahun", "year"), categories, TIME)


def districts(used: Iterable[str] = ()) -> Dimension:
    """Every kecamatan (and any other code in ``used``), by land, and the regency."""
    rows = list(District.objects.order_by("kemendagri_code"))
    today = [row for row in rows if row.valid_to is None or row.kemendagri_code in set(used)]
    plain = tuple(Category(row.kemendagri_code, Text(row.name, row.name)) for row in today)
    home = {row.kemendagri_code: LANDS.get(row.land, ELSEWHERE)[0] for row in today}
    groups = _groups(home, dict([*LANDS.values(), ELSEWHERE]))
    lands = CodeList("agg_daratan", Text("daratan", "land"), tuple(one.code for one in groups))
    total = Category(TOTAL, REGENCY)
    return Dimension(
        "district", Text("kecamatan", "district"), (total, *plain, *groups), GEO, TOTAL, (lands,)
    )


def _groups(home: dict[str, str], labels: dict[str, Text]) -> tuple[Category, ...]:
    """The groups that have members, each as a category of a code list."""
    return tuple(
        Category(code, label, None, members)
        for code, label in labels.items()
        if (members := tuple(one for one, group in home.items() if group == code))
    )


def sections() -> Dimension:
    """KBLI sections, what was not recorded, four sectors, and all of them."""
    rows = list(KbliSection.objects.order_by("code").values_list("code", "name", "name_en"))
    plain = tuple(Category(code, Text(f"{code} {name}", f"{code} {en}")) for code, name, en in rows)
    home = {
        code: next(sector for sector, (_, codes) in SECTORS.items() if code in codes)
        for code, _, _ in rows
    } | {UNKNOWN: "sektor_lain"}
    unknown = Text("sektor belum tercatat", "sector not recorded")
    groups = _groups(
        home, {c: label for c, (label, _) in SECTORS.items()} | {"sektor_lain": unknown}
    )
    return Dimension(
        "section",
        Text("lapangan usaha", "section"),
        (
            Category(TOTAL, Text("semua lapangan usaha", "all sections")),
            *plain,
            Category(UNKNOWN, NOT_RECORDED),
            *groups,
        ),
        total=TOTAL,
        lists=(
            CodeList("agg_sektor", Text("sektor", "sector"), tuple(one.code for one in groups)),
        ),
    )


def choices(
    code: str, label: Text, options: Sequence[tuple[str, Text]], every: Text | None = None
) -> Dimension:
    """A plain dimension; with ``every`` its total comes first."""
    categories = tuple(Category(key, text) for key, text in options)
    if every is None:
        return Dimension(code, label, categories)
    return Dimension(code, label, (Category(TOTAL, every), *categories), total=TOTAL)


def sizes(code: str, label: Text) -> Dimension:
    """Size classes, what cannot be classified, and all of them."""
    options = [(size.value, text) for size, text in SIZES.items()]
    unknown = Text("belum dapat digolongkan", "not classified")
    every = Text("semua golongan", "all size classes")
    return choices(code, label, [*options, (UNKNOWN, unknown)], every)


def homes(dimension: Dimension, code: str) -> tuple[str, ...]:
    """Every published category that a base category counts in: itself, its groups, the total."""
    groups = tuple(one.code for one in dimension.categories if code in one.members)
    return (code, *groups, *([dimension.total] if dimension.total else []))


def without_lists(dimension: Dimension) -> Dimension:
    """The dimension as it is for figures that do not add up over groups."""
    plain = tuple(one for one in dimension.categories if not one.members)
    return replace(dimension, categories=plain, lists=())
