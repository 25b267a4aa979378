"""The plan that an address names."""

from bengkalis.access import find_visible
from programs.models import Plan


def find_plan(user, year: int) -> Plan:
    """Http404 where there is no plan for ``year``."""
    return find_visible(Plan.objects.select_related("edition"), user, year=year)
