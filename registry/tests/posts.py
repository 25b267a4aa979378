"""Posts and holders for tests."""

from datetime import date

from registry.models import Incumbency, Office, Official, Position

NIP = "196503121990031005"


def top() -> Position:
    return Position.objects.create(code="bupati", title="Bupati Bengkalis", echelon="bupati")


def post(code: str, above: Position, **values) -> Position:
    office = Office.objects.get(code="DISKOPUKM")
    told = {"title": f"Jabatan {code}", "echelon": "II"} | values
    return Position.objects.create(code=code, superior=above, office=office, **told)


def official(name: str = "Drs. Hasan, M.Si", nip: str | None = None, **values) -> Official:
    return Official.objects.create(name=name, nip=nip, **values)


def holder(position: Position, name="Drs. Hasan, M.Si", nip=None, user=None, **term) -> Incumbency:
    """Somebody who has held the post since 2 January 2019."""
    term = {"valid_from": date(2019, 1, 2)} | term
    person = official(name, nip, user=user)
    return Incumbency.objects.create(official=person, position=position, **term)
