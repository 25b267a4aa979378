"""Finding out which rules a cooperative breaks, and keeping the findings current.

One statement judges any number of cooperatives: it opens what is new and closes what is gone. It
runs in the transaction of the change that calls it, so that a mended entry is clean at once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import Case, CharField, F, Func, Subquery, Value, When

from registry.models import Cooperative, QualityRun, Rule
from registry.models.cooperatives import CooperativeQuerySet
from registry.models.people import today
from registry.quality.conditions import AsOf, concerned, prepared
from registry.quality.rules import RULES

CHUNK = 2000  # cooperatives locked at once when the whole register is checked
MOST_BY_PAGE = 5000  # cooperatives: some two seconds
SETTLE = """
WITH wanted AS MATERIALIZED (
    SELECT judged.id, unnest(judged.broken) AS rule FROM ({judged}) AS judged(id, broken)
    WHERE judged.id = ANY(%s)
), gone AS (
    UPDATE registry_finding AS one SET closed_on = GREATEST(%s, one.opened_on), dismissal_id = NULL
    WHERE one.closed_on IS NULL AND one.cooperative_id = ANY(%s) AND NOT EXISTS (
        SELECT 1 FROM wanted WHERE wanted.id = one.cooperative_id AND wanted.rule = one.rule
    ) RETURNING one.id
), forgotten AS (
    DELETE FROM registry_dismissal AS one WHERE one.cooperative_id = ANY(%s) AND NOT EXISTS (
        SELECT 1 FROM wanted WHERE wanted.id = one.cooperative_id AND wanted.rule = one.rule
    )
), new AS (
    INSERT INTO registry_finding (cooperative_id, rule, opened_on, dismissal_id)
    SELECT wanted.id, wanted.rule, %s, said.id FROM wanted
    LEFT JOIN registry_dismissal AS said
        ON said.cooperative_id = wanted.id AND said.rule = wanted.rule
    WHERE NOT EXISTS (
        SELECT 1 FROM registry_finding AS held WHERE held.cooperative_id = wanted.id
        AND held.rule = wanted.rule AND held.closed_on IS NULL
    )
    ON CONFLICT (cooperative_id, rule) WHERE closed_on IS NULL DO NOTHING RETURNING id
)
SELECT (SELECT count(*) FROM new), (SELECT count(*) FROM gone)
"""


class Checked(NamedTuple):
    """How many findings a check opened and closed."""

    opened: int
    closed: int


_waiting: ContextVar[set[int] | None] = ContextVar("waiting", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Within it ``recheck`` only notes what changed; everything is checked once, at its end.

    For one act of several steps: what only the first half of it lacks is no finding.
    """
    if _waiting.get() is not None:
        yield
        return
    noted: set[int] = set()
    held = _waiting.set(noted)
    try:
        yield
    finally:
        _waiting.reset(held)
    recheck(noted)


@transaction.atomic
def recheck(keys: Iterable[int], day: date | None = None) -> Checked:
    """Bring the findings of these cooperatives to what ``day`` (today) says.

    Idempotent. A finding that was set aside loses its dismissal when it goes, so that it can come
    back. Two at once wait for each other: the rows are locked first, in order of their keys.
    """
    keys = sorted(set(keys))
    noted = _waiting.get()
    if noted is not None:
        noted.update(keys)
        keys = []
    if not keys:
        return Checked(0, 0)
    locked = Cooperative.objects.filter(pk__in=keys).order_by("pk")
    list(locked.select_for_update(of=("self",), no_key=True).values_list("pk"))
    return _settle(keys, day or today())


def _settle(keys: list[int], day: date) -> Checked:
    judged, params = _judgement(AsOf.on(day))
    with connection.cursor() as cursor:
        cursor.execute(SETTLE.format(judged=judged), [*params, keys, day, keys, keys, day])
        return Checked(*cursor.fetchone())


@lru_cache(maxsize=4)
def _judgement(as_of: AsOf) -> tuple[str, tuple]:
    """The question to the whole register, to be narrowed to some cooperatives."""
    return broken_rules(Cooperative.objects.all(), as_of).query.sql_with_params()


def broken_rules(rows: CooperativeQuerySet, as_of: AsOf) -> CooperativeQuerySet:
    """``(pk, codes)`` of those ``rows`` that can have findings."""
    verdicts = [
        Case(When(rule.broken(as_of), then=Value(rule.code)), output_field=CharField())
        for rule in RULES
    ]
    template = "array_remove(ARRAY[%(expressions)s]::text[], NULL)"
    broken = Func(*verdicts, template=template, output_field=ArrayField(CharField()))
    rows = prepared(concerned(rows), as_of).order_by()
    return rows.annotate(broken=broken).values_list("pk", "broken")


def check_all(day: date) -> QualityRun:
    """Check the whole register, some at a time, and record that it was done for ``day``."""
    keys = list(Cooperative.objects.order_by("pk").values_list("pk", flat=True))
    opened = closed = 0
    for start in range(0, len(keys), CHUNK):
        checked = recheck(keys[start : start + CHUNK], day)
        opened, closed = opened + checked.opened, closed + checked.closed
    run, _ = QualityRun.objects.get_or_create(
        day=day, defaults={"cooperatives": 0, "opened": 0, "closed": 0}
    )
    run.cooperatives = len(keys)
    run.opened, run.closed = F("opened") + opened, F("closed") + closed
    run.save(update_fields=["cooperatives", "opened", "closed", "finished_at"])
    run.refresh_from_db()
    return run


def bring_up_to_date(day: date) -> QualityRun | None:
    """Check everything once a day, and again when a dated rule was written: rules that speak of
    days change their mind by themselves.

    For whoever opens the first page of a day. Of two that come at once one checks; the other goes
    on with the findings that are there. A register of more than MOST_BY_PAGE cooperatives is left
    to ``manage.py check_quality``, which a timer runs: nobody should wait for it.
    """
    if _is_done(day) or Cooperative.objects.all()[: MOST_BY_PAGE + 1].count() > MOST_BY_PAGE:
        return None
    with transaction.atomic():
        return check_all(day) if _is_ours_to_check() and not _is_done(day) else None


def _is_done(day: date) -> bool:
    """Whether everything was checked for ``day``, by the rules as they are worded now."""
    written = Rule.objects.order_by("-updated_at").values("updated_at")[:1]
    runs = QualityRun.objects.filter(day=day)
    return runs.exclude(finished_at__lt=Subquery(written)).exists()


def _is_ours_to_check() -> bool:
    """Whether nobody else is checking; until the end of the transaction nobody else will."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || %s, 0))",
            [".quality"],
        )
        return cursor.fetchone()[0]
