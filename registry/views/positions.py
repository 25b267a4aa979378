"""Pages of posts: the tree with today's holders, one post with its history, the form."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, find_editable
from bengkalis.errors import StaleVersion, TransitionRefused
from registry import positions
from registry.forms.positions import PositionForm
from registry.models import Position
from registry.models.people import today

MANAGE = demands(Permission.MANAGE_PEOPLE, everywhere=True)
FORM_METHODS = ["GET", "HEAD", "POST"]


def may_manage(user) -> bool:
    return user.scope_of(Permission.MANAGE_PEOPLE).everywhere


@demands(Permission.VIEW_OFFICES)
@require_safe
def position_list(request):
    """The posts as a tree, with who holds them today; what no longer exists apart."""
    rows = list(Position.objects.visible_to(request.user).select_related("office"))
    rungs = positions.ladder([row for row in rows if row.is_active], today())
    context = {
        "rungs": rungs,
        "vacant": list(_vacant(rungs)),
        "total": sum(row.is_active for row in rows),
        "gone": [row for row in rows if not row.is_active],
        "may_manage": may_manage(request.user),
    }
    return render(request, "registry/positions/list.html", context)


def _vacant(rungs):
    for rung in rungs:
        if rung.holder is None:
            yield rung.position
        yield from _vacant(rung.below)


@demands(Permission.VIEW_OFFICES)
@require_safe
def position_page(request, uid):
    """One post: where it stands, who holds it, who held it before."""
    rows = Position.objects.visible_to(request.user).select_related("office", "superior")
    position = get_object_or_404(rows, uid=uid)
    terms = list(position.incumbencies.select_related("official"))
    below = position.subordinates.filter(is_active=True)
    context = {
        "position": position,
        "above": positions.superiors(position)[::-1],
        "terms": terms,
        "holder": next((term for term in terms if term.holds(today())), None),
        "today": today(),
        "rungs": positions.ladder(below.select_related("office"), today()),
        "may_manage": may_manage(request.user),
    }
    return render(request, "registry/positions/page.html", context)


@MANAGE
@require_http_methods(FORM_METHODS)
def position_new(request):
    """Add a post; ``?superior=CODE`` fills in the post above and its office."""
    form = PositionForm(request.POST or None, initial=_under(request))
    if request.method == "POST" and form.is_valid() and _open(form):
        messages.success(request, f"Jabatan {form.instance} sudah dicatat.")
        return redirect("position", form.instance.uid)
    context = {"form": form, "position": None, "back": reverse("positions")}
    return render(request, "registry/positions/form.html", context)


def _under(request) -> dict:
    code = request.GET.get("superior", "").replace("\0", "")
    above = Position.objects.filter(code=code, is_active=True).first()
    return {"superior": above, "office": above.office_id} if above else {}


def _open(form: PositionForm) -> bool:
    try:
        positions.open_post(form.instance)
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


@MANAGE
@require_http_methods(FORM_METHODS)
def position_edit(request, uid):
    """Correct a post, move it under another superior, or let it go."""
    position = find_editable(Position.objects, request.user, uid=uid)
    form, code = PositionForm(request.POST or None, instance=position), 200
    if request.method == "POST" and form.is_valid():
        code = correct(form, positions.correct_post)
        if code == 200 and not form.errors:
            messages.success(request, f"Jabatan {position} sudah disimpan.")
            return redirect("position", uid)
    context = {
        "form": form,
        "position": Position.objects.get(pk=position.pk),
        "back": reverse("position", args=[uid]),
    }
    return render(request, "registry/positions/form.html", context, status=code)


def correct(form, save) -> int:
    """Save a versioned form by ``save``; 409 where somebody else saved meanwhile."""
    try:
        save(form.instance, form.cleaned_data["version"] or 0)
    except StaleVersion as stale:
        form.show_stale(stale.current)
        return 409
    except ValidationError as error:
        form.add_error(None, error)
    except TransitionRefused as error:
        form.add_error(None, str(error))
    return 200
