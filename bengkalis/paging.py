"""Keyset pages: as fast on the last page as on the first, and stable while rows come and go.

A cursor is the sort value and key of the row at the edge of the page, signed for one list in one
order. Sorting columns may be empty; empty values come last in both directions.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.signing import BadSignature, Signer, b64_decode, b64_encode
from django.db.models import Q, QuerySet

from bengkalis.errors import DomainError


class BadCursor(DomainError):
    """A cursor that this list, in this order, did not issue."""

    slug = "bad-request"


@dataclass
class Page:
    """``rows`` of one page and the cursors of its neighbours (None at an end)."""

    rows: list = field(default_factory=list)
    next: str | None = None
    previous: str | None = None


@dataclass(frozen=True)
class Edge:
    """Where a page ends: the direction of reading, the sort values of the last row, its key."""

    backwards: bool
    values: list


@dataclass(frozen=True)
class Keyset:
    """An order over a queryset: ``column`` (a field or annotation), ``then``, and last ``id``.

    All run in one direction, so that one index serves both; columns of ``then`` are never empty.
    The queryset may hold instances, or dicts (``.values()``) with these columns in them.
    """

    column: str
    descending: bool = False
    then: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        return list(dict.fromkeys([self.column, *self.then, "id"]))

    def page(self, rows: QuerySet, limit: int, cursor: str | None = None) -> Page:
        """At most ``limit`` rows after (or, for a backwards cursor, before) the cursor.

        Raises BadCursor.
        """
        signer = self._signer(rows)
        edge = decode(cursor, signer) if cursor else None
        backwards = edge is not None and edge.backwards
        found = []
        for part in self._parts(rows, edge):
            found += part[: limit + 1 - len(found)]
            if len(found) > limit:
                break
        more, found = len(found) > limit, found[:limit]
        if backwards:
            found.reverse()
        page = Page(found)
        if found and (more or backwards):
            page.next = self._encode(found[-1], False, signer)
        if found and (more if backwards else edge is not None):
            page.previous = self._encode(found[0], True, signer)
        return page

    def _parts(self, rows: QuerySet, edge: Edge | None) -> Iterator[QuerySet]:
        """The rows beyond ``edge`` in reading order; filled and empty values apart, by index."""
        backwards = edge is not None and edge.backwards
        falling = self.descending != backwards
        values = edge.values if edge else []
        if not _nullable(rows.model, self.column):
            yield _after(rows, self.columns, values, falling)
            return
        empty = rows.filter(**{f"{self.column}__isnull": True})
        filled = rows.filter(**{f"{self.column}__isnull": False})
        if edge is None or values[0] is not None:
            yield _after(filled, self.columns, values, falling)
            yield from [] if backwards else [_after(empty, self.columns[1:], [], falling)]
        else:
            yield _after(empty, self.columns[1:], values[1:], falling)
            yield from [_after(filled, self.columns, [], falling)] if backwards else []

    def _encode(self, row, backwards: bool, signer: Signer) -> str:
        values = [_value(row, name) for name in self.columns]
        values = [v.isoformat() if isinstance(v, date) else v for v in values]
        return encode(Edge(backwards, values), signer)

    def _signer(self, rows: QuerySet) -> Signer:
        order = f"{rows.model._meta.label}:{'-' if self.descending else ''}{self.columns}"
        return Signer(salt=f"cursor:{order}")


def _after(rows: QuerySet, columns: list[str], values: list, falling: bool) -> QuerySet:
    ordered = rows.order_by(*[f"-{name}" if falling else name for name in columns])
    return ordered.filter(_beyond(columns, values, falling)) if values else ordered


def _beyond(columns: list[str], values: list, falling: bool) -> Q:
    """``>=`` alone is what the index is searched by; the rest decides among equals."""
    (name, *others), (value, *rest) = columns, values
    further = "lt" if falling else "gt"
    past = Q(**{f"{name}__{further}": value})
    if not others:
        return past
    return Q(**{f"{name}__{further}e": value}) & (past | _beyond(others, rest, falling))


def _nullable(model, path: str) -> bool:
    """Whether the column at the end of a lookup may be empty; an annotation may not."""
    try:
        for part in path.split("__"):
            column = model._meta.get_field(part)
            if column.null:
                return True
            model = column.related_model
    except FieldDoesNotExist:
        return False
    return False


def _value(row, path: str) -> Any:
    if isinstance(row, dict):
        return row[path]
    for part in path.split("__"):
        row = getattr(row, part, None)
    return row


def encode(edge: Edge, signer: Signer) -> str:
    text = json.dumps([int(edge.backwards), *edge.values], default=str)
    return signer.sign(b64_encode(text.encode()).decode()).replace(":", ".")


def decode(cursor: str, signer: Signer) -> Edge:
    """The edge that ``encode`` wrote with the same signer. Raises BadCursor."""
    try:
        text = signer.unsign(cursor.replace(".", ":"))
    except (BadSignature, UnicodeError) as error:
        raise BadCursor(
            "Penanda halaman (cursor) bukan dari daftar dengan urutan ini; mulai lagi dari awal."
        ) from error
    backwards, *values = json.loads(b64_decode(text.encode()))
    return Edge(bool(backwards), values)
