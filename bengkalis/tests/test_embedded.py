"""The bundled PostgreSQL: really started, shared, killed and recovered, in folders of its own."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psutil
import psycopg2
import pytest

from bengkalis import embedded, embedded_keeper
from bengkalis.env import BadSetting

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds until a test gives up waiting
USER = """
import os, subprocess, sys
from pathlib import Path
from bengkalis.embedded import ensure_running
print(ensure_running(Path(sys.argv[1]), durable=False).host, flush=True)
"""


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """A folder whose clusters the tests share, as making one takes a second."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(autouse=True)
def _own_holds(monkeypatch, var):
    """Our holds apart from those of the suite's own database; each test leaves no server behind."""
    monkeypatch.setattr(embedded, "_holds", {})
    yield
    embedded.release()
    wait_for(lambda: stopped(var))


@pytest.fixture
def user():
    """Starts processes that use a server, and ends those still there."""
    started = []

    def start(var, then="sys.stdin.read()"):
        started.append(start_user(var, then))
        return started[-1]

    yield start
    for process in started:
        end(process)


def start_user(var, then="sys.stdin.read()", **options):
    return subprocess.Popen(
        [sys.executable, "-c", USER + then, var],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def end(process):
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def wait_for(what):
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def volatile(var):
    return var / "postgres-volatile"


def stopped(var):
    """Whether neither a server nor a keeper is left in this folder."""
    for path in [*var.glob("*.server"), *var.glob("*.keeper")]:
        with path.open("a") as file:
            if not embedded_keeper.try_lock(file):
                return False
    return True


def server_pid(home):
    return int((home / "data" / "postmaster.pid").read_text().split()[0])


def kill_server(home):
    os.kill(server_pid(home), signal.SIGKILL)
    wait_for(lambda: embedded_keeper.server_state(home / "data") == ("", ""))


def keeper_of(home):
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if str(home) in command and embedded_keeper.__file__ in command:
            return process
    return None


def ask(cluster, *statements):
    """The last answer's first value."""
    connection = psycopg2.connect(
        host=cluster.host,
        port=cluster.port,
        user=cluster.user,
        password=cluster.password,
        dbname=cluster.database,
    )
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def test_the_first_start_makes_a_private_cluster_in_a_long_path_with_a_space(tmp_path):
    var = tmp_path / ("dinas koperasi " * 8) / "var"
    cluster = embedded.ensure_running(var)
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SHOW fsync") == "on"
    assert ask(cluster, "SHOW listen_addresses") == ""
    assert ask(cluster, "SELECT upper('é')") == "É"
    data = var / "postgres" / "data"
    assert [mode(data), mode(data / "password"), mode(Path(cluster.host))] == [
        "0o700",
        "0o600",
        "0o700",
    ]
    assert cluster.password not in (var / "postgres.log").read_text()


def test_the_portal_s_role_is_no_superuser_yet_may_make_extensions_and_databases(var):
    cluster = embedded.ensure_running(var, durable=False)
    assert ask(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    for name in ("pg_trgm", "btree_gist", "unaccent"):
        ask(cluster, f"CREATE EXTENSION IF NOT EXISTS {name}")
    ask(cluster, "DROP DATABASE IF EXISTS another", "CREATE DATABASE another")
    assert ask(cluster, "SELECT count(*) FROM pg_database WHERE datname = 'another'") == 1


def test_nobody_signs_in_without_the_password_or_as_superuser(var):
    cluster = embedded.ensure_running(var, durable=False)
    for user, password in ((cluster.user, "wrong"), ("postgres", cluster.password)):
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(host=cluster.host, user=user, password=password, dbname="bengkalis")


def test_release_by_the_last_user_returns_when_the_server_has_stopped(var):
    cluster = embedded.ensure_running(var, durable=False)
    embedded.release()
    assert stopped(var)
    assert "database system is shut down" in (var / "postgres-volatile.log").read_text()
    assert not Path(cluster.host).exists()


def test_a_second_user_joins_and_the_server_stays_until_both_are_killed(var, user):
    first, second = user(var), user(var)
    assert first.stdout.readline() == second.stdout.readline()
    first.kill()
    cluster = embedded.ensure_running(var, durable=False)
    embedded.release()
    assert ask(cluster, "SELECT 1") == 1
    second.kill()
    wait_for(lambda: stopped(var))
    assert "database system is shut down" in (var / "postgres-volatile.log").read_text()


def test_two_simultaneous_starts_share_one_new_server(tmp_path, user):
    var = tmp_path / "dinas koperasi"
    first, second = user(var), user(var)
    assert first.stdout.readline() == second.stdout.readline() != ""
    started = (var / "postgres-volatile.log").read_text().count("starting PostgreSQL")
    assert started == 1


def test_a_start_while_the_server_stops_gets_a_new_server(var, user):
    first = user(var)
    host = first.stdout.readline().strip()
    first.kill()
    cluster = embedded.ensure_running(var, durable=False)
    assert cluster.host == host
    assert ask(cluster, "SELECT 1") == 1


def test_forked_children_share_the_hold_and_executed_programs_do_not(var, user):
    then = """
print(subprocess.Popen(["sleep", "60"], close_fds=False).pid, flush=True)
if os.fork() == 0:
    sys.stdin.read()
os._exit(0)
"""
    parent = user(var, then)
    host, program = parent.stdout.readline().strip(), int(parent.stdout.readline())
    parent.wait()
    try:
        assert embedded_keeper.server_state(volatile(var) / "data") == (host, "ready")
        parent.stdin.close()
        wait_for(lambda: stopped(var))
        assert psutil.pid_exists(program)
    finally:
        os.kill(program, signal.SIGKILL)


def test_after_kill_9_of_everything_the_next_start_finds_what_was_committed(var):
    home = var / "postgres"
    cluster = embedded.ensure_running(var)
    ask(cluster, "DROP TABLE IF EXISTS kept", "CREATE TABLE kept AS SELECT 42 AS n")
    keeper_of(home).kill()
    kill_server(home)
    os.close(embedded._holds.popitem()[1])
    assert ask(embedded.ensure_running(var), "SELECT n FROM kept") == 42


def test_a_killed_server_is_started_again_at_the_same_address(var):
    home = var / "postgres"
    cluster = embedded.ensure_running(var)
    kill_server(home)
    assert embedded.ensure_running(var) == cluster
    assert ask(cluster, "SELECT 1") == 1


def test_a_server_that_outlived_its_keeper_is_adopted_and_stopped_in_the_end(var):
    home = volatile(var)
    cluster = embedded.ensure_running(var, durable=False)
    pid = server_pid(home)
    keeper = keeper_of(home)
    keeper.kill()
    wait_for(lambda: not keeper.is_running())
    assert embedded.ensure_running(var, durable=False) == cluster
    assert server_pid(home) == pid
    embedded.release()
    assert stopped(var)


def test_making_the_cluster_is_begun_anew_after_a_kill_half_way(tmp_path, user):
    var = tmp_path / "var"
    half = volatile(var) / "data.new"
    first = user(var)
    wait_for((half / "PG_VERSION").exists)
    keeper_of(volatile(var)).kill()
    end(first)
    assert not (volatile(var) / "data").exists()
    assert ask(embedded.ensure_running(var, durable=False), "SELECT 1") == 1
    assert not half.exists()


def test_a_leftover_that_names_a_living_process_does_not_stop_the_start(var):
    embedded.ensure_running(var)
    embedded.release()
    data = var / "postgres" / "data"
    lines = [os.getpid(), data, 1, 5432, tempfile.gettempdir(), "", "0 0", "ready"]
    (data / "postmaster.pid").write_text("\n".join(map(str, lines)))
    assert ask(embedded.ensure_running(var), "SELECT 1") == 1


def test_a_fast_cluster_that_was_killed_is_made_anew(var):
    home = volatile(var)
    cluster = embedded.ensure_running(var, durable=False)
    kill_server(home)
    assert embedded.ensure_running(var, durable=False).password != cluster.password


def test_the_server_of_a_copied_folder_s_original_is_not_taken_for_its_own(var, tmp_path):
    original = embedded.ensure_running(var, durable=False)
    data = volatile(var) / "data"
    shutil.copy(data / "postmaster.pid", tmp_path)
    assert embedded_keeper.server_state(data) == (original.host, "ready")
    assert embedded_keeper.server_state(tmp_path) == ("", "")


def test_a_socket_folder_planted_by_someone_else_is_refused_by_name(tmp_path):
    folder = tmp_path / "bengkalis-0123"
    embedded_keeper.make_private(folder)
    folder.chmod(0o777)
    with pytest.raises(embedded_keeper.Failed, match=folder.name):
        embedded_keeper.make_private(folder)


def test_a_server_that_cannot_start_says_why_and_names_the_way_out(var):
    embedded.ensure_running(var, durable=False)
    embedded.release()
    with (volatile(var) / "data" / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 'banyak'\n")
    with pytest.raises(BadSetting, match="DATABASE_URL") as refused:
        embedded.ensure_running(var, durable=False)
    shutil.rmtree(volatile(var))
    assert "FATAL" in str(refused.value)


def test_the_binaries_include_what_a_backup_needs():
    for program in ("pg_dump", "pg_restore", "psql"):
        assert os.access(embedded.bin_folder() / program, os.X_OK)


def without_user_namespaces():
    """For preexec_fn: root over all users in a namespace that refuses further ones."""
    maps, ready = os.pipe(), os.pipe()
    inside = os.getpid()
    if (mapper := os.fork()) == 0:
        os.read(ready[0], 1)
        for name in ("uid_map", "gid_map"):
            Path(f"/proc/{inside}/{name}").write_text("0 0 65536")
        os.write(maps[1], b".")
        os._exit(0)
    assert ctypes.CDLL(None).unshare(embedded_keeper.CLONE_NEWUSER) == 0
    os.write(ready[1], b".")
    os.read(maps[0], 1)
    os.waitpid(mapper, 0)
    os.setuid(0)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only root on Linux")
@pytest.mark.parametrize("reachable", [True, False])
def test_root_without_user_namespaces_runs_the_server_as_nobody(tmp_path, reachable):
    place = Path(tempfile.mkdtemp(prefix="bengkalis-test-"))
    place.chmod(0o755 if reachable else 0o700)
    var = place / "var"
    try:
        for _ in ("made", "found again"):
            process = start_user(var, "sys.stdin.read()", preexec_fn=without_user_namespaces)
            assert process.stdout.readline()
            assert psutil.Process(server_pid(volatile(var))).username() == "nobody"
            assert volatile(var).is_symlink() is not reachable
            end(process)
            wait_for(lambda: stopped(var))
    finally:
        shutil.rmtree(volatile(var).resolve())
        shutil.rmtree(place)
