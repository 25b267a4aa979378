"""The one PostgreSQL schema that this portal lives in, and the extensions it needs.

The schema comes from the role (``ALTER ROLE … SET search_path``), never from connection options,
which a pooler drops without a word. Extensions live in a schema of their own.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection

EXTENSIONS = ("pg_trgm", "btree_gist")
EXTENSION_SCHEMA = "extensions"
OLDEST_SERVER = 150000


def prepare_on_migrate(using, **kwargs) -> None:
    """Signal handler: before the first migration of a database, give it schema and extensions."""
    if using == "default":
        prepare()


def prepare() -> None:
    """Make schema and extensions where the role may, and put both on its search path.

    Raises ImproperlyConfigured, with the statement to run, where the role may not.
    """
    if connection.cursor().connection.server_version < OLDEST_SERVER:
        raise ImproperlyConfigured("DATABASE_URL: PostgreSQL 15 atau lebih baru diperlukan.")
    schema = settings.DATABASE_SCHEMA or _value("SELECT current_schema()")
    if not schema:
        raise ImproperlyConfigured("DATABASE_SCHEMA: peran basis data tidak punya skema.")
    with connection.cursor() as cursor:
        _make(cursor, schema)
        homes = [schema, *_extension_schemas(cursor)]
    _set_search_path(homes)


def _make(cursor, schema: str) -> None:
    quote = connection.ops.quote_name
    try:
        if not _exists(cursor, "pg_namespace", "nspname", schema):
            cursor.execute(f"CREATE SCHEMA {quote(schema)}")
        for name in EXTENSIONS:
            if not _exists(cursor, "pg_extension", "extname", name):
                cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {EXTENSION_SCHEMA}")
                cursor.execute(f"CREATE EXTENSION {name} SCHEMA {EXTENSION_SCHEMA}")
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL: peran ini tidak boleh menyiapkan skema {schema!r} dan ekstensi "
            f"{', '.join(EXTENSIONS)}; minta pemilik basis data membuatnya ({error})."
        ) from error


def _exists(cursor, catalogue: str, column: str, name: str) -> bool:
    cursor.execute(f"SELECT 1 FROM {catalogue} WHERE {column} = %s", [name])  # noqa: S608
    return cursor.fetchone() is not None


def _extension_schemas(cursor) -> list[str]:
    cursor.execute(
        "SELECT DISTINCT n.nspname FROM pg_extension e"
        " JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = ANY(%s)",
        [list(EXTENSIONS)],
    )
    return [name for (name,) in cursor.fetchall()]


def _set_search_path(homes: list[str]) -> None:
    quote = connection.ops.quote_name
    wanted = list(dict.fromkeys(homes))
    if _value("SELECT current_schemas(false)") == wanted:
        return
    path = ", ".join(quote(name) for name in wanted)
    database = quote(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {database} SET search_path = {path}")
        cursor.execute(f"SET search_path = {path}")
    if not connection.in_atomic_block:
        connection.close()


def _value(query: str):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def tune_audit_triggers(using, **kwargs) -> None:
    """Signal handler: the update triggers of the audit trail join old and new rows by hash.

    PostgreSQL keeps the plan of a trigger for the life of a connection. Made at a change of one
    row it is a nested loop, which a later change of many rows pays for with the square of them.
    """
    if using != "default":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            " AND proname LIKE 'pgtrigger_update_update%%' AND proconfig IS NULL"
        )
        for (name,) in cursor.fetchall():
            function = connection.ops.quote_name(name)
            cursor.execute(f"ALTER FUNCTION {function}() SET enable_nestloop = off")


def refuse_wrong_schema() -> None:
    """Start-up check: raises ImproperlyConfigured unless we are in the schema we expect."""
    current = _value("SELECT current_schema()")
    if settings.DATABASE_SCHEMA and current != settings.DATABASE_SCHEMA:
        raise ImproperlyConfigured(
            f"DATABASE_SCHEMA: diharapkan {settings.DATABASE_SCHEMA!r}, ditemukan {current!r}."
        )
