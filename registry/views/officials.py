"""Pages of officials: the list, one person with posts and ranks, the forms.

Everybody signed in reads names and posts. The NIP is for whoever manages people, and for the
person whose it is.
"""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission, demands, find_editable
from registry import positions
from registry.forms.positions import OfficialForm, RankForm
from registry.models import Incumbency, Official, OfficialRank
from registry.models.people import today
from registry.views.positions import FORM_METHODS, MANAGE, correct, may_manage


@demands(Permission.VIEW_OFFICES)
@require_safe
def official_list(request):
    """Whoever signs papers, by name, with the posts of today."""
    held = Incumbency.objects.in_force(today()).select_related("position")
    rows = Official.objects.visible_to(request.user).prefetch_related(
        Prefetch("incumbencies", held, to_attr="posts")
    )
    context = {"officials": rows, "may_manage": may_manage(request.user)}
    return render(request, "registry/positions/officials.html", context)


@demands(Permission.VIEW_OFFICES)
@require_safe
def official_page(request, uid):
    """One person: posts held, ranks, and for who may see it the NIP and the account."""
    rows = Official.objects.visible_to(request.user).select_related("user")
    official = get_object_or_404(rows, uid=uid)
    manages = may_manage(request.user)
    context = {
        "official": official,
        "terms": official.incumbencies.select_related("position").order_by("-valid_from", "id"),
        "ranks": official.ranks.all(),
        "today": today(),
        "sees_nip": manages or official.user_id == request.user.pk,
        "may_manage": manages,
    }
    return render(request, "registry/positions/official.html", context)


@MANAGE
@require_http_methods(FORM_METHODS)
def official_new(request):
    form = OfficialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        positions.enter_official(form.instance)
        messages.success(request, f"{form.instance} sudah dicatat.")
        return redirect("official", form.instance.uid)
    context = {"form": form, "official": None, "back": reverse("officials")}
    return render(request, "registry/positions/official_form.html", context)


@MANAGE
@require_http_methods(FORM_METHODS)
def official_edit(request, uid):
    official = find_editable(Official.objects, request.user, uid=uid)
    form, code = OfficialForm(request.POST or None, instance=official), 200
    if request.method == "POST" and form.is_valid():
        code = correct(form, positions.correct_official)
        if code == 200 and not form.errors:
            messages.success(request, f"{official} sudah disimpan.")
            return redirect("official", uid)
    context = {
        "form": form,
        "official": Official.objects.get(pk=official.pk),
        "back": reverse("official", args=[uid]),
    }
    return render(request, "registry/positions/official_form.html", context, status=code)


@MANAGE
@require_http_methods(FORM_METHODS)
def official_rank(request, uid):
    """A rank from a day on."""
    official = find_editable(Official.objects, request.user, uid=uid)
    form = RankForm(request.POST or None, instance=OfficialRank(official=official))
    if request.method == "POST" and form.is_valid() and _give(form):
        messages.success(request, f"Pangkat {form.instance} sudah dicatat.")
        return redirect("official", uid)
    context = {"form": form, "official": official}
    return render(request, "registry/positions/rank.html", context)


def _give(form: RankForm) -> bool:
    try:
        positions.give_rank(form.instance)
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


@MANAGE
@require_POST
def official_rank_remove(request, uid):
    """Delete the rank of the day in ``since``, which was entered by mistake."""
    official = find_editable(Official.objects, request.user, uid=uid)
    if positions.take_rank(official, _day(request.POST.get("since", ""))):
        messages.success(request, "Pangkat dihapus.")
    else:
        messages.info(request, "Pangkat itu sudah tidak ada.")
    return redirect("official", uid)


def _day(text: str) -> date:
    """The day that the button names; what is none finds no rank."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min
