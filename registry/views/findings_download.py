"""The work list as a file: every open finding, of one rule or of all."""

from collections.abc import Iterator
from itertools import islice

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands
from bengkalis.exports import MIME, download_response
from bengkalis.tables import Column, Table
from registry.filters import FindingFilter
from registry.models import Finding
from registry.models.people import today
from registry.quality.conditions import AsOf
from registry.quality.rules import BY_CODE
from registry.quality.words import subjects

AT_ONCE = 500
COLUMNS = (
    Column("name", "Nama Koperasi"),
    Column("district", "Kecamatan"),
    Column("title", "Temuan"),
    Column("severity", "Bobot"),
    Column("found", "Ditemukan"),
    Column("expected", "Diharapkan"),
    Column("mend", "Cara Membenahi"),
    Column("opened_on", "Sejak", "date"),
    Column("uid", "Tautan", "id"),
)
ASKED = ("rule", "severity", "district")


@demands(Permission.VIEW_REGISTER)
@require_safe
def findings_download(request):
    """Open findings as the work list shows them; an unknown filter leads back to the list."""
    reach = Finding.objects.visible_to(request.user).standing().open()
    filters = FindingFilter(_asked(request), reach)
    fmt = request.GET.get("format", "xlsx")
    problems = [str(message) for errors in filters.errors.values() for message in errors]
    if fmt not in MIME:
        problems.append(f"Format “{fmt[:20]}” tidak ada; pilih {', '.join(MIME)}.")
    if problems:
        messages.error(request, " ".join(problems))
        return redirect("quality")
    rows = filters.qs.order_by("cooperative__search_name", "cooperative_id", "rule")
    table = Table(
        "Temuan mutu data",
        COLUMNS,
        _rows(rows, request.build_absolute_uri(reverse("cooperatives"))),
        notes=_notes(filters.qs),
        source="Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis",
    )
    return download_response(table, fmt, f"mutu-data-{timezone.localdate():%Y-%m-%d}")


def _asked(request) -> dict:
    return {name: request.GET.getlist(name) for name in ASKED if request.GET.get(name)}


def _rows(findings, base: str) -> Iterator[dict]:
    as_of = AsOf.on(today())
    rows = findings.iterator(chunk_size=AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        known = subjects({one.cooperative_id for one in some}, as_of)
        for one in some:
            if one.rule in BY_CODE and one.cooperative_id in known:
                yield _row(one, known[one.cooperative_id], base)


def _row(finding: Finding, subject, base: str) -> dict:
    rule = BY_CODE[finding.rule]
    found, expected = rule.words(subject)
    return {
        "name": subject.cooperative.name,
        "district": subject.cooperative.district.name,
        "title": rule.title,
        "severity": rule.severity.label,
        "found": found,
        "expected": expected,
        "mend": rule.mend,
        "opened_on": finding.opened_on,
        "uid": f"{base}{subject.cooperative.uid}/",
    }


def _notes(findings) -> tuple[str, ...]:
    lines = [f"Diunduh {timezone.localtime():%d-%m-%Y %H.%M}."]
    if findings.filter(cooperative__is_demo=True).exists():
        lines.append("Memuat data CONTOH untuk peragaan, bukan koperasi yang sebenarnya.")
    return tuple(lines)
