"""``manage.py verify_payload TEXT``: is this QR code of a paper ours, and what does it say?"""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from programs.enums import PaperKind, Part, SignatureKind
from programs.models import Paper
from programs.qr import BadPayload, Claim, verify
from programs.verification import verdict_of


class Command(BaseCommand):
    help = "Memeriksa tanda tangan digital kode QR naskah, dan menunjukkan isinya."

    def add_arguments(self, parser):
        parser.add_argument("text", metavar="TEXT", help="alamat atau isi kode QR; - dari stdin")
        parser.add_argument("--json", action="store_true", help="satu objek JSON")

    def handle(self, *args, **options):
        text = sys.stdin.read() if options["text"] == "-" else options["text"]
        try:
            claim = verify(text)
        except BadPayload as refused:
            raise CommandError(str(refused)) from refused
        if options["json"]:
            self.stdout.write(json.dumps(asdict(claim), default=str, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines(claim)))


def lines(claim: Claim):
    """What the code says, for people, and what the portal knows of the paper now."""
    yield f"Kode QR asli (kunci {claim.key})."
    yield f"{PaperKind(claim.kind).label} {claim.year}, {claim.dated_on:%d-%m-%Y}"
    yield f"Kode {claim.code}; SHA-256 isi diawali {claim.content_start}"
    if claim.is_demo:
        yield "CONTOH untuk peragaan"
    for one in claim.signers:
        how = f"{one.signed_on:%d-%m-%Y}, {SignatureKind(one.kind).label}"
        yield f"{Part(one.part).label}: {one.name}, {one.position} ({how})"
    yield f"Menurut portal ini: {_now(claim)}"


def _now(claim: Claim) -> str:
    paper = Paper.objects.public().filter(code=claim.code).first()
    if paper is None:
        return "tidak ada naskah dengan kode itu di sini"
    if not paper.content_sha256.startswith(claim.content_start):
        return "isi naskah dengan kode itu lain daripada yang disebut kode QR"
    return verdict_of(paper).word
