"""The eleven kecamatan as a map of tiles: no boundaries, no map service, readable on a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.statistics.cube import Text
from reports.statistics.svg import (
    NOTHING,
    Words,
    document,
    figure,
    hatch,
    hatching,
    join,
    percent,
    px,
    text_at,
    text_width,
)

TILE, TILE_GAP = 80, 5
# Column and row of each kecamatan: the islands stand off the coast, as on the map.
PLACES = {
    "14.03.11": (1.1, 0.0),  # Rupat Utara
    "14.03.10": (1.1, 1.0),  # Rupat
    "14.03.01": (3.3, 1.0),  # Bengkalis
    "14.03.02": (4.3, 1.0),  # Bantan
    "14.03.16": (0.0, 2.3),  # Bathin Solapan
    "14.03.09": (1.0, 2.3),  # Mandau
    "14.03.14": (2.0, 2.3),  # Bandar Laksamana
    "14.03.03": (3.0, 2.3),  # Bukit Batu
    "14.03.13": (1.0, 3.3),  # Pinggir
    "14.03.15": (2.0, 3.3),  # Talang Muandau
    "14.03.12": (3.0, 3.3),  # Siak Kecil
}
EMPTY = Text("tidak ada koperasi", "no cooperatives")
STRAIT = Text("Selat Malaka", "Strait of Malacca")
CLASSES = 4


@dataclass(frozen=True)
class Key:
    """How values are shaded: edges of classes, what each class is called, what None means."""

    breaks: Sequence[float]
    labels: Sequence[str]
    empty: str


def percent_key(shares: Sequence[float], lang: str) -> Key:
    breaks = class_breaks(shares)
    labels = [f"{low}–{high}%" for low, high in pairwise(breaks)]
    return Key(breaks, labels, EMPTY.say(lang))


def number_key(values: Sequence[float], lang: str, empty: str, decimals: int = 0) -> Key:
    """At most four classes of equal width between round numbers."""
    low, high = min(values, default=0), max(values, default=0)
    step = _round_step(low, high, 0 if decimals else 1)
    first, last = floor(low / step), max(ceil(high / step), floor(low / step) + 1)
    edges = [n * step for n in range(first, last + 1)]
    said = [figure(edge, lang, 0 if step >= 1 else decimals) for edge in edges]
    return Key(edges, [f"{a}–{b}" for a, b in pairwise(said)], empty)


def _round_step(low: float, high: float, least: float) -> float:
    """A round number so large that four steps hold both ends."""
    power = 10.0 ** floor(log10((high - low) / CLASSES or 1))
    factors = (1, 2, 2.5, 3, 4, 5, 10, 20) if power >= 10 else (1, 2, 3, 4, 5, 10, 20)
    wide = (factor * power for factor in factors)
    step = next(s for s in wide if ceil(high / s) - floor(low / s) <= CLASSES)
    return max(step, least)


def tile_map(
    shares: Mapping[str, float | None],
    names: Mapping[str, str],
    words: Words,
    uid: str,
    told: Mapping[str, tuple[str, str]] | None = None,
    key: Key | None = None,
) -> SafeString:
    """The kecamatan as tiles roughly where they lie, shaded by a percentage, or by what ``key``
    divides into classes.

    ``shares`` and ``names`` go by Kemendagri code; None is drawn hatched. ``told`` says something
    else than the percentage on a tile and in its title. A kecamatan without a place on the map is
    left to the table.
    """
    told = told or {code: _told(names[code], share, words) for code, share in shares.items()}
    key = key or percent_key([share for share in shares.values() if share is not None], words.lang)
    breaks = key.breaks
    tiles = [
        _tile(PLACES[code], names[code], share, breaks, told[code], uid)
        for code, share in shares.items()
        if code in PLACES
    ]
    width, bottom = 5.3 * TILE, 4.3 * TILE
    sea = text_at(width, 0.55 * TILE, STRAIT.say(words.lang), "sea", "end")
    body = join([hatch(uid), sea, *tiles, _map_legend(key, shares, uid, bottom + 22)])
    height = bottom + (62 if None in shares.values() else 40)
    return document(uid, "chart--map", words, (width, height), body)


def class_breaks(shares: Sequence[float]) -> list[int]:
    """Edges of at most four classes of equal width in steps of 5, around the given percentages.

    Equal width, not equal number: 40 % and 70 % must never share a colour that 39 % does not.
    """
    if not shares:
        return [0, 100]
    low = min(floor(min(shares) / 5) * 5, 95)
    high = max(ceil(max(shares) / 5) * 5, low + 5)
    step = ceil((high - low) / CLASSES / 5) * 5
    return [min(edge, 100) for edge in range(low, high + step, step)]


def class_of(share: float, breaks: Sequence[float]) -> int:
    """1 for the lowest class; a value on an edge belongs to the class above, the last excepted."""
    return max(1, sum(share >= edge for edge in breaks[:-1]))


def _told(name: str, share: float | None, words: Words) -> tuple[str, str]:
    """What stands on a tile, and its title."""
    value = percent(share, words.lang)
    return value, f"{name}: {EMPTY.say(words.lang) if share is None else value}"


def _tile(place, name: str, share: float | None, breaks, told, uid: str) -> SafeString:
    x, y = place[0] * TILE, place[1] * TILE
    level = "none" if share is None else class_of(share, breaks)
    value, title = told
    side = TILE - TILE_GAP
    hatched = hatching(uid) if share is None else NOTHING
    return format_html(
        '<g class="tile tile--{}"><title>{}</title>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="4"{}/>{}{}</g>',
        *(level, title, px(x), px(y), side, side, hatched),
        _name_lines(name, x + side / 2, y + 21),
        text_at(x + side / 2, y + side - 12, value, "tile-value", "middle"),
    )


def _name_lines(name: str, x: float, y: float) -> SafeString:
    lines = name.split(" ", 1)
    return join(text_at(x, y + 14 * n, line, "tile-name", "middle") for n, line in enumerate(lines))


def _map_legend(key: Key, shares: Mapping, uid: str, y: float) -> SafeString:
    parts, x = [], 0.0
    for level, label in enumerate(key.labels, start=1):
        parts.append(_level_key(x, y, f"level-{level}", NOTHING, label))
        x += 34 + text_width(label)
    if None in shares.values():
        parts.append(_level_key(0, y + 22, "level-none", hatching(uid), key.empty))
    return join(parts)


def _level_key(x: float, y: float, css: str, fill, label: str) -> SafeString:
    swatch = format_html(
        '<rect class="{}" x="{}" y="{}" width="14" height="14" rx="2"{}/>',
        *(css, px(x), px(y - 11), fill),
    )
    return join([swatch, text_at(x + 19, y, label, "key")])
