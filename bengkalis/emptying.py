"""Empties the test database after a test that committed: back to the reference data, by rows.

TRUNCATE would make every table and every index a new file, hundreds of them for a few rows; and
the reference data are copied from where they were kept, not read and checked again.
"""

import pgtrigger
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

KEPT = "kept_by_the_bench"
COLUMNS = """
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
# Statements are put together from the names of our own tables and columns.
# ruff: noqa: S608

execute = DatabaseOperations.execute_sql_flush
refilling: list[str] = []


def keep() -> None:
    """Hold what the database has now: that much it will have after every emptying."""
    refilling.clear()
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE; CREATE SCHEMA {KEPT}")
        for name in filled(map(connection.ops.quote_name, tables)):
            cursor.execute(COLUMNS, [name])
            columns = cursor.fetchone()[0]
            cursor.execute(f"CREATE TABLE {KEPT}.{name} AS SELECT {columns} FROM {name}")
            refilling.append(f"INSERT INTO {name} ({columns}) TABLE {KEPT}.{name}")


def filled(names) -> list[str]:
    """Those of the tables that have a row, asked in one query."""
    names = list(names)
    asked = " UNION ALL ".join(
        f"SELECT {place} WHERE EXISTS (SELECT FROM {name})" for place, name in enumerate(names)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [names[place] for (place,) in cursor.fetchall()]


def sql_flush(self, style, tables, **options) -> list[str]:
    emptied = [f"DELETE FROM {name}" for name in filled(map(self.quote_name, tables))]
    return ["SET CONSTRAINTS ALL DEFERRED", *emptied, *refilling]


def execute_sql_flush(self, sql_list) -> None:
    with pgtrigger.ignore():
        execute(self, sql_list)


def install() -> None:
    """From now on ``flush`` empties in this way."""
    DatabaseOperations.sql_flush = sql_flush
    DatabaseOperations.execute_sql_flush = execute_sql_flush
