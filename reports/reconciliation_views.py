"""The public page that puts published figures beside the register, and the same as a file."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, scope_of
from bengkalis.errors import problem
from bengkalis.exports import EXTENSION, download_response
from bengkalis.paging import BadCursor, Keyset, Page
from registry.models import Cooperative
from reports.statistics import page, reconciled
from reports.statistics.measures import DEMONSTRATION
from reports.statistics.narrowing import Narrowing
from reports.statistics.reconciliation import Choice, Reconciliation
from reports.statistics.selection import UnknownChoice, language

FORMATS = tuple(EXTENSION)
LINES_A_PAGE = 100
KEYSET = Keyset("year", descending=True, then=("series", "place_code"))
NOTES = ("never_added", "how_compared", "how_enterprises", "how_members")


@login_not_required
@require_safe
def reconciliation_page(request):
    """Every comparable figure beside the register, with difference and explanation."""
    lang = language(request.GET)
    found = Reconciliation()
    narrowing = Narrowing(found, lang)
    choice, rows, refused = _asked(request, found, narrowing)
    lines = list(found.lines(rows.rows))
    context = {
        "w": _words(lang),
        "lang": lang,
        "lines": [reconciled.shown(line, found.places.names, lang) for line in lines],
        "answer": reconciled.headline(lines, lang),
        "fields": narrowing.fields(choice),
        "notes": [reconciled.WORDS[name].say(lang) for name in NOTES[1:]],
        "demo_note": DEMONSTRATION.say(lang) if _is_demonstration() else "",
        "refused": refused,
        "may_explain": scope_of(request.user, Permission.EXPLAIN_FIGURES).everywhere,
        **_addresses(narrowing, choice, rows),
    }
    return render(request, "reports/reconciliation.html", context, status=400 if refused else 200)


def _asked(request, found: Reconciliation, narrowing) -> tuple[Choice, Page, str]:
    """The choice, its page of figures, and what was refused, as a sentence."""
    try:
        choice = narrowing.chosen(request.GET)
        cursor = request.GET.get("cursor")
        return choice, KEYSET.page(found.figures(choice), LINES_A_PAGE, cursor), ""
    except (UnknownChoice, BadCursor) as error:
        return Choice(), KEYSET.page(found.figures(), LINES_A_PAGE), str(error)


def _address(name: str, asked: dict[str, str], lang: str, **more: str) -> str:
    asked = {**asked, **({"lang": lang} if lang != "id" else {}), **more}
    return reverse(name) + (f"?{urlencode(asked)}" if asked else "")


def _addresses(narrowing: Narrowing, choice: Choice, rows: Page) -> dict:
    here, data, lang = "reconciliation", "reconciliation-data", narrowing.lang
    other, asked = "id" if lang == "en" else "en", choice.query
    return {
        "chips": [
            {
                "label": reconciled.WORDS[name].say(lang),
                "value": narrowing.label(name, value),
                "url": _address(here, {k: v for k, v in asked.items() if k != name}, lang),
            }
            for name, value in asked.items()
        ],
        "clear_url": _address(here, {}, lang),
        "next_url": _address(here, asked, lang, cursor=rows.next) if rows.next else "",
        "previous_url": _address(here, asked, lang, cursor=rows.previous) if rows.previous else "",
        "downloads": {
            name.replace("-", "_"): _address(data, asked, lang, format=name) for name in FORMATS
        },
        "other_language": other,
        "other_language_url": _address(here, asked, other),
        "statistics_url": _address("statistics-home", {}, lang),
        "published_url": _address("statistics-published", {}, lang),
    }


def _words(lang: str) -> dict[str, str]:
    return page.words(lang) | {name: text.say(lang) for name, text in reconciled.WORDS.items()}


def _is_demonstration() -> bool:
    """Whether the register beside the published figures holds made-up cooperatives."""
    return Cooperative.objects.public().filter(is_demo=True).exists()


@login_not_required
@require_safe
def reconciliation_data(request):
    """The same lines, all that are chosen, as CSV, XLSX or JSON."""
    fmt, lang = request.GET.get("format", "csv"), language(request.GET)
    if fmt not in FORMATS:
        known = ", ".join(FORMATS)
        return problem("bad-request", f"Format “{fmt[:40]}” tidak tersedia; ada: {known}.")
    found = Reconciliation()
    try:
        choice = Narrowing(found, lang).chosen(request.GET)
    except UnknownChoice as error:
        return problem("bad-request", str(error), request=request)
    lines = found.lines(found.figures(choice).iterator(chunk_size=2000))
    notes = [reconciled.WORDS[name] for name in NOTES]
    notes = (DEMONSTRATION, *notes) if _is_demonstration() else tuple(notes)
    table = reconciled.download(found, lines, lang, notes)
    return download_response(table, fmt, "rekonsiliasi")
