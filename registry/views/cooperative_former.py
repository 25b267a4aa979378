"""The former values of a cooperative: listed, added, taken away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bengkalis.access import Permission, demands, find_editable
from bengkalis.errors import StaleVersion
from registry import entry, former
from registry.forms.former import FormerFieldForm, FormerForm
from registry.models import FormerDetail
from registry.views.cooperative import with_place
from registry.views.reaching import reaches

STALE = (
    "Data koperasi ini disimpan orang lain sejak Anda membukanya. Isian Anda masih utuh; simpan "
    "lagi bila tetap benar."
)


@demands(Permission.VIEW_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def cooperative_former(request, uid):
    """What the cooperative was before, and a form for what is found in old papers."""
    if request.method == "POST":
        cooperative = find_editable(with_place(), request.user, uid=uid)
    else:
        cooperative = with_place().visible_to(request.user).filter(uid=uid).first()
    if cooperative is None:
        raise Http404("Data tidak ditemukan di wilayah kerja Anda.")
    asked = FormerFieldForm(request.GET if "field" in request.GET else None)
    detail = FormerDetail(cooperative=cooperative, recorded_by=request.user)
    detail.field = asked.cleaned_data["field"] if asked.is_valid() else ""
    initial = {"version": cooperative.version}
    form = FormerForm(request.POST or None, instance=detail, initial=initial)
    if request.method == "POST" and form.is_valid() and _added(form):
        messages.success(request, "Data semula tercatat.")
        return redirect("cooperative-former", uid)
    words = former.Words()
    details = cooperative.former_details.select_related("recorded_by")
    context = {
        "cooperative": cooperative,
        "asked": asked,
        "form": form if form.is_bound or detail.field else None,
        "rows": [(row, words.say(row.field, row.value)) for row in details],
        "may_edit": reaches(request.user, cooperative, Permission.EDIT_COOPERATIVE),
    }
    return render(request, "registry/cooperatives/former.html", context)


def _added(form: FormerForm) -> bool:
    """Whether the value was recorded; if not, the form says why."""
    try:
        former.judge(form.instance)
        version = form.cleaned_data["version"]
        entry.change_parts(form.instance.cooperative, version, save=[form.instance], remove=[])
    except StaleVersion as stale:
        form.data = form.data.copy()
        form.data["version"] = stale.current.version
        form.add_error(None, STALE)
    except ValidationError as error:
        form.add_error(None, error)
    else:
        return True
    return False


@demands(Permission.EDIT_COOPERATIVE)
@require_POST
def cooperative_former_remove(request, uid, pk):
    """Take away a former value that was recorded by mistake."""
    cooperative = find_editable(with_place(), request.user, uid=uid)
    detail = get_object_or_404(cooperative.former_details, pk=pk)
    entry.change_parts(cooperative, None, save=[], remove=[detail])
    messages.success(request, "Data semula dihapus; jejaknya tetap ada dalam riwayat.")
    return redirect("cooperative-former", uid)
