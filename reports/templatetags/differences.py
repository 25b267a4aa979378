"""What the work list of the signed-in person says of differences that nobody explained yet."""

from django import template

from bengkalis.access import Permission, scope_of
from reports.statistics.reconciliation import count_unexplained

register = template.Library()


@register.inclusion_tag("reports/figures/_home.html")
def unexplained_differences(user):
    """A line with the number and the way there, for who may explain them."""
    may = scope_of(user, Permission.EXPLAIN_FIGURES).everywhere
    return {"may": may, "count": count_unexplained() if may else 0}
