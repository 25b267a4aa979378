"""``manage.py rebuild_statistics``: every fact from the register itself, and every table anew."""

from django.core.management.base import BaseCommand

from bengkalis.values import format_number
from reports.statistics import editions, facts, snapshots


class Command(BaseCommand):
    help = (
        "Menghitung ulang semua fakta statistik dari register dan menerbitkan tabel yang berubah; "
        "aman diulang."
    )

    def handle(self, *args, **options):
        cells, cooperatives = facts.rebuild(), snapshots.rebuild()
        made = editions.publish_all()
        self.stdout.write(
            f"Fakta: {format_number(cells)} sel UMKM, {format_number(cooperatives)} koperasi. "
            f"Tabel: {len(editions.TABLES)}, {len(made)} di antaranya berubah."
        )
