"""One row of a workbook on its way in: its cells, its problems, and the form to mend it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands
from bengkalis.audit import note_reading
from bengkalis.errors import TransitionRefused
from registry.enums import BatchState, Outcome
from registry.forms.imports import LineForm
from registry.imports import mending
from registry.imports.labels import named_diff
from registry.imports.lines import wrong_rows
from registry.models import ImportBatch, ImportLine
from registry.views.imports import own_batch


@demands(Permission.IMPORT, everywhere=True)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request, uid, row: int):
    """Show a row; on POST take an offered value, leave the row out, or judge it as corrected."""
    batch = own_batch(request, uid)
    current = get_object_or_404(batch.lines.select_related("target"), row=row)
    if request.method != "POST" and current.raw.get("phone"):
        note_reading(request, batch, "phone", f"Memeriksa baris {row} berkas impor")
    typed = request.method == "POST" and not {"exclude", "suggest"} & set(request.POST)
    form = LineForm(batch, current, request.POST if typed else None)
    if request.method == "POST" and (act := _act(request, batch, current, form)):
        return _acted(request, batch, row, act)
    status = 400 if form.is_bound and form.errors else 200
    return render(
        request, "registry/imports/line.html", _context(batch, current, form), status=status
    )


def _act(request, batch: ImportBatch, current: ImportLine, form: LineForm):
    """What the person asks for, as a function; None when the form is not right."""
    asked, row = request.POST, current.row
    if "exclude" in asked:
        return lambda: mending.exclude(batch, row, asked["exclude"] == "1")
    if asked.get("suggest") in form.keys:
        offered = {asked["suggest"]: asked.get("value", "")[:200]}
        return lambda: mending.mend(batch, row, offered)
    if form.is_bound and form.is_valid():
        return lambda: mending.mend(batch, row, form.changed_cells)
    return None


def _acted(request, batch: ImportBatch, row: int, act):
    try:
        mended = act()
    except TransitionRefused as refused:
        messages.error(request, str(refused))
        return redirect("import-batch", batch.uid)
    if mended.outcome == Outcome.ERROR and not mended.excluded:
        messages.warning(request, f"Baris {row} disimpan, tetapi masih ada yang salah.")
        return redirect("import-line", batch.uid, row)
    done = "dilewati" if mended.excluded else "sekarang benar"
    following = _following(batch, row)
    rest = "" if following else " Tidak ada lagi baris yang salah."
    messages.success(request, f"Baris {row} {done}.{rest}")
    if following:
        return redirect("import-line", batch.uid, following)
    return redirect("import-batch", batch.uid)


def _following(batch: ImportBatch, row: int) -> int | None:
    """The next wrong row below, else the first one above."""
    wrong = wrong_rows(batch)
    return wrong.filter(row__gt=row).first() or wrong.exclude(row=row).first()


def _context(batch: ImportBatch, current: ImportLine, form: LineForm) -> dict:
    decidable = batch.state == BatchState.STAGED
    following = _following(batch, current.row) if decidable else None
    return {
        "batch": batch,
        "line": current,
        "form": form,
        "row_wide": [p for p in current.problems if p["field"] not in form.fields],
        "changes": named_diff(current.diff),
        "decidable": decidable,
        "wrong": batch.counts.get("error", 0),
        "next_url": reverse("import-line", args=[batch.uid, following]) if following else "",
        "next_label": f"Baris salah berikutnya ({following})" if following else "",
        "imports_url": reverse("imports"),
        "batch_url": reverse("import-batch", args=[batch.uid]),
        "line_title": f"Baris {current.row}",
    }
