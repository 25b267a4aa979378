"""Whose reports a permission reaches: a UPT its own, every other office all of them."""

from bengkalis.access import MAY, Role
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
