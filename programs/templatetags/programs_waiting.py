"""The programmes' part of everybody's work list."""

from django import template

from bengkalis.values import MONTHS
from programs.waiting import waiting_for

register = template.Library()


@register.inclusion_tag("programs/home/_waiting.html")
def programs_waiting(user) -> dict:
    """Papers to sign, versions of the pagu to approve or mend, realisation to report."""
    found = waiting_for(user)
    return {"waiting": found, "month": MONTHS[found.month - 1] if found.month else ""}
