"""Probable duplicates: the list, two rows side by side, and the decision."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission, demands, find_editable
from bengkalis.errors import StaleVersion, TransitionRefused
from bengkalis.paging import BadCursor, Keyset, Page
from registry import comparing
from registry.duplicate_filters import PairFilter
from registry.duplicates import declare_different, open_by_hand
from registry.enums import PairState
from registry.forms.merging import ChooseForm, MergeForm, ReasonForm
from registry.merging import merge
from registry.models import Cooperative, DuplicatePair, Merge
from registry.search import search
from registry.views.cooperative import with_place

PAGE = 50
MOST_COUNTED = 10_000
FOUND = 10
ORDER = Keyset("score", descending=True)
STALE = (
    "Salah satu data ini disimpan orang lain sejak Anda membukanya. Belum ada yang digabung; "
    "pilihan Anda masih ada. Periksa yang berubah, lalu tekan Gabung lagi."
)
SIDES = ("district", "village__district")


def _pairs(user):
    places = [f"{side}__{path}" for side in ("left", "right") for path in SIDES]
    return DuplicatePair.objects.visible_to(user).select_related(*places)


@demands(Permission.VIEW_REGISTER)
@require_safe
def duplicate_list(request):
    """The pairs that wait for a decision, the most probable first."""
    asked = request.GET.copy()
    asked.setdefault("state", PairState.OPEN)
    filters = PairFilter(asked, _pairs(request.user).standing(), request=request)
    rows = filters.qs if filters.is_valid() else _pairs(request.user).none()
    page, problems = _page(rows, request.GET.get("cursor"))
    problems += [message for errors in filters.errors.values() for message in errors]
    context = {
        "rows": page.rows,
        "next": page.next and _address(request, page.next),
        "previous": page.previous and _address(request, page.previous),
        "total": rows.order_by()[: MOST_COUNTED + 1].count(),
        "most": MOST_COUNTED,
        "problems": problems,
        "state": asked["state"],
        "states": PairState.choices[:2],
        "search": request.GET.get("search", ""),
        "merges": _latest_merges(request.user),
    }
    return render(request, "registry/duplicates/list.html", context)


def _latest_merges(user):
    merges = Merge.objects.visible_to(user).select_related("survivor", "absorbed", "merged_by")
    return merges[:FOUND]


def _page(rows, cursor: str | None) -> tuple[Page, list[str]]:
    try:
        return ORDER.page(rows, PAGE, cursor), []
    except BadCursor as error:
        return ORDER.page(rows, PAGE), [str(error)]


def _address(request, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"


@demands(Permission.VIEW_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate_pair(request, uid):
    """Two rows side by side; who may, makes them one."""
    if request.method == "POST":
        pair = find_editable(_pairs(request.user), request.user, uid=uid)
    else:
        pair = _pairs(request.user).filter(uid=uid).first()
    if pair is None:
        raise Http404("Data tidak ditemukan di wilayah kerja Anda.")
    try:
        return _answer(request, pair)
    except StaleVersion:  # saved between our reading and our lock: show what is there now
        return _answer(request, _pairs(request.user).get(pk=pair.pk))


def _answer(request, pair: DuplicatePair):
    if pair.left.merged_into_id or pair.right.merged_into_id:
        return _already_merged(request, pair)
    return _side_by_side(request, pair)


def _already_merged(request, pair: DuplicatePair):
    """The pair was decided meanwhile, by this person's first click or by somebody else."""
    gone = pair.left if pair.left.merged_into_id else pair.right
    messages.info(request, f"{gone.name} sudah digabung ke {gone.merged_into.name}.")
    return redirect(gone.merged_into)


def _side_by_side(request, pair: DuplicatePair):
    values = comparing.lines(pair)
    alone, both = comparing.meetings(pair)
    counts = comparing.part_counts(pair)
    differing = [line for line in values if line.differs] + both
    initial = _proposed(pair, differing, comparing.fuller_side(counts))
    form = MergeForm(request.POST or None, lines=differing, initial=initial)
    status = 200
    if request.method == "POST":
        if done := _try_merge(request, pair, form):
            return redirect(done)
        status = 409 if form.non_field_errors() else 400
    context = {
        "pair": pair,
        "form": form,
        "rows": _rows(values, both, form),
        "alone": alone,
        "board": comparing.boards(pair),
        "counts": counts,
        "status": comparing.status_afterwards(pair),
        "different_form": ReasonForm(auto_id="different_%s"),
        "may_merge": _may_merge(request.user, pair),
        "list_url": reverse("duplicates"),
    }
    return render(request, "registry/duplicates/pair.html", context, status=status)


def _proposed(pair: DuplicatePair, lines: list, survivor: str) -> dict:
    """The side that says more, where they say as much the survivor's."""
    chosen = {f"choice-{line.name}": line.better or survivor for line in lines}
    versions = {"left_version": pair.left.version, "right_version": pair.right.version}
    return {"survivor": survivor, **versions, **chosen}


def _rows(values: list, both: list, form: MergeForm) -> list[dict]:
    """The lines for the page, each with the side that is chosen."""
    return [
        {"line": line, "chosen": form[f"choice-{line.name}"].value()}
        if f"choice-{line.name}" in form.fields
        else {"line": line, "chosen": ""}
        for line in [*values, *both]
    ]


def _may_merge(user, pair: DuplicatePair) -> bool:
    return DuplicatePair.objects.editable_by(user).filter(pk=pair.pk).exists()


def _try_merge(request, pair: DuplicatePair, form: MergeForm) -> Cooperative | None:
    if _is_stale(pair, form):
        _renew(pair, form)
    if not form.is_valid():
        return None
    survivor, absorbed = pair.left, pair.right
    if form.cleaned_data["survivor"] == comparing.RIGHT:
        survivor, absorbed = absorbed, survivor
    versions = {
        pair.left_id: form.cleaned_data["left_version"],
        pair.right_id: form.cleaned_data["right_version"],
    }
    try:
        record = merge(
            survivor,
            absorbed,
            choices=form.choices(),
            reason=form.cleaned_data["reason"],
            by=request.user,
            versions=versions,
        )
    except (TransitionRefused, ValidationError) as refused:
        form.add_error(None, _sentences(refused))
    else:
        messages.success(request, f"{absorbed.name} kini bagian dari {survivor.name}.")
        return record.survivor
    return None


def _is_stale(pair: DuplicatePair, form: MergeForm) -> bool:
    """Whether either row was saved since the page was made; the lock asks once more."""
    return any(
        form.data.get(f"{side}_version") != str(row.version)
        for side, row in ((comparing.LEFT, pair.left), (comparing.RIGHT, pair.right))
    )


def _renew(pair: DuplicatePair, form: MergeForm) -> None:
    """The next press is one against the newer versions. Every choice stays as it was; what differs
    only now is chosen as on a fresh page."""
    form.data = form.data.copy()
    for name, value in form.initial.items():
        form.data.setdefault(name, value)
    form.data["left_version"] = pair.left.version
    form.data["right_version"] = pair.right.version
    form.add_error(None, STALE)


def _sentences(error: Exception) -> list[str]:
    if not isinstance(error, ValidationError):
        return [str(error)]
    labels = {f.name: str(f.verbose_name) for f in Cooperative._meta.concrete_fields}
    return [
        f"{labels[name].capitalize()}: {text}" if name in labels else text
        for name, texts in error.message_dict.items()
        for text in texts
    ]


@demands(Permission.MERGE_COOPERATIVES)
@require_POST
def duplicate_different(request, uid):
    """These are two cooperatives; the pair is not proposed again."""
    pair = find_editable(_pairs(request.user), request.user, uid=uid)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Alasan bahwa keduanya berbeda wajib diisi.")
        return redirect("duplicate-pair", pair.uid)
    try:
        declare_different(pair, reason=form.cleaned_data["reason"], by=request.user)
    except TransitionRefused as refused:
        messages.error(request, str(refused))
        return redirect("duplicate-pair", pair.uid)
    messages.success(request, f"Dicatat: {pair.left.name} dan {pair.right.name} berbeda.")
    return redirect("duplicates")


@demands(Permission.MERGE_COOPERATIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate_choose(request, uid):
    """Find the other row by hand, and lay the two side by side."""
    cooperative = find_editable(with_place(), request.user, uid=uid)
    others = with_place().editable_by(request.user).exclude(pk=cooperative.pk)
    if request.method == "POST":
        form = ChooseForm(request.POST)
        other = others.filter(uid=form.cleaned_data["other"]).first() if form.is_valid() else None
        if other is None:
            raise Http404("Data tidak ditemukan di wilayah kerja Anda.")
        return redirect("duplicate-pair", open_by_hand(cooperative, other).uid)
    text = request.GET.get("search", "").strip()
    found = search(others.order_by("search_name", "id"), text)[:FOUND] if text else []
    context = {
        "cooperative": cooperative,
        "search": text,
        "found": found,
        "list_url": reverse("cooperatives"),
    }
    return render(request, "registry/duplicates/choose.html", context)
