"""Whom the programmes reached: of a year, of one line."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands, scope_of
from programs.benefiting import (
    Reached,
    reached,
    reached_by_line,
    reached_by_office,
    reached_by_program,
    standing,
    within,
)
from programs.models import Beneficiary, NomenclatureItem, Plan, PlanRow
from programs.reach import reach_of
from programs.views.finding import find_plan
from registry.models import Office

ON_A_PAGE = 50
NOBODY = Reached()


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def beneficiaries(request, year):
    """How many different cooperatives and MSMEs, in all, by program, by office, by line."""
    plan = find_plan(request.user, year)
    rows = Beneficiary.objects.visible_to(request.user).filter(line__plan=plan)
    budget = plan.in_force
    lines = list(budget.rows.leaves().with_item().order_by("item__code", "pk")) if budget else []
    reach = reach_of(request.user, Permission.RECORD_REALISATION)
    by_line = reached_by_line(standing(rows))
    context = {
        "plan": plan,
        "total": reached(rows),
        "programs": _named(NomenclatureItem, reached_by_program(rows), "code"),
        "offices": _named(Office, reached_by_office(rows, budget), "code") if budget else [],
        "lines": [_line(row, by_line, reach) for row in lines],
        "may_record": bool(reach),
    }
    return render(request, "programs/beneficiaries/list.html", context)


def _named(model, counts: dict, order: str) -> list[tuple]:
    """``(row, how many)`` of every group that has a name, in the order of the codes."""
    rows = model.objects.filter(pk__in=[key for key in counts if key]).order_by(order)
    return [(row, counts[row.pk]) for row in rows]


def _line(row: PlanRow, by_line: dict, reach) -> dict:
    return {
        "row": row,
        "reached": by_line.get(row.line_id, NOBODY),
        "is_mine": reach.covers(row.office_id),
    }


def find_row(user, plan: Plan, uid) -> PlanRow:
    """The row of the pagu in force with this line. Raises Http404."""
    budget = plan.in_force
    rows = PlanRow.objects.visible_to(user).leaves().with_item().filter(budget=budget)
    row = rows.filter(line__uid=uid).first() if budget else None
    if row is None:
        raise Http404("Baris ini tidak ada pada pagu yang berlaku.")
    return row


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def beneficiaries_of_line(request, year, line):
    """Who was reached by one line; names only of where the reader may look into the register."""
    plan = find_plan(request.user, year)
    row = find_row(request.user, plan, line)
    rows = standing(Beneficiary.objects.visible_to(request.user).filter(line=row.line))
    seen = within(rows, scope_of(request.user, Permission.VIEW_REGISTER))
    subjects = seen.select_related("cooperative__district", "enterprise__district", "coaching")
    page = Paginator(subjects.order_by("-received_on", "pk"), ON_A_PAGE).get_page(
        request.GET.get("halaman")
    )
    total = reached(rows)
    reach = reach_of(request.user, Permission.RECORD_REALISATION)
    context = {
        "plan": plan,
        "row": row,
        "total": total,
        "page": page,
        "hidden": total.total - page.paginator.count,
        "may_edit": reach.covers(row.office_id) and bool(reach),
        "scope": scope_of(request.user, Permission.RECORD_REALISATION),
        "may_record": bool(reach),
        "previous": f"?halaman={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?halaman={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "programs/beneficiaries/line.html", context)
