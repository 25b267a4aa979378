"""Optimistic locking: a version that the database itself counts up at every change of a row."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.http import Http404

from bengkalis.cleaning import Cleaned
from bengkalis.errors import StaleVersion


def count_versions(ignoring: list[str] | None = None) -> pgtrigger.Trigger:
    """Trigger for Meta.triggers: raw SQL and bulk updates raise the version as well.

    A change of nothing but the columns ``ignoring`` is no edit and raises nothing.
    """
    return pgtrigger.Trigger(
        condition=pgtrigger.AnyChange(exclude=ignoring) if ignoring else None,
        name="count_versions",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="NEW.version := OLD.version + 1; NEW.updated_at := clock_timestamp(); RETURN NEW;",
    )


class Versioned(Cleaned):
    """A row that two people may have open at once.

    ``version`` is what ETag, If-Match and the hidden form field carry; only the trigger sets it.
    """

    version = models.PositiveIntegerField("versi", default=1, db_default=1, editable=False)
    created_at = models.DateTimeField("dibuat", db_default=Now(), editable=False)
    updated_at = models.DateTimeField("diubah", db_default=Now(), editable=False)

    class Meta:
        abstract = True

    @classmethod
    def locked(cls, pk: int, version: int | None):
        """The row under lock, if it still has ``version``. Raises StaleVersion, or Http404
        for a row that was deleted meanwhile.

        ``version=None`` locks whatever is there: only for changes that read nothing first.
        """
        rows = cls._base_manager.select_for_update(of=("self",), no_key=True)
        try:
            row = rows.get(pk=pk)
        except cls.DoesNotExist as error:
            raise Http404("Data ini baru saja dihapus.") from error
        if version is not None and row.version != version:
            raise StaleVersion(row)
        return row
