"""Small pictures of data quality."""

from django import template
from django.utils.html import format_html, format_html_join

from bengkalis.templatetags.ui import badge, number
from registry.quality.rules import Severity

register = template.Library()

TONES = {Severity.WRONG: "bad", Severity.CHECK: "warn", Severity.INCOMPLETE: "neutral"}
WIDTH, HEIGHT, EDGE = 120, 28, 3


@register.simple_tag
def severity(value):
    """How sure it is that something is wrong, as a badge."""
    return badge(Severity(value).label, TONES[value])


@register.simple_tag
def sparkline(values):
    """A line through ``values``, oldest first, with the same in words for who cannot see it."""
    most = max(values, default=0) or 1
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    points = [
        (round(EDGE + step * n, 1), round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * value / most, 1))
        for n, value in enumerate(values)
    ]
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<polyline points="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        *(WIDTH, HEIGHT, WIDTH, HEIGHT, _words(values)),
        format_html_join(" ", "{},{}", points),
        *points[-1],
    )


def _words(values: list[int]) -> str:
    first, last, most = number(values[0]), number(values[-1]), number(max(values))
    return f"Dua belas bulan terakhir: dari {first} menjadi {last}, tertinggi {most}"
