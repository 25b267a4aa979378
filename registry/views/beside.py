"""What stands beside the recorded facts: evidence, visits, tasks, the open case; and what waits."""

from django.db.models import Count

from bengkalis.access import Permission
from registry.evidence import Basis, evidence_in_words, reason_in_words, reasons, with_evidence
from registry.models import Cooperative, DissolutionCase, Task
from registry.models.people import today
from registry.views.reaching import reaches

MOST_VISITS = 5
MOST_URGENT = 5


def beside(request, cooperative: Cooperative) -> dict:
    """For the page of one cooperative: the status by evidence, and what was looked into."""
    row, basis = _judged(cooperative)
    return {
        "evidence": {
            "criteria": reasons(row, basis),
            "proposed": row.proposed_status,
            "differs": row.proposed_status not in ("", cooperative.status),
        },
        "visits": cooperative.visits.all()[:MOST_VISITS],
        "open_tasks": cooperative.tasks.open().order_by("due_on", "pk"),
        "open_case": cooperative.cases.open().first(),
        "may_visit": reaches(request.user, cooperative, Permission.RECORD_VISIT),
        "may_task": reaches(request.user, cooperative, Permission.OPEN_TASK),
        "may_case": reaches(request.user, cooperative, Permission.HANDLE_CASE),
        "today": today(),
    }


def _judged(cooperative: Cooperative):
    basis = Basis.on(today())
    rows = Cooperative.objects.filter(pk=cooperative.pk)
    return with_evidence(rows, today(), basis).get(), basis


def proposal_for(cooperative: Cooperative) -> dict:
    """What the status form begins with when the evidence speaks for another status."""
    row, basis = _judged(cooperative)
    if row.proposed_status in ("", cooperative.status):
        return {}
    return {
        "status": row.proposed_status,
        "effective_on": today(),
        "reason": reason_in_words(row, basis),
        "evidence": evidence_in_words(row, basis),
    }


def waiting(user) -> dict:
    """For the work list of the signed-in person: visits to make, cases that are open."""
    return {
        "task_panel": _tasks(user) if user.may(Permission.RECORD_VISIT) else None,
        "case_panel": _cases(user) if _sees_cases(user) else None,
    }


def _tasks(user) -> dict:
    rows = Task.objects.within(user.scope_of(Permission.RECORD_VISIT)).standing().open()
    urgent = rows.select_related("cooperative__district").order_by("due_on", "pk")
    return {"count": rows.count(), "urgent": urgent[:MOST_URGENT], "today": today()}


def _sees_cases(user) -> bool:
    return user.may(Permission.HANDLE_CASE) or user.may(Permission.DECIDE_CASE)


def _cases(user) -> list[dict]:
    rows = DissolutionCase.objects.visible_to(user).standing().open()
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return [
        {"state": state, "label": label, "count": counts[state]}
        for state, label in DissolutionCase.state.field.choices
        if state in counts
    ]
