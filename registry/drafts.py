"""What a person typed and has not saved yet: kept sealed on the server, offered again, discarded.

A draft belongs to one person, one form and, where the form changes a row, to that one.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import QueryDict

from bengkalis.access import Permission, find_editable, scope_of
from bengkalis.errors import DomainError
from registry.models import Cooperative, Enterprise, FormDraft

NEW, EDIT = "koperasi-baru", "koperasi"
NEW_ENTERPRISE, EDIT_ENTERPRISE = "umkm-baru", "umkm"
NOT_TYPED = {"csrfmiddlewaretoken", "simpan-draf", "kecamatan-benar", "buang", "base"}
LARGEST = 100_000  # characters


@dataclass(frozen=True)
class Form:
    """A form of which drafts are kept: the name of its page, who may save it, and what it changes
    (None: it makes a new row)."""

    page: str
    permission: Permission
    changes: type | None = None


FORMS = {
    NEW: Form("cooperative-new", Permission.ADD_COOPERATIVE),
    EDIT: Form("cooperative-edit", Permission.EDIT_COOPERATIVE, Cooperative),
    NEW_ENTERPRISE: Form("enterprise-new", Permission.EDIT_ENTERPRISE),
    EDIT_ENTERPRISE: Form("enterprise-edit", Permission.EDIT_ENTERPRISE, Enterprise),
}


class DraftTooLarge(DomainError):
    """More than any form of the portal can hold."""

    slug = "bad-request"


def may_keep(user, form: str, uid) -> None:
    """Only who may save the form may keep a draft of it. Raises Http404, PermissionDenied."""
    known = FORMS[form]
    if known.changes:
        find_editable(known.changes.objects.all(), user, uid=uid)
    elif not scope_of(user, known.permission):
        raise PermissionDenied(f"Penugasan Anda tidak mencakup {known.permission.label}.")


def find(user, form: str, uid=None) -> FormDraft | None:
    """The person's own draft, if there is one."""
    return FormDraft.objects.filter(user=user, form=form, object_key=_key(uid)).first()


def keep(user, form: str, uid, data: QueryDict) -> FormDraft:
    """Replace the person's draft by what the form now holds. Raises DraftTooLarge.

    It counts as begun from ``base``, the oldest version it was compared with.
    """
    content = {name: values for name, values in data.lists() if name not in NOT_TYPED}
    version = version_of(data, "base") or version_of(data)
    content["version"] = [str(version or "")]
    if sum(len(value) for values in content.values() for value in values) > LARGEST:
        raise DraftTooLarge("Isian terlalu panjang untuk disimpan sebagai draf.")
    draft, _ = FormDraft.objects.update_or_create(
        user=user,
        form=form,
        object_key=_key(uid),
        defaults={"content": content, "version": version},
    )
    return draft


def discard(user, form: str, uid=None) -> None:
    """Forget the draft: it was saved, or is not wanted."""
    FormDraft.objects.filter(user=user, form=form, object_key=_key(uid)).delete()


def typed(draft: FormDraft | None, prefix: str = "") -> dict[str, str]:
    """What stood in the fields of one form, as ``initial`` for it."""
    start = f"{prefix}-" if prefix else ""
    content = draft.content if draft else {}
    return {
        name.removeprefix(start): values[-1]
        for name, values in content.items()
        if name.startswith(start) and values
    }


def _key(uid) -> str:
    return str(uid or "")


def version_of(data: QueryDict, name: str = "version") -> int | None:
    """The version number that a form carries; None when it carries none."""
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
