"""The steps of a report: each asks once more, then is taken, or says why it was not."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission
from bengkalis.errors import DomainError, StaleVersion
from bengkalis.values import counted, squeeze
from reports import review
from reports.models import UnitReport
from reports.reach import demands_reach
from reports.showing import Report
from reports.unit_views.finding import demand, find_duty, reports_of

P = Permission


@dataclass(frozen=True)
class Step:
    """A step: what it is called, who may take it, what it does with the posted form."""

    title: str
    button: str
    permissions: tuple[str, ...]
    take: Callable
    done: str
    text: str
    reason: str = ""  # the label of its reason; "" where none is asked
    marks: bool = False


def _reason(data) -> str:
    return squeeze(data.get("reason", ""))


def _marks(data) -> dict[str, str]:
    return {squeeze(path): squeeze(data.get(f"remark:{path}", "")) for path in data.getlist("mark")}


STEPS = {
    "verifikasi": Step(
        "Verifikasi laporan ini?", "Ya, laporan ini benar", (P.VERIFY_REPORTS,),
        lambda report, by, version, data: review.verify(report, by, version),
        "Laporan terverifikasi; menunggu diterima.",
        "Anda menyatakan sudah memeriksa isinya. Setelah ini laporan menunggu diterima oleh kepala "
        "dinas atau kepala bidang.",
    ),
    "kembalikan": Step(
        "Kembalikan laporan ini?", "Kembalikan ke UPT", (P.VERIFY_REPORTS, P.ACCEPT_REPORTS),
        lambda report, by, version, data: review.send_back(
            report, by, version, _reason(data), _marks(data)
        ),
        "Laporan dikembalikan; UPT diberi tahu.",
        "Tulis apa yang harus diperbaiki dan tandai isiannya. UPT melihat alasan dan tanda itu.",
        "Alasan", True,
    ),
    "terima": Step(
        "Terima laporan ini?", "Ya, terima", (P.ACCEPT_REPORTS,),
        lambda report, by, version, data: review.accept(report, by, version),
        "Laporan diterima; angkanya masuk rekap dan statistik.",
        "Laporan yang diterima tidak dapat diubah lagi; pembetulan menjadi koreksi tersendiri.",
    ),
    "tarik": Step(
        "Tarik kembali laporan ini?", "Ya, tarik kembali", (P.FILE_REPORTS,),
        lambda report, by, version, data: review.recall(report, by, version),
        "Laporan ditarik kembali menjadi draf.",
        "Isinya tidak hilang. Waktu pertama kali dikirim tetap tercatat.",
    ),
    "koreksi": Step(
        "Buka koreksi atas laporan ini?", "Buka koreksi", (P.FILE_REPORTS,),
        lambda report, by, version, data: review.correct(report, by, _reason(data)),
        "Koreksi dibuka; ubah isinya, lalu kirim.",
        "Laporan yang diterima tetap berlaku sampai koreksinya diterima.",
        "Mengapa perlu dikoreksi",
    ),
    "buang": Step(
        "Buang draf ini?", "Ya, buang", (P.FILE_REPORTS,),
        lambda report, by, version, data: review.discard(report, by, version),
        "Draf dibuang.",
        "Semua yang sudah diisi pada draf ini hilang.",
    ),
}  # fmt: skip


UNSEEN = -1  # no row has it: a step without a version was taken on nothing that was seen


def _seen(data) -> int:
    """The version that was on the screen."""
    found = counted(data.get("version", ""))
    return UNSEEN if found is None else found


@require_http_methods(["GET", "HEAD", "POST"])
@demands_reach(Permission.VIEW_REPORTS)
def unit_report_step(request, office: str, period: str, step: str):
    """Ask, then take the step; what was typed stays when it is refused."""
    asked = STEPS.get(step)
    if asked is None:
        raise Http404("Langkah ini tidak ada.")
    duty = find_duty(request.user, office, period)
    _demand_any(request.user, duty, asked)
    report = next(iter(reports_of(duty, request.user)), None)
    if report is None:
        raise Http404("Laporan ini belum ada.")
    report.duty = duty
    if request.method != "POST":
        return _ask(request, report, asked)
    try:
        asked.take(report, request.user, _seen(request.POST), request.POST)
    except StaleVersion:
        report.refresh_from_db()
        return _ask(request, report, asked, "Laporan ini berubah sejak Anda membukanya.", 409)
    except DomainError as error:
        return _ask(request, report, asked, str(error), 409)
    except ValidationError as error:
        return _ask(request, report, asked, " ".join(error.messages), 409)
    messages.success(request, asked.done)
    return redirect(duty)


def _demand_any(user, duty, step: Step) -> None:
    """One of the step's permissions is enough."""
    for permission in step.permissions[:-1]:
        if user.may(permission):
            return demand(user, duty, permission)
    return demand(user, duty, step.permissions[-1])


def _ask(request, report: UnitReport, step: Step, problem: str = "", code: int = 200):
    data = request.POST
    parts = Report(report.form.questionnaire, report.values, report.context).parts()
    answers = [one for part in parts for one in part.answers]
    answers += [one for part in parts for row in part.rows for one in row.answers]
    chosen = data.getlist("mark")
    context = {
        "report": report,
        "duty": report.duty,
        "step": step,
        "problem": problem,
        "reason": data.get("reason", ""),
        "marks": [_markable(one, chosen, data) for one in answers] if step.marks else [],
    }
    return render(request, "reports/unit/desk/step.html", context, status=code)


def _markable(answer, chosen: list[str], data) -> dict:
    remark = data.get(f"remark:{answer.path}", "")
    return {"answer": answer, "is_chosen": answer.path in chosen, "remark": remark}
