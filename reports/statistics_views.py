"""The statistics home, and the pages about the figures: use, changes, confidentiality."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from registry.models import Rule
from registry.models.people import today
from reports.models import Edition
from reports.pages import asking, guide, home
from reports.pages.words import other, words
from reports.statistics import editions
from reports.statistics.guarding import RULE
from reports.statistics.measures import DEMONSTRATION, in_words
from reports.statistics.selection import language
from reports.statistics.tables import TABLES

SPECIAL = {
    "statistics-cooperatives": ("register", "register_say"),
    "statistics-village-gaps": ("gaps", "gaps_say"),
    "statistics-published": ("published", "published_say"),
    "reconciliation": ("reconciliation", "reconciliation_say"),
}
ABOUT = {
    "statistics-use": ("use", "use_say"),
    "statistics-changes": ("changed", "changed_say"),
    "statistics-confidentiality": ("secret", "secret_say"),
}


def _page(request, name: str, **context) -> HttpResponse:
    """A page in the language of the address, with a link to the other one."""
    lang = language(request.GET)
    shared = {
        "w": words(lang),
        "lang": lang,
        "other_language": other(lang),
        "other_language_url": f"?lang={other(lang)}",
        "statistics_url": in_language("statistics-home", lang),
    }
    return render(request, f"reports/{name}.html", shared | context)


def in_language(name: str, lang: str) -> str:
    return reverse(name) + ("?lang=en" if lang == "en" else "")


@login_not_required
@require_safe
def statistics_home(request):
    """The figures people ask for, every table by subject, and the pages about the figures."""
    lang = language(request.GET)
    highlights = home.highlights(lang)
    return _page(
        request,
        "statistics_home",
        highlights=[one | {"as_of": _edition(one["edition"], lang)} for one in highlights],
        demo_note=DEMONSTRATION.say(lang) if any(one["is_demo"] for one in highlights) else "",
        groups=home.catalogue(lang),
        special=_links(SPECIAL, lang),
        about=_links(ABOUT, lang),
    )


def _edition(edition: editions.Published, lang: str) -> str:
    return f"{edition.number}, {in_words(timezone.localdate(edition.published_at), lang)}"


def _links(pages: dict, lang: str) -> list[dict]:
    """The pages of ``pages`` that there are, in the words of ``lang``."""
    w, found = words(lang), []
    for name, (title, says) in pages.items():
        try:
            url = in_language(name, lang)
        except NoReverseMatch:
            continue
        found.append({"url": url, "title": w[title], "says": w[says]})
    return found


@login_not_required
@require_safe
def statistics_use(request):
    """How to use the data elsewhere: lines to copy for people and for programs."""
    lang = language(request.GET)
    base = request.build_absolute_uri(reverse("px-tables").removesuffix("/tables"))
    table = guide.example()
    data = request.build_absolute_uri(reverse("px-data", args=[table]))
    return _page(
        request,
        "use",
        g=guide.words(lang),
        ways=guide.ways(lang, base, data, table),
        tables=[{"id": one.id, "title": one.title.say(lang)} for one in TABLES.values()],
        docs_url=reverse("api-docs"),
        base=base,
    )


@login_not_required
@require_safe
def statistics_changes(request):
    """The newest editions of all tables, and how many figures each changed."""
    lang = language(request.GET)
    return _page(
        request,
        "changes",
        changes=[_change(row, lang) for row in editions.changes()],
        feed_url=in_language("statistics-feed", lang),
        api_url=reverse("px-changes"),
    )


def _change(row: Edition, lang: str) -> dict:
    day = timezone.localdate(row.published_at)
    query = f"?pada={day:%d-%m-%Y}" + ("&lang=en" if lang == "en" else "")
    return {
        "title": TABLES[row.table].title.say(lang),
        "number": row.number,
        "day": in_words(day, lang),
        "moment": row.published_at,
        "changed": row.changed,
        "cells": row.cells,
        "url": asking.address(row.table) + query,
    }


@login_not_required
@require_safe
def statistics_feed(request):
    """The same as an Atom feed."""
    lang = language(request.GET)
    w, rows = words(lang), editions.changes(50)
    feed = Atom1Feed(
        title=w["feed_title"],
        link=request.build_absolute_uri(in_language("statistics-changes", lang)),
        description=w["changed_say"],
        language=lang,
        feed_url=request.build_absolute_uri(),
    )
    for row in rows:
        _add(feed, request, _change(row, lang), w)
    return HttpResponse(feed.writeString("utf-8"), content_type=f"{feed.content_type}")


def _add(feed: Atom1Feed, request, change: dict, w: dict) -> None:
    moment: datetime = change["moment"]
    said = f"{w['figures']}: {change['changed']} {w['of']} {change['cells']}"
    feed.add_item(
        title=f"{change['title']}: {w['edition'].lower()} {change['number']}",
        link=request.build_absolute_uri(change["url"]),
        description=said if change["number"] > 1 else w["first"],
        unique_id=request.build_absolute_uri(f"{change['url']}#{change['number']}"),
        pubdate=moment,
        updateddate=moment,
    )


@login_not_required
@require_safe
def statistics_confidentiality(request):
    """Why some figures are not shown, in plain words, with the rule in force and its source."""
    lang = language(request.GET)
    rule = Rule.objects.in_force(today()).filter(key=RULE).first()
    return _page(
        request,
        "confidentiality",
        k=guide.confidentiality(rule.value if rule else None, lang),
        rule=rule,
        since=rule and in_words(rule.valid_from, lang),
    )
