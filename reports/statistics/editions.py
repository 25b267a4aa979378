"""Editions: what is public of a table, since when, and what changed from one to the next.

A table is computed when the register behind it has changed, at most every so many seconds, by one
process at a time; everybody else reads the edition that stands. Pages, every format and the API
show the same edition, so that two slices of it can never be subtracted from each other's mask. Of
each day the last edition stays: these are the vintages.
"""

import hashlib
import logging
import pickle
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from registry.models import District, KbliSection
from reports.models import Edition
from reports.statistics.cube import Cube
from reports.statistics.definitions import Cell, Definition
from reports.statistics.storing import restored, stored
from reports.statistics.tables import TABLES

logger = logging.getLogger(__name__)


class NoEdition(LookupError):
    """Nothing of the table was public at that moment."""


@dataclass(frozen=True)
class Published:
    """One edition, ready to be cut: the whole protected cube, its number, when it came out."""

    cube: Cube
    key: int
    number: int
    published_at: datetime


_held: dict[str, tuple[float, Published]] = {}  # table → when last looked at, what was found
_refreshing: set[str] = set()


def current(table: str) -> Published:
    """The edition in force. KeyError for a table that is not there.

    Looks at the database at most once in STATISTICS_CHECK_SECONDS a process; an edition whose
    data were last looked at too long ago, or by a clock that has gone back since, is checked
    beside, and shown meanwhile.
    """
    definition = TABLES[table]
    looked, found = _held.get(table, (0.0, None))
    if found and time.monotonic() - looked < settings.STATISTICS_CHECK_SECONDS:
        return found
    row = _latest(table)
    if row is None:
        publish(table)
        row = _latest(table)
    elif abs(timezone.now() - row.checked_at) > timedelta(seconds=definition.every):
        _refresh_beside(table)
        row = _latest(table)
    if found is None or found.key != row.pk:
        found = _load(_editions(table).get())  # whole, and the newest: another may be there by now
    _held[table] = (time.monotonic(), found)
    return found


def _editions(table: str):
    return Edition.objects.filter(table=table).order_by("-number")[:1]


def _latest(table: str) -> Edition | None:
    return _editions(table).defer("content").first()


def _load(row: Edition) -> Published:
    return Published(restored(bytes(row.content)), row.pk, row.number, row.published_at)


def as_of(table: str, moment: datetime) -> Published:
    """The edition that was in force at ``moment``. Raises NoEdition, KeyError."""
    if table not in TABLES:
        raise KeyError(table)
    rows = Edition.objects.filter(table=table, published_at__lte=moment).defer("content")
    row = rows.order_by("-published_at", "-id").first()
    if row is None:
        raise NoEdition(table)
    _, newest = _held.get(table, (0.0, None))
    return newest if newest and newest.key == row.pk else _vintage(row.pk)


@lru_cache(maxsize=2)
def _vintage(key: int) -> Published:
    """An earlier edition; few are held, because a large one takes as much memory as the newest."""
    return _load(Edition.objects.get(pk=key))


def _refresh_beside(table: str) -> None:
    """Look at the register in a thread of its own, once a process; in tests at once."""
    if not settings.STATISTICS_BESIDE:
        publish(table)
    elif table not in _refreshing:
        _refreshing.add(table)
        threading.Thread(target=_refresh, args=(table,), daemon=True).start()


def _refresh(table: str) -> None:
    try:
        publish(table, wait=False)
    except Exception:  # a table that cannot be computed must not end the thread in silence
        logger.exception("Tabel statistik %s tidak dapat dihitung", table)
    finally:
        _refreshing.discard(table)
        close_old_connections()
        connection.close()


@transaction.atomic
def publish(table: str, wait: bool = True) -> Edition | None:
    """Compute ``table`` if what is behind it has changed; the new edition, or None.

    Without ``wait`` nothing is done while another process is at it.
    """
    if not _alone(table, wait):
        return None
    definition, last = TABLES[table], _latest(table)
    material = definition.gather()
    seen = pickle.dumps((material, _names()), protocol=5)
    fingerprint = hashlib.sha256(method() + seen).hexdigest()
    now = timezone.now()
    if last and last.fingerprint == fingerprint:
        Edition.objects.filter(pk=last.pk).update(checked_at=now)
        return None
    return _keep(definition, material, fingerprint, last, now)


@cache
def method() -> bytes:
    """What stands for the way of computing: with other code a table is published anew."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).digest()


def _names() -> list[tuple]:
    """Places and sections as every table words and groups them."""
    places = District.objects.order_by("pk")
    sections = KbliSection.objects.order_by("pk")
    return [
        *places.values_list("kemendagri_code", "name", "land", "valid_to"),
        *sections.values_list("code", "name", "name_en"),
    ]


def _alone(table: str, wait: bool) -> bool:
    """Take the lock of the table in this schema until the transaction ends."""
    function = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    key = f"{settings.DATABASE_SCHEMA}.edition.{table}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtext(%s))", [key])
        return wait or cursor.fetchone()[0]


def _keep(definition: Definition, material, fingerprint: str, last: Edition | None, now: datetime):
    before = _load(_editions(definition.id).get()).cube if last else None
    cube = definition.build(material, withheld(before))
    edition = Edition.objects.create(
        table=definition.id,
        number=last.number + 1 if last else 1,
        published_at=now,
        checked_at=now,
        fingerprint=fingerprint,
        content=stored(cube),
        changed=differences(before, cube) if before else 0,
        cells=len(cube.values),
    )
    if last and _same_day(last.published_at, now):
        last.delete()
    return edition


def _same_day(one: datetime, other: datetime) -> bool:
    return timezone.localdate(one) == timezone.localdate(other)


def withheld(cube: Cube | None) -> frozenset[Cell]:
    """The cells that an edition kept confidential."""
    if cube is None:
        return frozenset()
    return frozenset(cell for cell, mark in cube.marks.items() if mark == "c")


def differences(before: Cube, after: Cube) -> int:
    """How many published figures are other, new or gone."""
    axes = [[one.code for one in cube.dimensions] for cube in (before, after)]
    if axes[0] != axes[1]:
        return len(after.values)
    said = [{c: (v, cube.sign(c)) for c, v in cube.values.items()} for cube in (before, after)]
    return sum(said[0].get(cell) != said[1].get(cell) for cell in said[0].keys() | said[1].keys())


def publish_all() -> list[Edition]:
    """Bring every table up to date; the new editions."""
    return [edition for table in TABLES if (edition := publish(table))]


def vintages(table: str, limit: int = 12) -> list[Edition]:
    """The newest editions of one table, without their content."""
    rows = Edition.objects.filter(table=table).order_by("-number")
    return list(rows.defer("content")[:limit])


def changes(limit: int = 100) -> list[Edition]:
    """The newest editions of all tables, for the public list of what changed."""
    return list(Edition.objects.filter(table__in=TABLES).defer("content")[:limit])
