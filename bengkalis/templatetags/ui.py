"""Components and formats of every page, as template tags that refuse unknown attributes.

A tag's Python signature is its contract: Django raises ``TemplateSyntaxError`` for an attribute
that is not in it, and :func:`_one_of` does the same for a value outside a fixed list.
"""

import datetime
import re
from decimal import Decimal

from django import template
from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

NBSP = "\u00a0"
TONES = {"neutral": "ring", "good": "disc", "info": "square", "warn": "triangle", "bad": "cross"}
SHAPES = {*TONES.values(), "bars"}
STATUSES = {
    "aktif": ("Aktif", "good", "disc"),
    "tidak_aktif": ("Tidak aktif", "neutral", "ring"),
    "beku": ("Dibekukan", "info", "bars"),
    "diusulkan_bubar": ("Diusulkan bubar", "warn", "triangle"),
    "dibubarkan": ("Dibubarkan", "bad", "cross"),
}
ICONS = {
    *("search", "plus", "close", "left", "right", "down", "check", "info", "warn", "error"),
    *("menu", "user", "columns", "download", "upload", "print", "edit", "filter", "clock"),
}
KINDS = {"primary", "secondary", "quiet", "danger"}
SIZES = {"", "short", "medium", "long"}
INPUT_MODES = {"date": "text", "number": "decimal", "rupiah": "decimal"}


def _one_of(what, value, allowed):
    if value not in allowed:
        known = ", ".join(sorted(filter(None, allowed)))
        raise TemplateSyntaxError(f"{what} {value!r} is unknown; known are: {known}")
    return value


def _is_empty(value):
    return value is None or value == ""


# --- formats -----------------------------------------------------------------------------------


@register.filter
def number(value, decimals=None):
    """1234567.89 → 1.234.567,89; ``decimals`` fixes how many places; nothing → ''."""
    if _is_empty(value):
        return ""
    places = ",f" if decimals is None else f",.{int(decimals)}f"
    return format(Decimal(str(value)), places).translate(str.maketrans(",.", ".,"))


@register.filter
def rupiah(value):
    """1234567 → 'Rp 1.234.567' (no-break space); sen only where there are some; nothing → ''."""
    if _is_empty(value):
        return ""
    amount = Decimal(str(value))
    sign = "-" if amount < 0 else ""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{sign}Rp{NBSP}{number(abs(amount), places)}"


def _dated(value, pattern):
    if _is_empty(value):
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_date(value, pattern)


@register.filter
def tanggal(value):
    """A date in words: 31 Desember 2019; nothing → ''."""
    return _dated(value, "j F Y")


@register.filter
def tanggal_pendek(value):
    """A date in figures: 31-12-2019; nothing → ''."""
    return _dated(value, "d-m-Y")


@register.filter
def waktu(value):
    """Date and time of day in the portal's time zone: 31-12-2019 10.42; nothing → ''."""
    return _dated(value, "d-m-Y H.i")


@register.filter
def jam(value):
    """Time of day in the portal's time zone: 10.42; nothing → ''."""
    return _dated(value, "H.i")


@register.filter
def mask_phone(value):
    """0821-••••-•993: the first four digits and at most three of the last, five stay hidden."""
    digits = re.sub(r"^(\+?62)", "0", re.sub(r"[^\d+]", "", str(value or "")))
    if not digits:
        return ""
    shown_at_end = max(0, min(3, len(digits) - 9))
    hidden = len(digits) - 4 - shown_at_end
    masked = digits[:4] + "•" * hidden + digits[len(digits) - shown_at_end :]
    return "-".join(re.findall(r".{1,4}", masked))


DASH = mark_safe(
    '<span aria-hidden="true">–</span><span class="visually-hidden">tidak diisi</span>'
)


@register.filter
def dash(value):
    """The value, or a dash that a screen reader reads as 'tidak diisi'."""
    return DASH if _is_empty(value) else value


# --- words with a shape ------------------------------------------------------------------------


@register.simple_tag
def badge(label, tone="neutral", *, shape=""):
    """A word with a shape; the shape follows the tone unless given."""
    _one_of("tone", tone, TONES)
    shape = _one_of("shape", shape or TONES[tone], SHAPES)
    return format_html('<span class="badge badge--{} badge--{}">{}</span>', tone, shape, label)


@register.simple_tag
def status(code, *, label=""):
    """The status of a cooperative: word, tone and shape from ``STATUSES``."""
    word, tone, shape = STATUSES[_one_of("status", code, STATUSES)]
    return badge(label or word, tone, shape=shape)


@register.simple_tag
def icon(name):
    """A decorative icon from the sprite; the word beside it carries the meaning."""
    sprite = static("img/icons.svg")
    _one_of("icon", name, ICONS)
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name
    )


# --- forms -------------------------------------------------------------------------------------


def _understood(bound, parse):
    """What the portal made of the value, in words; '' where there is nothing to say."""
    if not parse or bound.errors:
        return ""
    form = bound.form
    value = form.cleaned_data.get(bound.name) if form.is_bound else bound.initial
    formats = {"date": tanggal, "number": number, "rupiah": rupiah}
    wanted = datetime.date if parse == "date" else (int, float, Decimal)
    return formats[parse](value) if isinstance(value, wanted) else ""


def _widget(bound, parse, help_text, beside):
    described_by = [f"{bound.auto_id}_helptext"] if help_text else []
    described_by += [f"{bound.auto_id}_error"] if bound.errors else []
    described_by += [f"{bound.auto_id}_understood"] if parse else []
    described_by += [f"{bound.auto_id}_beside"] if beside else []
    attrs = {"aria-describedby": " ".join(described_by)} if described_by else {}
    if parse:
        attrs |= {"data-parse": parse, "inputmode": INPUT_MODES[parse], "autocomplete": "off"}
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("components/field.html")
def field(
    bound,
    *,
    label="",
    help="",
    parse="",
    size="",
    prefix="",
    suffix="",
    understood="",
    beside="",
):
    """One form field: label, help under it, error, widget, and what the portal understood.

    ``parse`` is date, number or rupiah and turns the echo on; ``understood`` overrides its text.
    ``beside`` is what to compare with, such as the figure of the year before.
    """
    _one_of("size", size, SIZES)
    _one_of("parse", parse, {"", *INPUT_MODES})
    help_text = help or bound.help_text
    return {
        "bound": bound,
        "label": label or bound.label,
        "help": help_text,
        "size": size,
        "prefix": prefix,
        "suffix": suffix,
        "parse": parse,
        "understood": understood or _understood(bound, parse),
        "beside": beside,
        "widget": _widget(bound, parse, help_text, beside),
        "is_check": bound.widget_type == "checkbox",
    }


def _target(bound):
    """The id that a link in the error summary leads to: the widget, or its first choice."""
    return bound.id_for_label or f"{bound.auto_id}_0"


def _problems(form):
    for message in form.non_field_errors():
        yield {"target": "", "label": _row_name(form), "message": message}
    for bound in form:
        for message in bound.errors:
            target = "" if bound.is_hidden else _target(bound)
            yield {"target": target, "label": bound.label, "message": message}


def _row_name(form) -> str:
    """Which recorded row of a formset it is; nothing for a form that stands alone."""
    instance = getattr(form, "instance", None)
    return str(instance) if form.prefix and instance is not None and instance.pk else ""


def _flat(forms):
    """Forms and the forms of formsets, in order; absent ones are left out."""
    for form in filter(None, forms):
        yield from getattr(form, "forms", [form])


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms):
    """Every error of the given forms and formsets, each linked to its field."""
    problems = [
        {"target": "", "label": "", "message": message}
        for formset in filter(None, forms)
        if formset.is_bound and hasattr(formset, "non_form_errors")
        for message in formset.non_form_errors()
    ]
    problems += [p for form in _flat(forms) if form.is_bound for p in _problems(form)]
    return {"problems": problems}


@register.inclusion_tag("components/save_bar.html", takes_context=True)
def save_bar(context, *forms, submit="Simpan", cancel_url="", saved_at=None, busy="Menyimpan…"):
    """The sticky bar of a page's forms; ``saved_at`` is when their draft was last kept.

    Who came from a work list (``back_to`` in the context) is led back there by "Batal" too.
    """
    errors = sum(len(e) for one in _flat(forms) if one.is_bound for e in one.errors.values())
    return {
        "errors": errors,
        "submit": submit,
        "cancel_url": (cancel_url and context.get("back_to")) or cancel_url,
        "saved_at": saved_at,
        "busy": busy,
    }


@register.inclusion_tag("components/button.html")
def button(
    label, *, href="", kind="primary", name="", value="", busy="", icon="", form="", new=False
):
    """A submit button, or with ``href`` a link that looks like one; ``new`` answers to key n."""
    _one_of("kind", kind, KINDS)
    return {
        "label": label,
        "href": href,
        "kind": kind,
        "name": name,
        "value": value,
        "busy": busy,
        "icon_name": icon,
        "form": form,
        "new": new,
    }


@register.inclusion_tag("components/compare.html")
def compare(rows, *, saved_by="", saved_at=None):
    """Two versions side by side; each row has name, label, mine, theirs and may have chosen.

    The reader's choice arrives as ``choice-<name>`` with the value mine or theirs.
    """
    return {"rows": rows, "saved_by": saved_by, "saved_at": saved_at}


# --- tables ------------------------------------------------------------------------------------


@register.simple_block_tag
def table_frame(content, label, *, fit=False):
    """A frame in which a wide table scrolls by itself; ``fit`` lets it grow with the page."""
    return format_html(
        '<div class="frame{}" role="region" aria-label="{}" tabindex="0">{}</div>',
        " frame--fit" if fit else "",
        label,
        content,
    )


def _sorted_query(request, ordering):
    query = request.GET.copy()
    query.pop("cursor", None)
    query["ordering"] = ordering
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/sort_head.html", takes_context=True)
def sort_head(context, label, field, *, default="", numeric=False, col=""):
    """A column head that sorts by ``?ordering=``; ``default`` is the order without it."""
    current = context["request"].GET.get("ordering", default).split(",")[0]
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "")
    flipped = f"-{field}" if direction == "ascending" else field
    return {
        "label": label,
        "direction": direction,
        "url": _sorted_query(context["request"], flipped),
        "numeric": numeric,
        "col": col,
    }


@register.inclusion_tag("components/pager.html")
def pager(*, first=None, last=None, total=None, capped=False, previous="", next="", noun=""):
    """'1–50 dari 866 koperasi' with links; ``capped`` says that there are more than ``total``."""
    return {
        "first": first,
        "last": last,
        "total": total,
        "capped": capped,
        "previous": previous,
        "next": next,
        "noun": noun,
    }


@register.inclusion_tag("components/chips.html")
def chips(items, *, clear_url="", lang="id"):
    """What filters are set; each item has label, value and url (the page without it)."""
    return {"items": items, "clear_url": clear_url, "lang": lang}


# --- reading -----------------------------------------------------------------------------------


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*parts):
    """Label, url, label, url, …, label of this page."""
    *pairs, here = parts
    return {"crumbs": list(zip(pairs[::2], pairs[1::2], strict=True)), "here": here}


@register.simple_tag
def fact(label, value, *, note=""):
    """One line of a ``<dl class="facts">``; an empty value is shown as a dash."""
    note = format_html('<span class="facts__note">{}</span>', note) if note else ""
    return format_html("<div><dt>{}</dt><dd>{}{}</dd></div>", label, dash(value), note)


@register.simple_block_tag
def fact_block(content, label):
    """Like ``fact``, with markup as the value."""
    return format_html(
        "<div><dt>{}</dt><dd>{}</dd></div>", label, content if content.strip() else DASH
    )


@register.simple_tag
def stat(label, value, *, unit="", note=""):
    """One figure of a ``<dl class="stats">``."""
    unit = format_html(' <span class="stat__unit">{}</span>', unit) if unit else ""
    note = format_html('<dd class="stat__note">{}</dd>', note) if note else ""
    return format_html(
        '<div class="stat"><dt>{}</dt><dd class="stat__value">{}{}</dd>{}</div>',
        *(label, dash(value), unit, note),
    )


@register.inclusion_tag("components/timeline.html")
def timeline(events):
    """History, newest first; an event has title and may have when, text, who, status, url."""
    return {"events": events}


@register.inclusion_tag("components/progress.html")
def progress(value, maximum, label):
    """A bar with a number: ``value`` of ``maximum``."""
    percent = 100 * value // maximum if maximum else 0
    return {"value": value, "maximum": maximum, "label": label, "percent": percent}


CALLOUTS = {"info": "info", "good": "check", "warn": "warn", "bad": "error"}


@register.simple_block_tag
def callout(content, tone="info", *, title=""):
    """A framed remark: info, good, warn or bad."""
    mark = icon(CALLOUTS[_one_of("tone", tone, CALLOUTS)])
    head = format_html('<p class="callout__title">{}</p>', title) if title else ""
    return format_html(
        '<div class="callout callout--{}">{}<div>{}{}</div></div>', tone, mark, head, content
    )


@register.simple_block_tag
def empty_state(content, title, *, action_url="", action_label=""):
    """What will be here, and how to make the first one."""
    link = '<p><a class="button button--primary" href="{}">{}</a></p>'
    action = format_html(link, action_url, action_label) if action_url else ""
    return format_html(
        '<div class="empty"><p class="empty__title">{}</p>{}{}</div>', title, content, action
    )
