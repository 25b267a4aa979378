"""Bars of money: what was planned as a frame, what was spent as its filling."""

from decimal import Decimal

from django import template
from django.utils.html import format_html

register = template.Library()
WIDTH = 1000


@register.simple_tag
def money_bar(planned: Decimal, spent: Decimal, most: Decimal):
    """A bar as wide as its place; ``most`` is the full width. The figures stand beside it."""
    return format_html(
        '<svg class="money-bar" viewBox="0 0 {width} 16" preserveAspectRatio="none"'
        ' aria-hidden="true" focusable="false">'
        '<rect class="money-bar__planned" x="1" y="1" width="{planned}" height="14"/>'
        '<rect class="money-bar__spent" x="1" y="4" width="{spent}" height="8"/></svg>',
        width=WIDTH + 2,
        planned=_share(planned, most),
        spent=_share(spent, most),
    )


def _share(amount: Decimal, most: Decimal) -> str:
    return f"{WIDTH * amount / most:.1f}" if most else "0"
