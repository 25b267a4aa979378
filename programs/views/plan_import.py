"""A workbook of a work programme: read, looked at, written into the draft, taken back, made."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, find_editable, find_visible
from bengkalis.errors import TransitionRefused
from bengkalis.exports import download_response
from programs.imports.kind import keep, rehearse, table_of
from programs.imports.shown import named_diff
from programs.imports.writing import commit, undo
from programs.models import Plan
from registry.enums import BatchState, Outcome
from registry.forms.imports import WorkbookForm
from registry.imports.commit import discard
from registry.imports.files import UnreadableFile
from registry.models import ImportBatch

A_PAGE = 100
SHOWN = [("", "Semua"), ("error", "Salah"), ("warning", "Peringatan"), *Outcome.choices[:3]]
STEPS = {"masukkan": commit, "buang": discard, "batalkan": undo}


def _plan(request, year: int) -> Plan:
    return find_editable(Plan.objects.select_related("edition"), request.user, year=year)


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_import(request, year):
    """The form for a workbook of this year, and those brought in so far."""
    plan = _plan(request, year)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    form.fields["workbook"].help_text = "xlsx, xls, ods, atau csv dengan kolom Kode dan Pagu."
    if request.method == "POST" and form.is_valid():
        workbook = form.cleaned_data["workbook"]
        try:
            rehearsal = rehearse(workbook.read(), workbook.name, year=year)
        except (UnreadableFile, TransitionRefused) as error:
            form.add_error("workbook", str(error))
        else:
            batch = keep(rehearsal, year=year, by=request.user)
            return redirect("plan-import-batch", year, batch.uid)
    context = {"plan": plan, "form": form, "batches": _batches(year).order_by("-uploaded_at")[:20]}
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "programs/transfer/upload.html", context, status=status)


def _batches(year: int):
    rows = ImportBatch.objects.filter(kind="plans", counts__year=year)
    return rows.select_related("uploaded_by")


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_import_batch(request, year, uid):
    """What each row would do; write them, throw the file away, or take it back."""
    plan = _plan(request, year)
    batch = get_object_or_404(_batches(year), uid=uid)
    if request.method == "POST":
        return _decided(request, year, batch)
    shown = request.GET.get("tampil", "")
    page = Paginator(_lines(batch, shown), A_PAGE).get_page(request.GET.get("halaman"))
    for line in page:
        line.changes = named_diff(line.diff)
    writable = batch.counts.get("create", 0) + batch.counts.get("update", 0)
    context = {
        "plan": plan,
        "batch": batch,
        "page": page,
        "shown": shown,
        "tabs": SHOWN,
        "writable": writable,
        "label": f"Masukkan {writable} baris yang benar",
        "staged": batch.state == BatchState.STAGED,
        "committed": batch.state == BatchState.COMMITTED,
        "left": batch.lines.exclude(left_alone="").order_by("row")[:50],
    }
    return render(request, "programs/transfer/batch.html", context)


def _lines(batch: ImportBatch, shown: str):
    lines = batch.lines.order_by("row")
    if shown == "warning":
        return lines.filter(has_warnings=True)
    return lines.filter(outcome=shown) if shown in Outcome.values else lines


def _decided(request, year: int, batch: ImportBatch):
    step = STEPS.get(request.POST.get("aksi", ""))
    if step is None:
        raise Http404("Langkah itu tidak dikenal.")
    try:
        done = step(batch)
    except TransitionRefused as error:
        messages.error(request, str(error))
        return redirect("plan-import-batch", year, batch.uid)
    if step is discard:
        messages.success(request, "Berkas dibuang; rancangan tidak berubah.")
        return redirect("plan-import", year)
    what = "masuk ke rancangan" if step is commit else "dikembalikan seperti semula"
    more = f", {len(done.left)} dibiarkan" if done.left else ""
    messages.success(request, f"{done.written} baris {what}{more}.")
    return redirect("plan-import-batch", year, batch.uid)


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def plan_workbook(request, year):
    """The last version of this year as a workbook that can be brought in again."""
    find_visible(Plan.objects.all(), request.user, year=year)
    form = request.GET.get("bentuk", "xlsx")
    if form not in ("xlsx", "csv"):
        raise Http404("Bentuk berkas itu tidak ada; pilih xlsx atau csv.")
    try:
        return download_response(table_of(year=year), form, f"program-kerja-{year}")
    except TransitionRefused as error:
        raise Http404(str(error)) from error
