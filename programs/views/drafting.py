"""Drafting a year's programme from the year before, and where its rows came from."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, find_visible
from programs import drafting
from programs.drafting import Destination, Share
from programs.forms.drafting import CarryForms, fingerprint
from programs.models import Plan
from programs.views.refusing import REFUSED, sentences

CHANGED = "Isian berubah sejak diperiksa. Periksa ringkasannya sekali lagi, lalu simpan."


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_draft_from(request, year):
    """Choose where each row of the year before goes; look; save."""
    source = drafting.source_of(year)
    if source is None or not Plan.objects.editable_by(request.user).filter(year=year - 1).exists():
        return render(request, "programs/drafting/nothing.html", {"year": year, "before": year - 1})
    formers = drafting.formers(source, year)
    forms = _forms(request, formers)
    context = _context(year, source, formers, forms)
    action = request.POST.get("aksi", "")
    if action in ("periksa", "simpan") and context["budget_open"] and forms.is_valid():
        shares = forms.shares()
        if action == "simpan" and (done := _save(request, year, shares, context)):
            return done
        context |= _review(context["budget"], shares, forms, request)
    return render(request, "programs/drafting/page.html", context)


def _forms(request, formers) -> CarryForms:
    """Of the rows that have not been drafted yet; pressing "Pecah" adds a part to one."""
    data = request.POST if request.method == "POST" else None
    more = request.POST.get("aksi", "").removeprefix("pecah:")
    return CarryForms(data, [one for one in formers if one.targets and not one.into], more)


def _context(year: int, source, formers, forms) -> dict:
    plan = Plan.objects.filter(year=year).first()
    budget = drafting.draft_of(plan) if plan else None
    return {
        "year": year,
        "before": year - 1,
        "source": source,
        "plan": plan,
        "budget": budget,
        "budget_open": plan is None or bool(budget and budget.is_editable),
        "forms": forms,
        "blocked": [one for one in formers if one.obstacle and not one.into],
        "done": [one for one in formers if one.into],
        "review": None,
        "problems": [],
    }


def _keys(request, planned: list[Destination]) -> set:
    ticked = set(request.POST.getlist("gabung"))
    return {one.key for one in planned if name_of(one) in ticked}


def name_of(one: Destination) -> str:
    """How a form names a destination: its code, and its office's."""
    return f"{one.item.code}|{one.office.code if one.office else ''}"


def _save(request, year: int, shares: list[Share], context: dict):
    """The answer to a save that went well; None, and the reason in ``context``, otherwise."""
    if request.POST.get("diperiksa") != fingerprint(shares):
        context["problems"] = [CHANGED]
        return None
    planned = drafting.destinations(context["budget"], shares)
    try:
        rows = drafting.carry(year, shares, _keys(request, planned))
    except REFUSED as error:
        context["problems"] = sentences(error)
        return None
    messages.success(request, f"{len(rows)} baris disusun ke rancangan {year}.")
    return redirect("plan-origins", year)


def _review(budget, shares: list[Share], forms, request) -> dict:
    """What saving would write, each former row beside what becomes of its money."""
    planned = drafting.destinations(budget, shares)
    ticked = _keys(request, planned)
    origins = [(form.former.row, form.shares()) for form in forms if form.shares()]
    return {
        "review": [
            {"to": one, "name": name_of(one), "ticked": one.key in ticked} for one in planned
        ],
        "seen": fingerprint(shares),
        "origins": [_origin(row, parts) for row, parts in origins],
        "stopped": [form.former.row for form in forms if form.is_stopped],
        "total": sum(one.pagu for one in planned),
        "former_total": sum(row.pagu for row, _ in origins),
    }


def _origin(row, parts: list[Share]) -> dict:
    total = sum(part.pagu for part in parts)
    return {"row": row, "parts": parts, "total": total, "difference": total - row.pagu}


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def plan_origins(request, year):
    """What of this year came from where, and which rows of the year before have no successor."""
    plan = find_visible(Plan.objects.select_related("edition"), request.user, year=year)
    budget, source = drafting.draft_of(plan), drafting.source_of(year)
    if budget is None or source is None:
        raise Http404("Tidak ada tahun sebelumnya yang dapat dirunut.")
    told, lost = drafting.descent(budget, source)
    context = {
        "plan": plan,
        "before": year - 1,
        "budget": budget,
        "told": told,
        "lost": lost,
        "lost_pagu": sum(row.pagu for row in lost),
        "draft_url": _draft_url(request.user, year),
    }
    return render(request, "programs/drafting/origins.html", context)


def _draft_url(user, year: int) -> str:
    may = user.may(Permission.EDIT_PROGRAMS)
    return reverse("plan-draft-from", args=[year]) if may else ""
