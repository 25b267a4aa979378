"""Whose reports a permission reaches: a UPT its own, every other office all of them."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied

from bengkalis.access import MAY, Permission, Role
from programs.reach import NO_REACH, Reach, with_children

OF_A_UNIT = {Role.UPT_HEAD, Role.UPT_OFFICER}


def offices_of(user, permission: str) -> Reach:
    """The offices for whose reports ``user`` holds ``permission`` today."""
    if not user.is_authenticated or not user.is_active:
        return NO_REACH
    held = [one for one in user.appointments_today if permission in MAY[one.role]]
    if any(one.role not in OF_A_UNIT for one in held):
        return Reach(everywhere=True)
    return Reach(offices=with_children({one.office_id for one in held})) if held else NO_REACH


def demands_reach(permission: str) -> Callable:
    """View decorator: 403 unless the user holds ``permission`` for the reports of some office."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not offices_of(request.user, permission):
                label = Permission(permission).label
                raise PermissionDenied(f"Penugasan Anda tidak mencakup {label}.")
            return view(request, *args, **kwargs)

        guarded.demands = permission
        return guarded

    return decorate
