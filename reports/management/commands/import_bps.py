"""``manage.py import_bps FILE``: read a saved answer of the BPS WebAPI; ``--commit`` keeps it."""

from datetime import date, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bengkalis.audit import recorded
from reports.bps.importing import take_in
from reports.bps.keeping import CHANGED, NEW, UNCHANGED, Rehearsal
from reports.bps.reading import MAX_BYTES, Unreadable


class Command(BaseCommand):
    help = "Membaca jawaban tersimpan WebAPI BPS (list/model/data); tanpa --commit hanya latihan."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--commit", action="store_true", help="simpan; tanpa ini hanya latihan")
        parser.add_argument("--retrieved", metavar="31-12-2025", help="hari diambil (hari ini)")

    @recorded
    def handle(self, *args, file, commit, retrieved, **options):
        try:
            seen = take_in(content_of(file), day_of(retrieved), commit=commit)
        except Unreadable as error:
            raise CommandError(str(error)) from error
        finish(self, seen, commit)


def finish(command: BaseCommand, seen: Rehearsal, commit: bool) -> None:
    """Say what came of a file. Raises CommandError where it has a problem."""
    for year in sorted(seen.counts):
        numbers = seen.counts[year]
        command.stdout.write(
            f"{year}: {numbers[NEW]} baru, {numbers[CHANGED]} berubah, {numbers[UNCHANGED]} tetap"
        )
    for line in (*seen.notes, *seen.problems):
        command.stdout.write(line)
    if seen.problems:
        raise CommandError(f"{len(seen.problems)} masalah; tidak ada yang disimpan.")
    command.stdout.write(outcome(seen, commit))


def content_of(name: str) -> bytes:
    """The bytes of the file, not more than one too many. Raises CommandError."""
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"Berkas {name} tidak dapat dibaca: {error.strerror}.") from error


def day_of(text: str | None, option: str = "--retrieved") -> date:
    """The day in ``text``, today without one. Raises CommandError."""
    today = timezone.localdate()
    try:
        day = datetime.strptime(text, "%d-%m-%Y").date() if text else today
    except ValueError as error:
        said = f"{option}: ditemukan “{text}”, diharapkan tanggal seperti 31-12-2025."
        raise CommandError(said) from error
    if day > today:
        raise CommandError(f"{option}: {text} belum tiba; diharapkan paling lambat hari ini.")
    return day


def outcome(seen: Rehearsal, commit: bool) -> str:
    """The last line: what was done."""
    if seen.is_known:
        return "Berkas ini sudah pernah dimuat; tidak ada yang berubah."
    if not commit:
        return "Latihan: belum ada yang disimpan; ulangi dengan --commit."
    return f"Disimpan {len(seen.coming)} angka."
