"""The work list of one rule, one finding, and all findings of one cooperative."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bengkalis.access import Permission, demands, find_editable, find_visible, scope_of
from bengkalis.errors import TransitionRefused
from bengkalis.paging import BadCursor, Keyset, Page
from registry.filters import FindingFilter
from registry.models import Cooperative, District, Finding
from registry.models.people import today
from registry.quality.conditions import AsOf
from registry.quality.dismissing import dismiss, restore
from registry.quality.rules import BY_CODE, QualityRule, permission_for, score
from registry.quality.tally import tally
from registry.quality.words import Subject, subjects
from registry.views.returning import BACK

PAGE = 50
BY_NAME = Keyset("cooperative__search_name")


@demands(Permission.VIEW_REGISTER)
@require_safe
def quality_rule(request, rule: str):
    """Every cooperative that breaks the rule, with what was found and where to mend it."""
    found = _rule(rule)
    rows = Finding.objects.visible_to(request.user).standing().filter(rule=rule)
    counted = tally(rows, today())
    shown, problems = _narrowed(request, rows)
    page = _page(request, shown, problems)
    context = {
        "rule": found,
        "problems": problems,
        "aside": request.GET.get("disisihkan") == "1",
        "open_count": counted.open[rule],
        "aside_count": counted.aside[rule],
        "values": counted.series(rule),
        "months": list(zip(counted.months, counted.series(rule), strict=True)),
        "rows": _with_counts(finding_rows(request, page.rows, request.get_full_path())),
        "next": page.next and _address(request, page.next),
        "previous": page.previous and _address(request, page.previous),
        "districts": _districts(request),
        "district": request.GET.get("district", ""),
        "downloads": _downloads(request, rule),
    }
    return render(request, "registry/quality/rule.html", context)


def _rule(code: str) -> QualityRule:
    if code not in BY_CODE:
        raise Http404("Aturan mutu data ini tidak ada.")
    return BY_CODE[code]


def _narrowed(request, rows):
    """The findings of the tab and kecamatan asked for, and what was not understood."""
    filters = FindingFilter({"district": request.GET.getlist("district")}, rows)
    problems = [str(message) for errors in filters.errors.values() for message in errors]
    if request.GET.get("disisihkan") == "1":
        return filters.qs.filter(closed_on__isnull=True, dismissal__isnull=False), problems
    return filters.qs.open(), problems


def _page(request, rows, problems: list[str]) -> Page:
    rows = rows.select_related("cooperative", "dismissal__dismissed_by")
    try:
        return BY_NAME.page(rows, PAGE, request.GET.get("cursor"))
    except BadCursor as error:
        problems.append(str(error))
        return BY_NAME.page(rows, PAGE)


def _address(request, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"


def _districts(request) -> list[tuple[str, str]]:
    """The kecamatan that the reader reaches."""
    scope = scope_of(request.user, Permission.VIEW_REGISTER)
    places = District.objects.order_by("name")
    return [(place.kemendagri_code, place.name) for place in places if scope.covers(place.pk)]


def _downloads(request, rule: str) -> list[tuple[str, str]]:
    query = {"rule": rule}
    if request.GET.get("district"):
        query["district"] = request.GET["district"]
    address = reverse("findings-download")
    return [
        (label, f"{address}?{urlencode(query | {'format': fmt})}")
        for fmt, label in (("xlsx", "Excel (.xlsx)"), ("csv", "CSV"))
    ]


def finding_rows(request, findings: list[Finding], back: str) -> list[dict]:
    """Findings with their words and, where the reader may mend them, the way there."""
    keys = {finding.cooperative_id for finding in findings}
    known = subjects(keys, AsOf.on(today())) if keys else {}
    return [
        {
            **told(request, BY_CODE[finding.rule], known[finding.cooperative_id], back),
            "dismissal": finding.dismissal,
        }
        for finding in findings
        if finding.rule in BY_CODE and finding.cooperative_id in known
    ]


def _with_counts(rows: list[dict]) -> list[dict]:
    """How many open findings each cooperative has, this one included."""
    keys = [row["cooperative"].pk for row in rows]
    found = Finding.objects.open().filter(cooperative__in=keys).order_by()
    counts = dict(found.values_list("cooperative").annotate(Count("pk")))
    return [row | {"count": counts.get(row["cooperative"].pk, 0)} for row in rows]


def told(request, rule: QualityRule, subject: Subject, back: str) -> dict:
    """One finding for its page: rule, words, address, and the way to mend it."""
    found, expected = rule.words(subject)
    cooperative = subject.cooperative
    return {
        "rule": rule,
        "cooperative": cooperative,
        "found": found,
        "expected": expected,
        "url": reverse("finding", args=[rule.code, cooperative.uid]),
        "mend_url": _way(request, cooperative, *rule.place(subject), back),
    }


WORDS = {
    "cooperative-status": "Ubah status",
    "cooperative-meeting-new": "Catat RAT",
    "member-book": "Buka buku anggota",
}


def _way(request, cooperative: Cooperative, name: str, args: list, back: str) -> str:
    """The address of the form and back again, for who may save there; otherwise ""."""
    if not scope_of(request.user, permission_for(name)).covers(cooperative.district_id):
        return ""
    return f"{reverse(name, args=args)}?{urlencode({BACK: back})}"


@demands(Permission.VIEW_REGISTER)
@require_safe
def finding(request, rule: str, uid):
    """One finding: what was found, how to mend it, or why it may stay."""
    return _finding_page(request, _rule(rule), _visible(request, uid))


def _visible(request, uid) -> Cooperative:
    return find_visible(Cooperative.objects, request.user, uid=uid)


def _finding_page(request, rule: QualityRule, cooperative: Cooperative, reason="", problem=""):
    held = cooperative.findings.filter(rule=rule.code).select_related("dismissal__dismissed_by")
    current = held.filter(closed_on__isnull=True).first()
    subject = subjects([cooperative.pk], AsOf.on(today()))[cooperative.pk]
    may = scope_of(request.user, Permission.EDIT_COOPERATIVE).covers(cooperative.district_id)
    back = reverse("quality-rule", args=[rule.code])
    also = rule.also and _way(request, cooperative, rule.also, [cooperative.uid], back)
    context = {
        **told(request, rule, subject, back),
        "also": [(WORDS[rule.also], also)] if also else [],
        "finding": current,
        "others": _others(request, cooperative, rule),
        "following": _following(request, rule, cooperative),
        "may_dismiss": may,
        "reason": reason,
        "problem": problem,
    }
    return render(request, "registry/quality/finding.html", context, status=400 if problem else 200)


def _others(request, cooperative: Cooperative, rule: QualityRule) -> int:
    return cooperative.findings.open().exclude(rule=rule.code).count()


def _following(request, rule: QualityRule, cooperative: Cooperative) -> str:
    """The address of the next cooperative on this work list, in order of names."""
    rows = Finding.objects.visible_to(request.user).standing().open().filter(rule=rule.code)
    name = cooperative.search_name
    after = Q(cooperative__search_name=name, cooperative__pk__gt=cooperative.pk)
    rows = rows.filter(after | Q(cooperative__search_name__gt=name))
    order = ("cooperative__search_name", "cooperative__pk")
    uid = rows.order_by(*order).values_list("cooperative__uid", flat=True).first()
    return reverse("finding", args=[rule.code, uid]) if uid else ""


@demands(Permission.EDIT_COOPERATIVE)
@require_POST
def finding_dismiss(request, rule: str, uid):
    """Set a finding aside, with the reason why the data are right."""
    found, cooperative = _rule(rule), find_editable(Cooperative.objects, request.user, uid=uid)
    reason = request.POST.get("reason", "").strip()
    try:
        dismiss(cooperative, rule, reason, request.user)
    except ValidationError as error:
        return _finding_page(request, found, cooperative, reason, " ".join(error.messages))
    except TransitionRefused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, f"{found.title}: disisihkan untuk {cooperative.name}.")
    return redirect(_following(request, found, cooperative) or reverse("quality-rule", args=[rule]))


@demands(Permission.EDIT_COOPERATIVE)
@require_POST
def finding_restore(request, rule: str, uid):
    """Put a finding that was set aside back on the work list."""
    found, cooperative = _rule(rule), find_editable(Cooperative.objects, request.user, uid=uid)
    try:
        restore(cooperative, rule)
        messages.success(request, f"{found.title}: kembali ke daftar kerja.")
    except TransitionRefused as refused:
        messages.info(request, str(refused))
    return redirect("finding", rule, uid)


@demands(Permission.VIEW_REGISTER)
@require_safe
def cooperative_quality(request, uid):
    """All findings of one cooperative, until it is clean."""
    cooperative = _visible(request, uid)
    rows = panel_rows(request, cooperative)
    context = {
        "cooperative": cooperative,
        "rows": [row for row in rows if row["dismissal"] is None],
        "aside": [row for row in rows if row["dismissal"] is not None],
        "gone": cooperative.findings.filter(closed_on__isnull=False).aggregate(n=Count("pk"))["n"],
    }
    return render(request, "registry/quality/cooperative.html", context)


def open_rows(request, cooperative: Cooperative) -> list[dict]:
    """What is to be mended in one cooperative, without what was set aside."""
    return [row for row in panel_rows(request, cooperative) if row["dismissal"] is None]


def panel_rows(request, cooperative: Cooperative) -> list[dict]:
    """The findings of one cooperative, the heaviest first, mended from its own page."""
    held = cooperative.findings.filter(closed_on__isnull=True).order_by("pk")
    found = list(held.select_related("dismissal__dismissed_by"))
    rows = finding_rows(request, found, reverse("cooperative-quality", args=[cooperative.uid]))
    return sorted(rows, key=lambda row: -score([row["rule"].code]))
