"""What the page on villages without a cooperative shows: answer, map, squares, table."""

from reports.statistics.answers import PLACE
from reports.statistics.cube import Text
from reports.statistics.gaps import ACTIVE, INACTIVE, NONE, STATES, Gap, GapMap
from reports.statistics.page import Chart
from reports.statistics.svg import Words, figure, percent
from reports.statistics.tilemap import tile_map

WORDS = {
    "squares": Text("Setiap desa dan kelurahan", "Every village"),
    "by_district": Text("Menurut kecamatan", "By district"),
    "villages": Text("Desa/kelurahan", "Villages"),
    "none": Text("Tanpa koperasi", "No cooperative"),
    "inactive": Text("Ada, tidak ada yang aktif", "None active"),
    "filled": Text("Ada yang aktif", "An active one"),
    "unplaced": Text("Koperasi tanpa catatan desa", "Cooperatives without a village on record"),
    "on_map": Text(
        "Angka pada petak: desa/kelurahan tanpa koperasi, garis miring, tanpa koperasi aktif. "
        "Warna: persen desa/kelurahan tanpa koperasi aktif.",
        "Figures on a tile: villages without a cooperative, slash, without an active one. "
        "Shade: per cent of villages without an active cooperative.",
    ),
    "missing": Text("Tanpa koperasi:", "Without a cooperative:"),
    "idle": Text("Ada, tetapi tidak aktif:", "None active:"),
    "empty_register": Text(
        "Register belum berisi koperasi untuk hari itu, jadi belum dapat dikatakan desa mana yang "
        "belum punya.",
        "The register holds no cooperative for that day, so it cannot yet say which villages lack "
        "one.",
    ),
    "unplaced_title": Text("Sebagian mungkin terisi", "Some gaps may be filled"),
    "unplaced_say": Text(
        "{} koperasi belum tercatat desa atau kelurahannya; koperasi itu mungkin mengisi sebagian "
        "desa yang tampak kosong.",
        "{} cooperatives have no village on record; they may fill some of the gaps.",
    ),
}


def words(lang: str) -> dict[str, str]:
    """The page's own fixed words in ``lang``."""
    return {name: text.say(lang) for name, text in WORDS.items()}


def headline(gaps: GapMap, lang: str) -> str:
    """How many villages have no cooperative, and how many none that is active; or that the
    register is empty, which says nothing of villages."""
    if not any(gap.standing for gap in gaps.villages) and not sum(gaps.unplaced.values()):
        return WORDS["empty_register"].say(lang)
    total, none, idle = (figure(n, lang) for n in (len(gaps.villages), *_both(gaps)))
    return (
        Text(
            "{none} dari {total} desa/kelurahan di {place} belum punya koperasi; {idle} lainnya "
            "punya, tetapi tidak ada yang aktif.",
            "{none} of {total} villages in {place} have no cooperative; {idle} more have one but "
            "none that is active.",
        )
        .say(lang)
        .format(none=none, total=total, idle=idle, place=PLACE.say(lang))
    )


def _both(gaps: GapMap, district: str = "") -> tuple[int, int]:
    return gaps.count(NONE, district=district), gaps.count(INACTIVE, district=district)


def unplaced_note(gaps: GapMap, lang: str) -> str:
    """That some cooperatives have no village on record; "" when all have."""
    number = sum(gaps.unplaced.values())
    return WORDS["unplaced_say"].say(lang).format(figure(number, lang)) if number else ""


def gap_chart(gaps: GapMap, lang: str) -> Chart:
    """The kecamatan as tiles, each with its villages without any and without an active one."""
    shares, told = {}, {}
    for code, name in gaps.districts.items():
        total, (none, idle) = len(gaps.of(code)), _both(gaps, code)
        shares[code] = 100 * (none + idle) / total
        told[code] = (f"{none}/{none + idle}", _tile_title(name, (none, none + idle, total), lang))
    said = _map_words(gaps, shares, lang)
    return Chart(said, tile_map(shares, gaps.districts, said, "gaps", told))


def _tile_title(name: str, numbers: tuple[int, int, int], lang: str) -> str:
    text = Text(
        "{}: {} desa/kelurahan tanpa koperasi, {} tanpa koperasi aktif, dari {}",
        "{}: {} villages without a cooperative, {} without an active one, of {}",
    )
    return text.say(lang).format(name, *(figure(number, lang) for number in numbers))


def _map_words(gaps: GapMap, shares: dict[str, float], lang: str) -> Words:
    code = max(shares, key=lambda one: shares[one])
    finding = Text(
        f"Paling banyak desa tanpa koperasi aktif: {gaps.districts[code]} "
        f"({percent(shares[code], lang)})",
        f"The largest share of villages without an active cooperative: {gaps.districts[code]} "
        f"({percent(shares[code], lang)})",
    )
    description = Text(
        f"Peta petak {len(shares)} kecamatan. {WORDS['on_map'].id}",
        f"Tile map of {len(shares)} districts. {WORDS['on_map'].en}",
    )
    return Words(finding.say(lang), description.say(lang), WORDS["villages"].say(lang), lang)


def squares(gaps: GapMap, lang: str) -> list[dict]:
    """The villages of each kecamatan, with the names of those that lack a cooperative."""
    return [
        {
            "name": name,
            "villages": [_square(gap, lang) for gap in gaps.of(code)],
            "missing": _names(gaps, code, NONE),
            "idle": _names(gaps, code, INACTIVE),
        }
        for code, name in gaps.districts.items()
    ]


def _names(gaps: GapMap, district: str, state: str) -> str:
    return ", ".join(gap.village.name for gap in gaps.of(district) if gap.state == state)


def _square(gap: Gap, lang: str) -> dict:
    counts = Text("{} koperasi, {} aktif", "{} cooperatives, {} active").say(lang)
    said = counts.format(figure(gap.standing, lang), figure(gap.running, lang))
    says = STATES[gap.state].say(lang) if gap.state == NONE else said
    return {"state": gap.state, "title": f"{gap.village.name}: {says}"}


def legend(gaps: GapMap, lang: str) -> list[dict]:
    """The three states with the number of villages in each."""
    return [
        {"state": state, "label": text.say(lang), "number": figure(gaps.count(state), lang)}
        for state, text in STATES.items()
    ]


def table(gaps: GapMap, lang: str) -> dict:
    """One row a kecamatan and the totals, as texts."""
    rows = [
        {"name": name, "counts": _counts(gaps, code, lang)} for code, name in gaps.districts.items()
    ]
    return {"rows": rows, "totals": _counts(gaps, "", lang)}


def _counts(gaps: GapMap, district: str, lang: str) -> list[str]:
    villages = len(gaps.of(district) if district else gaps.villages)
    unplaced = gaps.unplaced.get(district, 0) if district else sum(gaps.unplaced.values())
    by_state = [gaps.count(state, district=district) for state in (NONE, INACTIVE, ACTIVE)]
    return [figure(number, lang) for number in (villages, *by_state, unplaced)]
