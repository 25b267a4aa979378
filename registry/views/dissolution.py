"""Dissolution cases: the list, the proposal, one case with its next step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission, demands, find_editable
from bengkalis.errors import StaleVersion, TransitionRefused
from bengkalis.paging import Keyset
from registry import dissolution, enums
from registry.evidence import with_evidence
from registry.filters_cases import CaseFilter
from registry.forms import cases as forms
from registry.models import Cooperative, DissolutionCase
from registry.models.cases import CLOSED
from registry.models.people import today
from registry.views.narrowed import Narrowed
from registry.views.reaching import find_cooperative, find_part, reaches

FORM_METHODS = ["GET", "HEAD", "POST"]
NEWEST = Keyset("proposed_on", descending=True)


@demands(Permission.VIEW_REGISTER)
@require_safe
def case_list(request):
    """Proposals to dissolve, by their state."""
    rows = DissolutionCase.objects.visible_to(request.user).standing()
    found = rows.select_related("cooperative__district", "proposed_by")
    listing = Narrowed(request, CaseFilter, found, "cases")
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    context = listing.context(NEWEST) | {
        "today": today(),
        "states": [
            {
                "label": state.label,
                "count": counts.get(state, 0),
                "url": listing.address(state=[state.value]),
                "current": request.GET.getlist("state") == [state.value],
            }
            for state in enums.CaseState
        ],
        "total_of_all": sum(counts.values()),
        "all_url": listing.address(state=None),
    }
    return render(request, "registry/dissolution/list.html", context)


@demands(Permission.HANDLE_CASE)
@require_http_methods(FORM_METHODS)
def case_new(request, uid):
    """Propose that one cooperative be dissolved."""
    cooperative = find_cooperative(request.user, uid, Permission.HANDLE_CASE)
    form = forms.ProposalForm(request.POST or None, initial=forms.starting())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            case = dissolution.propose(
                cooperative,
                basis=data["basis"],
                reason=data["reason"],
                on=data["proposed_on"],
                by=request.user,
            )
        except (TransitionRefused, ValidationError) as error:
            forms.tell(form, error, DissolutionCase)
        else:
            messages.success(request, "Usulan pembubaran dicatat.")
            return redirect("case", uid=case.uid)
    context = {"cooperative": cooperative, "form": form}
    return render(request, "registry/dissolution/form.html", context)


@demands(Permission.VIEW_REGISTER)
@require_safe
def case_page(request, uid):
    """Every step of one case, what is next, and the forms for it."""
    return _page(request, _find(request, uid))


def _find(request, uid) -> DissolutionCase:
    people = ("cooperative__district", "proposed_by", "decided_by")
    return find_part(DissolutionCase.objects.select_related(*people), request.user, uid=uid)


def _page(request, case: DissolutionCase, bound: dict | None = None, status: int = 200):
    cooperative = case.cooperative
    is_open = case.state not in CLOSED
    handles = is_open and reaches(request.user, cooperative, Permission.HANDLE_CASE)
    decides = is_open and reaches(request.user, cooperative, Permission.DECIDE_CASE)
    own = decides and case.proposed_by_id == request.user.pk
    bound, steps = bound or {}, _forms(case, handles, decides and not own, bound or {})
    context = {
        "case": case,
        "cooperative": cooperative,
        "is_open": is_open,
        "today": today(),
        "steps": [_step(step) for step in case.steps.select_related("recorded_by")],
        "proof": dissolution.proof_of(case) if case.objected_on else None,
        "deadline_passed": is_open and _passed(case),
        "forms": steps,
        "stray": [form for form in bound.values() if form not in [one["form"] for one in steps]],
        "own": own,
    }
    return render(request, "registry/dissolution/page.html", context, status=status)


def _passed(case: DissolutionCase) -> bool:
    return case.objection_until is not None and case.objection_until < today()


def _step(step) -> dict:
    return {
        "title": step.get_state_display(),
        "when": step.happened_on,
        "text": step.note,
        "who": f"Dicatat {step.recorded_by}" if step.recorded_by else "",
    }


def _forms(case: DissolutionCase, handles: bool, decides: bool, bound: dict) -> list[dict]:
    """The steps that this person may take now, the next one first."""
    names = []
    if handles and case.state == enums.CaseState.PROPOSED:
        names.append("pemberitahuan")
    if handles and case.state == enums.CaseState.NOTIFIED:
        names.append("keberatan")
    names += ["keputusan"] if decides else []
    names += ["perbaikan", "penarikan"] if handles else []
    found = []
    for name in names:
        form = bound.get(name) or _form(name, case)
        found.append({"name": name, "form": form, "title": TITLES[name], "open": form.is_bound})
    return found


TITLES = {
    "pemberitahuan": "Catat surat pemberitahuan",
    "keberatan": "Catat keberatan",
    "keputusan": "Putuskan",
    "perbaikan": "Perbaiki yang tercatat",
    "penarikan": "Tarik usulan",
}


def _form(name: str, case: DissolutionCase, data=None):
    initial = forms.starting() | {"version": case.version}
    options = {"auto_id": f"id_{name}_%s", "initial": initial}
    if name == "perbaikan":
        recorded = {field: getattr(case, field) for field in dissolution.CORRECTABLE}
        options["initial"] = recorded | {"version": case.version}
        return forms.CorrectionForm(data, case=case, **options)
    if name == "keputusan":
        return forms.DecisionForm(data, statuses=_ways_back(case), **options)
    return STEPS[name][0](data, **options)


def _ways_back(case: DissolutionCase) -> list[tuple[str, str]]:
    """The status before the proposal, and the one that the evidence speaks for."""
    row = with_evidence(Cooperative.objects.filter(pk=case.cooperative_id), today()).first()
    before = enums.Status(case.status_before)
    found = [("", f"{before.label} (status sebelum diusulkan)")]
    wanted = {enums.Status.ACTIVE, enums.Status.INACTIVE} - {before}
    if row is not None and row.proposed_status in wanted:
        found.append((row.proposed_status, f"{enums.Status(row.proposed_status).label} (bukti)"))
    return found


@demands(Permission.HANDLE_CASE)
@require_POST
def case_step(request, uid, step: str):
    """Take one step before the decision: notice, objection, correction, withdrawal."""
    if step not in STEPS:
        raise Http404("Langkah itu tidak ada.")
    rows = DissolutionCase.objects.select_related("cooperative__district").standing()
    case = find_editable(rows, request.user, uid=uid)
    return _take(request, case, step, STEPS[step][1])


@demands(Permission.DECIDE_CASE)
@require_POST
def case_decision(request, uid):
    """Dissolve or keep; whoever proposed it may not decide it."""
    case = _find(request, uid)
    if not reaches(request.user, case.cooperative, Permission.DECIDE_CASE):
        raise PermissionDenied("Penugasan Anda di sini tidak mencakup memutus usulan.")
    return _take(request, case, "keputusan", _decide)


def _take(request, case: DissolutionCase, name: str, act):
    """One step by its form; a refusal shows the case as it now stands with what was typed."""
    form = _form(name, case, request.POST)
    if not form.is_valid():
        return _page(request, case, {name: form}, status=400)
    data = form.cleaned_data
    try:
        act(case, form, {"by": request.user, "version": data["version"]})
    except StaleVersion as stale:
        form.data = form.data.copy()
        form.data["version"] = stale.current.version
        form.add_error(None, str(stale))
        return _page(request, _find(request, case.uid), {name: form}, status=409)
    except (TransitionRefused, ValidationError) as error:
        forms.tell(form, error, DissolutionCase)
        return _page(request, _find(request, case.uid), {name: form}, status=409)
    messages.success(request, DONE[name])
    return redirect("case", uid=case.uid)


DONE = {
    "pemberitahuan": "Pemberitahuan dicatat.",
    "keberatan": "Keberatan dicatat.",
    "keputusan": "Keputusan dicatat.",
    "perbaikan": "Perbaikan dicatat.",
    "penarikan": "Usulan ditarik.",
}


def _notify(case, form, who: dict):
    data = form.cleaned_data
    dissolution.notify(case, on=data["notified_on"], number=data["notice_number"], **who)


def _object(case, form, who: dict):
    data = form.cleaned_data
    dissolution.object_to(
        case,
        on=data["objected_on"],
        text=data["objection"],
        years=data["objection_years"],
        has_statement=data["has_statement"],
        **who,
    )


def _withdraw(case, form, who: dict):
    dissolution.withdraw(case, reason=form.cleaned_data["reason"], **who)


def _correct(case, form, who: dict):
    dissolution.correct(case, form.changes, reason=form.cleaned_data["why"], **who)


def _decide(case, form, who: dict):
    data = form.cleaned_data
    said = {
        "on": data["decided_on"],
        "number": data["decision_number"],
        "reason": data["decision_reason"],
    }
    if data["outcome"] == enums.CaseState.DISSOLVED:
        dissolution.dissolve(case, **said, **who)
    else:
        dissolution.keep(case, status=data["status"], **said, **who)


STEPS = {
    "pemberitahuan": (forms.NoticeForm, _notify),
    "keberatan": (forms.ObjectionForm, _object),
    "perbaikan": (forms.CorrectionForm, _correct),
    "penarikan": (forms.WithdrawalForm, _withdraw),
}
