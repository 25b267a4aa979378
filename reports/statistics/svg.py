"""What every chart is made of: numbers as people read them, and safe pieces of SVG."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from bengkalis.templatetags.ui import number as indonesian

NOTHING = mark_safe("")


def figure(value: int | float | None, lang: str, decimals: int = 0) -> str:
    """1.234,5 in Indonesian, 1,234.5 in English; an unknown value is an ellipsis."""
    if value is None:
        return "…"
    text = indonesian(value, decimals)
    return text.translate(str.maketrans(",.", ".,")) if lang == "en" else text


def percent(share: float | None, lang: str, decimals: int = 0) -> str:
    """40,4% for 40.4; an unknown share is a dash."""
    return "–" if share is None else f"{figure(share, lang, decimals)}%"


@dataclass(frozen=True)
class Words:
    """What a chart says: its finding, a description for those who cannot see it, its unit."""

    finding: str
    description: str
    unit: str
    lang: str = "id"
    decimals: int = 0


def document(uid: str, kind: str, words: Words, size: tuple[float, float], body) -> SafeString:
    return format_html(
        '<svg class="chart {kind}" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="{uid}-t {uid}-d" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{uid}-t">{title}</title><desc id="{uid}-d">{desc}</desc>{body}</svg>',
        kind=kind,
        uid=uid,
        width=px(size[0]),
        height=px(size[1]),
        title=words.finding,
        desc=words.description,
        body=body,
    )


def px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def text_at(x: float, y: float, text: str, css: str = "", anchor: str = "start") -> SafeString:
    return format_html(
        '<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>', px(x), px(y), css, anchor, text
    )


def join(parts) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def hatch(uid: str) -> SafeString:
    """The pattern of what has no number, once in a document."""
    return format_html(
        '<defs><pattern id="{}-h" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>'
        '<line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>',
        uid,
    )


def hatching(uid: str) -> SafeString:
    """The attribute of a shape that is filled with ``hatch``."""
    return format_html(' fill="url(#{}-h)"', uid)


def text_width(text: str, size: float = 12) -> float:
    """Roughly how wide a sans-serif text is, in units of the viewBox."""
    return len(text) * size * 0.56


def shortened(text: str, width: float, size: float = 12) -> str:
    """The text, with an ellipsis where it would be wider than ``width``."""
    most = int(width / (size * 0.56))
    return text if len(text) <= most else text[: most - 1].rstrip(" ,;") + "…"
