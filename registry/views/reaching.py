"""Whose a cooperative is, for whoever acts on it or on one of its parts."""

from django.core.exceptions import PermissionDenied

from bengkalis.access import Permission, ScopedQuerySet, find_visible, scope_of
from registry.models import Cooperative


def reaches(user, cooperative: Cooperative, permission: str) -> bool:
    """A permission held at a UPT counts in its own kecamatan only."""
    return scope_of(user, permission).covers(cooperative.district_id)


def demand_here(user, cooperative: Cooperative, permission: str) -> None:
    """Raises PermissionDenied unless ``permission`` reaches ``cooperative``."""
    if not reaches(user, cooperative, permission):
        label = Permission(permission).label
        raise PermissionDenied(f"Penugasan Anda di sini tidak mencakup {label}.")


def find_cooperative(user, uid, permission: str) -> Cooperative:
    """Http404 outside the user's reach, PermissionDenied where ``permission`` is not held."""
    cooperative = find_visible(Cooperative.objects.select_related("district"), user, uid=uid)
    demand_here(user, cooperative, permission)
    return cooperative


def find_part(rows: ScopedQuerySet, user, **lookup):
    """The part that the user may see. Raises Http404."""
    return find_visible(rows.standing(), user, **lookup)
