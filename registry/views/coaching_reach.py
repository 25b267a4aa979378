"""How far coaching reaches in a year, and who it did not reach."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands, scope_of
from bengkalis.paging import BadCursor, Keyset, Page
from registry.coached import reach_of, total_of, without_coaching
from registry.filters_coaching import SubjectKind
from registry.forms.coaching import UncoachedForm
from registry.models import Coaching, Cooperative, District, Enterprise
from registry.models.people import today
from registry.views.narrowed import places

PAGE = 50
YEARS = 10
BY_NAME = Keyset("search_name")
COLUMNS = ("id", "uid", "name", "search_name", "district__name", "is_demo")


def _years() -> list[int]:
    """The years that can be asked for, this one first."""
    return list(range(today().year, today().year - YEARS, -1))


@demands(Permission.VIEW_REGISTER)
@require_safe
def coaching_overview(request):
    """Coachings and different subjects per kecamatan in one year."""
    years, asked = _years(), request.GET.get("year", "")
    known = asked in map(str, years)
    year = int(asked) if known else years[0]
    scope = scope_of(request.user, Permission.VIEW_REGISTER)
    lines = reach_of(Coaching.objects.visible_to(request.user), scope, year)
    context = {
        "lines": lines,
        "total": total_of(lines),
        "year": year,
        "years": years,
        "problem": "" if known or not asked else f"Tahun “{asked[:10]}” tidak dapat dipilih.",
    }
    return render(request, "registry/coaching/overview.html", context)


@demands(Permission.VIEW_REGISTER)
@require_safe
def coaching_missing(request):
    """Active cooperatives or open MSMEs that were not coached, by name."""
    scope = scope_of(request.user, Permission.VIEW_REGISTER)
    districts = places(scope, District.objects.all())
    form = UncoachedForm(request.GET or None, years=_years(), districts=districts)
    problems = [m for errors in form.errors.values() for m in errors]
    asked = form.cleaned_data if form.is_bound else {}
    rows = _rows(request.user, asked)
    page = _page(request, rows, problems)
    context = {
        "form": form,
        "problems": problems,
        "may_coach": request.user.may(Permission.RECORD_COACHING),
        "of_enterprises": rows.model is Enterprise,
        "year": asked.get("year") or None,
        "rows": [_readable(row, rows.model) for row in page.rows],
        "next": page.next and _address(request, page.next),
        "previous": page.previous and _address(request, page.previous),
    }
    return render(request, "registry/coaching/missing.html", context)


def _rows(user, asked: dict):
    model = Enterprise if asked.get("subject") == SubjectKind.ENTERPRISE else Cooperative
    rows = without_coaching(model.objects.visible_to(user), asked.get("year"))
    if asked.get("district"):
        rows = rows.filter(district__kemendagri_code=asked["district"])
    return rows.values(*COLUMNS)


def _page(request, rows, problems: list[str]) -> Page:
    try:
        return BY_NAME.page(rows, PAGE, request.GET.get("cursor"))
    except BadCursor as error:
        problems.append(str(error))
        return BY_NAME.page(rows, PAGE)


def _readable(row: dict, model) -> dict:
    """A row with the address where its coaching is written down."""
    name = "coaching-of-enterprise" if model is Enterprise else "coaching-of-cooperative"
    page = model(uid=row["uid"]).get_absolute_url()
    return row | {"url": page, "coach_url": reverse(name, args=[row["uid"]])}


def _address(request, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"
