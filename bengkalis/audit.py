"""The audit trail: every change of every table, and every reading of personal data.

Changes are written by PostgreSQL's statement triggers (django-pghistory), so bulk writes, COPY
and raw SQL are in it too. Who, when and which request stand in ``pghistory.Context``.
"""

import functools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
import pghistory.models
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import connection, models


class AuditEvent(pghistory.models.Event):
    """Base of all event tables; a UUID key, because an identity key would not survive sharding."""

    pgh_id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)

    class Meta:
        abstract = True


def audited(exclude: tuple[str, ...] = ()):
    """Class decorator: record every insert, update and delete of the model, whoever makes it.

    ``exclude`` names columns that stay out of the trail: secrets and generated columns.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
    )


@contextmanager
def acting(**who) -> Iterator[None]:
    """Everything written inside is recorded as done by ``who`` (``user=pk, command=…``)."""
    with pghistory.context(**who):
        yield


def attach() -> None:
    """Make the trail know who acts before a COPY opens the transaction.

    COPY does not pass Django's statement wrapper, so the variables it sets must be there already.
    Call inside the transaction, before ``copy_expert``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL bengkalis.copying = 'on'")


def recorded(command):
    """Decorate ``Command.handle``: what a command changes is recorded under the command's name."""

    @functools.wraps(command)
    def handle(self, *args, **options):
        name = self.__class__.__module__.rsplit(".", 1)[-1]
        with acting(command=name, user=None):
            return command(self, *args, **options)

    return handle


class PersonalDataRead(models.Model):
    """One reading of personal data in clear: who, whose, which field, what for (UU PDP 27/2022)."""

    read_at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="pembaca")
    model = models.CharField("jenis data", max_length=60)
    object_uid = models.UUIDField("data")
    field = models.CharField("kolom", max_length=60)
    purpose = models.CharField("keperluan", max_length=200)
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = "pembacaan data pribadi"
        ordering = ["-read_at", "-id"]
        indexes = [
            models.Index(fields=["object_uid", "-read_at"], name="personal_read_object"),
            models.Index(fields=["user", "-read_at"], name="personal_read_user"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_uid} {self.field}"


MANY = uuid.UUID(int=0)  # stands for "the rows that the purpose describes"


def note_reading(request, instance, field: str, purpose: str) -> None:
    """Record that ``request.user`` saw ``field`` of ``instance`` in clear."""
    _note(request, instance, instance.uid, field, purpose)


def note_download(request, model, field: str, purpose: str) -> None:
    """Record that ``request.user`` took ``field`` of many rows of ``model`` away in a file."""
    _note(request, model, MANY, field, purpose)


def _note(request, model, uid: uuid.UUID, field: str, purpose: str) -> None:
    PersonalDataRead.objects.create(
        user=request.user,
        model=model._meta.label_lower,
        object_uid=uid,
        field=field,
        purpose=purpose,
        request_id=getattr(request, "request_id", ""),
    )
