"""The production server: gunicorn with threads, on a socket that is surely ours."""

import http.client
import os
import socket
import sys
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication

WORKERS, THREADS = 2, 4
PATIENCE = 60  # seconds in which the first answer must come
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises OSError, for instance for a port in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(1024)
    except OSError:
        found.close()
        raise
    return found


class Server(BaseApplication):
    """Serves on ``sock``, which it takes over, until SIGINT or SIGTERM.

    Calls ``ready``, in a worker, when the first answer has come.
    """

    def __init__(self, sock: socket.socket, ready: Callable[[], None]):
        self.address, self.ready = sock.getsockname()[:2], ready
        self.bind = f"fd://{sock.detach()}"
        super().__init__()

    def load_config(self):
        options = {
            "bind": self.bind,
            "worker_class": "gthread",
            "workers": WORKERS,
            "threads": THREADS,
            "preload_app": True,
            "graceful_timeout": 10,
            "limit_request_line": 8190,  # a question of statistics may name many codes
            "loglevel": "warning",
            "proc_name": "portal",
            "control_socket_disable": True,
            "post_worker_init": self._answer_first,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self):
        """The application, complete before the workers fork; they share no connection with us."""
        application = get_wsgi_application()
        _ = get_resolver().url_patterns
        connections.close_all()
        return application

    def _answer_first(self, worker) -> None:
        if worker.age == 1:
            threading.Thread(target=self._announce, daemon=True).start()

    def _announce(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if answers(*self.address):
                return self.ready()
            time.sleep(0.05)
        sys.stderr.write(f"Portal belum menjawab setelah {PATIENCE} detik.\n")


def serve(sock: socket.socket, ready: Callable[[], None]) -> None:
    """Returns when the server has stopped; its workers end here and never return."""
    parent = os.getpid()
    try:
        Server(sock, ready).run()
    except SystemExit as stopped:
        if os.getpid() != parent:
            os._exit(stopped.code)  # what the parent has yet to do is not ours
        if stopped.code:
            raise


def answers(host: str, port: int) -> bool:
    """Whether the portal there says that it and its database are ready."""
    allowed = next(iter(settings.ALLOWED_HOSTS), "localhost").lstrip(".*") or "localhost"
    client = http.client.HTTPConnection(ANYWHERE.get(host, host), port, timeout=5)
    try:
        client.request("GET", "/readyz", headers={"Host": allowed})
        return client.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()
