"""Amounts as people write them, from the two decimals in which the database keeps them."""

from decimal import Decimal

from django import template

from bengkalis.values import format_number

register = template.Library()


@register.filter
def amount(value) -> str:
    """40.00 → 40, 87.50 → 87,5, 1500000.00 → 1.500.000; nothing → ''."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    return format_number(number if number % 1 == 0 else number.normalize())
