"""The public page of published figures, and the same figures as a file."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bengkalis.errors import problem
from bengkalis.exports import download_response
from reports.statistics import page, published
from reports.statistics.selection import language, query_string

FORMATS = ("csv", "csv-machine", "xlsx")


@login_not_required
@require_safe
def published_page(request):
    """All published figures with their sources, and the way to the register beside them."""
    lang = language(request.GET)
    data, other = reverse("statistics-published-data"), "id" if lang == "en" else "en"
    context = {
        "w": page.words(lang) | {name: text.say(lang) for name, text in published.WORDS.items()},
        "lang": lang,
        "figures": [published.cells(row, lang) for row in published.listed()],
        "downloads": {
            name.replace("-", "_"): data + query_string({}, lang, format=name) for name in FORMATS
        },
        "beside_url": reverse("reconciliation") + query_string({}, lang),
        "other_language": other,
        "other_language_url": reverse("statistics-published") + query_string({}, other),
        "statistics_url": reverse("statistics-home") + query_string({}, lang),
    }
    return render(request, "reports/published.html", context)


@login_not_required
@require_safe
def published_data(request):
    """Every published figure as CSV or XLSX."""
    fmt = request.GET.get("format", "csv")
    if fmt not in FORMATS:
        known = ", ".join(FORMATS)
        return problem("bad-request", f"Format “{fmt[:40]}” tidak tersedia; ada: {known}.")
    return download_response(published.download(language(request.GET)), fmt, "angka-terbit")
