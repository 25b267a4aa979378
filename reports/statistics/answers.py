"""The sentences that answer: a statistic's headline, and the finding that each chart shows."""

from collections.abc import Mapping

from reports.statistics.cube import Cube, Dimension, Text
from reports.statistics.svg import Words, figure, percent

ACTIVE = "aktif"
PLACE = Text("Kabupaten Bengkalis", "Bengkalis Regency")
UNIT = Text("koperasi", "cooperatives")
BESIDE = Text(
    "Angka yang sama ada dalam tabel di halaman ini.", "The table on this page says the same."
)


def headline(cube: Cube, lang: str, chosen: Mapping[str, list[str]]) -> str:
    """How many cooperatives there are, and how many of them are active."""
    counts = cube.margins("status")
    total = figure(counts.total(), lang)
    what = _listed(cube.dimension("kind"), chosen.get("kind"), lang)
    how = _listed(cube.dimension("status"), chosen.get("status"), lang)
    where = _listed(cube.dimension("district"), chosen.get("district"), lang)
    if lang == "en":
        sort = " ".join(filter(None, (how, what)))
        sentence = f"{total} {sort + ' ' if sort else ''}cooperatives in {where or PLACE.en}"
    else:
        sentence = f"{total} koperasi{' ' + what if what else ''}{' ' + how if how else ''}"
        sentence += f" di {'Kecamatan ' + where if where else PLACE.id}"
    return sentence + ("" if how else _active_part(counts, lang)) + "."


def _active_part(counts: Cube, lang: str) -> str:
    total, active = counts.total(), counts.values[ACTIVE,]
    if not total:
        return ""
    share = percent(100 * active / total, lang)
    words = Text(f", {{}} di antaranya aktif ({share})", f", {{}} of them active ({share})")
    return words.say(lang).format(figure(active, lang))


def _listed(dimension: Dimension, codes: list[str] | None, lang: str) -> str:
    labels = dimension.labels(lang)
    names = [labels[code] for code in codes or ()]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {Text('dan', 'and').say(lang)} {names[-1]}"


def largest_first(rows: Cube) -> list[tuple[str, int]]:
    """Label codes and totals of the first dimension, the largest first."""
    totals = rows.margins(rows.dimensions[0].code)
    pairs = ((code, totals.values[code,]) for code in rows.dimensions[0].codes)
    return sorted(pairs, key=lambda pair: -pair[1])


def district_words(rows: Cube, lang: str) -> Words:
    """What the bars of kecamatan by status show."""
    (code, most), *others = largest_first(rows)
    name, number = rows.dimensions[0].labels(lang)[code], figure(most, lang)
    if others:
        finding = Text(
            f"Terbanyak di Kecamatan {name}: {number} koperasi",
            f"Most are in {name}: {number} cooperatives",
        )
    else:
        finding = Text(f"Kecamatan {name}: {number} koperasi", f"{name}: {number} cooperatives")
    description = Text(
        f"Batang mendatar bertumpuk: {len(others) + 1} kecamatan menurut status koperasi.",
        f"Stacked horizontal bars: {len(others) + 1} districts by status.",
    )
    return _words(finding, description, lang)


def kind_words(rows: Cube, lang: str) -> Words:
    """What the bars of jenis by status show."""
    (code, most), *_ = largest_first(rows)
    name = rows.dimensions[0].labels(lang)[code]
    finding = Text(
        f"Jenis terbanyak: {name}, {figure(most, lang)} koperasi",
        f"The most frequent kind: {name}, {figure(most, lang)} cooperatives",
    )
    description = Text(
        "Batang mendatar bertumpuk: jenis koperasi menurut status.",
        "Stacked horizontal bars: kinds of cooperatives by status.",
    )
    return _words(finding, description, lang)


def active_shares(rows: Cube) -> dict[str, float | None]:
    """Per cent of active cooperatives by kecamatan; None where there is no cooperative."""
    totals = rows.margins("district")
    return {
        code: 100 * rows.values[code, ACTIVE] / total if (total := totals.values[code,]) else None
        for code in totals.dimensions[0].codes
    }


def map_words(shares: Mapping[str, float | None], names: Mapping[str, str], lang: str) -> Words:
    """What the map of active shares shows."""
    known = sorted((share, code) for code, share in shares.items() if share is not None)
    description = Text(
        "Peta petak 11 kecamatan, diwarnai menurut persen koperasi yang aktif.",
        "Tile map of the districts, shaded by the percentage of active cooperatives.",
    )
    if len(known) < 2:
        return _words(
            Text("Persen koperasi aktif", "Share of active cooperatives"), description, lang
        )
    (low, last), (high, first) = known[0], known[-1]
    finding = Text(
        f"Bagian yang aktif paling besar di {names[first]} ({percent(high, lang)}), "
        f"paling kecil di {names[last]} ({percent(low, lang)})",
        f"The active share is highest in {names[first]} ({percent(high, lang)}) "
        f"and lowest in {names[last]} ({percent(low, lang)})",
    )
    return _words(finding, description, lang)


def _words(finding: Text, description: Text, lang: str) -> Words:
    beside = f"{description.say(lang)} {BESIDE.say(lang)}"
    return Words(finding.say(lang), beside, UNIT.say(lang), lang)
