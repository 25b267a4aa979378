"""How the state of a report and of a duty is shown: a word and a shape, never colour alone."""

from django import template

from bengkalis.templatetags.ui import badge
from reports.enums import ReportState, Timeliness
from reports.unit_views.lists import SHORT
from reports.unit_views.lists import TONES as OF_DUTY
from reports.unit_views.report import TONES as OF_REPORT

register = template.Library()


@register.simple_tag
def report_state(state: str):
    return badge(ReportState(state).label, OF_REPORT[ReportState(state)])


@register.simple_tag
def timeliness(value: str, short: bool = False):
    """``short``: the word of the matrix."""
    one = Timeliness(value)
    return badge(SHORT[one] if short else one.label, OF_DUTY[one])
