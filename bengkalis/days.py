"""Days some months or years apart; where a month is too short, its last day, as in PostgreSQL."""

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def years_after(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28."""
    return months_after(day, 12 * years)


def years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 29 February becomes 28."""
    return months_after(day, -12 * years)
