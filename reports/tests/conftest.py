"""Says at the end of a run which client of the statistics could not be tried."""

import shutil
from pathlib import Path

CLIENTS = Path(__file__).resolve().parent.parent.parent / ".ci" / "clients" / "node_modules"
TOOLKIT = CLIENTS / "jsonstat-toolkit"
MISSING = "Node atau jsonstat-toolkit tidak ada (npm ci --prefix .ci/clients)"


def has_toolkit() -> bool:
    return shutil.which("node") is not None and TOOLKIT.exists()


def pytest_terminal_summary(terminalreporter):
    if not has_toolkit():
        terminalreporter.write_line(f"PERINGATAN: {MISSING}; uji jsonstat-toolkit DILEWATI.")
