"""The form of a report as a plain page: works without a script, loses nothing that was typed."""

from secrets import token_hex
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission
from bengkalis.values import counted
from registry.models.people import today
from reports import bundling, review
from reports.entering import Posted, operation_of, read_base, read_posted, rebased, sign_base
from reports.enums import OPEN_TO_EDIT, Channel, Outcome
from reports.knowing import context_of, prefilled
from reports.models import ReportDuty, UnitReport
from reports.questionnaire.judging import problems, shown
from reports.questionnaire.paths import NIL
from reports.reach import demands_reach
from reports.receiving import Malformed, receive
from reports.showing import Report
from reports.unit_views.finding import demand, find_duty


@require_http_methods(["GET", "HEAD", "POST"])
@demands_reach(Permission.VIEW_REPORTS)
def unit_report_form(request, office: str, period: str):
    """Fill in, save, hand in. Reading it writes nothing."""
    duty = find_duty(request.user, office, period)
    demand(request.user, duty, Permission.FILE_REPORTS)
    report = bundling.newest_of(duty)
    refusal = _refusal(duty, report)
    if refusal and request.method != "POST":
        messages.info(request, refusal)
        return redirect(duty)
    form, context = _form_and_context(duty, report)
    if request.method == "POST":
        return _save(request, duty, form)
    values = prefilled(context, form) if report is None else report.values
    shows = "periksa" in request.GET or bool(report and report.first_filed_at)
    return _show(request, duty, report, values, values, shows)


def _form_and_context(duty: ReportDuty, report: UnitReport | None):
    form = report.form if report else duty.period.form
    return form, report.context if report else context_of(duty, form)


def _refusal(duty: ReportDuty, report: UnitReport | None) -> str:
    """Why nothing can be typed now; "" where it can."""
    if report is not None and report.state not in OPEN_TO_EDIT:
        return f"Laporan ini {report.get_state_display().lower()}; isinya tidak dapat diubah lagi."
    if report is None and today() < duty.period.opens_on:
        return f"Laporan {duty.period} baru dibuka {duty.period.opens_on:%d-%m-%Y}."
    return ""


def _save(request, duty: ReportDuty, form):
    base = read_base(request.POST.get("base", "")) or {}
    posted = read_posted(form.questionnaire, request.POST, base)
    version = counted(request.POST.get("version", ""))
    operation = operation_of(duty, base, posted, version, request.POST)
    if posted.undecided:
        return _refused(request, duty, posted, base, _undecided(operation, posted, base))
    answer = _received(operation, request.user)
    if answer["submitted"]:
        messages.success(request, f"Laporan {duty.period} terkirim. Dinas akan memeriksanya.")
        return redirect(duty)
    if answer["saved"]:
        return _saved(request, duty, answer, operation["action"] == "submit")
    return _refused(request, duty, posted, base, answer)


def _undecided(operation: dict, posted: Posted, base: dict) -> dict:
    """The answer to a form that leaves open which of two values is right."""
    conflicts = [
        {"path": path, "mine": posted.values.get(path), "theirs": base.get(path)}
        for path in posted.undecided
    ]
    said = "Pilih dahulu mana yang benar di antara isian dua orang."
    return {
        "outcome": Outcome.CONFLICT, "op": operation["resolves"], "say": said,
        "conflicts": conflicts,
    }  # fmt: skip


def _received(operation: dict, user) -> dict:
    """The answer; a form that was sent before and changed since counts as a new one."""
    try:
        return receive(operation, user, Channel.PAGE)
    except Malformed:
        return receive({**operation, "op": str(uuid4())}, user, Channel.PAGE)


def _saved(request, duty: ReportDuty, answer: dict, wanted_to_file: bool):
    if wanted_to_file:
        messages.warning(request, answer["say"])
    else:
        messages.success(request, "Draf tersimpan di portal; belum dikirim.")
    address = reverse("unit-report-form", args=duty.address)
    return redirect(f"{address}?periksa=1" if wanted_to_file else address)


def _refused(request, duty: ReportDuty, posted: Posted, base: dict, answer: dict):
    """What was typed, again, with what somebody else wrote meanwhile beside it."""
    duty = find_duty(request.user, *duty.address)
    report = bundling.newest_of(duty)
    theirs = report.values if report else {}
    conflicting = {one["path"] for one in answer["conflicts"]}
    values = rebased(posted.values, base, theirs, conflicting)
    questionnaire = (report or duty.period).form.questionnaire
    conflicts = _in_words(questionnaire, answer["conflicts"])
    more = {"conflicts": conflicts, "said": answer["say"]}
    if answer["outcome"] == Outcome.CONFLICT:
        more["resolves"] = answer["op"]
    return _show(request, duty, report, values, theirs, True, 409, more)


def _in_words(questionnaire, conflicts: list[dict]) -> list[dict]:
    found = []
    for one in conflicts:
        field = questionnaire.field_at(one["path"])
        said = {k: shown(field, one[k]) if field else one[k] or "–" for k in ("mine", "theirs")}
        found.append({**said, "path": one["path"], "label": questionnaire.label_of(one["path"])})
    return found


def _show(
    request, duty, report, values: dict, base: dict, judged: bool, code: int = 200, more=None
):
    """The form with ``values`` in it; what is saved next is compared with ``base``."""
    form, known = _form_and_context(duty, report)
    found = problems(form.questionnaire, values, known)
    if not judged:
        found = [one for one in found if one.rule not in ("required", NIL)]
    remarks = review.remarks(report) if report else {}
    shown_report = Report(form.questionnaire, values, known, found, remarks)
    context = {
        "duty": duty,
        "report": report,
        "form": form,
        "parts": shown_report.parts(blank=token_hex(4)),
        "problems": [one for one in found if one.blocks] if judged else [],
        "is_nil": values.get(NIL) is True,
        "nil_reason": values.get("why:nihil", ""),
        "base": sign_base(base),
        "version": report.version if report else "",
        "op": uuid4(),
        "uid": report.uid if report else uuid4(),
        "conflicts": [],
        "resolves": "",
        "said": "",
        **(more or {}),
    }
    return render(request, "reports/unit/entry/page.html", context, status=code)
