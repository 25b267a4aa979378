"""The statistics API on a sample table; and which of its clients could not be tried."""

import shutil
from pathlib import Path

import pytest

from bengkalis.throttles import WindowThrottle
from reports.tests.px_tables import WIDE, Shelf

CLIENTS = Path(__file__).resolve().parent.parent.parent / ".ci" / "clients" / "node_modules"
TOOLKIT = CLIENTS / "jsonstat-toolkit"
MISSING = "Node atau jsonstat-toolkit tidak ada (npm ci --prefix .ci/clients)"


def has_toolkit() -> bool:
    return shutil.which("node") is not None and TOOLKIT.exists()


def pytest_terminal_summary(terminalreporter):
    if not has_toolkit():
        terminalreporter.write_line(f"PERINGATAN: {MISSING}; uji jsonstat-toolkit DILEWATI.")


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    """The table umkm in two editions: of 1 November 2026 and of today."""
    return Shelf().install(monkeypatch)


@pytest.fixture
def px(client, db, shelf, monkeypatch):
    """``px(path, query, **headers)`` → the answer to a GET, without a limit."""
    monkeypatch.setattr(WindowThrottle, "THROTTLE_RATES", WIDE)
    return lambda path, query=None, **headers: client.get(path, query or {}, headers=headers)
