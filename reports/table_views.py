"""One public page per statistical table: the finding, pictures, the table, and how we know."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.pages import asking, findings, home, pictures, pivot
from reports.pages.asking import Asked
from reports.pages.scenes import Scene
from reports.pages.words import FORMATS as NAMES
from reports.pages.words import other, words
from reports.statistics import editions
from reports.statistics.formats import FORMATS
from reports.statistics.measures import DEMONSTRATION, in_words
from reports.statistics.selection import day_choice, language
from reports.statistics.tables import TABLES


@login_not_required
@require_safe
def statistics_table(request, table: str):
    """A table as the address asks for it; an unknown one is 404 with the list of tables."""
    lang = language(request.GET)
    if table not in TABLES:
        return _unknown(request, table, lang)
    asked = asking.read(request.GET, TABLES[table])
    context = {
        **_texts(asked),
        **_addresses(request, asked),
        **({} if asked.is_empty else _figures(asked)),
        "vintages": [_vintage(asked, row) for row in editions.vintages(table)],
        "refused": asked.refused,
        "empty": asked.is_empty,
    }
    status = 400 if asked.refused else 200
    return render(request, "reports/table.html", context, status=status)


def _unknown(request, table: str, lang: str):
    w = words(lang)
    context = {
        "w": w,
        "lang": lang,
        "groups": home.catalogue(lang),
        "said": w["unknown_say"].format(table[:60]),
        "statistics_url": statistics_url(lang),
    }
    return render(request, "reports/no_table.html", context, status=404)


def _texts(asked: Asked) -> dict:
    table, lang, w = asked.cube.table, asked.lang, words(asked.lang)
    day = in_words(timezone.localdate(asked.edition.published_at), lang)
    following = table.next_update and in_words(table.next_update, lang)
    return {
        "w": w,
        "lang": lang,
        "title": table.title.say(lang),
        "description": table.description.say(lang),
        "notes": [note.say(lang) for note in table.notes if note != DEMONSTRATION],
        "is_demo": DEMONSTRATION in table.notes,
        "demo_note": DEMONSTRATION.say(lang),
        "source": table.source.say(lang),
        "contact": table.contact.say(lang),
        "as_of": f"{asked.edition.number}, {day}",
        "next_update": following or w["next_say"].format(max(asked.definition.every // 60, 1)),
        "is_old": asked.day is not None,
        "day_typed": day_choice(asked.day).get("pada", ""),
    }


def _figures(asked: Asked) -> dict:
    """The form, and the figures where the page can hold them."""
    shown = {"fields": asking.fields(asked), "chips": asking.chips(asked)}
    if asked.is_too_large:
        said = asking.TOO_MANY.say(asked.lang)
        return shown | {"too_large": said.format(cells=asked.cells, limit=asking.ON_A_PAGE)}
    beside = pictures.side_by_side(asked)
    drawn = pictures.pictures(asked)
    for one in beside:
        one["url"] = asking.table_address(asked, **{one["dimension"]: one["code"]})
    return shown | {
        "answer": findings.headline(Scene(asked)),
        "charts": drawn,
        "beside": beside,
        "table": pivot.table(asked),
    }


def _addresses(request, asked: Asked) -> dict:
    lang = asked.lang
    return {
        "permalink": request.build_absolute_uri(asking.table_address(asked)),
        "present_url": asking.table_address(asked, pada=""),
        "clear_url": asking.table_address(asked, (), pada=""),
        "other_language": other(lang),
        "other_language_url": asking.table_address(asked, lang=other(lang)),
        "statistics_url": statistics_url(lang),
        "downloads": [
            {"label": NAMES[fmt].say(lang), "url": asking.data_address(asked, fmt)}
            for fmt in sorted(FORMATS, key=list(NAMES).index)
        ],
        "api_url": request.build_absolute_uri(asking.data_address(asked, "json-stat2")),
        "secret_url": reverse("statistics-confidentiality") + ("?lang=en" if lang == "en" else ""),
    }


def _vintage(asked: Asked, row) -> dict:
    day = timezone.localdate(row.published_at)
    return {
        "number": row.number,
        "day": in_words(day, asked.lang),
        "changed": row.changed,
        "cells": row.cells,
        "shown": row.number == asked.edition.number,
        "url": asking.table_address(asked, pada=f"{day:%d-%m-%Y}"),
    }


def statistics_url(lang: str) -> str:
    return reverse("statistics-home") + ("?lang=en" if lang == "en" else "")
