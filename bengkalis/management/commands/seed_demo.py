"""``manage.py seed_demo [--scale K]``: the demonstration's made-up data, always the same."""

import time

from django.core.management.base import BaseCommand, CommandError

from bengkalis.audit import recorded
from bengkalis.demonstration import accounts, seed_all
from bengkalis.errors import DomainError
from bengkalis.values import format_number


class Command(BaseCommand):
    help = (
        "Mengisi data CONTOH: 866 koperasi (350 aktif), 10.500 anggota, 40.000 UMKM dengan angka "
        "2020 dan 2021, pembinaan, dan akun; aman diulang."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--scale",
            type=int,
            default=1,
            metavar="K",
            help="K kali lebih banyak koperasi, anggota, dan UMKM",
        )

    @recorded
    def handle(self, *args, scale, **options):
        if scale < 1:
            raise CommandError(f"--scale: ditemukan {scale}, diharapkan 1 atau lebih.")
        started = time.monotonic()
        try:
            written = seed_all(scale)
        except DomainError as error:
            raise CommandError(str(error)) from error
        seconds = time.monotonic() - started
        for line in report(written, seconds) if written else ["Data CONTOH sudah ada."]:
            self.stdout.write(line)
        self.stdout.write(accounts())


def report(written, seconds: float) -> list[str]:
    """What was written, by kind, and how fast."""
    rows = written.total()
    speed = format_number(int(rows / seconds))
    kinds = [f"  {format_number(count):>9} {kind}" for kind, count in written.items()]
    total = f"Data CONTOH: {format_number(rows)} baris dalam {format_number(round(seconds, 1))} "
    return [*kinds, f"{total}detik ({speed} baris per detik)."]
