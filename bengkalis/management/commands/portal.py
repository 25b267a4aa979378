"""``manage.py portal``: prepares what is missing, then serves until Ctrl-C."""

import errno
import io

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections

from bengkalis import demonstration, embedded, env, preparation, serving
from bengkalis.env import BadSetting

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Menjalankan portal: basis data, migrasi, data acuan, data CONTOH, lalu server."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="alamat untuk mendengarkan")
        parser.add_argument("--port", type=port_number, default=8000, help="nomor port (8000)")
        parser.add_argument("--empty", action="store_true", help="mulai pertama tanpa data CONTOH")

    def handle(self, *args, host, port, empty, **options):
        try:
            self._listen(host, port).close()
            preparation.keep_private()
            if host in LOOPBACK and env.text("PUBLIC_URL") is None:
                settings.PUBLIC_URL = address(host, port)  # where QR codes of this trial lead
            accounts = self._prepare(empty)
            sock = self._listen(host, port)
            serving.serve(sock, lambda: self._say(ready(host, port, accounts)))
        except (ImproperlyConfigured, OperationalError) as error:
            raise BadSetting("DATABASE_URL", f"basis data tidak dapat dipakai: {error}") from error
        except KeyboardInterrupt as error:
            raise SystemExit("Dihentikan sebelum siap.") from error
        finally:
            leave()

    def _prepare(self, empty: bool) -> str:
        """How to sign in, once everything is there."""
        with preparation.one_at_a_time():
            if preparation.is_behind():
                self._say("Menyiapkan basis data…")
                preparation.migrate()
            preparation.load_reference()
            preparation.collect_static()
            if preparation.is_new():
                return self._first_accounts(empty)
        if empty:
            self._say("--empty diabaikan: portal ini sudah berisi.")
        return demonstration.accounts()

    def _first_accounts(self, empty: bool) -> str:
        if empty:
            return call_command("create_admin", stdout=io.StringIO())
        self._say("Mengisi data CONTOH…")
        call_command("seed_demo", stdout=io.StringIO())
        self._say("Menghitung statistik…")
        call_command("rebuild_statistics", stdout=io.StringIO())
        return demonstration.accounts()

    def _listen(self, host: str, port: int):
        try:
            return serving.listen(host, port)
        except OSError as error:
            raise refusal(host, port, error) from error

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def address(host: str, port: int) -> str:
    """``http://127.0.0.1:8000``."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def ready(host: str, port: int, accounts: str) -> str:
    """What is printed when the portal answers."""
    lines = ["", f"Portal siap di {address(host, port)}/  (berhenti: Ctrl-C)", accounts]
    if host not in LOOPBACK and set(settings.ALLOWED_HOSTS) <= {*LOOPBACK, "[::1]"}:
        lines.append("Untuk dibuka dari komputer lain, isi ALLOWED_HOSTS dengan alamat portal ini.")
    return "\n".join(lines)


def port_number(text: str) -> int:
    """A TCP port. Raises BadSetting."""
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise BadSetting("--port", f"ditemukan {text!r}, diharapkan angka 1 sampai 65535")


def refusal(host: str, port: int, error: OSError) -> BadSetting:
    """Why this address cannot be listened on, and what to do."""
    another = port + 1 if 1024 <= port < 65535 else 8001
    other = f"pilih yang lain, misalnya: manage.py portal --port {another}"
    if error.errno == errno.EADDRINUSE:
        return BadSetting("--port", f"port {port} di {host} sudah dipakai program lain; {other}")
    if error.errno == errno.EACCES:
        return BadSetting("--port", f"port {port} tidak boleh dipakai pengguna ini; {other}")
    return BadSetting("--host", f"{host} bukan alamat komputer ini; diharapkan misalnya 127.0.0.1")


def leave() -> None:
    """Let go of the database; the last portal that does so stops the bundled server."""
    connections.close_all()
    if settings.BUNDLED_DATABASE:
        embedded.release(wait=True)
