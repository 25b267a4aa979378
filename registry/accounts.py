"""Accounts of people: opened, corrected, closed; passwords and tokens that are shown once."""

import secrets

from axes.utils import reset as forget_failures
from django.db import transaction
from django.utils import timezone

from bengkalis.errors import DomainError
from registry.appointments import keeping_an_administrator
from registry.models import ApiToken, User
from registry.models.people import today

EDITABLE = ("username", "full_name", "nip", "email")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without signs that are mistaken for one another


def new_password() -> str:
    """An initial password that can be read out by telephone: 16 signs in four groups."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


@transaction.atomic
def open_account(user: User) -> str:
    """Save a new user; returns the initial password, which is never readable again.

    Raises ValidationError, for instance for a username that is taken.
    """
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.full_clean()
    user.save(force_insert=True)
    return password


@transaction.atomic
def correct_account(user: User, version: int | None) -> list[str]:
    """Save what differs from the database; returns the changed fields. Raises StaleVersion."""
    current = User.locked(user.pk, version)
    changed = [name for name in EDITABLE if getattr(user, name) != getattr(current, name)]
    if changed:
        user.save(update_fields=changed)
        user.refresh_from_db(fields=["version", "updated_at"])
    return changed


def close_account(user: User, by: User) -> None:
    """Let nobody sign in as ``user`` any more; open sessions and tokens end at once.

    Raises DomainError for one's own account and for the last administrator's.
    """
    if user.pk == by.pk:
        raise DomainError("Anda tidak dapat menutup akun sendiri; mintalah administrator lain.")
    with keeping_an_administrator(today()):
        _set_active(user, False)


def reopen_account(user: User) -> None:
    with transaction.atomic():
        _set_active(user, True)


def _set_active(user: User, active: bool) -> None:
    current = User.locked(user.pk, None)
    if current.is_active != active:
        current.is_active = active
        current.save(update_fields=["is_active"])


@transaction.atomic
def reset_password(user: User, by: User) -> str:
    """Give ``user`` a new initial password, lift a lock-out and revoke the tokens; returns the
    password, never readable again.

    Raises DomainError for one's own account: there the password is changed with the old one.
    """
    if user.pk == by.pk:
        raise DomainError("Untuk akun sendiri, pakai halaman Ganti kata sandi.")
    password = new_password()
    current = User.locked(user.pk, None)
    _set_password(current, password, must_change=True)
    forget_failures(username=current.username)
    user.tokens.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
    return password


def choose_password(user: User, password: str) -> None:
    """The person's own choice; it must have passed the password validators."""
    _set_password(user, password, must_change=False)


def _set_password(user: User, password: str, must_change: bool) -> None:
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])


def revoke_token(token: ApiToken) -> None:
    """The token stops working now; revoking twice keeps the first time."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
