"""``manage.py benchmark [NAME…]``: the portal against the plain way, as ratios of one run."""

import os
import platform
import subprocess
import sys
from argparse import SUPPRESS
from importlib import import_module

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

import benchmarks
from bengkalis.values import format_number

HEAD = ("pengukuran", "CPU biasa", "CPU portal", "kali", "jam biasa", "jam portal", "kali")
MEMORY = ("MB biasa", "MB portal")


class Command(BaseCommand):
    help = "Membandingkan portal dengan cara biasa; data yang ada tidak berubah."

    def add_arguments(self, parser):
        parser.add_argument(
            "names", nargs="*", metavar="NAME", help=", ".join(benchmarks.MEASUREMENTS)
        )
        parser.add_argument("--rounds", type=int, default=7, help="putaran, bergantian (7)")
        parser.add_argument("--rows", type=int, default=1000, help="baris berkas impor (1000)")
        parser.add_argument("--weigh", choices=("plain", "portal"), help=SUPPRESS)

    def handle(self, *args, names, rounds, rows, weigh, **options):
        from benchmarks.asking import served

        chosen = [measurement(name) for name in names or benchmarks.MEASUREMENTS]
        refuse_nonsense(rounds, rows)
        with served():
            if weigh:
                self.stdout.write(str(weight(chosen[0], rows, weigh)))
                return
            self.stdout.write(" | ".join((*HEAD, *MEMORY)))
            for one in chosen:
                self.stdout.write(" | ".join(line(one, rounds, rows)))
                self.stdout.flush()
        self.stdout.write(machine())


def measurement(name: str):
    """The function that gives a measurement's sides. Raises CommandError."""
    if name not in benchmarks.MEASUREMENTS:
        known = ", ".join(benchmarks.MEASUREMENTS)
        raise CommandError(f"Pengukuran {name!r} tidak ada; yang ada: {known}.")
    return getattr(import_module(f"benchmarks.{benchmarks.MEASUREMENTS[name]}"), name)


def refuse_nonsense(rounds: int, rows: int) -> None:
    from registry.models import Cooperative

    for option, value in (("--rounds", rounds), ("--rows", rows)):
        if value < 1:
            raise CommandError(f"{option}: ditemukan {value}, diharapkan 1 atau lebih.")
    if not Cooperative.objects.exists():
        raise CommandError("Register kosong: isi dahulu, misalnya dengan manage.py seed_demo.")


def line(measure, rounds: int, rows: int) -> list[str]:
    """One row of the table: milliseconds of both sides and how many times cheaper the portal is."""
    from benchmarks.timing import compare

    sides = measure(rows)
    plain, portal = compare(sides, rounds)
    cells = [sides.title]
    for one, other in zip(plain, portal, strict=True):
        cells += [shown(one), shown(other), f"{shown(one / other)}×"]
    both = ("plain", "portal") if sides.weighs else ()
    return cells + [in_process_of_its_own(measure.__name__, rows, side) for side in both]


def shown(number: float) -> str:
    return format_number(round(number, 2 if number < 10 else 1))


def weight(measure, rows: int, side: str) -> float | None:
    from benchmarks.timing import peak_megabytes

    getattr(measure(rows), side)()
    return peak_megabytes()


def in_process_of_its_own(name: str, rows: int, side: str) -> str:
    """The peak of memory in MB when nothing but this side runs."""
    portal = [sys.executable, str(settings.BASE_DIR / "manage.py"), "benchmark", name]
    order = [*portal, "--rows", str(rows), "--weigh", side]
    found = subprocess.run(order, capture_output=True, text=True, check=True).stdout.strip()
    return "–" if found == "None" else format_number(round(float(found)))


def machine() -> str:
    """Where and on what it was measured."""
    from registry.models import Cooperative

    server = connection.cursor().connection.server_version // 10000
    return (
        f"{format_number(Cooperative.objects.count())} koperasi; {os.cpu_count()} inti "
        f"{platform.machine()}, Python {platform.python_version()}, "
        f"Django {django.get_version()}, PostgreSQL {server}. "
        "Milidetik, median; CPU termasuk proses basis data di mesin ini. Bandingkan hanya “kali”."
    )
