"""``manage.py import_published FILE …``: a published table; ``--commit`` keeps it."""

import re

from django.core.management.base import BaseCommand, CommandError

from bengkalis.audit import recorded
from registry.imports.files import UnreadableFile
from registry.imports.reading import read_workbook
from registry.models import KbliSection
from reports.bps.places import SKIP, PlaceReader, PlaceRefused
from reports.bps.suggesting import suggest
from reports.bps.tables import Described, Meaning, sheet_named, take_in
from reports.management.commands.import_bps import content_of, day_of, finish
from reports.models import CodeSystem

COLUMN = re.compile(r"([A-Za-z]{1,2})=([0-9]{4})(?::([A-Za-z]))?")


class Command(BaseCommand):
    help = "Membaca tabel terbitan dari buku kerja (xlsx, ods, csv); tanpa --commit hanya latihan."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--commit", action="store_true", help="simpan; tanpa ini hanya latihan")
        parser.add_argument("--series", required=True, help="nama deret, seperti umkm.bps")
        parser.add_argument("--label", required=True, help="yang dihitung")
        parser.add_argument("--unit", required=True, help="satuan")
        parser.add_argument("--source", required=True, help="sumber")
        parser.add_argument("--ref", default="", help="rujukan: tabel, halaman")
        parser.add_argument("--codes", choices=CodeSystem.values, default="bps")
        parser.add_argument("--retrieved", metavar="31-12-2025", help="hari diambil (hari ini)")
        parser.add_argument("--as-of", metavar="31-12-2020", help="keadaan per hari itu")
        parser.add_argument("--sheet", help="nama lembar (yang pertama)")
        parser.add_argument("--first-row", type=int, help="baris wilayah pertama (diduga)")
        parser.add_argument("--place-column", metavar="A", help="kolom wilayah (diduga)")
        parser.add_argument(
            *("--column", "-c"),
            action="append",
            default=[],
            metavar="C=2020[:G]",
            help="tahun kolom, dan lapangan usahanya; boleh berulang (diduga dari judul)",
        )
        parser.add_argument(
            "--place",
            action="append",
            default=[],
            metavar="NAMA=KODE",
            help=f"nama yang tidak dikenal dan kodenya, {SKIP} untuk bukan wilayah; boleh berulang",
        )

    @recorded
    def handle(self, *args, file, commit, **options):
        content = content_of(file)
        try:
            said = described(content, file, options)
            seen = take_in(content, file, said, commit=commit)
        except (UnreadableFile, PlaceRefused) as error:
            raise CommandError(str(error)) from error
        finish(self, seen, commit)


def described(content: bytes, name: str, options: dict) -> Described:
    """What the options say of the table, the rest as the sheet suggests it."""
    sheets = read_workbook(content, name)
    wanted = options["sheet"] or (sheets[0].name if sheets else "")
    sheet = sheet_named(sheets, wanted)
    seen = suggest(sheet, options["codes"])
    place, columns = options["place_column"], options["column"]
    return Described(
        sheet=sheet.name,
        source_ref=options["ref"],
        code_system=options["codes"],
        retrieved_on=day_of(options["retrieved"]),
        as_of=day_of(options["as_of"], "--as-of") if options["as_of"] else None,
        first_row=max(1, options["first_row"] or seen.first_row),
        place_column=position(place) if place else seen.place_column,
        columns=dict(map(meaning, columns)) if columns else seen.columns,
        answers=answers(options["place"], PlaceReader(options["codes"])),
        **{key: options[key] for key in ("series", "label", "unit", "source")},
    )


def position(letters: str) -> int:
    """A is 0, AA is 26. Raises CommandError."""
    if not re.fullmatch(r"[A-Za-z]{1,2}", letters):
        raise CommandError(f"Ditemukan kolom “{letters}”, diharapkan huruf seperti A atau AB.")
    at = 0
    for one in letters.upper():
        at = 26 * at + ord(one) - 64
    return at - 1


def meaning(text: str) -> tuple[int, Meaning]:
    """``C=2020:G`` → column 2, 2020, G. Raises CommandError."""
    match = COLUMN.fullmatch(text)
    section = (match[3] or "").upper() if match else ""
    if not match or (section and not KbliSection.objects.filter(code=section).exists()):
        raise CommandError(
            f"--column: ditemukan “{text}”, diharapkan seperti C=2020 atau C=2020:G."
        )
    return position(match[1]), Meaning(int(match[2]), section)


def answers(texts: list[str], reader: PlaceReader) -> dict[str, str]:
    """``Mandua=1408010`` → what the name means. Raises CommandError."""
    found = {}
    for text in texts:
        name, sign, code = text.rpartition("=")
        if not sign or (code != SKIP and code not in reader.known):
            known = ", ".join(reader.known)
            raise CommandError(
                f"--place: ditemukan “{text}”, diharapkan NAMA=KODE; kode: {known}, {SKIP}."
            )
        found[name] = code
    return found
