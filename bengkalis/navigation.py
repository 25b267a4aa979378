"""The menu: what the signed-in user may open, from the same permissions as the pages."""

from django.urls import reverse

from bengkalis.access import Permission, scope_of

PUBLIC = [
    ("cooperatives", "Koperasi", None),
    ("statistics-home", "Statistik", None),
    ("verification", "Verifikasi", None),
]
STAFF = [
    ("home-staff", "Beranda", None),
    ("quality", "Mutu data", Permission.VIEW_REGISTER),
    ("tasks", "Tugas", Permission.RECORD_VISIT),
    ("coachings", "Pembinaan", Permission.VIEW_REGISTER),
    ("members", "Anggota", Permission.VIEW_MEMBERS),
    ("enterprises", "UMKM", Permission.VIEW_REGISTER),
    ("plans", "Program", Permission.VIEW_PROGRAMS),
    ("agreements", "Perjanjian kinerja", Permission.VIEW_PROGRAMS),
    ("pacts", "Pakta integritas", Permission.VIEW_PROGRAMS),
    ("unit-reports", "Laporan UPT", Permission.VIEW_REPORTS),
    ("imports", "Impor", Permission.IMPORT),
    ("figures-in", "Angka BPS", Permission.EXPLAIN_FIGURES),
    ("offices", "Kantor", Permission.VIEW_OFFICES),
    ("people", "Pengguna", Permission.MANAGE_PEOPLE),
    ("tokens", "Token REST", Permission.HOLD_TOKEN),
]


def navigation(request) -> dict:
    """Context processor: ``nav``, a list of {url, label, current, group}."""
    user = getattr(request, "user", None)
    entries = [(entry, "public") for entry in PUBLIC]
    if user is not None and user.is_authenticated:
        entries += [(entry, "staff") for entry in STAFF]
    return {
        "nav": [
            _item(name, label, group, request.path)
            for (name, label, permission), group in entries
            if permission is None or scope_of(user, permission)
        ]
    }


def _item(name: str, label: str, group: str, path: str) -> dict:
    url = reverse(name)
    return {"url": url, "label": label, "group": group, "current": path.startswith(url)}
