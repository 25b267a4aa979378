"""``manage.py export_workbook KIND FILE``: what ``import_workbook`` reads back with 0 changes."""

import os
import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from pghistory.models import Context

from bengkalis.errors import TransitionRefused
from bengkalis.exports import csv_stream, xlsx_file
from bengkalis.tables import Table
from registry.imports import kinds
from registry.management.commands.import_workbook import chosen


class Command(BaseCommand):
    help = (
        "Menulis register ke FILE (.xlsx atau .csv). Berkasnya memuat nomor telepon tanpa samaran; "
        "ekspor ini dicatat di jejak audit."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=sorted(kinds.KINDS), metavar="KIND")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--year", type=int, metavar="Y", help="tahun anggaran (plans)")

    def handle(self, *args, **options):
        kind, path = options["kind"], options["file"]
        if path.suffix.lower() not in {".xlsx", ".csv"}:
            raise CommandError(f"{path}: akhiran berkas harus .xlsx atau .csv.")
        handler = kinds.KINDS[kind]
        asked = chosen(handler, options)
        note = {"command": "export_workbook", "user": None, "kind": kind, "file": path.name}
        Context.objects.create(metadata={**note, "personal_data": list(handler.personal)})
        try:
            _write(handler.table(**asked), path)
        except TransitionRefused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path}: tidak dapat ditulis ({error.strerror}).") from error
        self.stdout.write(f"{handler.told(**asked)} ditulis ke {path}.")


def _write(table: Table, path: Path) -> None:
    """Readable by its owner only, for it holds personal data."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
        if path.suffix.lower() == ".csv":
            target.writelines(csv_stream(table))
            return
        with xlsx_file(table) as source:
            shutil.copyfileobj(source, target)
