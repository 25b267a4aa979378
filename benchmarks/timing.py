"""What a piece of work costs: CPU of this process and of its database server, time by the clock."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from django.db import connection, transaction

Work = Callable[[], object]


class Sides(NamedTuple):
    """The same work twice, ``times`` in a sample; ``weighs`` if its memory is of interest."""

    title: str
    plain: Work
    portal: Work
    times: int = 1
    weighs: bool = False


class Cost(NamedTuple):
    """Milliseconds of one piece of work."""

    cpu: float
    wall: float


def compare(sides: Sides, rounds: int) -> tuple[Cost, Cost]:
    """Median costs of plain and portal, measured in turns; the first, cold, turn is left out."""
    samples: tuple[list[Cost], list[Cost]] = ([], [])
    for number in range(rounds + 1):
        for side in (0, 1) if number % 2 else (1, 0):
            cost = sample((sides.plain, sides.portal)[side], sides.times if number else 1)
            if number:
                samples[side].append(cost)
    plain, portal = (Cost(*map(median, zip(*costs, strict=True))) for costs in samples)
    return plain, portal


def sample(work: Work, times: int) -> Cost:
    connection.ensure_connection()
    server, cpu, wall = server_seconds(), time.process_time(), time.perf_counter()
    for _ in range(times):
        work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    cpu += max(server_seconds() - server, 0)
    return Cost(cpu * 1000 / times, wall * 1000 / times)


def server_seconds() -> float:
    """CPU of the database process of this connection; 0 where it runs on another machine."""
    process = Path(f"/proc/{connection.connection.info.backend_pid}")
    try:
        if not (process / "comm").read_text().startswith("postgres"):
            return 0.0
        return int((process / "schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


def undone(work: Work) -> Work:
    """``work`` with the checks that a commit would make, and then rolled back."""

    def perform():
        with transaction.atomic():
            work()
            connection.check_constraints()
            transaction.set_rollback(True)

    return perform


def peak_megabytes() -> float | None:
    """The most memory that this process ever held; None where the system does not say.

    ``resource`` would not do: there a child process starts with the peak of its parent.
    """
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
