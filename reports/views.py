"""The register of any day in public: cooperatives by kecamatan, status and jenis, and as data."""

import hashlib
import json
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bengkalis.errors import problem
from bengkalis.exports import EXTENSION, download_response
from reports.statistics import answers, jsonstat, page
from reports.statistics.cube import Cube
from reports.statistics.measures import (
    DEMONSTRATION,
    cooperatives_by_district_status_kind,
    in_words,
)
from reports.statistics.selection import (
    UnknownChoice,
    asked_day,
    choices,
    day_choice,
    language,
    query_string,
    without,
)
from reports.statistics.svg import figure

JSON_STAT = "json-stat2"
FORMATS = (JSON_STAT, *(name for name in EXTENSION if name != "json"))
CACHE = "public, max-age=300"


@login_not_required
@require_safe
def statistics_cooperatives(request):
    """Cooperatives by kecamatan, status and jenis: answer, charts, table, notes, downloads."""
    lang = language(request.GET)
    day, whole, chosen, refused = _asked(request)
    cube = whole.slice(chosen)
    context = {
        **_figures(cube, lang, chosen),
        **_pictures(cube, lang, chosen),
        **_addresses(request, chosen, lang, day),
        "day_typed": day_choice(day).get("pada", ""),
        "lang": lang,
        "w": page.words(lang),
        "refused": refused,
        "table": page.district_table(cube, lang),
        "fields": page.filter_fields(whole, chosen, lang),
        "chips": _chips(whole, chosen, lang, day),
    }
    return render(request, "reports/statistics_table.html", context, status=400 if refused else 200)


def _asked(request) -> tuple[date | None, Cube, dict, str]:
    """The day, the cube of that day, the chosen categories; and what was refused, as a sentence."""
    day = None
    try:
        day = asked_day(request.GET)
        whole = cooperatives_by_district_status_kind(day)
        return day, whole, choices(request.GET, whole), ""
    except UnknownChoice as error:
        return day, cooperatives_by_district_status_kind(day), {}, str(error)


def _figures(cube: Cube, lang: str, chosen: dict) -> dict:
    table, total = cube.table, cube.total()
    return {
        "answer": answers.headline(cube, lang, chosen),
        "total": total and figure(total, lang),
        "title": table.title.say(lang),
        "source": table.source.say(lang),
        "notes": [note.say(lang) for note in table.notes],
        "is_demo": DEMONSTRATION in table.notes,
        "demo_note": DEMONSTRATION.say(lang),
        "updated": table.updated,
        "as_of": cube.dimension("date").categories[0].label.say(lang),
    }


def _pictures(cube: Cube, lang: str, chosen: dict) -> dict:
    """The charts that compare something; a share of active ones needs every status."""
    if not cube.total():
        return {}
    pictures = {"bars": page.district_chart(cube, lang)}
    if len(cube.dimension("kind").categories) > 1:
        pictures["kinds"] = page.kind_chart(cube, lang)
    if "status" not in chosen and len(cube.dimension("district").categories) > 1:
        pictures["map"] = page.active_map(cube, lang)
    return pictures


def _addresses(request, chosen: dict, lang: str, day: date | None) -> dict:
    dated = day_choice(day)
    here, data = reverse("statistics-cooperatives"), reverse("statistics-cooperatives-data")
    other = "id" if lang == "en" else "en"
    return {
        "permalink": request.build_absolute_uri(here + query_string(chosen, lang, **dated)),
        "other_language": other,
        "other_language_url": here + query_string(chosen, other, **dated),
        "clear_url": here + query_string({}, lang),
        "downloads": {
            name.replace("-", "_"): data + query_string(chosen, lang, **dated, format=name)
            for name in FORMATS
        },
    }


def _chips(cube: Cube, chosen: dict, lang: str, day: date | None) -> list[dict]:
    here, dated = reverse("statistics-cooperatives"), day_choice(day)
    leave = {
        "label": page.words(lang)["as_of"],
        "value": day and in_words(day, lang),
        "url": here + query_string(chosen, lang),
    }
    return [leave] * bool(day) + [
        {
            "label": cube.dimension(name).label.say(lang),
            "value": ", ".join(cube.dimension(name).labels(lang)[code] for code in codes),
            "url": here + query_string(without(chosen, name), lang, **dated),
        }
        for name, codes in chosen.items()
    ]


@login_not_required
@require_safe
def statistics_cooperatives_data(request):
    """The same figures as JSON-stat, CSV or XLSX, under an ETag of what they say."""
    fmt = request.GET.get("format", JSON_STAT)
    if fmt not in FORMATS:
        known = ", ".join(FORMATS)
        return problem("bad-request", f"Format “{fmt[:40]}” tidak tersedia; ada: {known}.")
    lang = language(request.GET)
    try:
        cube = cooperatives_by_district_status_kind(asked_day(request.GET))
        cube = cube.slice(choices(request.GET, cube))
    except UnknownChoice as error:
        return problem("bad-request", str(error), request=request)
    etag = etag_of(cube, fmt, request.build_absolute_uri())
    response = get_conditional_response(request, etag=etag) or _data(request, cube, fmt, lang)
    response["ETag"], response["Cache-Control"] = etag, CACHE
    response["Access-Control-Allow-Origin"] = "*"
    return response


def etag_of(cube: Cube, fmt: str, address: str) -> str:
    """Strong, but for XLSX, which carries the minute of its making."""
    said = [address, cube.table.notes, str(cube.table.updated), list(cube.cells()), cube.dense()]
    digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
    return f'W/"{digest}"' if fmt == "xlsx" else f'"{digest}"'


def _data(request, cube: Cube, fmt: str, lang: str):
    if fmt != JSON_STAT:
        day = cube.dimension("date").codes[0]
        return download_response(cube.long_table(lang), fmt, f"koperasi-bengkalis-{day}")
    document = jsonstat.dataset(cube, lang, request.build_absolute_uri())
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type=jsonstat.MIME)
