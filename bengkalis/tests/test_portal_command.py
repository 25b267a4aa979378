"""``manage.py portal``: what it prepares, what it refuses, how it stops and comes back."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from bengkalis import demonstration, preparation, serving
from bengkalis.env import BadSetting
from bengkalis.management.commands import portal

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken():
    """A port that another program listens on."""
    with closing(serving.listen("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.fixture
def statics(settings, tmp_path):
    """A source folder of static files and the folder they are gathered in."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "halaman.css").write_text("body { color: black }")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "static"
    return source, settings.STATIC_ROOT


def test_a_port_in_use_is_named_with_the_way_out(taken):
    command = portal.Command()
    with pytest.raises(BadSetting) as refused:
        command._listen("127.0.0.1", taken)
    assert f"port {taken}" in str(refused.value)
    assert re.search(r"--port \d+$", str(refused.value))


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(BadSetting, match=r"--host: 192\.0\.2\.1 bukan alamat komputer ini"):
        portal.Command()._listen("192.0.2.1", 8000)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", ""])
def test_what_is_no_port_is_refused_with_what_was_found(text):
    with pytest.raises(BadSetting, match=f"ditemukan '{text}'"):
        portal.port_number(text)


def test_a_port_for_root_only_suggests_one_that_anybody_may_use():
    denied = PermissionError(13, "Permission denied")
    assert str(portal.refusal("127.0.0.1", 80, denied)).endswith("--port 8001")


def test_the_address_is_printed_so_that_it_can_be_opened(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert "http://[::1]:8000/" in portal.ready("::1", 8000, "")
    assert "ALLOWED_HOSTS" not in portal.ready("127.0.0.1", 8000, "")
    assert "ALLOWED_HOSTS" in portal.ready("0.0.0.0", 8000, "")


def test_static_files_are_gathered_again_only_when_a_source_has_changed(statics):
    source, root = statics
    preparation.collect_static()
    copied = root / "halaman.css"
    copied.unlink()
    preparation.collect_static()
    assert not copied.exists()
    (source / "halaman.css").write_text("body { color: navy }")
    preparation.collect_static()
    assert "navy" in copied.read_text()


@pytest.fixture
def own_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.parametrize("found", [0o755, 0o777])
def test_the_folder_of_data_and_secrets_becomes_private(settings, tmp_path, own_umask, found):
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()
    settings.VAR.chmod(found)
    preparation.keep_private()
    (settings.VAR / "berkas").write_text("rahasia")
    assert stat.S_IMODE(settings.VAR.stat().st_mode) == 0o700
    assert stat.S_IMODE((settings.VAR / "berkas").stat().st_mode) == 0o600


def test_a_second_portal_waits_while_the_first_prepares(db):
    other, key = connection.copy(), "hashtext('bengkalis.preparation')"
    with closing(other), other.cursor() as cursor:
        with preparation.one_at_a_time():
            cursor.execute(f"SELECT pg_try_advisory_lock({key})")
            assert cursor.fetchone() == (False,)
        cursor.execute("SET statement_timeout = '60s'")
        cursor.execute(f"SELECT pg_advisory_lock({key})")  # comes back when it is free


def test_a_migrated_database_is_not_behind(db):
    assert not preparation.is_behind()


def test_the_first_start_fills_in_the_demonstration_and_the_next_only_tells(
    db, settings, tmp_path, statics
):
    settings.VAR = tmp_path
    first = portal.Command()._prepare(empty=False)
    people = get_user_model().objects.count()
    assert "kadis" in first
    assert portal.Command()._prepare(empty=False) == first
    assert get_user_model().objects.count() == people


def test_an_empty_first_start_makes_one_administrator_with_a_password_for_once(
    db, settings, tmp_path, statics
):
    settings.VAR = tmp_path
    printed = portal.Command()._prepare(empty=True)
    admin = get_user_model().objects.get()
    assert admin.username == "admin"
    assert admin.check_password(printed.split()[-1])
    assert admin.must_change_password
    assert admin.may("manage_people")
    assert not demonstration.accounts_file().exists()


def test_an_empty_portal_stays_empty_at_later_starts(db, settings, tmp_path, statics):
    settings.VAR = tmp_path
    portal.Command()._prepare(empty=True)
    assert portal.Command()._prepare(empty=False) == ""
    assert get_user_model().objects.count() == 1


def test_the_server_has_threads_and_persistent_connections_and_no_access_log(settings):
    server = serving.Server(serving.listen("127.0.0.1", 0), ready=lambda: None)
    os.close(int(server.bind.removeprefix("fd://")))
    assert (server.cfg.worker_class_str, server.cfg.workers, server.cfg.threads) == (
        "gthread", 2, 4,
    )  # fmt: skip
    assert server.cfg.accesslog is None
    assert settings.DATABASES["default"]["CONN_MAX_AGE"] > 0


def test_nobody_answers_where_nobody_serves(taken):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert not serving.answers("127.0.0.1", free)


class Portal:
    """A portal of its own in ``folder``, as a stranger runs it."""

    def __init__(self, folder: Path):
        self.folder = folder
        with closing(serving.listen("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]

    def start(self) -> list[str]:
        """What it printed up to the address."""
        environment = {"PATH": os.defpath, "HOME": str(self.folder), "LANG": "C.UTF-8"}
        environment |= {"PORTAL_VAR": str(self.folder / "var"), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, ROOT / "manage.py", "portal", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        printed = []
        for line in self.process.stdout:
            printed.append(line)
            if "Portal siap" in line:
                break
        return printed

    def answers(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz") as answer:
            return answer.read() == b"ok\n"

    def end(self, how: signal.Signals) -> int:
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        self.process.communicate(timeout=60)
        return self.process.returncode

    def database_runs(self) -> bool:
        return (self.folder / "var/postgres/data/postmaster.pid").exists()


def test_a_portal_starts_stops_with_ctrl_c_and_comes_back_after_a_kill(tmp_path):
    one = Portal(tmp_path / "map dengan spasi")
    one.folder.mkdir()
    try:
        assert "Mengisi data CONTOH…\n" in one.start()
        assert one.answers()
        assert one.end(signal.SIGINT) == 0
        assert not one.database_runs()
        assert "Mengisi data CONTOH…\n" not in one.start()
        one.end(signal.SIGKILL)
        one.start()
        assert one.answers()
    finally:
        one.end(signal.SIGTERM)
    deadline = time.monotonic() + 60
    while one.database_runs() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not one.database_runs()
