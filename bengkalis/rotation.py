"""Replacing the key of personal data: every sealed value is opened and sealed with the new one.

The portal runs meanwhile: it opens what either key sealed. Each batch is a transaction of its own,
so that a rotation that breaks off goes on where it stopped. Tables with a blind index are done in
one transaction under a lock that lets others read: two rows of one person must never carry the
indexes of two keys while somebody adds a third.
"""

from collections.abc import Callable, Iterator

import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction
from psycopg2 import Binary

from bengkalis.sealed import CannotOpen, SealedTextField, blind_index, is_current, seal, unseal

BATCH = 1000
Blind = dict[str, tuple[str, str]]  # index column → sealed column, what its index is keyed for


def sealed_tables() -> Iterator[tuple[type[models.Model], list[SealedTextField]]]:
    """Every table with sealed columns, the audit trail's among them."""
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if _is_sealed(field)]
        if fields:
            yield model, fields


def _is_sealed(field) -> bool:
    return isinstance(field, SealedTextField)


def rotate(tell: Callable[[str], None] = lambda line: None) -> tuple[int, list[str]]:
    """Seal everything anew that the present key does not open.

    Returns how many rows were written, and a line for each that neither key opens.
    """
    written, lost = 0, []
    for model, fields in sealed_tables():
        blind = getattr(_tracked(model), "BLIND", {})
        done = 0
        for rows in _whole(model) if blind else _batches(model, fields):
            done += _reseal(model, fields, blind, rows, lost)
        if done:
            tell(f"{model._meta.db_table}: {done} baris")
        written += done
    return written, lost


def _tracked(model):
    return getattr(model, "pgh_tracked_model", model)


def _whole(model) -> Iterator[list]:
    """All primary keys at once, the table locked against writers until the end."""
    with transaction.atomic():
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        yield list(model._base_manager.order_by("pk").values_list("pk", flat=True))


def _batches(model, fields) -> Iterator[list]:
    last = None
    while True:
        rows = model._base_manager.order_by("pk")
        if last is not None:
            rows = rows.filter(pk__gt=last)
        keys = list(rows.values_list("pk", flat=True)[:BATCH])
        if not keys:
            return
        last = keys[-1]
        with transaction.atomic():
            yield keys


def _reseal(model, fields, blind: Blind, keys: list, lost: list[str]) -> int:
    """Write the rows of ``keys`` that need it; nothing of it is an event or a new version."""
    columns = [*(field.column for field in fields), *blind]
    done = 0
    with pgtrigger.ignore(*_triggers(model)):
        for start in range(0, len(keys), BATCH):
            rows = _read(model, columns, keys[start : start + BATCH])
            new = [row for old in rows if (row := _renewed(model, fields, blind, old, lost))]
            _write(model, columns, new)
            done += len(new)
    return done


def _triggers(model) -> list[str]:
    return [
        f"{model._meta.label}:{trigger.name}" for trigger in getattr(model._meta, "triggers", [])
    ]


def _read(model, columns: list[str], keys: list) -> list[tuple]:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, [model._meta.pk.column, *columns]))
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM {table} WHERE {key} = ANY(%s) ORDER BY {key} FOR UPDATE",  # noqa: S608
            [keys],
        )
        return cursor.fetchall()


def _renewed(model, fields, blind: Blind, row: tuple, lost: list[str]) -> tuple | None:
    """The row with what it should hold, None where it is right already or cannot be opened."""
    key, old = row[0], [None if value is None else bytes(value) for value in row[1:]]
    try:
        texts = [
            None if data is None else unseal(data, field.purpose)
            for field, data in zip(fields, old, strict=False)
        ]
    except CannotOpen as error:
        lost.append(f"{model._meta.db_table} {key}: kolom {error} tidak terbuka oleh kedua kunci.")
        return None
    new = [
        data if data is None or is_current(data, field.purpose) else seal(text, field.purpose)
        for field, data, text in zip(fields, old, texts, strict=False)
    ]
    by_name = dict(zip([field.name for field in fields], texts, strict=True))
    for of, purpose in blind.values():
        new.append(None if by_name[of] is None else blind_index(by_name[of], purpose))
    return (key, *new) if new != old else None


def _write(model, columns: list[str], rows: list[tuple]) -> None:
    """One statement for all ``rows``: pgtrigger marks single statements, not ``executemany``."""
    if not rows:
        return
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), model._meta.pk
    names = [quote(name) for name in columns]
    sets = ", ".join(f"{name} = new.{name}" for name in names)
    arrays = ", ".join([f"%s::{key.rel_db_type(connection)}[]", *["%s::bytea[]"] * len(names)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS old SET {sets} FROM unnest({arrays})"  # noqa: S608
            f" AS new (key, {', '.join(names)}) WHERE old.{quote(key.column)} = new.key",
            _arrays(rows),
        )


def _arrays(rows: list[tuple]) -> list[list]:
    keys, *values = (list(column) for column in zip(*rows, strict=True))
    wrapped = [[None if one is None else Binary(one) for one in column] for column in values]
    return [[str(key) for key in keys], *wrapped]
