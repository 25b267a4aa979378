"""``manage.py remind_reports [--day D]``: mails about UPT reports that are due or overdue."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from bengkalis.audit import recorded
from registry.models.people import today
from reports.reminding import remind


class Command(BaseCommand):
    help = "Mengirim pengingat laporan UPT; jalankan sekali sehari. Aman diulang."

    def add_arguments(self, parser):
        parser.add_argument("--day", help="tanggal, 2020-02-07; tanpa ini hari ini")

    @recorded
    def handle(self, *args, day, **options):
        try:
            chosen = date.fromisoformat(day) if day else today()
        except ValueError as error:
            raise CommandError(f"--day: ditemukan {day}, diharapkan 2020-02-07.") from error
        self.stdout.write(f"{remind(chosen)} pengingat terkirim.")
