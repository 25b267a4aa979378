"""Bringing in a workbook: upload, look, mend, decide, and take back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission, demands
from bengkalis.errors import TransitionRefused
from bengkalis.exports import download_response
from bengkalis.tables import Column, Table
from registry.enums import BatchState, Outcome
from registry.forms.imports import LineForm, WorkbookForm
from registry.imports import commit as commits
from registry.imports import staging
from registry.imports.files import UnreadableFile
from registry.imports.labels import MEANINGS, named_diff
from registry.imports.problems import WARNINGS
from registry.models import ImportBatch

LINES_A_PAGE = 50
SHOWN = [
    ("error", "Salah"),
    ("warning", "Peringatan"),
    ("create", "Baru"),
    ("update", "Berubah"),
    ("unchanged", "Sama"),
    ("left", "Dibiarkan"),
]


def _own(request, uid) -> ImportBatch:
    rows = ImportBatch.objects.visible_to(request.user).select_related("uploaded_by", "office")
    return get_object_or_404(rows, uid=uid)


@demands(Permission.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def batches(request):
    """The files brought in so far, and the form for the next one."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        workbook = form.cleaned_data["workbook"]
        try:
            rehearsal = staging.rehearse(workbook.read(), workbook.name)
        except UnreadableFile as error:
            form.add_error("workbook", str(error))
        else:
            return redirect("import-batch", _stage(request, rehearsal).uid)
    known = ImportBatch.objects.visible_to(request.user).select_related("uploaded_by")[:50]
    status = 400 if form.is_bound and form.errors else 200
    return render(
        request,
        "registry/imports/list.html",
        {"form": form, "batches": known, "home_url": reverse("home-staff")},
        status=status,
    )


def _stage(request, rehearsal) -> ImportBatch:
    twin = ImportBatch.objects.filter(sha256=rehearsal.sha256, state=BatchState.COMMITTED).first()
    if twin:
        messages.info(
            request, f"Berkas yang sama persis sudah dimasukkan pada {twin.committed_at:%d-%m-%Y}."
        )
    return staging.stage(rehearsal, by=request.user)


@demands(Permission.IMPORT)
@require_safe
def batch(request, uid):
    """The preview: counts, problems grouped by kind, and each row with what it would do."""
    found = _own(request, uid)
    shown = request.GET.get("tampil", "")
    lines = _filtered(found, shown)
    page = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("halaman"))
    for line in page:
        line.changes = named_diff(line.diff)
    return render(
        request,
        "registry/imports/batch.html",
        {
            "batch": found,
            "page": page,
            "shown": shown,
            "tabs": _tabs(found, shown),
            "groups": _groups(found),
            "writable": _writable(found),
            "left": found.lines.exclude(left_alone="").order_by("row"),
            "decidable": found.state == BatchState.STAGED,
            "undoable": found.state == BatchState.COMMITTED,
            "imports_url": reverse("imports"),
            "problems_url": reverse("import-problems", args=[uid]),
            "commit_label": f"Masukkan {_writable(found)} baris yang benar",
            **_neighbours(page, shown),
        },
    )


def _writable(found: ImportBatch) -> int:
    return found.counts.get("create", 0) + found.counts.get("update", 0)


def _neighbours(page, shown: str) -> dict[str, str]:
    def url(number: int) -> str:
        return f"?{urlencode({'tampil': shown, 'halaman': number})}#baris"

    return {
        "previous_url": url(page.number - 1) if page.has_previous() else "",
        "next_url": url(page.number + 1) if page.has_next() else "",
    }


def _filtered(found: ImportBatch, shown: str):
    lines = found.lines.select_related("target").order_by("row")
    if shown in Outcome.values:
        return lines.filter(outcome=shown)
    if shown == "warning":
        return lines.filter(has_warnings=True)
    return lines.exclude(left_alone="") if shown == "left" else lines


def _tabs(found: ImportBatch, shown: str) -> list[dict]:
    counts = {**found.counts, "warning": found.counts.get("warnings", 0)}
    tabs = [{"key": "", "label": "Semua", "count": counts.get("rows", 0), "current": not shown}]
    for key, label in SHOWN:
        if counts.get(key):
            tabs.append({"key": key, "label": label, "count": counts[key], "current": key == shown})
    return tabs


def _groups(found: ImportBatch) -> list[dict]:
    """Problems by kind with the rows they stand on, errors first."""
    return [
        {
            **group,
            "rows": ranges(group["rows"]),
            "count": len(group["rows"]),
            "is_error": group["code"] not in WARNINGS,
            "meaning": MEANINGS.get(group["code"], group["code"]),
        }
        for group in found.counts.get("groups", [])
    ]


def ranges(rows: list[int], most: int = 12) -> str:
    """``[5, 6, 7, 12]`` → ``5–7, 12``; a long list ends in how many more there are."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][1] + 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    texts = [str(a) if a == b else f"{a}–{b}" for a, b in parts]
    more = f", dan {len(texts) - most} lagi" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


@demands(Permission.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request, uid, row: int):
    """One row: its cells as found, its problems, and the form to mend it."""
    found = _own(request, uid)
    current = get_object_or_404(found.lines.select_related("target"), row=row)
    if offered := request.POST.get("suggest"):
        return _mend(request, found, row, {offered: request.POST.get("value", "")[:200]})
    form = LineForm(found, current, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _mend(request, found, row, form.changed_cells)
    context = {
        "batch": found,
        "line": current,
        "form": form,
        "problems": [_problem(problem) for problem in current.problems],
        "changes": named_diff(current.diff),
        "decidable": found.state == BatchState.STAGED,
        "imports_url": reverse("imports"),
        "batch_url": reverse("import-batch", args=[uid]),
        "line_title": f"Baris {row}",
    }
    return render(request, "registry/imports/line.html", context)


def _problem(problem: dict) -> dict:
    return {
        **problem,
        "is_error": problem["code"] not in WARNINGS,
        "take": f"Pakai {problem['suggestion']}" if problem["suggestion"] else "",
    }


def _mend(request, found: ImportBatch, row: int, cells: dict[str, str]):
    try:
        mended = commits.mend(found, row, cells)
    except TransitionRefused as refused:
        messages.error(request, str(refused))
        return redirect("import-batch", found.uid)
    if mended.outcome == Outcome.ERROR:
        messages.warning(request, f"Baris {row} sudah disimpan, tetapi masih ada yang salah.")
        return redirect("import-line", found.uid, row)
    messages.success(request, f"Baris {row} sekarang benar.")
    following = found.lines.filter(outcome=Outcome.ERROR, row__gt=row).order_by("row").first()
    if following:
        return redirect("import-line", found.uid, following.row)
    return redirect("import-batch", found.uid)


def _decide(request, uid, act, told):
    found = _own(request, uid)
    try:
        done = act(found)
    except TransitionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told(done))
    return redirect("import-batch", found.uid)


@demands(Permission.IMPORT)
@require_POST
def commit(request, uid):
    """Write the good rows."""

    def told(done):
        left = f"; {len(done.left)} baris dibiarkan" if done.left else ""
        return f"{done.written} baris masuk register{left}."

    return _decide(request, uid, lambda found: commits.commit(found, by=request.user), told)


@demands(Permission.IMPORT)
@require_POST
def undo(request, uid):
    """Take a committed file back."""

    def told(done):
        left = f"; {len(done.left)} baris dibiarkan karena sudah diubah" if done.left else ""
        return f"{done.written} baris dikembalikan seperti sebelum impor{left}."

    return _decide(request, uid, commits.undo, told)


@demands(Permission.IMPORT)
@require_POST
def discard(request, uid):
    """Throw a staged file away."""
    return _decide(
        request, uid, commits.discard, lambda _: "Berkas dibuang; register tidak berubah."
    )


@demands(Permission.IMPORT)
@require_safe
def problems(request, uid):
    """Every problem of the file as a workbook: row, column, found and expected."""
    found = _own(request, uid)
    columns = [
        Column("row", "Baris", kind="integer"),
        Column("name", "Nama"),
        Column("column", "Kolom"),
        Column("level", "Tingkat"),
        Column("code", "Kode"),
        Column("message", "Apa yang ditemukan dan apa yang diharapkan"),
    ]
    rows = (
        (
            entry.row,
            entry.label,
            problem["column"],
            "peringatan" if problem["code"] in WARNINGS else "kesalahan",
            problem["code"],
            problem["message"],
        )
        for entry in found.lines.order_by("row").iterator(500)
        for problem in entry.problems
    )
    table = Table(f"Temuan pada {found.filename}", columns, rows)
    return download_response(table, "xlsx", "temuan-impor")
