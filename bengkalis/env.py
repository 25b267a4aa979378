"""Settings from the environment: a missing or nonsensical value stops the start with one sentence.

The names are those of the contract: each secret may also come as ``NAME_FILE``, a path to a
file that holds it (Docker and systemd credentials).
"""

import os
import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

TRUE, FALSE = {"1", "true", "yes", "on", "ya"}, {"", "0", "false", "no", "off", "tidak"}
POSTGRES_SCHEMES = {"postgres", "postgresql", "pgsql"}


class BadSetting(SystemExit):
    """A setting that cannot be used; the message names it and says what was expected."""

    def __init__(self, name: str, sentence: str):
        super().__init__(f"{name}: {sentence}")


def text(name: str, default: str | None = None) -> str | None:
    """The value of ``name``, or of the file that ``NAME_FILE`` names, or ``default``."""
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE", f"tidak terbaca ({error.strerror}): {path}") from error
    return default


def boolean(name: str, default: bool = False) -> bool:
    """``DEBUG=1`` and its like; anything but a plain yes or no stops the start."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise BadSetting(name, f"ditemukan {value!r}, diharapkan 1 atau 0")


def names(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    value = os.environ.get(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def rate(name: str, default: str) -> str:
    """A limit such as ``30/10s``: so many requests in so many seconds, minutes, hours or days."""
    value = text(name, default)
    if not re.fullmatch(r"[1-9][0-9]{0,8}/([1-9][0-9]{0,3})?[smhd](in|ec|our|ay)?", value):
        raise BadSetting(name, f"ditemukan {value!r}, diharapkan seperti 30/10s atau 300/min")
    return value


def database(name: str) -> dict | None:
    """Django's database settings from a URL such as ``postgres://user:pw@host:5432/db``.

    Returns ``None`` when unset. Raises BadSetting for another scheme or a missing database name.
    """
    url = text(name)
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadSetting(name, f"bukan alamat basis data yang sah ({error})") from error
    if parts.scheme not in POSTGRES_SCHEMES:
        raise BadSetting(name, f"ditemukan skema {parts.scheme!r}, diharapkan postgres://…")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    dbname = unquote(parts.path.lstrip("/"))
    if not dbname:
        raise BadSetting(name, "nama basis data tidak ada; diharapkan postgres://…/nama")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": dbname,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def email(name: str) -> dict:
    """Django's e-mail settings from ``smtp://user:pw@host:587`` (``smtps``: TLS); none: console."""
    url = text(name)
    if url is None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadSetting(name, "diharapkan smtp://pengguna:sandi@server:587 atau smtps://…")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
    }


def secret(name: str, keep_in: Path | None, minimum: int = 32) -> str:
    """A secret of at least ``minimum`` characters; without one, the demonstration makes its own.

    ``keep_in`` is the private folder for the demonstration's own secret, or ``None`` where a
    database of one's own is configured: then the secret is demanded.
    """
    value = text(name)
    if value is None and keep_in is not None:
        value = _own_secret(keep_in / name.lower())
    if value is None:
        raise BadSetting(name, "wajib diisi bila DATABASE_URL dipakai (atau pakai NAMA_FILE)")
    if len(value) < minimum:
        raise BadSetting(name, f"terlalu pendek: {len(value)} karakter, paling sedikit {minimum}")
    return value


def optional_secret(name: str) -> str | None:
    """A secret that may be absent; given, it is as long as any other."""
    return None if text(name) is None else secret(name, None)


def _own_secret(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(os.urandom(32).hex())
    return path.read_text().strip()
