"""``manage.py create_admin [NAME]``: an administrator, where nobody is there yet to make one."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from bengkalis.access import Role
from bengkalis.audit import recorded
from registry.accounts import open_account
from registry.appointments import appoint
from registry.models import Appointment, Office, User
from registry.models.people import today


class Command(BaseCommand):
    help = "Membuat akun administrator dengan sandi sekali pakai, lalu mencetaknya."

    def add_arguments(self, parser):
        parser.add_argument("username", nargs="?", default="admin")

    @recorded
    def handle(self, *args, username, **options):
        try:
            password = administrator(username, today())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return f"Akun administrator: {username}, sandi sekali pakai: {password}"


@transaction.atomic
def administrator(username: str, since: date) -> str:
    """Open the account and appoint it at the dinas; returns the password, never readable again."""
    user = User(username=username, full_name="Administrator portal")
    password = open_account(user)
    dinas = Office.objects.filter(parent=None, kind="dinas").earliest("pk")
    appoint(Appointment(user=user, office=dinas, role=Role.ADMIN, valid_from=since))
    return password
