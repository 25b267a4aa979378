"""Nomenclatures: their codes as a tree, a new code, an old one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, find_editable
from bengkalis.errors import StaleVersion, TransitionRefused
from bengkalis.values import squeeze
from programs import nomenclature as naming
from programs.enums import Basis
from programs.forms.nomenclature import ItemForm, NewItemForm
from programs.models import NomenclatureEdition, NomenclatureItem
from programs.views.refusing import REFUSED, tell

FORM_METHODS = ["GET", "HEAD", "POST"]


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def nomenclature(request):
    """The codes of one edition: level, code, name, where each comes from."""
    editions = list(NomenclatureEdition.objects.visible_to(request.user).order_by("first_year"))
    if not editions:
        raise Http404("Belum ada nomenklatur.")
    asked = request.GET.get("edisi", "")
    edition = next((one for one in editions if one.key == asked), editions[-1])
    may_edit = request.user.may(Permission.EDIT_PROGRAMS)
    context = {
        "editions": editions,
        "edition": edition,
        "items": naming.tree(edition),
        "bases": [(basis, basis.label) for basis in Basis],
        "may_edit": may_edit,
    }
    return render(request, "programs/nomenclature/page.html", context)


def _tree_url(edition: NomenclatureEdition) -> str:
    return f"{reverse('nomenclature')}?edisi={edition.key}"


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def nomenclature_add(request, edition):
    """A new kegiatan or sub kegiatan."""
    edition = find_editable(NomenclatureEdition.objects.all(), request.user, key=edition)
    form = NewItemForm(request.POST or None, edition=edition, initial=_start(request, edition))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            fresh = naming.add_item(form.chosen_parent(), data["code"], data["name"])
        except REFUSED as error:
            tell(form, error)
        else:
            messages.success(request, f"{fresh.get_level_display()} {fresh.code} tersimpan.")
            return redirect(_tree_url(edition))
    context = {"form": form, "edition": edition, "back": _tree_url(edition)}
    return render(request, "programs/nomenclature/add.html", context)


def _start(request, edition: NomenclatureEdition) -> dict:
    """Parent and next code, where the page was opened from a parent."""
    asked = squeeze(request.GET.get("induk", ""))
    parent = edition.items.filter(code=asked, is_active=True).first()
    if parent is None:
        return {}
    try:
        return {"parent": parent.code, "code": naming.next_code(parent)}
    except TransitionRefused:
        return {}


@demands(Permission.EDIT_PROGRAMS)
@require_http_methods(FORM_METHODS)
def nomenclature_item(request, edition, code):
    """Rename a code, take it out of use."""
    rows = NomenclatureItem.objects.select_related("edition", "parent")
    item = find_editable(rows, request.user, edition__key=edition, code=squeeze(code))
    fixed, status = naming.why_fixed(item), 200
    form = ItemForm(request.POST or None, instance=item, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        try:
            naming.change_item(form.instance, form.cleaned_data["version"])
        except StaleVersion as stale:
            form.show_stale(stale.current)
            status = 409
        except REFUSED as error:
            tell(form, error)
        else:
            messages.success(request, f"{item.code} tersimpan.")
            return redirect(_tree_url(item.edition))
    context = {"form": form, "item": item, "known_code": code, "back": _tree_url(item.edition)}
    return render(request, "programs/nomenclature/item.html", context, status=status)
