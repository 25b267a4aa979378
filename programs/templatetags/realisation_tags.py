"""Cells of the entry of realisation, S-curves, verdicts."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bengkalis.templatetags import ui
from bengkalis.values import MONTHS, format_number
from programs.bars import bar
from programs.curves import Curve, draw
from programs.standing import Point, Verdict

register = template.Library()


@register.filter
def month_name(month: int) -> str:
    """8 → Agustus."""
    return MONTHS[month - 1]


@register.simple_tag
def cell(bound, label: str = "") -> SafeString:
    """A field in a table: its errors, the input, what was first shown; with ``label`` above it.

    Without ``label`` the head of the column names it, and its aria-label the line as well.
    """
    head = format_html('<label for="{}">{}</label>', bound.id_for_label, label) if label else ""
    errors = format_html_join("", "<p>{}</p>", ((one,) for one in bound.errors))
    if errors:
        errors = format_html(
            '<div class="field__error" id="{}_error">{}<div>{}</div></div>',
            *(bound.auto_id, ui.icon("error"), errors),
        )
    return format_html('<div class="cell">{}{}{}</div>', head, errors or "", bound)


@register.inclusion_tag("components/error_summary.html")
def error_summary_of(forms):
    """Like ``error_summary``, of a list of forms."""
    return ui.error_summary(*forms)


@register.inclusion_tag("components/save_bar.html", takes_context=True)
def save_bar_of(context, forms, *, submit: str):
    """Like ``save_bar``, of a list of forms."""
    return ui.save_bar(context, *forms, submit=submit)


@register.inclusion_tag("programs/dashboards/_curve.html")
def curve(one: Curve, name: str, key="", small: bool = False):
    """An S-curve for wide pages and for phones; ``small`` draws only the one for phones.

    ``name`` and ``key`` keep the ids of one page apart.
    """
    uid = f"{name}{key}"
    return {
        "curve": one,
        "wide": "" if small else draw(one, f"{uid}-w"),
        "narrow": draw(one, f"{uid}-n", narrow=True),
    }


@register.simple_tag
def verdict(one: Verdict) -> SafeString:
    """The word with its shape."""
    return ui.badge(one.word, one.tone)


@register.simple_tag
def quarter_mark(point: Point | None) -> SafeString:
    """How a quarter stands: a badge, and how many lines it rests on where not all reported."""
    if point is None:
        return ui.badge("Belum dilaporkan", "neutral")
    part = ""
    if point.is_partial:
        part = format_html(
            ' <small class="muted">{} dari {} baris</small>', point.entered, point.lines
        )
    return format_html("{}{}", verdict(point.verdict), part)


@register.filter
def percent(value) -> str:
    """45,5; nothing → a dash."""
    return ui.dash(ui.number(value, 1))


@register.filter
def points(value) -> str:
    """A deviation with its sign: −5,2, +1,0; nothing → a dash."""
    if value is None:
        return ui.dash("")
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{ui.number(abs(value), 1)}"


@register.simple_tag
def minibar(realised, planned) -> SafeString:
    """A bar for the eye, beside its number."""
    return bar(realised, planned)


@register.filter
def billions(value) -> str:
    """1.234.567.890 → 1,23 miliar; below a billion in juta; the exact figure stands in tables."""
    if value >= 10**9:
        return f"{ui.number(value / 10**9, 2)} miliar"
    return f"{ui.number(value / 10**6, 1)} juta"


@register.filter
def until(month: int) -> str:
    """8 → sampai akhir Agustus."""
    return f"sampai akhir {MONTHS[month - 1]}"


@register.filter
def against_plan(point: Point) -> str:
    """What was planned by then, and the verdict."""
    if point.planned_physical is None:
        return "tanpa rencana bulanan"
    planned = ui.number(point.planned_physical, 1)
    return f"rencana {planned}%: {point.verdict.word.lower()}"


@register.filter
def unsigned(count: int) -> str:
    """How many agreements wait, in words."""
    return f"{count} belum ditandatangani" if count else "tidak ada yang menunggu"


@register.filter
def angka(value) -> str:
    """45.50 → 45,5; no needless decimals; nothing → ''."""
    return "" if value is None else format_number(value)
