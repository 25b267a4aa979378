"""The Excel form of a report: out, filled in, in again; shown before anything is taken."""

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands
from bengkalis.exports import MIME
from registry.imports.files import UnreadableFile
from reports.enums import OPEN_TO_EDIT, Channel
from reports.excel.reading_back import Filled, operation_number, operation_of, read_back
from reports.excel.writing import Known, workbook_of
from reports.models import Delivery, ReportDuty
from reports.questionnaire.judging import problems, shown
from reports.questionnaire.paths import NIL
from reports.receiving import Malformed, merged, receive, wrong_changes

SALT = "reports.excel"
LARGEST_TOKEN = 200 * 1024
GOOD_FOR = 24 * 3600  # seconds between the preview and the decision
GONE = "Pratinjau sudah kedaluwarsa atau bukan milik Anda. Unggah berkasnya sekali lagi."


def _known(request, office: str, period: str) -> Known:
    """The report to fill in, if it is the user's to file."""
    rows = ReportDuty.objects.editable_by(request.user).named(office, period)
    return Known.of(get_object_or_404(rows.select_related("office", "period__form")))


@demands(Permission.FILE_REPORTS)
@require_safe
def unit_report_workbook(request, office: str, period: str):
    """The workbook to download."""
    known = _known(request, office, period)
    name = f"laporan-{office}-{period}.xlsx".lower()
    answer = HttpResponse(workbook_of(known), content_type=MIME["xlsx"])
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "no-store"
    return answer


@demands(Permission.FILE_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_report_excel(request, office: str, period: str):
    """The way out and in; a file is shown first and taken when the user says so."""
    known = _known(request, office, period)
    if request.method != "POST":
        return _page(request, known)
    return _take(request, known) if "kiriman" in request.POST else _preview(request, known)


def _page(request, known: Known, status: int = 200, **more):
    duty, report = known.duty, known.report
    context = {
        "duty": duty,
        "report": report,
        "closed": bool(report) and report.state not in OPEN_TO_EDIT,
        "workbook_url": reverse("unit-report-workbook", args=duty.address),
        "report_url": duty.get_absolute_url(),
        "list_url": reverse("unit-reports"),
        **{"error": "", "filled": None, "answer": None, "rows": [], "problems": [], "token": ""},
        **more,
    }
    return render(request, "reports/unit/excel/page.html", context, status=status)


def _preview(request, known: Known):
    upload = request.FILES.get("berkas")
    if upload is None:
        return _page(request, known, 400, error="Pilih berkas Excel yang sudah diisi.")
    try:
        filled = read_back(upload.read(), upload.name, known)
    except UnreadableFile as error:
        return _page(request, known, 400, error=str(error))
    if filled.wrong:
        return _page(request, known, 400, filled=filled)
    return _offer(request, known, filled)


def _offer(request, known: Known, filled: Filled):
    """What the file would change, with everything the rules say about it."""
    operation = operation_of(filled, known, "save")
    changes = {path: (one["from"], one["to"]) for path, one in operation["changes"].items()}
    if wrong := wrong_changes(changes, known.questionnaire):
        return _page(request, known, 400, error=wrong)
    name = f"{filled.sha256}:{known.duty.pk}"
    held = {"operation": operation, "name": name, "user": request.user.pk, "duty": known.duty.pk}
    token = signing.dumps(held, salt=SALT, compress=True)
    if len(token) > LARGEST_TOKEN:
        said = "Isi berkas terlalu banyak untuk sekali unggah; isi sebagian di halaman portal."
        return _page(request, known, 400, error=said)
    after = merged(known.values, changes)
    found = problems(known.questionnaire, after, known.context)
    rows = [_row(known, path, *pair) for path, pair in sorted(changes.items())]
    return _page(request, known, filled=filled, rows=rows, problems=found, token=token)


def _row(known: Known, path: str, before, after, theirs=None) -> dict:
    field = known.questionnaire.field_at(path)
    words = [_shown(field, value) for value in (before, after, theirs)]
    return {
        "label": label_of(known, path),
        "before": words[0],
        "after": words[1],
        "theirs": words[2],
    }


def _shown(field, value) -> str:
    if field is None:
        return {None: "–", True: "ya"}.get(value, str(value))
    return shown(field, value)


def label_of(known: Known, path: str) -> str:
    """A path in words: the question, its row, or whose explanation it is."""
    if path.startswith("why:"):
        _, name, *rest = path.split(":")
        key = rest[0] if name == "known" and rest else name
        rules = {rule.key: rule.at[0] for rule in known.questionnaire.rules}
        return f"Penjelasan: {label_of(known, rules.get(key, key))}"
    if path == NIL:
        return "Laporan nihil"
    field = known.questionnaire.get(path.rpartition("/")[2])
    if field is None:
        return path
    if not field.list or "/" not in path:
        return field.label
    section = known.questionnaire.lists[field.list]
    titles = {one["row"]: one["title"] for one in known.context["rows"].get(field.list, [])}
    row = path.split("/")[1]
    return f"{section.title}, {titles.get(row) or f'baris {row}'}: {field.label}"


def _take(request, known: Known):
    """The decision: what was shown is taken, as one delivery that is taken once."""
    held = _held(request, known)
    if held is None:
        return _page(request, known, 400, error=GONE)
    action = "submit" if request.POST.get("langkah") == "kirim" else "save"
    operation = {
        **held["operation"],
        "action": action,
        "op": operation_number(held["name"], action),
    }
    earlier = Delivery.objects.filter(uid=operation["op"], duty=known.duty).first()
    try:
        answer = earlier.answer if earlier else receive(operation, request.user, Channel.EXCEL)
    except Malformed as error:
        return _page(request, known, 400, error=str(error))
    return _answered(request, known, answer, bool(earlier))


def _held(request, known: Known) -> dict | None:
    """What the preview kept in the page, signed; None if it is not this user's or too old."""
    try:
        held = signing.loads(request.POST["kiriman"], salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    mine = (held["user"], held["duty"]) == (request.user.pk, known.duty.pk)
    return held if mine else None


def _answered(request, known: Known, answer: dict, again: bool):
    """Back to the report when all went in; else what stands in the way, with both sides."""
    if again:
        messages.info(request, f"Berkas ini sudah pernah dimasukkan. {answer['say']}")
        return redirect(known.duty)
    if answer["saved"] and not answer["problems"]:
        messages.success(request, answer["say"])
        return redirect(known.duty)
    conflicts = [
        _row(known, one["path"], one["base"], one["mine"], one["theirs"])
        for one in answer["conflicts"]
    ]
    status = 200 if answer["saved"] else 409
    known = Known.of(known.duty)
    return _page(request, known, status, answer=answer, rows=conflicts, problems=answer["problems"])
