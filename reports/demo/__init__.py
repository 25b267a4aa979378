"""Demonstration data of the reports: made-up published figures, and two years of UPT reports."""

from collections import Counter

from reports.demo import figures, unit_reports


def seed(scale: int) -> Counter:
    """Write what is missing. ``scale`` changes nothing: neither what others publish nor what six
    UPTs report grows with the register."""
    return figures.seed(scale) + unit_reports.seed()
