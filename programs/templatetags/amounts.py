"""How the pages of the programmes write amounts."""

from django import template

from bengkalis import values

register = template.Library()


@register.filter
def amount(value) -> str:
    """1500000 → '1.500.000'; decimals only where there are any; nothing → ''."""
    return "" if value in (None, "") else values.format_number(value)
