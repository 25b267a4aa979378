"""``manage.py import_workbook KIND FILE``: rehearse, and with ``--commit`` write, a workbook."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bengkalis.audit import recorded
from bengkalis.errors import TransitionRefused
from registry.imports import kinds, staging
from registry.imports.files import UnreadableFile
from registry.imports.lines import WRITABLE
from registry.models import Office


class Command(BaseCommand):
    help = "Membaca buku kerja; tanpa --commit hanya gladi. Keluar 0 bila tak ada baris yang salah."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=sorted(kinds.KINDS), metavar="KIND")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--year", type=int, metavar="Y", help="tahun anggaran (plans)")
        parser.add_argument("--office", metavar="CODE", help="kantor pemilik berkas")
        parser.add_argument("--commit", action="store_true", help="masukkan baris yang benar")
        parser.add_argument("--json", action="store_true", help="satu objek JSON")

    @recorded
    def handle(self, *args, **options):
        office = self._office(options["office"])
        kind = kinds.KINDS[options["kind"]]
        asked = chosen(kind, options)
        rehearsal = self._rehearse(kind, options["file"], office, asked)
        report = summary(rehearsal)
        if options["commit"]:
            report |= _commit(kind, rehearsal, office=office, **asked)
        self._print(report, options["json"])
        if report["errors"] or report.get("left"):
            sys.exit(1)

    def _office(self, code: str | None) -> Office | None:
        if code is None:
            return None
        try:
            return Office.objects.get(code=code)
        except Office.DoesNotExist as error:
            raise CommandError(f"--office: kantor {code} tidak dikenal.") from error

    def _rehearse(
        self, kind: kinds.Kind, path: Path, office: Office | None, options: dict
    ) -> staging.Rehearsal:
        try:
            return kind.rehearse(path, path.name, office=office, **options)
        except OSError as error:
            raise CommandError(f"{path}: tidak terbaca ({error.strerror}).") from error
        except (UnreadableFile, TransitionRefused) as error:
            raise CommandError(str(error)) from error

    def _print(self, report: dict, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, default=str))
            return
        for problem in [*report["errors"], *report["warnings"]]:
            row, column = problem["row"], problem["column"]
            self.stdout.write(f"baris {row}, {column} [{problem['code']}]: {problem['message']}")
        self.stdout.write(
            "{rows} baris: {create} baru, {update} berubah, {unchanged} sama, ".format(**report)
            + f"{len(report['errors'])} kesalahan, {len(report['warnings'])} peringatan."
        )
        for row, reason in report.get("left", []):
            self.stdout.write(f"baris {row}: {reason}")
        if report.get("batch"):
            self.stdout.write(f"Dimasukkan {report['written']} baris, berkas {report['batch']}.")
        elif "batch" in report:
            self.stdout.write("Tidak ada yang perlu ditulis; register sudah demikian.")


def chosen(kind: kinds.Kind, options: dict) -> dict:
    """The options that ``kind`` needs. Raises CommandError for one that is not given."""
    missing = [name for name in kind.options if options[name] is None]
    if missing:
        raise CommandError(f"--{missing[0]} wajib diisi untuk {options['kind']}.")
    return {name: options[name] for name in kind.options}


def _commit(kind: kinds.Kind, rehearsal: staging.Rehearsal, **asked) -> dict:
    """Write the good rows; where there is nothing to write, nothing is, not even a batch."""
    if not any(line.outcome in WRITABLE for line in rehearsal.lines):
        return {"batch": None, "written": 0, "left": []}
    batch = kind.stage(rehearsal, **asked)
    done = kind.commit(batch)
    return {"batch": str(batch.uid), "written": done.written, "left": done.left}


def summary(rehearsal: staging.Rehearsal) -> dict:
    """The JSON object of the contract."""
    counts = rehearsal.counts()
    found = [(line.row, problem) for line in rehearsal.lines for problem in line.problems]
    return {
        "kind": rehearsal.kind,
        "file": rehearsal.filename,
        "sha256": rehearsal.sha256,
        "header_row": rehearsal.table.header_row,
        "rows": counts["rows"],
        "create": counts["create"],
        "update": counts["update"],
        "unchanged": counts["unchanged"],
        "errors": [_entry(row, problem) for row, problem in found if problem.is_error],
        "warnings": [_entry(row, problem) for row, problem in found if not problem.is_error],
    }


def _entry(row: int, problem) -> dict:
    return {
        "row": row,
        "column": problem.column,
        "code": problem.code,
        "message": problem.message,
    }
