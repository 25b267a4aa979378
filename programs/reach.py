"""Where a permission about programmes reaches: by office, not by kecamatan.

Planner, head and administrator reach every office; anybody else their own office and those under
it: a division its sections, a UPT itself.
"""

from dataclasses import dataclass

from bengkalis.access import MAY, Role
from registry.models import Office

EVERYWHERE = {Role.ADMIN, Role.HEAD, Role.PLANNER}


@dataclass(frozen=True)
class Reach:
    """Every office, or those with these primary keys."""

    everywhere: bool = False
    offices: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.offices)

    def covers(self, office_id: int | None) -> bool:
        return self.everywhere or office_id in self.offices


NO_REACH = Reach()


def reach_of(user, permission: str) -> Reach:
    """The offices for whose programmes ``user`` holds ``permission`` today."""
    if not user.is_authenticated or not user.is_active:
        return NO_REACH
    held = [one for one in user.appointments_today if permission in MAY[one.role]]
    if any(one.role in EVERYWHERE for one in held):
        return Reach(everywhere=True)
    return Reach(offices=with_children({one.office_id for one in held})) if held else NO_REACH


def with_children(offices: set[int]) -> frozenset[int]:
    """The primary keys ``offices`` and those of every office below them."""
    parents = dict(Office.objects.values_list("pk", "parent"))
    return frozenset(office for office in parents if offices & _line_up(office, parents))


def _line_up(office: int, parents: dict[int, int | None]) -> set[int]:
    """The office and those above it; a ring of offices ends where it closes."""
    line: set[int] = set()
    while office is not None and office not in line:
        line.add(office)
        office = parents[office]
    return line
