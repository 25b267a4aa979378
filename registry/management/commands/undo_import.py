"""``manage.py undo_import BATCH``: take a committed batch back and say which rows it left."""

from django.core.management.base import BaseCommand, CommandError

from bengkalis.audit import recorded
from bengkalis.errors import TransitionRefused
from registry.imports import kinds
from registry.imports.undo import find
from registry.models import ImportBatch


class Command(BaseCommand):
    help = "Membatalkan impor baris demi baris, kecuali baris yang sudah diubah orang."

    def add_arguments(self, parser):
        parser.add_argument("batch", metavar="BATCH")

    @recorded
    def handle(self, *args, **options):
        try:
            batch = find(options["batch"])
            done = kinds.KINDS[batch.kind].undo(batch)
        except ImportBatch.DoesNotExist as error:
            raise CommandError(f"Tidak ada impor {options['batch']}.") from error
        except TransitionRefused as refused:
            raise CommandError(str(refused)) from refused
        for row, reason in done.left:
            self.stdout.write(f"baris {row}: {reason}")
        self.stdout.write(f"Dibatalkan {done.written} baris; dibiarkan {len(done.left)}.")
