"""The UPT reports' part of everybody's work list."""

from django import template

from reports.waiting import waiting_for

register = template.Library()


@register.inclusion_tag("reports/unit/home/_waiting.html")
def reports_waiting(user) -> dict:
    """Reports to file or mend, to verify or accept, and how many are overdue."""
    return {"waiting": waiting_for(user)}
