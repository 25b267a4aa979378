"""The public page on villages without a cooperative, and its figures as data."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bengkalis.errors import problem
from bengkalis.exports import download_response
from reports.statistics import gap_page, jsonstat, page
from reports.statistics.gaps import GapMap, village_gaps
from reports.statistics.measures import DEMONSTRATION, in_words
from reports.statistics.selection import (
    UnknownChoice,
    asked_day,
    day_choice,
    language,
    query_string,
)
from reports.views import CACHE, FORMATS, JSON_STAT, etag_of


@login_not_required
@require_safe
def village_gap_page(request):
    """Which villages have no cooperative: answer, map, every village, table, downloads."""
    lang = language(request.GET)
    day, refused = None, ""
    try:
        day = asked_day(request.GET)
    except UnknownChoice as error:
        refused = str(error)
    gaps = village_gaps(day)
    context = {
        **_shown(gaps, lang),
        **_addresses(request, lang, day_choice(day)),
        "chips": _chips(gaps, lang) if day else [],
        "refused": refused,
    }
    return render(request, "reports/village_gaps.html", context, status=400 if refused else 200)


def _shown(gaps: GapMap, lang: str) -> dict:
    return {
        "w": page.words(lang) | gap_page.words(lang),
        "lang": lang,
        "title": gaps.table.title.say(lang),
        "answer": gap_page.headline(gaps, lang),
        "unplaced_note": gap_page.unplaced_note(gaps, lang),
        "chart": gap_page.gap_chart(gaps, lang),
        "districts": gap_page.squares(gaps, lang),
        "legend": gap_page.legend(gaps, lang),
        "table": gap_page.table(gaps, lang),
        "source": gaps.table.source.say(lang),
        "notes": [note.say(lang) for note in gaps.table.notes],
        "is_demo": DEMONSTRATION in gaps.table.notes,
        "demo_note": DEMONSTRATION.say(lang),
        "updated": gaps.table.updated,
        "as_of": in_words(gaps.day, lang),
    }


def _addresses(request, lang: str, dated: dict[str, str]) -> dict:
    here, data = reverse("statistics-village-gaps"), reverse("statistics-village-gaps-data")
    other = "id" if lang == "en" else "en"
    return {
        "permalink": request.build_absolute_uri(here + query_string({}, lang, **dated)),
        "other_language": other,
        "other_language_url": here + query_string({}, other, **dated),
        "clear_url": here + query_string({}, lang),
        "day_typed": dated.get("pada", ""),
        "downloads": {
            name.replace("-", "_"): data + query_string({}, lang, **dated, format=name)
            for name in FORMATS
        },
    }


def _chips(gaps: GapMap, lang: str) -> list[dict]:
    url = reverse("statistics-village-gaps") + query_string({}, lang)
    label = page.words(lang)["as_of"]
    return [{"label": label, "value": in_words(gaps.day, lang), "url": url}]


@login_not_required
@require_safe
def village_gap_data(request):
    """The same figures as JSON-stat, CSV or XLSX, under an ETag of what they say."""
    fmt = request.GET.get("format", JSON_STAT)
    if fmt not in FORMATS:
        known = ", ".join(FORMATS)
        return problem("bad-request", f"Format “{fmt[:40]}” tidak tersedia; ada: {known}.")
    try:
        gaps = village_gaps(asked_day(request.GET))
    except UnknownChoice as error:
        return problem("bad-request", str(error), request=request)
    etag = etag_of(gaps.cube(), fmt, request.build_absolute_uri())
    answer = get_conditional_response(request, etag=etag) or _data(request, gaps, fmt)
    answer["ETag"], answer["Cache-Control"] = etag, CACHE
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _data(request, gaps: GapMap, fmt: str):
    lang = language(request.GET)
    if fmt != JSON_STAT:
        name = f"desa-tanpa-koperasi-{gaps.day:%Y-%m-%d}"
        return download_response(gaps.download(lang), fmt, name)
    document = jsonstat.dataset(gaps.cube(), lang, request.build_absolute_uri())
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type=jsonstat.MIME)
