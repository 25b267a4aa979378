"""The demonstration: made-up data of every app that has some, and how to sign in to it."""

import os
from collections import Counter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from bengkalis.audit import attach
from bengkalis.management.commands.load_reference import APPS


@transaction.atomic
def seed_all(scale: int = 1) -> Counter:
    """Every app's ``demo.seed(scale)``, in the order of the apps, all of it or nothing.

    Returns the rows written by kind; what is there already is not written again. Raises
    DomainError where the demonstration would mix with real data.
    """
    attach()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bengkalis.demonstration'))")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    written = Counter()
    for name in (f"{app}.demo" for app in APPS):
        if find_spec(name):
            written.update(import_module(name).seed(scale))
    return written


def accounts_file() -> Path:
    return settings.VAR / "demo-accounts.txt"


def keep_accounts(text: str) -> None:
    """Hold the demonstration's password for later starts, readable by the owner alone."""
    path = accounts_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{text}\n")


def accounts() -> str:
    """How to sign in to the demonstration; "" where it, or the file that tells, is not there."""
    path, people = accounts_file(), get_user_model().objects
    return path.read_text() if path.exists() and people.filter(is_demo=True).exists() else ""
