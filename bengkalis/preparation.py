"""What a portal needs before it serves: private folder, migrated database, data, static files."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bengkalis import database
from bengkalis.audit import acting
from bengkalis.management.commands.load_reference import load_all

UNUSED_STATIC = ["rest_framework"]  # the browsable API, which the portal does not show


def keep_private() -> None:
    """Nobody else on this machine reads what the portal keeps.

    Where root's bundled PostgreSQL had to be given to another user, that user may pass through.
    """
    os.umask(0o077)
    settings.VAR.mkdir(parents=True, exist_ok=True)
    if settings.VAR.stat().st_uid == os.geteuid():
        cluster = settings.VAR / "postgres"
        ours = not cluster.exists() or cluster.stat().st_uid == os.geteuid()
        settings.VAR.chmod(0o700 if ours else 0o711)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two portals that start at once on one database prepare it one after the other.

    The lock has a connection of its own, for it lasts over many transactions.
    """
    holder = connection.copy()
    holder.set_autocommit(False)
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bengkalis.preparation'))")
        yield
    finally:
        holder.close()


def is_behind() -> bool:
    """Whether there are migrations to apply; makes the schema first, if that is missing.

    Raises ImproperlyConfigured where it may not, and where the database is not the configured one.
    """
    database.prepare()
    database.refuse_wrong_schema()
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def is_new() -> bool:
    """Nobody can sign in: a portal on its first start."""
    return not get_user_model().objects.exists()


def load_reference() -> None:
    with acting(command="portal", user=None):
        load_all()


def collect_static() -> None:
    """Gather the static files under STATIC_ROOT, unless that was done with these very files."""
    marker = Path(settings.STATIC_ROOT) / ".sources"
    sources = _sources()
    if not marker.exists() or marker.read_text() != sources:
        call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=UNUSED_STATIC)
        marker.write_text(sources)


def _sources() -> str:
    """A hash that changes with any file, its size or its time."""
    lines = [settings.STATIC_URL, settings.STORAGES["staticfiles"]["BACKEND"]]
    for finder in get_finders():
        for path, storage in finder.list(UNUSED_STATIC):
            state = os.stat(storage.path(path))
            lines.append(f"{path} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
