"""One merge: what was joined, and the way back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands, find_editable, scope_of
from bengkalis.errors import TransitionRefused
from registry.comparing import kept_apart
from registry.forms.merging import ReasonForm
from registry.models import Merge
from registry.unmerging import rehearse, unmerge


@demands(Permission.VIEW_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def merge_page(request, uid):
    """What goes back and what does not if the merge is taken back; POST takes it back."""
    merges = Merge.objects.select_related("survivor", "absorbed", "merged_by", "undone_by")
    if request.method == "POST":
        record = find_editable(merges, request.user, uid=uid)
    else:
        record = merges.visible_to(request.user).filter(uid=uid).first()
    if record is None:
        raise Http404("Data tidak ditemukan di wilayah kerja Anda.")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _taken_back(request, record, form.cleaned_data["reason"])
    context = {
        "merge": record,
        "form": form,
        "forecast": None,
        "kept": [],
        "refused": "",
        "list_url": reverse("duplicates"),
        "may_undo": Merge.objects.editable_by(request.user).filter(pk=record.pk).exists(),
    }
    if record.undone_at is None:
        context["kept"] = kept_apart(record.absorbed, with_members=_sees_members(request, record))
    if record.undone_at is None and context["may_undo"]:
        context |= _forecast(record)
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "registry/duplicates/merge.html", context, status=status)


def _sees_members(request, record: Merge) -> bool:
    scope = scope_of(request.user, Permission.VIEW_MEMBERS)
    return scope.covers(record.absorbed.district_id)


def _forecast(record: Merge) -> dict:
    try:
        return {"forecast": rehearse(record)}
    except TransitionRefused as refused:
        return {"refused": str(refused)}


def _taken_back(request, record: Merge, reason: str):
    try:
        done = unmerge(record, reason=reason, by=request.user)
    except TransitionRefused as refused:
        messages.info(request, str(refused))
        return redirect("merge", record.uid)
    messages.success(request, f"{record.absorbed.name} kembali berdiri sendiri.")
    if done.left:
        messages.warning(request, " ".join(done.left))
    return redirect("merge", record.uid)
