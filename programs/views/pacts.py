"""Integrity pacts: the register of a year, and one pact with its paper."""

import json
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis import values
from bengkalis.access import Permission, demands, find_editable, find_visible
from bengkalis.errors import StaleVersion, TransitionRefused
from programs import contents, pacts
from programs.enums import PaperKind, PaperState
from programs.forms.pacts import PactForm, PrepareForm, RenewForm
from programs.models import Pact, Paper, Plan
from programs.views.papers import panel
from registry.forms.removing import RemovalForm
from registry.forms.versioned import STALE
from registry.models.people import today

FORM_METHODS = ["GET", "HEAD", "POST"]


# --- the register --------------------------------------------------------------------------------


def _years(user) -> list[int]:
    """Years with a plan or a pact, and this one; the latest first."""
    papers = Paper.objects.visible_to(user).filter(kind=PaperKind.PACT)
    years = set(papers.order_by("year").values_list("year", flat=True).distinct())
    years |= set(Plan.objects.visible_to(user).values_list("year", flat=True))
    return sorted(years | {today().year}, reverse=True)


def _year(request, years: list[int]) -> tuple[int, str]:
    """The year asked for, and a sentence when it was not understood. Without one: the latest
    that has anything."""
    asked = request.GET.get("tahun", "")
    rest = [year for year in years if year != today().year]
    default = rest[0] if rest else today().year
    if not asked:
        return default, ""
    if values.counted(asked) in years:
        return values.counted(asked), ""
    return default, f"Tahun “{asked[:10]}” tidak ada; yang ditampilkan {default}."


def _context(request) -> dict:
    """The register of a year, narrowed by office and state."""
    years = _years(request.user)
    year, problem = _year(request, years)
    everybody = pacts.register(year)
    office, state = request.GET.get("kantor", ""), request.GET.get("keadaan", "")
    lines = [
        line
        for line in everybody
        if (not office or line.office.code == office) and (not state or line.state == state)
    ]
    return {
        "year": year,
        "years": years,
        "of_year": f"?tahun={year}",
        "problem": problem,
        "lines": lines,
        "counts": pacts.by_office(everybody),
        "total": len(everybody),
        "signed": sum(line.state == pacts.PactState.SIGNED for line in everybody),
        "offices": list(dict.fromkeys(line.office for line in everybody)),
        "states": pacts.PactState.choices,
        "office": office,
        "state": state,
        "narrowed": bool(office or state),
    }


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def pact_register(request):
    """Who has signed the pact of a year, and who has not."""
    may_prepare = request.user.may(Permission.PREPARE_PAPERS)
    context = _context(request) | {"may_prepare": may_prepare, "today": today()}
    context["query"] = request.GET.urlencode()
    return render(request, "programs/pacts/list.html", context)


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def pact_print(request):
    """The register on paper."""
    return render(request, "programs/pacts/print.html", _context(request) | {"today": today()})


# --- prepared ------------------------------------------------------------------------------------


def _day(text: str, year: int) -> tuple[date | None, str]:
    """The day for which people are shown, and what is wrong with it. This year: today."""
    if values.is_blank(text):
        return (today() if year == today().year else None), ""
    try:
        day = values.parse_date(text, today=today())
    except values.Unparsable as error:
        return None, str(error)
    if day.year != year:
        return None, f"Ditemukan {day:%d-%m-%Y}, diharapkan tanggal dalam tahun {year}."
    return day, ""


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(FORM_METHODS)
def pact_prepare(request):
    """Make drafts for whoever holds a post on a day and has no pact of the year yet."""
    year, _problem = _year(request, _years(request.user))
    typed = request.POST.get("dated_on", request.GET.get("tanggal", ""))
    day, problem = _day(typed, year)
    people = pacts.without_pact(year, day) if day else []
    asked = [values.counted(one) for one in request.GET.getlist("orang") if values.counted(one)]
    chosen = asked or [one.official_id for one in people]
    initial = {"dated_on": day, "officials": chosen}
    form = PrepareForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and not problem and form.is_valid():
        return _prepared(request, year, form.cleaned_data)
    context = {"year": year, "form": form, "day": day, "typed": typed, "problem": problem}
    context |= {"people": people, "asked": asked}
    return render(request, "programs/pacts/prepare.html", context)


def _prepared(request, year: int, data: dict):
    done = pacts.prepare_all(year, data["dated_on"], request.user, set(data["officials"]))
    if done.pacts:
        messages.success(request, f"{len(done.pacts)} rancangan pakta integritas dibuat.")
    elif not done.refused:
        messages.info(request, "Rancangannya sudah dibuat; tidak ada yang baru.")
    for sentence in done.refused:
        messages.warning(request, sentence)
    if len(done.pacts) == 1 and not done.refused:
        return redirect(done.pacts[0])
    return redirect(f"{reverse('pacts')}?tahun={year}")


# --- one pact ------------------------------------------------------------------------------------


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def pact_page(request, uid):
    """What is promised, by whom, before whom, and how far its paper is."""
    pact = find_visible(Pact.objects.with_parties(), request.user, paper__uid=uid)
    paper = pact.paper
    may_edit = request.user.may(Permission.PREPARE_PAPERS)
    current, renewal = paper.state == PaperState.IN_FORCE, pacts.successor_of(pact)
    context = panel(request, paper) | {
        "pact": pact,
        "paper": paper,
        "content": _content(pact),
        "may_edit": may_edit and paper.is_draft,
        "may_remove": may_edit and paper.is_draft and not paper.round,
        "outdated": pacts.outdated(pact, _last_day(paper.year)) if current else [],
        "renewal": renewal,
        "may_renew": may_edit and current and renewal is None,
        "register_url": f"{reverse('pacts')}?tahun={paper.year}",
    }
    return render(request, "programs/pacts/page.html", context)


def _content(pact: Pact) -> dict:
    """What was frozen at opening; for a draft, what it would say now."""
    if pact.paper.is_draft:
        return contents.pact_content(pact)
    content = json.loads(pact.paper.content)
    return content | {"dated_on": date.fromisoformat(content["dated_on"])}


def _last_day(year: int) -> date:
    """Today, or the last day of a year that is over: what came later is no matter of its pacts."""
    return min(today(), date(year, 12, 31))


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(FORM_METHODS)
def pact_edit(request, uid):
    """Give a draft another day or place."""
    pact = find_editable(Pact.objects.with_parties(), request.user, paper__uid=uid)
    form, code = PactForm(request.POST or None, instance=pact), 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            pacts.change(pact, data["version"], data["dated_on"], data["signed_in"])
        except StaleVersion as stale:
            form.show_stale(stale.current)
            code = 409
        except (TransitionRefused, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, "Rancangan tersimpan.")
            return redirect(pact)
    return render(request, "programs/pacts/form.html", {"pact": pact, "form": form}, status=code)


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(FORM_METHODS)
def pact_remove(request, uid):
    """Delete a draft that was never opened for signatures, with the reason."""
    pact = find_editable(Pact.objects.with_parties(), request.user, paper__uid=uid)
    form, code = RemovalForm(request.POST or None, initial={"version": pact.version}), 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            pacts.remove(pact, data["version"], data["reason"])
        except StaleVersion as stale:
            form.data = form.data.copy()
            form.data["version"] = stale.current.version
            form.add_error(None, STALE)
            code = 409
        except TransitionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Rancangan pakta integritas dihapus.")
            return redirect(f"{reverse('pacts')}?tahun={pact.paper.year}")
    return render(request, "programs/pacts/remove.html", {"pact": pact, "form": form}, status=code)


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(FORM_METHODS)
def pact_renew(request, uid):
    """Make the draft that is to supersede a pact whose post or wording changed."""
    pact = find_editable(Pact.objects.with_parties(), request.user, paper__uid=uid)
    last = _last_day(pact.paper.year)
    form = RenewForm(request.POST or None, initial={"dated_on": last})
    if request.method == "POST" and form.is_valid():
        try:
            fresh = pacts.renew(pact, form.cleaned_data["dated_on"], request.user)
        except (TransitionRefused, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, "Rancangan pengganti dibuat.")
            return redirect(fresh)
    context = {"pact": pact, "form": form, "outdated": pacts.outdated(pact, last)}
    return render(request, "programs/pacts/renew.html", context)
