"""Finding the cooperative that a part is added to, for whom its permission there decides."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from bengkalis.access import Permission, ScopedQuerySet, scope_of
from registry.models import Cooperative


def reaches(user, cooperative: Cooperative, permission: str) -> bool:
    """A permission held at a UPT counts in its own kecamatan only."""
    return scope_of(user, permission).covers(cooperative.district_id)


def find_cooperative(user, uid, permission: str) -> Cooperative:
    """Http404 outside the user's reach, PermissionDenied where ``permission`` is not held."""
    rows = Cooperative.objects.select_related("district").visible_to(user)
    cooperative = rows.filter(uid=uid).first()
    if cooperative is None:
        raise Http404("Data tidak ditemukan di wilayah kerja Anda.")
    if not reaches(user, cooperative, permission):
        label = Permission(permission).label
        raise PermissionDenied(f"Penugasan Anda di sini tidak mencakup {label}.")
    return cooperative


def find_part(rows: ScopedQuerySet, user, **lookup):
    """The part that the user may see. Raises Http404."""
    found = rows.visible_to(user).standing().filter(**lookup).first()
    if found is None:
        raise Http404("Data tidak ditemukan di wilayah kerja Anda.")
    return found
