"""``manage.py check_quality``: judge every cooperative by every rule of data quality, as of today.

For a daily timer; the first page of a day does the same where no timer runs.
"""

from django.core.management.base import BaseCommand

from bengkalis.audit import recorded
from bengkalis.values import format_number
from registry.models.people import today
from registry.quality.checking import check_all


class Command(BaseCommand):
    help = "Memeriksa mutu data semua koperasi per hari ini; aman diulang."

    @recorded
    def handle(self, *args, **options):
        run = check_all(today())
        self.stdout.write(
            f"Diperiksa {format_number(run.cooperatives)} koperasi per {run.day:%d-%m-%Y}: "
            f"hari ini {format_number(run.opened)} temuan baru, {format_number(run.closed)} hilang."
        )
