"""How far coaching reaches: counted per kecamatan and year, and who was not coached."""

from dataclasses import dataclass, fields
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from bengkalis.access import Scope
from registry.enums import Status
from registry.models import Coaching, Cooperative, District, Enterprise

MOST_COUNTED = 50_000  # MSMEs of one kecamatan; more are "more than"
ACTIVE = Q(cooperative__status=Status.ACTIVE)
OPEN = Q(enterprise__closed_on__isnull=True, enterprise__isnull=False)


@dataclass
class Line:
    """One kecamatan in one year: coachings, and how many different subjects they reached."""

    name: str
    code: str = ""
    coachings: int = 0
    cooperatives: int = 0
    cooperatives_active: int = 0
    cooperatives_of: int = 0
    enterprises: int = 0
    enterprises_open: int = 0
    enterprises_of: int = 0
    is_capped: bool = False

    @property
    def cooperatives_missing(self) -> int:
        """Active now, and not coached in the year."""
        return self.cooperatives_of - self.cooperatives_active

    @property
    def enterprises_missing(self) -> int:
        """Open now, and not coached in the year; where ``is_capped``, at least so many."""
        return self.enterprises_of - self.enterprises_open


def reach_of(rows: QuerySet, scope: Scope, year: int) -> list[Line]:
    """One line a kecamatan of ``scope``, in three queries; ``rows`` are visible coachings.

    Reached are those that were coached in ``year``; they stand beside the cooperatives that are
    active and the businesses that are open now.
    """
    lines = {
        place.pk: Line(place.name, place.kemendagri_code)
        for place in District.objects.all()
        if scope.covers(place.pk)
    }
    counted = (
        rows.filter(held_on__range=(date(year, 1, 1), date(year, 12, 31)))
        .order_by()
        .values(place=Coalesce(F("cooperative__district"), F("enterprise__district")))
        .annotate(
            n=Count("pk"),
            cooperatives=Count("cooperative", distinct=True),
            cooperatives_active=Count("cooperative", distinct=True, filter=ACTIVE),
            enterprises=Count("enterprise", distinct=True),
            enterprises_open=Count("enterprise", distinct=True, filter=OPEN),
        )
    )
    for row in counted:
        line = lines[row.pop("place")]
        line.coachings = row.pop("n")
        for name, number in row.items():
            setattr(line, name, number)
    for place, active, opened in _standing(list(lines)):
        line = lines[place]
        line.cooperatives_of, line.enterprises_of = active, min(opened, MOST_COUNTED)
        line.is_capped = opened > MOST_COUNTED
    return list(lines.values())


def total_of(lines: list[Line]) -> Line:
    """The line of all."""
    total = Line("Semua", is_capped=any(line.is_capped for line in lines))
    for field in fields(Line):
        if field.type is int:
            setattr(total, field.name, sum(getattr(line, field.name) for line in lines))
    return total


STANDING = """
    SELECT d.id,
        (SELECT count(*) FROM registry_cooperative c
         WHERE c.district_id = d.id AND c.status = %s AND c.merged_into_id IS NULL),
        (SELECT count(*) FROM (SELECT 1 FROM registry_enterprise e
         WHERE e.district_id = d.id AND e.closed_on IS NULL LIMIT %s) opened)
    FROM registry_district d WHERE d.id = ANY(%s)
"""


def _standing(places: list[int]) -> list[tuple[int, int, int]]:
    """Kecamatan, active cooperatives, open businesses (at most one more than MOST_COUNTED)."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [Status.ACTIVE.value, MOST_COUNTED + 1, places])
        return cursor.fetchall()


def without_coaching(rows: QuerySet, year: int | None = None) -> QuerySet:
    """Active cooperatives or open businesses of ``rows`` not coached in ``year``; None: ever."""
    of = "cooperative" if rows.model is Cooperative else "enterprise"
    coached = Coaching.objects.filter(**{of: OuterRef("pk")})
    if year:
        coached = coached.filter(held_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return _going(rows).filter(~Exists(coached))


def _going(rows: QuerySet) -> QuerySet:
    if rows.model is Enterprise:
        return rows.filter(closed_on__isnull=True)
    return rows.filter(status=Status.ACTIVE)
