"""Demonstration accounts: one password for all, made at first start, and a token for REST."""

from datetime import date

from django.contrib.auth.hashers import make_password

from bengkalis.access import Role
from registry.accounts import new_password
from registry.models import ApiToken, Appointment, Office, User

SINCE = date(2020, 1, 2)
CLIENT = "klien.data"
ACCOUNTS = (  # username, name, title, role, office
    ("admin", "Administrator Portal", "Administrator portal", Role.ADMIN, "DISKOPUKM"),
    ("kadis", "Hasan Piliang", "Kepala Dinas", Role.HEAD, "DISKOPUKM"),
    ("registrar", "Nurhayati Idris", "Petugas register", Role.REGISTRAR, "BID-KELEMBAGAAN"),
    ("verifikator", "Bambang Salim", "Verifikator laporan", Role.VERIFIER, "SEKRETARIAT"),
    ("perencana", "Ratna Harahap", "Perencana program", Role.PLANNER, "SUBBAG-PROGRAM"),
    ("sekretaris", "Marlina Daud", "Sekretaris", Role.DIVISION_HEAD, "SEKRETARIAT"),
    (
        *("kabid.kelembagaan", "Syahril Anwar", "Kepala Bidang Kelembagaan"),
        *(Role.DIVISION_HEAD, "BID-KELEMBAGAAN"),
    ),
    (
        *("kabid.usaha.mikro", "Yusnidar", "Kepala Bidang Usaha Mikro"),
        *(Role.DIVISION_HEAD, "BID-USAHA-MIKRO"),
    ),
    ("upt.mandau", "Togar Lubis", "Petugas UPT Mandau", Role.UPT_OFFICER, "UPT-MANDAU"),
    ("kepala.upt.mandau", "Salmah Zain", "Kepala UPT Mandau", Role.UPT_HEAD, "UPT-MANDAU"),
    ("upt.rupat", "Rusli Yahya", "Petugas UPT Rupat", Role.UPT_OFFICER, "UPT-RUPAT"),
    (CLIENT, "Klien Data", "Klien REST", Role.DATA_CLIENT, "DISKOPUKM"),
)


def seed() -> tuple[int, str]:
    """Make the accounts that are missing; how many, and what a person needs to sign in.

    The text holds the password and the token in clear: both are stored as hashes only.
    """
    password = new_password()
    hashed, lines = make_password(password), []
    known = set(User.objects.values_list("username", flat=True))
    for username, name, title, role, code in ACCOUNTS:
        if username in known:
            continue
        user = _account(username, f"{name} (CONTOH)", hashed)
        _appoint(user, title, role, code)
        lines.append(f"  {username:<18} {title}" if username != CLIENT else _token(user))
    return len(lines), "\n".join([f"Akun CONTOH, semua bersandi  {password}", *lines])


def _account(username: str, name: str, hashed: str) -> User:
    user = User(username=username, full_name=name, password=hashed, is_demo=True)
    if username == CLIENT:
        user.set_unusable_password()
    user.full_clean()
    user.save()
    return user


def _appoint(user: User, title: str, role: str, code: str) -> None:
    office = Office.objects.get(code=code)
    appointment = Appointment(
        user=user, office=office, role=role, position_title=title, valid_from=SINCE
    )
    appointment.full_clean()
    appointment.save()


def _token(user: User) -> str:
    text = ApiToken.issue(user, "Klien REST (CONTOH)", "read", days=3650)[1]
    return f"  token REST         {text}"


def recorders() -> dict[int, int]:
    """Who records visits: by primary key of the kecamatan the account of its UPT's officer."""
    officers = Appointment.objects.filter(user__is_demo=True, role=Role.UPT_OFFICER)
    return dict(officers.values_list("office__district_links__district", "user"))
