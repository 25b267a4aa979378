"""A small bar beside its number: what was realised in percent, and a mark where the plan is."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 140, 16


def bar(realised: Decimal | None, planned: Decimal | None) -> SafeString:
    """For the eye only: the numbers stand beside it. Nothing realised has no bar."""
    full, mark = _length(realised), _length(planned)
    return format_html(
        '<svg class="minibar" viewBox="0 0 {w} {h}" width="{w}" height="{h}" aria-hidden="true">'
        '<rect class="minibar__ground" x="0" y="4" width="{w}" height="8"/>{full}{mark}</svg>',
        w=WIDTH,
        h=HEIGHT,
        full=format_html('<rect class="fill-s1" x="0" y="4" width="{}" height="8"/>', full)
        if full is not None
        else "",
        mark=format_html('<rect class="minibar__plan" x="{}" y="0" width="2" height="16"/>', mark)
        if mark is not None
        else "",
    )


def _length(percent: Decimal | None) -> int | None:
    return None if percent is None else round(WIDTH * float(min(max(percent, 0), 100)) / 100)
