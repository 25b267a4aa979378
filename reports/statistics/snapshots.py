"""Each cooperative at the end of each year: derived from the register, anew for what has changed.

Triggers only note which cooperatives a write touched (``StaleCooperative``); what follows from the
dated history is said once, here, whether one cooperative is derived or all of them. The running
year is as of today, and is derived for all once a day, because certificates run out by themselves.
"""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from registry.asof import as_of
from registry.compliance import with_compliance
from registry.enums import Position
from registry.models import AnnualMeeting, BoardMember, Cooperative, District
from registry.models.people import today
from registry.terms import CORE, certificates
from reports.models import CooperativeYear, Edition, StaleCooperative

TABLES = (
    "koperasi-tahunan",
    "koperasi-rat",
    "koperasi-grade",
    "koperasi-usaha",
    "pengurus-terlatih",
)
FIRST_YEAR = 2015  # the register has no RAT of an earlier book year
CHUNK = 2500
COLUMNS = {
    "status": "status_on",
    "kind": "kind_on",
    "form": "form",
    "grade": "computed_grade",
    "held_meeting": "held",
    "has_board": "seated",
    "has_trained_board": "trained",
    "is_demo": "is_demo",
}


@transaction.atomic
def refresh() -> int:
    """Derive the years of whatever is stale; returns how many cooperatives that were."""
    _alone()
    if not CooperativeYear.objects.exists():
        return _derive_all()
    stale = _take()
    if _is_new_day():
        renew_running_years()
    for start in range(0, len(stale), CHUNK):
        derive(stale[start : start + CHUNK], range(FIRST_YEAR, today().year + 1))
    return len(stale)


def _is_new_day() -> bool:
    """Whether no table of cooperatives was looked at today yet."""
    seen = Edition.objects.filter(table__in=TABLES).aggregate(Max("checked_at"))["checked_at__max"]
    return seen is None or timezone.localdate(seen) != today()


def _take() -> list[int]:
    """The stale cooperatives, no longer noted as such once this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {StaleCooperative._meta.db_table} RETURNING cooperative_id")  # noqa: S608
        return sorted({key for (key,) in cursor.fetchall()})


def _alone() -> None:
    """One at a time in this schema, until the transaction ends."""
    with connection.cursor() as cursor:
        key = f"{settings.DATABASE_SCHEMA}.snapshots"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [key])


@transaction.atomic
def rebuild() -> int:
    """Derive every cooperative anew; returns how many there are."""
    _alone()
    return _derive_all()


def _derive_all() -> int:
    _take()
    keys = list(Cooperative.objects.order_by("pk").values_list("pk", flat=True))
    CooperativeYear.objects.exclude(cooperative__in=Cooperative.objects.all()).delete()
    for start in range(0, len(keys), CHUNK):
        derive(keys[start : start + CHUNK], range(FIRST_YEAR, today().year + 1))
    return len(keys)


def renew_running_years() -> None:
    """What holds of today, for every cooperative: certificates and deadlines pass by themselves.

    The first time in a new year also the year that was the running one: it was last looked at
    before it was over.
    """
    last = CooperativeYear.objects.aggregate(Max("year"))["year__max"]
    keys = list(Cooperative.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        derive(keys[start : start + CHUNK], range(last, today().year + 1))


@transaction.atomic
def derive(keys: list[int], years: Iterable[int]) -> None:
    """Write the rows of the cooperatives ``keys`` in ``years`` anew."""
    years = list(years)
    CooperativeYear.objects.filter(cooperative__in=keys, year__in=years).delete()
    places = dict(District.objects.order_by().values_list("kemendagri_code", "pk"))
    for year in years:
        CooperativeYear.objects.bulk_create(_rows(keys, year, places), batch_size=1000)


def _rows(keys: list[int], year: int, places: dict[str, int]) -> list[CooperativeYear]:
    day = min(date(year, 12, 31), today())
    figures = _figures(keys, year)
    return [
        CooperativeYear(
            cooperative_id=row["pk"],
            year=year,
            district_id=places[row["district_on"]],
            has_figures=row["pk"] in figures,
            **{name: row[source] or "" if name == "grade" else row[source]
               for name, source in COLUMNS.items()},
            **figures.get(row["pk"], {}),
        )
        for row in _standing(keys, day)
    ]  # fmt: skip


def _standing(keys: list[int], day: date) -> list[dict]:
    """What the register says of the cooperatives on ``day``."""
    rows = with_compliance(Cooperative.objects.public().filter(pk__in=keys), day)
    held = AnnualMeeting.objects.filter(
        cooperative=OuterRef("pk"), held_on__year=day.year, held_on__lte=day
    )
    seats = BoardMember.objects.in_office(day).filter(
        cooperative=OuterRef("pk"), position__in=[*CORE, Position.VICE_CHAIR]
    )
    rows = as_of(rows, day).annotate(
        held=Exists(held),
        seated=Exists(seats),
        trained=Exists(seats.filter(Exists(certificates(day)))),
    )
    return list(rows.order_by("pk").values("pk", "district_on", *COLUMNS.values()))


def _figures(keys: list[int], year: int) -> dict[int, dict]:
    """What was reported of the book year, where anything was."""
    given = Q()
    for name in CooperativeYear.FIGURES:
        given |= Q(**{f"{name}__isnull": False})
    rows = AnnualMeeting.objects.filter(given, cooperative__in=keys, book_year=year).order_by()
    return {
        row.pop("cooperative_id"): row
        for row in rows.values("cooperative_id", *CooperativeYear.FIGURES)
    }
