"""``manage.py rotate_personal_key``: seal all personal data with the new PERSONAL_DATA_KEY."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bengkalis.audit import recorded
from bengkalis.rotation import rotate


class Command(BaseCommand):
    help = (
        "Menyegel ulang semua data pribadi dengan PERSONAL_DATA_KEY yang baru. Kunci lama "
        "diberikan sebagai PERSONAL_DATA_KEY_PREVIOUS; portal boleh tetap berjalan. Aman diulang."
    )

    @recorded
    def handle(self, *args, **options):
        if not settings.PERSONAL_DATA_KEY_PREVIOUS:
            raise CommandError(
                "PERSONAL_DATA_KEY_PREVIOUS belum diisi: tulis kunci yang lama di situ dan kunci "
                "yang baru di PERSONAL_DATA_KEY, lalu jalankan lagi."
            )
        written, lost = rotate(self.stdout.write)
        for line in lost:
            self.stderr.write(line)
        if lost:
            raise CommandError(f"{len(lost)} baris tidak terbuka; simpan kedua kunci.")
        self.stdout.write(
            f"Disegel ulang: {written} baris. PERSONAL_DATA_KEY_PREVIOUS boleh dihapus."
        )
