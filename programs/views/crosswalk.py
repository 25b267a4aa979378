"""The crosswalk of two nomenclatures: read from both sides, linked, unlinked."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, find_editable
from bengkalis.errors import StaleVersion
from programs import crosswalk as crossing
from programs.forms.crosswalk import LinkDetailsForm, LinkForm
from programs.models import CrosswalkLink, NomenclatureEdition
from programs.views.refusing import REFUSED, tell
from registry.forms.removing import RemovalForm
from registry.forms.versioned import STALE

FORM_METHODS = ["GET", "HEAD", "POST"]


def _pair(request) -> crossing.Pair:
    """The two nomenclatures asked for. Raises Http404 where there are no two."""
    asked = request.POST if request.method == "POST" else request.GET
    pair = crossing.pair_of(asked.get("lama", ""), asked.get("baru", ""))
    if pair is None:
        raise Http404("Padanan memerlukan dua nomenklatur.")
    return pair


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def crosswalk(request):
    """For each old code its new ones, for each new code its old ones, and what is to be decided."""
    pair = _pair(request)
    editions = NomenclatureEdition.objects.visible_to(request.user)
    context = {
        "pair": pair,
        "overview": crossing.overview(pair),
        "editions": editions,
        "add_url": f"{reverse('crosswalk-add')}?lama={pair.old.key}&baru={pair.new.key}",
        "may_edit": request.user.may(Permission.EDIT_PROGRAMS),
    }
    return render(request, "programs/crosswalk/page.html", context)


def _back(pair: crossing.Pair) -> str:
    return f"{reverse('crosswalk')}?lama={pair.old.key}&baru={pair.new.key}"


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def crosswalk_add(request):
    """Link two codes, or say that one has no counterpart."""
    pair = _pair(request)
    asked = {name: request.GET[name] for name in ("source", "target") if name in request.GET}
    form = LinkForm(request.POST or None, pair=pair, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = crossing.link(*form.ends(), form.cleaned_data["note"])
        except REFUSED as error:
            tell(form, error)
        else:
            messages.success(request, f"Padanan {fresh} tersimpan.")
            return redirect(_back(pair))
    context = {"form": form, "pair": pair, "back": _back(pair)}
    return render(request, "programs/crosswalk/add.html", context)


def _link(request, pk: int) -> CrosswalkLink:
    rows = CrosswalkLink.objects.select_related("source__edition", "target__edition")
    return find_editable(rows, request.user, pk=pk)


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def crosswalk_link(request, pk):
    """Say where a link comes from."""
    about, code = _link(request, pk), 200
    form = LinkDetailsForm(request.POST or None, instance=about)
    if request.method == "POST" and form.is_valid():
        try:
            crossing.describe(form.instance, form.cleaned_data["version"])
        except StaleVersion as stale:
            form.show_stale(stale.current)
            code = 409
        else:
            messages.success(request, f"Padanan {about} tersimpan.")
            return redirect("crosswalk")
    context = {"form": form, "link": about}
    return render(request, "programs/crosswalk/link.html", context, status=code)


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def crosswalk_remove(request, pk):
    """Take a link back, with the reason."""
    about, code = _link(request, pk), 200
    form = RemovalForm(request.POST or None, initial={"version": about.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            crossing.unlink(about, data["version"], data["reason"])
        except StaleVersion as stale:
            form.data = form.data.copy()
            form.data["version"] = stale.current.version
            form.add_error(None, STALE)
            code = 409
        else:
            messages.success(request, f"Padanan {about} dihapus.")
            return redirect("crosswalk")
    context = {"form": form, "link": about}
    return render(request, "programs/crosswalk/remove.html", context, status=code)
