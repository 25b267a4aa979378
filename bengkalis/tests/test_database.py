"""The portal lives in one schema of its own, and refuses to run in another."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from bengkalis import database


def _schemas() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schemas(false)")
        return cursor.fetchone()[0]


def test_tables_stand_in_the_portals_schema_and_extensions_in_theirs(db, settings):
    own = settings.DATABASE_SCHEMA or "public"
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'registry_cooperative'")
        assert cursor.fetchall() == [(own,)]
    assert _schemas()[0] == own
    assert len(_schemas()) == 2


def test_preparing_a_prepared_database_changes_nothing(db):
    before = _schemas()
    database.prepare()
    assert _schemas() == before


def test_another_schema_than_expected_is_refused_by_name(db, settings):
    settings.DATABASE_SCHEMA = "kabupaten_lain"
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_SCHEMA: .*kabupaten_lain"):
        database.refuse_wrong_schema()


def test_every_table_has_a_primary_key(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r'"
            " AND c.relnamespace = current_schema()::regnamespace AND NOT EXISTS"
            " (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')"
        )
        assert cursor.fetchall() == []


def test_no_event_table_counts_by_an_identity_key(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE is_identity = 'YES'"
            " AND table_schema = current_schema() AND table_name LIKE '%%auditevent'"
        )
        assert cursor.fetchall() == []


def test_no_audit_trigger_compares_every_old_row_with_every_new_one(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE proconfig @> '{enable_nestloop=off}')"
            " FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            " AND proname LIKE 'pgtrigger_update_update%%'"
        )
        found, tuned = cursor.fetchone()
    assert found == tuned > 10
