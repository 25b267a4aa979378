"""Who may do what, where: roles, permissions, and querysets with the user in them.

Everything needs a signed-in user unless it says otherwise (Django's LoginRequiredMiddleware).
A role is a dated appointment of a person to an office; what the role may do stands here, where
it may do it follows from the office: a UPT reaches its own kecamatan, every other office all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404


class Role(models.TextChoices):
    """What a person is appointed as."""

    ADMIN = "admin", "Administrator portal"
    HEAD = "head", "Kepala dinas"
    REGISTRAR = "registrar", "Petugas register koperasi"
    VERIFIER = "verifier", "Verifikator laporan"
    PLANNER = "planner", "Perencana program"
    DIVISION_HEAD = "division_head", "Sekretaris atau kepala bidang"
    UPT_HEAD = "upt_head", "Kepala UPT"
    UPT_OFFICER = "upt_officer", "Petugas UPT"
    DATA_CLIENT = "data_client", "Klien data (REST)"


class Permission(models.TextChoices):
    """What can be asked of the portal; each view and API action names one."""

    VIEW_REGISTER = "view_register", "melihat register"
    EDIT_COOPERATIVE = "edit_cooperative", "mengubah data koperasi"
    ADD_COOPERATIVE = "add_cooperative", "mendaftarkan koperasi"
    CHANGE_STATUS = "change_status", "mengubah status koperasi"
    IMPORT = "import", "memasukkan buku kerja"
    VIEW_DOCUMENTS = "view_documents", "membuka dokumen"
    MERGE_COOPERATIVES = "merge_cooperatives", "menggabungkan data koperasi kembar"
    ASSESS_HEALTH = "assess_health", "menilai kesehatan koperasi"
    OPEN_TASK = "open_task", "memberi tugas kunjungan"
    RECORD_VISIT = "record_visit", "mencatat kunjungan lapangan"
    HANDLE_CASE = "handle_case", "mengelola usulan pembubaran"
    DECIDE_CASE = "decide_case", "memutus usulan pembubaran"
    VIEW_MEMBERS = "view_members", "melihat buku anggota"
    EDIT_MEMBERS = "edit_members", "mengubah buku anggota"
    HANDLE_SUBJECTS = "handle_subjects", "menangani permintaan pemilik data pribadi"
    VIEW_ENTERPRISES = "view_enterprises", "melihat pemilik dan angka UMKM"
    EDIT_ENTERPRISE = "edit_enterprise", "mendata UMKM"
    RECORD_COACHING = "record_coaching", "mencatat pembinaan"
    EXPLAIN_FIGURES = "explain_figures", "menjelaskan selisih angka terbit"
    VIEW_PROGRAMS = "view_programs", "melihat program kerja dan perjanjian kinerja"
    EDIT_PROGRAMS = "edit_programs", "menyusun program kerja"
    APPROVE_PROGRAMS = "approve_programs", "mengesahkan program kerja"
    RECORD_REALISATION = "record_realisation", "mencatat realisasi"
    PREPARE_PAPERS = "prepare_papers", "menyiapkan perjanjian kinerja dan pakta integritas"
    REVOKE_PAPERS = "revoke_papers", "mencabut perjanjian kinerja dan pakta integritas"
    VIEW_REPORTS = "view_reports", "melihat laporan UPT"
    FILE_REPORTS = "file_reports", "mengisi dan mengirim laporan UPT"
    RECEIVE_REPORTS = "receive_reports", "memasukkan berkas laporan yang dibawa"
    VERIFY_REPORTS = "verify_reports", "memverifikasi laporan UPT"
    ACCEPT_REPORTS = "accept_reports", "menerima laporan UPT"
    MANAGE_PERIODS = "manage_periods", "mengatur periode dan perpanjangan laporan"
    MANAGE_RULES = "manage_rules", "mengelola aturan bertanggal"
    REVEAL_PERSONAL = "reveal_personal", "melihat data pribadi"
    VIEW_OFFICES = "view_offices", "melihat kantor dan pegawai"
    MANAGE_OFFICES = "manage_offices", "mengelola kantor"
    MANAGE_PEOPLE = "manage_people", "mengelola pengguna dan penugasan"
    VIEW_AUDIT = "view_audit", "melihat jejak audit"
    HOLD_TOKEN = "hold_token", "membuat token REST"


_P = Permission
_EVERYONE = {
    _P.VIEW_REGISTER,
    _P.VIEW_PROGRAMS,
    _P.VIEW_REPORTS,
    _P.VIEW_OFFICES,
    _P.HOLD_TOKEN,
}
_CLERK = _EVERYONE | {
    _P.VIEW_DOCUMENTS,
    _P.EDIT_COOPERATIVE,
    _P.REVEAL_PERSONAL,
    _P.VIEW_MEMBERS,
    _P.EDIT_MEMBERS,
    _P.RECORD_VISIT,
    _P.VIEW_ENTERPRISES,
    _P.EDIT_ENTERPRISE,
    _P.RECORD_COACHING,
}
_KEEPER = _CLERK | {
    _P.ADD_COOPERATIVE,
    _P.CHANGE_STATUS,
    _P.IMPORT,
    _P.MERGE_COOPERATIVES,
    _P.ASSESS_HEALTH,
    _P.OPEN_TASK,
    _P.HANDLE_CASE,
    _P.HANDLE_SUBJECTS,
    _P.EXPLAIN_FIGURES,
    _P.RECEIVE_REPORTS,
}
_UNIT = _CLERK | {_P.RECORD_REALISATION, _P.FILE_REPORTS}
MAY: dict[str, frozenset[str]] = {
    Role.ADMIN: frozenset(
        _EVERYONE | {_P.MANAGE_OFFICES, _P.MANAGE_PEOPLE, _P.MANAGE_RULES, _P.VIEW_AUDIT}
    ),
    Role.HEAD: frozenset(
        _EVERYONE
        | {
            _P.DECIDE_CASE,
            _P.MANAGE_RULES,
            _P.VIEW_AUDIT,
            _P.VIEW_DOCUMENTS,
            _P.VIEW_ENTERPRISES,
            _P.APPROVE_PROGRAMS,
            _P.REVOKE_PAPERS,
            _P.ACCEPT_REPORTS,
            _P.MANAGE_PERIODS,
        }
    ),
    Role.REGISTRAR: frozenset(_KEEPER),
    Role.VERIFIER: frozenset(
        _EVERYONE | {_P.VIEW_DOCUMENTS, _P.VIEW_ENTERPRISES, _P.VERIFY_REPORTS, _P.MANAGE_PERIODS}
    ),
    Role.PLANNER: frozenset(
        _EVERYONE
        | {
            _P.VIEW_ENTERPRISES,
            _P.EXPLAIN_FIGURES,
            _P.EDIT_PROGRAMS,
            _P.RECORD_REALISATION,
            _P.PREPARE_PAPERS,
        }
    ),
    Role.DIVISION_HEAD: frozenset(
        _EVERYONE
        | {
            _P.VIEW_DOCUMENTS,
            _P.VIEW_ENTERPRISES,
            _P.RECORD_REALISATION,
            _P.VERIFY_REPORTS,
            _P.ACCEPT_REPORTS,
        }
    ),
    Role.UPT_HEAD: frozenset(_UNIT | {_P.OPEN_TASK}),
    Role.UPT_OFFICER: frozenset(_UNIT),
    Role.DATA_CLIENT: frozenset(_EVERYONE),
}


@dataclass(frozen=True)
class Scope:
    """Where a permission reaches: everywhere, or the kecamatan with these primary keys."""

    everywhere: bool = False
    districts: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.districts)

    def covers(self, district_id: int | None) -> bool:
        return self.everywhere or district_id in self.districts


NOWHERE = Scope()


class ScopedQuerySet(models.QuerySet):
    """Rows a user may see or change. Subclasses name the two permissions and the way to a district.

    ``district_path`` is a lookup to a ``registry.District`` key, or None for rows without a place,
    which only offices with the whole regency reach.
    """

    view_permission: str
    edit_permission: str
    district_path: str | None = "district"

    def within(self, scope: Scope) -> "ScopedQuerySet":
        if scope.everywhere:
            return self.all()
        if not scope or self.district_path is None:
            return self.none()
        return self.filter(**{f"{self.district_path}__in": scope.districts})

    def visible_to(self, user) -> "ScopedQuerySet":
        """Rows that ``user`` may see in full."""
        return self.within(scope_of(user, self.view_permission))

    def editable_by(self, user) -> "ScopedQuerySet":
        """Rows that ``user`` may change."""
        return self.within(scope_of(user, self.edit_permission))


def scope_of(user, permission: str) -> Scope:
    """Where ``user`` holds ``permission``; NOWHERE for a stranger."""
    return user.scope_of(permission) if user.is_authenticated else NOWHERE


def demands(permission: str, everywhere: bool = False) -> Callable:
    """View decorator: 403 unless the user holds ``permission`` somewhere.

    ``everywhere`` asks for the whole regency: for rows that have no place, such as people.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            scope = scope_of(request.user, permission)
            if not (scope.everywhere if everywhere else scope):
                label = Permission(permission).label
                raise PermissionDenied(f"Penugasan Anda tidak mencakup {label}.")
            return view(request, *args, **kwargs)

        guarded.demands = permission
        return guarded

    return decorate


def find_visible(queryset: ScopedQuerySet, user, **lookup):
    """The row that ``user`` may see in full: Http404 if there is none, or it is not theirs."""
    instance = queryset.visible_to(user).filter(**lookup).first()
    if instance is None:
        raise Http404("Data tidak ditemukan di wilayah kerja Anda.")
    return instance


def find_editable(queryset: ScopedQuerySet, user, **lookup):
    """The row that ``user`` may change: Http404 if it is not theirs, PermissionDenied if theirs
    to see and not to change."""
    instance = find_visible(queryset, user, **lookup)
    if not queryset.editable_by(user).filter(pk=instance.pk).exists():
        raise PermissionDenied("Anda boleh melihat data ini, tetapi tidak mengubahnya.")
    return instance
