"""Loading reference data: rows from CSV files, matched by their official code, idempotently."""

import csv
from collections.abc import Iterable
from pathlib import Path

from django.db import models, transaction


def read_csv(path: Path) -> list[dict]:
    """Rows of a reference file, in which an empty cell means "not known": ``None``."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]


@transaction.atomic
def upsert(
    model: type[models.Model], key: str, rows: Iterable[dict], overwrite: bool = True
) -> list[str]:
    """Create or bring up to date one row per ``row[key]``; returns a line per change made.

    With ``overwrite=False`` rows that exist stay as people edited them.
    """
    known = {getattr(row, key): row for row in model._default_manager.all()}
    lines = []
    for values in rows:
        instance = known.get(values[key])
        if instance is None:
            instance = model(**values)
            instance.full_clean()
            instance.save()
            known[values[key]] = instance
            lines.append(f"+ {model._meta.verbose_name} {values[key]} {instance}")
        elif overwrite and (changed := _changes(instance, values)):
            instance.full_clean()
            instance.save(update_fields=changed)
            lines.append(f"~ {model._meta.verbose_name} {values[key]}: {', '.join(changed)}")
    return lines


def _changes(instance: models.Model, values: dict) -> list[str]:
    changed = []
    for name, value in values.items():
        field = instance._meta.get_field(name)
        wanted = value if isinstance(value, models.Model) else field.to_python(value)
        if getattr(instance, name) != wanted:
            setattr(instance, name, wanted)
            changed.append(name)
    return changed
