"""Bringing in a workbook: upload, look, decide, and take back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission, demands
from bengkalis.audit import note_reading
from bengkalis.errors import TransitionRefused
from bengkalis.exports import download_response
from registry.enums import BatchState, Outcome
from registry.forms.imports import WorkbookForm
from registry.imports import commit as commits
from registry.imports import staging
from registry.imports import undo as undoing
from registry.imports.files import UnreadableFile
from registry.imports.headings import COOPERATIVES
from registry.imports.labels import MEANINGS, named_diff
from registry.imports.lines import wrong_rows
from registry.imports.problems import WARNINGS
from registry.imports.returning import bad_rows, findings
from registry.models import ImportBatch

LINES_A_PAGE = 50
LEFT_SHOWN = 20
SHOWN = [
    ("error", "Salah"),
    ("warning", "Peringatan"),
    ("create", "Baru"),
    ("update", "Berubah"),
    ("unchanged", "Sama"),
    ("excluded", "Dilewati"),
    ("left", "Dibiarkan"),
]
NEEDED_BY_NEW = {"status": "Status", "district": "Kecamatan", "village": "Desa/Kelurahan"}


def own_batch(request, uid) -> ImportBatch:
    """The file, if the user may import."""
    rows = ImportBatch.objects.visible_to(request.user).select_related("uploaded_by", "office")
    return get_object_or_404(rows, uid=uid)


@demands(Permission.IMPORT, everywhere=True)
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
        day = f"{localtime(twin.committed_at):%d-%m-%Y}"
        messages.info(request, f"Berkas yang sama persis sudah dimasukkan pada {day}.")
    return staging.stage(rehearsal, by=request.user)


@demands(Permission.IMPORT, everywhere=True)
@require_safe
def batch(request, uid):
    """The preview: what is wrong first, then each row with what it would do."""
    found = own_batch(request, uid)
    decision = _decision(found)
    shown = request.GET.get("tampil", "error" if decision["mend_url"] else "")
    page = Paginator(_filtered(found, shown), LINES_A_PAGE).get_page(request.GET.get("halaman"))
    for line in page:
        line.changes = named_diff(line.diff)
    context = {
        "batch": found,
        "page": page,
        "shown": shown,
        "tabs": _tabs(found, shown),
        "groups": _groups(found),
        "doubts": _doubts(found),
        "imports_url": reverse("imports"),
        "batch_url": reverse("import-batch", args=[uid]),
        **decision,
        **_left(found),
        **_neighbours(page, shown),
    }
    return render(request, "registry/imports/batch.html", context)


def _decision(found: ImportBatch) -> dict:
    """What can be decided now."""
    writable = found.counts.get("create", 0) + found.counts.get("update", 0)
    wrong = found.counts.get("error", 0)
    decidable = found.state == BatchState.STAGED
    first = wrong_rows(found).first() if decidable and wrong else None
    return {
        "writable": writable,
        "decidable": decidable,
        "undoable": found.state == BatchState.COMMITTED,
        "commit_label": f"Masukkan {writable} baris yang benar",
        "mend_label": f"Benahi {wrong} baris yang salah",
        "mend_url": reverse("import-line", args=[found.uid, first]) if first else "",
    }


def _left(found: ImportBatch) -> dict:
    """The lines that commit or undo left alone: the first ones, and how many there are."""
    many = found.counts.get("left", 0)
    rows = found.lines.exclude(left_alone="").order_by("row") if many else found.lines.none()
    return {"left": rows.only("row", "label", "left_alone")[:LEFT_SHOWN], "left_count": many}


def _doubts(found: ImportBatch) -> list[str]:
    """What a person must know of the columns before trusting the rows."""
    guessed = [
        f"Kolom {one['letter']} “{one['heading']}” diduga {COOPERATIVES.labels[key]}; "
        "bila bukan, betulkan judulnya di berkas dan unggah lagi."
        for key, one in found.columns.items()
        if one["guessed"]
    ]
    missing = [label for key, label in NEEDED_BY_NEW.items() if key not in found.columns]
    if "village" in found.columns or "district" in found.columns:
        missing = [label for label in missing if label == "Status"]
    if missing:
        guessed.append(
            f"Tidak ada kolom {' dan '.join(missing)}: koperasi yang belum di register tidak dapat "
            "masuk dari lembar ini, yang sudah ada tetap dapat diperbarui."
        )
    return guessed


def _neighbours(page, shown: str) -> dict[str, str]:
    def url(number: int) -> str:
        return f"?{urlencode({'tampil': shown, 'halaman': number})}#baris"

    return {
        "previous_url": url(page.number - 1) if page.has_previous() else "",
        "next_url": url(page.number + 1) if page.has_next() else "",
    }


def _filtered(found: ImportBatch, shown: str):
    lines = found.lines.select_related("target").defer("raw", "values", "before").order_by("row")
    if shown in Outcome.values:
        return lines.filter(outcome=shown, excluded=False)
    chosen = {
        "warning": lines.filter(has_warnings=True, excluded=False),
        "excluded": lines.filter(excluded=True),
        "left": lines.exclude(left_alone=""),
    }
    return chosen.get(shown, lines)


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
            "first": reverse("import-line", args=[found.uid, group["rows"][0]]),
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


def _decide(request, uid, act, told):
    found = own_batch(request, uid)
    try:
        done = act(found)
    except TransitionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told(done))
    return redirect("import-batch", found.uid)


@demands(Permission.IMPORT, everywhere=True)
@require_POST
def commit(request, uid):
    """Write the good rows."""

    def told(done):
        left = f"; {len(done.left)} baris dibiarkan" if done.left else ""
        return f"{done.written} baris masuk register{left}."

    return _decide(request, uid, lambda found: commits.commit(found, by=request.user), told)


@demands(Permission.IMPORT, everywhere=True)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request, uid):
    """Take a committed file back, after a question."""
    if request.method != "POST":
        return _ask(request, uid, BatchState.COMMITTED, "undo")

    def told(done):
        left = f"; {len(done.left)} baris dibiarkan karena sudah diubah" if done.left else ""
        return f"{done.written} baris dikembalikan seperti sebelum impor{left}."

    return _decide(request, uid, undoing.undo, told)


@demands(Permission.IMPORT, everywhere=True)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request, uid):
    """Throw a staged file away, after a question."""
    if request.method != "POST":
        return _ask(request, uid, BatchState.STAGED, "discard")
    return _decide(
        request, uid, commits.discard, lambda _: "Berkas dibuang; register tidak berubah."
    )


def _ask(request, uid, state: str, step: str):
    """The question before a step that takes something away."""
    found = own_batch(request, uid)
    if found.state != state:
        messages.error(request, f"Berkas ini {found.get_state_display().lower()}.")
        return redirect("import-batch", uid)
    context = {
        "batch": found,
        "step": step,
        "imports_url": reverse("imports"),
        "batch_url": reverse("import-batch", args=[uid]),
        "written": found.counts.get("written", 0),
    }
    return render(request, "registry/imports/confirm.html", context)


@demands(Permission.IMPORT, everywhere=True)
@require_safe
def problems(request, uid):
    """Every problem of the file as a workbook: row, column, found and expected."""
    return download_response(findings(own_batch(request, uid)), "xlsx", "temuan-impor")


@demands(Permission.IMPORT, everywhere=True)
@require_safe
def returned(request, uid):
    """The rows that did not go in, as a workbook to mend and bring in again."""
    found = own_batch(request, uid)
    if "phone" in found.columns:
        note_reading(request, found, "phone", "Mengunduh baris yang salah dari berkas impor")
    return download_response(bad_rows(found), "xlsx", "baris-salah")
