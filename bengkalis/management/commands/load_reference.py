"""``manage.py load_reference``: territory, code lists, published figures; prints what changed."""

from importlib import import_module
from importlib.util import find_spec

from django.core.management.base import BaseCommand

from bengkalis.audit import recorded

APPS = ("registry", "programs", "reports")


class Command(BaseCommand):
    help = "Memuat data acuan semua aplikasi; aman diulang; mencetak apa yang berubah."

    @recorded
    def handle(self, *args, **options):
        lines = load_all()
        for line in lines if options["verbosity"] > 1 or len(lines) < 20 else lines[:5]:
            self.stdout.write(line)
        self.stdout.write(f"Data acuan: {len(lines)} perubahan.")


def load_all() -> list[str]:
    """Every app's ``reference.load()``, in the order of the apps."""
    modules = [f"{app}.reference" for app in APPS if find_spec(f"{app}.reference")]
    return [line for name in modules for line in import_module(name).load()]
