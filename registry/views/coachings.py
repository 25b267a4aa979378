"""The list of coachings, as a page and as a file."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands, scope_of
from bengkalis.exports import MIME, download_response
from bengkalis.paging import Keyset
from bengkalis.tables import Column, Table
from registry import enums
from registry.filters_coaching import CoachingFilter, SubjectKind
from registry.models import Coaching, District
from registry.models.people import today
from registry.views.cooperatives import DOWNLOADS
from registry.views.narrowed import Narrowed, places

NEWEST = Keyset("held_on", descending=True)
CHOICES = {
    "subject": SubjectKind.choices,
    "kind": enums.CoachingKind.choices,
    "topic": enums.CoachingTopic.choices,
}
HIDDEN = ("title", "cooperative", "enterprise")  # set by links from other pages
TYPED = ("coach", "year", "held_from", "held_to")
FILE = (
    Column("held_on", "Tanggal", "date"),
    Column("subject_kind", "Yang Dibina"),
    Column("subject", "Nama"),
    Column("district", "Kecamatan"),
    Column("kind", "Bentuk"),
    Column("topic", "Pokok Bahasan"),
    Column("title", "Nama Kegiatan"),
    Column("coach", "Pembina"),
    Column("result", "Hasil"),
    Column("next_step", "Langkah Berikutnya"),
    Column("next_on", "Dilanjutkan Paling Lambat", "date"),
    Column("uid", "Tautan", "id"),
)
SOURCE = "Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis"
EXAMPLES = "Memuat data CONTOH untuk peragaan, bukan yang sebenarnya."


def _listing(request) -> Narrowed:
    rows = Coaching.objects.visible_to(request.user).with_subject()
    return Narrowed(request, CoachingFilter, rows, "coachings")


@demands(Permission.VIEW_REGISTER)
@require_safe
def coaching_list(request):
    """Who was coached, the latest first."""
    return _page(request, _listing(request))


def _page(request, listing: Narrowed, status: int = 200):
    scope = scope_of(request.user, Permission.VIEW_REGISTER)
    chosen = {name: request.GET.getlist(name) for name in (*CHOICES, "district")}
    choices = CHOICES | {"district": places(scope, District.objects.all())}
    fields = listing.form.fields
    context = listing.context(NEWEST) | {
        "selects": [
            {"name": name, "label": fields[name].label, "options": choices[name], "chosen": given}
            for name, given in chosen.items()
        ],
        "typed": [
            {"name": name, "label": fields[name].label, "value": request.GET.get(name, "")}
            for name in TYPED
        ],
        "overdue": request.GET.get("overdue") == "true",
        "hidden": [(n, v) for n in HIDDEN if (v := request.GET.get(n))],
        "today": today(),
        "may_coach": request.user.may(Permission.RECORD_COACHING),
        "downloads": [
            (label, f"{reverse('coachings-download')}{listing.address(format=fmt)}")
            for fmt, label in DOWNLOADS
        ],
    }
    return render(request, "registry/coaching/list.html", context, status=status)


@demands(Permission.VIEW_REGISTER)
@require_safe
def coachings_download(request):
    """The list as it is filtered, as a file."""
    listing = _listing(request)
    fmt = request.GET.get("format", "xlsx")
    if fmt not in MIME:
        listing.problems.append(f"Format “{fmt[:20]}” tidak ada; pilih {', '.join(MIME)}.")
    if listing.problems:
        return _page(request, listing, status=400)
    base = request.build_absolute_uri(reverse("coachings"))
    table = Table("Pembinaan", FILE, _file_rows(listing, base), _notes(listing), SOURCE)
    return download_response(table, fmt, f"pembinaan-{timezone.localdate():%Y-%m-%d}")


def _file_rows(listing: Narrowed, base: str):
    for one in listing.rows.order_by("-held_on", "-id").iterator(chunk_size=2000):
        kind = SubjectKind.COOPERATIVE if one.cooperative_id else SubjectKind.ENTERPRISE
        yield {
            "held_on": one.held_on,
            "subject_kind": kind.label,
            "subject": one.subject.name,
            "district": one.subject.district.name,
            "kind": one.get_kind_display(),
            "topic": one.get_topic_display(),
            "title": one.title,
            "coach": one.coach,
            "result": one.result,
            "next_step": one.next_step,
            "next_on": one.next_on,
            "uid": f"{base}{one.uid}/",
        }


def _notes(listing: Narrowed) -> tuple[str, ...]:
    lines = [f"Diunduh {timezone.localtime():%d-%m-%Y %H.%M}."]
    lines += [f"Saringan {chip['label']}: {chip['value']}." for chip in listing.chips()]
    if listing.rows.filter(is_demo=True).exists():
        lines.append(EXAMPLES)
    return tuple(lines)
