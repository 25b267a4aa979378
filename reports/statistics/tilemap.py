"""The eleven kecamatan as a map of tiles: no boundaries, no map service, readable on a phone."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, floor

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.statistics.cube import Text
from reports.statistics.svg import NOTHING, Words, document, join, percent, px, text_at, text_width

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


def tile_map(
    shares: Mapping[str, float | None],
    names: Mapping[str, str],
    words: Words,
    uid: str,
    told: Mapping[str, tuple[str, str]] | None = None,
) -> SafeString:
    """The kecamatan as tiles roughly where they lie, shaded by a percentage.

    ``shares`` and ``names`` go by Kemendagri code; None is drawn hatched. ``told`` says something
    else than the percentage on a tile and in its title. A kecamatan without a place on the map is
    left to the table.
    """
    told = told or {code: _told(names[code], share, words) for code, share in shares.items()}
    breaks = class_breaks([share for share in shares.values() if share is not None])
    tiles = [
        _tile(PLACES[code], names[code], share, breaks, told[code], uid)
        for code, share in shares.items()
        if code in PLACES
    ]
    width, bottom = 5.3 * TILE, 4.3 * TILE
    sea = text_at(width, 0.55 * TILE, STRAIT.say(words.lang), "sea", "end")
    body = join([_hatch(uid), sea, *tiles, _map_legend(breaks, shares, words, uid, bottom + 22)])
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


def class_of(share: float, breaks: Sequence[int]) -> int:
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
    hatched = _hatching(uid) if share is None else NOTHING
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


def _hatching(uid: str) -> SafeString:
    return format_html(' fill="url(#{}-h)"', uid)


def _hatch(uid: str) -> SafeString:
    return format_html(
        '<defs><pattern id="{}-h" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>'
        '<line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>',
        uid,
    )


def _map_legend(breaks, shares: Mapping, words: Words, uid: str, y: float) -> SafeString:
    ranges = [f"{low}–{high}%" for low, high in pairwise(breaks)]
    parts, x = [], 0.0
    for level, label in enumerate(ranges, start=1):
        parts.append(_level_key(x, y, f"level-{level}", NOTHING, label))
        x += 34 + text_width(label)
    if None in shares.values():
        parts.append(_level_key(0, y + 22, "level-none", _hatching(uid), EMPTY.say(words.lang)))
    return join(parts)


def _level_key(x: float, y: float, css: str, fill, label: str) -> SafeString:
    swatch = format_html(
        '<rect class="{}" x="{}" y="{}" width="14" height="14" rx="2"{}/>',
        *(css, px(x), px(y - 11), fill),
    )
    return join([swatch, text_at(x + 19, y, label, "key")])
