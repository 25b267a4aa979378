"""Recording whom a line reached: by search, from a coaching; taking one out again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands, find_visible, scope_of
from bengkalis.errors import StaleVersion, TransitionRefused, error_dict
from programs.benefiting import add, remove, take_over, trainings, within
from programs.forms.beneficiaries import BenefitForm, TrainingForm
from programs.models import Beneficiary, Plan, PlanRow
from programs.reach import reach_of
from programs.views.beneficiaries import find_row
from programs.views.finding import find_plan
from registry.forms.removing import RemovalForm
from registry.forms.versioned import STALE
from registry.models import Enterprise
from registry.participants import FOUND, by_uids, find

FORM_METHODS = ["GET", "HEAD", "POST"]
KEEPS = Permission.RECORD_REALISATION
TRAININGS = 60


def _own(request, year: int, line) -> tuple[Plan, PlanRow]:
    """The plan and the row of the line. Http404 where there is none, PermissionDenied where the
    line is another office's."""
    plan = find_plan(request.user, year)
    row = find_row(request.user, plan, line)
    if not reach_of(request.user, KEEPS).covers(row.office_id):
        raise PermissionDenied("Baris ini bukan tanggung jawab kantor Anda.")
    return plan, row


def _page_of(plan: Plan, row: PlanRow) -> str:
    return reverse("beneficiaries-of-line", args=[plan.year, row.line.uid])


@demands(KEEPS)
@require_http_methods(FORM_METHODS)
def beneficiaries_add(request, year, line):
    """Search, tick, say when and what; every button posts the whole form."""
    plan, row = _own(request, year, line)
    chosen = by_uids(request.user, request.POST.getlist("uid"), KEEPS)
    searching = request.method != "POST" or bool(request.POST.get("aksi"))
    form = BenefitForm(initial=request.POST.dict()) if searching else BenefitForm(request.POST)
    if not searching and form.is_valid():
        try:
            counts = add(form.about(row.line), chosen, request.user)
        except (ValidationError, TransitionRefused) as error:
            _show(form, error)
        else:
            messages.success(request, _said(*counts))
            return redirect(_page_of(plan, row))
    context = _choosing(request, chosen) | {"plan": plan, "row": row, "form": form}
    context["cancel_url"] = _page_of(plan, row)
    return render(request, "programs/beneficiaries/add.html", context)


def _show(form, error: ValidationError | TransitionRefused) -> None:
    """A sentence of the domain beside its field, or above them all."""
    if isinstance(error, TransitionRefused):
        form.add_error(None, str(error))
        return
    for name, sentences in error_dict(error, Beneficiary).items():
        form.add_error(name if name in form.fields else None, sentences)


def _said(fresh: int, known: int) -> str:
    again = f" {known} sudah tercatat sebelumnya." if known else ""
    return f"{fresh} penerima manfaat dicatat.{again}"


def _choosing(request, chosen: list) -> dict:
    """What ``_participants.html`` shows; owners of MSMEs are nowhere named."""
    known = {one.uid for one in chosen}
    text = request.POST.get("cari", "").strip()
    named = find(request.user, text, KEEPS)
    return {
        "chosen": [_subject(one) for one in chosen],
        "text": text,
        "found": [_subject(one) for one in named if one.uid not in known],
        "most": FOUND if len(named) >= FOUND else 0,
    }


def _subject(one) -> dict:
    kind = "UMKM" if isinstance(one, Enterprise) else "Koperasi"
    return {
        "uid": one.uid,
        "name": one.name,
        "kind": kind,
        "owner": "",
        "place": one.district.name,
    }


@demands(KEEPS)
@require_http_methods(FORM_METHODS)
def beneficiaries_from_coaching(request, year, line):
    """Take over everybody in reach that took part in one training of the year."""
    plan, row = _own(request, year, line)
    offered = list(trainings(request.user, plan)[:TRAININGS])
    form = TrainingForm(request.POST or None, trainings=offered)
    if request.method == "POST" and form.is_valid():
        title, day = form.chosen["title"], form.chosen["held_on"]
        benefit = form.cleaned_data["benefit"] or title
        try:
            counts = take_over(row.line, title, day, benefit, request.user)
        except (ValidationError, TransitionRefused) as error:
            _show(form, error)
        else:
            messages.success(request, _said(*counts))
            return redirect(_page_of(plan, row))
    context = {
        "plan": plan,
        "row": row,
        "form": form,
        "offered": offered,
        "most": TRAININGS if len(offered) == TRAININGS else 0,
        "cancel_url": _page_of(plan, row),
    }
    return render(request, "programs/beneficiaries/from_coaching.html", context)


@demands(KEEPS)
@require_http_methods(FORM_METHODS)
def beneficiary_remove(request, year, line, uid):
    """Take out what was entered by mistake, with the reason."""
    plan, row = _own(request, year, line)
    mine = within(Beneficiary.objects.filter(line=row.line), scope_of(request.user, KEEPS))
    one = find_visible(mine.select_related("cooperative", "enterprise"), request.user, uid=uid)
    form, code = RemovalForm(request.POST or None, initial={"version": one.version}), 200
    if request.method == "POST" and form.is_valid():
        try:
            remove(one, form.cleaned_data["version"], form.cleaned_data["reason"])
        except StaleVersion as stale:
            form.data = form.data.copy()
            form.data["version"] = stale.current.version
            form.add_error(None, STALE)
            code = 409
        else:
            messages.success(request, "Penerima manfaat dihapus.")
            return redirect(_page_of(plan, row))
    context = {"plan": plan, "row": row, "one": one, "form": form}
    context["cancel_url"] = _page_of(plan, row)
    return render(request, "programs/beneficiaries/remove.html", context, status=code)
