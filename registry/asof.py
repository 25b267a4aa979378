"""The register as it was on any day, read from dated history and not from backups.

What changed in the life of a cooperative is dated: ``StatusChange`` for its state, ``FormerDetail``
for its name, kind and place, the deed date for its beginning. What was only written down wrongly
is corrected in the row and holds for every day. Rows that were merged into another are no
cooperatives on any day. Everything is an annotation, named like the field with ``_on`` behind it,
so that lists filter, order and count in SQL; a row without later history costs two hash look-ups.

* Before its first dated status a cooperative counts as in the first state on record.
* Without a deed date, or with the placeholder of the ministry's system, a cooperative begins with
  its first status; if that has no date it is part of every day (``founding_unknown``).
* A kecamatan that did not exist yet gives way to the one it was split from.
"""

from datetime import date
from functools import cached_property

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact

from bengkalis import values
from registry.deeds import PLACEHOLDER_DATE
from registry.enums import DatedField
from registry.models import District, FormerDetail, StatusChange, Village
from registry.models.cooperatives import CooperativeQuerySet, folded

PLAIN = tuple(
    name for name in DatedField.values if name not in {DatedField.DISTRICT, DatedField.VILLAGE}
)
# Columns of the register and the annotations that hold them on a day. Places go by their code.
DATED = {name: f"{name}_on" for name in (*PLAIN, "search_name", "status", "status_since")} | {
    "district__kemendagri_code": "district_on",
    "village__kemendagri_code": "village_on",
}
PLACES = {"district": District, "village": Village}
NOTES = [
    "Status, nama, jenis, dan tempat menurut riwayat bertanggal sampai hari itu; perbaikan salah "
    "catat berlaku surut. Sektor usaha dan NIK seperti sekarang.",
    "Koperasi yang tanggal berdirinya tidak diketahui dan statusnya tidak bertanggal ikut serta.",
]
UNKNOWN_DEED = Q(deed_date__isnull=True) | Q(deed_date=PLACEHOLDER_DATE)


class NotYet(values.Unparsable):
    """A day that has not come."""

    def __init__(self, day: date):
        super().__init__(
            "future_date",
            f"Tanggal {day:%d-%m-%Y} belum tiba; keadaan register hanya dapat dilihat sampai "
            "hari ini.",
        )


def read_day(text, today: date) -> date | None:
    """The day that somebody asks for, ``31-12-2020`` or ``2020-12-31``; None when blank.

    Raises values.Unparsable; NotYet for a day after ``today``.
    """
    day = values.parse_date(text, today=today)
    if day is not None and day > today:
        raise NotYet(day)
    return day


def as_of(rows: CooperativeQuerySet, day: date) -> CooperativeQuerySet:
    """The cooperatives among ``rows`` that existed on ``day``, with their values of that day.

    Annotates DATED and ``founding_unknown``; two queries besides those that read the rows.
    """
    rows = (
        rows.standing().filter(_existed(day)).annotate(**{DATED[n]: _plain(n, day) for n in PLAIN})
    )
    return rows.annotate(
        search_name_on=_changed("name", day, folded(F("name_on")), F("search_name")),
        district_on=_district(day),
        village_on=_village(day),
        **_status(day),
    )


def is_dated(rows: QuerySet) -> bool:
    """Whether ``rows`` came from ``as_of``."""
    return "status_on" in rows.query.annotations


def on_day(column: str) -> str:
    """The annotation that holds ``column`` on a day; the column itself where it has no history."""
    base, _, rest = column.partition("__")
    if base.removesuffix("_id") in PLACES and (rest or base.endswith("_id")):
        return f"{base.removesuffix('_id')}_on"
    return DATED.get(column, column)


class DatedRows:
    """Rows read by the annotations of a day, given back under the register's own column names."""

    def __init__(self, wanted):
        self.wanted = tuple(wanted)

    @property
    def columns(self) -> list[str]:
        """What ``values()`` must read for the wanted columns."""
        return list(dict.fromkeys(on_day(name) for name in self.wanted))

    def restore(self, row: dict) -> dict:
        """``row`` with the wanted columns as they were on the day."""
        return row | {name: self._value(row, name) for name in self.wanted}

    def _value(self, row: dict, name: str):
        source = on_day(name)
        base = source.removesuffix("_on")
        if base not in PLACES:
            return row[source]
        place = self._places[base].get(row[source])
        attribute = name.removeprefix(base).strip("_")
        return getattr(place, attribute) if place else None

    @cached_property
    def _places(self) -> dict[str, dict[str, District | Village]]:
        return {
            base: {place.kemendagri_code: place for place in model.objects.all()}
            for base, model in PLACES.items()
        }


# --- how it is found ---------------------------------------------------------------------------


def _steps() -> QuerySet:
    return StatusChange.objects.filter(cooperative=OuterRef("pk")).order_by()


def _taken(day: date) -> Q:
    """Steps of the status history that had been taken on ``day``."""
    return Q(effective_on__isnull=True) | Q(effective_on__lte=day)


def _later_steps(day: date) -> Q:
    """Cooperatives whose status changed after ``day``: only these need their history read."""
    later = StatusChange.objects.filter(effective_on__gt=day).order_by()
    return Q(pk__in=later.values("cooperative"))


def _existed(day: date) -> Q:
    begun = ~_later_steps(day) | Exists(_steps().filter(_taken(day)))
    dated = Q(deed_date__lte=day) & ~Q(deed_date=PLACEHOLDER_DATE)
    return dated | (UNKNOWN_DEED & begun)


def _status(day: date) -> dict:
    """The state on ``day``, since when, and whether nothing says when the cooperative began."""
    taken = _steps().filter(_taken(day)).order_by(F("effective_on").desc(nulls_last=True), "-id")
    first = _steps().order_by(F("effective_on").asc(nulls_first=True), "id")
    later, dated = _later_steps(day), _steps().filter(effective_on__lte=day)
    state = Coalesce(Subquery(taken.values("status")[:1]), Subquery(first.values("status")[:1]))
    since = Subquery(taken.values("effective_on")[:1])
    return {
        "status_on": Case(When(later, then=state), default=F("status")),
        "status_since_on": Case(When(later, then=since), default=F("status_since")),
        "founding_unknown": ExpressionWrapper(
            UNKNOWN_DEED & ~Exists(dated), output_field=BooleanField()
        ),
    }


def _changed(field: str, day: date, then, otherwise) -> Case:
    """``then`` where ``field`` really changed after ``day``, else ``otherwise``."""
    later = FormerDetail.objects.filter(field=field, until__gte=day).order_by()
    return Case(
        When(pk__in=later.values("cooperative"), then=then),
        default=otherwise,
        output_field=TextField(),
    )


def _former(field: str, day: date) -> Subquery:
    """What held on ``day``: the earliest former value whose last day is not before it."""
    later = FormerDetail.objects.filter(
        cooperative=OuterRef("pk"), field=field, until__gte=day
    ).order_by("until")
    return Subquery(later.values("value")[:1])


def _plain(field: str, day: date) -> Case:
    return _changed(field, day, _former(field, day), F(field))


def _village(day: date) -> Case:
    """Looked up in one object of all codes, made once a query. A join would lead the planner to
    compare every row with every village, a subquery would read an index for every row."""
    pairs = Func(
        F("pk"), F("kemendagri_code"), function="jsonb_object_agg", output_field=JSONField()
    )
    codes = Village.objects.order_by().annotate(codes=pairs).values("codes")
    now = Func(
        Subquery(codes),
        Cast("village", TextField()),
        template="(%(expressions)s)",
        arg_joiner=" ->> ",
        output_field=TextField(),
    )
    return _changed(DatedField.VILLAGE, day, _former(DatedField.VILLAGE, day), now)


def _district(day: date) -> Case:
    """The kecamatan of ``day``: the recorded one, or what it was split from later."""
    codes = dict(District.objects.order_by().values_list("pk", "kemendagri_code"))
    homes = earlier_districts(day)
    former = _former(DatedField.DISTRICT, day)
    then = [When(Exact(former, Value(old)), then=Value(home)) for old, home in homes.items()]
    now = [When(district=pk, then=Value(homes.get(code, code))) for pk, code in codes.items()]
    return _changed(
        DatedField.DISTRICT,
        day,
        Case(*then, default=former, output_field=TextField()) if then else former,
        Case(*now, default=Value(""), output_field=TextField()),
    )


def earlier_districts(day: date) -> dict[str, str]:
    """Code of each kecamatan that did not exist on ``day`` → code of the one it was part of."""
    homes = dict(
        District.objects.filter(valid_from__gt=day, split_from__isnull=False)
        .order_by()
        .values_list("kemendagri_code", "split_from__kemendagri_code")
    )
    return {code: _home(homes, code) for code in homes}


def _home(homes: dict[str, str], code: str) -> str:
    while code in homes:
        code = homes[code]
    return code
