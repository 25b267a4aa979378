"""``manage.py find_duplicates``: look through the whole register for probable duplicates."""

from django.core.management.base import BaseCommand

from bengkalis.audit import recorded
from bengkalis.values import format_number
from registry.duplicates import find_pairs
from registry.enums import PairState
from registry.models import DuplicatePair


class Command(BaseCommand):
    help = "Mencari koperasi yang mungkin tercatat dua kali; keputusan orang tetap berlaku."

    @recorded
    def handle(self, *args, **options):
        written = find_pairs()
        waiting = DuplicatePair.objects.standing().filter(state=PairState.OPEN).count()
        self.stdout.write(
            f"{format_number(written)} pasangan baru atau berubah; "
            f"{format_number(waiting)} menunggu keputusan."
        )
