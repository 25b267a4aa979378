"""Staff bring in figures that others published: upload, say what they are, rehearse, keep."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands
from registry.imports.files import UnreadableFile
from registry.imports.reading import Sheet, read_workbook
from reports.bps import holding, importing, tables
from reports.bps.holding import ANSWER, TABLE, Held
from reports.bps.keeping import CHANGED, NEW, UNCHANGED, Rehearsal, Step, shown_value
from reports.bps.reading import Unreadable, read_answer
from reports.bps.suggesting import suggest, words
from reports.bps.tables import Described
from reports.forms import AnswerForm, TableFileForm, TableForm
from reports.models import BpsImport

EXPLAIN = demands(Permission.EXPLAIN_FIGURES, everywhere=True)
FORM_METHODS = ["GET", "HEAD", "POST"]
STEPS_SHOWN = 200
PROBLEMS_SHOWN = 100
BATCHES_SHOWN = 30
KINDS = {CHANGED: ("Berubah", "warn"), NEW: ("Baru", "good"), UNCHANGED: ("Tetap", "neutral")}


@EXPLAIN
@require_http_methods(FORM_METHODS)
def figures_in(request):
    """Upload an answer of BPS or a table; what was brought in so far."""
    kind = request.POST.get("kind") if request.method == "POST" else None
    forms = {ANSWER: AnswerForm, TABLE: TableFileForm}
    bound = {
        name: form(*((request.POST, request.FILES) if name == kind else ()), prefix=name)
        for name, form in forms.items()
    }
    if kind in bound and bound[kind].is_valid():
        held = _hold(request, kind, bound[kind])
        if held is not None:
            return redirect("figures-table" if kind == TABLE else "figures-rehearsal", held.key)
    context = {
        "answer": bound[ANSWER],
        "table": bound[TABLE],
        "batches": BpsImport.objects.select_related("imported_by")[:BATCHES_SHOWN],
    }
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "reports/figures/list.html", context, status=status)


def _hold(request, kind: str, form) -> Held | None:
    """The uploaded file under its key; None, with the reason in the form, for one of no use."""
    file, data = form.cleaned_data["file"], form.cleaned_data
    content = file.read()
    try:
        read_answer(content) if kind == ANSWER else read_workbook(content, file.name)
    except (Unreadable, UnreadableFile) as error:
        form.add_error("file", str(error))
        return None
    said = {name: str(data[name]) for name in data if name != "file"}
    return holding.hold(content, file.name, kind, request.user.pk, said)


@EXPLAIN
@require_http_methods(FORM_METHODS)
def figures_table(request, key: UUID):
    """What the sheet holds: of the whole, and column by column."""
    held = holding.find(key, request.user.pk)
    if held.kind != TABLE:
        raise Http404("Berkas ini bukan tabel.")
    sheets = [one for one in read_workbook(held.content, held.filename) if not one.hidden]
    said = held.said.get("described")
    sheet = _chosen(sheets, request.GET.get("lembar") or (said or {}).get("sheet"))
    seen = suggest(sheet, held.said["code_system"])
    before = Described.of_json(said) if said and said["sheet"] == sheet.name else None
    form = TableForm(sheet, held.said["code_system"], seen, request.POST or None, before)
    if request.method == "POST" and form.is_valid():
        holding.tell(held, {"described": form.described().as_json()})
        return redirect("figures-rehearsal", key)
    context = {
        "held": held,
        "form": form,
        "sheet": sheet,
        "sheets": sheets,
        "rows": _first_rows(sheet),
        "letters": [tables.letter(at) for at in seen.heads],
    }
    status = 400 if form.is_bound else 200
    return render(request, "reports/figures/table.html", context, status=status)


def _chosen(sheets: list[Sheet], name: str | None) -> Sheet:
    """The sheet of that name, else the first that is not hidden."""
    if not sheets:
        raise Http404("Berkas ini tidak punya lembar yang tampak.")
    return next((sheet for sheet in sheets if sheet.name == name), sheets[0])


def _first_rows(sheet: Sheet) -> list[dict]:
    rows = tables.rows_of(sheet, most=20)
    return [
        {"number": number, "cells": [words([cell]) for cell in row]}
        for number, row in enumerate(rows, start=1)
    ]


@EXPLAIN
@require_http_methods(FORM_METHODS)
def figures_rehearsal(request, key: UUID):
    """What keeping the file would change; a POST keeps it."""
    held = holding.find(key, request.user.pk)
    if held.kind == TABLE and "described" not in held.said:
        return redirect("figures-table", key)
    try:
        seen = _take_in(held, request.user, commit=request.method == "POST")
    except (Unreadable, UnreadableFile) as error:
        messages.error(request, str(error))
        return redirect("figures-in")
    if request.method == "POST" and not seen.problems:
        messages.success(request, _told(seen))
        return redirect("figures-in")
    context = {"held": held, "seen": seen, "is_table": held.kind == TABLE, **_shown(seen)}
    status = 400 if request.method == "POST" else 200
    return render(request, "reports/figures/rehearsal.html", context, status=status)


def _take_in(held: Held, by, commit: bool) -> Rehearsal:
    if held.kind == ANSWER:
        retrieved = date.fromisoformat(held.said["retrieved_on"])
        return importing.take_in(held.content, retrieved, by, commit)
    said = Described.of_json(held.said["described"])
    return tables.take_in(held.content, held.filename, said, by, commit)


def _told(seen: Rehearsal) -> str:
    if seen.is_known:
        return "Berkas ini sudah pernah dimuat; tidak ada yang berubah."
    new, changed = seen.total(NEW), seen.total(CHANGED)
    return f"{new} angka baru dan {changed} angka yang berubah dimuat."


def _shown(seen: Rehearsal) -> dict:
    """Counts a year, and the first figures: those that change stand first."""
    order = list(KINDS)
    steps = sorted(seen.steps, key=lambda step: order.index(step.kind))
    return {
        "counts": [
            {"year": year, "kinds": [found[kind] for kind in (NEW, CHANGED, UNCHANGED)]}
            for year, found in sorted(seen.counts.items())
        ],
        "steps": [_step(step) for step in steps[:STEPS_SHOWN]],
        "more": max(0, len(steps) - STEPS_SHOWN),
        "problems": seen.problems[:PROBLEMS_SHOWN],
        "more_problems": max(0, len(seen.problems) - PROBLEMS_SHOWN),
        "writable": len(seen.coming),
        "may_commit": seen.may_commit(),
    }


def _step(step: Step) -> dict:
    word, tone = KINDS[step.kind]
    return {
        "figure": step.figure,
        "word": word,
        "tone": tone,
        "now": shown_value(step.figure),
        "before": shown_value(step.before) if step.kind == CHANGED else "",
    }
