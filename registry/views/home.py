"""The public home, the work list of the signed-in person, and the index of settings."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, scope_of
from registry.enums import BatchState, Status
from registry.models import Coaching, Cooperative, District, Finding, ImportBatch
from registry.models.people import today
from registry.quality.checking import bring_up_to_date
from registry.quality.rules import RULES, WEIGHTS
from registry.views.beside import waiting

OPEN_BATCHES = 5
MOST_STEPS = 5
MOST_FINDINGS = 8  # of the rules; all of them stand on the page of data quality


@login_not_required
@require_safe
def public_home(request):
    """Look up a cooperative, see the figures, find the office."""
    figures = Cooperative.objects.public().aggregate(
        total=Count("pk"),
        active=Count("pk", filter=Q(status=Status.ACTIVE)),
        districts=Count("district", distinct=True),
        examples=Count("pk", filter=Q(is_demo=True)),
    )
    return render(request, "home.html", {"figures": figures, "today": today()})


@require_safe
def staff_home(request):
    """What waits for the signed-in person, within their own reach."""
    bring_up_to_date(today())
    rows = Cooperative.objects.visible_to(request.user)
    context = {
        "today": today(),
        "appointments": _appointments(request.user),
        "sees_register": request.user.may(Permission.VIEW_REGISTER),
        "statuses": _by_status(rows),
        "findings": _findings(request.user),
        "shortcuts": _shortcuts(request.user),
        "supervision": _supervision(request.user),
        "may_import": request.user.may(Permission.IMPORT),
        "batches": _open_batches(request.user),
        **waiting(request.user),
        "coaching_panel": _overdue_steps(request.user),
    }
    context["total"] = sum(status["count"] for status in context["statuses"])
    return render(request, "registry/home/staff.html", context)


def _appointments(user) -> list[dict]:
    """Today's appointments with the names of the kecamatan they reach (None: the regency)."""
    held = user.appointments_today
    wanted = {place for appointment in held for place in appointment.scope.districts}
    names = dict(District.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return [
        {
            "role": appointment.get_role_display(),
            "title": appointment.position_title,
            "office": appointment.office,
            "until": appointment.valid_to,
            "everywhere": appointment.scope.everywhere,
            "districts": sorted(names[place] for place in appointment.scope.districts),
        }
        for appointment in held
    ]


def _by_status(rows) -> list[dict]:
    """Each status with its count and the address of its list."""
    counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    return [
        {
            "code": status,
            "label": status.label,
            "count": counts.get(status, 0),
            "url": _list("status", status),
        }
        for status in Status
    ]


def _findings(user) -> list[dict]:
    """The rules of data quality that are broken, the most urgent first, with their work lists."""
    found = Finding.objects.visible_to(user).standing().open()
    counts = dict(found.order_by().values_list("rule").annotate(Count("pk")))
    rows = [
        {"rule": one, "count": counts[one.code], "url": reverse("quality-rule", args=[one.code])}
        for one in RULES
        if one.code in counts
    ]
    return sorted(rows, key=lambda row: -WEIGHTS[row["rule"].severity])[:MOST_FINDINGS]


def _list(name: str, value: str) -> str:
    return f"{reverse('cooperatives')}?{name}={value}"


def _open_batches(user) -> list[ImportBatch]:
    if not user.may(Permission.IMPORT):
        return []
    staged = ImportBatch.objects.visible_to(user).filter(state=BatchState.STAGED)
    return list(staged.select_related("uploaded_by")[:OPEN_BATCHES])


def _overdue_steps(user) -> list[Coaching]:
    """What was promised in a coaching of the own area and should have been done by now."""
    if not user.may(Permission.RECORD_COACHING):
        return []
    late = Coaching.objects.within(user.scope_of(Permission.RECORD_COACHING)).overdue(today())
    return list(late.with_subject().order_by("next_on", "id")[:MOST_STEPS])


SHORTCUTS = [
    (Permission.ADD_COOPERATIVE, "cooperative-new", "Daftarkan koperasi", "plus"),
    (Permission.IMPORT, "imports", "Masukkan buku kerja", "upload"),
    (Permission.MANAGE_PEOPLE, "person-new", "Tambah pengguna", "user"),
]


def _shortcuts(user) -> list[dict]:
    return [
        {"url": reverse(name), "label": label, "icon": icon}
        for permission, name, label, icon in SHORTCUTS
        if user.may(permission)
    ]


SUPERVISION = [
    (Permission.VIEW_REGISTER, "meetings", "Keadaan RAT"),
    (Permission.VIEW_REGISTER, "status-proposals", "Usulan status menurut bukti"),
    (Permission.VIEW_REGISTER, "cases", "Usulan pembubaran"),
    (Permission.VIEW_REGISTER, "trained-boards", "Pengurus terlatih"),
    (Permission.VIEW_REGISTER, "coaching-overview", "Jangkauan pembinaan"),
    (Permission.VIEW_REGISTER, "upgrading", "UMKM naik kelas"),
    (Permission.VIEW_REGISTER, "duplicates", "Dugaan kembar"),
    (Permission.HANDLE_SUBJECTS, "subject-requests", "Permintaan data pribadi"),
]


def _supervision(user) -> list[dict]:
    """Lists that have no entry in the menu."""
    return [
        {"url": reverse(name), "label": label}
        for permission, name, label in SUPERVISION
        if user.may(permission)
    ]


SETTINGS = [
    (Permission.VIEW_OFFICES, "offices", "Kantor", "Dinas, bidang, dan UPT dengan kecamatannya."),
    (
        Permission.VIEW_OFFICES,
        "positions",
        "Jabatan dan pejabat",
        "Siapa memangku jabatan apa, dengan pangkat apa, dan siapa atasannya.",
    ),
    (
        Permission.MANAGE_PEOPLE,
        "people",
        "Pengguna",
        "Siapa yang boleh masuk, dengan peran apa, di kantor mana.",
    ),
    (
        Permission.HOLD_TOKEN,
        "tokens",
        "Token REST",
        "Kunci untuk program yang membaca atau mengubah data atas nama Anda.",
    ),
    (
        Permission.HANDLE_SUBJECTS,
        "subject-requests",
        "Data pribadi",
        "Permintaan orang atas datanya sendiri, dan data yang masa simpannya habis.",
    ),
    (
        None,
        "rules",
        "Aturan bertanggal",
        "Batas waktu, masa jabatan, dan syarat yang dipakai portal untuk menghitung.",
    ),
    (None, "password-change", "Kata sandi", "Ganti kata sandi Anda sendiri."),
]


@require_safe
def settings_index(request):
    """The settings that the signed-in person may open."""
    entries = [
        {"url": reverse(name), "label": label, "text": text}
        for permission, name, label, text in SETTINGS
        if permission is None or scope_of(request.user, permission)
    ]
    return render(request, "registry/home/settings.html", {"entries": entries})
